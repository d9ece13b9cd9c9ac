"""Public pages are kept whole, and never a moment longer than they are true."""

import gzip
import subprocess
import sys

import pytest

from app.web import page_cache
from app.web.headers import FIXED
from tests.cast import drive, first_slot, signed_in, take


@pytest.fixture
def rendered(monkeypatch):
    """The paths that Flask was asked to render."""
    paths = []
    real = page_cache.PageCache._ask
    monkeypatch.setattr(
        page_cache.PageCache,
        "_ask",
        lambda self, key, environ, start: paths.append(environ["PATH_INFO"]) or real(self, key, environ, start),
    )
    return paths


def test_it_works(client, cast, rendered):
    drive(cast)
    first, second = client.get("/events"), client.get("/events")
    assert rendered == ["/events"]
    assert first.get_data() == second.get_data()
    assert first.headers["ETag"] == second.headers["ETag"]


def test_a_write_is_seen_at_once(client, cast):
    event = drive(cast, capacity=3)
    assert "3 more people needed" in client.get("/events").text
    take(first_slot(event))
    assert "2 more people needed" in client.get("/events").text


def test_without_its_version_a_kept_page_would_lie(client, cast, monkeypatch):
    monkeypatch.setattr(page_cache, "data_version", lambda: 1)
    event = drive(cast, capacity=3)
    client.get("/events")
    take(first_slot(event))
    assert "3 more people needed" in client.get("/events").text


def test_a_write_of_another_process_is_seen_at_once(town, client, cast):
    event = drive(cast, capacity=3)
    client.get("/events")
    url = town.config["SQLALCHEMY_DATABASE_URI"]
    code = (
        "import sys; from sqlalchemy import create_engine, text; from app.database import engine_options\n"
        "engine = create_engine(sys.argv[1], **engine_options(sys.argv[1]))\n"
        "with engine.begin() as connection:\n"
        "    connection.execute(text('UPDATE slot SET taken = 2 WHERE id = :id'), {'id': int(sys.argv[2])})\n"
    )
    subprocess.run([sys.executable, "-c", code, url, str(first_slot(event).id)], check=True)
    assert "1 more person needed" in client.get("/events").text


def test_time_alone_makes_a_page_old(client, cast, rendered, monkeypatch):
    drive(cast)
    client.get("/events")
    later = page_cache.monotonic() + page_cache.SECONDS + 1
    monkeypatch.setattr(page_cache, "monotonic", lambda: later)
    client.get("/events")
    assert rendered == ["/events", "/events"]


def test_somebody_signed_in_gets_their_own_page(town, cast):
    drive(cast)
    stranger, ben = town.test_client(), signed_in(town.test_client(), cast.ben)
    stranger.get("/")
    assert "Hi Ben" in ben.get("/").text
    assert "Hi Ben" not in stranger.get("/").text


def test_and_theirs_is_never_kept(town, cast, rendered):
    drive(cast)
    ben = signed_in(town.test_client(), cast.ben)
    ben.get("/")
    assert ben.get("/").headers["Cache-Control"] == "no-store"
    assert rendered == []


def test_a_part_is_not_the_page(client, cast):
    drive(cast)
    part = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#results"}
    pages = [client.get("/events", headers=headers).text for headers in ({}, part, {}, part)]
    assert pages[0] == pages[2] != pages[1] == pages[3]


def test_l5_each_language_and_way_of_reading_has_a_page_of_its_own(town, cast, rendered):
    drive(cast)
    for cookies, shows in (
        ("", 'lang="en" dir="ltr">'),
        ("language=ur", 'lang="ur" dir="rtl">'),
        ("reading=large", 'lang="en" dir="ltr" class="large">'),
        ("reading=large.easy; language=pl", 'lang="pl" dir="ltr" class="large easy">'),
        ("reading=nonsense; language=nonsense", 'lang="en" dir="ltr">'),
    ):
        for _turn in range(2):
            assert shows in town.test_client(use_cookies=False).get("/events", headers={"Cookie": cookies}).text
    assert rendered == ["/events"] * 4  # the last of them reads like the first


def test_what_changed_nothing_costs_nothing(client, cast):
    drive(cast)
    tag = client.get("/events").headers["ETag"]
    answer = client.get("/events", headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.get_data() == b""
    assert answer.headers["ETag"] == tag
    assert not set(FIXED) & set(answer.headers.keys())  # the phone has them with the page it kept


def test_it_is_packed_for_those_who_unpack(client, cast):
    drive(cast)
    for _turn in range(2):
        packed = client.get("/events", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.get_data()) == client.get("/events").get_data()


def test_a_kept_page_is_dressed_like_any_other(client, cast):
    drive(cast)
    fresh, kept = client.get("/events"), client.get("/events")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Vary", "Cache-Control"):
        assert kept.headers[name] == fresh.headers[name]
    assert kept.headers["X-Request-Id"] != fresh.headers["X-Request-Id"]


def test_a_foreign_host_gets_nothing_kept(client, cast):
    drive(cast)
    client.get("/events")
    assert client.get("/events", headers={"Host": "evil.example"}).status_code == 400


def test_what_went_wrong_is_not_kept(client, town, rendered):
    for _turn in range(2):
        assert client.get("/events/no-such-thing").status_code == 404
    assert rendered == ["/events/no-such-thing"] * 2


def test_only_so_many_pages_are_kept(client, town, monkeypatch):
    monkeypatch.setattr(page_cache, "KEPT", 3)
    for number in range(1, 6):
        client.get(f"/events?page={number}")
    kept = town.wsgi_app
    while not isinstance(kept, page_cache.PageCache):
        kept = getattr(kept, "application", None) or kept.app
    assert len(kept.pages) == 3
