"""A steward says which areas the town has."""

import pytest

from app.extensions import db
from app.places.models import Area
from tests.cast import signed_in

NEW = "/organise/areas/new"
FACTS = {"name": "Haverigg", "latitude": "54.1961", "longitude": "-3.2906"}


def haverigg():
    return db.session.query(Area).filter_by(name="Haverigg").one_or_none()


def test_it_works(client, cast):
    signed_in(client, cast.sam)
    assert "There are: Millom." in client.get(NEW).text
    assert client.post(NEW, data=FACTS).headers["Location"] == "/organise/"
    assert (haverigg().slug, haverigg().latitude, haverigg().longitude) == ("haverigg", 54.1961, -3.2906)


def test_next_is_followed_inside_the_town_only(client, cast):
    signed_in(client, cast.sam)
    inside = client.post(f"{NEW}?next=/organise/venues/new", data=FACTS)
    outside = client.post(f"{NEW}?next=//evil.example", data=FACTS)
    assert [answer.headers["Location"] for answer in (inside, outside)] == ["/organise/venues/new", "/organise/"]


def test_the_same_name_twice_is_one_area(client, cast):
    signed_in(client, cast.sam)
    for _ in range(2):
        client.post(NEW, data=FACTS)
    assert db.session.query(Area).filter_by(name="Haverigg").count() == 1


@pytest.mark.parametrize("typed", ["54.1961", " 54.1961 ", "54,1961", "54.1961°"])
def test_a_number_is_read_as_maps_show_it(client, cast, typed):
    signed_in(client, cast.sam).post(NEW, data=FACTS | {"latitude": typed})
    assert haverigg().latitude == 54.1961


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "🌊", "Type its name with letters"),
        ("latitude", "", "Type the latitude, like 54.2106"),
        ("latitude", "north", "Type a number, like 54.2106"),
        ("latitude", "91", "The latitude goes from -90 to 90"),
        ("latitude", "nan", "The latitude goes from -90 to 90"),
        ("longitude", "1e9", "The longitude goes from -180 to 180"),
        ("longitude", "inf", "The longitude goes from -180 to 180"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(client, cast, field, typed, sentence):
    answer = signed_in(client, cast.sam).post(NEW, data=FACTS | {field: typed})
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert haverigg() is None


@pytest.mark.parametrize("who", ["carol", "dev", "asha"])
def test_nobody_else_finds_the_page(client, cast, who):
    signed_in(client, getattr(cast, who))
    assert client.get(NEW).status_code == client.post(NEW, data=FACTS).status_code == 404
    assert haverigg() is None
