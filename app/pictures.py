"""The picture words of the town: one pictogram, one colour family and one label for each kind of thing.

Every choice shows its picture and every picture has its word (RULES L4). Knows no table and no request.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Picture:
    """A pictogram: its symbol in the icon sprite, its colour family, its word, and the group that finds it."""

    symbol: str
    family: str
    label: str
    group: str


PICTURES = {
    "outdoors": Picture("leaf", "green", _l("Outdoors"), "outdoors"),
    "food": Picture("bowl-food", "food", _l("Food"), "food"),
    "shopping": Picture("basket", "help", _l("Shopping"), "shopping"),
    "pets": Picture("dog", "food", _l("Pets"), "pets"),
    "school": Picture("backpack", "family", _l("School"), "school"),
    "lifts": Picture("van", "help", _l("Lifts"), "lifts"),
    "health": Picture("heartbeat", "health", _l("Health"), "health"),
    "calm": Picture("flower-lotus", "calm", _l("Calm"), "calm"),
    "clean-up": Picture("broom", "green", _l("Clean-up"), "outdoors"),
    "garden": Picture("shovel", "green", _l("Garden"), "outdoors"),
    "walking": Picture("sneaker-move", "food", _l("Walking"), "outdoors"),
    "event-help": Picture("megaphone", "family", _l("Event help"), "outdoors"),
    "coffee": Picture("coffee", "food", _l("Coffee"), "food"),
    "game": Picture("puzzle-piece", "family", _l("Games"), "school"),
    "baby": Picture("baby", "family", _l("Baby"), "health"),
    "health-check": Picture("bp-cuff", "health", _l("Health check"), "health"),
    "medicines": Picture("pill", "help", _l("Medicines"), "health"),
    "jab": Picture("syringe", "green", _l("Jabs"), "health"),
    "talk": Picture("chats-circle", "calm", _l("Talk"), "calm"),
}

GROUPS = tuple(name for name, picture in PICTURES.items() if picture.group == name)
"""The pictures people pick by: on the home page, as interests, in the filters."""

DRIVE_PICTURES = ("clean-up", "garden", "shopping", "lifts", "food", "event-help")
"""The six that an organiser picks from when asking for help."""

OFFER_PICTURES = ("health-check", "calm", "medicines", "jab", "walking", "coffee", "talk", "baby", "game")
"""What a resident can book or come to."""


def in_group(group):
    """The names of all pictures that the group finds, itself included."""
    return [name for name, picture in PICTURES.items() if picture.group == group]


def group_of(picture) -> str:
    """The group by which a picture is found: the kind of work or offer it stands for."""
    return PICTURES[picture].group
