"""Where somebody who was asked answers: the question to read in peace, and one tap. No account, no cookie is needed.

The service worker of the app sends the same as the page's buttons, and gets the words of the notice that follows.
"""

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for

from ..extensions import csrf
from ..notifications.queries_phones import preference_of
from ..web.guards import allow, everyone
from ..web.headers import link_page
from . import messages, operations_answers, queries

blueprint = Blueprint("rally", __name__, url_prefix="/rally")

STATUS = {"refused": 409, "full": 409, "off": 410, "over": 410}


@blueprint.get("/asks/<token>")
@allow(everyone)
def ask(token):
    """The question, or how it stands by now; it changes nothing."""
    ask_id, _answer = messages.read_token(token) or (None, "")
    found = queries.ask_with(ask_id) if ask_id else None
    if found is None or found.person_id is None:
        return _unknown()
    return _page(operations_answers.stands(found))


@blueprint.post("/answers")
@csrf.exempt  # phones post it by themselves and have seen no form; the signed token is what allows it
@allow(everyone)
def answer():
    ask_id, said = messages.read_token(request.form.get("token", "")) or (None, "page")
    answered = operations_answers.answer(ask_id, said) if ask_id else None
    if answered is None:
        return _unknown()
    if _is_page_wanted():
        if answered.outcome == "going":
            return link_page(redirect(_leads_to(answered), 303))
        return _page(answered, STATUS.get(answered.outcome, 200))
    title, body = messages.outcome(answered)
    return _told(title, body, _leads_to(answered), messages.tag(answered.ask.rally.slot_id))


def _is_page_wanted():
    """Whether a browser's form asks: the service worker of the app reads JSON."""
    return "text/html" in request.headers.get("Accept", "")


def _told(title, body, navigate, tag, status=200):
    return link_page(make_response(jsonify(title=title, body=body, navigate=navigate, tag=tag), status))


def _leads_to(answered):
    """The page behind what is said: the pass, the place on the list, else the question itself."""
    if answered.booking and answered.outcome == "going":
        return url_for("passes.show", code=answered.booking.code)
    if answered.entry:
        return url_for("waiting.show", code=answered.entry.code)
    return messages.page(answered.ask)


def _page(answered, status=200):
    ask_, slot = answered.ask, answered.ask.rally.slot
    title, body = messages.outcome(answered)
    now = preference_of(ask_.person_id)
    return link_page(make_response(render_template(
        "rally/ask.html", shows=answered.outcome, heading=title, sentence=body, slot=slot,
        event=slot.occurrence.event, why=messages.why_asked(ask_), leads_to=_leads_to(answered),
        less_from=now.asks_a_week if now.asks else 0,
        tokens={said: messages.token(ask_.id, said) for said in ("yes", "no", f"less {max(0, now.asks_a_week - 1)}")},
    ), status))  # fmt: skip


def _unknown():
    """Old, cut in two, or somebody else's: said kindly, and nothing is told of anybody."""
    title, body = messages.unknown()
    if request.method == "POST" and not _is_page_wanted():
        return _told(title, body, "/", "ask", 404)
    return link_page(make_response(render_template("rally/unknown.html", heading=title, sentence=body), 404))
