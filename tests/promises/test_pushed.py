"""Every notice reaches a phone, or the next address, or ends where an organiser sees it (P5); no phone shows one twice
(P6); and none of it slows what works (P29).

A real push service over TLS and HTTP/2 misbehaves on order: a tenth of what it is asked, half of it, all of it for ten
minutes, every phone gone. The clock is moved, nobody waits. Senders that forget or lie are the controls.
"""

import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app import clock
from app.accounts.operations import add_person
from app.addresses import Address
from app.backends.mail_smtp import Engine
from app.database import unit_of_work
from app.extensions import db
from app.notifications import operations, operations_pushing, operations_sending, operations_upkeep
from app.notifications.models import Message, Preference, Subscription
from app.notifications.notices import Notice
from app.notifications.operations_phones import Browser, choose, subscribe
from app.notifications.queries import outcomes
from tests import databases
from tests.backends.post_office import PostOffice, serve
from tests.own import town_on
from tests.receivers.push_service import push_service

PEOPLE = 12
"""Half of them have an e-mail address beside their phone."""
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STEPS = (0.5, 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 14, 16, 20, 25, 30, 40, 60, 90, 120)
"""Minutes after the news at which the sweeps look; in life it is every few seconds."""
SEEN = {"failed", "call", "late"}


@pytest.fixture(scope="module")
def service():
    with push_service() as service:
        yield service


@pytest.fixture(scope="module", params=databases.ENGINES)
def town(request, tmp_path_factory, service):
    folder = tmp_path_factory.mktemp("pushed")
    with town_on(request.param, folder, "pushed", push_hosts=[service.host]) as app, app.app_context():
        yield app


@dataclass
class World:
    """The town, its people with one phone each, and the two servers that reach them."""

    town: object
    service: object
    office: PostOffice
    people: list = field(default_factory=list)
    phones: dict = field(default_factory=dict)

    def move_in(self):
        for number in range(PEOPLE):
            address = Address("email", f"person{number}@example.org") if number % 2 else None
            person = add_person(f"Person {number}", address).id
            phone = self.service.subscribe()
            subscribe(Browser(person, None, f"{number}" * 8, "Phone"), phone.endpoint, phone.p256dh, phone.auth)
            choose(person, reminders=True)
            self.people.append((person, address))
            self.phones[phone.name] = number

    def tell_everybody(self):
        for number, (person, address) in enumerate(self.people):
            notice = Notice("reminder", f"News {number}", "For you", "/me", f"news-{number}")
            operations.tell(
                address or (), f"News {number}", "For you", about="bookings.news", about_id=number, push=notice,
                person_id=person,
            )  # fmt: skip

    def at(self, minutes):
        """The clock moved for us and for the push service; what this process knew of it is forgotten."""
        self.town.extensions["gather_push"] = None
        self.service.set_clock(NOON + timedelta(minutes=minutes))
        return time_machine.travel(NOON + timedelta(minutes=minutes), tick=False)

    def live_through(self, away=0, **order):
        """Tell everybody at noon and let two hours pass; `away` is for how many minutes nobody answers."""
        if order or away:
            self.service.behave(**(order or {"status": 503}))
        with self.at(0):
            self.tell_everybody()
        for minutes in STEPS:
            if away and minutes >= away:
                self.service.behave_well()
            with self.at(minutes):
                operations_pushing.push_due()
                operations_sending.deliver_due()
                operations_upkeep.mend()

    def shown(self):
        """What the phones took: pairs of the person's number and the payload, in order."""
        return [(self.phones[one.phone.name], json.loads(one.words)) for one in self.service.accepted
                if one.phone.name in self.phones]  # fmt: skip

    def reached(self):
        """The numbers of those who heard, on a phone or by e-mail."""
        letters = {int(letter["Subject"].split()[1]) for _envelope, letter in self.office.letters}
        return letters | {number for number, _said in self.shown()}

    def lost(self):
        """Those who neither heard nor stand where an organiser sees it, with a reason."""
        db.session.rollback()
        found = outcomes("bookings.", range(PEOPLE))
        return [number for number in range(PEOPLE) if number not in self.reached() and not _is_seen(found.get(number))]


def _is_seen(outcome):
    return outcome is not None and outcome.state in SEEN and len(outcome.reason.split()) > 2


@pytest.fixture
def world(town, service):
    service.behave_well()
    before = town.extensions["gather_mail"]
    world = World(town, service, PostOffice())
    with ExitStack() as open_offices:
        port = open_offices.enter_context(serve(world.office))
        town.extensions["gather_mail"] = Engine(f"smtp://127.0.0.1:{port}", "hello@town.example")
        world.move_in()
        yield world
    town.extensions["gather_mail"] = before
    service.behave_well()
    service.set_clock(None)
    with unit_of_work():
        for table in (Message, Subscription, Preference):
            db.session.execute(table.__table__.delete())
    db.session.remove()


