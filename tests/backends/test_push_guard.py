"""Nothing that a stranger's browser says leads us to a private address (PROMISES P21): a canary counts who comes."""

from contextlib import contextmanager
from socket import AF_INET, AF_INET6, SOCK_STREAM
from threading import Event
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from app.backends import push, push_batch, push_curl, push_guard, push_origins, push_pins
from app.backends.push_origins import BREAKS_AT
from tests.receivers.canary import canary
from tests.receivers.push_service import push_service

from .push_parcels import kinds, parcel

KNOWN = "fcm.googleapis.com"
REACHABLE = [  # spellings of this very machine that the system's own resolver understands
    "https://127.0.0.1:{port}/x", "https://localhost:{port}/x", "https://LOCALHOST:{port}/x",
    "https://127.1:{port}/x", "https://127.0.1:{port}/x", "https://2130706433:{port}/x",
    "https://0x7f000001:{port}/x", "https://0x7f.0.0.1:{port}/x", "https://0177.0.0.1:{port}/x",
    "https://017700000001:{port}/x", "https://127.0.0.2:{port}/x", "https://0.0.0.0:{port}/x", "https://0:{port}/x",
    "https://[::1]:{port}/x", "https://[0:0:0:0:0:0:0:1]:{port}/x", "https://[::ffff:127.0.0.1]:{port}/x",
    "https://[::ffff:7f00:1]:{port}/x", "https://someone@127.0.0.1:{port}/x",
    "https://" + KNOWN + "@127.0.0.1:{port}/x", "https://" + KNOWN + ":443@127.0.0.1:{port}/x",
    "https://127.0.0.1:{port}/?x=" + KNOWN, "https://127.0.0.1:{port}//" + KNOWN,
]  # fmt: skip
ELSEWHERE = [
    "https://127.0.0.1.:{port}/x", "https://localhost.:{port}/x", "https://[::]:{port}/x",
    "https://[::127.0.0.1]:{port}/x", "https://[64:ff9b::7f00:1]:{port}/x", "https://[64:ff9b::127.0.0.1]:{port}/x",
    "https://[64:ff9b:1::7f00:1]:{port}/x", "https://[2002:7f00:1::]:{port}/x", "https://[fe80::1]:{port}/x",
    "https://[fe80::1%25lo]:{port}/x", "https://[fd00:ec2::254]/x", "https://[fec0::1]/x",
    "https://169.254.169.254/latest/meta-data/", "https://2852039166/x", "https://0xa9fea9fe/x",
    "https://[::ffff:169.254.169.254]/x", "https://metadata.google.internal/x", "https://10.0.0.1/x",
    "https://172.16.0.1/x", "https://192.168.1.1/x", "https://100.64.0.1/x", "https://192.0.0.1/x",
    "https://１２７.０.０.１:{port}/x", "https://127。0。0。1:{port}/x", "https://①②⑦.⓪.⓪.①:{port}/x",
    "https://127%2e0%2e0%2e1:{port}/x", "https://%31%32%37.0.0.1:{port}/x", "https://127.0.0.1%00.x:{port}/x",
    "https://" + KNOWN + "\\@127.0.0.1:{port}/x", "https://127.0.0.1:{port}\\@" + KNOWN + "/x",
    "https://127.0.0.1:{port}#@" + KNOWN + "/x", "https://" + KNOWN + "\t.127.0.0.1:{port}/x",
    "https://127.0.0.1:{port}\n/x", " https://127.0.0.1:{port}/x", "https:127.0.0.1:{port}/x",
    "https:///127.0.0.1:{port}/x", "//127.0.0.1:{port}/x", "http://127.0.0.1:{port}/x", "HTTPS://127.0.0.1:{port}/x",
    "gopher://127.0.0.1:{port}/x", "file:///etc/passwd", "unix:///run/x", "127.0.0.1:{port}", "",
    "http://" + KNOWN + "/x", "https://" + KNOWN + ":{port}/x", "https://" + KNOWN + ".:443/x",
    "https://" + KNOWN + ".evil.example/x", "https://evil-" + KNOWN + "/x", "https://x." + KNOWN + "/x",
    "https://notify.windows.com.evil.example/x",
    "https://a.b.notify.windows.com/x", "https://evilnotify.windows.com/x", "https://" + KNOWN,
    "https://" + KNOWN + ":0443/x", "https://" + KNOWN + ":/x", "https://" + KNOWN + "/" + "x" * 2000,
]  # fmt: skip
PRIVATE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.31.0.1", "192.168.0.1", "100.127.0.1",
    "169.254.169.254", "192.0.0.8", "192.0.2.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "192.88.99.1", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    "64:ff9b:1::808:808", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::", "2001::1", "2001:db8::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1", "100::1",
    "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:a00:1", "4000::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "142.250.1.95", "2a00:1450:4001:82f::200a", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]


