"""The receiver of our tests is right about the standards, and notices what is wrong: else its yes proves nothing."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import jwt
import pycurl
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from webpush import VAPID, WebPush, WebPushSubscription

from tests.receivers import push_standards as standards
from tests.receivers.push_service import push_service
from tests.receivers.push_standards import Broken, check_vapid, data, open_sealed

# RFC 8291, section 5 and appendix A
WORDS = b"When I grow up, I want to be a watermelon"
BROWSER_KEY, SECRET = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "BTBZMqHH6r4Tts7J_aSIgg"
BROWSER_POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
    "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
# RFC 8292, section 2.4
HEADER = (
    "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsI"
    "nN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW"
    "2L9OkSSHzvoD1oA, "
    "k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
)
ORIGIN, END = "https://push.example.net", 1453523768


@pytest.fixture(scope="module")
def service():
    with push_service() as one:
        yield one


def browser_key(text=BROWSER_KEY):
    return ec.derive_private_key(int.from_bytes(data(text), "big"), ec.SECP256R1())


def test_it_works_on_the_example_of_rfc_8291():
    assert standards.text(standards.point(browser_key())) == BROWSER_POINT
    assert open_sealed(data(BODY), browser_key(), data(SECRET)) == WORDS


def test_it_works_on_the_example_of_rfc_8292():
    claims = check_vapid(HEADER, ORIGIN, END - 100)
    assert claims["sub"] == "mailto:push@example.com"


@pytest.mark.parametrize("place", [0, 15, 20, 22, 80, 86, 100, -1])
def test_control_a_body_that_was_changed_is_noticed(place):
    body = bytearray(data(BODY))
    body[place] ^= 1
    with pytest.raises((Broken, ValueError)):
        open_sealed(bytes(body), browser_key(), data(SECRET))


def test_control_another_browser_reads_nothing():
    with pytest.raises(Broken):
        open_sealed(data(BODY), ec.generate_private_key(ec.SECP256R1()), data(SECRET))
    with pytest.raises(Broken):
        open_sealed(data(BODY), browser_key(), bytes(16))


def changed(name, value):
    """The example's token with another claim: signed by nobody."""
    head, claims, rest = HEADER.split(".", 2)
    told = json.loads(data(claims)) | {name: value}
    return ".".join([head, urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode(), rest])


@pytest.mark.parametrize(
    ("header", "origin", "now"),
    [(changed("sub", "mailto:other@example.com"), ORIGIN, END - 100), (HEADER, f"{ORIGIN}:8443", END - 100),
     (HEADER, "https://other.example", END - 100), (HEADER, ORIGIN, END), (HEADER, ORIGIN, END - 86_401),
     (HEADER.replace("vapid", "WebPush"), ORIGIN, END - 100), (HEADER.partition(",")[0], ORIGIN, END - 100),
     (HEADER.replace("BA1H", "BB1H"), ORIGIN, END - 100)],
    ids=["signature", "port", "host", "over", "too long", "scheme", "no key", "another key"],
)  # fmt: skip
def test_control_a_token_that_is_wrong_is_noticed(header, origin, now):
    with pytest.raises((Broken, ValueError)):
        check_vapid(header, origin, now)


# --- the service ---------------------------------------------------------------------------------------------------


def knock(service, phone, body=b"x", **headers):
    """Post by hand; the status of the answer and the version of HTTP."""
    handle = pycurl.Curl()
    handle.setopt(pycurl.URL, phone.endpoint)
    handle.setopt(pycurl.CAINFO, str(service.certificate))
    handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
    handle.setopt(pycurl.HTTPHEADER, [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()])
    handle.setopt(pycurl.POSTFIELDS, body)
    handle.perform()
    return handle.getinfo(pycurl.RESPONSE_CODE), handle.getinfo(pycurl.INFO_HTTP_VERSION)


@pytest.fixture(scope="module")
def sign(service):
    """The headers of the library as it is, which forgets the port unless told by a trick."""
    private, public, _key = VAPID.generate_keys()

    def headers(phone, host):
        push = WebPush(private, public, subscriber="town@example.org", ttl=60)
        told = phone.as_json() | {"endpoint": f"https://{host}/x"}
        message = push.get("{}", WebPushSubscription.model_validate(told))
        return {"authorization": message.headers["authorization"], "ttl": "60", "content-encoding": "aes128gcm"}

    return headers


def good_headers(service):
    """What a careful sender says, written here by hand."""
    key = ec.generate_private_key(ec.SECP256R1())
    claims = {"aud": service.origin, "exp": int((datetime.now(UTC) + timedelta(hours=1)).timestamp()),
              "sub": "mailto:town@example.org"}  # fmt: skip
    token = jwt.encode(claims, key, algorithm="ES256")
    return {"authorization": f"vapid t={token}, k={standards.text(standards.point(key))}", "ttl": "60",
            "content_encoding": "aes128gcm", "urgency": "low", "topic": "a"}  # fmt: skip


def test_it_takes_a_good_notice_over_http_2(service):
    phone = service.subscribe()
    good = good_headers(service)
    assert knock(service, phone, **good) == (201, pycurl.CURL_HTTP_VERSION_2_0)


def test_control_it_refuses_a_token_that_forgets_the_port(service, sign):
    """The library's own header, which is why ours is made anew."""
    phone = service.subscribe()
    assert knock(service, phone, **sign(phone, service.host))[0] == 403


@pytest.mark.parametrize(
    ("change", "body", "status"),
    [({"authorization": ""}, b"x", 401), ({"authorization": "vapid t=a.b.c, k=x"}, b"x", 403), ({"ttl": ""}, b"x", 400),
     ({"ttl": "-1"}, b"x", 400), ({"topic": "x" * 33}, b"x", 400), ({"topic": "a/b"}, b"x", 400),
     ({"urgency": "now"}, b"x", 400), ({"content_encoding": "aesgcm"}, b"x", 400), ({}, b"x" * 4097, 413)],
    ids=str,
)  # fmt: skip
def test_control_it_refuses_what_a_real_service_would(service, change, body, status):
    assert knock(service, service.subscribe(), body, **(good_headers(service) | change))[0] == status


def test_it_counts_topics(service):
    phone = service.subscribe()
    for topic in ("a", "a", "b"):
        knock(service, phone, **(good_headers(service) | {"topic": topic}))
    shown = service.topics()
    assert (shown[phone.name, "a"], shown[phone.name, "b"]) == (2, 1)


def test_it_misbehaves_as_often_as_it_is_told(service):
    phone, good = service.subscribe(), good_headers(service)
    service.behave(status=429, headers={"retry-after": "7"}, times=2)
    assert [knock(service, phone, **good)[0] for _ in range(3)] == [429, 429, 201]
    service.behave(status=410, only=[phone])
    assert knock(service, phone, **good)[0] == 410
    assert knock(service, service.subscribe(), **good)[0] == 201
    service.behave_well()
    assert knock(service, phone, **good)[0] == 201


def test_it_goes_away_and_comes_back_with_what_it_had(service):
    phone, good = service.subscribe(), good_headers(service)
    knock(service, phone, **good)
    with service.away(), pytest.raises(pycurl.error):
        knock(service, phone, **good)
    knock(service, phone, **good)
    assert len([one for one in service.received if one.phone == phone]) == 2
