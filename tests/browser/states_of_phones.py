"""Somebody with two phones, and passes that ask whether to remind and to ask, in a served demo town."""

from app import clock
from app.accounts.models import Passkey
from app.accounts.queries import account_at
from app.bookings.operations import Request, book
from app.database import unit_of_work
from app.demo.operations import address_of
from app.extensions import db
from app.notifications.models import PushService, Subscription
from app.notifications.operations_phones import choose
from tests import cast

NOWHERE = "https://localhost:1/push/"
"""No push service that a town sends to."""


def phones(town) -> dict:
    """Make them, and tell the codes of the passes by the names that the pages ask for."""
    ed, grace = (account_at(address_of(name)).person_id for name in ("Ed", "Grace"))
    asks, reminds = (
        cast.first_slot(cast.drive(town, title=title, days=16)) for title in ("Plant trees", "Paint a wall")
    )
    passes = {"asks_pass": book(asks.id, Request(person_id=ed)).code}
    passes["reminds_pass"] = book(reminds.id, Request(person_id=grace)).code
    choose(ed, reminders=True)
    with unit_of_work():
        for number, name in enumerate(("Chrome on Android", "Safari on iPhone")):
            db.session.add(_phone(ed, f"{NOWHERE}{number}", name))
        grace_account = account_at(address_of("Grace"))
        for number, name in enumerate(("Chrome on Android", "My daughter's tablet, in the kitchen")):
            db.session.add(_passkey(grace_account.id, f"AAA{number}", name))
        db.session.add(PushService(
            origin="fcm.googleapis.com", accepted_at=clock.now(), failed_at=clock.now(), paused_until=None,
            reason="The push service asks us to wait (429).",
        ))  # fmt: skip
    return passes


def _passkey(account_id, credential, name):
    now = clock.now()
    return Passkey(
        account_id=account_id, name=name, credential=credential, credential_hash=credential, public_key=b"x",
        sign_count=0, can_be_backed_up=True, is_backed_up="tablet" in name, transports=[], made_at=now, used_at=now,
    )  # fmt: skip


def _phone(person_id, endpoint, name):
    now = clock.now()
    return Subscription(
        person_id=person_id, endpoint=endpoint, endpoint_key=endpoint, origin="localhost:1", p256dh="x", auth="y",
        name=name, state="live", made_at=now, checked_at=now, heard_at=now if "iPhone" in name else None,
    )  # fmt: skip
