"""What is kept of a guardian and a young person: unreadable at rest, theirs to see, erased on request, gone in time."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from app import clock, privacy
from app.accounts.queries import subject_at
from app.addresses import Address
from app.consents import operations, queries
from app.consents.models import Consent, ConsentStep
from app.extensions import db
from tests import cast as people
from tests.test_privacy import found, readable

GUARDIAN = Address("phone", "+447400123987")
NAME = "Zebediah"


@pytest.fixture
def asked(young):
    from app.accounts.models import Person

    person = db.session.get_one(Person, young.asha.person_id)
    consent = operations.ask(person, GUARDIAN, about="Quill pen club", guardian_name=NAME)
    operations.give(consent.token)
    return consent


def erase(address):
    subject = subject_at(address)
    for holding in reversed(privacy.HOLDINGS.values()):
        holding.erase(subject)


def export(address):
    return queries.export_consents(subject_at(address))


def test_it_works(asked):
    assert privacy.HOLDINGS["consents"].keep_days == 365
    assert export(GUARDIAN)[0]["asked"] == NAME


def test_p1_nothing_of_it_can_be_read_in_the_database(asked):
    assert found([NAME, "7400123987", "Quill pen club", asked.token]) == []


def test_p1_the_kind_of_an_address_and_the_state_are_all_that_is_readable(asked):
    row = db.session.execute(text("SELECT address_kind, state FROM consent")).one()
    assert tuple(row) == ("phone", "given")


def test_p2_both_see_their_row_and_nobody_else(asked, young):
    for address in (GUARDIAN, people.email("Asha")):
        [row] = export(address)
        assert (row["for"], row["about"], row["state"]) == ("Asha", "Quill pen club", "given")
        assert [step["what"] for step in row["steps"]] == ["asked", "given"]
    assert export(people.email("Dev")) == export(people.email("Kit")) == []


def test_p2_a_guardian_who_is_erased_takes_back_the_yes(asked, news):
    erase(GUARDIAN)
    consent = db.session.scalars(select(Consent)).one()
    assert consent.state == "withdrawn"
    assert news == [consent.id, consent.id]
    assert found([privacy.lookup(GUARDIAN.value)]) == []
    assert not any(NAME in cell or "7400123987" in cell for cell in readable().values())
    assert export(GUARDIAN) == []


def test_p2_a_young_person_who_is_erased_is_nowhere_with_the_guardian_either(asked):
    token = asked.token
    erase(people.email("Asha"))
    assert not any("Asha" in cell or "Quill pen" in cell for cell in readable().values())
    assert queries.consent_with_token(token) is None


def test_control_before_erasing_they_are_found(asked):
    assert any("Asha" in cell for cell in readable().values())
    assert any(NAME in cell for cell in readable().values())


def test_p25_a_consent_goes_12_months_after_its_end_and_not_before(asked):
    end = asked.ends_at
    purge = privacy.HOLDINGS["consents"].purge
    with time_machine.travel(end + timedelta(days=364), tick=False):
        assert purge(clock.now() - timedelta(days=365)) == 0
    with time_machine.travel(end + timedelta(days=366), tick=False):
        assert purge(clock.now() - timedelta(days=365)) == 1
    assert db.session.scalars(select(ConsentStep)).all() == []
