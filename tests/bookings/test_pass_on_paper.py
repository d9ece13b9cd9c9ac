"""The pass in large print, on the screen and on paper (RULES K1, L6)."""

import time_machine

from app.bookings.operations import cancel
from tests.cast import clinic, drive, first_slot, take


def paper(client, booking):
    return client.get(f"/bookings/{booking.code}/print")


def test_it_works(client, cast):
    booking = take(first_slot(clinic(cast, lanes=2, good_to_know=["Bring a list of your medicines"])), party=2)
    page = paper(client, booking)
    assert page.status_code == 200
    assert 'class="qr"' in page.text
    for words in (booking.code_words, "Health check", "9:00 in the morning", "Haverigg beach", "Sea View, Haverigg",
                  "For Ed", "2 people", "Bring a list of your medicines"):  # fmt: skip
        assert words in page.text


def test_l6_it_says_whom_to_call(client, cast):
    page = paper(client, take(first_slot(clinic(cast)))).text
    assert "Can't come, or need another time? Call us:" in page
    assert "0808 157 0113" in page


def test_the_square_is_the_one_of_the_pass(client, cast):
    booking = take(first_slot(drive(cast)))
    squares = [
        text[text.index('class="qr"') : text.index(">", text.index('class="qr"'))]
        for text in (paper(client, booking).text, client.get(f"/bookings/{booking.code}").text)
    ]
    assert squares[0] == squares[1]


def test_without_a_script_it_says_how_to_print(client, cast):
    assert "Open your browser's menu and tap Print." in paper(client, take(first_slot(drive(cast)))).text


def test_what_opens_no_door_is_not_printed(client, cast):
    booking = take(first_slot(drive(cast)))
    with time_machine.travel(booking.slot.ends_at):
        assert 'class="qr"' not in paper(client, booking).text
    cancel(booking.id)
    page = paper(client, booking).text
    assert "This pass is not on paper" in page
    assert booking.code_words not in page


def test_its_address_is_a_secret(client, cast):
    booking = take(first_slot(drive(cast)))
    answer = paper(client, booking)
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert client.get(f"/bookings/{booking.code[:-1]}x/print").status_code == 404
