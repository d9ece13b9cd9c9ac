"""An organisation's own pages: propose it, change it, say who is in its team; a steward says yes to it."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ..accounts.guards import asking, signed_in
from ..accounts.rules import hidden_email
from ..extensions import limiter
from ..web.guards import allow
from . import operations, queries, rules
from .forms import KIND_PICTURES, KIND_WORDS, ROLE_WORDS, ChangeForm, MemberForm, OrganisationForm, last_owner
from .guards import manager, organiser, sees_team, steward

blueprint = Blueprint("organisations", __name__, url_prefix="/organise/organisations")

WORDS = {"kind_words": KIND_WORDS, "kind_pictures": KIND_PICTURES, "role_words": ROLE_WORDS}


@blueprint.app_template_global()
def organises() -> bool:
    """Whether whoever looks works for an organisation or for the town; asks nothing about a visitor without cookie."""
    account = asking()
    return account is not None and (account.steward or queries.is_member(account.id))


@blueprint.get("")
@allow(organiser)
def index():
    account = asking()
    return render_template(
        "organisations/index.html", found=queries.organisations_of(account, "belong"), steward=account.steward,
        roles=queries.roles_of(account.id), may_manage=rules.MAY["manage"], **WORDS,
    )  # fmt: skip


@blueprint.get("/new")
@allow(signed_in)
def new():
    return render_template("organisations/new.html", form=OrganisationForm(), steward=asking().steward, **WORDS)


@blueprint.post("/new")
@allow(signed_in)
@limiter.limit("20 per hour")
def add():
    form, account = OrganisationForm(), asking()
    if not form.validate_on_submit():
        return render_template("organisations/new.html", form=form, steward=account.steward, **WORDS), 422
    made = operations.add_organisation(form.name.data, form.kind.data, form.number, account, form.key.data)
    return redirect(url_for("organisations.show", slug=made.slug), 303)


@blueprint.get("/<slug>")
@allow(manager)
def show(slug):
    return _show(ChangeForm(obj=g.organisation))


@blueprint.post("/<slug>")
@allow(manager)
def change(slug):
    organisation = g.organisation
    form = ChangeForm(obj=organisation)
    if not form.validate_on_submit():
        return _show(form, 422)
    operations.change_organisation(
        organisation.id, form.name.data, form.kind.data, form.number, form.safeguarding_lead.data,
        form.youngest_helper.data,
    )  # fmt: skip
    return redirect(url_for("organisations.show", slug=slug, kept=1), 303)


@blueprint.post("/<slug>/approval")
@allow(steward)
def approve(slug):
    organisation = queries.with_slug(slug) or abort(404)
    operations.approve(organisation.id)
    return redirect(url_for("organisations.index"), 303)


@blueprint.get("/<slug>/members")
@allow(sees_team)
def members(slug):
    return _show_members(MemberForm())


@blueprint.post("/<slug>/members")
@allow(sees_team)
@limiter.limit("60 per hour")
def add_member(slug):
    form = MemberForm()
    if not _may_add():
        abort(404)
    if not form.validate_on_submit():
        return _show_members(form, 422)
    try:
        operations.add_member(g.organisation.id, form.found, form.role.data)
    except operations.LastOwner:
        form.refuse("role", last_owner())
        return _show_members(form, 422)
    return redirect(url_for("organisations.members", slug=slug), 303)


@blueprint.post("/<slug>/members/<int:account_id>")
@allow(sees_team)
def change_member(slug, account_id):
    role = request.form.get("role")
    if role not in rules.ROLES:
        abort(422)
    return _changed(slug, operations.change_role, account_id, role)


@blueprint.post("/<slug>/members/<int:account_id>/removal")
@allow(sees_team)
def remove_member(slug, account_id):
    return _changed(slug, operations.remove_member, account_id)


def _changed(slug, operation, account_id, *rest):
    try:
        found = operation(g.organisation.id, account_id, *rest)
    except operations.LastOwner:
        return _show_members(MemberForm(formdata=None), 422, problem=last_owner())
    if not found:
        abort(404)
    if queries.organisation_of(asking(), slug, "manage") is None:  # they took their own role away
        return redirect("/me", 303)
    return redirect(url_for("organisations.members", slug=slug), 303)


def _show(form, status=200):
    return render_template(
        "organisations/show.html", form=form, organisation=g.organisation, steward=asking().steward,
        kept="kept" in request.args, **WORDS,
    ), status  # fmt: skip


def _show_members(form, status=200, problem=""):
    rows = [(row, member_name(row.account.person)) for row in queries.members_of(g.organisation.id)]
    return render_template(
        "organisations/members.html", form=form, organisation=g.organisation, rows=rows, problem=problem,
        may_add=_may_add(), me=asking().id, **WORDS,
    ), status  # fmt: skip


def _may_add():
    """A team grows once a steward knows the organisation: nobody else may have us write to strangers."""
    return g.organisation.approved_at is not None or asking().steward


def member_name(person) -> str:
    """What to call somebody in the team: their first name, else what shows of their address until they sign in."""
    if person.first_name:
        return person.first_name
    if person.phone:
        return _("The phone that ends in %(digits)s", digits=person.phone[-3:])
    return hidden_email(person.email) if person.email else _("Somebody who left")
