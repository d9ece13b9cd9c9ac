"""Every page of the app in every state it has, for the tests that look at all of them.

`PAGES` names them; `Gallery` makes the states in a served demo town and opens a page in a browser.
"""

from dataclasses import dataclass
from types import SimpleNamespace

from app import clock
from app.accounts.models import SignInCode
from app.accounts.queries import account_at
from app.bookings.operations import Request, book, cancel as give_back
from app.bookings.operations_organiser import follow_organiser
from app.database import unit_of_work
from app.demo.operations import address_of
from app.events.operations import cancel as call_off
from app.extensions import db
from app.organisations.operations import add_organisation
from app.organisations.queries import with_slug
from app.places.queries import venues
from tests import cast

NOBODY = "nobody"
LONG = "Clean-up, planting and hot chocolate at the Haverigg seafront"


@dataclass(frozen=True)
class Page:
    """An address (with `{names}` from the gallery), who looks, and what the answer's status is.

    With `sent` the page is what comes back when its main button is tapped with nothing filled in.
    """

    path: str
    who: str = NOBODY
    status: int = 200
    sent: bool = False


PAGES = {
    "home": Page("/"),
    "everything": Page("/events"),
    "help out": Page("/events?want=help"),
    "book": Page("/events?want=book"),
    "filtered": Page("/events?want=help&area=haverigg&picture=outdoors"),
    "nothing found": Page("/events?picture=pets"),
    "drive": Page("/events/{drive}"),
    "drive, full": Page("/events/{full}"),
    "drive, called off": Page("/events/{cancelled}"),
    "drive, over": Page("/events/{over}"),
    "gathering": Page("/events/{gathering}"),
    "clinic": Page("/events/{clinic}"),
    "clinic, nothing picked": Page("/events/{clinic}?pick=none"),
    "who are you": Page("/slots/{drive_slot}/bookings/new"),
    "who is it for": Page("/slots/{clinic_slot}/bookings/new"),
    "who is it for, wrong": Page("/slots/{clinic_slot}/bookings/new", status=422, sent=True),
    "who are you, wrong": Page("/slots/{drive_slot}/bookings/new", status=422, sent=True),
    "time gone": Page("/slots/{gone_slot}/bookings/new", status=409),
    "place gone": Page("/slots/{full_slot}/bookings/new", status=409),
    "refused": Page("/slots/{over_slot}/bookings/new", status=409),
    "pass": Page("/bookings/{pass_}"),
    "pass, helper": Page("/bookings/{helper_pass}"),
    "pass, given back": Page("/bookings/{given_back}"),
    "pass, called off": Page("/bookings/{called_off}"),
    "give back": Page("/bookings/{pass_}/cancellation"),
    "plans, none": Page("/me"),
    "plans": Page("/me", "Ben"),
    "sign in": Page("/sign-in"),
    "sign in, wrong": Page("/sign-in", status=422, sent=True),
    "code": Page("/sign-in/code", "waiting"),
    "code, wrong": Page("/sign-in/code", "waiting", status=422, sent=True),
    "code, too old": Page("/sign-in/code", "too late"),
    "about me": Page("/me/about", "Ben"),
    "about me, new": Page("/me/about", "newcomer"),
    "about me, wrong": Page("/me/about", "newcomer", status=422, sent=True),
    "sign-ins": Page("/me/sign-ins", "Ben"),
    "outbox": Page("/demo/outbox"),
    "for other apps": Page("/api/v1"),
    "offline": Page("/offline"),
    "not found": Page("/nowhere", status=404),
    "organise": Page("/organise/", "Carol"),
    "first steps": Page("/organise/", "Sam"),
    "ask for help": Page("/organise/events/new", "Carol"),
    "ask for help, wrong": Page("/organise/events/new", "Carol", status=422, sent=True),
    "offer": Page("/organise/offers/new", "Carol"),
    "offer, wrong": Page("/organise/offers/new", "Carol", status=422, sent=True),
    "manage": Page("/organise/events/{drive}", "Carol"),
    "manage, draft": Page("/organise/events/{draft}", "Carol"),
    "manage, called off": Page("/organise/events/{cancelled}", "Carol"),
    "call off": Page("/organise/events/{drive}/cancellation", "Carol"),
    "call off, wrong": Page("/organise/events/{drive}/cancellation", "Carol", status=422, sent=True),
    "organisations": Page("/organise/organisations", "Carol"),
    "organisations, steward": Page("/organise/organisations", "Sam"),
    "organisation": Page("/organise/organisations/millom-beach-friends", "Carol"),
    "organisation, waiting": Page("/organise/organisations/{waiting}", "Ben"),
    "new organisation": Page("/organise/organisations/new", "Ben"),
    "new organisation, wrong": Page("/organise/organisations/new", "Ben", status=422, sent=True),
    "team": Page("/organise/organisations/millom-beach-friends/members", "Carol"),
    "team, wrong": Page("/organise/organisations/millom-beach-friends/members", "Carol", status=422, sent=True),
    "venues": Page("/organise/venues", "Carol"),
    "new venue": Page("/organise/venues/new", "Carol"),
    "new venue, wrong": Page("/organise/venues/new", "Carol", status=422, sent=True),
    "new area": Page("/organise/areas/new", "Sam"),
    "new area, wrong": Page("/organise/areas/new", "Sam", status=422, sent=True),
}


