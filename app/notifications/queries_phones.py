"""The phones that show our notices: whose they are, which of them hear what, and when their people are left alone."""

from collections import defaultdict

from flask import current_app
from sqlalchemy import bindparam, or_, select

from .. import clock
from ..database import run
from ..extensions import db
from ..school import is_school_day
from . import queries, rules
from .models import Preference, Subscription

USUAL = (rules.CLOSES, rules.OPENS)
OF_A_BROWSER = ("reminder", "answer")
"""What a phone without an account hears: of the places that were taken with it."""


def phones_for(wanted) -> dict:
    """The live subscriptions that hear each of some notices, oldest first; none for what nobody hears.

    `wanted` gives for a key of the caller's whose phones are meant, in the words of rules.owner, and the notice's kind.
    Each is a row of id, origin, endpoint, p256dh and auth.
    """
    owners = {key: (*rules.read_owner(owner), kind) for key, (owner, kind) in wanted.items()}
    people = {person_id for person_id, _mark, _kind in owners.values() if person_id}
    marks = {mark for _person_id, mark, _kind in owners.values() if mark}
    if not people and not marks:
        return {key: [] for key in owners}
    sent_to = (Subscription.id, Subscription.origin, Subscription.endpoint, Subscription.p256dh, Subscription.auth)
    mine = _hearing(*sent_to).where(_of(people, marks)).order_by(Subscription.id)
    of_person, of_mark = defaultdict(list), defaultdict(list)
    for row in db.session.execute(mine):
        of_person[row.person_id].append(row)
        if row.phone_mark:
            of_mark[row.phone_mark].append(row)
    return {key: _that_hear(of_person, of_mark, *owner) for key, owner in owners.items()}


def _hearing(*columns):
    """The live subscriptions with whose they are and what their people want to hear."""
    wishes = (Preference.reminders, Preference.asks, Preference.news)
    rows = select(*columns, Subscription.person_id, Subscription.phone_mark, *wishes)
    joined = rows.outerjoin(Preference, Preference.person_id == Subscription.person_id)
    return joined.where(Subscription.state == "live")


def _that_hear(of_person, of_mark, person_id, mark, kind):
    both = {row.id: row for row in (*of_person.get(person_id or 0, ()), *of_mark.get(mark, ()))}
    return [row for _id, row in sorted(both.items()) if _hears(row, person_id, mark, kind)]


def _of(people, marks):
    mine = [Subscription.person_id.in_(people)] if people else []
    return or_(*mine, *([Subscription.phone_mark.in_(marks)] if marks else []))


def _hears(phone, person_id, mark, kind):
    """Whether a phone, a row of _hearing, hears notices of a kind that are for this person or this browser."""
    switched_on = any(getattr(phone, switch) for switch in rules.SWITCH_OF[kind])
    if person_id and phone.person_id == person_id:
        return switched_on
    if not mark or phone.phone_mark != mark or kind not in OF_A_BROWSER:
        return False
    return switched_on or phone.person_id is None


_whoever_hears = _hearing().where(_of([bindparam("person_id")], [bindparam("mark")]))


def hears(owner, kind) -> bool:
    """Whether any phone of the owner, in the words of rules.owner, hears notices of this kind."""
    if not owner:
        return False
    person_id, mark = rules.read_owner(owner)
    rows = run(_whoever_hears, person_id=person_id or 0, mark=mark or "")
    return any(_hears(row, person_id, mark, kind) for row in rows)


_own_quiet = select(Preference.person_id, Preference.quiet_from, Preference.quiet_until).where(
    Preference.person_id.in_(bindparam("person_ids", expanding=True))
)
"""Asked with each reminder: built once."""


def quiet_hours(person_ids) -> dict:
    """When the own quiet of each of these people begins and ends, town time; no entry for who has said nothing."""
    ids = {person_id for person_id in person_ids if person_id}
    if not ids:
        return {}
    return {one: (first, last) for one, first, last in run(_own_quiet, person_ids=list(ids))}


def awake(person_ids, at) -> set[int]:
    """Those of these people who may be written to at the instant: in their own quiet and school hours nobody is."""
    zone, ids = clock.town_zone(), list(person_ids)
    at_school = is_school_day(at.astimezone(zone).date(), current_app.config["SCHOOL_HOLIDAYS"])
    young, own = queries.under_18(ids), quiet_hours(ids)
    return {one for one in ids if rules.is_decent(at, zone, one in young, at_school, own.get(one, USUAL))}


def phones_of(person_id, phone_mark) -> list[Subscription]:
    """The phones and computers of a person and of this browser, the last one seen first."""
    if not (person_id or phone_mark):
        return []
    mine = _of({person_id} - {None}, {phone_mark} - {None})
    rows = select(Subscription).where(mine).order_by(Subscription.checked_at.desc(), Subscription.id.desc())
    return list(db.session.scalars(rows))


def phone_with(endpoint_key) -> Subscription | None:
    """The subscription at this address, by its key."""
    return db.session.scalar(select(Subscription).where(Subscription.endpoint_key == endpoint_key))


def preference_of(person_id) -> Preference:
    """What a person wants to hear; a fresh row, not in the database, for who never said."""
    found = db.session.get(Preference, person_id) if person_id else None
    return found or Preference(
        person_id=person_id, reminders=False, asks=False, news=False, asks_a_week=rules.ASKS_A_WEEK,
        quiet_from=rules.CLOSES, quiet_until=rules.OPENS,
    )  # fmt: skip


def export_phones(subject) -> list[dict]:
    """The subject's phones and what they hear; never their push addresses, which are keys."""
    mine = select(Subscription).where(Subscription.person_id.in_(subject.person_ids)).order_by(Subscription.id)
    return [{"phone or computer": row.name, "since": row.made_at.isoformat()} for row in db.session.scalars(mine)]


def export_preferences(subject) -> list[dict]:
    """What the subject's people want to hear."""
    mine = select(Preference).where(Preference.person_id.in_(subject.person_ids)).order_by(Preference.person_id)
    return [
        {"wants": [switch for switch in rules.SWITCHES if getattr(row, switch)], "asks a week": row.asks_a_week,
         "quiet": f"{row.quiet_from:%H:%M} to {row.quiet_until:%H:%M}"}
        for row in db.session.scalars(mine)
    ]  # fmt: skip
