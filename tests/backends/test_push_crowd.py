"""Big batches are sent by processes of their own: every parcel has one answer, whatever becomes of the processes."""

import os
import signal
import subprocess
import sys
from collections import Counter
from itertools import islice
from shutil import which
from time import sleep

import pytest

from app.backends import push, push_crowd, push_origins, push_sending
from app.config import ROOT
from tests.own import all_at_once
from tests.receivers.push_service import push_service

from .push_parcels import kinds, parcel

MANY = push_sending.MANY + 150


@pytest.fixture(scope="module")
def one_service():
    with push_service() as service:
        yield service


@pytest.fixture
def service(one_service, monkeypatch):
    monkeypatch.setattr(push_origins, "random", lambda: 1.0)
    one_service.behave_well()
    return one_service


@pytest.fixture
def town(build, service):
    app = build(PUSH_HOSTS=[service.host])
    with app.app_context():
        yield app
        if app.extensions["gather_push"]:
            app.extensions["gather_push"].rest()


def helpers(town):
    return town.extensions["gather_push"]._crowd._helpers


def pids(town):
    return [helper._process.pid for helper in helpers(town)]


def phones_of(service, count=MANY):
    return [service.subscribe() for _ in range(count)]


def test_it_works(town, service):
    phones = phones_of(service)
    assert kinds(parcel(phone, phone.name.encode()) for phone in phones) == ["accepted"] * MANY
    assert len(helpers(town)) == push_crowd.cores()
    came = {one.phone.name: one.words for one in service.accepted}
    assert all(came[phone.name] == phone.name.encode() for phone in phones)


def test_a_handful_needs_no_crowd(town, service):
    assert kinds(map(parcel, phones_of(service, 20))) == ["accepted"] * 20
    assert helpers(town) == []


def test_the_next_batch_has_the_same_helpers(town, service):
    phones = phones_of(service)
    kinds(map(parcel, phones))
    before = pids(town)
    assert kinds(map(parcel, phones)) == ["accepted"] * MANY
    assert pids(town) == before


def test_helpers_that_nobody_needs_go(town, service, monkeypatch):
    monkeypatch.setattr(push_crowd, "KEPT_SECONDS", 0.05)
    kinds(map(parcel, phones_of(service)))
    while helpers(town):
        sleep(0.01)
    assert kinds(map(parcel, phones_of(service))) == ["accepted"] * MANY


def test_each_kind_of_answer_comes_back_with_its_parcel(town, service):
    phones = phones_of(service)
    service.behave(status=410, only=phones[:30])
    service.behave(status=413, only=phones[30:60])
    lost = push.Parcel("https://127.0.0.1/x", phones[0].p256dh, phones[0].auth, b"{}", "x", "low", 60)
    long = parcel(phones[0], b"x" * 2001)
    told = kinds([*map(parcel, phones), lost, long])
    assert told == ["gone"] * 30 + ["too_long"] * 30 + ["accepted"] * (MANY - 60) + ["forbidden", "too_long"]


def test_a_helper_that_is_killed_in_the_middle_takes_only_its_own_with_it(town, service):
    phones = phones_of(service, 2000)
    kinds(map(parcel, phones[:MANY]))
    some, told = push.send_all(map(parcel, phones)), Counter()
    told.update(answer.kind for _number, answer in islice(some, 200))
    os.kill(pids(town)[0], signal.SIGKILL)
    told.update(answer.kind for _number, answer in some)
    assert sum(told.values()) == 2000
    assert set(told) <= {"accepted", "unreachable"}
    assert told["unreachable"] <= push_crowd.AHEAD
    assert kinds(map(parcel, phones[:MANY])) == ["accepted"] * MANY


def test_all_helpers_killed_in_the_middle_leave_an_answer_for_everybody(town, service, log_lines):
    phones = phones_of(service, 2000)
    kinds(map(parcel, phones[:MANY]))
    some, told = push.send_all(map(parcel, phones)), Counter()
    told.update(answer.kind for _number, answer in islice(some, 200))
    for pid in pids(town):
        os.kill(pid, signal.SIGKILL)
    told.update(answer.kind for _number, answer in some)
    assert sum(told.values()) == 2000
    assert set(told) <= {"accepted", "unreachable"}
    assert [line["event"] for line in log_lines()] == ["push.worker_died"] * push_crowd.cores()
    assert kinds(map(parcel, phones[:MANY])) == ["accepted"] * MANY


