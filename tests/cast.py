"""The fixed cast of every test: who they are never changes, so that a test reads as a story.

Asha, 17, volunteer · Ben, adult volunteer · Carol, organiser · Dev, organiser elsewhere who must see nothing ·
Ed, resident without an account · Grace, Asha's guardian · Priya, desk · Sam, the town's steward.
"""

from datetime import datetime, time, timedelta
from types import SimpleNamespace

from app import clock
from app.accounts.operations import account_for, make_steward, say_who_i_am, sign_in
from app.accounts.rules import TOUCH
from app.addresses import Address
from app.bookings.operations import Request, book
from app.database import unit_of_work
from app.events.operations import EventPlan, post
from app.events.rules import SlotPlan, timed_slots
from app.organisations.operations import add_organisation, set_role
from app.places.operations import add_area, add_venue


def email(name):
    return Address("email", f"{name.lower()}@example.org")


def phone(last):
    return Address("phone", f"+447700900{last:03}")


def person(name, birth=None, at=None):
    """Somebody with an account and, where given, a (year, month) of birth; `at` an address, else the name's own."""
    account = account_for(at or email(name))
    say_who_i_am(account.person_id, name, None, [], birth)
    return account


def assemble():
    """Everybody, two organisations and a venue, as attributes."""
    this_year = clock.today().year
    with unit_of_work():
        sam = make_steward(email("Sam"))
        say_who_i_am(sam.person_id, "Sam", None, [], (1970, 5))
        town = SimpleNamespace(
            sam=sam, asha=person("Asha", (this_year - 17, 1)), ben=person("Ben", (1990, 3)),
            carol=person("Carol", (1980, 2)), dev=person("Dev", (1985, 6)), grace=person("Grace", (1978, 9)),
            priya=person("Priya", (1995, 12)), ed=phone(123),
        )  # fmt: skip
        town.friends = add_organisation("Millom Beach Friends", "charity", "0808 157 0112", sam)
        town.practice = add_organisation("Waterloo House Surgery", "practice", "0808 157 0113", sam)
        set_role(town.friends.id, email("Carol"), "owner")
        set_role(town.friends.id, email("Priya"), "desk")
        set_role(town.practice.id, email("Dev"), "owner")
        town.area = add_area("Millom", 54.2106, -3.2718)
        town.haverigg = add_venue("Haverigg beach", "Sea View, Haverigg", town.area.id, step_free=True)
    return town


def days_ahead(days, hour, minute=0):
    """A wall time so many days from today."""
    return datetime.combine(clock.today() + timedelta(days=days), time(hour, minute))


def drive(town, capacity=10, days=3, title="Beach clean", **more):
    """A published drive of Carol's: one date, one role."""
    starts, ends = days_ahead(days, 10), days_ahead(days, 12)
    slots = [SlotPlan("help", "Helpers", starts, ends, capacity)]
    return _post(town.friends, town, [(starts, ends, slots)], title, "clean-up", **more)


def gathering(town, capacity=40, days=2, title="Mindfulness", **more):
    """A published gathering of the practice with open places."""
    starts, ends = days_ahead(days, 14), days_ahead(days, 15)
    slots = [SlotPlan("attend", "Places", starts, ends, capacity)]
    return _post(town.practice, town, [(starts, ends, slots)], title, "calm", **more)


def clinic(town, days=(2, 3), lanes=1, title="Health check", **more):
    """A published clinic of the practice: timed slots of 20 minutes, 9 to 11, on each of the days."""
    dates = []
    for day in days:
        opens, closes = days_ahead(day, 9), days_ahead(day, 11)
        dates.append((opens, closes, timed_slots("Health check", opens, closes, 20, lanes)))
    return _post(town.practice, town, dates, title, "health-check", **more)


def _post(organisation, town, dates, title, picture, publish_now=True, **more):
    plan = EventPlan(organisation.id, town.haverigg.id, title, picture, dates, **more)
    return post(plan, None, publish_now=publish_now)


def first_slot(event):
    return event.occurrences[0].slots[0]


def take(slot, name="Ed", address=None, **more):
    """A booking by somebody without an account; grown up, at the desk, unless said otherwise."""
    request = Request(first_name=name, address=address or phone(123), **{"says_adult": True, "door": "desk", **more})
    return book(slot.id, request)


def signed_in(client, account):
    """The client, signed in to the account."""
    row = sign_in(account, "Test phone", TOUCH)
    with client.session_transaction() as session:
        session["_user_id"] = row.secret
        session["_fresh"] = True
    return client
