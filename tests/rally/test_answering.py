"""One tap answers: it takes the place by itself, twice is once, and no answer is ever an error (RALLY 6)."""

import json

import pytest

from app.bookings.models import Booking
from app.bookings.operations import Request, book, cancel
from app.bookings.queries import live_booking
from app.events import operations as events
from app.extensions import db
from app.notifications.queries_phones import preference_of
from app.rally import messages
from tests import cast as people
from tests.own import all_at_once

from .asking import ask_of, asked, asks_of, slot_now, start, states

JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def ask(folk):
    """Ben was asked for a place on Carol's drive."""
    folk.volunteer("Benno")
    (found,) = asks_of(start(folk.drive()))
    return found


def post(client, token, headers=JSON):
    return client.post("/rally/answers", data={"token": token}, headers=headers)


def yes(client, ask, headers=JSON):
    return post(client, messages.token(ask.id, "yes"), headers)


def bookings():
    return db.session.query(Booking).all()


def test_it_works(client, ask):
    said = yes(client, ask).json
    booking = live_booking(ask.rally.slot_id, ask.person_id)
    assert said == {
        "title": "You are going", "body": "Wednesday 25 November, 10am, Millom. Thank you.",
        "navigate": f"/bookings/{booking.code}", "tag": f"ask-{ask.rally.slot_id}",
    }  # fmt: skip
    assert slot_now(ask.rally.slot).taken == 1


def test_no_account_and_no_cookie_is_needed(client, ask):
    answer = yes(client, ask)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_buttons_of_the_phone_lead_there(client, folk, ask):
    (shown,) = folk.shown_to("Benno")
    button = shown["data"]["no"]
    assert post(client, button["token"]).json["title"] == "Thank you for telling us"
    assert button["url"] == "/rally/answers"
    assert states(ask.rally) == ["no"]


def test_twice_is_once(client, ask):
    first, second = yes(client, ask).json, yes(client, ask).json
    assert first == second
    assert len(bookings()) == 1


def test_two_phones_at_once_take_one_place(town, ask):
    token = messages.token(ask.id, "yes")

    def tap(_number):
        return town.test_client().post("/rally/answers", data={"token": token}, headers=JSON).json["title"]

    db.session.rollback()
    assert all_at_once(tap, 4) == ["You are going"] * 4
    assert len(bookings()) == 1


def test_the_page_of_a_browser_shows_the_pass(client, ask):
    answer = yes(client, ask, PAGE)
    booking = live_booking(ask.rally.slot_id, ask.person_id)
    assert (answer.status_code, answer.location) == (303, f"/bookings/{booking.code}")


def test_get_shows_the_question_and_changes_nothing(client, ask):
    for word in ("page", "yes", "no", "less 1"):
        page = client.get(f"/rally/asks/{messages.token(ask.id, word)}", headers=PAGE)
        assert page.status_code == 200
        assert "Can you help?" in page.text
    assert states(ask.rally) == ["open"]
    assert bookings() == []
    assert preference_of(ask.person_id).asks_a_week == 2


def test_the_page_says_what_and_why_and_that_they_may_be_asked_less(client, ask):
    page = client.get(f"/rally/asks/{messages.token(ask.id)}").text
    assert "Beach clean" in page
    assert "Wednesday 25 November" in page
    assert "You like Outdoors, and it is near you." in page
    assert "Ask me less: once a week at most" in page
    assert "Sea View" not in page  # the address shows on a pass (RULES V4)


def test_s6_yes_and_no_weigh_the_same(client, ask):
    page = client.get(f"/rally/asks/{messages.token(ask.id)}").text
    buttons = page.partition('class="answers"')[2].partition("</div>")[0]
    assert buttons.count('<button class="btn big">') == 2


def test_no_changed_to_yes(client, ask):
    post(client, messages.token(ask.id, "no"))
    page = client.get(f"/rally/asks/{messages.token(ask.id)}").text
    assert "I can help after all" in page
    assert yes(client, ask).json["title"] == "You are going"


def test_b2_yes_changed_to_no_leads_to_the_pass_and_gives_nothing_back(client, ask):
    yes(client, ask)
    assert post(client, messages.token(ask.id, "no")).json["title"] == "You are going"
    assert slot_now(ask.rally.slot).taken == 1


def test_who_gave_the_place_back_does_not_take_it_again_by_an_old_button(client, ask):
    yes(client, ask)
    cancel(live_booking(ask.rally.slot_id, ask.person_id).id)
    assert yes(client, ask).json["title"] == "You gave this place back"
    assert slot_now(ask.rally.slot).taken == 0


