"""How a notice is sealed and who it says we are: a token for each push service and twelve hours, nothing left over."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app import clock
from app.backends import push
from app.backends.push_guard import Origin
from app.backends.push_parcels import LONGEST
from app.backends.push_sealing import Sealer, public_text
from tests.own import all_at_once
from tests.receivers.push_service import Phone
from tests.receivers.push_standards import DAY, check_vapid

from .push_parcels import parcel

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
HERE, THERE = Origin("push.example", 8443), Origin("fcm.googleapis.com", 443)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def phone():
    return Phone("https://push.example:8443/push/x", ec.generate_private_key(ec.SECP256R1()), b"s" * 16)


@pytest.fixture
def sealer():
    return Sealer(KEY, "mailto:town@example.org")


@pytest.fixture
def set_clock(monkeypatch):
    """Let it be this late."""

    def set_it(instant):
        monkeypatch.setattr(clock, "now", lambda: instant)

    set_it(NOON)
    return set_it


def header(sealer, phone, origin=HERE, name="authorization"):
    _body, headers = sealer.seal(parcel(phone), origin)
    (found,) = [line.partition(": ")[2] for line in headers if line.startswith(f"{name}:")]
    return found


def test_it_works(sealer, phone, set_clock):
    claims = check_vapid(header(sealer, phone), "https://push.example:8443", NOON.timestamp())
    assert claims["sub"] == "mailto:town@example.org"
    assert claims["k"] == public_text(KEY)


@pytest.mark.parametrize(
    ("origin", "name"), [(HERE, "https://push.example:8443"), (THERE, "https://fcm.googleapis.com")]
)
def test_a_token_is_for_one_service_and_names_its_port(sealer, phone, set_clock, origin, name):
    check_vapid(header(sealer, phone, origin), name, NOON.timestamp())


def test_one_token_serves_an_origin_for_twelve_hours(sealer, phone, set_clock):
    first = header(sealer, phone)
    assert header(sealer, phone, THERE) != first
    set_clock(NOON + timedelta(hours=12) - timedelta(seconds=1))
    assert header(sealer, phone) == first
    set_clock(NOON + timedelta(hours=12))
    assert header(sealer, phone) != first


@pytest.mark.parametrize("hours", [0, 3, 11.99, 12, 25, 1000, -1, -1000])
def test_whatever_the_clock_did_the_token_is_good_for_an_hour_and_never_for_more_than_a_day(
    sealer, phone, set_clock, hours
):
    header(sealer, phone)
    now = NOON + timedelta(hours=hours)
    set_clock(now)
    claims = check_vapid(header(sealer, phone), HERE.name, now.timestamp())
    assert 3600 <= claims["exp"] - now.timestamp() <= DAY


def test_two_notices_have_nothing_in_common_but_their_words(sealer, phone):
    (one, _), (two, _) = (sealer.seal(parcel(phone, b"the same"), HERE) for _ in range(2))
    assert one[:16] != two[:16]
    assert one[21:86] != two[21:86]
    assert len(one) == len(two)


def test_what_one_parcel_says_is_not_left_over_for_the_next(sealer, phone):
    """The library keeps a lifetime once given."""
    sealer.seal(parcel(phone, ttl_seconds=60, urgency="high", topic="a"), HERE)
    _body, headers = sealer.seal(parcel(phone, ttl_seconds=0, urgency="low", topic=""), HERE)
    assert headers[1:] == [
        "content-encoding: aes128gcm", "content-type: application/octet-stream", "ttl: 0", "urgency: low",
    ]  # fmt: skip


def test_many_threads_seal_at_once(sealer, phone):
    def seal(number):
        return [sealer.seal(parcel(phone, ttl_seconds=number), Origin(f"{number % 3}.example", 443)) for _ in range(50)]

    for number, done in enumerate(all_at_once(seal, 8)):
        for _body, headers in done:
            assert f"ttl: {number}" in headers
            check_vapid(headers[0].partition(": ")[2], f"https://{number % 3}.example", datetime.now(UTC).timestamp())


def test_the_longest_notice_fits_into_what_every_service_takes(sealer, phone):
    body, _headers = sealer.seal(parcel(phone, b"x" * LONGEST), HERE)
    assert len(body) <= 4096


# --- the key -------------------------------------------------------------------------------------------------------


def test_the_page_gets_the_public_half_of_the_key(build):
    with build(VAPID_KEY=KEY).app_context():
        told = push.public_key()
    expected = ec.derive_private_key(int.from_bytes(urlsafe_b64decode(KEY), "big"), ec.SECP256R1()).public_key()
    assert urlsafe_b64decode(told + "=") == expected.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert "=" not in told
    assert json.dumps(told) == f'"{told}"'


def test_a_key_without_its_padding_is_the_same_key():
    assert public_text(KEY.rstrip("=")) == public_text(KEY)


@pytest.mark.parametrize(
    ("settings", "subject"),
    [({"VAPID_SUBJECT": "mailto:us@town.example"}, "mailto:us@town.example"),
     ({"BASE_URL": "https://town.example"}, "https://town.example"),
     ({"BASE_URL": "http://localhost"}, "mailto:hello@gather.example")],
)  # fmt: skip
def test_a_push_service_knows_whom_to_write_to(build, settings, subject):
    assert push.subject(build(**settings).config) == subject
