"""My phones over HTTP: what a browser sends of itself, and the page with its switches, which needs no script."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ..accounts.guards import asking, next_path, signed_in
from ..accounts.session import device_name
from ..backends.push import Forbidden, public_key
from ..extensions import csrf, limiter
from ..notifications import operations_phones as operations
from ..notifications.queries import under_18
from ..notifications.queries_phones import phones_of, preference_of
from ..web.errors import answer_otherwise
from ..web.guards import allow, everyone
from ..web.visitor import phone_mark
from . import messages, problems, questions
from .forms import WishesForm, read_subscription
from .operations import send_test

blueprint = Blueprint("push", __name__)
blueprint.record_once(lambda state: answer_otherwise(state.app, problems.PATH, problems.show))

LIMIT = limiter.limit("120 per hour")
"""From one network address, where a school class says yes together."""
TESTS = limiter.limit("20 per hour", methods=["POST"])


@blueprint.post("/api/v1/push/subscriptions")
@blueprint.post("/push/subscriptions")
@csrf.exempt  # a service worker sends it too, and has seen no form; it is JSON and comes from our own origin
@allow(everyone)
@LIMIT
def subscribe():
    """Keep the phone that asks; the same again only notes that it is still there."""
    body, browser = read_subscription(), _this_browser()
    if browser is None:
        raise problems.Problem("nobody")
    try:
        phone = operations.subscribe(browser, body.endpoint, body.keys.p256dh, body.keys.auth)
    except Forbidden as refusal:
        raise problems.Problem("forbidden_address", refusal.sentence) from refusal
    except operations.SomebodyElses:
        raise problems.Problem("somebody_elses") from None
    if wants := {switch: True for switch in body.wants if switch in ("reminders", "asks", "news")}:
        if browser.person_id:
            operations.choose(browser.person_id, **wants)
        session.pop(questions.NO, None)
    return jsonify(id=phone.id, name=phone.name), 201


@blueprint.delete("/api/v1/push/subscriptions")
@blueprint.delete("/push/subscriptions")
@csrf.exempt  # as above; only the browser itself knows its keys
@allow(everyone)
@LIMIT
def unsubscribe():
    body = read_subscription()
    if not operations.unsubscribe(body.endpoint, body.keys.auth):
        raise problems.Problem("not_found")
    return "", 204


@blueprint.get("/push/key")
@allow(everyone)
def key():
    """The town's key, for a phone that looks whether its own is still made for it."""
    return jsonify(key=public_key())


@blueprint.get("/me/phones")
@allow(everyone)
def index():
    return _page()


@blueprint.post("/me/phones/preferences")
@allow(signed_in)
def choose():
    form = _form()
    if not form.validate_on_submit():
        return _page(form, 422)
    operations.choose(asking().person_id, **form.wishes)
    flash(_("Saved."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/me/phones/answers")
@allow(everyone)
def answer():
    """Yes or no to a question of ours; it is kept, and not put again."""
    about, account = request.form.get("about", ""), asking()
    if about not in ("reminders", "asks"):
        abort(400)
    if request.form.get("answer") == "yes" and account:
        wishes = {about: True}
    else:
        wishes = questions.answered_no(account, about)
    if wishes:
        operations.choose(account.person_id, **wishes)
    flash(messages.answered(yes=bool(wishes and wishes[about])))
    return redirect(_back(), 303)


@blueprint.post("/me/phones/<int:phone_id>/removal")
@allow(everyone)
def remove(phone_id):
    if not operations.remove(phone_id, *_owner()):
        abort(404)
    flash(_("Done. That phone hears no more from us."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/me/phones/tests")
@allow(everyone)
@TESTS
def try_it():
    """Send a notice to every phone on the page."""
    person_id, mark = _owner()
    if not phones_of(person_id, mark):
        abort(404)
    sent = send_test(person_id, mark)
    flash(_("On its way. It takes a few seconds.") if sent else _("Turn something on first."))
    return redirect(url_for(".index"), 303)


@blueprint.app_template_global()
def push_key() -> str:
    """The town's key, as a browser wants it that subscribes."""
    return public_key()


blueprint.add_app_template_global(questions.question_on, "push_question")


def _owner():
    account = asking()
    return account.person_id if account else None, phone_mark()


def _this_browser():
    """Who asks, None for a phone that we know nothing of."""
    person_id, mark = _owner()
    if not (person_id or mark):
        return None
    return operations.Browser(person_id, current_user.id if person_id else None, mark, device_name())


def _form():
    account = asking()
    return WishesForm(preference_of(account.person_id), bool(under_18([account.person_id])))


def _page(form=None, status=200):
    account = asking()
    page = render_template(
        "push/phones.html", phones=phones_of(*_owner()), form=form or (account and _form()), mark=phone_mark(),
        here=current_user.id if account else None, knows_phone=bool(account or phone_mark()),
    )  # fmt: skip
    return page, status, {"Cache-Control": "no-store"}


def _back():
    """The page of ours that the question stood on."""
    return next_path(url_for(".index"))
