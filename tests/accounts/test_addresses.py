"""What is typed as an address: refused in words at the field, and kept."""

import pytest

from app.accounts.models import SignInCode
from app.extensions import db
from app.notifications.models import Message
from tests.accounts.signing import ask


def test_it_works(client):
    assert ask(client, " Zoë@example.org ").status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type your mobile number or your e-mail"),
        ("   ", "Type your mobile number or your e-mail"),
        ("zoe@", "This e-mail does not look right. It needs a form like name@example.org"),
        ("0770 090", "This number is too short. It needs 11 digits, like 07700 900123"),
        ("07700 900123 4567", "This number is too long. It needs 11 digits, like 07700 900123"),
        ("06000 000000", "We don't know this number. Check it, like 07700 900123"),
        ("Zoë", "Type a phone number with digits, like 07700 900123"),
        ("🎉🎉", "Type a phone number, like 07700 900123"),
        ("020 7946 0018", "This phone can't get a text. Type a mobile number or an e-mail"),
    ],
)
def test_what_no_code_can_reach_is_refused_in_words(client, typed, sentence):
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert answer.text.replace("&#39;", "'").count(sentence) == 2  # in the summary and at the field
    assert typed.strip() in answer.text
    assert db.session.query(SignInCode).count() == db.session.query(Message).count() == 0


def test_a_script_is_shown_as_text(client):
    answer = ask(client, '"><script>alert(1)</script>@x')
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text and "&lt;script&gt;alert(1)" in answer.text
