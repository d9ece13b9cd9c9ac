"""People are asked once, when it is over, at a decent hour, if they had a place."""

from sqlalchemy import select

from app import clock
from app.bookings.operations import cancel
from app.extensions import db
from app.feedback.operations import ask_all, say
from app.feedback.queries import just_over
from app.feedback.rules import QUESTION
from app.notifications.models import Message


def asked():
    return db.session.scalars(select(Message).where(Message.about == QUESTION)).all()


def test_it_works(over):
    assert ask_all(clock.now()) == 1
    (message,) = asked()
    assert "How was Beach clean?" in message.subject
    assert "http://localhost/feedback/" in message.text
    assert len(message.sms) <= 160


def test_nobody_is_asked_twice(over):
    ask_all(clock.now())
    assert ask_all(clock.now()) == 0
    assert len(asked()) == 1


def test_who_was_asked_is_not_looked_at_again(over):
    assert just_over(clock.now()) == [over.booking.id]
    ask_all(clock.now())
    assert just_over(clock.now()) == []


def test_who_gave_their_place_back_or_said_it_already_is_not_asked(over, cast):
    over.stop()
    gone, done = over.take("Ann"), over.take("Joe")
    cancel(gone.id)
    over.move(hours=2)
    say(done.id, "good")
    ask_all(clock.now())
    assert [message.about_id for message in asked()] == [over.booking.id]


def test_nobody_is_asked_before_they_are_home_or_a_day_later(over):
    for after in ({"minutes": 30}, {"hours": 25}):
        over.move(**after)
        assert ask_all(clock.now()) == 0


def test_what_was_called_off_is_not_asked_about(over):
    from app.events.operations import cancel as call_off

    over.move(hours=-30)
    call_off(over.event.id, "A storm")
    over.move(hours=2)
    assert ask_all(clock.now()) == 0
