"""The words that the outbox adds: the frame of an e-mail, who a text is from, and why something was not told."""

import re
from secrets import compare_digest

from flask import current_app, render_template
from flask_babel import gettext as _

from ..gsm import plain
from ..privacy import lookup
from ..signed import read_signed, sign
from ..web.language import later

NAME = re.compile(r"delivery-([0-9]{1,18})\.[0-9a-f]{32}")


def text_message(message) -> str:
    """What a phone gets: the words meant for it, else the e-mail's with the sender first (RULES L3)."""
    if message.sms:
        return plain(message.sms)
    town = current_app.config["TOWN"]
    return plain(message.text if town in message.text else f"{town}: {message.text}")


def mail_text(letter) -> str:
    """The plain part of an e-mail; `unsubscribe` is the address of the page that ends its kind, or None."""
    if not letter.unsubscribe:
        return letter.text
    return f"{letter.text}\n\n" + _("You want no more of these? %(link)s", link=letter.unsubscribe)


def mail_html(letter) -> str:
    """The HTML part of an e-mail: the same words, with links to tap."""
    if letter.html:
        return letter.html
    paragraphs = [line.strip() for line in letter.text.splitlines() if line.strip()]
    return render_template("notifications/mail.html", letter=letter, paragraphs=paragraphs)


def unsubscribe_link(address_key) -> str:
    """The address at which the owner of an e-mail address ends what may be ended."""
    return f"{current_app.config['BASE_URL']}/notifications/{sign('unsubscription', address_key)}/unsubscription"


def unsubscriber(token) -> str | None:
    """The address key in a link of ours; None when we did not make it."""
    return read_signed("unsubscription", token)


def mail_name(delivery_id) -> str:
    """The name of an e-mail (the left part of its Message-ID), the same at each try; nobody can guess another's."""
    return f"delivery-{delivery_id}.{lookup(f'delivery:{delivery_id}')[:32]}"


def delivery_called(name) -> int | None:
    """The delivery whose e-mail has this Message-ID; None when we did not make it."""
    left = name.strip().strip("<>").partition("@")[0]
    found = NAME.fullmatch(left)
    if found is None or not compare_digest(left, mail_name(int(found[1]))):
        return None
    return int(found[1])


def late() -> str:
    return later("It was too late to be of use.")


def no_decent_time() -> str:
    return later("There was no time left to send it but at night or in school hours.")


def two_already() -> str:
    return later("They have had two messages today already.")


def no_phone_hears() -> str:
    return later("None of their phones shows this.")


def too_long_for_phones() -> str:
    return later("The notice was too long for their phones.")


def will_call() -> str:
    return later("We will call this number.")


def cannot_text() -> str:
    return later("We can't send a text to this number.")


def no_more_wanted() -> str:
    return later("They asked for no more of these.")


def called_off() -> str:
    return later("It was called off before it was sent.")


def our_fault() -> str:
    return later("Something went wrong on our side.")


def nobody_called() -> str:
    return later("Nobody called in time.")


def sent_back(status) -> str:
    """Why an e-mail came back; `status` is the code of RFC 3463, like 5.1.1."""
    return f"Their mail server sent it back ({status})."


def not_delivered() -> str:
    return later("It did not arrive. The phone may be off, or the mailbox full.")


def no_such_address() -> str:
    return later("This address does not exist any more.")
