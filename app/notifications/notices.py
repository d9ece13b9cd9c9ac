"""What a phone shows: a few words, where they lead, and up to two buttons. Writes no words of its own.

The payload is one declarative JSON for every browser (WebKit's Declarative Web Push, `web_push` 8030): Safari shows
it without our service worker, everywhere else the worker reads the same. It never holds the name of somebody who is
helped, an address or a word about health (RULES M6): whoever makes a Notice sees to that.
"""

import json
from dataclasses import asdict, dataclass
from secrets import token_urlsafe

from flask import current_app

from ..backends.push_parcels import LONGEST
from ..catalogues import SOURCE
from ..privacy import lookup
from ..web.language import direction

DECLARATIVE = 8030
URGENCY = {"reminder": "normal", "ask": "high", "news": "low", "answer": "high"}
"""RFC 8030, 5.3: what a phone with a weak battery is woken for, where the notice does not say."""
LONGEST_TTL = 28 * 24 * 3600
"""Seconds a push service may keep a notice for a phone that is off: four weeks, as long as any of them does."""
ENDING = "…"


@dataclass(frozen=True)
class Action:
    """A button of a notice that does something at once, "yes" or "no".

    The phone posts `token` to `url`, a path of ours, in a form field of that name. It answers with JSON: `title`,
    `body`, `navigate` and `tag` of the notice that says what became of it.
    """

    name: str
    title: str
    url: str
    token: str


@dataclass(frozen=True)
class Notice:
    """What one phone shows of a message.

    `kind` is reminder, ask, news or answer, by which the person's switches let it pass. `link` is the path or the
    address of ours that a tap opens. A later notice of the same `tag` takes the place of the earlier; a `silent` one
    without a sound. `urgency` is that of RFC 8030, by the kind unless given. `id` is given when it is packed: by it a
    phone knows a second copy.
    """

    kind: str
    title: str
    body: str
    link: str
    tag: str
    actions: tuple[Action, ...] = ()
    urgency: str = ""
    silent: bool = False
    id: str = ""


def packed(notice) -> str | None:
    """A notice as it lies in a message; None for none."""
    if notice is None:
        return None
    return json.dumps(asdict(notice) | {"id": token_urlsafe(9)}, ensure_ascii=False, separators=(",", ":"))


def unpacked(text) -> Notice:
    """The notice in a message."""
    found = json.loads(text)
    return Notice(**{**found, "actions": tuple(Action(**one) for one in found["actions"])})


def payload(notice, language=SOURCE) -> bytes:
    """The notice in its language as a phone gets it, at most 2,000 bytes; a body that is too long is cut."""
    whole = _payload(notice, notice.body, language or SOURCE)
    body = notice.body
    while len(whole) > LONGEST and body:
        body = body[: max(0, len(body) - 1 - (len(whole) - LONGEST) // 4)]
        whole = _payload(notice, body.rstrip() + ENDING, language or SOURCE)
    return whole


def _payload(notice, body, language):
    base = current_app.config["BASE_URL"]
    said = {
        "title": notice.title, "body": body, "navigate": _whole(base, notice.link), "tag": notice.tag,
        "lang": language, "dir": direction(language), "silent": notice.silent,
        "data": {"id": notice.id, **{one.name: {"url": one.url, "token": one.token} for one in notice.actions}},
    }  # fmt: skip
    if notice.actions:
        said["actions"] = [
            {"action": one.name, "title": one.title, "navigate": said["navigate"]} for one in notice.actions
        ]
    told = {"web_push": DECLARATIVE, "notification": said, "app_badge": 0 if notice.silent else 1}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _whole(base, link):
    return link if link.startswith(base) else base + link


def topic(owner, notice) -> str:
    """By which the push service drops an older copy that no phone has fetched yet: the tag, told to nobody.

    32 letters of base64url (RFC 8030, 5.4); `owner` is whose phones they are, so that two people share none.
    """
    return lookup(f"topic:{owner}:{notice.tag}")[:32]


def urgency(notice) -> str:
    """How much it matters that the phone hears at once (RFC 8030, 5.3)."""
    return notice.urgency or URGENCY[notice.kind]


def seconds_of_use(now, useless_at) -> int:
    """How long a push service keeps it for a phone that is off."""
    return max(0, min(LONGEST_TTL, int((useless_at - now).total_seconds())))
