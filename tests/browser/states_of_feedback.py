"""What is over and what was said about it, and reports in each of their states, in a served demo town."""

from datetime import timedelta

from app import clock
from app.accounts.queries import account_at
from app.database import unit_of_work
from app.demo.operations import address_of
from app.events.models import Slot
from app.extensions import db
from app.feedback import messages
from app.feedback.models import Feedback
from app.feedback.operations import say
from app.feedback.operations_reports import answer, report, settle
from app.web.words import local
from tests import cast


def feedback(town) -> dict:
    """The names that the addresses of its pages ask for."""
    event = cast.drive(town, title="Autumn beach clean", days=20, capacity=30)
    slot = cast.first_slot(event)
    places = [cast.take(slot, f"Over {number}", cast.phone(600 + number)) for number in range(6)]
    coming = cast.take(cast.first_slot(cast.drive(town, title="Winter beach clean", days=21)), "Soon", cast.phone(607))
    end_it(slot.id)
    said = [("good", "We laughed a lot."), ("good", None), ("okay", "The tea came late."), ("bad", None)]
    rows = [say(place.id, face, words).id for place, (face, words) in zip(places, said, strict=False)]
    with unit_of_work():
        db.session.get_one(Feedback, rows[-1]).said_at = clock.now() - timedelta(days=8)
    carol = account_at(address_of("Carol"))
    new = report(event, "unsafe", "The steps to the beach are broken.", about_young=True, address=cast.phone(608))
    told = report(event, "untrue", "There was no tea.")
    answer(told.id, carol.id, "Sorry. There is tea next time.")
    done = report(event, "else", "The gate was shut.")
    settle(done.id, carol.id)
    return {
        "said_event": event.slug, "unsaid": messages.token(places[4].id), "said": messages.token(places[0].id),
        "said_long_ago": messages.token(places[3].id), "not_over": messages.token(coming.id),
        "said_pass": places[1].code, "unsaid_pass": places[4].code, "report": new.id, "report_told": told.id,
        "report_done": done.id, "report_code": new.code, "report_told_code": told.code, "report_done_code": done.code,
    }  # fmt: skip


def end_it(slot_id):
    """It ended two hours ago."""
    with unit_of_work():
        slot = db.session.get(Slot, slot_id)
        date = slot.occurrence
        date.starts_at = slot.starts_at = clock.now() - timedelta(hours=4)
        date.ends_at = slot.ends_at = clock.now() - timedelta(hours=2)
        for row in (date, slot):
            row.starts_local, row.ends_local = (local(at).replace(tzinfo=None) for at in (row.starts_at, row.ends_at))
