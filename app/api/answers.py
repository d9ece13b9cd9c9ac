"""What a program gets: one model for each kind of answer, made from rows. Instants carry the town's offset."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import current_app
from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema

from .. import clock
from ..bookings import messages
from ..bookings.operations import why_not
from ..bookings.queries_waiting import people_ahead
from ..web.words import local
from . import queries

Moment = Annotated[
    datetime, PlainSerializer(datetime.isoformat), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""An instant as ISO 8601, always with an offset in digits: the town's own at that time."""


class SlotAnswer(BaseModel):
    """One role, or one timed place, and how many places it has."""

    id: int
    kind: Literal["help", "attend"]
    label: str
    starts_at: Moment
    ends_at: Moment
    capacity: int
    taken: int = Field(description="Booked, and kept for somebody")
    left: int = Field(description="Places for newcomers")
    waiting: int = Field(description="How many people wait")
    state: Literal["open", "full", "closed", "over"]


class OccurrenceAnswer(BaseModel):
    """One date of an event."""

    id: int
    starts_at: Moment
    ends_at: Moment
    state: Literal["on", "cancelled"]
    slots: list[SlotAnswer]


class OrganisationAnswer(BaseModel):
    """Who runs it."""

    slug: str
    name: str


class VenueAnswer(BaseModel):
    """Where it is."""

    id: int
    slug: str
    name: str
    address: str
    area: str
    step_free: bool


class EventAnswer(BaseModel):
    """An event with its dates and slots."""

    id: int
    slug: str
    url: str = Field(description="Its page")
    title: str
    summary: str
    picture: str
    state: Literal["draft", "published", "cancelled"]
    min_age: int
    organisation: OrganisationAnswer
    venue: VenueAnswer
    occurrences: list[OccurrenceAnswer]


class PlacesAnswer(BaseModel):
    """How many places there are to take now, and how many of them are left."""

    places: int
    left: int


class EventCard(BaseModel):
    """An event in a list: its next date, and what is left on all its dates."""

    id: int
    slug: str
    url: str
    title: str
    picture: str
    venue: str
    area: str
    starts_at: Moment
    ends_at: Moment
    dates: int = Field(description="How many dates are coming")
    help: PlacesAnswer
    attend: PlacesAnswer


class EventsAnswer(BaseModel):
    """One page of a list."""

    items: list[EventCard]
    next: str | None = Field(description="The cursor of the next page, null on the last one")


class BookedAnswer(BaseModel):
    """A place that was taken; the code opens it."""

    id: int
    code: str
    state: str = Field(description="confirmed, or pending until a guardian says yes", examples=["confirmed"])
    pass_url: str
    manage_url: str


class BookingAnswer(BookedAnswer):
    """A place with what it is for."""

    party: int
    code_words: str = Field(description="What to say at the door")
    event_id: int
    event: str
    slot: SlotAnswer


class WaitingAnswer(BaseModel):
    """A place on a waiting list."""

    id: int
    state: str = Field(description="waiting, or offered when places are kept for them", examples=["waiting"])
    party: int
    least: int = Field(description="The fewest places they would take")
    slots: list[int] = Field(description="The slots that would do")
    ahead: int = Field(description="About how many people are ahead")
    manage_url: str


class FieldError(BaseModel):
    """What is wrong with one field."""

    field: str
    message: str


class ProblemAnswer(BaseModel):
    """An answer that says no, after RFC 9457; `code` never changes its meaning."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] | None = None


class ConflictAnswer(ProblemAnswer):
    """The place cannot be taken; where it is full, what else there is."""

    alternatives: list[SlotAnswer] | None = None
    waiting_list: str | None = Field(None, description="Where to send a POST to wait, null when the list is closed")


def slot_answer(slot, waiting=0) -> SlotAnswer:
    """One slot with its date and event loaded; the state is what somebody unknown finds (RULES B8)."""
    reason = why_not(slot, None)
    state = {None: "open" if slot.left else "full", "over": "over"}.get(reason, "closed")
    return SlotAnswer(
        id=slot.id, kind=slot.kind, label=slot.label, starts_at=local(slot.starts_at), ends_at=local(slot.ends_at),
        capacity=slot.capacity, taken=slot.taken, left=slot.left, waiting=waiting, state=state,
    )  # fmt: skip


def event_answer(event) -> EventAnswer:
    """One event with everything loaded."""
    waiting = queries.waiting_on([slot.id for date in event.occurrences for slot in date.slots])
    return EventAnswer(
        id=event.id, slug=event.slug, url=event_link(event.slug), title=event.title, summary=event.summary,
        picture=event.picture, state=event.state, min_age=event.min_age,
        organisation=OrganisationAnswer(slug=event.organisation.slug, name=event.organisation.name),
        venue=_venue(event.venue),
        occurrences=[
            OccurrenceAnswer(
                id=date.id, starts_at=local(date.starts_at), ends_at=local(date.ends_at), state=date.state,
                slots=[slot_answer(slot, waiting.get(slot.id, 0)) for slot in date.slots],
            )
            for date in event.occurrences
        ],
    )  # fmt: skip


def _venue(venue):
    return VenueAnswer(
        id=venue.id, slug=venue.slug, name=venue.name, address=venue.address, area=venue.area.name,
        step_free=venue.step_free,
    )  # fmt: skip


def card(row) -> EventCard:
    """One row of what is on."""
    zone = clock.town_zone()
    return EventCard(
        id=row.id, slug=row.slug, url=event_link(row.slug), title=row.title, picture=row.picture, venue=row.venue,
        area=row.area, starts_at=row.starts.replace(tzinfo=zone), ends_at=row.ends.replace(tzinfo=zone),
        dates=row.dates, help=PlacesAnswer(places=row.help_places, left=row.help_left),
        attend=PlacesAnswer(places=row.attend_places, left=row.attend_left),
    )  # fmt: skip


def event_link(slug) -> str:
    """The address of an event's page."""
    return f"{current_app.config['BASE_URL']}/events/{slug}"


def _opens(booking) -> dict[str, Any]:
    page = messages.link(booking.code)
    return {"id": booking.id, "code": booking.code, "state": booking.state, "pass_url": page, "manage_url": page}


def booked_answer(booking) -> BookedAnswer:
    """A booking for whoever has just made it."""
    return BookedAnswer(**_opens(booking))


def booking_answer(booking) -> BookingAnswer:
    """A booking for whoever knows its code."""
    slot, event = booking.slot, booking.slot.occurrence.event
    waiting = queries.waiting_on([slot.id]).get(slot.id, 0)
    return BookingAnswer(
        **_opens(booking), party=booking.party, code_words=booking.code_words, event_id=event.id, event=event.title,
        slot=slot_answer(slot, waiting),
    )  # fmt: skip


def waiting_answer(entry) -> WaitingAnswer:
    """A place on a waiting list, for whoever has just joined it."""
    return WaitingAnswer(
        id=entry.id, state=entry.state, party=entry.party, least=entry.least,
        slots=sorted(wish.slot_id for wish in entry.wishes), ahead=people_ahead(entry),
        manage_url=messages.waiting_link(entry),
    )  # fmt: skip
