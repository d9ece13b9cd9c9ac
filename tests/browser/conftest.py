"""A real browser on a phone-sized screen before a real server; whatever the browser complains about fails the test."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect, sync_playwright
from sqlalchemy import update

from app import clock
from app.accounts.queries import account_at
from app.database import unit_of_work
from app.demo.operations import address_of
from app.extensions import db
from app.notifications.models import Subscription
from app.notifications.queries_phones import preference_of
from app.rally.models import Ask, Rally
from tests.browser.browsers import ENDS_WITHIN, Browsers, killed_after
from tests.browser.gallery import Gallery
from tests.browser.pages import PAGES
from tests.browser.patience import patient, patient_hands
from tests.browser.phone import PhoneBrowser
from tests.browser.served import Served
from tests.browser.watch import Watch
from tests.receivers.push_service import push_service

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "en-GB"}
PATIENCE_MS = 25_000
"""How long a page may take to show what is expected: longer than the phone takes for its third try after a signal."""
LOOKED_AT = {"reduced_motion": "reduce", "service_workers": "block"}
"""A phone that shows each page as the town sends it, and holds still."""


@pytest.fixture(autouse=True)
def is_answered():
    """A test that waits for ever for the browser fails by its name, instead of holding up all others."""
    with killed_after(ENDS_WITHIN):
        yield


@pytest.fixture(scope="session")
def playwright_driver():
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright, patient_hands():
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright_driver):
    browsers = Browsers(playwright_driver)
    yield browsers
    browsers.stop()


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo town, served."""
    yield from _served(tmp_path_factory.mktemp("demo") / "town", demo=True)


@pytest.fixture(scope="session")
def real_town(tmp_path_factory):
    """A real town as it is on its first day: empty."""
    yield from _served(tmp_path_factory.mktemp("real") / "town", demo=False)


def _served(folder, demo, push=None):
    town = Served(folder, demo, push)
    yield town
    town.stop()


@pytest.fixture
def watch():
    """What the browser found wrong on any page of this test; it must be nothing but what the test expects."""
    watch = Watch()
    yield watch
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def new_page(browser, watch, request):
    """Make a page in a fresh browser, as somebody else's phone: `new_page(javascript=True, town=None, **context)`."""
    contexts = []

    def make(javascript=True, town=None, **more):
        town = town or request.getfixturevalue("demo")
        context = browser.new_context(base_url=town.url, java_script_enabled=javascript, **{**PHONE, **more})
        contexts.append(context)
        watch.follow(context)
        page = context.new_page()
        return patient(page) if javascript else page

    yield make
    for context in contexts:
        browser.close(context)


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def javascript(request):
    """Every journey is made with scripts and without."""
    return request.param


@pytest.fixture
def page(new_page, javascript):
    """A visitor's phone before the demo town."""
    return new_page(javascript)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Show what the server said beside a failure."""
    report = yield
    if report.failed:
        for name in ("demo", "real_town"):
            town = getattr(item, "funcargs", {}).get(name)
            if town:
                report.sections.append((f"log of {name}", town.said()[-4000:]))
    return report


@pytest.fixture(scope="session")
def gallery(demo, browser):
    """The demo town with every page in every state."""
    return Gallery(demo, browser, {**PHONE, **LOOKED_AT})


@pytest.fixture
def open_page(gallery, watch):
    """Open a page of the gallery as whoever it is for, on one phone for all: `open_page("pass")`."""
    page = gallery.shared_page()
    watch.listen(page.context)

    def open_named(name):
        watch.expect(PAGES[name].status)
        gallery.hand_to(page, PAGES[name].who)
        gallery.open(page, name)
        return page

    yield open_named
    watch.leave(page.context)


@pytest.fixture
def open_on_own_phone(new_page, gallery, watch):
    """The same on a phone that nobody had before, for what stays with a phone: `(name, **context)`."""

    def open_named(name, **more):
        watch.expect(PAGES[name].status)
        page = new_page(storage_state=gallery.state_of(PAGES[name].who), **LOOKED_AT, **more)
        gallery.open(page, name)
        return page

    return open_named


@pytest.fixture(scope="session")
def push_desk():
    """A push service of our own."""
    with push_service() as service:
        yield service


@pytest.fixture(scope="session")
def pushing(tmp_path_factory, push_desk):
    """The demo town with a push service of ours."""
    yield from _served(tmp_path_factory.mktemp("pushing") / "town", demo=True, push=push_desk)


@pytest.fixture
def phone(new_page, pushing, push_desk):
    """A phone in somebody's hand, before that town and that push service."""
    push_desk.behave_well()
    return PhoneBrowser(new_page(town=pushing), push_desk)


@pytest.fixture
def ben(pushing):
    """Ben's person id, with nothing that earlier tests left: their phones are away by now, and say nothing any more."""
    with pushing.app.app_context():
        person_id = account_at(address_of("Ben")).person_id
        with unit_of_work():
            db.session.query(Subscription).delete()
            db.session.execute(update(Rally).values(state="stopped"))
            long_ago = clock.now() - timedelta(days=60)  # nobody is asked too often
            db.session.execute(update(Ask).values(state="no", asked_at=long_ago))
            wishes = preference_of(person_id)
            if wishes in db.session:
                db.session.delete(wishes)
        yield person_id
