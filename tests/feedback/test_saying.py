"""One tap on a face is enough; words may follow; once for each place, changeable for a week."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.feedback import messages, queries
from app.feedback.models import Feedback
from app.feedback.operations import TooLate, say
from tests.cast import drive, first_slot, take

KEY, LATER = "k" * 22, "l" * 22


def link(booking):
    return messages.page(booking)


def rows():
    return db.session.scalar(select(func.count(Feedback.id)))


def test_it_works(over, client):
    page = client.get(link(over.booking))
    assert page.status_code == 200
    assert page.text.count('name="face"') == 3
    told = client.post(link(over.booking), data={"face": "good", "key": KEY})
    assert told.status_code == 303
    assert "You said: Good." in client.get(told.location).text
    assert queries.said_of(over.booking.id).face == "good"


def test_words_may_follow_and_leave_the_face(over, client):
    client.post(link(over.booking), data={"face": "bad", "key": KEY})
    client.post(link(over.booking), data={"words": "Too cold.", "key": LATER})
    said = queries.said_of(over.booking.id)
    assert (said.face, said.words) == ("bad", "Too cold.")
    assert "Too cold." in client.get(link(over.booking)).text


def test_another_face_leaves_the_words(over):
    say(over.booking.id, "bad", "Too cold.", KEY)
    say(over.booking.id, "okay", None, LATER)
    assert queries.said_of(over.booking.id).words == "Too cold."


def test_once_for_each_place_however_often_it_is_sent(over, client):
    for _ in range(3):
        client.post(link(over.booking), data={"face": "good", "key": KEY})
    assert rows() == 1


def test_a_form_that_a_phone_sends_again_later_does_not_undo_a_newer_one(over):
    say(over.booking.id, "good", None, KEY)
    say(over.booking.id, "bad", None, LATER)
    say(over.booking.id, "good", None, KEY)
    assert queries.said_of(over.booking.id).face == "bad"


def test_it_needs_no_cookie_and_no_token_of_a_form(over, town):
    town.config["WTF_CSRF_ENABLED"] = True
    try:
        told = town.test_client().post(link(over.booking), data={"face": "okay"})
    finally:
        town.config["WTF_CSRF_ENABLED"] = False
    assert told.status_code == 303
    assert rows() == 1


def test_it_can_be_changed_for_a_week_and_then_stays(over, client):
    say(over.booking.id, "good", None, KEY)
    over.move(days=7)
    assert client.post(link(over.booking), data={"face": "bad"}).status_code == 303
    over.move(days=7, hours=3)
    late = client.post(link(over.booking), data={"face": "good"})
    assert late.status_code == 410
    assert "can't be changed any more" in late.text
    assert queries.said_of(over.booking.id).face == "bad"


@pytest.mark.parametrize(
    ("after", "words"), [({"hours": -3}, "This is not over yet"), ({"days": 14}, "We can't take an answer")]
)
def test_only_when_it_is_over_and_not_long_ago(over, client, after, words):
    over.move(**after)
    page = client.get(link(over.booking))
    assert words in page.text
    assert 'name="face"' not in page.text
    with pytest.raises(TooLate):
        say(over.booking.id, "good")


def test_a_link_of_nobody_tells_nothing(client, over):
    for token in ("x", messages.token(over.booking.id + 1000), messages.token(over.booking.id)[:-2]):
        page = client.get(f"/feedback/{token}")
        assert page.status_code == 404
        assert "Beach clean" not in page.text


def test_wrong_words_are_kept_and_said(over, client):
    said = client.post(link(over.booking), data={"words": "x" * 501, "key": KEY})
    assert said.status_code == 422
    assert "x" * 501 in said.text
    assert "Take out 1 letter" in said.text
    assert rows() == 0
    assert client.post(link(over.booking), data={"face": "wonderful"}).status_code == 422


def test_nothing_said_changes_nothing(over, client):
    client.post(link(over.booking), data={})
    assert rows() == 0


def test_the_pass_asks_when_it_is_over_and_shows_what_was_said(over, client):
    path = f"/bookings/{over.booking.code}"
    assert "How was it?" in client.get(path).text
    say(over.booking.id, "good")
    assert "You said: Good" in client.get(path).text


def test_control_the_pass_of_what_is_still_to_come_asks_nothing(cast, client):
    place = take(first_slot(drive(cast)))
    assert "How was it?" not in client.get(f"/bookings/{place.code}").text


def test_my_plans_ask_about_the_last_one(over, client, cast):
    from app.bookings.operations import Request, book
    from tests.cast import signed_in

    over.stop()
    book(over.slot.id, Request(person_id=cast.ben.person_id))
    over.move(hours=2)
    assert "How was it?" in signed_in(client, cast.ben).get("/me").text
