"""A young person asks: one message with a link goes to a guardian, and to nobody who must not be asked."""

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.accounts.models import Person
from app.addresses import Address
from app.config import ASKS_A_DAY
from app.consents import operations, queries
from app.consents.models import Consent, ConsentStep
from app.consents.rules_asking import NotAsked
from app.database import unit_of_work
from app.extensions import db
from app.organisations.operations import set_role
from app.privacy import fingerprint
from tests import cast as people
from tests.consents.conftest import GRACE

MUM, DAD = people.phone(471), Address("email", "dad@example.org")


def refusal(ask, *arguments, **more):
    with pytest.raises(NotAsked) as refused:
        ask(*arguments, **more)
    return refused.value.reason


def for_kit(young, **more):
    return {"organisation_id": young.friends.id, "kind": "outdoors", **more}


def states():
    return [consent.state for consent in db.session.query(Consent).order_by(Consent.id)]


def test_it_works(young, ask, letters):
    consent = ask(young.asha, about="Beach clean, Saturday 28 November")
    assert consent.state == "asked"
    assert f"http://localhost/consents/{consent.token}" in letters(GRACE)[0]
    assert queries.waiting_for(young.asha.person_id) == [consent]


def test_s1_at_17_one_yes_is_for_all(young, ask):
    consent = ask(young.asha, organisation_id=young.friends.id, kind="outdoors")
    assert (consent.organisation_id, consent.kind) == (None, None)


def test_s1_at_14_a_yes_is_for_one_organisation_and_kind(young, ask):
    consent = ask(young.kit, **for_kit(young))
    assert (consent.organisation_id, consent.kind) == (young.friends.id, "outdoors")
    assert refusal(ask, young.kit) == "say what for"


def test_s1_whose_birthday_comes_first_is_asked_about_as_on_the_day(young, ask):
    kit = db.session.get_one(Person, young.kit.person_id)
    day = next(day for day, band in kit.age_changes if band == "16 to 17")
    consent = ask(young.kit, **for_kit(young), on_day=clock.today().fromisoformat(day))
    assert consent.organisation_id is None


def test_p20_the_link_cannot_be_guessed_and_is_kept_as_a_hash(young, ask):
    one, other = ask(young.asha), ask(young.kit, **for_kit(young))
    assert len(one.token) >= 22 and one.token != other.token
    assert one.token_hash == fingerprint(one.token)


@pytest.mark.parametrize("who", ["ben", "grace"])
def test_s1_adults_need_nobodys_yes(young, ask, who):
    assert refusal(ask, getattr(young, who)) == "not needed"


def test_s1_under_13_nobody_asks(young, ask):
    child = people.person("Tim", (clock.today().year - 9, 1))
    assert refusal(ask, child) == "too young"


def test_s7_who_did_not_say_their_age_says_it_first(young, ask):
    assert refusal(ask, people.person("Zoe")) == "say your age"


@pytest.mark.parametrize("own", ["asha@example.org", "asha+mum@example.org"])
def test_s2_nobody_says_yes_to_themselves(young, ask, own):
    assert refusal(ask, young.asha, Address("email", own)) == "own address"
    assert states() == []


def test_s2_the_second_address_of_the_young_person_is_their_own_too(young, ask):
    with unit_of_work():
        person = db.session.get_one(Person, young.asha.person_id)
        person.phone, person.phone_key = GRACE.value, operations.lookup(GRACE.value)
    assert refusal(ask, young.asha) == "own address"


def test_s2_a_guardian_who_is_the_organiser_is_not_asked(young, ask):
    assert refusal(ask, young.kit, people.email("Carol"), **for_kit(young)) == "runs it"
    ask(young.kit, people.email("Dev"), **for_kit(young))  # of another organisation


def test_s2_an_organisers_general_yes_does_not_count_for_their_own(young, ask):
    consent = ask(young.asha, people.email("Carol"))
    operations.give(consent.token)
    tomorrow = clock.today() + timedelta(days=1)
    reach = (young.asha.person_id, young.friends.id, "outdoors", "16 to 17", tomorrow)
    assert queries.consent_for(*reach) is None
    assert queries.consent_for(reach[0], young.practice.id, *reach[2:]) == consent


def test_s2_a_guardian_who_joins_the_organisation_later_counts_no_more(young, ask):
    mum = Address("email", "mum@example.org")
    operations.give(ask(young.kit, mum, **for_kit(young)).token)
    reach = (young.kit.person_id, young.friends.id, "outdoors", "13 to 15", clock.today())
    assert queries.consent_for(*reach)
    set_role(young.friends.id, mum, "coordinator")
    assert queries.consent_for(*reach) is None


def test_s2_after_a_no_nobody_else_is_asked_for_a_day(young, ask):
    operations.refuse(ask(young.asha).token)
    assert refusal(ask, young.asha, MUM) == "said no"
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1), tick=False):
        assert ask(young.asha, MUM).state == "asked"


def test_s2_who_said_no_may_be_asked_again(young, ask):
    refused = ask(young.asha)
    operations.refuse(refused.token)
    again = ask(young.asha)
    assert again.id != refused.id and states() == ["refused", "asked"]


def test_s6_three_questions_a_day_are_enough(young, ask, letters):
    for _ in range(ASKS_A_DAY):
        ask(young.asha)
    assert refusal(ask, young.asha) == "too many"
    assert len(letters(GRACE)) == ASKS_A_DAY
    ask(young.kit, **for_kit(young))  # somebody else's questions are counted apart
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1), tick=False):
        ask(young.asha)


def test_s2_the_same_guardian_gets_the_same_link_again(young, ask, letters):
    first, again = ask(young.asha, about="One"), ask(young.asha, about="Two")
    assert (first.id, again.about) == (again.id, "Two")
    assert all(first.token in letter for letter in letters(GRACE))
    assert [step.state for step in db.session.query(ConsentStep)] == ["asked", "asked"]


def test_s2_a_guardian_who_changed_the_number_gets_a_new_link_and_the_old_one_ends(young, ask):
    old = ask(young.asha)
    new = ask(young.asha, MUM)
    assert states() == ["replaced", "asked"]
    assert old.token != new.token
    assert queries.waiting_for(young.asha.person_id) == [new]


def test_s1_questions_about_two_organisations_wait_side_by_side(young, ask):
    ask(young.kit, **for_kit(young))
    ask(young.kit, DAD, organisation_id=young.practice.id, kind="outdoors")
    assert states() == ["asked", "asked"]


def test_s2_a_question_is_found_before_it_is_asked_twice(young, ask):
    reach = (young.asha.person_id, young.friends.id, "food", "16 to 17")
    assert queries.waiting_like(*reach) is None
    consent = ask(young.asha)
    assert queries.waiting_like(*reach) == consent
    assert queries.waiting_like(young.kit.person_id, young.friends.id, "food", "13 to 15") is None


def test_s2_after_seven_days_a_question_waits_no_more(young, ask):
    ask(young.asha)
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1), tick=False):
        assert queries.waiting_for(young.asha.person_id) == []


def test_what_is_refused_leaves_no_trace(young, ask, letters):
    refusal(ask, young.asha, people.email("Asha"))
    refusal(ask, young.kit, people.email("Carol"), **for_kit(young))
    assert states() == [] and letters(people.email("Carol")) == []
