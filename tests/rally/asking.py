"""Volunteers, drives and answers, in the words of the tests of a rally."""

from dataclasses import dataclass, field

from sqlalchemy import select

from app.accounts.operations import account_for, say_who_i_am
from app.events.models import Slot
from app.events.operations import EventPlan, post
from app.events.rules import SlotPlan
from app.extensions import db
from app.notifications.models import Message
from app.places.operations import add_area
from app.rally import messages, operations, operations_answers
from app.rally.models import Ask, Rally
from app.rally.operations_ticking import tick
from tests import cast as people

KEEN = {"reminders": False, "asks": True, "news": False, "asks_a_week": 2}


@dataclass
class Town:
    """The cast with what happens around a rally; `of` are the volunteers' person ids by name."""

    cast: object
    phones: object
    at: object
    of: dict = field(default_factory=dict)
    phone: dict = field(default_factory=dict)

    def volunteer(self, name, birth=(1990, 3), likes=("outdoors",), area=None, **wishes):
        """Somebody who wants to be asked, lives in the area and has a phone."""
        account = account_for(people.email(name))
        area = area or self.cast.area
        say_who_i_am(account.person_id, name, area.id, list(likes), birth)
        self.phone[name] = self.phones.of(account.person_id, **(KEEN | wishes))
        self.of[name] = account.person_id
        return account.person_id

    def volunteers(self, count, **more):
        """So many of them, called V1, V2, …"""
        return [self.volunteer(f"V{len(self.of) + 1}", **more) for _number in range(count)]

    def area(self, name, kilometres):
        """An area so far to the north of Millom."""
        return add_area(name, self.cast.area.latitude + kilometres / 111.2, self.cast.area.longitude)

    def drive(self, capacity=3, days=1, **more):
        """The place to help on a drive of Carol's, ten to twelve."""
        return people.first_slot(people.drive(self.cast, capacity=capacity, days=days, **more))

    def health_day(self, capacity=3, days=1):
        """The place to help on a day of health checks of the practice."""
        starts, ends = people.days_ahead(days, 10), people.days_ahead(days, 12)
        dates = [(starts, ends, [SlotPlan("help", "Helpers", starts, ends, capacity)])]
        plan = EventPlan(self.cast.practice.id, self.cast.haverigg.id, "Diabetes morning", "health-check", dates)
        return people.first_slot(post(plan, None))

    def shown_to(self, name):
        """The notices that this volunteer's phone was given, in order."""
        mine = self.phone[name].name
        return [said["notification"] for phone, said in self.phones.shown if phone.name == mine]


def start(slot, **more) -> Rally:
    return operations.start(slot.id, **more)


def asks_of(rally) -> list[Ask]:
    rows = select(Ask).where(Ask.rally_id == rally.id).order_by(Ask.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def asked(rally) -> set[int]:
    return {ask.person_id for ask in asks_of(rally)}


def states(rally) -> list[str]:
    return [ask.state for ask in asks_of(rally)]


def ask_of(rally, person_id) -> Ask:
    return next(ask for ask in asks_of(rally) if ask.person_id == person_id)


def says(ask, word):
    """The answer of whoever was asked, as their phone sends it."""
    return operations_answers.answer(*messages.read_token(messages.token(ask.id, word)))


def again(rally) -> Rally:
    """The rally as it is in the database."""
    return db.session.get(Rally, rally.id, populate_existing=True)


def look(rally) -> int:
    """One tick, as the sweep does it; how many were asked."""
    return tick(rally.id)


def slot_now(slot) -> Slot:
    return db.session.get(Slot, slot.id, populate_existing=True)


def told(about):
    """The messages with this code word, the oldest first."""
    rows = select(Message).where(Message.about == about).order_by(Message.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))
