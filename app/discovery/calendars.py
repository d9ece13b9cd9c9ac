"""The dates of an event for anybody's calendar."""

from flask import current_app

from ..web.calendars import Entry, calendar_file, entry_uid


def event_file(event) -> bytes:
    """A calendar file of the dates of an event, those that are off marked so."""
    return calendar_file([_entry(event, date) for date in event.occurrences])


def _entry(event, date):
    off = date.state != "on" or event.state == "cancelled"
    venue = event.venue
    return Entry(
        uid=entry_uid("date", date.id), sequence=date.version + off, changed_at=event.made_at, summary=event.title,
        starts=(date.starts_local, date.starts_at), ends=(date.ends_local, date.ends_at), zone=date.zone,
        place=", ".join(filter(None, (venue.name, venue.address))),
        text="\n".join(filter(None, (event.summary, event.meeting_point, event.cancel_reason))),
        url=f"{current_app.config['BASE_URL']}/events/{event.slug}", state="cancelled" if off else "confirmed",
        point=None if venue.latitude is None else (venue.latitude, venue.longitude),
    )  # fmt: skip
