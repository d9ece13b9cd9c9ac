"""In the four nights of the clock changes nothing moves, doubles or drops, quarter hour by quarter hour (P10).

Each check is run on what a hasty program would do as well, and must find fault with that.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.backends.job_runs import due_time
from app.bookings.models import Hold
from app.bookings.operations_holds import hold
from app.bookings.operations_offers import settle_all
from app.bookings.queries import miscounted_slots
from app.bookings.rules_waiting import SLEEPS, WAKES, offer_ends
from app.database import unit_of_work
from app.events.models import Slot
from app.events.operations import EventPlan, post
from app.events.rules import NoSuchTime, SlotPlan, comes_twice, instant
from app.extensions import db
from app.notifications.rules import CLOSES, OPENS, send_time
from app.reminders.rules import EVENING, THREE_DAYS, WITHIN, days_before, reminders
from tests import cast as people, databases
from tests.cast import first_slot, gathering, phone, take
from tests.own import town_on
from tests.reminders.calls import write_at, written

from .nights import DAY, LONDON, NIGHTS, QUARTER, instants, shown, wall, walls

every_night = pytest.mark.parametrize("night", NIGHTS, ids=lambda night: f"{night:%Y-%m-%d}")
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module", params=databases.ENGINES)
def town(request, tmp_path_factory):
    with town_on(request.param, tmp_path_factory.mktemp("nights"), "nights") as town, town.app_context():
        yield town


# --- a wall time and its instant ------------------------------------------------------------------------------------


def misread(night, read):
    """The walls that `read(wall, zone)` takes for another instant than the one at which they show."""
    seen = shown(night)
    return [each for each in walls(night) if _read(read, each) != seen.get(each, [None])[0]]


def _read(read, each):
    try:
        return read(each, LONDON)
    except NoSuchTime:
        return None


@every_night
def test_p10_a_time_on_the_wall_is_the_instant_at_which_it_shows(night):
    assert misread(night, instant) == []
    seen = shown(night)
    twice = [each for each in walls(night) if len(seen.get(each, ())) == 2]
    assert twice == [each for each in walls(night) if comes_twice(each, LONDON)]
    assert [instant(each.replace(fold=1), LONDON) for each in twice] == [seen[each][1] for each in twice]


@every_night
def test_control_the_offset_of_the_evening_does_not_do_for_the_night(night):
    evening = (night - DAY).replace(tzinfo=LONDON).utcoffset()
    assert misread(night, lambda each, _zone: each.replace(tzinfo=UTC) - evening) != []


# --- what is called to mind -----------------------------------------------------------------------------------------


def moved(night, three_days_before):
    """The starts whose reminder three days before would not come at the same time on the wall."""
    seen = shown(night)
    found = []
    for starts_at in instants(night):
        due = three_days_before(starts_at, 3, LONDON)
        same = seen.get(wall(starts_at) - 3 * DAY)
        if (same and due != same[0]) or (not same and wall(due) != wall(starts_at) - 3 * DAY + HOUR):
            found.append(starts_at)  # the second is the gap: an hour later is what the walls show there
    return found


@every_night
def test_p10_the_day_before_is_the_same_time_on_the_wall(night):
    assert moved(night, days_before) == []
    assert moved(night + 3 * DAY, days_before) == []


@every_night
def test_control_seventy_two_hours_before_is_not(night):
    assert moved(night, lambda starts_at, days, _zone: starts_at - days * DAY) != []


def decent(due, until):
    return send_time(due, until, due - 30 * DAY, LONDON, pace="normal")


@every_night
def test_p10_every_place_is_called_to_mind_twice_at_decent_times(night):
    for number, starts_at in enumerate(instants(night, DAY, 4 * DAY)):
        planned = reminders(number, starts_at - 30 * DAY, starts_at, LONDON, decent)
        assert [one.rule for one in planned] == [THREE_DAYS, EVENING]
        for one in planned:
            assert OPENS <= wall(one.at).time() < CLOSES
            assert one.at < one.until < starts_at
            least, most = WITHIN[one.rule]
            assert least < starts_at - one.at < most  # or no scheduler would ever look at it
        assert wall(planned[1].at).date() == wall(starts_at).date() - DAY


def test_p10_a_walk_through_each_night_writes_each_reminder_once(town):
    for night in NIGHTS:
        with time_machine.travel(night.replace(tzinfo=UTC) - 20 * DAY, tick=False):
            cast = people.assemble()
            event = _all_night(cast, night)
            places = [take(slot, f"Person {number}", phone(number)).id
                      for number, slot in enumerate(event.occurrences[0].slots) if number % 5 == 0]  # fmt: skip
        for step in instants(night, 4 * DAY, DAY)[::8]:
            write_at(step)
        times = Counter((message.about_id, message.once.split(":")[1]) for message in written())
        assert times == {(place, rule): 1 for place in places for rule in (THREE_DAYS, EVENING)}
        _clean()


# --- what is stored -------------------------------------------------------------------------------------------------


def _all_night(cast, night):
    """An event with a time at every quarter hour that the walls show from ten in the evening to six."""
    seen = shown(night)
    opens, closes = night - 2 * HOUR, night + 6 * HOUR
    starts = [opens + number * QUARTER for number in range(32)]
    slots = [
        SlotPlan("attend", "Night", each.replace(fold=fold), each + QUARTER if each + QUARTER in seen else closes, 1)
        for each in starts for fold in range(len(seen.get(each, ())))
    ]  # fmt: skip
    plan = EventPlan(cast.practice.id, cast.haverigg.id, "All night", "calm", [(opens, closes, slots)])
    return post(plan, None)


@every_night
def test_p10_what_is_stored_is_read_again_as_it_was(town, night):
    with time_machine.travel(night.replace(tzinfo=UTC) - 20 * DAY, tick=False):
        event = _all_night(people.assemble(), night)
        planned = sorted(each for each in instants(night) if night - 2 * HOUR <= wall(each) < night + 6 * HOUR)
        db.session.expire_all()
        rows = db.session.query(Slot.starts_at, Slot.starts_local).order_by(Slot.starts_at).all()
        assert [row.starts_at for row in rows] == planned
        assert [row.starts_local for row in rows] == [wall(each) for each in planned]
        date = event.occurrences[0]
        hours = {29: 7, 25: 9, 28: 7, 31: 9}[night.day]
        assert date.ends_at - date.starts_at == timedelta(hours=hours)  # 22:00 to 06:00 (RULES T2)
    _clean()


@every_night
def test_p10_a_hold_lasts_ten_minutes_of_the_night(town, night):
    with time_machine.travel(night.replace(tzinfo=UTC) - DAY, tick=False) as traveller:
        slot = first_slot(gathering(people.assemble(), days=20))
        for step in [each for each in instants(night) if night <= wall(each) < night + 3 * HOUR]:
            traveller.move_to(step)
            hold(slot, "m" * 64)
            traveller.shift(timedelta(minutes=9, seconds=59))
            assert (settle_all(), db.session.query(Hold).count()) == (0, 1)
            traveller.shift(timedelta(seconds=1))
            assert (settle_all(), db.session.query(Hold).count()) == (1, 0)
        assert miscounted_slots() == []
    _clean()


def _clean():
    db.session.rollback()
    with unit_of_work():
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(table.delete())
    db.session.remove()


# --- what runs by itself --------------------------------------------------------------------------------------------


def uneven(night, due):
    """How often each due time of a sweep of five minutes comes up, asked every minute, where it is not five times."""
    times = Counter(due(each + number * timedelta(minutes=1)) for each in instants(night) for number in range(15))
    return [count for count in times.values() if count != 5]


@every_night
def test_p10_a_sweep_has_as_many_due_times_as_in_any_night(night):
    def due(now):
        with time_machine.travel(now.astimezone(LONDON), tick=False):  # the server's own clock is on town time
            return due_time(300)

    assert uneven(night, due) == []


def test_control_a_timetable_on_the_wall_doubles_in_autumn_and_drops_in_spring():
    def due(now):
        return wall(now).replace(minute=wall(now).minute // 5 * 5)

    assert [len(uneven(night, due)) > 0 for night in NIGHTS] == [False, True, False, True]
    spring = {due(each) for each in instants(NIGHTS[0])}
    assert len(spring) == len(instants(NIGHTS[0]))
    assert datetime(2026, 3, 29, 1, 30) not in spring


# --- what is offered ------------------------------------------------------------------------------------------------


def waking(start, end):
    """How long people were awake between two instants, counted minute by minute."""
    minutes = int((end - start) / timedelta(minutes=1))
    awake = sum(WAKES <= wall(start + number * timedelta(minutes=1)).time() < SLEEPS for number in range(minutes))
    return timedelta(minutes=awake)


@every_night
@pytest.mark.parametrize(("ahead", "lasts"), [(8 * DAY, 24), (3 * DAY, 12), (30 * HOUR, 4)])
def test_p10_an_offer_lasts_as_many_waking_hours_as_in_any_night(night, ahead, lasts):
    for now in instants(night)[::4]:
        ends = offer_ends(now, now + ahead, now + ahead, LONDON)
        assert ends == now + ahead or waking(now, ends) == lasts * HOUR


@every_night
def test_control_whoever_takes_every_night_for_eleven_hours_is_an_hour_off(night):
    evening = (night - 4 * HOUR).replace(tzinfo=LONDON).astimezone(UTC)  # eight, so an hour is left before the night
    hasty = evening + 4 * HOUR + 11 * HOUR
    assert waking(evening, hasty) != 4 * HOUR
