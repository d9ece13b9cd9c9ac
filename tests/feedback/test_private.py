"""What was said and reported is exported, erased and let go of in time; counts stay."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.feedback import operations, operations_reports as reports, queries
from app.feedback.models import Feedback, Report, ReportAnswer
from app.privacy import HOLDINGS, Subject, lookup
from tests.cast import drive, phone


def everything_of(subject):
    return {name: HOLDINGS[name].export(subject) for name in ("feedback", "reports")}


def test_it_works(over, cast):
    operations.say(over.booking.id, "bad", "My knee hurts.")
    reports.report(over.event, "else", "The gate was shut.", address=phone(492))
    subject = Subject((over.booking.person_id,), (lookup(phone(492).value),))
    out = everything_of(subject)
    assert out["feedback"][0]["words"] == "My knee hurts."
    assert out["reports"][0]["words"] == "The gate was shut."


def test_p2_after_erasing_only_the_count_is_left(over, cast):
    operations.say(over.booking.id, "bad", "My knee hurts.")
    made = reports.report(over.event, "else", "The gate was shut.", address=phone(492))
    reports.answer(made.id, cast.carol.id, "Sorry, dear Ed.")
    subject = Subject((over.booking.person_id,), (lookup(phone(492).value),))
    for name in ("feedback", "reports"):
        HOLDINGS[name].erase(subject)
    assert everything_of(subject) == {"feedback": [], "reports": []}
    said, report = db.session.scalar(select(Feedback)), db.session.scalar(select(Report))
    assert (said.face, said.words, said.booking_key, said.person_key) == ("bad", None, None, None)
    assert (report.words, report.phone, report.address_key) == (None, None, None)
    assert db.session.scalars(select(ReportAnswer)).all() == []


def test_nobody_can_tell_who_said_it_once_it_cannot_be_changed(over):
    operations.say(over.booking.id, "bad", "My knee hurts.")
    over.move(days=22)
    operations.purge_feedback(clock.now() - timedelta(days=365))
    assert queries.said_of(over.booking.id) is None
    assert db.session.scalar(select(Feedback)).words == "My knee hurts."


def test_p25_words_go_in_time(over, cast):
    operations.say(over.booking.id, "good", "Lovely.")
    reports.report(over.event, "else", "The gate was shut.")
    over.move(days=400)
    for name in ("feedback", "reports"):
        holding = HOLDINGS[name]
        assert holding.purge(clock.now() - timedelta(days=holding.keep_days)) == 1
    assert db.session.scalar(select(Feedback)).words is None
    assert db.session.scalar(select(Report)).words is None


def test_control_what_is_younger_stays(cast):
    reports.report(drive(cast), "else", "The gate was shut.")
    assert reports.purge_reports(clock.now() - timedelta(days=365)) == 0
    assert db.session.scalar(select(Report)).words == "The gate was shut."


def test_no_row_says_who_said_it(over):
    operations.say(over.booking.id, "good")
    said = db.session.scalar(select(Feedback))
    assert said.booking_key == lookup(f"feedback on {over.booking.id}")
    assert [key.column.table.name for key in Feedback.__table__.foreign_keys] == ["occurrence"]
