"""What a visitor with a passkey does, as the tests of this folder do it."""

import json
from html import unescape
from re import search


def question_on(page):
    """The options that a page puts to a passkey."""
    return json.loads(unescape(search(r"data-passkey-options='([^']*)'", page)[1]))


def add(client, phone, **query):
    """Let the phone open the account of whoever is signed in."""
    question = question_on(client.get("/me/passkeys/new").text)
    return client.post("/me/passkeys", query_string=query, data={"credential": phone.create(question)})


def enter(client, phone, **query):
    """Sign in by a touch."""
    question = question_on(client.get("/sign-in").text)
    return client.post("/sign-in/passkeys", query_string=query, data={"credential": phone.get(question)})
