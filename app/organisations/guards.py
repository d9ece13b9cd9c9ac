"""Who may see the organiser's pages. An outsider finds nothing there: 404, never 403."""

from flask import abort, g

from ..accounts import guards as accounts
from ..accounts.guards import asking, signed_in
from . import queries


def organiser(**_arguments):
    """Members of any organisation, and stewards."""
    signed_in()
    account = asking()
    if not account.steward and not queries.is_member(account.id):
        abort(404)


def sees_people(**arguments):
    """Members and stewards who showed today who they are: what is here is about other people (decision 0042)."""
    organiser(**arguments)
    accounts.sees_people()


def steward(**_arguments):
    """The stewards of the town."""
    signed_in()
    if not asking().steward:
        abort(404)


def manager(slug, **_arguments):
    """The owners of the organisation of this slug, and stewards; the view finds it as `g.organisation`."""
    signed_in()
    g.organisation = queries.organisation_of(asking(), slug, "manage")
    if g.organisation is None:
        abort(404)


def sees_team(slug, **_arguments):
    """The same people, once they showed today who they are: a team's page names others."""
    manager(slug)
    accounts.sees_people()
