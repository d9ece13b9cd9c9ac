"""The seam of push against a real push service: TLS, HTTP/2, and a receiver that decrypts by the standards alone."""

import json
from datetime import timedelta

import pytest

from app.backends import push

from .push_parcels import answers, kinds, parcel


@pytest.fixture
def town(build, service):
    """A town that may send to the service."""
    with build(PUSH_HOSTS=[service.host]).app_context():
        yield


def test_it_works(town, service):
    phone, words = service.subscribe(), json.dumps({"web_push": 8030, "title": "Grüße 🌼"}).encode()
    push.check_subscription(phone.endpoint, phone.p256dh, phone.auth)
    assert kinds([parcel(phone, words, topic="drive-7", urgency="high", ttl_seconds=60)]) == ["accepted"]
    (notice,) = [one for one in service.received if one.phone == phone]
    assert notice.words == words
    assert (notice.topic, notice.urgency, notice.ttl) == ("drive-7", "high", 60)


def test_without_a_topic_none_is_named(town, service):
    phone = service.subscribe()
    kinds([parcel(phone, topic="")])
    assert "topic" not in service.received[-1].headers


def test_the_key_of_the_page_is_the_key_of_the_letter(town, service):
    phone = service.subscribe()
    kinds([parcel(phone)])
    assert service.received[-1].headers["authorization"].endswith(f"k={push.public_key()}")


@pytest.mark.parametrize(("length", "kind"), [(2000, "accepted"), (2001, "too_long")])
def test_what_is_too_long_stays_here(town, service, length, kind):
    phone = service.subscribe()
    assert kinds([parcel(phone, b"x" * length)]) == [kind]
    assert len([one for one in service.received if one.phone == phone]) == (kind == "accepted")


@pytest.mark.parametrize("changes", [{"topic": "x" * 33}, {"topic": "a b"}, {"topic": "a\r\nx: y"}, {"urgency": "now"},
                                     {"ttl_seconds": -1}], ids=str)  # fmt: skip
def test_what_no_push_service_understands_is_never_made(service, changes):
    with pytest.raises(ValueError, match="RFC 8030"):
        parcel(service.subscribe(), **changes)


def test_a_pause_is_kept_without_asking_again(town, service):
    phone = service.subscribe()
    service.behave(status=429, headers={"retry-after": "30"})
    (answer,) = answers([parcel(phone)])
    assert (answer.kind, answer.retry_after) == ("later", timedelta(seconds=30))
    before = service.counts()["all"]
    (answer,) = answers([parcel(phone)])
    assert answer.kind == "later"
    assert timedelta(seconds=20) < answer.retry_after <= timedelta(seconds=30)
    assert service.counts()["all"] == before
