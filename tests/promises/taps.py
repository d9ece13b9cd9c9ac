"""Phones that tap twice, both taps at once (P4)."""

from tests.own import all_at_once

from .race import filled_in, somebody
from .server import Phone


def tap_twice(port, place, phones):
    """Every phone opens the form and sends it twice at the same moment: the two passes that each was shown."""
    opened = [_open_form(port, place) for _ in range(phones)]

    def tap(finger):
        number, cookies, form = opened[finger % phones]
        with Phone(port, number, cookies) as phone:
            return phone.post(place.bookings, form)

    answers = all_at_once(tap, 2 * phones)
    assert [answer.status for answer in answers] == [303] * 2 * phones
    passes = [answer.headers["Location"] for answer in answers]
    return list(zip(passes[:phones], passes[phones:], strict=True))


def _open_form(port, place):
    """A phone that has the form before it: its number, its cookies, and what it will send."""
    number = somebody()
    with Phone(port, number) as phone:
        return number, phone.cookies, filled_in(phone.get(place.form), number)
