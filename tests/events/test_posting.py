"""Asking for help and offering something: remembered answers, and every mistake in its own words."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.events.models import Event
from app.events.rules import next_days
from app.extensions import db
from app.organisations.operations import change_organisation
from tests.cast import clinic, drive, first_slot, gathering, signed_in

NEW, OFFER = "/organise/events/new", "/organise/offers/new"


@pytest.fixture
def carol(client, cast):
    return signed_in(client, cast.carol)


def answers(cast, **changes):
    """What the page of "Ask for help" sends when only the name was typed."""
    usual = {
        "picture": "clean-up", "title": "Clean up Market Square", "day": next_days(clock.today())[0].isoformat(),
        "starts": "10:00", "ends": "12:00", "people": "10", "venue": str(cast.haverigg.id),
        "organisation": str(cast.friends.id),
    }  # fmt: skip
    return {**usual, **changes}


def offer(cast, **changes):
    days = [(clock.today() + timedelta(days=ahead)).isoformat() for ahead in (2, 3)]
    usual = {
        "picture": "health-check", "title": "Health check", "style": "times", "days": days, "starts": "09:00",
        "ends": "11:00", "minutes": "20", "lanes": "2", "places": "20", "venue": str(cast.haverigg.id),
        "organisation": str(cast.friends.id),
    }  # fmt: skip
    return {**usual, **changes}


def only_event():
    return db.session.query(Event).one()


def test_it_works(carol, cast, town):
    answer = carol.post(NEW, data=answers(cast))
    assert answer.status_code == 303
    event = only_event()
    slot = event.occurrences[0].slots[0]
    assert (event.state, slot.kind, slot.capacity, slot.open) == ("published", "help", 10, True)
    assert "Clean up Market Square" in town.test_client().get("/events").text


def test_a_double_tap_posts_once(carol, cast):
    first, second = (carol.post(NEW, data=answers(cast, key="k" * 22)) for _tap in range(2))
    assert first.location == second.location
    assert db.session.query(Event).count() == 1


def test_a_draft_is_for_us_alone_until_it_is_posted(carol, cast, town):
    page = carol.post(NEW, data=answers(cast, draft="1"), follow_redirects=True)
    assert "Draft. Nobody sees it yet." in page.text
    stranger, slug = town.test_client(), only_event().slug
    assert stranger.get(f"/events/{slug}").status_code == 404
    carol.post(f"/organise/events/{slug}/publication")
    assert stranger.get(f"/events/{slug}").status_code == 200


def test_the_last_answers_are_remembered(carol, cast):
    carol.post(NEW, data=answers(cast, starts="17:30", ends="19:00", people="4", meeting_point="By the clock"))
    page = carol.get(NEW).text
    assert 'value="17:30"' in page
    assert 'value="4"' in page
    assert "By the clock" in page
    assert "Clean up Market Square" not in page


def test_again_keeps_the_name_too(carol, cast):
    event = drive(cast, title="Beach clean")
    page = carol.get(f"{NEW}?like={event.slug}").text
    assert 'value="Beach clean"' in page


def test_another_day(carol, cast):
    day = clock.today() + timedelta(days=9)
    carol.post(NEW, data=answers(cast, day="other", other_day=day.isoformat()))
    assert only_event().occurrences[0].starts_local.date() == day


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Give it a name"),
        ({"title": "🎉🎉🎉"}, "Use some words for the name"),
        ({"title": "x" * 90}, "This is too long. Take out 30 letters"),
        ({"starts": "12:00", "ends": "10:00"}, "The end must be after the start"),
        ({"starts": "10:00", "ends": "10:00"}, "The end must be after the start"),
        ({"starts": ""}, "Say when it starts"),
        ({"starts": "teatime"}, "Say when it starts, like 10:00"),
        ({"day": "other", "other_day": ""}, "Say which day"),
        ({"day": "other", "other_day": "2020-01-01"}, "That is in the past"),
        ({"day": "other", "other_day": "2099-01-01"}, "more than a year ahead"),
        ({"day": "other", "other_day": "2026-02-31"}, "Pick a day, like 28 November 2026"),
        ({"day": "never"}, "Pick one of these"),
        ({"people": "0"}, "Use a number from 1 to 5000"),
        ({"people": "100000"}, "Use a number from 1 to 5000"),
        ({"people": "-3"}, "Use a number from 1 to 5000"),
        ({"people": "many"}, "Say how many people you need"),
        ({"people": ""}, "Say how many people you need"),
        ({"picture": "dragon"}, "Pick one of these"),
        ({"venue": "999999"}, "Pick one of these"),
    ],
)
def test_mistakes_get_their_sentence_and_lose_nothing(carol, cast, changes, sentence):
    answer = carol.post(NEW, data=answers(cast, summary="Bring your friends.", **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Bring your friends." in answer.text
    assert db.session.query(Event).count() == 0


def test_t2_a_time_that_the_clocks_jump_over_is_refused(carol, cast):
    spring = next(day for day in (clock.today() + timedelta(days=ahead) for ahead in range(1, 380))
                  if day.month == 3 and day.weekday() == 6 and day.day >= 25)  # fmt: skip
    answer = carol.post(NEW, data=answers(cast, day="other", other_day=spring.isoformat(), starts="01:30"))
    assert "The clocks go forward that night" in answer.text


def test_an_organisation_of_somebody_else_cannot_be_named(carol, cast):
    assert carol.post(NEW, data=answers(cast, organisation=str(cast.practice.id))).status_code == 422
    assert db.session.query(Event).count() == 0


def test_a_script_in_every_text_field_stays_text(carol, cast, town):
    bad = "<script>alert(1)</script> words"
    fields = dict.fromkeys(("title", "summary", "meeting_point", "good_to_know", "for_helpers"), bad)
    carol.post(NEW, data=answers(cast, **fields))
    slug = only_event().slug
    for page in (town.test_client().get(f"/events/{slug}").text, carol.get(f"/organise/events/{slug}").text,
                 carol.get(f"{NEW}?like={slug}").text):  # fmt: skip
        assert "<script>alert" not in page


def test_s5_younger_helpers_need_a_safeguarding_lead(carol, cast):
    assert "name a safeguarding lead for your organisation" in carol.get(NEW).text
    answer = carol.post(NEW, data=answers(cast, age="16"))
    assert answer.status_code == 422
    assert "Name a safeguarding lead for your organisation first" in answer.text
    carol.post(NEW, data=answers(cast))
    assert only_event().min_age == 18


@pytest.fixture
def led(cast):
    """Carol's organisation may ask under-18s."""
    change_organisation(cast.friends.id, "Millom Beach Friends", "charity", "", "Carol Tyson")


