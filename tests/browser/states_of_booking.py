"""Everything that can stand between a visitor and a place, in a served demo town."""

from app.accounts.models import Person
from app.accounts.operations import say_needs
from app.accounts.queries import account_at
from app.bookings.operations import Request, book
from app.demo.operations import address_of
from app.extensions import db
from tests import cast

CHECK = "nhs-health-check"


def on_the_way(town) -> dict:
    """Make it, and tell the names that the addresses of the pages ask for."""
    held, crowd = cast.clinic(town, title="Eye test"), cast.gathering(town, capacity=3, title="Tea and cake", days=5)
    cast.take(cast.first_slot(crowd), "Cleo")
    check = cast.clinic(town, title="NHS Health Check", eligibility=CHECK, days=(6, 7))
    late = cast.clinic(town, title="Foot care", days=(40,), opens_days=7)
    pairs = cast.clinic(town, title="Hearing test", days=(8,))
    cast.take(pairs.occurrences[0].slots[1], "Fay")
    return {
        "held": held.slug, "held_slot": cast.first_slot(held).id, "crowd_slot": cast.first_slot(crowd).id,
        "check_slot": cast.first_slot(check).id, "late_slot": cast.first_slot(late).id, "late": late.slug,
        "pairs_slot": cast.first_slot(pairs).id, "all_taken": _all_taken(town).slug, **_of_grace(town, check),
        "many_slot": _of_somebody_busy(town),
    }  # fmt: skip


def _all_taken(town):
    clinic = cast.clinic(town, title="Flu jab", days=(3,))
    for number, slot in enumerate(clinic.occurrences[0].slots):
        cast.take(slot, f"Fred {number}", cast.phone(490 + number))
    return clinic


def _of_grace(town, check):
    """Grace's needs are known, she had her check, and she is busy one afternoon."""
    grace = account_at(address_of("Grace")).person_id
    book(check.occurrences[1].slots[0].id, Request(person_id=grace, passed=f"{CHECK}/1"))
    busy, other = (cast.gathering(town, title=title, days=9) for title in ("Singing", "Mindful walk"))
    book(cast.first_slot(busy).id, Request(person_id=grace))
    blood, scan = (cast.clinic(town, title=title, days=(10,)) for title in ("Blood test", "Scan"))
    book(blood.occurrences[0].slots[2].id, Request(person_id=grace))
    say_needs(db.session.get(Person, grace), ["wheelchair", "hearing"], "Polish")
    return {"clash_slot": cast.first_slot(other).id, "timed_clash_slot": scan.occurrences[0].slots[2].id}


def _of_somebody_busy(town):
    """Somebody has two places that nobody confirmed; the id of a third slot."""
    for days in (11, 12):
        slot = cast.first_slot(cast.gathering(town, title="Gardening", days=days))
        cast.take(slot, "Max", cast.phone(488), door="web")
    return cast.first_slot(cast.gathering(town, title="Gardening", days=13)).id
