"""Organisers say where things happen and how one gets in."""

import pytest

from app.extensions import db
from app.places.models import Venue
from app.places.operations import add_venue
from tests.cast import signed_in
from tests.own import all_at_once

NEW = "/organise/venues/new"


def facts(cast, **more):
    return {"name": "Guide Hall", "address": "Lapstone Road, Millom", "area": str(cast.area.id), "step_free": "y",
            "hearing_loop": "y", "access_note": "Ring the bell", "key": "k" * 22} | more  # fmt: skip


def hall():
    return db.session.query(Venue).filter_by(name="Guide Hall").one_or_none()


def test_it_works(client, cast):
    signed_in(client, cast.carol)
    assert client.get(NEW).status_code == 200
    assert client.post(NEW, data=facts(cast)).headers["Location"] == "/organise/venues"
    found = hall()
    assert (found.slug, found.step_free, found.hearing_loop) == ("guide-hall", True, True)
    assert (found.accessible_toilet, found.parking, found.access_note) == (False, False, "Ring the bell")
    page = client.get("/organise/venues").text
    assert "Guide Hall" in page and "Hearing loop" in page and "Ring the bell" in page


def test_it_leads_back_to_where_it_was_needed(client, cast):
    signed_in(client, cast.carol)
    answer = client.post(f"{NEW}?next=/organise/events/new", data=facts(cast))
    assert answer.headers["Location"] == "/organise/events/new"
    assert client.post(f"{NEW}?next=https://evil.example", data=facts(cast)).headers["Location"] == "/organise/venues"


def test_sending_the_form_twice_makes_one(client, cast):
    signed_in(client, cast.carol)
    for _ in range(2):
        client.post(NEW, data=facts(cast))
    assert db.session.query(Venue).filter_by(name="Guide Hall").count() == 1


def test_sending_it_twice_at_once_makes_one_too(town, cast):
    area_id = cast.area.id
    db.session.rollback()

    def add(_number):
        with town.app_context():
            try:
                return add_venue("Guide Hall", "Lapstone Road", area_id, "k" * 22).id
            finally:
                db.session.remove()

    assert len(set(all_at_once(add, 6))) == 1
    assert db.session.query(Venue).filter_by(name="Guide Hall").count() == 1


def test_two_places_of_one_name_have_links_of_their_own(client, cast):
    signed_in(client, cast.carol)
    for key in ("k" * 22, "l" * 22):
        client.post(NEW, data=facts(cast, key=key))
    slugs = {venue.slug for venue in db.session.query(Venue).filter_by(name="Guide Hall")}
    assert len(slugs) == 2


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Type the name of the place"),
        ("name", "🎪🎪", "Type its name with letters"),
        ("address", "", "Type the street and the town"),
        ("area", "999999", "Pick the area"),
        ("access_note", "x" * 161, "This is too long. Take out 1 letters"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_everything_typed_stays(client, cast, field, typed, sentence):
    answer = signed_in(client, cast.carol).post(NEW, data=facts(cast, **{field: typed}))
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert all(words in answer.text for words in ("Lapstone Road", "Ring the bell") if words not in (
        "Lapstone Road" if field == "address" else "", "Ring the bell" if field == "access_note" else ""))  # fmt: skip
    assert hall() is None


def test_a_script_is_shown_as_text(client, cast):
    signed_in(client, cast.carol).post(NEW, data=facts(cast, access_note="<script>alert(1)</script>"))
    page = client.get("/organise/venues").text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_who_organises_nothing_finds_no_page(client, cast):
    signed_in(client, cast.asha)
    assert client.get(NEW).status_code == client.get("/organise/venues").status_code == 404
    assert client.post(NEW, data=facts(cast)).status_code == 404
    assert hall() is None


def test_looking_writes_nothing(client, cast):
    signed_in(client, cast.carol)
    for page in (NEW, "/organise/venues"):
        client.get(page)
    assert db.session.query(Venue).count() == 1
