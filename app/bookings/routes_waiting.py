"""The waiting list over HTTP: join it, see how it stands, say yes or no to an offer."""

from flask import Blueprint

blueprint = Blueprint("waiting", __name__)
