"""The controls: the same town, but careless. Only a test serves it.

`load` gives a place by looking first and writing then; `load_hasty` answers first and writes when it finds the time.
"""

import json
from datetime import timedelta
from io import BytesIO
from queue import Queue
from secrets import token_urlsafe
from threading import Event as Gate, Thread

from sqlalchemy import func, select

from app import clock, create_app
from app.bookings import operations, operations_holds, rules
from app.bookings.models import Booking, Hold
from app.database import unit_of_work
from app.events.models import Slot
from app.events.queries import slot_with_event
from app.extensions import db

THINKING = 0.05
"""Seconds between the look and the write: what a busy database or a slow line makes of them anyway."""


def look(slot_id, phone_mark):
    """Raise rules.Full when every place is gone, but for what this phone keeps itself; then think."""
    capacity = db.session.scalar(select(Slot.capacity).where(Slot.id == slot_id))
    booked = db.session.scalar(select(func.count(Booking.id)).where(Booking.slot_id == slot_id))
    others = select(func.count(Hold.id)).where(Hold.slot_id == slot_id, Hold.phone_mark != phone_mark)
    if booked + db.session.scalar(others) >= capacity:
        raise rules.Full
    Gate().wait(THINKING)


def careless_book(slot_id, request):
    kept = select(Hold.id).where(Hold.slot_id == slot_id, Hold.phone_mark == request.phone_mark)
    if db.session.scalar(kept) is None:
        look(slot_id, request.phone_mark)
    with unit_of_work():
        known, _at_address = operations.known_person(request)
        return operations.enter(slot_with_event(slot_id), operations.who_asks(request, known), request)


def careless_hold(slot, phone_mark, party=1):
    look(slot.id, phone_mark)
    ends_at = clock.now() + timedelta(minutes=10)
    with unit_of_work():
        db.session.add(Hold(slot_id=slot.id, occurrence_id=slot.occurrence_id, phone_mark=phone_mark, party=party,
                            ends_at=ends_at))  # fmt: skip


def load():
    """The careless app, for one worker."""
    operations.book, operations_holds.hold = careless_book, careless_hold
    return create_app()


def load_hasty():
    """The hasty app: whoever books over the API hears of a place at once, and it is written in a while."""
    app, later = create_app(), Queue()

    def write():
        while True:
            environ = later.get()
            Gate().wait(THINKING)
            app.wsgi_app(environ, lambda *_answer: None)

    def hasty(environ, start_response):
        if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].startswith("/api/"):
            return app.wsgi_app(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        later.put({**environ, "wsgi.input": BytesIO(body)})
        start_response("201 Created", [("Content-Type", "application/json")])
        return [json.dumps({"id": token_urlsafe(), "code": token_urlsafe()}).encode()]

    Thread(target=write, daemon=True).start()
    return hasty
