"""Signing in by a touch, and the phones with which somebody can. The asking needs a script; without one, codes stay."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ..extensions import limiter
from ..web.guards import allow, everyone
from . import messages, operations_passkeys as operations, queries_passkeys as queries, touch
from .forms import AddressForm, PasskeyForm
from .guards import asking, freshly_proved, next_path, signed_in
from .session import begin, device_name

blueprint = Blueprint("passkeys", __name__)

ANSWERS = limiter.shared_limit("120 per hour", scope="answer of a passkey", methods=["POST"])
"""From one network address, where a school class signs in together."""


@blueprint.post("/sign-in/passkeys")
@allow(everyone)
@ANSWERS
def enter():
    try:
        made = operations.sign_in_by_touch(touch.browser(), _answer(), device_name())
    except touch.Refused as refusal:
        return _sign_in_page(refusal), 422
    begin(made)
    return redirect(next_path("/me"), 303)


@blueprint.get("/me/passkeys")
@allow(signed_in)
def index():
    return _page(PasskeyForm())


@blueprint.get("/me/passkeys/new")
@allow(freshly_proved)
def offer():
    return _offer()


@blueprint.post("/me/passkeys")
@allow(freshly_proved)
@ANSWERS
def add():
    if not touch.may_be_added():
        abort(404)
    try:
        operations.add_passkey(current_user, touch.browser(), _answer(), device_name())
    except touch.Refused as refusal:
        return _offer(messages.TOUCH_REFUSED[refusal.why]()), 422
    session.pop(touch.NO_TOUCH, None)
    flash(_("Done. Next time just touch."))
    return redirect(next_path(url_for(".index")), 303)


@blueprint.post("/me/passkeys/answers")
@allow(signed_in)
def answer():
    """The no to our question; it is kept."""
    operations.say_no(asking())
    return redirect(next_path("/me"), 303)


@blueprint.post("/me/passkeys/<int:passkey_id>")
@allow(signed_in)
def rename(passkey_id):
    form = PasskeyForm()
    if not form.validate_on_submit():
        return _page(form, passkey_id), 422
    if not operations.rename(asking().id, passkey_id, form.name.data):
        abort(404)
    flash(_("Saved."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/me/passkeys/<int:passkey_id>/removal")
@allow(signed_in)
def remove(passkey_id):
    if not operations.remove_passkey(asking(), passkey_id):
        abort(404)
    flash(_("Removed. It no longer opens your account."))
    return redirect(url_for(".index"), 303)


def _answer():
    return request.form.get("credential", "")


def _sign_in_page(refusal):
    return render_template(
        "accounts/sign_in.html", form=AddressForm(formdata=None), next=next_path(""),
        question=touch.question_to_open() if touch.site() else None, problem=messages.TOUCH_REFUSED[refusal.why](),
        is_unknown=refusal.why == "unknown",
    )  # fmt: skip


def _page(form, wrong=None):
    rows, site = queries.passkeys_of(asking().id), touch.site()
    accepted = site and {
        "rpId": site.name, "userId": touch.handle_text(asking().id),
        "allAcceptedCredentialIds": [row.credential for row in rows],
    }  # fmt: skip
    return render_template(
        "accounts/passkeys.html", rows=rows, form=form, wrong=wrong, accepted=accepted, may_add=touch.may_be_added()
    )


def _offer(problem=""):
    if not touch.may_be_added():
        abort(404)
    question = touch.question_to_add(asking(), queries.passkeys_of(asking().id))
    return render_template("accounts/passkey_offer.html", question=question, problem=problem, next=next_path(""))
