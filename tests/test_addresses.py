"""What people type as a phone number or an e-mail, and what it is read as."""

import pytest

from app.addresses import Address, Unreadable, read_address, spoken_form


@pytest.fixture(autouse=True)
def in_town(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("07700 900123", Address("phone", "+447700900123")),
        ("+44 7700 900123", Address("phone", "+447700900123")),
        ("(07911) 123-456", Address("phone", "+447911123456")),
        ("01229 772211", Address("phone", "+441229772211", can_text=False)),
        ("+48 512 345 678", Address("phone", "+48512345678")),
        ("Ed@Example.ORG", Address("email", "ed@example.org")),
        ("  zoë@example.org ", Address("email", "zoë@example.org")),
    ],
)
def test_it_works(typed, address):
    assert read_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0770 090", "too short"),
        ("07700 900 123 456", "too long"),
        ("07700 90012", "This number is too short|We don't know this number"),
        ("call me", "with digits"),
        ("😀", "Type a phone number"),
        ("", "Type a phone number"),
        ("09999 999999", "We don't know this number"),
        ("ed@", "does not look right"),
        ("ed@example", "does not look right"),
        ("ed@@example.org", "does not look right"),
        ("<script>@example.org", "does not look right"),
        ("ed@example.org\nbcc: all@example.org", "does not look right"),
    ],
)
def test_what_is_no_address_gets_a_sentence(typed, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_address(typed)


@pytest.mark.parametrize(("stored", "spoken"), [("+447700900123", "07700 900123"), ("+48512345678", "+48 512 345 678")])
def test_numbers_are_shown_as_people_say_them(stored, spoken):
    assert spoken_form(stored) == spoken
