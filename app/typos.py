"""A slip of the finger in an e-mail address: what was probably meant. Pure: letters in, letters out.

Our own short list of the mail providers that people here use: no address is ever sent anywhere to be looked up.
"""

import re

PROVIDERS = (
    "aol.com", "btinternet.com", "gmail.com", "gmx.com", "gmx.net", "googlemail.com", "hotmail.co.uk", "hotmail.com",
    "icloud.com", "live.co.uk", "live.com", "mac.com", "mail.com", "me.com", "msn.com", "nhs.net", "ntlworld.com",
    "outlook.com", "proton.me", "sky.com", "talktalk.net", "virginmedia.com", "yahoo.co.uk", "yahoo.com", "ymail.com",
)  # fmt: skip
ENDINGS = {"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "vom": "com", "xom": "com", "cim": "com",
           "couk": "co.uk", "co.ku": "co.uk", "co.u": "co.uk", "cok.uk": "co.uk", "og": "org", "ort": "org",
           "og.uk": "org.uk", "nte": "net", "ent": "net"}  # fmt: skip
"""Endings that no country has, or that nobody means."""
ABROAD = re.compile(r"(?:com?\.)?(?!(?:co|cm|om)$)[a-z]{2}")
"""What follows the name of a provider in another country: no slip."""
SHORT = 8
"""A provider's name up to this long differs from others by little, so only one letter may be wrong."""


def likely_email(address) -> str | None:
    """The e-mail address that was probably meant, None where nothing looks like a slip; `address` in lower case."""
    name, _at, domain = address.rpartition("@")
    if not name or domain in PROVIDERS:
        return None
    meant = _near(domain) or _mended(domain)
    return f"{name}@{meant}" if meant and meant != domain else None


def _near(domain):
    """The provider that is one slip away, or two where its name is long; Gmail has one address everywhere."""
    label, _dot, ending = domain.partition(".")
    if label == "gmail":
        return "gmail.com"
    if ABROAD.fullmatch(ending) and any(provider.startswith(f"{label}.") for provider in PROVIDERS):
        return None
    slips, nearest = min((distance(domain, provider), provider) for provider in PROVIDERS)
    return nearest if slips <= (1 if len(nearest) <= SHORT else 2) else None


def _mended(domain):
    for wrong, right in ENDINGS.items():
        if domain.endswith(f".{wrong}"):
            return domain.removesuffix(wrong) + right
    return None


def distance(one, other) -> int:
    """How many letters must be added, left out, changed or swapped with the next one to make one text the other."""
    before, last = [], list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
