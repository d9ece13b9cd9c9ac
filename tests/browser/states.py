"""One of everything in a served demo town: what the pages of `tests.browser.pages` are about."""

from types import SimpleNamespace

from app import clock
from app.accounts.queries import account_at
from app.bookings.operations import Request, book, cancel as give_back
from app.consents.operations import ask, give, refuse, withdraw
from app.consents.queries import consent_with_token
from app.demo.operations import address_of
from app.events.operations import cancel as call_off
from app.organisations.operations import add_organisation
from app.organisations.queries import with_slug
from app.places.queries import venues
from tests import cast
from tests.browser.states_of_booking import on_the_way
from tests.browser.states_of_feedback import feedback
from tests.browser.states_of_passes import entries, passes
from tests.browser.states_of_phones import phones
from tests.browser.states_of_rallies import rallies

LONG = "Clean-up, planting and hot chocolate at the Haverigg seafront"


def short_of(town):
    """Those parts of the demo town that the cast's events need."""
    return SimpleNamespace(
        friends=with_slug("millom-beach-friends"), practice=with_slug("water-eaton-health-centre"),
        haverigg=next(venue for venue in venues() if venue.name == "Haverigg beach"),
    )  # fmt: skip


def one_of_everything(town) -> dict:
    """Make it, and tell the names that the addresses of the pages ask for."""
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
        "drive_date": drive.occurrences[0].id, "drive_slot": cast.first_slot(drive).id,
        "full_slot": cast.first_slot(full).id, "over_slot": cast.first_slot(over).id,
        "clinic_slot": slots[0].id, "gone_slot": slots[1].id,
        "pass_": cast.take(slots[2]).code, "helper_pass": cast.take(cast.first_slot(drive)).code,
        "given_back": given_back.code, "called_off": called_off.code, **_of_young_people(town),
        **passes(town), **entries(town), **on_the_way(town), **phones(town), **rallies(town), **feedback(town),
        "cancelled_slot": cast.first_slot(cancelled).id,
    }  # fmt: skip


def _of_young_people(town):
    drive = cast.drive(town, title="Plant bulbs", days=4, min_age=13, checked_adults=True)
    slot = cast.first_slot(drive)
    tokens = {name: _asked(town, name, 14).token for name in ("asked", "given", "refused", "withdrawn", "replaced")}
    tokens["asked_17"] = _asked(town, "asked at 17", 17).token
    refuse(tokens["refused"])
    for name in ("given", "withdrawn"):
        give(tokens[name])
    withdraw(tokens["withdrawn"])
    replaced = consent_with_token(tokens["replaced"]).person
    ask(replaced, cast.phone(481), town.friends.id, "outdoors")
    kit = cast.person("Kit", (clock.today().year - 14, 1))
    pending = book(slot.id, Request(person_id=kit.person_id, guardian=cast.phone(482), guardian_name="Joan"))
    return {"young_drive": drive.slug, "young_slot": slot.id, "pending": pending.code, **tokens}


def _asked(town, name, age):
    account = cast.person(name.title(), (clock.today().year - age, 1))
    about = "Plant bulbs with Millom Beach Friends, Saturday, 10am, Haverigg beach"
    return ask(account.person, cast.phone(480), town.friends.id, "outdoors", about=about, guardian_name="Grace")
