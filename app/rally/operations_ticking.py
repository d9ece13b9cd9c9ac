"""One look of a rally: what came of its asks, whether it is over, and whom to ask next. Restarts lose nothing.

What is decided is decided from rows and outside of any transaction; it is written in one, if nobody else was quicker.
"""

from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy import select, update

from .. import clock
from ..accounts.models import Person
from ..bookings.operations import Request
from ..bookings.wishes import may_take
from ..database import claim, unit_of_work
from ..extensions import db
from ..notifications.queries import places_taken
from ..notifications.rules import day_places
from . import queries, rules, rules_starting
from .messages import organisers_page
from .models import Ask, Rally
from .operations_telling import take_back, tell_asks, tell_ran_dry
from .queries_candidates import candidates
from .rules_waves import Moment, OpenAsk, Wave, next_wave


def tick(rally_id) -> int:
    """Look at one rally that runs, and ask whom the rules say; how many were asked. Twice at once is once."""
    _note_what_came(rally_id)
    rally, now = queries.rally_with(rally_id), clock.now()
    if rally is None or not rally.is_going:
        return 0
    if ended := _ended(rally, now):
        end(rally_id, ended)
        return 0
    wave = _decide(rally, now)
    return _carry_out(rally_id, (rally.ticks, rally.state), wave, now)


def tick_due() -> int:
    """Look at every rally whose time has come; one that fails does not hold up the others."""
    asked = 0
    for rally_id in queries.due(clock.now()):
        try:
            asked += tick(rally_id)
        except Exception:
            structlog.get_logger().exception("rally.tick_failed", rally_id=rally_id)
    return asked


def _ended(rally, now):
    """Why a rally is over by now, None while it is not."""
    slot, event = rally.slot, rally.slot.occurrence.event
    if not slot.open or event.state != "published" or slot.occurrence.state != "on":
        return "called off"
    if now >= rally.deadline or slot.starts_at - now > rules_starting.AHEAD:  # it was moved: later it goes on
        return "over"
    return None if slot.left else "full"


def end(rally_id, state) -> bool:
    """End a rally that is going, and take back every question that is open; false when it had ended before."""
    going = update(Rally).where(Rally.id == rally_id, Rally.state.in_(("running", "paused")))
    with unit_of_work():
        if not claim(going.values(state=state, ended_at=clock.now())):
            return False
        rally, asks = queries.rally_with(rally_id), queries.open_asks(rally_id)
        take_back(asks, state)
        ids = [ask.id for ask in asks]
        db.session.execute(update(Ask).where(Ask.id.in_(ids), Ask.state == "open").values(state="taken back"))
        structlog.get_logger().info("rally.ended", rally_id=rally.id, state=state, taken_back=len(ids))
        return True


def _note_what_came(rally_id):
    """Close the asks of those who came by another door, and of those whom no phone reached."""
    came, unreached = queries.came_anyway(rally_id), queries.unreached(rally_id)
    if not came and not unreached:
        return
    with unit_of_work():
        for ask_id, booking in came.items():
            open_ = update(Ask).where(Ask.id == ask_id, Ask.state == "open")
            claim(open_.values(state="yes", answered_at=booking.made_at))
        lost = update(Ask).where(Ask.id.in_(unreached), Ask.state == "open")
        db.session.execute(lost.values(state="unreached"))


def moment_of(rally, asks, now) -> Moment:
    """Where a rally stands, for the rules."""
    habits = queries.town_habits()
    return Moment(
        slot=rally.slot_id, tick=rally.ticks + 1, places=rally.slot.left,
        minutes_left=queries.minutes(rally.deadline - now), rate=queries.town_rate(rally.kind, now, habits),
        open=tuple(OpenAsk(ask.chance * ask.freshness, queries.minutes(now - ask.asked_at)) for ask in asks),
        asked=queries.asked_count(rally.id), habits=habits,
    )  # fmt: skip


def _decide(rally, now) -> Wave:
    moment = moment_of(rally, queries.open_asks(rally.id), now)
    if rally.state == "paused" or not rules_starting.may_push(now.astimezone(clock.town_zone()).time()):
        return replace(next_wave(moment, []), stopped="quiet")
    hurry = rules.haste(moment.minutes_left, moment.habits)
    return next_wave(moment, lambda: candidates(rally, now, hurry), _last_look(rally.slot))


def _last_look(slot):
    """Whether one person may really be asked: may_book in full, their guardian's yes, and two messages a day."""
    day = clock.today()

    def may_ask(person_id):
        person = db.session.get(Person, person_id)
        keys = [key for key in (person.phone_key, person.email_key) if key]
        if not keys or len(places_taken(places := day_places(min(keys), day))) == len(places):
            return False
        return may_take(slot, person, Request(person_id=person.id)) is None

    return may_ask


def _carry_out(rally_id, seen, wave, now):
    """Write what was decided; nothing, when another process looked at this rally in the meantime."""
    ticks, state = seen
    with unit_of_work():
        mine = update(Rally).where(Rally.id == rally_id, Rally.state == state, Rally.ticks == ticks)
        if not claim(mine.values(ticks=ticks + 1, next_tick_at=now + rules_starting.TICK)):
            return 0
        rally = queries.rally_with(rally_id)
        asks = [_ask(rally, pick, wave, now) for pick in _still_under_cap(wave.picks, now)]
        db.session.add_all(asks)
        db.session.flush()
        tell_asks(rally, asks, rally.slot.left)
        if wave.stopped == "nobody left" and not asks and rally.dry_at is None and not _is_answered_soon(rally, now):
            rally.dry_at = now
            tell_ran_dry(rally, organisers_page(rally.slot_id))
        structlog.get_logger().info(
            "rally.looked", rally_id=rally_id, asked=len(asks), sure=round(wave.sure, 3), stopped=wave.stopped
        )
        return len(asks)


def _still_under_cap(picks, now):
    """Those whom no other rally has asked meanwhile beyond their cap; their rows are ours until we are done."""
    ids = [pick.person for pick in picks]
    theirs = select(Person.id).where(Person.id.in_(ids)).order_by(Person.id)
    db.session.execute(theirs.with_for_update(key_share=True)).all()
    asked = queries.asks_of_week(ids, now)
    return [pick for pick in picks if asked.get(pick.person, 0) < pick.cap]


def _ask(rally, pick, wave, now):
    return Ask(
        rally=rally, person_id=pick.person, state="open", tick=rally.ticks, chance=pick.chance,
        freshness=pick.freshness, context=pick.context, rank=pick.rank, ring=pick.ring, reason=pick.reason,
        places=rally.slot.left, sure=wave.sure_before, wanted=wave.wanted, asked_at=now,
    )  # fmt: skip


def _is_answered_soon(rally, now):
    """Whether a question is so fresh that a yes may well come."""
    fresh = timedelta(minutes=rules.FRESH_MINUTES)
    return any(now - ask.asked_at < fresh for ask in queries.open_asks(rally.id))
