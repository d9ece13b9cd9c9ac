"""Personal data: unreadable at rest, found by keyed hash, all of it registered, and gone in time (P24, P25)."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
import time_machine
from cryptography.fernet import InvalidToken
from sqlalchemy import select, text

from app import clock, privacy
from app.accounts.models import Person, SignInCode
from app.accounts.operations import sign_in
from app.accounts.operations_codes import send_code
from app.accounts.queries import subject_at
from app.addresses import read_address
from app.bookings.operations import Request, book
from app.bookings.queries import booking_with_code
from app.database import unit_of_work
from app.extensions import db
from tests import cast as people
from tests.cast import clinic, drive, first_slot, take

CANARY = people.Address("phone", "+447400123987")
MAILBOX = people.Address("email", "zebediah.quill@example.org")
NAME = "Zebediah"
PLAIN = (NAME, NAME.lower(), "7400123987", "7400 123987", "zebediah.quill", "Quill")
KEYS = [urlsafe_b64encode(bytes([number]) * 32).decode() for number in range(3)]


def dump():
    """Every cell of every table as it lies in the database, one text for each."""
    db.session.rollback()
    cells = {}
    for table in db.metadata.sorted_tables:
        for number, row in enumerate(db.session.execute(text(f'SELECT * FROM "{table.name}"')).mappings()):
            cells |= {f"{table.name}.{column}:{number}": str(value) for column, value in row.items()}
    return cells


def found(words):
    """Where in the whole database any of these words can be read."""
    return [place for place, cell in dump().items() if any(word in cell for word in words)]


@pytest.fixture
def canary(cast):
    """Somebody who booked by phone, booked for a neighbour, asked for a code by e-mail, and signed in."""
    slot = first_slot(drive(cast))
    booking = take(slot, name=NAME, address=CANARY, phone_mark=privacy.fingerprint("their phone"))
    take(first_slot(clinic(cast)), name=NAME + " Junior", address=CANARY, for_someone_else=True)
    send_code(MAILBOX, "their browser")
    account = people.account_for(MAILBOX)
    people.say_who_i_am(account.person_id, NAME, cast.area.id, ["calm"], (1950, 4))
    sign_in(account, "their browser")
    book(first_slot(drive(cast, title="Another")).id, Request(person_id=account.person_id))
    return booking


@pytest.fixture
def keys(town):
    """Change the keys of the running town; the old ones come back afterwards."""
    before = list(town.config["DATA_KEYS"]), town.config["LOOKUP_KEY"]

    def use(data_keys, lookup_key=None):
        town.config["DATA_KEYS"], town.config["LOOKUP_KEY"] = data_keys, lookup_key or before[1]
        privacy.init_app(town)
        db.session.rollback()

    yield use
    use(*before)


def command(town, *arguments):
    done = town.test_cli_runner().invoke(args=["privacy", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


# --- at rest -------------------------------------------------------------------------------------------------------


def test_it_works(canary):
    assert booking_with_code(canary.code).person.first_name == NAME


def test_p1_no_name_phone_or_email_can_be_read_in_the_database(canary):
    assert found(PLAIN) == []


def test_control_a_name_written_in_the_clear_is_found(canary):
    with unit_of_work():
        db.session.execute(text(f"UPDATE person SET age_band = '{NAME}'"))
    assert found(PLAIN) != []


def test_the_codes_that_open_something_cannot_be_read_either(canary):
    assert found([canary.code, "their browser", "their phone"]) == [
        place for place in dump() if place.startswith("sign_in.device")
    ]  # the name of a browser is shown to its owner; nothing opens with it


def test_the_same_name_twice_looks_different(canary):
    stored = db.session.scalars(text("SELECT first_name FROM person")).all()
    assert len(stored) == len(set(stored))


def test_a_row_moved_to_another_key_cannot_be_read(canary, keys):
    keys(KEYS[:1])
    with pytest.raises(InvalidToken):
        db.session.scalars(select(Person)).all()


# --- look-up -------------------------------------------------------------------------------------------------------


def test_somebody_is_found_by_their_address(canary):
    assert len(subject_at(CANARY).person_ids) == 2
    assert len(subject_at(MAILBOX).person_ids) == 1


def test_a_look_up_needs_the_key(canary, keys):
    before = privacy.lookup(CANARY.value)
    keys(KEYS[:1], lookup_key="another")
    assert privacy.lookup(CANARY.value) != before
    assert subject_at(CANARY).person_ids == ()


def test_a_look_up_is_no_plain_hash():
    import hashlib

    assert privacy.fingerprint("x") == hashlib.sha256(b"x").hexdigest()  # for secrets that nobody can guess


def test_a_phone_number_cannot_be_guessed_from_its_hash(canary):
    assert found([privacy.fingerprint(CANARY.value), privacy.fingerprint(MAILBOX.value)]) == []


# --- changing keys -------------------------------------------------------------------------------------------------


def test_a_key_is_changed_and_the_old_one_is_needed_no_more(town, keys):
    keys([KEYS[0]])
    assert privacy.rotate() == 0
    take(first_slot(drive(people.assemble())), name=NAME, address=CANARY)
    keys([KEYS[1], KEYS[0]])
    rewritten = privacy.rotate()
    keys([KEYS[1]])
    assert rewritten > 0
    assert NAME in [person.first_name for person in db.session.scalars(select(Person))]
    assert len(subject_at(CANARY).person_ids) == 1


def test_control_without_rotation_the_old_key_is_needed(town, keys):
    keys([KEYS[0]])
    people.assemble()
    keys([KEYS[1]])
    with pytest.raises(InvalidToken):
        db.session.scalars(select(Person)).all()


def test_rotation_by_command(canary, town):
    assert command(town, "rotate").endswith("values rewritten.\n")
    assert booking_with_code(canary.code).person.first_name == NAME


# --- the register --------------------------------------------------------------------------------------------------


def registered():
    return [column for holding in privacy.HOLDINGS.values() for column in holding.columns]


def test_every_encrypted_column_is_registered(town):
    encrypted = {f"{column.table.name}.{column.name}" for column in privacy.encrypted_columns()}
    assert "person.first_name" in encrypted
    assert encrypted - set(registered()) == set()


def test_every_keyed_hash_is_registered(town):
    hashes = {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if column.name in ("address_key", "email_key", "phone_key", "name_key", "phone_mark")
    }
    assert hashes - set(registered()) == set()


def test_what_is_registered_exists_and_is_registered_once(town):
    columns = {f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns}
    assert set(registered()) - columns == set()
    assert len(registered()) == len(set(registered()))


@pytest.mark.parametrize("name", ["people", "places", "messages", "notes for helpers"])
def test_each_holding_says_what_it_is_for_and_how_long(town, name):
    holding = privacy.HOLDINGS[name]
    assert len(holding.purpose.split()) >= 4
    assert 1 <= holding.keep_days <= 366


# --- to see, to take away, to erase --------------------------------------------------------------------------------


def test_p24_everything_about_somebody_is_exported(canary, town):
    out = json.loads(command(town, "export", "07400 123987"))
    assert [person["first name"] for person in out["people"]] == [NAME, NAME + " Junior"]
    assert {place["code"] for place in out["places"]} >= {canary.code_words}
    assert len(out["places"]) == 2
    assert all("example.org" not in json.dumps(message) for message in out["messages"])
    assert len(out["messages"]) == 2


def test_p24_nobody_else_is_in_it(canary, town):
    take(first_slot(drive(people.SimpleNamespace(**vars_of(canary)), title="Third")), name="Ann")
    assert "Ann" not in command(town, "export", CANARY.value)


def vars_of(booking):
    event = booking.slot.occurrence.event
    return {"friends": event.organisation, "haverigg": event.venue}


@pytest.mark.parametrize("address", [CANARY.value, MAILBOX.value])
def test_p24_after_erasing_nothing_of_it_is_left(canary, town, address):
    key = privacy.lookup(address)
    assert found([key]) != []
    command(town, "erase", address, "--yes")
    assert found([key, *PLAIN]) == []
    subject = subject_at(read_address(address))
    assert subject.person_ids == ()
    assert not any(holding.export(subject) for holding in privacy.HOLDINGS.values())


def test_p24_after_erasing_nobody_can_be_read_with_our_own_keys_either(canary, town):
    command(town, "erase", CANARY.value, "--yes")
    command(town, "erase", MAILBOX.value, "--yes")
    assert [place for place, cell in readable().items() if any(word in cell for word in PLAIN)] == []


def readable():
    """Every encrypted cell as the running town reads it."""
    db.session.rollback()
    return {
        f"{column.table.name}.{column.name}:{number}": value
        for column in privacy.encrypted_columns()
        for number, value in enumerate(db.session.scalars(select(column)).all())
        if value
    }


def test_control_before_erasing_they_can(canary):
    assert [place for place, cell in readable().items() if NAME in cell] != []


def test_after_erasing_the_places_are_free_and_the_counts_stay_true(canary, town):
    from app.bookings.queries import miscounted_slots

    slot_id = canary.slot_id
    command(town, "erase", CANARY.value, "--yes")
    assert db.session.scalar(text(f"SELECT taken FROM slot WHERE id = {slot_id}")) == 0
    assert miscounted_slots() == []


def test_erasing_asks_first(canary, town):
    done = town.test_cli_runner().invoke(args=["privacy", "erase", CANARY.value], input="n\n")
    assert done.exit_code == 1
    assert len(subject_at(CANARY).person_ids) == 2


def test_what_is_no_address_is_a_sentence(town):
    done = town.test_cli_runner().invoke(args=["privacy", "export", "12"])
    assert done.exit_code == 1
    assert "This number is too short. It needs 11 digits, like 07700 900123" in done.output


# --- in time -------------------------------------------------------------------------------------------------------


def test_p25_nothing_goes_before_its_time(canary, town):
    before = len(dump())
    privacy.purge_all()
    assert len(dump()) == before
    assert len(subject_at(CANARY).person_ids) == 2


def test_p25_data_go_without_a_button(canary, town):
    with time_machine.travel(clock.now() + timedelta(days=366 + 8), tick=False):
        privacy.purge_in_time()
        assert found([privacy.lookup(CANARY.value), *PLAIN]) == []
        assert subject_at(CANARY).person_ids == ()


def test_p25_somebody_with_an_account_stays(canary, town):
    with time_machine.travel(clock.now() + timedelta(days=366 + 8), tick=False):
        privacy.purge_in_time()
        assert len(subject_at(MAILBOX).person_ids) == 1


def test_p25_codes_go_too(canary, town):
    with time_machine.travel(clock.now() + timedelta(days=366 + 8), tick=False):
        privacy.purge_in_time()
        assert db.session.scalars(select(SignInCode)).all() == []


def test_the_command_says_what_it_let_go(canary, town):
    assert command(town, "purge").splitlines() == [f"{name}: 0" for name in privacy.HOLDINGS]