@pytest.mark.parametrize("age", [13, 16, 18])
def test_s5_with_one_younger_people_may_come(carol, cast, led, age):
    carol.post(NEW, data=answers(cast, age=str(age)))
    event = only_event()
    assert (event.min_age, event.checked_adults, first_slot(event).youngest) == (age, age < 18, age)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"age": "13", "hazards": ["money"]}, "At 13 to 15 people help from 7am to 7pm"),
        ({"age": "13", "starts": "18:00", "ends": "20:00"}, "At 13 to 15 people help from 7am to 7pm"),
        ({"age": "16", "hazards": ["home"]}, "At 16 and 17 people help from 6am to 10pm"),
        ({"age": "16", "starts": "20:00", "ends": "23:00"}, "At 16 and 17 people help from 6am to 10pm"),
        ({"age": "12"}, "Pick one of these"),
        ({"hazards": ["dragons"]}, "Check this one"),
    ],
)
def test_s1_an_age_that_nobody_could_use_is_refused_with_the_reason(carol, cast, led, changes, sentence):
    answer = carol.post(NEW, data=answers(cast, **changes))
    assert answer.status_code == 422
    assert db.session.query(Event).count() == 0
    assert sentence in answer.text


def test_s1_an_organisation_that_asks_from_16_on_asks_nobody_younger(carol, cast):
    change_organisation(cast.friends.id, "Millom Beach Friends", "charity", "", "Carol Tyson", 16)
    assert "Your organisation asks people from 16 on" in carol.post(NEW, data=answers(cast, age="13")).text


def test_s1_what_is_risky_is_kept_and_remembered(carol, cast, led):
    carol.post(NEW, data=answers(cast, age="16", hazards=["money", "alone"]))
    event = only_event()
    assert (event.hazards, first_slot(event).youngest) == (["money", "alone"], 16)
    page = carol.get(f"{NEW}?like={event.slug}").text
    assert page.count("checked") >= 3
    assert re.search(r'<input checked id="age-1" name="age" type="radio" value="16">', page)
    assert re.search(r'<input checked id="hazards-0"[^>]*value="money">', page)


