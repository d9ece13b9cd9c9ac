"""A mail scanner, or a phone that shows previews, opens every link there is: nothing may change (RULES W4, M4)."""

import re

import pytest
from sqlalchemy import text

from app.bookings.operations import cancel
from app.extensions import db
from app.notifications.models import Message
from tests.bookings.waits import full, wait
from tests.cast import clinic, first_slot, gathering, phone, signed_in, take

LINK = re.compile(r'(?:href|src|action|formaction|hx-get)="(/[^"]*)"')
ADDRESS = re.compile(r"http://localhost(/[\w./?=&%-]*)")
QUIET = {"job_run", "sign_in"}
"""Tables that change by themselves: which sweep ran, and when a phone was last seen."""


def everything():
    """Every row of every table, as text."""
    db.session.rollback()
    return {
        table.name: [str(row) for row in db.session.execute(text(f'SELECT * FROM "{table.name}" ORDER BY 1'))]
        for table in db.metadata.sorted_tables
        if table.name not in QUIET
    }


def open_all(client, starts):
    """Open these paths and everything they lead to, two steps far, as a scanner would; the paths opened."""
    seen, wave = set(), set(starts)
    for _step in range(3):
        found = set()
        for path in sorted(wave - seen):
            seen.add(path)
            answer = client.get(path)
            assert answer.status_code < 500, path
            if "text/html" in answer.content_type and "/static/" not in path:
                found |= {link.replace("&amp;", "&").partition("#")[0] for link in LINK.findall(answer.text)}
            if answer.location:
                found.add(answer.location)
        wave = {link for link in found if not link.startswith("/static/")}
    return seen


@pytest.fixture
def town_full_of_links(cast):
    """A pass, a moved one, one given back, an entry that waits and one with an offer; all with an e-mail each."""
    held = take(first_slot(clinic(cast)))
    given_back = take(first_slot(clinic(cast, title="Hearing")), "Ann", phone(124))
    cancel(given_back.id)
    slot = first_slot(gathering(cast, capacity=1, days=12))
    holder = full(slot)
    waits = [wait(slot), wait(slot, "Next", 403)]
    cancel(holder.id)
    return [f"/bookings/{one.code}" for one in (held, given_back)] + [f"/waiting/{one.code}" for one in waits]


def test_it_works(client, town_full_of_links):
    before = everything()
    opened = open_all(client, town_full_of_links)
    assert {town_full_of_links[0] + end for end in ("", "/change", "/cancellation", "/print")} <= opened
    assert everything() == before


def test_every_link_of_every_message(client, town_full_of_links):
    told = [message.text + (message.sms or "") for message in db.session.query(Message)]
    links = [link for words in told for link in ADDRESS.findall(words)]
    assert len(links) >= 4
    before = everything()
    open_all(client, links)
    assert everything() == before


def test_by_somebody_who_is_signed_in(client, cast, town_full_of_links):
    signed_in(client, cast.ben)
    before = everything()
    open_all(client, [*town_full_of_links, "/me"])
    assert everything() == before


def test_head_and_options_change_nothing_either(client, town_full_of_links):
    before = everything()
    for path in town_full_of_links:
        for end in ("", "/change", "/cancellation", "/answer", "/acceptance", "/refusal", "/stay", "/departure"):
            client.head(path + end)
            client.options(path + end)
    assert everything() == before


def test_control_a_tap_is_noticed(client, town_full_of_links):
    before = everything()
    client.post(town_full_of_links[0] + "/cancellation")
    assert everything() != before
