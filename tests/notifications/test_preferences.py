"""What a person chose is kept: which notices, how many asks a week, and a quiet of their own (RULES M2, RALLY)."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from app import clock
from app.extensions import db
from app.notifications import rules
from app.notifications.operations_phones import choose
from app.notifications.operations_sending import deliver_due
from app.notifications.queries import asks_per_week, can_hear
from app.notifications.queries_phones import awake, preference_of
from app.notifications.rules import is_decent, send_time
from tests.own import all_at_once

from .outbox import ASHA, row, tell

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
"""A school day; London is on UTC then."""


@pytest.fixture
def ben(cast):
    return cast.ben.person_id


def at(hour, minute=0):
    return TUESDAY.replace(hour=hour, minute=minute)


def test_it_works(phones, ben):
    phones.of(ben, reminders=True, asks=True)
    assert can_hear([ben], "reminder") == {ben}
    assert can_hear([ben], "ask") == {ben}
    assert can_hear([ben], "news") == set()
    assert can_hear([ben], "answer") == {ben}


def test_s6_everything_is_off_until_somebody_says_yes(town, ben):
    wishes = preference_of(ben)
    assert not (wishes.reminders or wishes.asks or wishes.news)
    assert wishes.asks_a_week == 2
    assert [can_hear([ben], kind) for kind in rules.SWITCH_OF] == [set()] * 4


def test_a_switch_without_a_phone_hears_nothing(town, ben):
    choose(ben, asks=True)
    assert can_hear([ben], "ask") == set()


def test_nobody_else_s_switch_counts(phones, ben, cast):
    phones.of(ben)
    phones.of(cast.carol.person_id, news=True)
    assert can_hear([ben, cast.carol.person_id, cast.dev.person_id], "ask") == {ben}
    assert can_hear([cast.carol.person_id], "ask") == set()


def test_how_often_somebody_may_be_asked(phones, cast):
    ben, carol, asha = (one.person_id for one in (cast.ben, cast.carol, cast.asha))
    choose(ben, asks_a_week=4)
    choose(carol, asks_a_week=1)
    choose(asha, asks_a_week=4)
    assert asks_per_week([ben, carol, asha, cast.dev.person_id]) == {ben: 4, carol: 1, asha: 2, cast.dev.person_id: 2}


def test_it_holds_for_a_whole_town(town, ben):
    ids = range(1_000_000, 1_010_000)
    assert can_hear([*ids, ben], "ask") == set()
    assert set(asks_per_week(ids).values()) == {2}


@pytest.mark.parametrize(
    "wish", [{"asks_a_week": 0}, {"asks_a_week": 5}, {"quiet_from": time(22)}, {"quiet_until": time(7)},
             {"quiet_from": time(12)}, {"quiet_until": time(15)}, {"changed_at": None}], ids=str)  # fmt: skip
def test_m2_nobody_narrows_the_quiet_or_asks_for_more(town, ben, wish):
    with pytest.raises(ValueError, match="choices"):
        choose(ben, **wish)


def test_what_is_not_named_stays(town, ben):
    choose(ben, reminders=True, quiet_from=time(19))
    choose(ben, asks=True)
    wishes = preference_of(ben)
    assert (wishes.reminders, wishes.asks, wishes.quiet_from) == (True, True, time(19))


def test_a_no_is_an_answer_and_kept(town, ben):
    choose(ben, reminders=False)
    wishes = preference_of(ben)
    assert wishes.reminders_answered_at is not None
    assert wishes.asks_answered_at is None


def test_the_first_wish_sent_twice_at_once_is_kept_once(town, ben):
    def wish(_number):
        with town.app_context():
            choose(ben, reminders=True)

    assert all_at_once(wish, 4) == [None] * 4
    db.session.rollback()
    assert preference_of(ben).reminders


# --- a quiet of one's own ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "decent"), [(9, False), (10, True), (18, True), (19, False), (22, False)]
)  # fmt: skip
def test_m2_somebody_s_own_quiet_adds_to_everybody_s(hour, decent):
    own = (time(19), time(10))
    assert is_decent(at(hour), UTC, False, False, own) is decent


@pytest.mark.parametrize(
    ("hour", "minute", "decent"), [(8, 15, False), (12, 0, False), (16, 0, True), (18, 30, True), (19, 0, False)]
)
def test_m2_school_hours_stay_quiet_whatever_a_young_person_chose(hour, minute, decent):
    assert is_decent(at(hour, minute), UTC, True, True, (time(19), time(9))) is decent


def test_m2_what_falls_into_it_goes_before_it_begins():
    found = send_time(at(20), at(23), at(9), UTC, quiet=(time(18), time(8)))
    assert found == at(17, 45)


def test_m2_a_normal_message_waits_for_the_end_of_their_own_quiet(post, ben):
    office = post()
    choose(ben, quiet_until=time(11))
    with time_machine.travel(at(9), tick=False):
        tell(ASHA, pace="normal", person_id=ben)
        assert (row().state, row().due_at) == ("waiting", at(11))
        assert deliver_due() == 0
    with time_machine.travel(at(11), tick=False):
        assert deliver_due() == 1
    assert len(office.letters) == 1


def test_m2_what_was_written_before_they_chose_it_waits_too(post, ben):
    office = post()
    with time_machine.travel(at(9), tick=False):
        tell(ASHA, pace="normal", person_id=ben, due_at=at(10))
        choose(ben, quiet_until=time(12))
    with time_machine.travel(at(10), tick=False):
        assert deliver_due() == 0
        assert row().due_at == at(12)
    assert office.letters == []


def test_m2_an_answer_goes_at_once(post, ben):
    office = post()
    choose(ben, quiet_until=time(12))
    with time_machine.travel(at(9), tick=False):
        tell(ASHA, person_id=ben)
    assert len(office.letters) == 1


def test_m2_who_may_be_written_to_now(town, cast):
    ben, carol, asha = (one.person_id for one in (cast.ben, cast.carol, cast.asha))
    choose(carol, quiet_until=time(12))
    everybody = [ben, carol, asha]
    assert awake(everybody, at(10)) == {ben}  # Asha is at school
    assert awake(everybody, at(16)) == {ben, carol, asha}
    assert awake(everybody, at(20, 30)) == {ben, carol}
    assert awake(everybody, at(22)) == set()
    assert awake(everybody, at(10) + timedelta(days=4)) == {ben, asha}  # a Saturday


def test_m2_two_a_day_are_counted_for_a_person_whatever_the_channel(phones, post, ben):
    from tests.phones import NOTICE

    from .outbox import rows

    post()
    with time_machine.travel(clock.now().replace(hour=12), tick=False):
        phones.service.set_clock(clock.now())
        phones.of(ben)
        tell(ASHA, pace="normal", person_id=ben)
        tell(ASHA, pace="normal", person_id=ben, push=NOTICE)
        tell(ASHA, pace="normal", person_id=ben, push=NOTICE, push_only=True)
    phones.service.set_clock(None)
    assert [message.state for message in rows()] == ["sent", "sent", "waiting"]
