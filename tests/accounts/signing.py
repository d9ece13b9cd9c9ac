"""What a visitor does to sign in, as the tests of this folder do it."""

import re

from app.extensions import db
from app.notifications.models import Message


def ask(client, address="zoe@example.org", **query):
    """Ask for a code on the sign-in page."""
    return client.post("/sign-in", query_string=query, data={"address": address})


def code_sent(address="zoe@example.org"):
    """The digits of the newest message to the address, read as its owner would."""
    texts = [row.text for row in db.session.query(Message).order_by(Message.id) if row.address == address]
    return re.search(r"\d{6}", texts[-1]).group()


def wrong(code):
    """Six digits that are surely not the code."""
    return f"{(int(code) + 1) % 10**6:06}"


def type_in(client, code, **query):
    """Type the digits on the code page."""
    return client.post("/sign-in/code", query_string=query, data={"code": code})


def sign_in(client, address="zoe@example.org", **query):
    """The whole way in, with a code that arrives."""
    ask(client, address, **query)
    return type_in(client, code_sent(address.lower()), **query)


def is_signed_in(client):
    return client.get("/me/sign-ins").status_code == 200
