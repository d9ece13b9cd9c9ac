"""The one place from which a rally sends: questions, their taking back, and a word to the organiser.

Everything goes through the outbox, in the transaction that decided it.
"""

from sqlalchemy import select

from .. import clock
from ..accounts.models import Account, Person
from ..extensions import db
from ..notifications.models import Delivery, Message
from ..notifications.operations import compose, put_all, send_time, tell, withdraw
from ..notifications.queries import told_only_if
from ..notifications.queries_phones import USUAL, quiet_hours
from ..organisations.models import Membership
from ..web.language import speaking
from . import messages
from .models import Ask, Rally
from .queries import ABOUT

TAKEN_BACK, RAN_DRY = "rally.taken_back", "rally.dry"
LEFT_US = ("sending", "sent", "delivered", "bounced")
"""The states of a delivery that a phone may have seen."""


def tell_asks(rally, asks, left):
    """Put the question of each of these asks into the outbox; `left` places are still empty."""
    useful = rally.slot.starts_at - clock.now()
    put_all([
        _to(ask, messages.question, left, about=ABOUT, about_id=ask.id, once=f"{ABOUT}:{ask.id}",
            pace="normal", useful=useful)
        for ask in asks
    ])  # fmt: skip


@told_only_if(ABOUT)
def still_asked(found) -> set[int]:
    """Those of these messages whose question is still open, in a rally that runs (RULES M3)."""
    rows = select(Ask.id).join(Ask.rally).where(
        Ask.id.in_([one.about_id for one in found]), Ask.state == "open", Rally.state == "running"
    )  # fmt: skip
    open_ = set(db.session.scalars(rows))
    return {one.id for one in found if one.about_id in open_}


def take_back(asks, ended):
    """Take these questions back: what has not left us never does, and on phones a silent thank-you replaces it.

    In somebody's quiet hours it waits for the morning, if that still comes before the start.
    """
    withdraw(ABOUT, [ask.id for ask in asks])
    seen, now = _may_have_been_seen([ask.id for ask in asks]), clock.now()
    found = []
    for ask in asks:
        if ask.id not in seen or ask.person is None:
            continue
        young, useful = _is_young(ask.person), ask.rally.slot.starts_at - now
        quiet = quiet_hours([ask.person_id]).get(ask.person_id, USUAL)
        due = send_time(now, now + useful, now, young, "normal", quiet)
        if due:
            found.append(_to(
                ask, messages.taken_back, ended, about=TAKEN_BACK, about_id=ask.id,
                once=f"{TAKEN_BACK}:{ask.id}", due_at=due, useful=now + useful - due,
            ))  # fmt: skip
    put_all(found)


def _may_have_been_seen(ask_ids):
    rows = select(Message.about_id).join(Delivery, Delivery.message_id == Message.id)
    mine = rows.where(Message.about == ABOUT, Message.about_id.in_(ask_ids), Delivery.state.in_(LEFT_US))
    return set(db.session.scalars(mine))


def _to(ask, write, fact, **more):
    """The notice that `write` makes of an ask and one fact, in the language of whoever is asked."""
    person = ask.person
    with speaking(person.language):
        notice = write(ask, fact)
        return compose(
            person.addresses, notice.title, notice.body, push=notice, person_id=person.id, push_only=True,
            young=_is_young(person), **more,
        )  # fmt: skip


def _is_young(person):
    return person.band_on(clock.today()) not in (None, "adult")


def tell_ran_dry(rally, link):
    """Tell whoever posted the drive, else those who run the organisation, that nobody is left to ask; once."""
    for person in _organisers(rally):
        with speaking(person.language):
            tell(
                person.addresses, *messages.ran_dry(rally, link), RAN_DRY, about_id=rally.id,
                once=f"{RAN_DRY}:{rally.id}:{person.id}", pace="normal", useful=rally.slot.starts_at - clock.now(),
            )  # fmt: skip


def _organisers(rally):
    event = rally.slot.occurrence.event
    maker = db.session.get(Account, event.made_by) if event.made_by else None
    if maker is not None and maker.person.addresses:
        return [maker.person]
    owners = (
        select(Person).join(Account, Account.person_id == Person.id)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == event.organisation_id, Membership.role == "owner").order_by(Person.id)
    )  # fmt: skip
    return [one for one in db.session.scalars(owners) if one.addresses]
