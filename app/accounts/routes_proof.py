"""Showing again that it is you, before pages about other people (decision 0042)."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from .. import clock
from ..config import PROOF_HOURS
from ..web.guards import allow
from . import messages, operations_passkeys as operations, queries_passkeys as queries, rules, touch
from .guards import asking, freshly_proved, next_path, signed_in
from .operations_codes import TooManyCodes, send_code
from .routes import ASKS
from .routes_passkeys import ANSWERS

blueprint = Blueprint("proof", __name__)


@blueprint.get("/me/proof")
@allow(signed_in)
def ask():
    return _page()


@blueprint.post("/me/proof")
@allow(signed_in)
@ANSWERS
def prove():
    try:
        operations.prove_by_touch(current_user, touch.browser(), request.form.get("credential", ""))
    except touch.Refused as refusal:
        return _page(messages.TOUCH_REFUSED[refusal.why]()), 422
    session.pop(touch.NO_TOUCH, None)
    return redirect(next_path("/me"), 303)


@blueprint.post("/me/proof/codes")
@allow(signed_in)
@ASKS
def send():
    try:
        send_code(asking().person.address, touch.browser())
    except TooManyCodes:
        return _page(_("We sent you a few codes already. Look for the last one, or try again in an hour")), 429
    return redirect(url_for("accounts.code", next=next_path("") or None), 303)


@blueprint.post("/me/proof/answers")
@allow(freshly_proved)
def cannot():
    """This phone can't do a touch: a code a day does, and owners of passkeys are told."""
    if touch.NO_TOUCH not in session:
        operations.tell_of_code(current_user)
        session[touch.NO_TOUCH] = True
    return redirect(next_path("/me"), 303)


def _page(problem=""):
    account, known = asking(), queries.passkeys_of(asking().id)
    fresh = rules.is_fresh(current_user.proved_at, clock.now(), PROOF_HOURS)
    question = None
    if touch.site() and known:
        question = touch.question_to_open(account, known)
    elif touch.may_be_added() and fresh:
        question = touch.question_to_add(account, known)
    return render_template(
        "accounts/proof.html", question=question, adds=not known, fresh=fresh, problem=problem, next=next_path(""),
        can_code=account.person.address is not None,
    )  # fmt: skip
