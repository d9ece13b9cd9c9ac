"""The link by which a calendar program reads somebody's plans: make it, renew it, stop it, let go of it in time."""

from secrets import token_urlsafe

from sqlalchemy import delete, or_, select

from .. import clock
from ..database import unit_of_work
from ..events.models import Slot
from ..extensions import db
from ..notifications.operations_phones import forget_phones
from ..privacy import Holding, fingerprint, register
from . import operations_organiser  # noqa: F401  registered first: feeds are erased while bookings still know their phone
from .models import Booking, CalendarFeed
from .queries_feeds import export_feeds, owned_by

KEEP_DAYS = 365


def renew(phone_mark, person_id) -> CalendarFeed:
    """Make the link of this person, or of this phone where nobody is signed in; an older link is dead from now."""
    secret = token_urlsafe(32)
    with unit_of_work():
        stop(phone_mark, person_id)
        feed = CalendarFeed(
            person_id=person_id, phone_mark=None if person_id else phone_mark, secret=secret,
            secret_hash=fingerprint(secret), made_at=clock.now(),
        )  # fmt: skip
        db.session.add(feed)
        db.session.flush()
        return feed


def stop(phone_mark, person_id):
    """Kill the link of this person or phone, if there is one."""
    with unit_of_work():
        if phone_mark or person_id:
            db.session.execute(delete(CalendarFeed).where(owned_by(phone_mark, person_id)))


def erase_feeds(subject):
    """Remove the subject's link, and with those of phones that knew nobody else what these phones hear of us."""
    marks = select(Booking.phone_mark).where(Booking.person_id.in_(subject.person_ids), Booking.phone_mark.is_not(None))
    others = select(Booking.phone_mark).where(
        Booking.person_id.not_in(subject.person_ids), Booking.phone_mark.is_not(None)
    )
    with unit_of_work():
        theirs = set(db.session.scalars(marks.where(Booking.phone_mark.not_in(others))))
        mine = CalendarFeed.person_id.in_(subject.person_ids)
        db.session.execute(delete(CalendarFeed).where(or_(mine, CalendarFeed.phone_mark.in_(theirs))))
        forget_phones(phone_marks=theirs, but_of_people=True)


def purge_feeds(before) -> int:
    """Remove the links made before the instant in which nothing has been since; how many there were."""
    since = select(Booking.id).join(Booking.slot).where(
        Slot.ends_at >= before,
        or_(Booking.person_id == CalendarFeed.person_id, Booking.phone_mark == CalendarFeed.phone_mark),
    )  # fmt: skip
    with unit_of_work():
        old = delete(CalendarFeed).where(CalendarFeed.made_at < before, ~since.exists())
        return db.session.execute(old.execution_options(synchronize_session=False)).rowcount


register(
    Holding(
        name="calendar links",
        purpose="Showing somebody's plans in their own calendar",
        columns=("calendar_feed.phone_mark", "calendar_feed.secret"),
        keep_days=KEEP_DAYS,
        export=export_feeds,
        erase=erase_feeds,
        purge=purge_feeds,
    )
)
