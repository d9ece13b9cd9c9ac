"""A push service of our own on loopback, over TLS and HTTP/2, that a test may order to misbehave.

`with push_service(town) as service:` lets the town send there and trust its certificate. `service.subscribe()` is a
phone: `.endpoint`, `.p256dh`, `.auth` as a browser gives them. `service.received[0].words` is what the phone reads,
decrypted. `service.behave(status=429, headers={"retry-after": "30"})` is an order, `service.behave_well()` its end.
What has no good VAPID token gets 401 or 403, as from a real one.
"""

import json
import os
import secrets
import socket
import ssl
import subprocess
import sys
from base64 import b64decode
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory
from time import sleep
from unittest.mock import patch
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives.asymmetric import ec

from bench.processes import tree

from . import certificates, push_standards as standards

ROOT = Path(__file__).parents[2]
PATIENCE = 30


@dataclass(frozen=True)
class Phone:
    """A subscription, with the keys that only the browser knows."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey
    secret: bytes

    @cached_property
    def p256dh(self) -> str:
        return standards.text(standards.point(self.key))

    @cached_property
    def auth(self) -> str:
        return standards.text(self.secret)

    @property
    def name(self) -> str:
        return self.endpoint.rpartition("/")[2]

    def as_json(self) -> dict:
        """What `PushSubscription.toJSON()` gives."""
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": {"p256dh": self.p256dh, "auth": self.auth}}


@dataclass(frozen=True)
class Notice:
    """One request that came, and how it was answered; `words` decrypts it."""

    phone: Phone
    status: int
    headers: dict
    body: bytes
    at: float

    @property
    def words(self) -> bytes:
        return standards.open_sealed(self.body, self.phone.key, self.phone.secret)

    @property
    def size(self) -> int:
        return len(self.body)

    @property
    def topic(self) -> str:
        return self.headers.get("topic", "")

    @property
    def urgency(self) -> str:
        return self.headers.get("urgency", "normal")

    @property
    def ttl(self) -> int:
        return int(self.headers["ttl"])


class PushService:
    """The service as a test sees it; its own process does the work."""

    def __init__(self, folder, port, workers=1):
        self.port, self.workers, self.phones, self._kept, self._process = port, workers, {}, [], None
        self.certificate, self.key = certificates.make(folder)
        self._tls = ssl.create_default_context(cafile=self.certificate)

    @property
    def host(self) -> str:
        """What GATHER_PUSH_HOSTS must list."""
        return f"localhost:{self.port}"

    @property
    def origin(self) -> str:
        return f"https://{self.host}"

    @property
    def pid(self) -> int:
        """The root of its processes."""
        return self._process.pid

    @property
    def environment(self) -> dict:
        """The settings of a town in a process of its own that sends here."""
        return {"GATHER_PUSH_HOSTS": self.host, "SSL_CERT_FILE": str(self.certificate)}

    def subscribe(self) -> Phone:
        """A phone that begins to listen here."""
        key = ec.generate_private_key(ec.SECP256R1())
        phone = Phone(f"{self.origin}/push/{secrets.token_urlsafe(16)}", key, secrets.token_bytes(16))
        self.phones[phone.name] = phone
        return phone

    @property
    def received(self) -> list[Notice]:
        """Every request so far, in the order they came, whatever the answer was."""
        return self._kept + self._ask()

    @property
    def accepted(self) -> list[Notice]:
        """Those that the service took: each would be shown by its phone, one for each Topic."""
        return [notice for notice in self.received if 200 <= notice.status < 300]

    def topics(self) -> Counter:
        """How many notices each phone took of each Topic: more than one replaces what it showed before."""
        return Counter((notice.phone.name, notice.topic) for notice in self.accepted)

    def counts(self) -> dict:
        """How many requests came in all, and how many were accepted, since it started."""
        return self._desk("?from=1000000000")["counts"]

    def behave(self, status=None, headers=None, then=None, share=1.0, times=None, only=None):
        """Answer with this from now on, or for the phones of `only`.

        `then` is "silence", "for ever" or "huge" for the body; `share` for how many of the requests; `times` for how
        many of them.
        """
        order = {"status": status, "headers": headers or {}, "then": then, "share": share}
        if times is not None:
            order["times"] = times
        self._tell(orders={phone.name: order for phone in only} if only else {"*": order})

    def behave_well(self):
        """Take back every order."""
        self._tell(well=True)

    def begin_anew(self):
        """Be as on the first day, for the next test: without orders, and nothing received."""
        self._kept = []
        self._tell(well=True, anew=True, settings={"keep": True})

    def set_clock(self, instant):
        """What time the service thinks it is, for tests that move the town's clock; None for the real one."""
        self._tell(settings={"now": instant and instant.timestamp()})

    def keep_nothing(self):
        """Only count from now on."""
        self._tell(settings={"keep": False})

    @contextmanager
    def away(self):
        """Nobody listens at its port for a while; what came before is kept."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def start(self):
        words = [
            *("--interface", "rsgi", "--no-ws", "--http", "auto", "--host", "127.0.0.1", "--port", str(self.port)),
            *("--workers", str(self.workers), "--log-level", "error", "--working-dir", str(ROOT)),
            *("--ssl-certificate", str(self.certificate), "--ssl-keyfile", str(self.key)),
            *("--backpressure", "4096", "--workers-kill-timeout", "1", "tests.receivers.push_desk:app"),
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "granian", *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(PATIENCE * 100):
            try:
                self._desk("")
            except OSError:
                sleep(0.01)
            else:
                return
        raise RuntimeError("the push service never started")

    def stop(self):
        try:
            self._kept += self._ask()
        finally:
            for pid in tree(self.pid):  # asked to end, it would wait a second for whoever is still connected
                with suppress(ProcessLookupError):
                    os.kill(pid, SIGKILL)
            self._process.wait(PATIENCE)

    def _ask(self):
        return [
            Notice(self.phones[one["name"]], one["status"], one["headers"], b64decode(one["body"]), one["at"])
            for one in self._desk("")["received"] if one["name"] in self.phones
        ]  # fmt: skip

    def _tell(self, **told):
        self._desk("", json.dumps(told).encode())

    def _desk(self, query, body=None):
        asked = Request(f"https://127.0.0.1:{self.port}/desk{query}", body, {"content-type": "application/json"})
        with urlopen(asked, timeout=PATIENCE, context=self._tls) as answer:
            return json.loads(answer.read() or "null")


@contextmanager
def push_service(app=None, workers=1):
    """The service, stopped at the end; `app` may send to it and trusts it meanwhile.

    With more than one of `workers` each records for itself: then only the sender's own figures say what happened.
    """
    with TemporaryDirectory(prefix="gather-push-") as folder:
        service = PushService(Path(folder), _free_port(), workers)
        service.start()
        try:
            with patch.dict(os.environ, SSL_CERT_FILE=str(service.certificate)), _listed(app, service):
                yield service
        finally:
            service.stop()


@contextmanager
def _listed(app, service):
    if app is None:
        yield
        return
    before = app.config["PUSH_HOSTS"]
    app.config["PUSH_HOSTS"] = [*before, service.host]
    try:
        yield
    finally:
        app.config["PUSH_HOSTS"] = before


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
