"""Three ways to tell a phone something: the bare arithmetic, one by one as is usual, and ours. Microseconds of CPU.

The arithmetic is what nobody can leave out: a fresh key pair and a shared secret for each phone (RFC 8291). The usual
way makes everything else anew for each message as well: the encryption's own object, the token, the connection.
"""

import os
from time import process_time

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from webpush import VAPID, WebPush, WebPushSubscription

from app.backends.push_parcels import Parcel
from app.backends.push_sending import Sender

from .processes import cpu_seconds

KEY, SUBJECT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "mailto:town@example.org"
WORDS = b'{"web_push":8030,"notification":{"title":"You are going","body":"' + b"Saturday, 10am, Millom. " * 12 + b'"}}'
"""As long as a notice with two buttons."""


def floor(count) -> float:
    """The bare arithmetic for so many phones."""
    theirs = ec.generate_private_key(ec.SECP256R1()).public_key()
    began = process_time()
    for _ in range(count):
        ec.generate_private_key(ec.SECP256R1()).exchange(ec.ECDH(), theirs)
    return (process_time() - began) / count * 1e6


def one_by_one(service, phones) -> float:
    """A new object, a new token and a new connection for each phone."""
    private, public, _key = VAPID.generate_keys()
    service.behave(status=201)  # the library's token forgets the port, for which a real service would refuse it
    began = process_time()
    for phone in phones:
        push = WebPush(private, public, subscriber="town@example.org", ttl=60)
        message = push.get(WORDS, WebPushSubscription.model_validate(phone.as_json()))
        answer = requests.post(phone.endpoint, data=message.encrypted, headers=dict(message.headers),
                               verify=str(service.certificate), timeout=10)  # fmt: skip
        answer.raise_for_status()
    cost = (process_time() - began) / len(phones) * 1e6
    service.behave_well()
    return cost


class Ours:
    """Our sender; its helpers stay for all rounds, and go with it: what they used counts as long as they are there."""

    def __init__(self, service):
        self._service, self._sender = service, Sender(KEY, SUBJECT)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._sender.rest()

    def cost(self, phones, count) -> tuple[float, int]:
        """CPU of all our processes for so many messages to these phones, and how many were not accepted."""
        before = self._cpu()
        refused = sum(answer.kind != "accepted" for _number, answer in self.send(parcels(phones, count)))
        return (self._cpu() - before) / count * 1e6, refused

    def send(self, some):
        """What the sender's seam does, without an app around it."""
        return self._sender.send(some, frozenset([self._service.host]))

    def _cpu(self):
        return cpu_seconds(os.getpid()) - cpu_seconds(self._service.pid)  # its CPU is not ours


def parcels(phones, count):
    """So many notices, the phones in turn."""
    for number in range(count):
        phone = phones[number % len(phones)]
        yield Parcel(phone.endpoint, phone.p256dh, phone.auth, WORDS, f"drive-{number}", "normal", 3600)
