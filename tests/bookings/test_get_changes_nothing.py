"""Looking changes nothing: every link of every page on the way to a place, opened by a mail scanner (PROMISES)."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from app.bookings.operations_holds import hold
from app.database import unit_of_work
from app.extensions import db
from tests.bookings.waits import full
from tests.cast import clinic, drive, first_slot, gathering, signed_in, take

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me", "shows_needs": "1"}
SEEN_AT = {"sign_in"}
"""A sign-in notes that it is in use; that is no change of anybody's place."""


def everything():
    """Every row of every table."""
    db.session.rollback()
    found = {table.name: db.session.execute(select(table).order_by(*table.primary_key)).all()
             for table in db.metadata.sorted_tables if table.name not in SEEN_AT}  # fmt: skip
    db.session.rollback()
    return found


def links(page):
    """The addresses on our own site that a page names: links, and where its forms would go."""
    found = re.findall(r'(?:href|action|formaction)="(/[^"#]*)"', page)
    return {unescape(link) for link in found if not link.startswith(("/static", "/sw.js"))}


@pytest.fixture
def pages(client, cast):
    """Every page of the flow, as this phone gets it."""
    times = clinic(cast).occurrences[0].slots
    check, later = first_slot(clinic(cast, title="Check", eligibility="nhs-health-check")), first_slot(
        clinic(cast, title="Not yet", days=(40,), opens_days=7))  # fmt: skip
    crowd, same = first_slot(gathering(cast, capacity=3)), first_slot(gathering(cast, title="Tea"))
    taken, over = first_slot(gathering(cast, capacity=1, days=6)), first_slot(drive(cast, days=-2))
    full(taken), take(times[1], name="Ann")

    def send(slot, **more):
        return client.post(f"/slots/{slot.id}/bookings", data={**ED, **more})

    client.post("/holds", data={"slot": times[0].id})
    return [
        client.get(f"/slots/{times[0].id}/bookings/new"), client.get(f"/slots/{times[1].id}/bookings/new"),
        client.get(f"/slots/{taken.id}/bookings/new"), client.get(f"/slots/{over.id}/bookings/new"),
        client.get(f"/slots/{later.id}/bookings/new"), client.get(f"/slots/{check.id}/eligibility"),
        client.post(f"/slots/{check.id}/eligibility", data={"answer": "no"}),
        send(times[0], first_name=""), send(times[0], email="ed@gmial.com", phone=""), send(crowd, party="5"),
        send(crowd, needs="calm", follow_redirects=True), send(same), send(times[3]), send(times[5]),
        client.get(f"/slots/{times[5].id}/bookings/new"), client.get("/me"), client.get("/events/mindfulness"),
    ]  # fmt: skip


def test_it_works(client, town, cast, pages):
    found = set().union(*(links(page.text) for page in pages))
    assert len(found) > 25
    before = everything()
    for phone in (client, town.test_client(), signed_in(town.test_client(), cast.ben)):
        for link in sorted(found):
            for ask in (phone.get, phone.head):
                assert ask(link).status_code < 500
    assert everything() == before


def test_control_a_change_is_noticed(cast):
    slot = first_slot(clinic(cast))
    before = everything()
    with unit_of_work():
        hold(slot, "a" * 64)
    assert everything() != before
