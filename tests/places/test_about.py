"""Saying who one is: the birth month is asked once, and only the age group is kept (RULES S7)."""

import json

import pytest
import time_machine

from app.accounts.models import Person
from app.accounts.operations import account_for, say_who_i_am
from app.extensions import db
from tests.cast import email, signed_in

PAGE = "/me/about"
FACTS = {"first_name": "Zoë", "birth_month": "3", "birth_year": "1990", "area": "", "interests": ["pets", "calm"]}


@pytest.fixture
def november():
    """It is 21 November 2026."""
    with time_machine.travel("2026-11-21 10:00Z", tick=False):
        yield


@pytest.fixture
def zoe(client, cast):
    """A client of somebody who has just signed in for the first time."""
    return signed_in(client, account_for(email("Zoe")))


def person():
    return account_for(email("Zoe")).person


def test_it_works(zoe, cast):
    page = zoe.get(PAGE).text
    assert "We keep only your age group" in page
    answer = zoe.post(f"{PAGE}?next=/events", data=FACTS | {"area": str(cast.area.id)})
    assert answer.headers["Location"] == "/events"
    assert (person().first_name, person().area_id, person().age_band) == ("Zoë", cast.area.id, "adult")
    assert {one.picture for one in person().interests} == {"pets", "calm"}


def test_s7_nothing_of_the_birth_date_is_kept(zoe):
    zoe.post(PAGE, data=FACTS)
    row = db.session.execute(db.select(Person.__table__).where(Person.id == person().id)).mappings().one()
    kept = json.dumps({name: str(value) for name, value in row.items() if name not in ("id", "made_at")})
    assert "1990" not in kept


def test_s7_it_is_asked_once(zoe):
    zoe.post(PAGE, data=FACTS | {"birth_year": "2011"})
    band = person().age_band
    assert band != "adult"
    page = zoe.get(PAGE).text
    assert "birth_year" not in page and "Your age group:" in page
    zoe.post(PAGE, data=FACTS)  # somebody who would like to be older
    assert person().age_band == band


def test_s7_not_even_an_operation_changes_it(zoe):
    zoe.post(PAGE, data=FACTS | {"birth_year": "2011"})
    band = person().age_band
    say_who_i_am(person().id, "Zoë", None, [], (1990, 1))
    assert person().age_band == band


def test_everything_else_can_be_changed(zoe, cast):
    zoe.post(PAGE, data=FACTS | {"area": str(cast.area.id)})
    page = zoe.get(PAGE).text
    assert 'value="Zoë"' in page
    assert page.count("checked") == 2
    zoe.post(PAGE, data={"first_name": "Zoe", "area": ""})
    assert (person().first_name, person().area_id, person().interests) == ("Zoe", None, [])


@pytest.mark.parametrize("name", ["Zoë", "李", "عائشة", "Anne-Marie", "O'Neill", "Đặng"])
def test_a_name_in_any_script_is_fine(zoe, name):
    assert zoe.post(PAGE, data=FACTS | {"first_name": name}).status_code == 303
    assert person().first_name == name


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("first_name", "", "Type your first name"),
        ("first_name", "🎉🎉", "Type your name with letters"),
        ("first_name", "a" * 41, "This is too long. Take out 1 letters"),
        ("birth_month", "", "Pick the month you were born in"),
        ("birth_month", "13", "Pick the month you were born in"),
        ("birth_year", "", "Type the year you were born in, like 1985"),
        ("birth_year", "85", "Type the year with 4 numbers, like 1985"),
        ("birth_year", "nineteen", "Type the year with 4 numbers, like 1985"),
        ("birth_year", "9999", "This month is still to come. Check the month and the year"),
        ("birth_year", "0000", "Check the year. It would make you more than 120 years old"),
        ("area", "999999", "Pick one of these"),
        ("interests", ["weapons"], "Pick from these pictures"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(zoe, field, typed, sentence):
    answer = zoe.post(PAGE, data=FACTS | {field: typed})
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert person().first_name == "" and person().age_band is None


@pytest.mark.parametrize(
    ("month", "year", "sentence"),
    [("12", "2026", "still to come"), ("11", "1905", "more than 120 years old"), ("11", "2013", "You need to be 13")],
)
def test_a_birth_month_that_cannot_be(november, zoe, month, year, sentence):
    answer = zoe.post(PAGE, data=FACTS | {"birth_month": month, "birth_year": year})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Zoë"' in answer.text and f'value="{year}"' in answer.text
    assert person().age_band is None


@pytest.mark.parametrize(("month", "year", "band"), [("10", "2013", "13 to 15"), ("11", "1906", "adult")])
def test_just_old_enough_and_very_old(november, zoe, month, year, band):
    assert zoe.post(PAGE, data=FACTS | {"birth_month": month, "birth_year": year}).status_code == 303
    assert person().age_band == band


def test_a_script_is_shown_as_text(zoe):
    zoe.post(PAGE, data=FACTS | {"first_name": "<script>alert(1)</script>"})
    page = zoe.get(PAGE).text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_next_to_another_site_is_ignored(zoe):
    assert zoe.post(f"{PAGE}?next=//evil.example", data=FACTS).headers["Location"] == "/me"


def test_signed_out_one_is_asked_to_sign_in(client, cast):
    assert client.get(PAGE).headers["Location"] == "/sign-in?next=/me/about"
    assert client.post(PAGE, data=FACTS).headers["Location"] == "/sign-in"
