"""What an organiser sees: what became of the newest message about each row, and why (P5)."""

from datetime import timedelta

from app.notifications.operations_sending import deliver_due
from app.notifications.queries import outcomes

from .outbox import ASHA, LANDLINE, MOBILE, later, tell


def test_it_works(post):
    post()
    tell(about="bookings.confirmation", about_id=7)
    (found,) = outcomes("bookings.", [7, 8]).items()
    assert found[0] == 7
    assert (found[1].state, found[1].channel, found[1].reason) == ("sent", "mail", "")


def test_p5_what_was_not_delivered_has_its_reason(post):
    post(data="554 no")
    tell(about="bookings.confirmation", about_id=7)
    found = outcomes("bookings.", [7])[7]
    assert (found.state, found.channel, found.reason) == ("failed", "mail", "The mail server said no (554).")


def test_the_newest_counts(post):
    post(data="554 no")
    tell(about="bookings.confirmation", about_id=7)
    post()
    tell(about="bookings.moved", about_id=7)
    assert outcomes("bookings.", [7])[7].state == "sent"
    assert outcomes("bookings.confirmation", [7])[7].state == "failed"


def test_the_channel_is_the_one_that_worked(post, notify):
    post()
    notify(lambda _kind: 400)
    tell((MOBILE, ASHA), about="bookings.confirmation", about_id=7)
    deliver_due()
    assert outcomes("bookings.", [7])[7].channel == "mail"


def test_a_call_says_so(town):
    tell(LANDLINE, about="bookings.confirmation", about_id=7)
    found = outcomes("bookings.", [7])[7]
    assert (found.state, found.channel, found.reason) == ("call", "call", "We will call this number.")


def test_what_waits_says_so(post):
    post("closed")
    tell(about="bookings.confirmation", about_id=7, useful=timedelta(days=1))
    assert outcomes("bookings.", [7])[7].state == "waiting"


def test_another_slices_rows_and_signs_in_a_prefix_are_not_mixed_up(post):
    post()
    tell(about="places.confirmation", about_id=7)
    assert outcomes("bookings.", [7]) == {}
    assert outcomes("%", [7]) == {}
    assert outcomes("places.", []) == {}


def test_what_is_purged_is_gone(post):
    from app import clock
    from app.notifications.operations_erasing import KEEP_DAYS, purge_messages

    post()
    tell(about="bookings.confirmation", about_id=7, useful=timedelta(days=2))
    with later(days=31):
        assert purge_messages(clock.now() - timedelta(days=KEEP_DAYS)) == 0
    with later(days=33):
        assert purge_messages(clock.now() - timedelta(days=KEEP_DAYS)) == 1
    assert outcomes("bookings.", [7]) == {}
