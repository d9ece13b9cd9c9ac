"""What an organiser sees of a rally: what it is doing and why, with pause and stop, choices, and how it went."""

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from .. import clock
from ..organisations.guards import organiser
from ..organisations.queries import organisations_of
from ..web.guards import allow
from . import messages, operations, pages, queries, rules_starting
from .forms import StartForm

blueprint = Blueprint("rallies", __name__, url_prefix="/organise/slots/<int:slot_id>/rally")


@blueprint.get("")
@allow(organiser)
def show(slot_id):
    slot, rally = _own(slot_id)
    if rally is None:
        return _start_page(slot, StartForm())
    view = pages.standing(rally)
    return render_template(
        "rally/show.html", view=view, slot=slot, event=slot.occurrence.event, sentence=pages.sentence(view),
        why=pages.why_so(view), may_go_on=_why_not(slot) is None,
    )  # fmt: skip


@blueprint.post("")
@allow(organiser)
def start(slot_id):
    slot, rally = _own(slot_id)
    form = StartForm()
    if rally is None and not form.validate_on_submit():
        return _start_page(slot, form, 422)
    lead = rally.lead_minutes if rally else form.lead.data
    try:
        operations.start(slot_id, current_user.account_id, lead)
    except operations.NotStarted as problem:
        flash(messages.why_not(problem.reason))
    _note(slot_id, "started")
    return _back(slot_id)


@blueprint.post("/pause")
@allow(organiser)
def pause(slot_id):
    _slot, rally = _own(slot_id)
    operations.pause(_needed(rally).id)
    _note(slot_id, "paused")
    return _back(slot_id)


@blueprint.post("/stop")
@allow(organiser)
def stop(slot_id):
    _slot, rally = _own(slot_id)
    operations.stop(_needed(rally).id)
    _note(slot_id, "stopped")
    return _back(slot_id)


@blueprint.get("/replay")
@allow(organiser)
def replay(slot_id):
    slot, rally = _own(slot_id)
    steps = [(step, *pages.step_words(step)) for step in pages.steps(_needed(rally))]
    return render_template("rally/replay.html", slot=slot, event=slot.occurrence.event, rally=rally, steps=steps,
                           sentence=pages.sentence(pages.standing(rally)))  # fmt: skip


def _own(slot_id):
    """The slot and its rally, None without one, if we may post for its organisation; for others it does not exist."""
    slot = queries.slot_for(slot_id, [one.id for one in organisations_of(current_user.account)]) or abort(404)
    rally = queries.rally_of(slot_id)
    return slot, rally and queries.rally_with(rally.id)


def _needed(rally):
    return rally or abort(404)


def _start_page(slot, form, status=200):
    reason = _why_not(slot)
    return render_template(
        "rally/start.html", form=form, slot=slot, event=slot.occurrence.event,
        why_not=messages.why_not(reason) if reason else "",
    ), status  # fmt: skip


def _why_not(slot):
    return operations.why_not(slot, rules_starting.LEAD_MINUTES, clock.now())


def _note(slot_id, what):
    structlog.get_logger().info("rally.by_hand", slot_id=slot_id, what=what, account_id=current_user.account_id)


def _back(slot_id):
    return redirect(url_for(".show", slot_id=slot_id), 303)
