"""Signing in and out, and where one is signed in. Every page works without a script."""

from datetime import timedelta

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _, ngettext
from flask_login import current_user

from .. import clock
from ..addresses import Address
from ..config import CODE_TRIES, SIGN_IN_DAYS
from ..extensions import limiter
from ..web.guards import allow, everyone
from ..web.visitor import say_shared
from ..web.words import date_words
from . import operations, operations_codes, queries, rules, touch
from .forms import AddressForm, CodeForm
from .guards import asking, next_path, signed_in
from .session import begin, device_name, empty, end, leave
from .touch import BROWSER

blueprint = Blueprint("accounts", __name__)

ASKS = limiter.shared_limit("40 per hour", scope="ask for a sign-in code", methods=["POST"])
TRIES = limiter.limit("120 per hour", methods=["POST"])
"""From one network address, where a school class signs in together; each e-mail and phone has a limit of its own."""
SEEN_EVERY = timedelta(days=1)


@blueprint.get("/sign-in")
@allow(everyone)
def sign_in():
    if asking():
        return redirect(next_path("/me"), 303)
    return _ask_address(AddressForm())


@blueprint.post("/sign-in")
@allow(everyone)
@ASKS
def ask_for_code():
    form = AddressForm()
    if not form.validate_on_submit():
        return _ask_address(form, 422)
    try:
        operations_codes.send_code(form.found, touch.browser())
    except operations_codes.TooManyCodes:
        form.refuse("address", _too_many())
        return _ask_address(form, 429)
    say_shared(form.shared.data)
    return redirect(_with_next("accounts.code"), 303)


@blueprint.get("/sign-in/code")
@allow(everyone)
def code():
    row = _waiting()
    return _ask_code(row, CodeForm()) if row else redirect(_with_next("accounts.sign_in"), 303)


@blueprint.post("/sign-in/code")
@allow(everyone)
@TRIES
def try_code():
    form, row = CodeForm(), _waiting()
    if row is None:
        return redirect(_with_next("accounts.sign_in"), 303)
    if not form.validate_on_submit():
        return _ask_code(row, form, 422)
    try:
        here = current_user if asking() else None
        made = operations_codes.sign_in_with_code(session[BROWSER], form.digits, device_name(), here)
    except operations_codes.WrongCode as wrong:
        form.refuse("code", _tries_left(wrong.left))
        return _ask_code(_waiting(), form, 422)
    except operations_codes.CodeOver:
        return _ask_code(_waiting(), form, 422)
    return redirect(next_path("/me"), 303) if made is here else _welcome(made)


@blueprint.post("/sign-in/code/another")
@allow(everyone)
@ASKS
def another_code():
    row = _waiting()
    if row is None:
        return redirect(_with_next("accounts.sign_in"), 303)
    try:
        operations_codes.send_code(Address(row.kind, row.address), session[BROWSER])
    except operations_codes.TooManyCodes:
        return _ask_code(row, CodeForm(formdata=None), 429, problem=_too_many())
    return redirect(_with_next("accounts.code"), 303)


@blueprint.post("/me/shared-phone")
@allow(everyone)
def share_phone():
    """Others use this phone too, or not any more: what it kept of anybody goes (RULES P4)."""
    say_shared("shared" in request.form)
    return empty(redirect("/me", 303))


@blueprint.post("/sign-out")
@allow(everyone)
def sign_out():
    if account := asking():
        operations.sign_out(account.id, current_user.id)
    return end()


@blueprint.post("/sign-out/everywhere")
@allow(signed_in)
def sign_out_everywhere():
    operations.sign_out(asking().id)
    return end()


@blueprint.get("/me/sign-ins")
@allow(signed_in)
def sign_ins():
    rows = queries.sign_ins_of(asking().id)
    return render_template("accounts/sign_ins.html", rows=rows, here=current_user.id, days=SIGN_IN_DAYS)


@blueprint.post("/me/sign-ins/<int:sign_in_id>/sign-out")
@allow(signed_in)
def sign_out_one(sign_in_id):
    if sign_in_id == current_user.id:
        return sign_out()
    if not operations.sign_out(asking().id, sign_in_id):
        abort(404)
    return redirect(url_for("accounts.sign_ins"), 303)


@blueprint.before_app_request
def notice_the_browser():
    """A browser that was signed out from elsewhere lets go of everything; one in use is noted once a day."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies or "_user_id" not in session:
        return
    if not current_user.is_authenticated:
        leave()
    elif current_user.seen_at < clock.now() - SEEN_EVERY:
        operations.mark_seen(current_user.id)


@blueprint.app_template_global()
def is_signed_in() -> bool:
    """Whether whoever looks is signed in; asks nothing about a visitor without cookie."""
    return asking() is not None


@blueprint.app_template_filter()
def past_day_words(day) -> str:
    """A day that has been, as one would say it: "today", "yesterday", then the date."""
    ago = (clock.today() - day).days
    if ago <= 0:
        return _("today")
    return _("yesterday") if ago == 1 else date_words(day, with_year=True)


def _waiting():
    return queries.waiting_code(session[BROWSER]) if BROWSER in session else None


def _with_next(endpoint):
    return url_for(endpoint, next=next_path("") or None)


def _ask_address(form, status=200):
    question = touch.question_to_open() if touch.site() else None
    return render_template("accounts/sign_in.html", form=form, next=next_path(""), question=question), status


def _ask_code(row, form, status=200, problem=""):
    counts = rules.code_counts(row.tries, row.used_at, row.expires_at, clock.now(), CODE_TRIES)
    return render_template(
        "accounts/code.html", form=form, sent_to=row, hidden_address=rules.hidden_email(row.address), counts=counts,
        problem=problem, next=next_path(""),
    ), status  # fmt: skip


def _too_many():
    return _("We sent you a few codes already. Look for the last one, or try again in an hour")


def _tries_left(left):
    return ngettext(
        "That is not the code. You can try 1 more time", "That is not the code. You can try %(num)s more times", left
    )


def _welcome(made):
    wanted = next_path("")
    begin(made)
    if request.form.get("touch") and touch.may_be_added() and made.account.touch_answered_at is None:
        wanted = url_for("passkeys.offer", next=wanted or None)
    if not made.person.first_name:
        return redirect(url_for("places.about", next=wanted or None), 303)
    return redirect(wanted or "/me", 303)
