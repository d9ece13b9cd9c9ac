"""What a program may send: the bodies and the query, described by the very models that check them."""

import re
from datetime import date, datetime
from typing import Annotated, Literal

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError
from werkzeug.exceptions import UnsupportedMediaType

from ..bookings.rules import STAFF_PARTY_MAX
from ..config import CAPACITY_MAX
from ..pictures import PICTURES
from ..rally.rules_starting import LEAD_MINUTES
from ..web.forms import LETTERS, tidy
from .problems import Problem, invalid
from .rules import BIGGEST_ID, DOORS

WALL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")
NAME = re.compile(r"(?!int$|str$)[A-Za-z_]+")
"""A field's name; what else pydantic names is the branch of "one or the other" that it tried."""
DATES_MAX, SLOTS_MAX = 60, 400


def _with_letters(text):
    text = tidy(text)
    if not LETTERS.search(text):
        raise PydanticCustomError("words", _("Use words with letters"))
    return text


def _wall_time(text):
    try:
        if not isinstance(text, str) or not WALL.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text)
    except ValueError:
        sentence = _("Use the wall time of the town without an offset, like 2026-11-28T10:00")
        raise PydanticCustomError("wall_time", sentence) from None


def words(longest, check=_with_letters):
    """Text of so many characters at the most, tidied, with at least one letter."""
    return Annotated[str, Field(max_length=longest), AfterValidator(check)]


def text(longest):
    """Text of so many characters at the most, tidied."""
    return words(longest, tidy)


Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
WallTime = Annotated[
    datetime,
    BeforeValidator(_wall_time),
    WithJsonSchema({"type": "string", "pattern": f"^{WALL.pattern}$", "examples": ["2026-11-28T10:00"]}),
]
"""A time on the wall clock of the town; a naive datetime once it is checked."""


class Sent(BaseModel):
    """What somebody sends: no other fields than these, and no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class EventsQuery(Sent):
    """Which events to list; nothing picked lists all that are coming."""

    want: Literal["help", "book"] | None = Field(None, description="help: someone is needed; book: a place to take")
    picture: Literal[tuple(PICTURES)] | None = Field(None, description="The kind of thing, or the group of kinds")
    area: text(80) | None = Field(None, description="The short name of an area; includes what is near")
    since: date | None = Field(None, alias="from", description="First day, like 2026-11-28")
    until: date | None = Field(None, alias="to", description="Last day, included")
    limit: int = Field(20, ge=1, le=100, description="How many at the most")
    cursor: str | None = Field(None, max_length=120, description="`next` of the page before")


class NewSlot(Sent):
    """One role to fill (help) or one thing to come to (attend)."""

    kind: Literal["help", "attend"]
    label: words(80) = Field(examples=["Helpers"])
    capacity: int = Field(ge=1, le=CAPACITY_MAX, description="How many people")


class NewOccurrence(Sent):
    """One date, in the wall time of the town."""

    starts_at: WallTime
    ends_at: WallTime
    slots: list[NewSlot] = Field([], max_length=SLOTS_MAX, description="None: people just walk in")


class NewEvent(Sent):
    """An event to post."""

    title: words(60) = Field(examples=["Beach clean"])
    summary: text(600) = ""
    picture: Literal[tuple(PICTURES)]
    state: Literal["draft", "published"] = "published"
    organisation: text(80) | None = Field(None, description="Short name; a town token must say for whom")
    venue: Id | text(80) | None = Field(
        None, description="Id, short name or name; left out: the organisation's last venue, or the town's only one"
    )
    min_age: int | None = Field(None, ge=0, le=99, description="In years; left out: 18 where only help is asked for")
    ask_people: bool = Field(False, description="Ask people by push while places to help are free")
    occurrences: list[NewOccurrence] = Field(min_length=1, max_length=DATES_MAX)


class Person(Sent):
    """Whom a place is for: a first name, and a phone number or an e-mail to reach them."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]})

    first_name: words(40) = Field(examples=["Ed"])
    phone: text(40) | None = Field(None, examples=["07700 900123"])
    email: text(254) | None = Field(None, examples=["ed@example.org"])


