"""A push service that fails, is gone, never answers or answers for ever (PROMISES P5, at the sender): each parcel gets
one answer, and nobody is asked again while it wants to be left alone."""

import socket
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import sleep

import pytest

from app.backends import push, push_batch, push_crowd, push_curl, push_origins
from tests.receivers.canary import canary

from .push_parcels import answers, kinds, parcel


@pytest.fixture
def town(build, service):
    """A town with a fresh memory of how its push services stand."""
    with build(PUSH_HOSTS=[service.host]).app_context() as context:
        yield context.app


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch):
    """Each pause is as long as it may be: by chance it may be none at all."""
    monkeypatch.setattr(push_origins, "random", lambda: 1.0)


@pytest.fixture
def hasty(monkeypatch):
    """Half a second is as long as five."""
    monkeypatch.setitem(push_curl.FIXED, push_curl.pycurl.TIMEOUT_MS, 500)


def of(service, phones):
    names = {phone.name for phone in phones}
    return [one for one in service.received if one.phone.name in names]


def test_it_works(town, service):
    phones = [service.subscribe() for _ in range(300)]
    assert kinds(map(parcel, phones)) == ["accepted"] * 300
    assert Counter(one.phone.name for one in of(service, phones)) == Counter(phone.name for phone in phones)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_p5_each_parcel_has_one_answer_and_none_is_called_accepted_that_was_not(town, service, share):
    phones = [service.subscribe() for _ in range(300)]
    service.behave(status=500, share=share)
    given = dict(zip(phones, kinds(map(parcel, phones)), strict=True))
    took = {one.phone.name for one in of(service, phones) if one.status == 201}
    assert {phone.name for phone, kind in given.items() if kind == "accepted"} == took
    assert set(given.values()) == {"accepted", "later"}


def test_p5_who_tries_the_rest_again_loses_nobody_and_doubles_nobody(town, service, monkeypatch):
    monkeypatch.setattr(push_origins, "FIRST_PAUSE", 0.01)
    phones = [service.subscribe() for _ in range(300)]
    service.behave(status=503, share=0.5)
    left = phones
    for _ in range(40):
        left = [phone for phone, kind in zip(left, kinds(map(parcel, left)), strict=True) if kind != "accepted"]
    assert left == []
    shown = service.topics()
    assert {shown[phone.name, "drive-7"] for phone in phones} == {1}


def test_p5_a_service_that_is_gone_and_comes_back(town, service, monkeypatch):
    monkeypatch.setattr(push_origins, "LONGEST_BACKOFF", 0.0)
    phones = [service.subscribe() for _ in range(50)]
    assert kinds([parcel(phones[0])]) == ["accepted"]
    with service.away():
        told = Counter(kinds(map(parcel, phones)))
        assert told["unreachable"] >= push_origins.BREAKS_AT
        assert set(told) <= {"unreachable", "later"}
    assert kinds(map(parcel, phones)) == ["accepted"] * 50


def test_who_is_gone_is_not_knocked_up_ten_thousand_times(build, service):
    with canary("127.0.0.1") as bird, build(PUSH_HOSTS=[f"127.0.0.1:{bird.port}"]).app_context():
        phone = service.subscribe()
        lost = push.Parcel(f"https://127.0.0.1:{bird.port}/x", phone.p256dh, phone.auth, b"{}", "x", "low", 60)
        told = Counter(kinds([lost] * 1000))
        most = 2 * push_origins.BREAKS_AT * push_crowd.cores()
        assert told["later"] >= 1000 - most
        assert bird.visits() <= most


# --- left alone ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [406, 429, 503])
def test_a_service_that_says_how_long_is_left_alone(town, service, status):
    phones = [service.subscribe() for _ in range(400)]
    service.behave(status=status, headers={"retry-after": "60"})
    told = answers(map(parcel, phones))
    assert {answer.kind for answer in told} == {"later"}
    assert all(timedelta(seconds=50) < answer.retry_after <= timedelta(seconds=60) for answer in told)
    asked = len(of(service, phones))
    assert asked <= push_batch.STREAMS * push_crowd.cores()
    assert kinds(map(parcel, phones)) == ["later"] * 400
    assert len(of(service, phones)) == asked