@pytest.fixture(scope="module")
def service():
    with push_service() as one:
        yield one


@pytest.fixture
def town(build, service):
    with build(PUSH_HOSTS=[service.host, f"push.example:{service.port}"]).app_context():
        yield


def letter(phone, endpoint):
    return push.Parcel(endpoint, phone.p256dh, phone.auth, b"{}", "x", "normal", 60)


def test_it_works(town, service):
    phone = service.subscribe()
    push.check_subscription(phone.endpoint, phone.p256dh, phone.auth)
    assert kinds([letter(phone, phone.endpoint)]) == ["accepted"]


def test_the_lists_are_as_long_as_promised():
    assert len(set(REACHABLE + ELSEWHERE)) >= 70
    assert len(set(PRIVATE)) >= 40


@pytest.mark.parametrize("spelling", REACHABLE + ELSEWHERE)
def test_p21_no_spelling_of_a_private_address_is_reached(town, service, spelling):
    phone = service.subscribe()
    with canary() as bird:
        endpoint = spelling.format(port=bird.port)
        with pytest.raises(push.Forbidden) as refusal:
            push.check_subscription(endpoint, phone.p256dh, phone.auth)
        assert kinds([letter(phone, endpoint)]) == ["forbidden"]
        assert bird.visits() == 0
    assert endpoint not in str(refusal.value) or not endpoint


@contextmanager
def careless(monkeypatch):
    """The sender without its list of push services: it goes wherever the endpoint says."""

    def believe(endpoint, _listed):
        parts = urlsplit(endpoint)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return push_guard.Origin(host, parts.port or 443)

    with monkeypatch.context() as patch:
        patch.setattr(push_batch, "origin_of", believe)
        yield patch


@pytest.mark.parametrize("spelling", REACHABLE)
def test_p21_without_the_list_the_second_guard_still_holds(town, service, monkeypatch, spelling):
    with careless(monkeypatch), canary() as bird:
        endpoint = spelling.format(port=bird.port)
        assert kinds([letter(service.subscribe(), endpoint)]) == ["forbidden"]
        assert bird.visits() == 0


@pytest.mark.parametrize("spelling", REACHABLE)
def test_p21_control_without_both_guards_the_canary_is_reached(town, service, monkeypatch, spelling):
    with careless(monkeypatch) as patch, canary() as bird:
        patch.setattr(push_pins, "is_public", lambda _address: True)
        kinds([letter(service.subscribe(), spelling.format(port=bird.port))])
        assert bird.visits() > 0


@pytest.mark.parametrize("address", PRIVATE)
def test_p21_what_is_not_the_open_internet_is_known_in_every_wrapping(address):
    assert push_guard.is_public(address) is False


@pytest.mark.parametrize("address", PUBLIC)
def test_control_what_is_on_the_open_internet_may_be_reached(address):
    assert push_guard.is_public(address) is True


# --- names that lead elsewhere -------------------------------------------------------------------------------------


