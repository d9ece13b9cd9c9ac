"""Which pages a phone is measured on: all that anybody may open, found in the map of addresses, and one pass."""

from urllib.request import urlopen

from flask import url_for


def pages_of(folder, base) -> dict[str, str]:
    """Addresses by name in the demo town of this folder, which is served at `base`.

    A pass belongs to one person, but opens at a door with little signal.
    """
    from app import create_app
    from app.config import load_settings

    app = create_app(load_settings(data_dir=folder, demo=True, jobs="inline"))
    with app.test_request_context():
        found = {**_plain(app), **_of_slots(), "a pass": _pass()}
    return {name: base + path for name, path in found.items() if _is_page(base + path)}


def _plain(app):
    """Pages with nothing to fill into their address, and the two halves of what is on."""
    from app.web.guards import everyone, rule_of

    plain = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    found = {rule.rule: rule.rule for rule in plain if rule_of(rule.endpoint) is everyone}
    return found | {path: path for path in (url_for("discovery.index", want=want) for want in ("help", "book"))}


def _of_slots():
    """The first drive, gathering and clinic of the town, and what a finger meets next on each."""
    from sqlalchemy import select

    from app.events.models import Event, Occurrence, Slot
    from app.extensions import db

    found = {}
    for name, kind, timed in (("drive", "help", False), ("gathering", "attend", False), ("clinic", "attend", True)):
        free = select(Slot.id, Event.slug).where(Slot.kind == kind, Slot.timed == timed, Slot.capacity > Slot.taken)
        slots = free.join(Slot.occurrence).join(Occurrence.event).order_by(Slot.id)
        slot, slug = db.session.execute(slots).first()
        found[f"a {name}"] = url_for("discovery.event", slug=slug)
        found[f"a {name}, who are you"] = url_for("bookings.new", slot_id=slot)
    return found | {"is it for you": url_for("checks.new", slot_id=slot)}


def _pass():
    from sqlalchemy import select

    from app.bookings.models import Booking
    from app.extensions import db

    return url_for("passes.show", code=db.session.scalar(select(Booking.code).order_by(Booking.id)))


def _is_page(url):
    """Whether a page of its own stands there: no data, and no door to another page."""
    with urlopen(url) as answer:
        return answer.headers.get_content_type() == "text/html" and answer.url == url