def test_a_date_is_as_good_as_a_number(town, service):
    until = datetime.now(UTC) + timedelta(seconds=40)
    service.behave(status=503, headers={"retry-after": format_datetime(until, usegmt=True)})
    (answer,) = answers([parcel(service.subscribe())])
    assert timedelta(seconds=20) < answer.retry_after <= timedelta(seconds=41)


@pytest.mark.parametrize("said", ["", "soon", "-5", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_what_says_nothing_is_read_as_nothing(town, service, said):
    service.behave(status=503, headers={"retry-after": said})
    (answer,) = answers([parcel(service.subscribe())])
    assert (answer.kind, answer.retry_after) == ("later", None)


@pytest.mark.parametrize("said", ["99999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_nobody_is_left_alone_for_longer_than_an_hour(town, service, said):
    service.behave(status=503, headers={"retry-after": said})
    (answer,) = answers([parcel(service.subscribe())])
    assert answer.retry_after == timedelta(hours=1)


def test_after_the_pause_one_asks_for_all(town, service):
    phones = [service.subscribe() for _ in range(200)]
    service.behave(status=429, headers={"retry-after": "1"}, times=1)
    assert kinds([parcel(phones[0])]) == ["later"]
    sleep(1.1)
    service.behave(status=429, headers={"retry-after": "60"})
    assert kinds(map(parcel, phones)) == ["later"] * 200
    assert len(of(service, phones)) == 2


def test_a_subscription_with_broken_keys_is_no_probe(town, service):
    service.behave(status=429, headers={"retry-after": "1"})
    phone = service.subscribe()
    kinds([parcel(phone)])
    sleep(1.1)
    service.behave_well()
    broken = push.Parcel(phone.endpoint, "AAAA", phone.auth, b"{}", "x", "low", 60)
    assert kinds([broken, parcel(phone), parcel(phone)]) == ["forbidden", "accepted", "accepted"]


# --- our key -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403])
def test_who_refuses_our_key_is_left_alone_and_rings_a_bell(town, service, log_lines, status):
    phones = [service.subscribe() for _ in range(200)]
    service.behave(status=status)
    told = Counter(kinds(map(parcel, phones)))
    assert set(told) == {"refused", "later"}
    assert told["refused"] <= push_batch.STREAMS
    bells = [line for line in log_lines() if line["event"] == "push.refused_key"]
    assert [(line["level"], line["service"]) for line in bells] == [("error", service.origin)]


def test_control_a_pause_that_was_asked_for_rings_none(town, service, log_lines):
    service.behave(status=429)
    kinds([parcel(service.subscribe())])
    assert [line["event"] for line in log_lines()] == ["push.paused"]


def test_one_phone_with_the_key_of_another_town_holds_up_the_others_for_a_moment_only(town, service, monkeypatch):
    monkeypatch.setattr(push_origins, "FIRST_PAUSE", 0.0)
    foreign, phones = service.subscribe(), [service.subscribe() for _ in range(20)]
    service.behave(status=403, only=[foreign])
    assert kinds([parcel(foreign)]) == ["refused"]
    assert kinds(map(parcel, phones)) == ["accepted"] * 20


def test_nothing_in_the_log_names_a_phone(town, service, log_lines):
    phone = service.subscribe()
    for status in (403, 429, 500):
        service.behave(status=status)
        kinds([parcel(phone, b"a secret")] * 40)
    said = str(log_lines())
    assert "push." in said
    assert all(word not in said for word in (phone.name, phone.p256dh, phone.auth, "secret"))


# --- slow, endless and broken answers ------------------------------------------------------------------------------


def test_who_never_answers_is_given_up(town, service, hasty):
    mute, phones = service.subscribe(), [service.subscribe() for _ in range(5)]
    service.behave(then="silence", only=[mute])
    assert kinds([parcel(mute), *map(parcel, phones)]) == ["unreachable"] + ["accepted"] * 5


def test_who_stops_answering_is_left_alone(town, service, hasty):
    phones = [service.subscribe() for _ in range(200)]
    service.behave(then="silence")
    told = Counter(kinds(map(parcel, phones)))
    assert told["unreachable"] <= 2 * push_origins.BREAKS_AT
    assert told["later"] == 200 - told["unreachable"]


@pytest.mark.parametrize(("status", "kind"), [(201, "accepted"), (410, "gone"), (503, "later"), (403, "refused")])
@pytest.mark.parametrize("then", ["for ever", "huge"])
def test_the_status_counts_however_long_the_rest_is(town, service, hasty, status, kind, then):
    phone = service.subscribe()
    service.behave(status=status, then=then, only=[phone])
    assert kinds([parcel(phone)]) == [kind]


def test_an_answer_is_cut_off_after_4_kilobytes(town, service, monkeypatch):
    pieces, take_in = [], push_curl.Transfer._take_in

    def weigh(transfer, data):
        pieces.append(len(data))
        return take_in(transfer, data)

    monkeypatch.setattr(push_curl.Transfer, "_take_in", weigh)
    phone = service.subscribe()
    service.behave(status=500, then="huge", only=[phone])
    assert kinds([parcel(phone)]) == ["later"]
    assert sum(pieces[:-1]) <= push_curl.ANSWER_BYTES < sum(pieces) <= 5 * push_curl.ANSWER_BYTES
    assert kinds([parcel(service.subscribe())]) == ["accepted"]


def test_a_service_without_a_good_certificate_gets_nothing(build, service, monkeypatch, tmp_path):
    from tests.receivers import certificates

    other, _key = certificates.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with build(PUSH_HOSTS=[service.host]).app_context():
        (answer,) = answers([parcel(service.subscribe())])
    assert (answer.kind, answer.reason) == ("unreachable", "The push service could not prove who it is.")


def test_who_hangs_up_without_an_answer_can_not_be_reached(build, service):
    with canary("127.0.0.1") as bird, build(PUSH_HOSTS=[f"127.0.0.1:{bird.port}"]).app_context():
        phone = service.subscribe()
        lost = push.Parcel(f"https://127.0.0.1:{bird.port}/x", phone.p256dh, phone.auth, b"{}", "x", "low", 60)
        assert kinds([lost]) == ["unreachable"]


def test_who_takes_no_connection_is_given_up(build, service, monkeypatch):
    monkeypatch.setitem(push_curl.FIXED, push_curl.pycurl.CONNECTTIMEOUT_MS, 200)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with build(PUSH_HOSTS=[f"127.0.0.1:{port}"]).app_context():
            phone = service.subscribe()
            lost = push.Parcel(f"https://127.0.0.1:{port}/x", phone.p256dh, phone.auth, b"{}", "x", "low", 60)
            told = Counter(kinds([lost] * 200))
    assert set(told) == {"unreachable", "later"}


# --- whoever calls -------------------------------------------------------------------------------------------------


def test_nothing_to_send_is_nothing(town):
    assert list(push.send_all([])) == []


def test_who_stops_listening_in_the_middle_breaks_nothing(town, service):
    phones = [service.subscribe() for _ in range(300)]
    some = push.send_all(map(parcel, phones))
    next(some)
    some.close()
    assert kinds(map(parcel, phones)) == ["accepted"] * 300


def test_many_threads_send_at_once(town, service):
    from tests.own import all_at_once

    phones = [service.subscribe() for _ in range(40)]

    def send(_number):
        with town.app_context():
            return kinds(map(parcel, phones))

    assert all_at_once(send, 6) == [["accepted"] * 40] * 6


def test_the_parcels_may_come_from_a_generator_that_reads_slowly(town, service):
    taken = []

    def slowly():
        for _ in range(200):
            phone = service.subscribe()
            taken.append(phone)
            yield parcel(phone)

    assert {answer.kind for _number, answer in push.send_all(slowly())} == {"accepted"}
    assert len(of(service, taken)) == 200
