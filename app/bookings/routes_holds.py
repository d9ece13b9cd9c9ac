"""Keeping a time over HTTP while somebody types: pick it, ask for more time, let it go (RULES H1)."""

from contextlib import suppress

from flask import Blueprint, redirect, request, url_for

from ..extensions import csrf, limiter
from ..web.guards import allow, everyone
from ..web.visitor import give_mark, phone_mark
from . import operations, operations_holds, pages, rules
from .visitors import visitor_person

blueprint = Blueprint("holds", __name__)

PICKS = limiter.limit("60 per 10 minutes")
"""Picks from one address: more than a family or a library's guests need, fewer than it takes to keep a whole clinic."""


# No token: the page of an event is kept whole and shown to everybody who has no cookie yet, so it cannot carry one.
# What another site sends is refused by its Origin (web/guards.py), and a browser lends it no cookie of ours (SameSite).
@blueprint.post("/holds")
@allow(everyone)
@csrf.exempt
@PICKS
def create():
    """Keep the slot that was picked for this phone; where it is gone already, the next page says so."""
    slot_id = request.form.get("slot", type=int)
    if slot_id is None:
        event = request.form.get("event", "")
        return redirect(url_for("discovery.event", slug=event, pick="none") if event else "/events", 303)
    slot = pages.visible_slot(slot_id)
    if reason := operations.why_not(slot, visitor_person()):
        return pages.refused(slot, reason)
    with suppress(rules.Full):  # the form's page finds it full, and shows what is free
        operations_holds.hold(slot, give_mark())
    return redirect(url_for("bookings.new", slot_id=slot_id), 303)


@blueprint.post("/slots/<int:slot_id>/holds/extension")
@allow(everyone)
def extend(slot_id):
    """More time: the form again, with everything typed, unless it ran out and the place is gone."""
    slot = pages.visible_slot(slot_id)
    form = pages.form_for(slot, visitor_person())
    more = operations_holds.extend(slot_id, give_mark())
    slot = pages.visible_slot(slot_id)
    if not more and not pages.room(slot):
        return pages.gone(slot, form)
    return pages.details(slot, form, ran_out=not more and pages.my_hold(slot) is None)


@blueprint.post("/slots/<int:slot_id>/holds/release")
@allow(everyone)
def release(slot_id):
    """Let go of what this phone keeps on that date, and back to the times."""
    slot = pages.visible_slot(slot_id)
    event, day = slot.occurrence.event, slot.starts_local.date().isoformat()
    if mark := phone_mark():
        operations_holds.release(slot.occurrence_id, mark)
    return redirect(url_for("discovery.event", slug=event.slug, day=day if slot.timed else None), 303)
