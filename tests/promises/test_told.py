"""Everything is told at least once, or ends in a state in which an organiser sees that it was not (P5).

The mail server and the text service misbehave on order: a tenth of what they are asked, half of it, all of it for ten
minutes. The clock is moved, nobody waits. A sender that forgets to try again is the control, and must be noticed.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine

from app import clock
from app.addresses import Address
from app.backends import sms_notify
from app.backends.mail_smtp import Engine
from app.extensions import db
from app.notifications import operations, operations_sending, operations_upkeep, rules
from app.notifications.models import Message
from app.notifications.queries import outcomes, to_call
from tests import databases
from tests.backends import notify_server
from tests.backends.post_office import PostOffice, serve
from tests.own import town_on

PEOPLE = 6
"""For each kind of address, in each story."""
AWAY = timedelta(minutes=10)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STEPS = (0.5, 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 14, 16, 20, 25, 30, 40, 60, 90, 120)
"""Minutes after the news at which the sweeps look; in life it is every ten seconds."""
SEEN = {"failed", "call", "late"}


@dataclass
class Weather:
    """How the two servers behave: which share fails, and until when all of it does."""

    share: float = 0
    away_until: datetime | None = None

    def __post_init__(self):
        self.dice = Random(5)

    def is_bad(self):
        return (self.away_until is not None and clock.now() < self.away_until) or self.dice.random() < self.share


class Office(PostOffice):
    """A mail server in this weather: half of its faults come before it took the letter, half after."""

    def __init__(self, weather):
        super().__init__()
        self.weather = weather

    async def handle_DATA(self, server, session, envelope):
        if self.weather.is_bad():
            if self.weather.dice.random() < 0.5:
                await super().handle_DATA(server, session, envelope)
            return "451 not now"
        return await super().handle_DATA(server, session, envelope)

    def to(self, address):
        return [letter for envelope, letter in self.letters if envelope.rcpt_tos == [address]]


@dataclass
class World:
    """The two servers, the people and what they were to be told."""

    office: Office
    texts: notify_server.Notify
    weather: Weather

    def tell_everybody(self):
        for number in range(PEOPLE):
            mobile = Address("phone", f"+4474001{number:05}")
            mailbox = Address("email", f"person{number}@example.org")
            for kind, to in enumerate((mobile, mailbox, (mobile, mailbox))):
                news = f"{number}.{kind}"
                operations.tell(
                    to, f"News {news}", f"News {news} for you", about="bookings.news", about_id=3 * number + kind,
                    sms=f"Millom: news {news}.",
                )  # fmt: skip

    def reached(self):
        """The numbers of the news that arrived, each as often as it did."""
        texts = [body["personalisation"]["text"] for _kind, body in self.texts.sent]
        words = [text.removeprefix("Millom: news ").rstrip(".") for text in texts]
        return words + [letter["Subject"].removeprefix("News ") for _envelope, letter in self.office.letters]


@pytest.fixture(scope="module", params=databases.ENGINES)
def town(request, tmp_path_factory):
    with town_on(request.param, tmp_path_factory.mktemp("told"), "told") as app, app.app_context():
        yield app


@pytest.fixture
def world(town):
    weather = Weather()
    world = World(Office(weather), notify_server.Notify(lambda kind: 503 if _fails(kind, weather) else None), weather)
    before = {name: town.extensions[name] for name in ("gather_mail", "gather_sms")}
    with ExitStack() as open_offices:
        port = open_offices.enter_context(serve(world.office))
        town.extensions["gather_mail"] = Engine(f"smtp://127.0.0.1:{port}", "hello@town.example")
        town.extensions["gather_sms"] = sms_notify.Engine(open_offices.enter_context(notify_server.serve(world.texts)))
        yield world
    town.extensions.update(before)
    with operations.unit_of_work():
        db.session.execute(Message.__table__.delete())
    db.session.remove()


def _fails(kind, weather):
    return kind != "status" and weather.is_bad()


def live_through(world, share=0, away=timedelta(0)):
    """Tell everybody at noon and let two hours pass."""
    with time_machine.travel(NOON, tick=False):
        world.weather.share, world.weather.away_until = share, NOON + away
        world.tell_everybody()
    for minutes in STEPS:
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            operations_sending.deliver_due()
            operations_upkeep.ask_what_became()
            operations_upkeep.mend()


def lost(world):
    """The news that neither arrived nor stands where an organiser sees it, with its reason."""
    db.session.rollback()
    found = outcomes("bookings.", range(3 * PEOPLE))
    arrived = set(world.reached())
    names = [f"{number}.{kind}" for number in range(PEOPLE) for kind in range(3)]
    return [name for number, name in enumerate(names) if name not in arrived and not _is_seen(found.get(number))]


def _is_seen(outcome):
    return outcome is not None and outcome.state in SEEN and len(outcome.reason.split()) > 2


WEATHERS = [{}, {"share": 0.1}, {"share": 0.5}, {"away": AWAY}, {"share": 0.1, "away": AWAY}]


@pytest.mark.parametrize("weather", WEATHERS)
def test_p5_nothing_is_lost_and_within_two_hours_everybody_is_told(world, weather):
    live_through(world, **weather)
    assert lost(world) == []
    assert len(set(world.reached())) == 3 * PEOPLE
    states = {outcome.state for outcome in outcomes("bookings.", range(3 * PEOPLE)).values()}
    assert states == {"sent"}


def test_in_fair_weather_everything_is_told_once(world):
    live_through(world)
    assert len(world.reached()) == 3 * PEOPLE


def test_p6_a_letter_that_is_sent_twice_has_one_name(world):
    live_through(world, share=0.5)
    for number in range(PEOPLE):
        for kind in (1, 2):
            letters = [each for each in world.office.to(f"person{number}@example.org")
                       if each["Subject"] == f"News {number}.{kind}"]  # fmt: skip
            assert len({letter["Message-ID"] for letter in letters}) <= 1


def test_p5_what_nobody_takes_for_days_is_seen_with_its_reason(world):
    with time_machine.travel(NOON, tick=False):
        world.weather.share = 1
        world.tell_everybody()
    for hours in range(1, 52, 5):
        with time_machine.travel(NOON + timedelta(hours=hours), tick=False):
            operations_sending.deliver_due()
            operations_upkeep.mend()
    assert lost(world) == []
    found = outcomes("bookings.", range(3 * PEOPLE))
    assert {outcome.state for outcome in found.values()} == {"failed"}


def test_p5_a_number_that_does_not_exist_is_for_somebody_to_phone(world):
    world.texts.answers = lambda _kind: 400
    live_through(world)
    assert lost(world) == []
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert len(to_call("bookings.")) == PEOPLE  # who has an e-mail address too was told by it


# --- negative controls ---------------------------------------------------------------------------------------------


def test_control_a_sender_that_forgets_to_try_again_is_noticed(world, monkeypatch):
    monkeypatch.setattr(operations_sending, "failed", lambda *_failure, **_more: None)
    monkeypatch.setattr(rules, "LEASE", timedelta(days=1))
    monkeypatch.setattr(operations_upkeep, "mend", dict)
    live_through(world, share=0.5)
    assert lost(world) != []


def test_control_a_sender_that_calls_a_failure_sent_is_noticed(world, monkeypatch):
    lie = operations_sending._sent
    monkeypatch.setattr(operations_sending, "failed", lambda errand, *_reason, **_more: lie(errand, None))
    live_through(world, share=0.5)
    assert lost(world) != []


def test_control_a_failure_without_a_reason_is_noticed(world, monkeypatch):
    world.texts.answers = lambda _kind: 400
    monkeypatch.setattr(operations_sending, "failed", _failed_silently(operations_sending.failed))
    live_through(world)
    assert lost(world) != []


def _failed_silently(failed):
    return lambda errand, _reason, retryable: failed(errand, "", retryable)
