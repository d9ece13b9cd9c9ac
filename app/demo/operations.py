"""Fill an empty town with the demo's people, places and plans; the same every time but for its dates."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from sqlalchemy import delete

from .. import clock
from ..accounts.operations import account_for, make_steward, say_who_i_am
from ..addresses import Address
from ..bookings.operations import Request, book
from ..consents.operations import ask, give
from ..database import unit_of_work
from ..events.operations import EventPlan, post
from ..events.queries import events_count
from ..events.rules import SlotPlan, timed_slots
from ..extensions import db
from ..notifications.models import Message
from ..organisations.operations import add_organisation, change_organisation, set_role
from ..places.operations import add_area, add_venue
from . import town
from .calendar import at, day_of


def load_town(size="small") -> int:
    """Load the demo into an empty town; how many events there are then. A town that has any is left as it is."""
    if not events_count():
        with unit_of_work():
            _Loader(size).load()
    return events_count()


class _Loader:
    """One loading, all in one unit of work."""

    def __init__(self, size):
        self.weeks = town.WEEKS[size]
        self.now = clock.now().astimezone(clock.town_zone()).replace(tzinfo=None)
        self.random = Random(2026)  # the same town every time
        self.people = 0
        self.young = {}

    def load(self):
        self.areas = {name: add_area(name, *centre).id for name, centre in town.AREAS.items()}
        self.venues = {key: self._venue(*facts).id for key, facts in town.VENUES.items()}
        self.steward = make_steward(address_of("Sam"))
        self.organisations = {key: self._organisation(*facts).id for key, facts in town.ORGANISATIONS.items()}
        for name, facts in town.PEOPLE.items():
            self._person(name, *facts)
        for name, guardian in town.GUARDIANS.items():
            give(ask(self.young[name], address_of(guardian), guardian_name=guardian).token)
        for week in range(self.weeks):
            self._week(timedelta(weeks=week))
        db.session.execute(delete(Message))  # nobody invented needs to be told

    def _venue(self, name, address, area, latitude, longitude, access):
        facts = dict.fromkeys(access.split(), True)
        return add_venue(name, address, self.areas[area], latitude=latitude, longitude=longitude, **facts)

    def _organisation(self, name, kind, phone, lead):
        organisation = add_organisation(name, kind, phone, self.steward)
        change_organisation(organisation.id, name, kind, phone, lead)
        return organisation

    def _person(self, name, years_ago, month, area, interests, role):
        account = account_for(address_of(name))
        birth = (clock.today().year - years_ago, month)
        say_who_i_am(account.person_id, name, self.areas[area], interests, birth)
        if name in town.GUARDIANS:
            self.young[name] = account.person
        if " of " in role:
            role_name, organisations = role.split(" of ")
            for key in organisations.split(", "):
                set_role(self.organisations[key], address_of(name), role_name)

    def _week(self, later):
        for drive in town.DRIVES:
            self._drive(later, *drive)
        for gathering in town.GATHERINGS:
            self._gathering(later, *gathering)
        if not later:
            for clinic in town.CLINICS:
                self._clinic(*clinic)

    def _drive(self, later, by, where, title, picture, day, start, end, places, taken, age, summary, meet, know):
        date = day_of(day, self.now) + later
        starts, ends = at(date, start), at(date, end)
        plan = self._plan(by, where, title, picture, summary, know)
        plan.dates = [(starts, ends, [SlotPlan("help", "Helpers", starts, ends, places)])]
        plan.min_age, plan.checked_adults, plan.meeting_point = age, age < 18, meet
        if picture == "lifts":
            plan.for_helpers = "Pick up Mr Fell at 12 Market Street. His phone: 07700 900456"
        self._fill(post(plan, self.steward.id), taken if not later else taken // 3)

    def _gathering(self, later, by, where, title, picture, days, start, end, places, taken, summary, know):
        plan = self._plan(by, where, title, picture, summary, know)
        for day in days:
            date = day_of(day, self.now) + later
            starts, ends = at(date, start), at(date, end)
            slots = [SlotPlan("attend", "Places", starts, ends, places)] if places else []
            plan.dates.append((starts, ends, slots))
        plan.dates.sort(key=lambda one: one[0])
        self._fill(post(plan, self.steward.id), taken if not later else taken // 3)

    def _clinic(self, by, where, title, picture, days, opens, closes, minutes, lanes, breaks, shares, summary, know):
        plan = self._plan(by, where, title, picture, summary, know)
        for day in days:
            date = day_of(day, self.now)
            pauses = [(at(date, begin), at(date, end)) for begin, end in breaks]
            starts, ends = at(date, opens), at(date, closes)
            slots = timed_slots(title, starts, ends, minutes, lanes, pauses)
            plan.dates.append((starts, ends, slots))
        share_of = {date[0].date(): share for date, share in zip(plan.dates, shares, strict=True)}
        plan.dates.sort(key=lambda one: one[0])
        for occurrence in post(plan, self.steward.id).occurrences:
            share = share_of[occurrence.starts_local.date()]
            for slot in occurrence.slots:
                wanted = slot.capacity if share == 1 else sum(self.random.random() < share for _ in range(lanes))
                for _ in range(wanted):
                    self._book(slot)

    def _plan(self, by, where, title, picture, summary, know):
        return EventPlan(
            organisation_id=self.organisations[by], venue_id=self.venues[where], title=title, picture=picture,
            dates=[], summary=summary, good_to_know=know,
        )  # fmt: skip

    def _fill(self, event, taken):
        for occurrence in event.occurrences:
            for slot in occurrence.slots:
                for _ in range(min(taken, slot.capacity)):
                    self._book(slot)

    def _book(self, slot):
        self.people += 1
        number = Address("phone", f"+447700900{self.people % 1000:03}")
        name = town.HELPER_NAMES[self.people % len(town.HELPER_NAMES)]
        at_desk = Request(first_name=name, address=number, says_adult=True, door="desk", by_staff=True)
        book(slot.id, replace(at_desk, despite_clash=True))


def address_of(name) -> Address:
    """The address of somebody in the demo."""
    return Address("email", f"{name.lower()}@example.org")
