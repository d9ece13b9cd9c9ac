"""One text message: what counts, what is written plainly, what gives way (RULES L3)."""

import pytest
from hypothesis import given, strategies as some

from app.gsm import BASIC, DOUBLE, ROOM, fits, is_wide, length, parts, plain, sms_text

LINK = "https://town.example.org/bookings/0123456789abcdefghijkl"
anything = some.text(max_size=300)
of_the_alphabet = some.text(some.sampled_from(sorted(BASIC | DOUBLE)), max_size=300)


def test_it_works():
    assert sms_text("Millom: ", "Beach clean", f", 10am. {LINK}") == f"Millom: Beach clean, 10am. {LINK}"


@pytest.mark.parametrize(
    ("text", "room"), [("abc", 3), ("é£à", 3), ("€", 2), ("{[~|^\\]}", 16), ("", 0), ("Привет", 6), ("🌼", 2)]
)
def test_l3_extension_letters_count_two(text, room):
    assert length(text) == room


def test_the_alphabet_has_its_128_places():
    assert len(BASIC) == 127  # the last is the way into the extension table
    assert len(DOUBLE) == 10


@pytest.mark.parametrize(
    ("text", "fit"),
    [("a" * 160, True), ("a" * 161, False), ("a" * 158 + "€", True), ("a" * 159 + "€", False),
     ("ж" * 70, True), ("ж" * 71, False), ("a" * 69 + "ж", True), ("a" * 70 + "ж", False)],
)  # fmt: skip
def test_l3_how_much_one_text_holds(text, fit):
    assert fits(text) is fit


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("“Come” – it’s free…", '"Come" - it\'s free...'), ("Café à Ñ ß", "Café à Ñ ß"), ("fête ŵyl", "fete wyl"),
     ("Łódź", "Lodz"), ("e\u0301", "é"), ("10\u00a0am", "10 am"), ("ﬁnd", "find"), ("ж🌼", "ж🌼")],
)  # fmt: skip
def test_l3_letters_are_written_in_their_nearest_plain_form(typed, sent):
    assert plain(typed) == sent


def test_l3_the_middle_gives_way_at_a_word():
    text = sms_text("Millom: you are going: ", "The big beach clean of everybody " * 4, f", Tuesday 10am. {LINK}")
    assert text.startswith("Millom: you are going: The big beach clean")
    assert text.endswith(f"..., Tuesday 10am. {LINK}")
    assert length(text) <= ROOM


def test_l3_one_endless_word_is_cut_inside():
    text = sms_text("Millom: ", "x" * 300, f" {LINK}")
    assert length(text) == ROOM
    assert "xxx... https" in text


def test_a_picture_in_a_title_does_not_make_the_text_wide():
    assert sms_text("Millom: ", "🌼 Beach  clean 🌊", ".") == "Millom: Beach clean."


def test_when_the_ends_alone_are_too_long_nothing_of_the_middle_stays():
    assert sms_text("a" * 100, "Beach clean", "b" * 100) == "a" * 100 + "b" * 100


@given(anything)
def test_plain_letters_stay_plain(text):
    assert plain(plain(text)) == plain(text)


@given(of_the_alphabet)
def test_what_is_in_the_alphabet_is_left_alone(text):
    assert plain(text) == text
    assert not is_wide(text)


@given(anything)
def test_l3_whatever_the_title_the_whole_fits(title):
    text = sms_text("Millom: ", title, ". Call us.")
    assert fits(text)
    assert text.startswith("Millom: ") and text.endswith(". Call us.")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("€" * 80, 1), ("€" * 81, 2), ("a" * 152 + "€" * 5, 2), ("a" * 152 + "€" + "a" * 152, 3),
        ("ا" * 70, 1), ("ا" * 71, 2), ("ا" * 134, 2), ("ا" * 135, 3), ("ا" * 201, 3), ("ا" * 202, 4),
        ("ا" * 66 + "🦀" + "ا" * 65, 2), ("ا" * 66 + "🦀" + "ا" * 66, 3),
    ],
)  # fmt: skip
def test_l3_as_how_many_messages_a_text_goes(text, count):
    assert parts(text) == count
    assert fits(text, count)
    assert count == 1 or not fits(text, count - 1)


def test_l3_a_language_with_letters_of_its_own_may_take_three():
    urdu = sms_text("ملم: آپ کی جگہ: ", "Beach clean at the far end " * 20, "۔ ہفتہ 28 نومبر۔ https://town.example/x")
    assert parts(urdu) == 3
    assert "Beach clean" in urdu
    assert urdu.endswith("https://town.example/x")


def test_l3_a_title_alone_does_not_make_a_text_longer():
    assert parts(sms_text("Millom: Booked: ", "ساحل کی صفائی " * 20, ". Sat 28 Nov")) == 1


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("Idziesz: zażółć gęślą jaźń Łódź", "Idziesz: zazolc gesla jazn Lodz"),
        ("Ești pe listă: Țară și șansă", "Esti pe lista: Tara si sansa"),
        ("Dydd Sadwrn: tŷ, dŵr, ŵyn, Âi", "Dydd Sadwrn: ty, dwr, wyn, Ai"),
    ],
)
def test_l3_polish_romanian_and_welsh_go_out_in_plain_letters(said, sent):
    assert plain(said) == sent
    assert parts(sent) == 1