# --- too late ------------------------------------------------------------------------------------------------------


@pytest.fixture
def lost(folk):
    """Somebody else took the last place."""
    folk.volunteer("Benno")
    rally = start(folk.drive(capacity=1))
    people.take(rally.slot)
    return asks_of(rally)[0]


def test_rally_6_a_lost_race_is_said_kindly_and_makes_them_the_first_reserve(client, lost):
    said = yes(client, lost)
    assert said.status_code == 200
    assert said.json["title"] == "It has just filled. Thank you"
    assert said.json["body"] == "You are the first reserve. We tell you when a place is free."
    assert said.json["navigate"].startswith("/waiting/")
    assert yes(client, lost).json == said.json


def test_the_page_offers_the_reserve(client, lost):
    page = client.get(f"/rally/asks/{messages.token(lost.id)}").text
    assert "It has just filled. Thank you" in page
    assert "Keep me in reserve" in page


def test_in_the_last_hour_there_is_no_reserve_and_no_error(client, folk, lost):
    folk.at(21, 15)
    said = yes(client, lost)
    assert (said.status_code, said.json["body"]) == (200, "There are enough people now. See what else is on.")
    assert yes(client, lost, PAGE).status_code == 409


def test_when_it_is_over(client, folk, ask):
    folk.at(23)
    assert yes(client, ask).json["title"] == "This is over"
    assert yes(client, ask, PAGE).status_code == 410


def test_when_it_was_called_off(client, ask):
    events.cancel(ask.rally.slot.occurrence.event_id, "Storm")
    assert yes(client, ask).json["title"] == "This is called off"


def test_b8_who_may_not_take_it_any_more_reads_why(client, folk, ask):
    book(folk.drive(title="At the same time").id, Request(person_id=ask.person_id))
    said = yes(client, ask).json
    assert (said["title"], said["body"]) == (
        "Sorry, that is not possible", "You have something else around that time.",
    )  # fmt: skip
    assert states(ask.rally) == ["open"]


# --- ask me less ---------------------------------------------------------------------------------------------------


def test_ask_me_less_is_one_tap_and_twice_is_once(client, ask):
    token = messages.token(ask.id, "less 1")
    for _tap in range(2):
        page = post(client, token, PAGE)
        assert "We ask you once a week at most." in page.text
    assert preference_of(ask.person_id).asks_a_week == 1
    assert states(ask.rally) == ["open"]


def test_from_once_a_week_on_it_is_never(client, folk, ask):
    post(client, messages.token(ask.id, "less 1"))
    page = post(client, messages.token(ask.id, "less 0"), PAGE)
    assert "We do not ask you any more." in page.text
    assert preference_of(ask.person_id).asks is False
    assert asked(start(folk.drive(title="Another", days=2))) == set()


def test_it_never_makes_them_more(client, ask):
    post(client, messages.token(ask.id, "less 1"))
    post(client, messages.token(ask.id, "less 3"))
    assert preference_of(ask.person_id).asks_a_week == 1


# --- tokens that are none ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "x", "WzEsInllcyJd.forged", "W" * 5000, "%00", "💥"])
def test_p20_a_foreign_token_opens_nothing_and_is_told_kindly(client, ask, token):
    said = post(client, token)
    assert said.status_code == 404
    assert said.json["title"] == "We can't find this question"
    assert "We can&#39;t find this question" in post(client, token, PAGE).text
    assert states(ask.rally) == ["open"]
    assert bookings() == []


def test_p20_a_token_of_another_kind_of_ours_opens_nothing(client, ask):
    from itsdangerous import URLSafeSerializer

    forged = URLSafeSerializer("another key", salt="ask").dumps([ask.id, "yes"])
    assert post(client, forged).status_code == 404
    assert client.get(f"/rally/asks/{forged}").status_code == 404


def test_an_old_token_of_somebody_who_was_erased(client, ask):
    from app.privacy import Subject
    from app.rally.operations_learning import forget_asks

    forget_asks(Subject((ask.person_id,), ()))
    assert yes(client, ask).status_code == 404
    assert client.get(f"/rally/asks/{messages.token(ask.id)}").status_code == 404


def test_a_token_says_one_thing_about_one_question(folk, client, ask):
    other = folk.volunteer("Other")
    second = ask_of(start(folk.drive(days=2, title="Second")), other)
    yes(client, second)
    assert live_booking(ask.rally.slot_id, ask.person_id) is None
    assert json.loads(json.dumps(messages.read_token(messages.token(second.id, "yes")))) == [second.id, "yes"]
