"""Areas and venues for organisers, and the page where people say who they are and where they live.

The last stands here, not with the accounts, because it needs the areas.
"""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from ..accounts.forms import AboutForm
from ..accounts.guards import next_path, signed_in
from ..accounts.operations import say_who_i_am
from ..clock import today
from ..organisations.guards import organiser, steward
from ..organisations.queries import members_count, organisations_count
from ..web.guards import allow
from . import operations, queries
from .forms import AreaForm, VenueForm

blueprint = Blueprint("places", __name__)


@blueprint.app_template_global()
def first_steps_counts() -> dict[str, int]:
    """How far a new town has come: its areas, organisations, members and venues."""
    return {
        "areas": queries.areas_count(), "organisations": organisations_count(), "members": members_count(),
        "venues": queries.venues_count(),
    }  # fmt: skip


@blueprint.get("/me/about")
@allow(signed_in)
def about():
    person = current_user.person
    interests = [interest.picture for interest in person.interests]
    return _ask_about(_about_form(first_name=person.first_name, area=str(person.area_id or ""), interests=interests))


@blueprint.post("/me/about")
@allow(signed_in)
def keep_about():
    form = _about_form()
    if not form.validate_on_submit():
        return _ask_about(form, 422)
    say_who_i_am(current_user.person.id, form.first_name.data, form.area_id, form.interests.data, form.birth)
    return redirect(next_path("/me"), 303)


def _about_form(**known):
    return AboutForm(queries.areas(), band=current_user.person.age_band, data=known)


def _ask_about(form, status=200):
    band = current_user.person.band_on(today())
    return render_template("places/about.html", form=form, band=band, next=next_path("")), status


@blueprint.get("/organise/areas/new")
@allow(steward)
def new_area():
    return render_template("places/new_area.html", form=AreaForm(), areas=queries.areas(), next=next_path(""))


@blueprint.post("/organise/areas/new")
@allow(steward)
def add_area():
    form = AreaForm()
    if not form.validate_on_submit():
        areas = queries.areas()
        return render_template("places/new_area.html", form=form, areas=areas, next=next_path("")), 422
    operations.add_area(form.name.data, *form.centre)
    return redirect(next_path("/organise/"), 303)


@blueprint.get("/organise/venues")
@allow(organiser)
def venues():
    return render_template("places/venues.html", venues=queries.venues())


@blueprint.get("/organise/venues/new")
@allow(organiser)
def new_venue():
    areas = queries.areas()
    return _ask_venue(VenueForm(areas), areas)


@blueprint.post("/organise/venues/new")
@allow(organiser)
def add_venue():
    areas = queries.areas()
    form = VenueForm(areas)
    if not form.validate_on_submit():
        return _ask_venue(form, areas, 422)
    operations.add_venue(form.name.data, form.address.data, int(form.area.data), form.key.data, **form.facts)
    return redirect(next_path(url_for("places.venues")), 303)


def _ask_venue(form, areas, status=200):
    return render_template("places/new_venue.html", form=form, areas=areas, next=next_path("")), status
