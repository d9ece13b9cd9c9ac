"""Post, publish and cancel what goes on; put a slot on a date."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from .. import clock
from ..backends.jobs import enqueue
from ..database import claim, unit_of_work
from ..extensions import db
from ..organisations.models import Organisation
from ..privacy import Holding, register
from ..slugs import free_slug
from . import rules
from .ages import youngest_helper
from .models import Event, Occurrence, Slot


class NotAllowed(Exception):
    """The event is in a state from which this cannot be done."""


@dataclass
class EventPlan:
    """What an organiser says about an event; `dates` are (starts, ends, [SlotPlan]) in wall time.

    `hazards` are words of consents.rules.HAZARDS, `eligibility` the check that people must pass first, and
    `opens_days` how many days before the start, at 9am, booking opens; None for at once. `asks_people` lets us ask by
    push for places to help.
    """

    organisation_id: int
    venue_id: int
    title: str
    picture: str
    dates: list
    summary: str = ""
    min_age: int = 0
    checked_adults: bool = False
    meeting_point: str = ""
    good_to_know: list = field(default_factory=list)
    for_helpers: str = ""
    hazards: list = field(default_factory=list)
    eligibility: str = ""
    opens_days: int | None = None
    asks_people: bool = False


def post(plan, author_id, publish_now=True, form_key=None) -> Event:
    """Make an event with its dates and slots, and publish it unless it stays a draft.

    The same form key gives the event that was made before. Raises rules.NoSuchTime for a date in the spring gap.
    """
    try:
        return _post_once(plan, author_id, publish_now, form_key)
    except IntegrityError:  # the twin of this form, or of this title, came in between
        return _post_once(plan, author_id, publish_now, form_key)


def _post_once(plan, author_id, publish_now, form_key):
    with unit_of_work():
        return _made_from(form_key) or _post(plan, author_id, publish_now, form_key)


def _made_from(form_key):
    return db.session.scalar(select(Event).where(Event.form_key == form_key)) if form_key else None


def _post(plan, author_id, publish_now, form_key):
    words = {name: value for name, value in vars(plan).items() if name not in ("dates", "for_helpers")}
    event = Event(
        slug=free_slug(Event, plan.title), made_by=author_id, made_at=clock.now(), form_key=form_key,
        for_helpers=plan.for_helpers or None, **words,
    )  # fmt: skip
    event.organisation = db.session.get_one(Organisation, plan.organisation_id)
    db.session.add(event)
    for starts, ends, slots in plan.dates:
        event.occurrences.append(_occurrence(starts, ends, slots))
    for slot in _help_slots(event):
        slot.youngest = youngest_helper(event, slot)
    db.session.flush()
    if publish_now:
        publish(event.id)
    return event


def _occurrence(starts, ends, slots):
    name = current_app.config["TIMEZONE"]
    zone = ZoneInfo(name)

    def times(one):
        return {
            "starts_local": one[0], "ends_local": one[1],
            "starts_at": rules.instant(one[0], zone), "ends_at": rules.instant(one[1], zone),
        }  # fmt: skip

    return Occurrence(
        zone=name, **times((starts, ends)),
        slots=[
            Slot(kind=slot.kind, label=slot.label, timed=slot.timed, capacity=slot.capacity,
                 **times((slot.starts, slot.ends)))
            for slot in slots
        ],
    )  # fmt: skip


def _help_slots(event):
    return [slot for date in event.occurrences for slot in date.slots if slot.kind == "help"]


def publish(event_id):
    """Show a draft to the town and open its slots. Raises NotAllowed."""
    with unit_of_work():
        event = _move(event_id, "published")
        _open_slots(event.id, True)


def cancel(event_id, reason):
    """Call an event off and close its slots; everybody who has a place hears of it. Raises NotAllowed."""
    with unit_of_work():
        event = _move(event_id, "cancelled")
        event.cancel_reason = reason
        for occurrence in event.occurrences:
            occurrence.state = "cancelled"
        _open_slots(event.id, False)
        enqueue("bookings.follow_organiser")


def cancel_date(occurrence_id):
    """Call one date of an event off and close its slots. Raises NotAllowed when it was off before."""
    with unit_of_work():
        off = update(Occurrence).where(Occurrence.id == occurrence_id, Occurrence.state == "on")
        if not claim(off.values(state="cancelled")):
            raise NotAllowed
        db.session.execute(update(Slot).where(Slot.occurrence_id == occurrence_id).values(open=False))
        enqueue("bookings.follow_organiser")


def move_date(occurrence_id, starts, ends):
    """Move one date to other wall times, with its slots; everybody who has a place hears of it (RULES B3).

    The same times again change nothing. Raises rules.NoSuchTime, or NotAllowed when the date is off or over.
    """
    with unit_of_work():
        date = db.session.get_one(Occurrence, occurrence_id, with_for_update=True, populate_existing=True)
        if not date.is_on(clock.now()) or date.event.state == "cancelled":
            raise NotAllowed
        zone, old = ZoneInfo(date.zone), (date.starts_local, date.ends_local)
        before = (date.starts_at, date.ends_at)
        _set_times(date, starts, ends, zone)
        if (date.starts_at, date.ends_at) == before:
            return
        for slot in date.slots:
            _set_times(slot, *rules.shifted((slot.starts_local, slot.ends_local), old, (starts, ends)), zone)
            if slot.kind == "help":
                slot.youngest = youngest_helper(date.event, slot)
        _new_version(date, rules.is_far_move(before[0], date.starts_at))


def move_place(event_id, venue_id, meeting_point=None):
    """Move an event to another venue; everybody who has a place on a coming date is asked again (RULES B3).

    Where to meet stays as it is unless it is given. Raises NotAllowed when the event is off.
    """
    with unit_of_work():
        event = db.session.get_one(Event, event_id, with_for_update=True, populate_existing=True)
        if event.state == "cancelled":
            raise NotAllowed
        if meeting_point is not None:
            event.meeting_point = meeting_point
        if event.venue_id == venue_id:
            return
        event.venue_id = venue_id
        for date in event.occurrences:
            if date.is_on(clock.now()):
                _new_version(date, True)


def renew_ages() -> int:
    """Work out again from which age people may help on what is to come; how many slots it changed (RULES S1).

    What an organisation, the town's settings or a steward's yes changed is made good here.
    """
    with unit_of_work():
        coming = select(Slot).where(Slot.kind == "help", Slot.ends_at > clock.now())
        whole = joinedload(Slot.occurrence).joinedload(Occurrence.event).joinedload(Event.organisation)
        changed = 0
        for slot in db.session.scalars(coming.options(whole)):
            youngest = youngest_helper(slot.occurrence.event, slot)
            changed += slot.youngest != youngest
            slot.youngest = youngest
        return changed


def _set_times(row, starts, ends, zone):
    row.starts_local, row.ends_local = starts, ends
    row.starts_at, row.ends_at = rules.instant(starts, zone), rules.instant(ends, zone)


def _new_version(date, is_far):
    date.version += 1
    if is_far:
        date.far_version = date.version
    enqueue("bookings.follow_organiser")


def _move(event_id, state):
    event = db.session.get_one(Event, event_id, with_for_update=True, populate_existing=True)
    if not rules.may_become(event.state, state):
        raise NotAllowed
    event.state = state
    return event


def _open_slots(event_id, is_open):
    mine = select(Occurrence.id).where(Occurrence.event_id == event_id)
    db.session.execute(update(Slot).where(Slot.occurrence_id.in_(mine)).values(open=is_open))


def purge_helper_notes(before) -> int:
    """Remove what only helpers were told about events that ended before the instant; how many there were."""
    still = select(Occurrence.event_id).where(Occurrence.ends_at >= before)
    with unit_of_work():
        old = update(Event).where(Event.for_helpers.is_not(None), Event.id.not_in(still))
        return db.session.execute(old.values(for_helpers=None)).rowcount


register(
    Holding(
        name="notes for helpers",
        purpose="Telling the people who said yes where to go and whom to ask for",
        columns=("event.for_helpers",),
        keep_days=1,
        export=lambda subject: [],  # written by organisers about their own event, found by no person's address
        erase=lambda subject: None,
        purge=purge_helper_notes,
    )
)
