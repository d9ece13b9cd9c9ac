"""What the square code says and who can tell a real one, without an app (RULES K1)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from io import BytesIO

import pytest

from app.bookings.passes import Ticket, pass_text, public_key, read, sign

SECRET, OTHER = (urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))
CODE = "Zk3b0q_RTxA-7yWm9dUcVQ"
TEXT = pass_text("https://town.example.org", CODE, 41, SECRET)


def test_it_works():
    assert read(TEXT, public_key(SECRET)) == Ticket(CODE, 41)


def test_k1_the_public_key_alone_is_enough_and_is_no_secret():
    assert len(urlsafe_b64decode(public_key(SECRET))) == 32
    assert public_key(SECRET) != SECRET
    assert public_key(SECRET) == public_key(SECRET)


def test_k1_nothing_but_the_address_the_date_and_the_signature_is_in_it():
    assert f"https://town.example.org/bookings/{CODE}#1.41.{sign(CODE, 41, SECRET)}" == TEXT


def test_control_a_changed_letter_is_noticed_wherever_it_is():
    start = TEXT.index(CODE)
    last = len(TEXT) - 1  # of the last letter only four bits count, so it is changed by those below
    for place in [*range(start, start + len(CODE)), *range(TEXT.index("#") + 1, last)]:
        wrong = TEXT[:place] + ("x" if TEXT[place] != "x" else "y") + TEXT[place + 1 :]
        assert read(wrong, public_key(SECRET)) is None, place


def test_control_another_towns_pass_is_none_of_ours():
    assert read(TEXT, public_key(OTHER)) is None


@pytest.mark.parametrize(
    "wrong",
    ["", "PLUM 42", TEXT.partition("#")[0], TEXT + "A", TEXT[:-1], TEXT.replace("#1.41.", "#1.041."),
     TEXT.replace("#1.41.", "#1.."), TEXT.replace("#1.41.", "#1.42."), TEXT.replace("#1.", "#2."),
     TEXT.replace("/bookings/", "/waiting/"), "x" * 5000],
)  # fmt: skip
def test_what_is_no_pass_is_none(wrong):
    assert read(wrong, public_key(SECRET)) is None


def test_a_scanner_reads_the_very_text_from_the_square():
    import segno
    from PIL import Image
    from zxingcpp import read_barcodes

    picture = BytesIO()
    segno.make(TEXT, error="m", micro=False).save(picture, kind="png", scale=4)
    assert [code.text for code in read_barcodes(Image.open(picture))] == [TEXT]
