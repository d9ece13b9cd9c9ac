"""What fits into one text message (RULES L3). Pure: letters in, numbers and letters out.

One text holds 160 letters of the GSM alphabet (3GPP TS 23.038), of which a few count two; one letter from outside it
and only 70 fit. Letters with a near form inside are therefore written plainly before anything is counted. A text in a
language that the alphabet cannot write goes as up to three that the phone shows as one (decision 0041).
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
PART, WIDE_PART = 153, 67
"""What fits into each where a text goes as several: the rest says which belong together (3GPP TS 23.040, 9.2.3.24)."""
WIDE_PARTS = 3
"""How many texts a message may take in a language with letters of its own."""
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


def parts(text) -> int:
    """As how many messages the text goes; no letter is cut in two."""
    wide = is_wide(text)
    if length(text) <= (WIDE_ROOM if wide else ROOM):
        return 1
    count, left, room = 1, 0, WIDE_PART if wide else PART
    for size in map(_units if wide else length, text):
        count, left = (count, left + size) if left + size <= room else (count + 1, size)
    return count


def _units(letter):
    return len(letter.encode("utf-16-be")) // 2


def fits(text, most=1) -> bool:
    """Whether the text goes as one message: 160, or 70 with any letter from outside the GSM alphabet; or as `most`."""
    return parts(text) <= most


def most_parts(words) -> int:
    """As how many messages a text may go whose own words are these: one, or three where they need their own letters."""
    return WIDE_PARTS if is_wide(plain(words)) else 1


def sms_text(start, shortenable, end) -> str:
    """One text message of three parts, written plainly, of which the middle one gives way.

    What is no letter and has no plain form (a picture, say) is left out of the middle. If the whole does not fit, the
    middle is cut behind a word, or inside its first one, and ends in three dots. Should `start` and `end` alone be
    too long, nothing of the middle stays and the text goes out as several parts. Whose own words, `start` and `end`,
    need letters from outside the GSM alphabet may take three messages from the beginning.
    """
    start, end = plain(start), plain(end)
    most = most_parts(start + end)
    middle = " ".join("".join(letter for letter in plain(shortenable) if _is_said(letter)).split())
    whole = start + middle + end
    if fits(whole, most):
        return whole
    for kept in _shorter(middle):
        if fits(start + kept + end, most):
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
