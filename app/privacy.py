"""Personal data: columns that only the running town can read, look-up without reading, and who holds what.

Knows no slice: each one registers what it holds. Pages for the person come on top of this register.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, MultiFernet
from flask import current_app
from sqlalchemy import Text, select, update
from sqlalchemy.types import TypeDecorator

from . import clock
from .backends.jobs import sweep
from .database import unit_of_work
from .extensions import db


@dataclass(frozen=True)
class Subject:
    """Whom a request for data is about: their rows as a person, and their addresses as keyed hashes."""

    person_ids: tuple[int, ...]
    address_keys: tuple[str, ...]


@dataclass(frozen=True)
class Holding:
    """One kind of personal data: where it is, why, for how long, and how the person gets it or has it erased.

    `columns` are the table columns it covers, `keep_days` how long a row is kept after it was last needed,
    `export(subject)` gives the rows as plain dictionaries, `erase(subject)` removes them,
    `purge(before)` removes what was last needed before that instant and returns how many rows.
    """

    name: str
    purpose: str
    columns: tuple[str, ...]
    keep_days: int
    export: Callable
    erase: Callable
    purge: Callable


HOLDINGS: dict[str, Holding] = {}


def register(holding):
    """Enter what a slice holds into the register; one entry a name."""
    HOLDINGS[holding.name] = holding


def init_app(app):
    """Take the keys from the settings; the first data key encrypts, all of them decrypt."""
    app.extensions["gather_cipher"] = MultiFernet([Fernet(key) for key in app.config["DATA_KEYS"]])


def lookup(text) -> str:
    """The keyed hash (HMAC-SHA256, hex) by which an encrypted text is found again without reading any."""
    return hmac.new(current_app.config["LOOKUP_KEY"].encode(), text.encode(), hashlib.sha256).hexdigest()


def fingerprint(secret) -> str:
    """The hash (SHA-256, hex) under which a random secret of 128 bits or more is kept; not for what can be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Encrypted(TypeDecorator):
    """Text that is encrypted on its way into the database (Fernet: AES-128-CBC and HMAC-SHA256)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value, _dialect):
        return None if value is None else current_app.extensions["gather_cipher"].encrypt(value.encode()).decode()

    def process_result_value(self, value, _dialect):
        return None if value is None else current_app.extensions["gather_cipher"].decrypt(value.encode()).decode()


def encrypted_columns():
    """Every encrypted column of the metadata."""
    tables = db.metadata.sorted_tables
    return [column for table in tables for column in table.columns if isinstance(column.type, Encrypted)]


def rotate() -> int:
    """Encrypt every private column again under the first data key; the number of values rewritten.

    To change keys: put the new one first in GATHER_DATA_KEYS, restart, rotate, then drop the old one.
    """
    done = 0
    for column in encrypted_columns():
        row_id = column.table.c.id
        rows = db.session.execute(select(row_id, column).where(column.is_not(None))).all()
        with unit_of_work():
            for number, value in rows:
                db.session.execute(update(column.table).where(row_id == number).values({column: value}))
        done += len(rows)
    return done


def purge_all() -> dict[str, int]:
    """Let go of everything that was kept for long enough; how many rows, by the name of the holding."""
    now = clock.now()
    return {name: holding.purge(now - timedelta(days=holding.keep_days)) for name, holding in HOLDINGS.items()}


@sweep("privacy.purge", 6 * 3600)
def purge_in_time():
    """What is no longer needed goes without anybody pressing a button."""
    purge_all()
