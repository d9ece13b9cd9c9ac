"""Every setting the town can turn, read once from the environment (GATHER_…), and what start-up refuses.

Also keeps the keys: what the town did not set is made once under the data folder, readable by its owner alone.
"""

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from datetime import date
from ipaddress import ip_address
from os import fsync, link
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated
from urllib.parse import urlsplit

from click import ClickException
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
KNOWN_SECRETS = {"changeme", "secret", "dev", "development", "only for this miniature", "password"}

DEMO_TOWN, DEMO_PHONE = "Millom and Bletchley", "0808 157 0111"
"""What the demo calls itself; the number is one of Ofcom's for drama."""

CAPACITY_MAX = 5000
"""The most places one slot may have; a march of 2,000 is the largest call-out known (SEEDS)."""
NOTICE_MINUTES = 60
"""How long before a timed slot it can still be booked (RULES B1)."""
HOLD_MINUTES, HOLD_EXTENDS_MINUTES = 10, 5
"""How long a time is kept while somebody types, and how much longer once (RULES H1; WCAG 2.2.1)."""
CHECKED_ADULTS = 2
"""How many adults lead a group whose organiser says that checked adults do."""
CODE_MINUTES, CODE_TRIES, CODES_PER_HOUR = 10, 5, 5
"""A sign-in code's life, its tries, and how many one address may ask for in an hour (PROMISES P20)."""
CONSENT_LINK_DAYS, ASKS_A_DAY = 7, 3
"""How long a guardian's link waits for an answer, and how often a young person may ask in a day."""
PUSH_HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.I | re.A)
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""A private key for push lies between nothing and this (FIPS 186-5, curve P-256; RFC 8292)."""
PASSKEY_MINUTES, PASSKEYS_MOST = 30, 10
"""How long a page may be open before its question to a passkey is too old, and how many devices one account has."""
PROOF_HOURS = 12
"""How long after a touch, or a code, an organiser sees other people's names: a day's work (decision 0042)."""
SIGN_IN_DAYS = 180
"""How long a phone stays signed in without being used."""


class SettingsError(ClickException):
    """The settings cannot be used; `sentences` says why, one plain sentence for each.

    A command that meets it ends with the sentences and no trace.
    """

    def __init__(self, sentences):
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """The town's settings; each is the environment variable GATHER_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="GATHER_", env_ignore_empty=True, extra="ignore")

    data_dir: Path = Path("var")
    database_url: str = ""
    secret_key: str = ""
    secret_key_fallbacks: Annotated[list[str], NoDecode] = []
    data_keys: Annotated[list[str], NoDecode] = []
    lookup_key: str = ""
    pass_key: str = ""
    vapid_key: str = ""
    vapid_subject: str = ""
    push_hosts: Annotated[list[str], NoDecode] = []
    base_url: str = ""
    town: str = "Your town"
    timezone: str = "Europe/London"
    phone: str = ""
    school_holidays: Annotated[list[tuple[date, date]], NoDecode] = []
    host: str = "127.0.0.1"
    consent_age: int = Field(default=13, ge=13, le=18)
    workers: int = Field(default=0, ge=0, le=64)
    proxies: int = Field(default=0, ge=0, le=5)
    debug: bool = False
    demo: bool = False
    jobs: str = Field(default="apscheduler", pattern="^(apscheduler|procrastinate|inline)$")
    mail_url: str = "console:"
    mail_from: str = ""
    sms_url: str = "console:"
    files_url: str = ""
    limits_url: str = "memory://"
    metrics_token: str = ""

    @field_validator("secret_key_fallbacks", "data_keys", "push_hosts", mode="before")
    @classmethod
    def _split_commas(cls, value):
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("school_holidays", mode="before")
    @classmethod
    def _pairs_of_days(cls, value):
        if not isinstance(value, str):
            return value
        try:
            pairs = [[date.fromisoformat(day) for day in part.strip().split("/")] for part in value.split(",") if part]
            if all(first <= last for first, last in pairs):  # a ValueError when one is not a pair
                return pairs
        except ValueError:
            pass  # said below, like days in the wrong order
        raise ValueError("Write the first and the last day of each holiday, like 2026-12-19/2027-01-03")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value):
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as problem:
            raise ValueError(f"{value} is not a time zone. Use one like Europe/London") from problem
        return value