def test_where_no_helper_can_be_started_the_batch_is_sent_without(town, service, monkeypatch, log_lines):
    monkeypatch.setattr(push_crowd.sys, "executable", "/nowhere/python")
    assert kinds(map(parcel, phones_of(service))) == ["accepted"] * MANY
    assert [line["event"] for line in log_lines()] == ["push.no_worker"]


def test_where_helpers_die_at_once_they_are_soon_done_without(town, service, monkeypatch):
    monkeypatch.setattr(push_crowd.sys, "executable", which("false"))
    phones = phones_of(service)
    told = [Counter(kinds(map(parcel, phones))) for _ in range(push_crowd.ENOUGH + 1)]
    assert [one["unreachable"] for one in told] == [MANY] * push_crowd.ENOUGH + [0]
    assert told[-1]["accepted"] == MANY


def test_who_stops_listening_in_the_middle_is_not_sent_for_any_longer(town, service):
    phones = phones_of(service, 2000)
    some = push.send_all(map(parcel, phones))
    next(some)
    some.close()
    assert helpers(town) == []
    assert kinds(map(parcel, phones[:MANY])) == ["accepted"] * MANY


def test_who_comes_while_the_crowd_is_busy_sends_alone(town, service):
    phones = phones_of(service)

    def send(_number):
        with town.app_context():
            return kinds(map(parcel, phones))

    assert all_at_once(send, 3) == [["accepted"] * MANY] * 3
    assert len(helpers(town)) == push_crowd.cores()


def test_p29_the_gone_are_known_at_their_first_answer_and_hold_up_nobody(town, service):
    living, gone = phones_of(service, 60), phones_of(service, 600)
    service.behave(status=410, only=gone)
    mixed = [phone for number, one in enumerate(living) for phone in (*gone[10 * number : 10 * number + 10], one)]
    assert kinds(map(parcel, mixed)) == (["gone"] * 10 + ["accepted"]) * 60
    asked = Counter(one.phone.name for one in service.received)
    assert {asked[phone.name] for phone in mixed} == {1}
    assert kinds(map(parcel, living)) == ["accepted"] * 60


# --- services that want to be left alone ---------------------------------------------------------------------------


def test_a_pause_that_one_helper_hears_of_is_kept_by_all(town, service):
    phones = phones_of(service, 3000)
    service.behave(status=429, headers={"retry-after": "60"})
    before = service.counts()["all"]
    assert kinds(map(parcel, phones)) == ["later"] * 3000
    asked = service.counts()["all"] - before
    assert asked < 1000
    assert kinds(map(parcel, phones)) == ["later"] * 3000
    assert service.counts()["all"] - before == asked


@pytest.mark.parametrize(("status", "kind"), [(201, "accepted"), (429, "later")])
def test_after_a_pause_one_asks_for_the_whole_batch(town, service, status, kind):
    phones = phones_of(service)
    service.behave(status=429, headers={"retry-after": "1"})
    kinds([parcel(phones[0])])
    sleep(1.1)
    service.behave(status=status, headers={"retry-after": "60"})
    before = service.counts()["all"]
    assert kinds(map(parcel, phones)) == [kind] * MANY
    assert service.counts()["all"] - before == (MANY if status == 201 else 1)


def test_it_rings_when_the_key_is_refused(town, service, log_lines):
    service.behave(status=403)
    told = Counter(kinds(map(parcel, phones_of(service))))
    assert set(told) == {"refused", "later"}
    assert [line["event"] for line in log_lines()] == ["push.refused_key"]


# --- nobody is left behind -----------------------------------------------------------------------------------------

SENDER = """
import sys
from pathlib import Path
from tests.backends import ground
from app.backends import push
app = ground.build(Path(sys.argv[1]), PUSH_HOSTS=[sys.argv[2]])
words = sys.argv[3:]
with app.app_context():
    some = push.send_all([push.Parcel(*words, b"{}", "x", "low", 60)] * 3000)
    next(some)
    print(*(helper._process.pid for helper in app.extensions["gather_push"]._crowd._helpers), flush=True)
    sys.stdin.readline()
"""


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("end", ["kill", "return"])
def test_the_helpers_end_with_who_started_them(service, tmp_path, end):
    phone = service.subscribe()
    words = [sys.executable, "-c", SENDER, str(tmp_path), service.host, phone.endpoint, phone.p256dh, phone.auth]
    with subprocess.Popen(words, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as sender:  # fmt: skip
        started = [int(pid) for pid in sender.stdout.readline().split()]
        if end == "kill":
            sender.kill()
        sender.communicate("\n" if end == "return" else None)
    assert len(started) == push_crowd.cores()
    while any(map(is_alive, started)):
        sleep(0.01)