# --- P5 ------------------------------------------------------------------------------------------------------------

WEATHERS = [{}, {"status": 500, "share": 0.1}, {"status": 500, "share": 0.5}, {"away": 10},
            {"status": 429, "headers": {"retry-after": "60"}, "share": 0.5}]  # fmt: skip


@pytest.mark.parametrize("weather", WEATHERS, ids=str)
def test_p5_nothing_is_lost_and_within_two_hours_everybody_is_told(world, weather):
    world.live_through(**weather)
    assert world.lost() == []
    assert world.reached() == set(range(PEOPLE))
    assert {outcome.state for outcome in outcomes("bookings.", range(PEOPLE)).values()} == {"sent"}


def test_p5_every_phone_gone_the_others_hear_by_mail_and_the_rest_is_seen(world):
    world.live_through(status=410)
    assert world.lost() == []
    assert world.reached() == {number for number in range(PEOPLE) if number % 2}
    found = outcomes("bookings.", range(PEOPLE))
    assert {number for number, outcome in found.items() if outcome.state == "failed"} == set(range(0, PEOPLE, 2))
    assert db.session.query(Subscription).all() == []


@pytest.mark.parametrize("order", [{"status": 403}, {"status": 500}], ids=str)
def test_p5_what_nobody_takes_for_days_is_seen_with_its_reason(world, order):
    world.service.behave(**order)
    with world.at(0):
        world.tell_everybody()
    for hours in (1, 9, 17, 25, 33, 41, 49):
        with world.at(hours * 60):
            operations_pushing.push_due()
            operations_sending.deliver_due()
            operations_upkeep.mend()
    assert world.lost() == []
    assert world.reached() == {number for number in range(PEOPLE) if number % 2}


def test_m5_who_has_an_address_hears_within_ten_minutes(world):
    world.live_through(status=500)
    db.session.rollback()
    waits = [message.deliveries[1].done_at - message.made_at for message in db.session.query(Message).all()
             if len(message.deliveries) == 2]  # fmt: skip
    assert len(waits) == PEOPLE // 2
    assert max(waits) <= timedelta(minutes=10)


# --- P6 ------------------------------------------------------------------------------------------------------------


def test_in_fair_weather_everything_is_sent_once(world):
    world.live_through()
    assert Counter(number for number, _said in world.shown()) == dict.fromkeys(range(PEOPLE), 1)
    assert world.office.letters == []


def test_p6_what_is_sent_again_has_the_same_topic_tag_and_id(world):
    """A sender that dies between the answer and the note sends a second copy: no phone shows it again."""
    note = operations_pushing._write

    def killed(_noted):
        operations_pushing._write = note
        raise KeyboardInterrupt

    operations_pushing._write = killed
    with world.at(0), pytest.raises(KeyboardInterrupt):
        world.tell_everybody()
    world.live_through()
    again = [said for number, said in world.shown() if number == 0]
    assert len(again) >= 2
    assert len({one["notification"]["tag"] for one in again}) == 1
    ids = Counter(one["notification"]["data"]["id"] for one in again)
    assert max(ids.values()) == 2
    topics = {one.topic for one in world.service.accepted if world.phones.get(one.phone.name) == 0}
    assert len(topics) == 1


# --- negative controls ---------------------------------------------------------------------------------------------


def test_control_a_sender_that_forgets_to_try_again_is_noticed(world, monkeypatch):
    monkeypatch.setattr(operations_pushing, "failed", lambda *_failure, **_more: None)
    monkeypatch.setattr("app.notifications.rules.LEASE", timedelta(days=1))
    monkeypatch.setattr(operations_upkeep, "mend", dict)
    world.live_through(status=500, share=0.5)
    assert world.lost() != []


def test_control_a_sender_that_calls_a_failure_sent_is_noticed(world, monkeypatch):
    monkeypatch.setattr(operations_pushing.Round, "is_taken", property(lambda _self: True))
    world.live_through(status=500, share=0.5)
    assert world.lost() != []


def test_control_a_topic_of_its_own_for_each_try_is_noticed(world, monkeypatch):
    monkeypatch.setattr(
        "app.notifications.notices.topic", lambda *_words: f"{clock.now().timestamp()}".replace(".", "")
    )
    world.live_through(status=500, share=0.5)
    with world.at(180):
        world.tell_everybody()
    topics = {(one.phone.name, one.topic) for one in world.service.accepted}
    each = Counter(phone for phone, _topic in topics)  # one phone alone may have had bad luck, or good
    assert max(each.values()) > 1
