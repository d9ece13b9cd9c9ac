"""A guardian's yes over HTTP: the guardian comes by a link and without an account, the young person signed in."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from .. import clock
from ..accounts.guards import signed_in
from ..accounts.rules import hidden_email
from ..extensions import limiter
from ..pictures import PICTURES
from ..web.guards import allow, everyone
from ..web.headers import link_page
from ..web.words import local
from . import messages, operations, queries, rules
from .forms import AnswerForm, GuardianForm
from .guards import one_yes_is_enough
from .rules_asking import LinkOver, NotAsked, first_day_after, grown_up_on, link_shows, standing

blueprint = Blueprint("consents", __name__)

ANSWERS = limiter.limit("120 per hour", methods=["POST"])
ASKS = limiter.shared_limit("40 per hour", scope="ask a guardian", methods=["POST"])
GONE = {"replaced", "over"}


@blueprint.app_template_global()
def has_guardian(person) -> bool:
    """Whether a person's own pages lead to what a guardian agreed to: they are young, or were asked about."""
    return rules.consent_needed(person.band_on(clock.today())) != "none" or queries.has_consents(person.id)


# --- the guardian --------------------------------------------------------------------------------------------------


@blueprint.get("/consents/<token>")
@allow(everyone)
def show(token):
    return _guardian_page(token, AnswerForm(formdata=None))


@blueprint.post("/consents/<token>/answer")
@allow(everyone)
@ANSWERS
def answer(token):
    form = AnswerForm()
    if not form.validate_on_submit():
        return _guardian_page(token, form, 422)
    try:
        (operations.give if form.answer.data == "yes" else operations.refuse)(token)
    except LinkOver:
        return _guardian_page(token, form)
    return link_page(redirect(url_for(".show", token=token), 303))


@blueprint.post("/consents/<token>/withdrawal")
@allow(everyone)
@ANSWERS
def withdraw(token):
    try:
        operations.withdraw(token)
    except LinkOver:
        return _guardian_page(token, AnswerForm(formdata=None))
    return link_page(redirect(url_for(".show", token=token), 303))


def _guardian_page(token, form, status=200):
    consent = queries.consent_with_token(token)
    shows = _shown(consent)
    if shows in ("unknown", *GONE):
        page = render_template("consents/over.html", shows=shows)
        return link_page(make_response(page, 404 if shows == "unknown" else 410))
    page = render_template(
        f"consents/{shows}.html", consent=consent, name=messages.shown_name(consent.person.first_name), form=form,
        rule=rules.RULE_OF[consent.person.band_on(clock.today())], token=token, until=_last_day(consent),
        kind_words=PICTURES[consent.kind].label if consent.kind in PICTURES else "",
    )  # fmt: skip
    return link_page(make_response(page, status))


def _shown(consent):
    """What the link shows; nothing of somebody who is grown up, or of whom no age is known any more."""
    if consent is None:
        return "unknown"
    if rules.consent_needed(consent.person.band_on(clock.today())) == "none":
        return "over"
    return link_shows(consent.state, consent.ends_at, clock.now())


def _last_day(consent):
    """The last day of the yes: as it was given, or as it would be given today."""
    if consent.state == "given":
        return local(consent.last_moment).date()
    return first_day_after(clock.today(), grown_up_on(consent.person.age_changes)) - operations.DAY


# --- the young person ----------------------------------------------------------------------------------------------


@blueprint.get("/consents")
@allow(signed_in)
def index():
    person = current_user.person
    rows = [(consent, _standing(consent), _reached(consent)) for consent in queries.consents_of(person.id)]
    needed = rules.consent_needed(person.band_on(clock.today()))
    return render_template("consents/index.html", rows=rows, needed=needed)


@blueprint.post("/consents/mine/<int:consent_id>/withdrawal")
@allow(signed_in)
def take_back(consent_id):
    if not operations.take_back_question(current_user.person.id, consent_id):
        abort(404)
    return redirect(url_for(".index"), 303)


@blueprint.get("/consents/new")
@allow(one_yes_is_enough)
def new():
    return _ask(GuardianForm(formdata=None))


@blueprint.post("/consents/new")
@allow(one_yes_is_enough)
@ASKS
def create():
    form = GuardianForm()
    if not form.validate_on_submit():
        return _ask(form, 422)
    try:
        operations.ask(current_user.person, form.found, guardian_name=form.guardian_name.data)
    except NotAsked as refusal:
        form.refuse("address", messages.WHY_NOT_ASKED[refusal.reason]())
        return _ask(form, 409)
    flash(_("We sent a message. You can see here what they say."))
    return redirect(url_for(".index"), 303)


def _ask(form, status=200):
    return render_template("consents/new.html", form=form, action=url_for(".create")), status


def _standing(consent):
    return standing(consent.state, consent.ends_at, clock.now())


def _reached(consent):
    """Where the question went, in words that a neighbour who looks over the shoulder cannot use."""
    if not consent.address:
        return ""
    if consent.address_kind == "phone":
        return _("the phone that ends in %(digits)s", digits=consent.address[-3:])
    return hidden_email(consent.address)