def is_loopback(host) -> bool:
    """Whether the host name or address can only be reached from this machine."""
    if host in ("localhost", ""):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def unsafe(settings) -> list[str]:
    """Why these settings must not serve anybody: a plain sentence each, none when they are safe."""
    found = []
    public = not is_loopback(settings.host) or not is_loopback(urlsplit(settings.base_url).hostname or "")
    if settings.debug and public:
        found.append("GATHER_DEBUG is on and the address is public. Turn GATHER_DEBUG off.")
    if settings.demo and public:
        found.append("The demo town has one-tap sign-ins, so it only runs on this computer. Use ./run serve.")
    if settings.demo and settings.proxies:  # an address that somebody else tells proves nothing
        found.append("The demo town stands behind no other server. Leave GATHER_PROXIES out.")
    if settings.secret_key and (settings.secret_key.lower() in KNOWN_SECRETS or len(settings.secret_key) < 32):
        found.append("GATHER_SECRET_KEY is too easy to guess. Leave it out and one is made for you.")
    for key in filter(None, [*settings.data_keys, settings.lookup_key, settings.pass_key]):
        if not _is_key(key):
            found.append(
                "GATHER_DATA_KEYS, GATHER_LOOKUP_KEY and GATHER_PASS_KEY need keys of 32 bytes in URL-safe base64."
            )
            break
    if settings.vapid_key and not _is_vapid_key(settings.vapid_key):
        found.append(
            "GATHER_VAPID_KEY needs the private key, 32 bytes in URL-safe base64. Leave it out and one is made."
        )
    if not all(PUSH_HOST.fullmatch(host) for host in settings.push_hosts):
        found.append(
            "GATHER_PUSH_HOSTS needs names like push.example.org or push.example.org:8443, with commas between."
        )
    if settings.vapid_subject and not settings.vapid_subject.startswith(("mailto:", "https://")):
        found.append("GATHER_VAPID_SUBJECT starts with mailto: or https://, so that a push service can reach you.")
    return found


def load_settings(**given) -> Settings:
    """Read the settings from the environment, `given` first.

    Raises SettingsError with plain sentences when one is wrong or the combination is unsafe.
    """
    try:
        settings = Settings(**given)
    except ValidationError as problems:
        raise SettingsError(
            [f"GATHER_{str(error['loc'][0]).upper()}: {_plain(error)}." for error in problems.errors()]
        ) from problems
    if found := unsafe(settings):
        raise SettingsError(found)
    settings.data_dir = settings.data_dir.expanduser().resolve()
    if settings.demo and settings.town == Settings.model_fields["town"].default:
        settings.town, settings.phone = DEMO_TOWN, DEMO_PHONE
    return settings


def with_keys(settings) -> Settings:
    """The same settings with every missing key read from the data folder, or made there once with mode 0600."""
    folder = settings.data_dir / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.secret_key = settings.secret_key or _kept(folder / "secret_key")
    settings.data_keys = settings.data_keys or _kept(folder / "data_keys").split()
    settings.lookup_key = settings.lookup_key or _kept(folder / "lookup_key")
    settings.pass_key = settings.pass_key or _kept(folder / "pass_key")
    settings.vapid_key = settings.vapid_key or _kept(folder / "vapid_key", _vapid_bytes)
    return settings


def _kept(path, make=lambda: secrets.token_bytes(32)):
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent) as file:  # mode 0600
            file.write(urlsafe_b64encode(make()).decode())
            file.flush()
            fsync(file.fileno())  # what is encrypted with it must not outlive it
            with suppress(FileExistsError):  # made by another process this instant
                link(file.name, path)  # whole or not at all: nobody reads half a key
    return path.read_text().strip()


def _is_key(text):
    try:
        return len(urlsafe_b64decode(text)) == 32
    except ValueError:
        return False


def _vapid_bytes():
    return (1 + secrets.randbelow(P256_ORDER - 1)).to_bytes(32, "big")


def _is_vapid_key(text):
    padded = text + "=" * (-len(text) % 4)  # other programs write it without
    return _is_key(padded) and 0 < int.from_bytes(urlsafe_b64decode(padded), "big") < P256_ORDER


def _plain(error):
    return error["msg"].removeprefix("Value error, ")
