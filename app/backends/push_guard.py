"""Where a push may go. The endpoint is what a stranger's browser told us, so nothing in it is believed (PROMISES P21).

Only https, only push services we know and those of GATHER_PUSH_HOSTS, only public addresses, which push_pins.py looks
up once and pins. One that is not public is reached only where the setting names that very address, or localhost.
"""

import re
from base64 import urlsafe_b64decode
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from typing import NamedTuple

from .push_parcels import Forbidden

KNOWN = re.compile(
    r"fcm\.googleapis\.com|jmt17\.google\.com"  # Chrome and its kin; Chromium that was built without Google's keys
    r"|[a-z0-9-]{1,40}\.(?:push\.services\.mozilla\.com|push\.apple\.com|notify\.windows\.com)"
)
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
SERVICE = re.compile(rf"https://({LABEL}(?:\.{LABEL})*|\[[0-9a-f:.]+\])(?::([1-9][0-9]{{0,4}}))?", re.A)
PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*", re.A)
"""A plain address: no user, no fragment, no capital, blank, backslash or foreign letter that readers differ on."""
LONGEST_ENDPOINT = 2000
"""Letters; those of Windows come to about 700."""
KEY_TEXT = re.compile(r"[A-Za-z0-9_-]+={0,2}", re.A)
NO_ADDRESS = "This is not the address of a push service."
POINT_BYTES, SECRET_BYTES = 65, 16
"""The browser's public key, uncompressed, and its secret (RFC 8291, 3.2 and 2.1)."""
UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
CLOSED = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
"""For protocols alone (RFC 6890), and relays that lead anywhere (RFC 7526)."""


class Origin(NamedTuple):
    """One push service as a connection sees it; `vouched` when GATHER_PUSH_HOSTS names this very address."""

    host: str
    port: int
    vouched: bool = False

    @property
    def name(self) -> str:
        """As RFC 6454 writes it, and a VAPID token with it: the port stands there unless it is the usual one."""
        return f"https://{self.host}" + ("" if self.port == 443 else f":{self.port}")


def origin_of(endpoint, listed) -> Origin:
    """The push service of an endpoint; `listed` are the "host" or "host:port" of GATHER_PUSH_HOSTS.

    Raises Forbidden. Asks no name server.
    """
    end = endpoint.find("/", len("https://"))
    if not 0 < end < len(endpoint) <= LONGEST_ENDPOINT or not PATH.fullmatch(endpoint, end):
        raise Forbidden(NO_ADDRESS)
    return _service(endpoint[:end], listed)


@lru_cache(1024)
def _service(start, listed):
    parts = SERVICE.fullmatch(start)
    if parts is None:
        raise Forbidden(NO_ADDRESS)
    host, port = parts[1], int(parts[2] or 443)
    if port == 443 and KNOWN.fullmatch(host):
        return Origin(host, port)
    if f"{host}:{port}" in listed or (port == 443 and host in listed):
        return Origin(host, port, names_itself(host))
    raise Forbidden("We do not know this push service.")


def names_itself(host) -> bool:
    """Whether a host is written as an address, or is localhost: no name server is asked what it means."""
    if host == "localhost":
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def check_keys(p256dh, auth):
    """Raise Forbidden unless these are a point of the curve and a secret, as a browser writes them."""
    from cryptography.hazmat.primitives.asymmetric import ec

    point, secret = _bytes(p256dh), _bytes(auth)
    if len(point) != POINT_BYTES or len(secret) != SECRET_BYTES:
        raise Forbidden("The keys of this subscription have a wrong length.")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise Forbidden("The keys of this subscription are not real.") from None


def _bytes(text):
    if not KEY_TEXT.fullmatch(text) or ("=" in text and len(text) % 4):
        return b""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def is_public(text) -> bool:
    """Whether an IP address is one of the open internet, however it is wrapped.

    `ipaddress.is_global` alone passes multicast, 6to4 and NAT64 forms of loopback on Python 3.11.
    """
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in one for one in CLOSED)
    inner = _wrapped(address)
    if inner is not None and not is_public(str(inner)):
        return False
    return (address in UNICAST and address.is_global) or address in NAT64 or address.ipv4_mapped is not None


def _wrapped(address):
    """The IPv4 address inside an IPv6 one: mapped, 6to4, NAT64 (RFC 6052) or ISATAP (RFC 5214); None without."""
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in NAT64 or int(address) >> 32 & 0xFCFFFFFF == 0x5EFE:
        return last
    return address.ipv4_mapped or address.sixtofour