def short_of(town):
    """Those parts of the demo town that the cast's events need."""
    return SimpleNamespace(
        friends=with_slug("millom-beach-friends"), practice=with_slug("water-eaton-health-centre"),
        haverigg=next(venue for venue in venues() if venue.name == "Haverigg beach"),
    )  # fmt: skip


class Gallery:
    """The demo town with one of everything in it, and somebody of each kind to look at it."""

    def __init__(self, town, browser):
        self.town, self.browser, self.people = town, browser, {}
        with town.app.app_context():
            self.names = _one_of_everything(short_of(town))
        with town.app.app_context():
            follow_organiser()

    def state_of(self, who):
        """The cookies of one who is signed in, or waits for a code; made once."""
        if who == NOBODY:
            return None
        if who not in self.people:
            self.people[who] = self._become(who)
        return self.people[who]

    def _become(self, who):
        context = self.browser.new_context(base_url=self.town.url)
        page = context.new_page()
        page.goto("/sign-in")
        if who in ("waiting", "too late", "newcomer"):
            address = f"{who.replace(' ', '-')}@example.com"
            page.get_by_label("Your mobile number or e-mail").fill(address)
            page.get_by_role("button", name="Send me a code").click()
            page.get_by_label("Your code").wait_for()
        else:
            page.get_by_role("button", name=f"{who},").click()
            page.wait_for_url("**/")
        if who == "newcomer":
            page.get_by_label("Your code").fill(self.code_sent_to(address))
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/me/about")
        if who == "too late":
            self._let_codes_run_out(address)
        state = context.storage_state()
        context.close()
        return state

    def code_sent_to(self, address):
        """The six digits of the newest message to this address."""
        return code_sent_to(self.town, address)

    def _let_codes_run_out(self, address):
        with self.town.app.app_context(), unit_of_work():
            for row in db.session.query(SignInCode).all():
                if row.address == address:
                    row.expires_at = clock.now()

    def open(self, page, name):
        """Bring the browser to the page called `name`, in the state it is about."""
        wanted = PAGES[name]
        answer = page.goto(wanted.path.format(**self.names))
        if wanted.sent:
            with page.expect_navigation() as moved:
                page.locator(".bar .btn.big").click()
            answer = moved.value
        assert answer.status == wanted.status, f"{name} answers {answer.status}"


def code_sent_to(town, address):
    """The six digits of the newest message that the town wrote to this address."""
    import re

    from app.notifications.queries import newest

    with town.app.app_context():
        text = next(message.text for message in newest(50) if message.address == address)
    return re.search(r"\b\d{6}\b", text)[0]


def _one_of_everything(town):
    known = {
        "summary": "We give you gloves and bags.",
        "good_to_know": ["Wear old shoes"],
        "meeting_point": "Meet at the café.",
    }
    drive = cast.drive(town, title=LONG, min_age=16, checked_adults=True, for_helpers="Ask for Carol.", days=1, **known)
    full, over = cast.drive(town, capacity=1, title="Litter pick"), cast.drive(town, days=-2, title="Last week's clean")
    cancelled, draft = cast.drive(town, title="Dune walk"), cast.drive(town, title="Dune planting", publish_now=False)
    clinic, gathering = cast.clinic(town, **known), cast.gathering(town, **known)
    slots = [slot for occurrence in clinic.occurrences for slot in occurrence.slots]
    cast.take(cast.first_slot(full))
    cast.take(slots[1], "Ann")
    ben = Request(person_id=account_at(address_of("Ben")).person_id)
    for slot in (slots[3], cast.first_slot(gathering)):
        book(slot.id, ben)
    called_off = cast.take(cast.first_slot(cancelled), "Eve")
    given_back = cast.take(slots[4], "Joe")
    give_back(given_back.id)
    call_off(cancelled.id, "A storm is coming.")
    waiting = add_organisation("Haverigg Rowers", "group", "", account_at(address_of("Ben")))
    return {
        "drive": drive.slug, "full": full.slug, "over": over.slug, "cancelled": cancelled.slug, "draft": draft.slug,
        "clinic": clinic.slug, "gathering": gathering.slug, "waiting": waiting.slug,
        "drive_slot": cast.first_slot(drive).id, "full_slot": cast.first_slot(full).id,
        "over_slot": cast.first_slot(over).id, "clinic_slot": slots[0].id, "gone_slot": slots[1].id,
        "pass_": cast.take(slots[2]).code, "helper_pass": cast.take(cast.first_slot(drive)).code,
        "given_back": given_back.code, "called_off": called_off.code,
    }  # fmt: skip
