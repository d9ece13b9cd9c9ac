"""The words of a rally: what a phone shows, why somebody was asked, and what it is doing, for its organiser.

No title, venue, address or name stands in a notice, and no word about anybody's health (RULES M6): only the kind of
work in the town's own words, the time and the part of town. The page behind it says the rest.
"""

from flask import current_app
from flask_babel import gettext as _, ngettext

from ..bookings.calendars import QUIET_GROUPS, is_quiet
from ..bookings.messages import why
from ..bookings.notices import where_and_when
from ..notifications.notices import Action, Notice
from ..pictures import PICTURES
from ..signed import read_signed, sign
from ..web.words import until_words
from .rules import RINGS

ANSWERS = ("page", "yes", "no", "less 0", "less 1", "less 2", "less 3")
"""What a token can say: show me the question, I can help, not this time, ask me so often a week at most."""

REASONS = {
    "not help": lambda: _("Nobody is asked to come to this. Ask for help in a drive."),
    "over": lambda: _("This is over, or has begun."),
    "closed": lambda: _("Post it first. Then we can ask people."),
    "full": lambda: _("Every place is taken. Nobody needs to be asked."),
    "too early": lambda: _("We ask people from 3 days before. Until then they find it by themselves."),
    "too soon": lambda: _("It is too near for a push. Call people, or just start with fewer."),
}
"""The sentence for every reason of rules_starting.why_not."""


def why_not(reason) -> str:
    """Why nobody can be asked, in a sentence."""
    return REASONS[reason]()


# --- to the volunteer ----------------------------------------------------------------------------------------------


def token(ask_id, answer="page") -> str:
    """The signed word by which a phone answers one ask, one of ANSWERS."""
    return sign("ask", [ask_id, answer])


def read_token(text) -> tuple[int, str] | None:
    """The ask and the answer in a token of ours; None for every other text."""
    found = read_signed("ask", text)
    return found and tuple(found)


def question(ask, left) -> Notice:
    """The notice that asks: what, when and roughly where, why it came to them, and a yes and a no."""
    slot = ask.rally.slot
    body = _("%(what)s: %(when)s.", what=what(slot), when=where_and_when(slot))
    body += " " + ngettext("%(num)s person is still needed.", "%(num)s people are still needed.", left)
    return Notice(
        "ask", _("Can you help?"), f"{body} {why_asked(ask)}", page(ask), tag(slot.id),
        actions=(_action(ask, "yes", _("I can help")), _action(ask, "no", _("Not this time"))),
    )  # fmt: skip


def _action(ask, answer, title):
    return Action(answer, title, "/rally/answers", token(ask.id, answer))


def taken_back(ask, ended) -> Notice:
    """What takes the place of a question that nobody needs to answer any more, without a sound (RALLY 6)."""
    slot = ask.rally.slot
    title = _("Filled, thank you") if ended == "full" else _("Settled, thank you")
    body = _("%(what)s: %(when)s. You need not answer.", what=what(slot), when=where_and_when(slot))
    return Notice("ask", title, body, page(ask), tag(slot.id), silent=True)


def page(ask) -> str:
    """The path of the page where a question can be read in peace and answered."""
    return f"/rally/asks/{token(ask.id)}"


def tag(slot_id) -> str:
    """By which the newest notice about a slot takes the place of the older ones."""
    return f"ask-{slot_id}"


def what(slot) -> str:
    """The kind of work; where the picture would tell of somebody's health only that it is help."""
    event = slot.occurrence.event
    return _("Helping out") if is_quiet(event) else str(PICTURES[event.picture].label)


def why_asked(ask) -> str:
    """Why it was this person, in a sentence about what they told us themselves."""
    if ask.reason == "new here":
        return _("You are new here, so we ask you too.")
    if RINGS[ask.ring] == "close":
        return _("You have helped here before.")
    if RINGS[ask.ring] == "town":
        return _("We ask around in %(town)s.", town=current_app.config["TOWN"])
    if ask.rally.kind in QUIET_GROUPS:
        return _("It is near you.")
    return _("You like %(kind)s, and it is near you.", kind=str(PICTURES[ask.rally.kind].label))


def outcome(answered) -> tuple[str, str]:
    """What became of an answer: a few words and a sentence, for the page as for the notice that follows."""
    slot = answered.ask.rally.slot
    when = where_and_when(slot)
    titles = {
        "asks": (_("Can you help?"), f"{what(slot)}: {when}."),
        "going": (_("You are going"), _("%(when)s. Thank you.", when=when)),
        "no": (_("Thank you for telling us"), _("We ask somebody else.")),
        "reserve": (_("It has just filled. Thank you"),
                    _("You are the first reserve. We tell you when a place is free.")),
        "full": (_("It has just filled. Thank you"), _("There are enough people now. See what else is on.")),
        "settled": (_("Settled, thank you"), _("You need not answer any more.")),
        "over": (_("This is over"), _("Thank you all the same. See what else is on.")),
        "off": (_("This is called off"), _("Nobody needs to come. See what else is on.")),
        "given back": (_("You gave this place back"), _("If you can come after all, look if there is still room.")),
    }  # fmt: skip
    if answered.outcome == "refused":
        return _("Sorry, that is not possible"), why(answered.reason)
    if answered.outcome == "less":
        return _("We ask you less"), _how_often(answered.a_week)
    return titles[answered.outcome]


def _how_often(a_week):
    if not a_week:
        return _("We do not ask you any more. You can change that at any time.")
    return ngettext("We ask you once a week at most.", "We ask you %(num)s times a week at most.", a_week)


def unknown() -> tuple[str, str]:
    """For a token that is none of ours, or whose question is nobody's any more."""
    return _("We can't find this question"), _("The link may be old, or cut in two. See what else is on.")


# --- to the organiser ----------------------------------------------------------------------------------------------


def organisers_page(slot_id) -> str:
    """The address of the page where an organiser sees what a rally does."""
    return f"{current_app.config['BASE_URL']}/organise/slots/{slot_id}/rally"


def ran_dry(rally, link) -> tuple[str, str]:
    """Subject and text for the organiser when nobody is left to ask."""
    slot = rally.slot
    event = slot.occurrence.event
    left = ngettext("%(num)s place is still free", "%(num)s places are still free", slot.left)
    facts = {"title": event.title, "left": left, "link": link, "until": until_words(rally.deadline)}
    text = _("%(title)s: %(left)s. Nobody is left whom we could ask before %(until)s. See what you can do: %(link)s",
             **facts)  # fmt: skip
    return _("%(left)s: %(title)s", **facts), text
