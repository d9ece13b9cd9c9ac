"""The demo town: believable, the same every time, and nowhere but in the demo."""

from datetime import date, datetime

import pytest
from flask_migrate import upgrade

from app import create_app
from app.accounts.queries import account_at
from app.addresses import Address
from app.bookings.operations import why_not
from app.bookings.queries import miscounted_slots
from app.demo.calendar import day_of
from app.demo.operations import address_of, load_town
from app.demo.town import PEOPLE
from app.events.models import Event, Slot
from app.extensions import db
from app.notifications.operations import tell
from tests.cast import email, phone
from tests.conftest import Browser, settings_for


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    settings = settings_for(folder, f"sqlite:///{folder}/demo.db", demo=True)
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
        load_town("small")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(demo):
    return demo.test_client()


def test_it_works(visitor):
    page = visitor.get("/events").text
    for title in ("Beach clean", "Pack food bags", "Lift to Furness General", "Health check", "Mindfulness",
                  "Type 2 diabetes group", "Autism awareness", "Run the carnival stall"):  # fmt: skip
        assert title in page + visitor.get("/events?page=2").text


def test_loading_twice_changes_nothing(demo):
    with demo.app_context():
        before = db.session.query(Event).count()
        assert load_town("small") == before


def test_every_place_is_where_it_should_be(demo):
    with demo.app_context():
        assert miscounted_slots() == []
        beach = db.session.query(Slot).join(Slot.occurrence).join(Event).filter(Event.slug == "beach-clean").one()
        assert (beach.taken, beach.capacity) == (6, 10)


@pytest.mark.parametrize("name", PEOPLE)
def test_one_tap_signs_in_as_anybody(visitor, name):
    answer = visitor.post(f"/demo/sign-ins/{name}", follow_redirects=True)
    assert f"Hi {name}. Lend a hand?" in answer.text


def test_the_sign_in_page_shows_them(visitor):
    page = visitor.get("/sign-in").text
    assert all(f"/demo/sign-ins/{name}" in page for name in PEOPLE)


def test_nobody_else_can_be_signed_in_as(visitor):
    assert visitor.post("/demo/sign-ins/root").status_code == 404


def test_the_outbox_shows_what_would_have_been_sent(visitor):
    visitor.post("/sign-in", data={"address": "ed@example.org"})
    assert "is your code for Gather Round" in visitor.get("/demo/outbox").text


def test_the_outbox_shows_the_text_for_a_phone_and_what_comes_with_a_letter(demo, visitor):
    with demo.app_context():
        tell(phone(1), "Your place", "A long letter", about="test", sms="Millom: you are going.")
        tell(email("Ed"), "Your place", "A letter", about="test", attachments=[("place.ics", "text/calendar", b"x")])
        tell(Address("phone", "+441229772211", can_text=False), "Your place", "Words to say", about="test")
    page = visitor.get("/demo/outbox").text
    assert "Millom: you are going." in page and "A long letter" not in page
    assert "With it: place.ics" in page
    assert "Somebody calls +441229772211" in page and "We will call this number." in page


def test_it_answers_this_computer_alone(visitor):
    assert visitor.get("/", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403


@pytest.mark.parametrize(("method", "path"), [("get", "/demo/outbox"), ("post", "/demo/sign-ins/Carol")])
def test_a_real_town_has_no_demo_pages(client, cast, method, path):
    assert getattr(client, method)(path).status_code == 404
    assert "/demo/" not in client.get("/sign-in").text


def test_a_real_town_refuses_invented_people(town):
    answer = town.test_cli_runner().invoke(args=["demo"])
    assert answer.exit_code == 1
    assert "invented people" in answer.output
    assert db.session.query(Event).count() == 0


@pytest.mark.parametrize(
    ("word", "now", "day"),
    [
        ("soon", datetime(2026, 11, 22, 13, 59), date(2026, 11, 22)),
        ("soon", datetime(2026, 11, 22, 14), date(2026, 11, 23)),
        ("sat", datetime(2026, 11, 22, 9), date(2026, 11, 28)),
        ("sat", datetime(2026, 11, 28, 9), date(2026, 12, 5)),
        ("mon2", datetime(2026, 11, 22, 9), date(2026, 11, 30)),
    ],
)
def test_days_are_around_today(word, now, day):
    assert day_of(word, now) == day


def test_s2_asha_may_help_at_once_and_leo_asks_first(demo):
    with demo.app_context():
        event = db.session.query(Event).filter_by(title="Deliver Around the Coombe").one()
        slot = event.occurrences[0].slots[0]
        reasons = {name: why_not(slot, account_at(address_of(name)).person) for name in ("Asha", "Leo")}
    assert reasons == {"Asha": None, "Leo": "needs consent"}
