"""Parcels for the tests of the sender."""

from app.backends import push


def parcel(phone, payload=b"{}", **changes):
    """One notice for a phone of the receiver, with the usual headers unless told."""
    usual = {"topic": "drive-7", "urgency": "normal", "ttl_seconds": 3600}
    return push.Parcel(phone.endpoint, phone.p256dh, phone.auth, payload, **(usual | changes))


def answers(parcels):
    """The answers in the order of the parcels; fails unless each parcel has exactly one."""
    parcels = list(parcels)
    given = dict(pairs := list(push.send_all(parcels)))
    assert len(pairs) == len(given) == len(parcels)
    return [given[number] for number in range(len(parcels))]


def kinds(parcels):
    return [answer.kind for answer in answers(parcels)]
