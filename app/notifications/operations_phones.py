"""What people do about their phones: let one hear of us, say what it hears, take it back."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import delete, false, or_, select
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..backends.push import check_subscription
from ..database import unit_of_work
from ..extensions import db
from ..privacy import Holding, lookup, register
from . import rules
from .models import Preference, Subscription
from .queries_phones import export_phones, export_preferences, phone_with, phones_of, preference_of

KEEP_DAYS = 365


class SomebodyElses(Exception):
    """A phone with this address is known, with other keys: it is not the browser that asks."""


@dataclass(frozen=True)
class Browser:
    """Who asks for notices: a person's sign-in, or without an account the mark of a browser; and what it is called."""

    person_id: int | None
    sign_in_id: int | None
    phone_mark: str | None
    name: str


def subscribe(browser, endpoint, p256dh, auth) -> Subscription:
    """Let a browser show our notices, by what it gave us; the same again only notes that it is still there.

    An address that another has is taken over with the very same keys alone: they never leave the browser, so it is
    the same phone in other hands. Raises SomebodyElses, and backends.push.Forbidden for an address that is no push
    service's or keys that are none.
    """
    check_subscription(endpoint, p256dh, auth)
    try:
        with unit_of_work():
            return _subscribe(browser, endpoint, p256dh, auth)
    except IntegrityError:  # the same browser, in another of its pages, a moment ago
        with unit_of_work():
            return _subscribe(browser, endpoint, p256dh, auth)


def _subscribe(browser, endpoint, p256dh, auth):
    now, key = clock.now(), lookup(endpoint)
    phone = phone_with(key)
    if phone is None:
        phone = Subscription(endpoint=endpoint, endpoint_key=key, origin=origin_of(endpoint), made_at=now, state="live")
        phone.p256dh, phone.auth = p256dh, auth
        db.session.add(phone)
    elif (phone.p256dh, phone.auth) != (p256dh, auth):
        raise SomebodyElses
    phone.person_id, phone.sign_in_id = browser.person_id, browser.sign_in_id
    phone.phone_mark, phone.name, phone.checked_at = browser.phone_mark, browser.name[:60], now
    db.session.flush()
    _let_go_of_others(phone)
    return phone


def _let_go_of_others(phone):
    """A browser has one address at a time, and a person ten phones."""
    older = [Subscription.sign_in_id == phone.sign_in_id] if phone.sign_in_id else []
    older += [Subscription.phone_mark == phone.phone_mark] if phone.phone_mark else []
    db.session.execute(delete(Subscription).where(or_(false(), *older), Subscription.id != phone.id))
    if phone.person_id:
        for one in phones_of(phone.person_id, None)[rules.PHONES_EACH :]:
            db.session.delete(one)


def origin_of(endpoint) -> str:
    """The push service that an address belongs to: its host, with the port where one is named."""
    return urlsplit(endpoint).netloc.lower()[:120]


def unsubscribe(endpoint, auth) -> bool:
    """Forget a phone by what its own browser knows of it; false when there was none such."""
    with unit_of_work():
        phone = phone_with(lookup(endpoint))
        if phone is None or phone.auth != auth:
            return False
        db.session.delete(phone)
        return True


def remove(phone_id, person_id, phone_mark) -> bool:
    """Forget one phone of a person or of this browser; false when it is neither's."""
    with unit_of_work():
        mine = [one for one in phones_of(person_id, phone_mark) if one.id == phone_id]
        for one in mine:
            db.session.delete(one)
        return bool(mine)


def forget_phones(*, sign_in_ids=(), phone_marks=(), but_of_people=False) -> int:
    """Forget the phones of these sign-ins and browsers, whose people left them (RULES P4); how many there were.

    `but_of_people` keeps those on which somebody said yes for their own account.
    """
    theirs = or_(Subscription.sign_in_id.in_(list(sign_in_ids)), Subscription.phone_mark.in_(list(phone_marks)))
    if but_of_people:
        theirs &= Subscription.person_id.is_(None)
    with unit_of_work():
        return db.session.execute(delete(Subscription).where(theirs)).rowcount


def choose(person_id, **wishes):
    """Keep what a person wants to hear: `reminders`, `asks`, `news`, `asks_a_week`, `quiet_from`, `quiet_until`.

    What is not named stays as it is; a switch that is set counts as that question's answer. Raises ValueError for
    hours that would narrow the town's quiet, or a number of asks that nobody may choose.
    """
    if not _may_be_chosen(wishes):
        raise ValueError("not one of the choices")
    try:
        _choose(person_id, wishes)
    except IntegrityError:  # the first wish of this person came twice, in one moment
        _choose(person_id, wishes)


def _choose(person_id, wishes):
    now = clock.now()
    with unit_of_work():
        row = preference_of(person_id)
        for name, value in wishes.items():
            setattr(row, name, value)
        for switch in {"reminders", "asks"} & set(wishes):
            setattr(row, f"{switch}_answered_at", now)
        row.changed_at = now
        db.session.add(row)


def _may_be_chosen(wishes):
    return (
        set(wishes) <= {*rules.SWITCHES, "asks_a_week", "quiet_from", "quiet_until"}
        and 1 <= wishes.get("asks_a_week", 1) <= rules.MOST_ASKS_A_WEEK
        and wishes.get("quiet_from", rules.CLOSES) in rules.QUIET_FROM
        and wishes.get("quiet_until", rules.OPENS) in rules.QUIET_UNTIL
    )


def forget_phones_of(subject):
    """Remove the subject's phones."""
    with unit_of_work():
        db.session.execute(delete(Subscription).where(Subscription.person_id.in_(subject.person_ids)))


def purge_phones(before) -> int:
    """Remove the phones that were last seen before the instant; how many there were."""
    with unit_of_work():
        return db.session.execute(delete(Subscription).where(Subscription.checked_at < before)).rowcount


def forget_preferences_of(subject):
    """Remove what the subject's people wanted to hear."""
    with unit_of_work():
        db.session.execute(delete(Preference).where(Preference.person_id.in_(subject.person_ids)))


def purge_preferences(before) -> int:
    """Remove the wishes of people who have no phone and said nothing since the instant; how many there were."""
    has_phone = select(Subscription.id).where(Subscription.person_id == Preference.person_id).exists()
    old = delete(Preference).where(Preference.changed_at < before, ~has_phone)
    with unit_of_work():
        return db.session.execute(old.execution_options(synchronize_session=False)).rowcount


register(
    Holding(
        name="phones",
        purpose="Showing people on their own phones what they asked to hear",
        columns=(
            "subscription.endpoint", "subscription.endpoint_key", "subscription.p256dh", "subscription.auth",
            "subscription.name", "subscription.phone_mark",
        ),
        keep_days=KEEP_DAYS, export=export_phones, erase=forget_phones_of, purge=purge_phones,
    )
)  # fmt: skip
register(
    Holding(
        name="preferences",
        purpose="Keeping to what somebody wants to hear, and when",
        columns=("preference.reminders", "preference.asks", "preference.news", "preference.asks_a_week",
                 "preference.quiet_from", "preference.quiet_until"),
        keep_days=KEEP_DAYS, export=export_preferences, erase=forget_preferences_of, purge=purge_preferences,
    )
)  # fmt: skip
