"""Organisers' pages: what we run, ask for help, offer something, publish and call off."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ..organisations.guards import organiser
from ..organisations.queries import organisations_of
from ..places.queries import venues
from ..web.guards import allow
from . import operations, queries, remembered
from .forms_changes import CancelForm
from .forms_drives import DriveForm
from .forms_offers import OfferForm
from .overview import overview

blueprint = Blueprint("events", __name__, url_prefix="/organise")


@blueprint.get("/")
@allow(organiser)
def home():
    account = current_user.account
    events = queries.events_of([one.id for one in organisations_of(account, "see people")])
    return render_template(
        "events/organise.html", cards=overview(events), is_steward=account.steward,
        may_post={one.id for one in organisations_of(account)}, events_count=queries.events_count(),
    )  # fmt: skip


@blueprint.route("/events/new", methods=["GET", "POST"])
@allow(organiser)
def ask_for_help():
    return _posting(DriveForm, "help", remembered.for_drive, "events/ask.html")


@blueprint.route("/offers/new", methods=["GET", "POST"])
@allow(organiser)
def offer():
    return _posting(OfferForm, "attend", remembered.for_offer, "events/offer.html")


def _posting(form_class, kind, answers, template):
    ours, places = organisations_of(current_user.account), venues()
    if not ours or not places:
        return render_template("events/not_yet.html", has_venue=bool(places), has_organisation=bool(ours))
    like = _own(request.args["like"]) if "like" in request.args else None
    form = form_class(**answers(like or queries.last_posted(ours[0].id, kind), repeat=like is not None))
    form.offer_choices(ours, places)
    chosen = next((one for one in ours if one.id == form.organisation.data), ours[0])
    if form.validate_on_submit():
        return _post(form)
    return render_template(template, form=form, organisation=chosen, one_of_many=len(ours) > 1), (
        422 if form.is_submitted() else 200
    )


def _post(form):
    event = operations.post(
        form.plan(), current_user.account_id, publish_now="draft" not in request.form, form_key=form.key.data
    )
    return redirect(url_for(".manage", slug=event.slug), 303)


@blueprint.get("/events/<slug>")
@allow(organiser)
def manage(slug):
    event = _own(slug)
    return render_template("events/manage.html", event=event, card=overview([event])[0])


@blueprint.post("/events/<slug>/publication")
@allow(organiser)
def publish(slug):
    event = _own(slug)
    try:
        operations.publish(event.id)
    except operations.NotAllowed:
        flash(_("This is already on, or was called off."))
    return redirect(url_for(".manage", slug=slug), 303)


@blueprint.route("/events/<slug>/cancellation", methods=["GET", "POST"])
@allow(organiser)
def cancel(slug):
    event = _own(slug)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            operations.cancel(event.id, form.reason.data)
        except operations.NotAllowed:
            flash(_("This was called off before."))
        return redirect(url_for(".manage", slug=slug), 303)
    taken = sum(slot.taken for occurrence in event.occurrences for slot in occurrence.slots)
    return render_template("events/cancellation.html", event=event, form=form, taken=taken), (
        422 if form.is_submitted() else 200
    )


def _own(slug):
    """The event if it is one of ours: for everybody else it does not exist."""
    ours = [one.id for one in organisations_of(current_user.account)]
    return queries.event_for(slug, ours) or abort(404)
