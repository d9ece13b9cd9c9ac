"""No visible word escapes translation (RULES L5): every page in a language of which each sentence has brackets."""

import pytest
from flask_babel import get_domain

from app.bookings.models import Booking
from app.extensions import db
from app.web import language
from tests.cast import clinic, drive, first_slot, gathering, signed_in, take
from tests.reading.pseudo import LANGUAGE, escaped, names_kept, outside, pseudo


@pytest.fixture(scope="module")
def brackets():
    return pseudo()


@pytest.fixture
def spoken(town, brackets, monkeypatch):
    """The town speaks the made-up language to whoever picks it."""
    monkeypatch.setattr(language, "LANGUAGES", (*language.LANGUAGES, LANGUAGE))
    cache = get_domain().get_translations_cache(None)
    cache[LANGUAGE, "messages"] = brackets
    yield
    del cache[LANGUAGE, "messages"]


@pytest.fixture
def places(cast):
    """One of what there is most of, by the names that addresses below use."""
    beach, calm, health = drive(cast, summary="Bring boots.", meeting_point="The gate"), gathering(cast), clinic(cast)
    full = drive(cast, capacity=1, title="Full drive", days=5)
    take(first_slot(full), "Flo")
    booked = take(first_slot(beach), "Ed")
    take(first_slot(calm), "Ben", person_id=cast.ben.person_id)
    return {
        "drive": beach.slug, "gathering": calm.slug, "clinic": health.slug, "full": full.slug, "drive_id": beach.id,
        "slot": first_slot(beach).id, "place": first_slot(calm).id, "time": first_slot(health).id,
        "full_slot": first_slot(full).id, "date": beach.occurrences[0].id, "code": booked.code,
        "organisation": cast.friends.slug,
    }  # fmt: skip


EVERYBODY = (
    "/", "/events", "/events?want=help", "/events?want=book&picture=pets", "/events?since=nonsense", "/events/{drive}",
    "/events/{gathering}", "/events/{clinic}", "/events/{full}", "/slots/{slot}/bookings/new",
    "/slots/{place}/bookings/new", "/slots/{full_slot}/bookings/new", "/slots/{full_slot}/waiting-entries/new",
    "/bookings/{code}", "/bookings/{code}/print", "/bookings/{code}/answer", "/bookings/{code}/cancellation",
    "/bookings/{code}/change", "/me", "/me/calendar", "/me/phones", "/sign-in", "/reading", "/offline", "/nowhere",
    "/consents/nobody", "/rally/asks/nobody",
)  # fmt: skip
CAROL = (
    "/organise/", "/organise/events/new", "/organise/offers/new", "/organise/events/{drive}",
    "/organise/events/{drive}/people", "/organise/events/{drive}/dates/{date}/reminders", "/organise/calls",
    "/organise/events/{drive}/slots/{slot}/capacity", "/organise/events/{drive}/dates/{date}/time",
    "/organise/events/{drive}/place", "/organise/events/{drive}/cancellation", "/organise/slots/{slot}/rally",
    "/organise/organisations", "/organise/organisations/{organisation}",
    "/organise/organisations/{organisation}/members", "/organise/organisations/new", "/organise/venues",
    "/organise/venues/new", "/organise/notices", "/me/about", "/me/sign-ins", "/me/phones", "/me/print", "/consents",
    "/consents/new",
)  # fmt: skip
FORMS = ("/slots/{slot}/bookings", "/slots/{place}/bookings", "/sign-in", "/slots/{full_slot}/waiting-entries")


def visitor(town, easy=False):
    client = town.test_client()
    client.set_cookie("language", LANGUAGE)
    if easy:
        client.set_cookie("reading", "easy.large")
    return client


def found_on(client, paths, places, method="get"):
    """What escaped on each of these pages, by path; the brackets show that the page speaks the language at all."""
    names, found = names_kept(), {}
    for path in paths:
        answer = getattr(client, method)(path.format(**places))
        assert "⟦" in answer.text, f"{path} answers {answer.status_code}"
        if left := escaped(answer.text, names):
            found[path] = left
    return found


def test_it_works(town, places, spoken):
    assert found_on(visitor(town), EVERYBODY, places) == {}


def test_l5_in_easy_read_too(town, places, spoken):
    assert found_on(visitor(town, easy=True), ("/events/{drive}", "/events/{gathering}"), places) == {}


def test_l5_what_a_form_finds_wrong(town, places, spoken):
    assert found_on(visitor(town), FORMS, places, "post") == {}


def test_l5_who_organises(town, cast, places, spoken):
    client = signed_in(visitor(town), cast.carol)
    assert found_on(client, CAROL, places) == {}


def test_l5_somebody_with_plans(town, cast, places, spoken):
    client = signed_in(visitor(town), cast.ben)
    assert db.session.query(Booking).filter_by(person_id=cast.ben.person_id).count()
    assert found_on(client, ("/", "/me", "/me/about", "/me/phones", "/events/{gathering}"), places) == {}


def test_l5_every_page_that_has_a_fixed_address(town, cast, places, spoken):
    fixed = [rule.rule for rule in town.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    for client in (visitor(town), signed_in(visitor(town), cast.carol), signed_in(visitor(town), cast.sam)):
        answers = {path: client.get(path) for path in fixed if not path.startswith("/api")}  # for programmers
        pages = [path for path, one in answers.items() if one.status_code == 200 and one.mimetype == "text/html"]
        assert len(pages) > 5
        assert found_on(client, pages, places) == {}


@pytest.mark.parametrize(
    "page",
    ["<p>Hello</p>", '<img alt="A beach">', "<p>⟦Hi⟧ you</p>", '<button aria-label="Close">⟦x⟧</button>',
     "<title>Home</title>", '<input placeholder="Name">', "<p>⟦See <b>more⟧</b> here</p>"],
)  # fmt: skip
def test_control_what_escaped_is_found(page):
    assert escaped(page, {"Ed"}) != []


@pytest.mark.parametrize(
    "page",
    ["<p>⟦Hello⟧</p>", "<p>Ed</p>", "<p>⟦Hi ⟦you⟧⟧ Ed 10am</p>", "<p>⟦See <b>more</b> here⟧</p>",
     "<svg><title>x y</title></svg><script>let it = 1</script>", "<p>2:30</p>"],
)  # fmt: skip
def test_control_what_is_translated_or_typed_is_not(page):
    assert escaped(page, {"Ed"}) == []


def test_brackets_in_brackets():
    assert outside("a⟦b⟦c⟧d⟧e", 0) == ("a    e", 0)
