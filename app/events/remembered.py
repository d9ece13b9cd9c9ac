"""What a posting form starts with: the answers of an earlier event, else the usual ones."""

from datetime import time

from .. import clock
from .forms_drives import ADULT, AGES
from .rules import next_days


def for_drive(last=None, repeat=False) -> dict:
    """The first answers of "Ask for help"; `repeat` keeps the name and picture of the earlier one too."""
    found = {
        "day": next_days(clock.today())[0].isoformat(), "starts": time(10), "ends": time(12), "people": 10,
        "picture": "clean-up", "asks_people": True,
    }  # fmt: skip
    if last is None:
        return found
    slot = next(slot for occurrence in last.occurrences for slot in occurrence.slots if slot.kind == "help")
    found |= _common(last, slot) | {"people": slot.capacity, "age": _age(last), "hazards": last.hazards}
    found |= {"asks_people": last.asks_people}
    if repeat:
        found |= {"title": last.title, "picture": last.picture, "summary": last.summary}
    return found


def for_offer(last=None, repeat=False) -> dict:
    """The first answers of "Offer something"; `repeat` keeps the name and picture of the earlier one too."""
    found = {
        "style": "times", "starts": time(9), "ends": time(12), "minutes": 20, "lanes": 1, "places": 20,
        "picture": "health-check",
    }  # fmt: skip
    if last is None:
        return found
    slots = [slot for occurrence in last.occurrences for slot in occurrence.slots if slot.kind == "attend"]
    found |= _common(last, last.occurrences[0])
    found |= {"opens": last.opens_days or 0, "eligibility": last.eligibility}
    if slots and slots[0].timed:
        length = slots[0].ends_local - slots[0].starts_local
        found |= {"style": "times", "minutes": int(length.total_seconds() // 60), "lanes": slots[0].capacity}
    elif slots:
        found |= {"style": "places", "places": slots[0].capacity}
    else:
        found |= {"style": "open"}
    if repeat:
        found |= {"title": last.title, "picture": last.picture, "summary": last.summary}
    return found


def _age(last):
    """From which age, as far as its organisation may still ask them."""
    if last.min_age not in AGES or not last.organisation.may_ask_under_18s:
        return ADULT
    return max(last.min_age, last.organisation.youngest_helper)


def _common(last, when):
    return {
        "organisation": last.organisation_id, "venue": last.venue_id, "starts": when.starts_local.time(),
        "ends": when.ends_local.time(), "meeting_point": last.meeting_point,
        "good_to_know": "\n".join(last.good_to_know),
    }  # fmt: skip
