"""Choosing a language, larger words and Easy Read: kept on the phone alone, and without a script."""

import re

import pytest

from tests import cast as people


def kept(client, name):
    cookie = client.get_cookie(name)
    return cookie.value if cookie else None


def test_it_works(client, cast):
    page = client.get("/reading?next=/events").text
    assert re.findall(r'<button name="language" value="(\w+)"', page) == ["en", "cy", "pl", "ro", "ur"]
    for name in ("English", "Cymraeg", "Polski", "Română", "اردو"):
        assert f">{name}<" in page
    answer = client.post("/reading", data={"language": "cy", "next": "/events"})
    assert (answer.status_code, answer.location) == (303, "/events")
    assert kept(client, "language") == "cy"
    assert '<html lang="cy" dir="ltr">' in client.get("/events").text


def test_l5_a_translation_says_that_nobody_has_checked_it(client, town):
    assert client.get("/reading").text.count("Not yet checked by a person") == 4  # all but English


def test_the_choice_is_on_every_page_and_leads_back(client, cast):
    event = people.drive(cast)
    page = client.get(f"/events/{event.slug}?day=2026-01-01").text
    assert f'href="/reading?next=/events/{event.slug}?day%3D2026-01-01"' in page
    assert 'href="/reading"' in client.post("/sign-in", data={"address": "nonsense"}).text  # a form has no way back


def test_larger_words_and_easy_read_come_and_go(client, town):
    client.post("/reading", data={"large": "1", "easy": "1"})
    assert '<html lang="en" dir="ltr" class="large easy">' in client.get("/").text
    assert client.get("/reading").text.count(" checked>") == 2
    client.post("/reading", data={"easy": "1"})
    assert 'class="easy">' in client.get("/").text
    client.post("/reading", data={})
    assert kept(client, "reading") is None
    assert '<html lang="en" dir="ltr">' in client.get("/").text


def test_a_language_keeps_how_it_looks(client, town):
    client.post("/reading", data={"large": "1"})
    client.post("/reading", data={"language": "ur"})
    assert '<html lang="ur" dir="rtl" class="large">' in client.get("/").text


def test_it_begins_no_session_so_that_pages_stay_the_same_for_all(client, town):
    client.get("/reading")
    client.post("/reading", data={"language": "pl"})
    assert kept(client, "gather") is None


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_nothing_leads_to_another_site(client, town, elsewhere):
    assert client.post("/reading", data={"language": "pl", "next": elsewhere}).location == "/"
    assert 'class="back" href="/"' in client.get("/reading", query_string={"next": elsewhere}).text


@pytest.mark.parametrize("language", ["xx", "../../etc", "", "EN", "cy;q=1"])
def test_what_is_no_language_of_ours_changes_nothing(client, town, language):
    assert client.post("/reading", data={"language": language}).status_code == 303
    assert kept(client, "language") is None


def test_another_site_cannot_choose(client, town):
    answer = client.post("/reading", data={"language": "pl"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert kept(client, "language") is None


def test_the_cookies_hold_the_choice_and_nothing_else(client, town):
    for data, cookie in (({"language": "pl"}, "language=pl"), ({"large": "1", "easy": "1"}, "reading=large.easy")):
        (told,) = client.post("/reading", data=data).headers.getlist("Set-Cookie")
        assert told.split("; ")[0] == cookie
        assert {"HttpOnly", "SameSite=Lax"} <= set(told.split("; "))


def test_an_address_that_is_a_secret_is_told_to_nobody(client, town):
    answer = client.get("/reading?next=/bookings/secret")
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("no-referrer", "no-store")
