"""How a seam finds its engine. Knows no seam and no engine by name."""

from importlib import import_module

from ..config import SettingsError


class UnknownEngine(SettingsError):
    """A setting names an engine that this seam does not have; says which there are."""

    def __init__(self, sentence):
        super().__init__([sentence])


def find(table, name, setting):
    """The Engine class that `table` keeps under this name; its module is imported now and not before.

    Raises UnknownEngine with a sentence for the person who wrote the setting.
    """
    if name not in table:
        raise UnknownEngine(f"{setting} can't be {name!r}. Use one of these: {', '.join(sorted(table))}.")
    return import_module(table[name], __package__).Engine


def scheme(url) -> str:
    """What stands before the colon of a backend's address: `smtp` of smtp://localhost."""
    return url.partition(":")[0].lower()