class Asked(Sent):
    """What everybody who wants a place says."""

    person: Person
    party: int = Field(1, ge=1, le=STAFF_PARTY_MAX, description="How many people: up to 6, and 40 for a desk")
    for_someone_else: bool = Field(False, description="Somebody books for this person")
    adult: bool | None = Field(
        None, description="The person says that they are 18 or over. Helping asks for it; a token answers for it"
    )
    despite_clash: bool = Field(False, description="Book although the person has something else around that time")


class NewBooking(Asked):
    """A place to take."""

    door: Literal[DOORS] | None = Field(
        None, description="How they came. Phone and walk-in are a desk's; without a token it is always web"
    )


class NewWait(Asked):
    """A place on a waiting list."""

    least: int | None = Field(None, ge=1, le=STAFF_PARTY_MAX, description="Left out: all of the party or nobody")
    slots: list[Id] = Field([], max_length=SLOTS_MAX, description="Other slots of the same event that would do as well")


class NewMove(Sent):
    """Another slot of the same event."""

    slot_id: Id
    despite_clash: bool = Field(False, description="Move although the person has something else around that time")


class NewRally(Sent):
    """Until when people must have said yes."""

    lead_minutes: int = Field(LEAD_MINUTES, ge=0, le=720, description="How long before the start, in minutes")


ENDINGS = {
    "missing": _l("This is missing"),
    "extra_forbidden": _l("There is no such field here"),
    "string_too_long": _l("This is too long"),
    "string_pattern_mismatch": _l("This has another form"),
    "too_short": _l("There must be at least one"),
    "too_long": _l("There are too many"),
    "bool_type": _l("Use true or false"),
    "string_type": _l("Use text"),
    "list_type": _l("Use a list"),
    "model_type": _l("Use an object"),
    "int_type": _l("Use a whole number"),
    "int_parsing": _l("Use a whole number"),
    "int_parsing_size": _l("This number is too big"),
    "date_parsing": _l("Use a day, like 2026-11-28"),
    "date_from_datetime_parsing": _l("Use a day, like 2026-11-28"),
}
"""What pydantic found, in plain words."""
BOUNDS = {
    "greater_than_equal": ("ge", _l("Use a number from %(bound)s up")),
    "less_than_equal": ("le", _l("Use a number up to %(bound)s")),
}


def read_query(model):
    """The query of this request. Raises a Problem that names each wrong field."""
    try:
        return model.model_validate_strings(request.args.to_dict(), strict=True)
    except ValidationError as problems:
        raise invalid(*_named(problems)) from problems


def read_body(model):
    """The JSON body of this request; where nothing is required there may be none.

    Raises a Problem: not JSON, not this JSON, or too big.
    """
    needs_nothing = not any(field.is_required() for field in model.model_fields.values())
    if needs_nothing and not request.mimetype and not request.content_length:
        return _validated(model, "{}")
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    return _validated(model, request.get_data(cache=False))


def _validated(model, text):
    try:
        return model.model_validate_json(text)
    except ValidationError as problems:
        if problems.errors()[0]["type"] == "json_invalid":
            raise Problem("bad_request", _("The body is not JSON.")) from problems
        raise invalid(*_named(problems)) from problems


def _named(problems):
    """Field and sentence for each thing wrong; the branches of "one or the other" count as one field."""
    found = {}
    for one in problems.errors():
        path = [str(part) for part in one["loc"] if isinstance(part, int) or NAME.fullmatch(part)]
        found.setdefault(".".join(path) or "body", _sentence(one))
    return found.items()


def _sentence(one):
    kind, context = one["type"], one.get("ctx", {})
    if kind in BOUNDS:
        name, sentence = BOUNDS[kind]
        return sentence % {"bound": context[name]}
    if kind == "literal_error":
        return _("Use one of these: %(choices)s", choices=context["expected"].replace("'", "").replace(" or ", ", "))
    if kind in ("words", "wall_time"):
        return one["msg"]
    return ENDINGS.get(kind, _("Check this one"))


class KeyHeader(BaseModel):
    """What every POST carries beside its body."""

    key: str = Field(
        alias="Idempotency-Key", pattern="^[!-~]{1,64}$", description="Your own name for this one thing to be done",
        examples=["3f9d1f0e-pick-any"],
    )  # fmt: skip
