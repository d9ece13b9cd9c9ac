"""The eligibility check before a form: is this for you? Only that it was passed is kept, never an answer (B6)."""

from flask import Blueprint, redirect, render_template, request, url_for

from ..web.guards import allow, everyone
from ..web.visitor import phone_mark
from . import operations, operations_holds, pages, rules
from .checks import CHECKS
from .visitors import forget_passed, note_passed, visitor_person

blueprint = Blueprint("checks", __name__)
NEXT = {"": "bookings.new", "wait": "waiting.new"}
"""Where one goes on from the check."""


@blueprint.get("/slots/<int:slot_id>/eligibility")
@allow(everyone)
def new(slot_id):
    slot = pages.visible_slot(slot_id)
    if reason := operations.why_not(slot, visitor_person()):
        return pages.refused(slot, reason)
    if not slot.occurrence.event.eligibility:
        return redirect(url_for("bookings.new", slot_id=slot_id), 303)
    return pages.check_page(slot, then=_then(request.args))


@blueprint.post("/slots/<int:slot_id>/eligibility")
@allow(everyone)
def create(slot_id):
    slot = pages.visible_slot(slot_id)
    check, answer, then = slot.occurrence.event.eligibility, request.form.get("answer"), _then(request.form)
    if check not in CHECKS:
        return redirect(url_for("bookings.new", slot_id=slot_id), 303)
    if answer == "yes":
        note_passed(slot.occurrence.event_id, rules.passed_word(check))
        if "first_name" in request.form:
            return pages.details(slot, pages.form_for(slot, visitor_person()))
        return redirect(url_for(NEXT[then], slot_id=slot_id), 303)
    if answer != "no":
        return pages.check_page(slot, then, answered=False, status=422)
    forget_passed()
    if mark := phone_mark():
        operations_holds.release(slot.occurrence_id, mark)
    page = render_template("bookings/not_eligible.html", event=slot.occurrence.event, check=CHECKS[check])
    return page, 200, pages.PRIVATE


def _then(given):
    then = given.get("then", "")
    return then if then in NEXT else ""
