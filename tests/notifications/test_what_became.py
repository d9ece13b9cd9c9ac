"""Asking the provider what became of a message, and acting on what it says (RULES M5)."""

from datetime import timedelta

import pytest

from app import clock
from app.notifications.operations_sending import deliver_due
from app.notifications.operations_upkeep import ask_what_became
from app.notifications.rules import ASK_FOR, next_look

from .outbox import ASHA, MOBILE, first, later, row, states, tell


def become(office, status):
    """What the provider will say about the text it was sent."""
    office.statuses[office.sent[-1][1]["id"]] = status


def test_it_works(notify):
    notify()
    tell(MOBILE)
    assert first().reference
    with later(minutes=5):
        assert ask_what_became() == 1
        assert ask_what_became() == 0
    assert (row().state, states()) == ("sent", ["delivered"])


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [("permanent-failure", "bounced", "This address does not exist any more."),
     ("temporary-failure", "failed", "It did not arrive. The phone may be off, or the mailbox full."),
     ("technical-failure", "failed", "It did not arrive. The phone may be off, or the mailbox full.")],
)  # fmt: skip
def test_m5_what_did_not_arrive_goes_to_the_next_address(notify, post, said, state, reason):
    office, letters = notify(), post()
    tell((MOBILE, ASHA))
    become(office, said)
    with later(minutes=5):
        ask_what_became()
        deliver_due()
    assert (row().state, states()) == ("sent", [state, "sent"])
    assert row().deliveries[0].reason == reason
    assert len(letters.letters) == 1


def test_m5_with_no_other_address_somebody_phones(notify):
    office = notify()
    tell(MOBILE)
    become(office, "permanent-failure")
    with later(minutes=5):
        ask_what_became()
    assert (row().state, row().reason) == ("call", "This address does not exist any more.")


def test_m5_it_is_found_out_in_time_for_the_next_address(notify):
    """Four minutes to the first look, one to the sweep, ten seconds to the sender: within the ten minutes."""
    now = clock.now()
    assert next_look(now, now) - now <= timedelta(minutes=5)


def test_it_is_asked_again_while_it_is_under_way_and_not_for_ever(notify):
    office = notify()
    tell(MOBILE)
    become(office, "sending")
    for hours in (1, 5, 20, 60):
        with later(hours=hours):
            assert ask_what_became() == 0
            assert first().due_at > clock.now()
    with later(hours=ASK_FOR.total_seconds() / 3600 + 3):
        ask_what_became()
        assert first().due_at is None
    assert states() == ["sent"]


@pytest.mark.parametrize("order", [403, 429, 500, "cut off"])
def test_a_provider_that_cannot_be_asked_is_asked_later(notify, order):
    orders = {"status": order}
    notify(orders.get)
    tell(MOBILE)
    with later(minutes=5):
        assert ask_what_became() == 0
    orders.clear()
    with later(minutes=12):
        assert ask_what_became() == 1
    assert states() == ["delivered"]


def test_nobody_is_asked_about_mail_over_smtp(post):
    post()
    tell()
    assert first().due_at is None
    with later(hours=1):
        assert ask_what_became() == 0
