"""Yes, no, and a yes taken back: each counts once, is told openly and is passed on."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
import time_machine

from app import clock
from app.accounts.models import Person
from app.consents import operations, operations_erasing, queries
from app.consents.models import Consent, ConsentStep
from app.consents.rules_asking import MOVES, LinkOver
from app.extensions import db
from tests import cast as people

ASHA = people.email("Asha")
MUM = people.phone(471)


def steps():
    return [(step.state, step.by) for step in db.session.query(ConsentStep).order_by(ConsentStep.id)]


def yes_for(young, day, band="16 to 17"):
    return queries.consent_for(young.asha.person_id, young.friends.id, "outdoors", band, day)


def test_it_works(young, ask, news, letters):
    consent = ask(young.asha)
    assert yes_for(young, clock.today()) is None
    operations.give(consent.token)
    assert yes_for(young, clock.today()) == consent
    assert news == [consent.id]
    assert "said yes" in letters(ASHA)[0]
    assert steps() == [("asked", "young person"), ("given", "guardian")]


def test_s2_a_guardian_says_no(young, ask, news, letters):
    consent = ask(young.asha)
    operations.refuse(consent.token)
    assert yes_for(young, clock.today()) is None
    assert news == [consent.id]
    assert "said no" in letters(ASHA)[0]


def test_s2_a_yes_is_taken_back_the_night_before(young, ask, news, letters):
    consent = ask(young.asha)
    operations.give(consent.token)
    operations.withdraw(consent.token)
    assert yes_for(young, clock.today() + timedelta(days=1)) is None
    assert news == [consent.id, consent.id]
    assert "took back" in letters(ASHA)[0]


@pytest.mark.parametrize("act", ["give", "refuse"])
def test_twice_is_once(young, ask, news, letters, act):
    token = ask(young.asha).token
    getattr(operations, act)(token)
    getattr(operations, act)(token)
    assert len(news) == len(letters(ASHA)) == 1


def test_taking_back_twice_is_once(young, ask, news):
    token = ask(young.asha).token
    operations.give(token)
    operations.withdraw(token)
    operations.withdraw(token)
    assert len(news) == 2


def test_s6_a_no_is_never_turned_into_a_yes_by_an_old_page(young, ask, news):
    token = ask(young.asha).token
    operations.refuse(token)
    with pytest.raises(LinkOver):
        operations.give(token)
    assert len(news) == 1


def test_s6_a_no_after_a_yes_takes_the_yes_back(young, ask):
    token = ask(young.asha).token
    operations.give(token)
    assert operations.refuse(token).state == "withdrawn"


def test_a_yes_that_was_taken_back_stays_taken_back(young, ask):
    token = ask(young.asha).token
    operations.give(token)
    operations.withdraw(token)
    with pytest.raises(LinkOver):
        operations.give(token)


def test_there_is_nothing_to_take_back_before_a_yes(young, ask):
    token = ask(young.asha).token
    with pytest.raises(LinkOver):
        operations.withdraw(token)


@pytest.mark.parametrize("act", ["give", "refuse", "withdraw"])
def test_p20_a_link_that_is_none_does_nothing(young, act):
    with pytest.raises(LinkOver):
        getattr(operations, act)("x" * 22)


def test_s2_a_replaced_link_answers_nothing(young, ask, news):
    old = ask(young.asha).token
    new = ask(young.asha, MUM).token
    with pytest.raises(LinkOver):
        operations.give(old)
    operations.give(new)
    assert len(news) == 1


def test_s2_after_seven_days_the_link_answers_nothing(young, ask, news):
    token = ask(young.asha).token
    with time_machine.travel(clock.now() + timedelta(days=7), tick=False), pytest.raises(LinkOver):
        operations.give(token)
    assert news == []


def test_s2_a_yes_lasts_12_months_to_the_day(cast, ask):
    with time_machine.travel("2026-03-10 12:00", tick=False):
        kim = people.person("Kim", (2010, 1))
        consent = ask(kim)
        operations.give(consent.token)
        reach = (kim.person_id, cast.friends.id, "food", "16 to 17")
        assert queries.consent_for(*reach, date(2027, 3, 9)) == consent
        assert queries.consent_for(*reach, date(2027, 3, 10)) is None
    with time_machine.travel("2027-03-10 00:00:01", tick=False):
        assert queries.consent_for(*reach, date(2027, 3, 10)) is None


def test_s2_a_yes_ends_where_childhood_ends(young, ask):
    with time_machine.travel("2026-11-22 12:00", tick=False):
        lee = people.person("Lee", (2008, 12))  # 18 on 1 January 2027, as far as we know
        consent = ask(lee)
        operations.give(consent.token)
        assert consent.last_moment.date() == date(2026, 12, 31)
    with time_machine.travel("2027-01-01 12:00", tick=False), pytest.raises(LinkOver):
        operations.withdraw(consent.token)


def test_s1_somebody_who_grew_up_meanwhile_needs_no_answer(cast, ask, news):
    with time_machine.travel("2026-12-30 12:00", tick=False):
        token = ask(people.person("Lee", (2008, 12))).token
    with time_machine.travel("2027-01-02 12:00", tick=False), pytest.raises(LinkOver):
        operations.give(token)
    assert news == []


def test_s1_somebody_who_turns_16_between_booking_and_date(young, ask):
    """On the day one yes is enough for all; until then the same yes reaches no further than it was asked for."""
    kit = db.session.get_one(Person, young.kit.person_id)
    there = (young.practice.id, "food")
    consent = ask(young.kit, organisation_id=young.friends.id, kind="outdoors")
    operations.give(consent.token)
    today = clock.today()
    assert queries.consent_for(kit.id, young.friends.id, "outdoors", "13 to 15", today) == consent
    assert queries.consent_for(kit.id, *there, "13 to 15", today) is None
    assert queries.consent_for(kit.id, *there, "16 to 17", today) == consent


def test_s1_a_yes_for_all_is_not_enough_before_16(young, ask):
    kit = db.session.get_one(Person, young.kit.person_id)
    sixteen_on = next(date.fromisoformat(day) for day, band in kit.age_changes if band == "16 to 17")
    operations.give(ask(young.kit, organisation_id=young.friends.id, kind="outdoors", on_day=sixteen_on).token)
    reach = (kit.id, young.friends.id, "outdoors")
    assert queries.consent_for(*reach, "13 to 15", clock.today()) is None
    assert queries.consent_for(*reach, "16 to 17", clock.today()) is not None


def test_adults_have_no_yes(young, ask):
    operations.give(ask(young.asha).token)
    assert yes_for(young, clock.today(), "adult") is yes_for(young, clock.today(), None) is None


def test_the_yes_of_one_young_person_is_not_anothers(young, ask):
    operations.give(ask(young.asha).token)
    assert queries.consent_for(young.kit.person_id, young.friends.id, "outdoors", "16 to 17", clock.today()) is None


# --- the young person ----------------------------------------------------------------------------------------------


def test_s2_the_young_person_takes_the_question_back(young, ask, news):
    consent = ask(young.asha)
    assert operations.take_back_question(young.asha.person_id, consent.id)
    assert news == [consent.id]
    assert steps()[-1] == ("withdrawn", "young person")
    with pytest.raises(LinkOver):
        operations.give(consent.token)


@pytest.mark.parametrize("who", ["kit", "dev", "carol"])
def test_p19_nobody_else_takes_it_back(young, ask, news, who):
    consent = ask(young.asha)
    assert not operations.take_back_question(getattr(young, who).person_id, consent.id)
    assert db.session.get(Consent, consent.id).state == "asked" and news == []


def test_what_was_answered_is_no_question_any_more(young, ask):
    consent = ask(young.asha)
    operations.give(consent.token)
    assert not operations.take_back_question(young.asha.person_id, consent.id)


def test_s2_everything_about_oneself_is_open(young, ask):
    first, second = ask(young.asha), ask(young.asha, MUM)
    assert [row.id for row in queries.consents_of(young.asha.person_id)] == [second.id, first.id]
    assert queries.consents_of(young.kit.person_id) == []


# --- history -------------------------------------------------------------------------------------------------------


def test_v1_every_step_is_a_legal_move(young, ask):
    token = ask(young.asha).token
    ask(young.asha)
    operations.give(token)
    operations.withdraw(token)
    ask(young.asha, MUM)
    by_consent = {}
    for step in db.session.query(ConsentStep).order_by(ConsentStep.id):
        by_consent.setdefault(step.consent_id, []).append(step.state)
    for states in by_consent.values():
        assert all(after in MOVES[before] | {before} for before, after in pairwise(states))


def test_what_has_run_out_is_written_down(young, ask):
    operations.give(ask(young.asha).token)
    ask(young.kit, organisation_id=young.friends.id, kind="outdoors")
    assert operations_erasing.lapse_old() == 0
    with time_machine.travel(clock.now() + timedelta(days=367), tick=False):
        assert operations_erasing.lapse_old() == 2
        assert operations_erasing.lapse_old() == 0
    assert [state for state, by in steps() if by == "time"] == ["lapsed", "lapsed"]
