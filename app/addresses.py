"""Phone numbers and e-mail addresses: reading what people type, and showing them again. Keeps nothing."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _

REGION = "GB"
"""Numbers without a country code are read as this country's."""
HOME_CODE, SHORTEST = 44, 9
"""No number of this country that a person can have has fewer digits after its 0 (Ofcom's numbering plan)."""
MOBILES = ("+4471", "+4473", "+4474", "+4475", "+4477", "+4478", "+4479")
"""How this country's mobile numbers begin: known without asking the whole numbering plan of the world."""
DRAMA = re.compile(r"\+447700900\d{3}")
"""Mobile numbers that Ofcom keeps for drama: our examples, the demo and the tests use them, nobody has them."""


@dataclass(frozen=True)
class Address:
    """One way to reach somebody: `kind` is "email" or "phone", `value` the form that is stored and compared."""

    kind: str
    value: str
    can_text: bool = True

    @property
    def channel(self):
        return {"email": "mail", "phone": "sms"}[self.kind]


class Unreadable(ValueError):
    """The text is no address; the message says in plain words what to type instead."""


def read_address(text) -> Address:
    """The phone number or e-mail address in what somebody typed.

    Raises Unreadable with a plain sentence.
    """
    return read_email(text) if "@" in text else read_phone(text)


def read_email(text) -> Address:
    """The e-mail address, in lower case. Raises Unreadable."""
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text.strip(), check_deliverability=False, strict=False)
    except EmailNotValidError as problem:
        raise Unreadable(_("This e-mail does not look right. It needs a form like name@example.org")) from problem
    return Address("email", found.normalized.lower())


def read_phone(text) -> Address:
    """The phone number in international form (E.164). Raises Unreadable."""
    import phonenumbers
    from phonenumbers import PhoneNumberType, ValidationResult

    if re.search(r"[^\W\d_]", text):
        raise Unreadable(_("Type a phone number with digits, like 07700 900123"))
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as problem:
        raise Unreadable(_("Type a phone number, like 07700 900123")) from problem
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == ValidationResult.TOO_LONG:
        raise Unreadable(_("This number is too long. It needs 11 digits, like 07700 900123"))
    short = len(phonenumbers.national_significant_number(number)) < SHORTEST and number.country_code == HOME_CODE
    if short or possible != ValidationResult.IS_POSSIBLE:
        raise Unreadable(_("This number is too short. It needs 11 digits, like 07700 900123"))
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    invented = bool(DRAMA.fullmatch(value))
    if not invented and not phonenumbers.is_valid_number(number):
        raise Unreadable(_("We don't know this number. Check it, like 07700 900123"))
    kind = phonenumbers.number_type(number)
    dear = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PERSONAL_NUMBER)
    if kind in (*dear, PhoneNumberType.PAGER):  # whoever calls it back pays whoever typed it
        raise Unreadable(_("We can't call this number. Type a mobile or a home number, like 07700 900123"))
    mobile = kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return Address("phone", value, mobile or invented)


def stored_phone(value) -> Address:
    """The `Address` of a number in its stored form: whether it can be texted is read from the number again."""
    if value.startswith(MOBILES):
        return Address("phone", value)
    import phonenumbers
    from phonenumbers import PhoneNumberType

    kind = phonenumbers.number_type(phonenumbers.parse(value, REGION))
    return Address("phone", value, kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE))


def stored(phone, email) -> tuple[Address, ...]:
    """The ways to reach somebody, from what is stored of them (None where there is none), the phone first."""
    ways = [stored_phone(phone)] if phone else []
    return (*ways, *([Address("email", email)] if email else []))


def spoken_form(value) -> str:
    """A stored phone number as people write it here: "07700 900123"."""
    import phonenumbers

    number = phonenumbers.parse(value, REGION)
    home = number.country_code == phonenumbers.country_code_for_region(REGION)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