@pytest.fixture
def name_server(monkeypatch):
    """A name server in a stranger's hands: `tells` is a list of answers, the last of which stays."""
    server = SimpleNamespace(tells=[["127.0.0.1"]], asked=0)

    def look_up(host, port, type=SOCK_STREAM):
        server.asked += 1
        found = server.tells.pop(0) if len(server.tells) > 1 else server.tells[0]
        return [(AF_INET6 if ":" in one else AF_INET, type, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(push_pins, "getaddrinfo", look_up)
    return server


def named(service, phone):
    """The phone's endpoint at a name, where only a look-up says which address that is."""
    return letter(phone, phone.endpoint.replace("localhost", "push.example"))


@pytest.mark.parametrize("address", PRIVATE)
def test_p21_a_known_name_that_leads_to_a_private_address_is_not_followed(town, service, name_server, address):
    name_server.tells = [[address]]
    before = service.counts()["all"]
    assert kinds([named(service, service.subscribe())]) == ["forbidden"]
    assert service.counts()["all"] == before


def test_p21_one_private_address_among_public_ones_is_enough_to_stay_away(town, service, name_server):
    name_server.tells = [["8.8.8.8", "127.0.0.1"]]
    assert kinds([named(service, service.subscribe())]) == ["forbidden"]


@pytest.fixture
def loopback_is_public(monkeypatch):
    """127.0.0.1 stands for the open internet, so that ::1 can stand for what is private."""
    monkeypatch.setattr(push_pins, "is_public", lambda address: address == "127.0.0.1")


def test_p21_a_name_is_looked_up_once_and_pinned(town, service, name_server, loopback_is_public):
    name_server.tells = [["127.0.0.1"], ["::1"]]
    with canary("::1", port=service.port) as bird:
        assert kinds([named(service, service.subscribe()) for _ in range(200)]) == ["accepted"] * 200
        assert kinds([named(service, service.subscribe())]) == ["accepted"]
        assert bird.visits() == 0
    assert name_server.asked == 1


def test_p21_a_name_that_moves_to_a_private_address_later_is_dropped(
    build, service, name_server, loopback_is_public, monkeypatch
):
    monkeypatch.setattr(push_pins, "KEPT_SECONDS", 0)
    name_server.tells = [["127.0.0.1"], ["::1"]]
    with build(PUSH_HOSTS=[f"push.example:{service.port}"]).app_context(), canary("::1", port=service.port) as bird:
        assert kinds([named(service, service.subscribe())]) == ["accepted"]
        assert kinds([named(service, service.subscribe())]) == ["forbidden"]
        assert bird.visits() == 0


def test_p21_control_a_name_that_moves_would_be_followed(build, service, name_server, monkeypatch):
    monkeypatch.setattr(push_pins, "is_public", lambda _address: True)
    name_server.tells = [["::1"]]
    with build(PUSH_HOSTS=[f"push.example:{service.port}"]).app_context(), canary("::1", port=service.port) as bird:
        assert kinds([named(service, service.subscribe())]) == ["unreachable"]
        assert bird.visits() > 0


def test_an_address_of_the_setting_is_what_it_is(build, service):
    phone = service.subscribe()
    with build(PUSH_HOSTS=[f"127.0.0.1:{service.port}"]).app_context():
        assert kinds([letter(phone, phone.endpoint.replace("localhost", "127.0.0.1"))]) == ["accepted"]


def test_a_name_that_nobody_knows_may_be_tried_again(build, service):
    with build(PUSH_HOSTS=["push.invalid"]).app_context():
        assert kinds([letter(service.subscribe(), "https://push.invalid/x")]) == ["unreachable"]


def test_a_name_server_that_keeps_silent_holds_up_nobody(build, service, monkeypatch):
    end, look_up = Event(), push_pins.getaddrinfo

    def ask(host, port, type=SOCK_STREAM):
        if host != "localhost":
            end.wait(30)
        return look_up(host, port, type=type)

    monkeypatch.setattr(push_pins, "getaddrinfo", ask)
    monkeypatch.setattr(push_pins, "PATIENCE", 0.3)
    monkeypatch.setattr(push_origins, "random", lambda: 1.0)
    phone, come = service.subscribe(), []
    silent = letter(phone, "https://push.invalid/x")
    with build(PUSH_HOSTS=["push.invalid", service.host]).app_context():
        told = kinds([*[silent] * 40, *[parcel(phone)] * 20])
        assert told == ["unreachable"] * BREAKS_AT + ["later"] * (40 - BREAKS_AT) + ["accepted"] * 20
        come += [one for one in service.received if one.phone == phone]
    end.set()
    assert len(come) == 20


def test_a_name_that_leads_nowhere_is_asked_for_once(town, service, name_server):
    name_server.tells = [["127.0.0.1"]]
    assert kinds([named(service, service.subscribe())] * 100) == ["forbidden"] * 100
    assert name_server.asked == 1


# --- being sent elsewhere ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_p21_a_push_service_that_sends_us_elsewhere_is_not_followed(town, service, status):
    phone = service.subscribe()
    with canary() as bird:
        service.behave(status=status, headers={"location": f"https://127.0.0.1:{bird.port}/x"}, only=[phone])
        assert kinds([letter(phone, phone.endpoint)]) == ["forbidden"]
        assert bird.visits() == 0


def test_p21_control_who_follows_reaches_the_canary(build, service, monkeypatch):
    monkeypatch.setitem(push_curl.FIXED, push_curl.pycurl.FOLLOWLOCATION, 1)
    phone = service.subscribe()
    with build(PUSH_HOSTS=[service.host]).app_context(), canary() as bird:
        service.behave(status=307, headers={"location": f"https://127.0.0.1:{bird.port}/x"}, only=[phone])
        kinds([letter(phone, phone.endpoint)])
        assert bird.visits() > 0


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_p21_a_proxy_of_the_environment_is_not_used(build, service, monkeypatch, name):
    with build(PUSH_HOSTS=[service.host]).app_context(), canary() as bird:
        monkeypatch.setenv(name, f"http://127.0.0.1:{bird.port}")
        phone = service.subscribe()
        assert kinds([letter(phone, phone.endpoint)]) == ["accepted"]
        assert bird.visits() == 0


# --- whom we know --------------------------------------------------------------------------------------------------

REAL = [
    "https://fcm.googleapis.com/fcm/send/dX-1_9:APA91bF", "https://jmt17.google.com/fcm/send/a",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA", "https://web.push.apple.com/QGr-x_1",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAC%2b%2fx%3d", "https://fcm.googleapis.com:443/x",
]  # fmt: skip


@pytest.mark.parametrize("endpoint", REAL)
def test_every_browser_s_own_push_service_is_known(town, service, endpoint):
    phone = service.subscribe()
    push.check_subscription(endpoint, phone.p256dh, phone.auth)


@pytest.mark.parametrize(
    ("listed", "endpoint", "known"),
    [("push.example", "https://push.example/x", True), ("Push.Example", "https://push.example/x", True),
     ("push.example", "https://push.example:8443/x", False), ("push.example:8443", "https://push.example:8443/x", True),
     ("push.example:8443", "https://push.example/x", False), ("push.example", "https://x.push.example/x", False),
     ("[::1]:8443", "https://[::1]:8443/x", True), ("127.0.0.1:8443", "https://localhost:8443/x", False)],
)  # fmt: skip
def test_a_host_of_the_setting_is_known_at_its_own_port(build, service, listed, endpoint, known):
    phone = service.subscribe()
    with build(PUSH_HOSTS=[listed]).app_context():
        if known:
            push.check_subscription(endpoint, phone.p256dh, phone.auth)
        else:
            with pytest.raises(push.Forbidden, match="We do not know this push service"):
                push.check_subscription(endpoint, phone.p256dh, phone.auth)


# --- keys that are none --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("p256dh", "auth", "sentence"),
    [(lambda good: good[:-2], None, "wrong length"), (lambda good: good + "AAAA", None, "wrong length"),
     (lambda good: "", None, "wrong length"), (lambda good: good.replace(good[5], "é"), None, "wrong length"),
     (lambda good: "BAAA" + good[4:], None, "not real"), (lambda good: "A" + good[1:], None, "not real"),
     (None, lambda good: good[:-3], "wrong length"), (None, lambda good: good + "AA", "wrong length"),
     (None, lambda good: "", "wrong length"), (None, lambda good: "=" * 22, "wrong length")],
)  # fmt: skip
def test_keys_that_no_browser_gives_are_refused(town, service, p256dh, auth, sentence):
    phone = service.subscribe()
    with pytest.raises(push.Forbidden, match=sentence):
        push.check_subscription(
            phone.endpoint, p256dh(phone.p256dh) if p256dh else phone.p256dh, auth(phone.auth) if auth else phone.auth
        )


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("what", [None, 7, b"bytes", ["x"], {}], ids=str)
def test_what_is_no_text_is_refused(town, service, place, what):
    phone = service.subscribe()
    words = [phone.endpoint, phone.p256dh, phone.auth]
    words[place] = what
    with pytest.raises(push.Forbidden, match="This is not a subscription"):
        push.check_subscription(*words)


def test_padding_is_no_mistake(town, service):
    phone = service.subscribe()
    push.check_subscription(phone.endpoint, phone.p256dh + "=", phone.auth + "==")
    padded = push.Parcel(phone.endpoint, phone.p256dh + "=", phone.auth + "==", b"{}", "x", "normal", 60)
    assert kinds([padded]) == ["accepted"]


def test_keys_that_went_bad_in_the_database_harm_nobody_else(town, service):
    phone = service.subscribe()
    bad = [push.Parcel(phone.endpoint, words, phone.auth, b"{}", "x", "normal", 60) for words in ("AAAA", "é", "")]
    assert kinds([*bad, letter(phone, phone.endpoint)]) == ["forbidden", "forbidden", "forbidden", "accepted"]
