"""What fits into one text message (RULES L3). Pure: letters in, numbers and letters out.

One text holds 160 letters of the GSM alphabet (3GPP TS 23.038), of which a few count two; one letter from outside it
and only 70 fit. Letters with a near form inside are therefore written plainly before anything is counted.
"""

from unicodedata import combining, normalize

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("\f^{}\\[~]|€")
"""The extension table: each is sent as two."""
ALPHABET = BASIC | DOUBLE
ROOM, WIDE_ROOM = 160, 70
NEAREST = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "″": '"',
    "«": '"', "»": '"', "‹": "'", "›": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "…": "...", "•": "-", "·": "-", "×": "x", "÷": "/", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
    "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\ufe0f": "", "Ł": "L", "ł": "l", "Đ": "D",
    "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Œ": "OE", "œ": "oe", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th",
    "ẞ": "ß", "©": "(c)", "®": "(r)", "™": "(tm)", "№": "No", "¢": "c", "¼": "1/4", "½": "1/2", "¾": "3/4", "°": " deg",
}  # fmt: skip
"""Letters that have no accent to take off and still have a plain form."""


def plain(text) -> str:
    """The text with every letter from outside the GSM alphabet in its nearest plain form, where it has one."""
    text = normalize("NFC", text)
    return text if ALPHABET.issuperset(text) else "".join(_plain_letter(letter) for letter in text)


def _plain_letter(letter):
    if letter in ALPHABET:
        return letter
    if letter in NEAREST:
        return NEAREST[letter]
    bare = "".join(part for part in normalize("NFKD", letter) if not combining(part))
    return bare if bare and ALPHABET.issuperset(bare) else letter


def length(text) -> int:
    """How much of a message the text takes: letters of the GSM alphabet, or UTF-16 units where one is outside it."""
    if ALPHABET.issuperset(text):
        return len(text) + sum(letter in DOUBLE for letter in text)
    return len(text.encode("utf-16-be")) // 2


def is_wide(text) -> bool:
    """Whether the text has a letter from outside the GSM alphabet, so that only 70 fit."""
    return not ALPHABET.issuperset(text)


def fits(text) -> bool:
    """Whether the text goes as one message: 160, or 70 with any letter from outside the GSM alphabet."""
    return length(text) <= (WIDE_ROOM if is_wide(text) else ROOM)


def sms_text(start, shortenable, end) -> str:
    """One text message of three parts, written plainly, of which the middle one gives way.

    What is no letter and has no plain form (a picture, say) is left out of the middle. If the whole does not fit, the
    middle is cut behind a word, or inside its first one, and ends in three dots. Should `start` and `end` alone be
    too long, nothing of the middle stays and the text goes out as several parts.
    """
    start, end = plain(start), plain(end)
    middle = " ".join("".join(letter for letter in plain(shortenable) if _is_said(letter)).split())
    whole = start + middle + end
    if fits(whole):
        return whole
    for kept in _shorter(middle):
        if fits(start + kept + end):
            return start + kept + end
    return start + end


def _is_said(letter):
    return letter.isalnum() or letter in ALPHABET or bool(combining(letter))


def _shorter(text):
    """The text with less and less of it: word by word, then the first word letter by letter."""
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        yield " ".join(words[:count]).rstrip(" ,;:.-") + "..."
    for count in range(len(words[0]) - 1, 2, -1):
        yield words[0][:count] + "..."
