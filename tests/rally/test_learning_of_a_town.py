"""What a town learns of itself, what it keeps of people, and for how long (RALLY 1, 3; PROMISES P24, P25)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock, privacy
from app.accounts.queries import subject_at
from app.backends.jobs import SWEEPS, run_now
from app.database import unit_of_work
from app.extensions import db
from app.rally import queries, rules
from app.rally.models import Ask
from app.rally.rules import Habits
from tests import cast as people

from .asking import asks_of, says, start, states


@pytest.fixture
def log(folk):
    """A town whose people said yes to 20 of 100 asks of average weight, each after 40 minutes."""

    def write(kind="outdoors", yes=20, asks=100, minutes=40, days_ago=10, state=None):
        rally = start(folk.drive(title=f"{kind} {days_ago}"))
        then = clock.now() - timedelta(days=days_ago)
        with unit_of_work():
            db.session.query(Ask).filter(Ask.rally_id == rally.id).delete()
            rally.kind = kind
            for number in range(asks):
                said = "yes" if number < yes else "no"
                db.session.add(Ask(
                    rally_id=rally.id, person_id=None, state=state or said, tick=1, chance=0.1, freshness=1.0,
                    context=1.0, rank=1, ring=2, reason="best", places=1, sure=0.0, wanted=0.3, asked_at=then,
                    answered_at=None if state else then + timedelta(minutes=minutes),
                ))  # fmt: skip
        return rally

    return write


def rate(kind="outdoors"):
    return queries.town_rate(kind, clock.now(), Habits())


def test_it_works(log):
    assert rate() == pytest.approx(rules.PRIOR_RATE)
    log(yes=12)
    assert rate() == pytest.approx((12 + 0.64) / 108)


def test_rally_1_each_kind_of_work_has_its_own(log):
    log(kind="food", yes=12)
    assert rate("outdoors") == pytest.approx(rules.PRIOR_RATE)
    assert rate("food") > 0.1


def test_rally_1_what_is_older_than_90_days_is_forgotten(log):
    log(yes=12, days_ago=91)
    assert rate() == pytest.approx(rules.PRIOR_RATE)


def test_rally_1_silence_of_a_day_weighs_as_much_as_a_no(log):
    log(state="open", days_ago=2)
    assert rate() == 0.04


def test_rally_1_a_question_that_is_out_weighs_as_the_time_it_had(log, folk):
    log(state="open", asks=10, days_ago=0)
    folk.at(minutes=12)
    assert rate() == pytest.approx(0.64 / (8 + 5))


def test_whom_no_phone_reached_weighs_nothing(log):
    log(state="unreached", days_ago=2)
    assert rate() == pytest.approx(rules.PRIOR_RATE)


def test_rally_3_the_pace_is_learned_every_week(log):
    assert SWEEPS["rally.learn"] == 7 * 24 * 3600
    assert queries.town_habits() == Habits()
    log(minutes=40)
    run_now("rally.learn")
    assert 20 < queries.town_habits().median_minutes < 40
    assert queries.town_habits().fatigue == 0.5
    run_now("rally.learn")
    assert db.session.query(queries.RallyHabits).count() == 1


def test_a_young_town_keeps_the_assumption(log):
    log(asks=20)
    run_now("rally.learn")
    assert queries.town_habits() == Habits()


# --- privacy -------------------------------------------------------------------------------------------------------


@pytest.fixture
def answered(folk):
    folk.volunteer("Benno")
    rally = start(folk.drive())
    says(asks_of(rally)[0], "no")
    return rally


def test_p24_somebody_sees_what_they_were_asked(answered):
    (row,) = privacy.HOLDINGS["asks"].export(subject_at(people.email("Benno")))
    assert (row["answer"], row["why"]) == ("no", "near, best")
    assert privacy.HOLDINGS["asks"].export(subject_at(people.email("Dev"))) == []


def test_p24_after_erasing_it_is_nobodys_and_the_figures_stay(answered):
    privacy.HOLDINGS["asks"].erase(subject_at(people.email("Benno")))
    (ask,) = asks_of(answered)
    assert ask.person_id is None
    assert ask.state == "no"
    assert ask.chance > 0


def test_p25_after_90_days_by_itself(answered, folk):
    assert privacy.HOLDINGS["asks"].keep_days == 90
    folk.at(24 * 89)
    privacy.purge_in_time()
    assert asks_of(answered)[0].person_id is not None
    folk.at(24 * 91)
    privacy.purge_in_time()
    assert asks_of(answered)[0].person_id is None


def test_p24_an_account_can_be_erased_in_the_middle_of_a_rally(folk, town):
    folk.volunteers(2)
    rally = start(folk.drive())
    done = town.test_cli_runner().invoke(args=["privacy", "erase", "v1@example.org", "--yes"])
    assert done.exit_code == 0, done.output
    assert sorted(states(rally)) == ["open", "taken back"]
    assert db.session.scalars(select(Ask.person_id).where(Ask.state == "taken back")).all() == [None]


def test_no_answer_of_a_person_enters_anywhere(answered, folk):
    """Who said no yesterday has the same chance as who was asked and said nothing (RALLY 1)."""
    other = folk.volunteer("Silent")
    with unit_of_work():
        row = asks_of(answered)[0]
        db.session.add(Ask(
            rally_id=answered.id, person_id=other, state="open", tick=1, chance=row.chance, freshness=1.0,
            context=row.context, rank=1, ring=1, reason="best", places=1, sure=0.0, wanted=0.3, asked_at=row.asked_at,
        ))  # fmt: skip
    folk.at(24)
    found = asks_of(start(folk.drive(title="Next")))
    assert len({(ask.chance, ask.freshness) for ask in found}) == 1
    assert len(found) == 2
