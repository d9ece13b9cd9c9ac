"""Calendar feeds: whose it is, and what is in it."""

from datetime import timedelta

from sqlalchemy import func, select

from .. import clock
from ..extensions import db
from ..privacy import fingerprint
from . import queries
from .models import BookingChange, CalendarFeed

GIVEN_BACK_DAYS = 30
"""How long a feed goes on saying that something is off: long enough for every calendar program to ask again."""


def owned_by(phone_mark, person_id):
    """The condition for the feed of a signed-in person, else of the phone."""
    return CalendarFeed.person_id == person_id if person_id else CalendarFeed.phone_mark == phone_mark


def feed_of(phone_mark, person_id):
    """The feed of this person, or of this phone where nobody is signed in; None without one."""
    if not (phone_mark or person_id):
        return None
    return db.session.scalar(select(CalendarFeed).where(owned_by(phone_mark, person_id)))


def feed_with_secret(secret):
    """The feed that this link opens, None for any other."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.secret_hash == fingerprint(secret)))


def bookings_in(feed):
    """What a feed shows: coming bookings and the last month's, each with the instant of its last change, by time.

    What is off is in it for GIVEN_BACK_DAYS after that was said.
    """
    bookings = queries.plans_of(feed.phone_mark, feed.person_id)
    changed = changed_at([booking.id for booking in bookings])
    since = clock.now() - timedelta(days=GIVEN_BACK_DAYS)
    pairs = [(booking, changed.get(booking.id, booking.made_at)) for booking in bookings]
    return [(booking, at) for booking, at in pairs if booking.is_live or booking.state == "attended" or at > since]


def changed_at(booking_ids) -> dict:
    """The instant of the last step in the life of each booking, by id."""
    last = select(BookingChange.booking_id, func.max(BookingChange.at))
    mine = last.where(BookingChange.booking_id.in_(booking_ids)).group_by(BookingChange.booking_id)
    return dict(db.session.execute(mine).all())


def export_feeds(subject) -> list[dict]:
    """That the subject has a link for their calendar, and since when; the link itself opens their plans."""
    mine = select(CalendarFeed).where(CalendarFeed.person_id.in_(subject.person_ids))
    return [{"made": feed.made_at.isoformat(), "secret": feed.secret} for feed in db.session.scalars(mine)]
