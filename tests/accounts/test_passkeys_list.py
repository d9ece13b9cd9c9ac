"""My phones that sign in by a touch: named, removed, by their owner alone."""

import pytest
from sqlalchemy import select

from app.accounts.models import Passkey
from app.accounts.operations_passkeys import forget_passkeys
from app.accounts.queries import subject_at
from app.accounts.queries_passkeys import passkeys_of
from app.extensions import db
from app.privacy import HOLDINGS, fingerprint
from tests.accounts.authenticator import Phone, text_of
from tests.accounts.signing import is_signed_in, sign_in
from tests.accounts.touching import add, enter
from tests.cast import email, signed_in


@pytest.fixture
def phone():
    return Phone()


@pytest.fixture
def carol(client, cast, phone):
    add(signed_in(client, cast.carol), phone)
    return client


def number(cast):
    return passkeys_of(cast.carol.id)[0].id


def test_it_works(carol, cast):
    page = carol.get("/me/passkeys").text
    assert "A phone or computer" in page and "Remove" in page
    assert "A touch instead of a code" in carol.get("/me").text


def test_it_is_called_what_its_owner_says(carol, cast):
    assert carol.post(f"/me/passkeys/{number(cast)}", data={"name": " Mum's   tablet"}).status_code == 303
    assert "Mum&#39;s tablet" in carol.get("/me/passkeys").text


def test_without_a_name_it_says_so_and_nothing_changes(carol, cast):
    answer = carol.post(f"/me/passkeys/{number(cast)}", data={"name": " "})
    assert answer.status_code == 422
    assert "Type a name for it" in answer.text and "A phone or computer" in answer.text


def test_a_removed_one_opens_nothing_and_says_so(town, carol, cast, phone):
    carol.post(f"/me/passkeys/{number(cast)}/removal")
    assert "None yet" in carol.get("/me/passkeys").text
    other = town.test_client()
    answer = enter(other, phone)
    assert answer.status_code == 422
    assert "This was removed here" in answer.text
    assert "data-passkey-unknown" in answer.text  # so that the phone lets go of it as well
    assert not is_signed_in(other)


def test_recovery_is_by_code(town, carol, cast):
    other = town.test_client()
    sign_in(other, "carol@example.org")
    assert is_signed_in(other)
    assert other.post(f"/me/passkeys/{number(cast)}/removal").status_code == 303


def test_nobody_touches_anothers(town, carol, cast):
    dev, row = signed_in(town.test_client(), cast.dev), number(cast)
    assert "A phone or computer" not in dev.get("/me/passkeys").text
    assert dev.post(f"/me/passkeys/{row}", data={"name": "Mine"}).status_code == 404
    assert dev.post(f"/me/passkeys/{row}/removal").status_code == 404
    assert len(passkeys_of(cast.carol.id)) == 1


def test_the_phone_is_told_which_ones_count(carol, phone):
    assert text_of(phone.id) in carol.get("/me/passkeys").text


def test_p1_nothing_of_it_can_be_read_in_the_database(carol, phone):
    cells = db.session.connection().exec_driver_sql("SELECT name, credential, credential_hash FROM passkey").one()
    assert "phone" not in str(cells[:2])
    assert text_of(phone.id) not in str(cells)
    assert cells[2] == fingerprint(text_of(phone.id))


def test_p24_it_is_exported_and_erased(carol, cast):
    subject = subject_at(email("Carol"))
    assert [one["opens with a touch"] for one in HOLDINGS["passkeys"].export(subject)] == ["A phone or computer"]
    forget_passkeys(subject)
    assert db.session.scalars(select(Passkey)).all() == []