def test_t2_in_the_autumn_fold_the_form_asks_which(carol, cast):
    night = next(day for day in (clock.today() + timedelta(days=ahead) for ahead in range(1, 380))
                 if day.month == 10 and day.weekday() == 6 and day.day >= 25)  # fmt: skip
    when = {"day": "other", "other_day": night.isoformat(), "starts": "01:30", "ends": "03:00"}
    page = carol.post(NEW, data=answers(cast, **when)).text
    assert "1:30am comes twice that night. Say which one" in page
    assert "The second, after the clocks went back" in page
    carol.post(NEW, data=answers(cast, which="1", **when))
    date = only_event().occurrences[0]
    assert date.ends_at - date.starts_at == timedelta(hours=1, minutes=30)
    assert date.starts_local.hour == 1


@pytest.mark.parametrize(("opens", "days"), [("0", None), ("7", 7), ("28", 28)])
def test_b1_when_booking_opens(carol, cast, opens, days):
    carol.post(OFFER, data=offer(cast, opens=opens))
    event = only_event()
    assert event.opens_days == days
    assert f'<option selected value="{opens}">' in carol.get(f"{OFFER}?like={event.slug}").text


def test_b1_no_other_day_to_open(carol, cast):
    assert carol.post(OFFER, data=offer(cast, opens="3")).status_code == 422


def test_b6_a_health_check_can_be_for_40_to_74_only(carol, cast):
    carol.post(OFFER, data=offer(cast, eligibility="nhs-health-check"))
    event = only_event()
    assert event.eligibility == "nhs-health-check"
    assert "NHS Health Check (40 to 74)" in carol.get(f"/organise/events/{event.slug}").text


@pytest.mark.parametrize("changes", [{"picture": "coffee"}, {"style": "open"}])
def test_b6_and_nothing_else_can(carol, cast, changes):
    carol.post(OFFER, data=offer(cast, eligibility="nhs-health-check", **changes))
    assert only_event().eligibility == ""


def test_a_clinic_makes_its_timed_slots(carol, cast):
    carol.post(OFFER, data=offer(cast, break_starts="09:40", break_ends="10:00"))
    event = only_event()
    assert len(event.occurrences) == 2
    slots = event.occurrences[0].slots
    assert [f"{slot.starts_local:%H:%M}" for slot in slots] == ["09:00", "09:20", "10:00", "10:20", "10:40"]
    assert {(slot.kind, slot.timed, slot.capacity) for slot in slots} == {("attend", True, 2)}


def test_open_places(carol, cast):
    carol.post(OFFER, data=offer(cast, style="places", places="40", lanes=""))
    assert [slot.capacity for slot in only_event().occurrences[0].slots] == [40]


def test_walking_in_needs_no_slots(carol, cast):
    carol.post(OFFER, data=offer(cast, style="open", places="", lanes=""))
    assert only_event().occurrences[0].slots == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days": []}, "Pick at least one day"),
        ({"ends": "09:10"}, "No visit fits between these times"),
        ({"break_starts": "10:00", "break_ends": ""}, "Give the break a start and a later end"),
        ({"break_starts": "10:00", "break_ends": "09:30"}, "Give the break a start and a later end"),
        ({"lanes": "0"}, "Use a number from 1 to 5000"),
        ({"style": "places", "places": "100000"}, "Use a number from 1 to 5000"),
    ],
)
def test_mistakes_in_an_offer(carol, cast, changes, sentence):
    answer = carol.post(OFFER, data=offer(cast, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.query(Event).count() == 0


def test_an_offer_is_remembered_too(carol, cast):
    carol.post(OFFER, data=offer(cast, starts="13:00", ends="15:00", minutes="30", lanes="3"))
    page = carol.get(OFFER).text
    assert 'value="13:00"' in page
    assert '<option selected value="30">' in page


def test_what_was_offered_can_be_offered_again(client, cast):
    dev = signed_in(client, cast.dev)
    for event in (clinic(cast), gathering(cast)):
        assert f'value="{event.title}"' in dev.get(f"{OFFER}?like={event.slug}").text


def test_the_enter_key_posts_and_keeps_no_draft(carol, cast):
    page = carol.get(NEW).text
    buttons = re.findall(r"<button[^>]*>", page)
    assert ["draft" in button for button in buttons if 'form="post"' in button] == [False, True]
    form = page[page.index('<form id="post"') : page.index("</form>", page.index('<form id="post"'))]
    assert "<button" not in form
