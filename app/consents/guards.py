"""Who may ask for one yes to all: people of 16 and 17. For adults the page does not exist."""

from urllib.parse import quote

from flask import abort, redirect, request
from flask_login import current_user

from ..accounts.guards import signed_in
from ..clock import today
from .rules import consent_needed


def one_yes_is_enough(**_arguments):
    """Signed-in people of 16 and 17. Who has not told their age does that first; the younger ask for each place."""
    signed_in()
    band = current_user.person.band_on(today())
    if band is None:
        abort(redirect(f"/me/about?next={quote(request.path)}", 303))
    if consent_needed(band) == "each":
        abort(redirect("/consents", 303))
    if consent_needed(band) == "none":
        abort(404)
