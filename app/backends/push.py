"""One seam for sending notices to phones by Web Push. Keeps no subscription, and lets no endpoint or word into a log.

The endpoint is what a stranger's browser told us; push_guard.py says where we go and where never.
"""

from threading import Lock

from flask import current_app

from .push_guard import check_keys, origin_of
from .push_parcels import Answer, Forbidden, Parcel  # noqa: F401  the seam's own words


def check_subscription(endpoint, p256dh, auth):
    """Look at what a browser says is its subscription; asks no network.

    Raises Forbidden with a sentence for an unknown push service, anything but https, or keys that are none.
    """
    if not all(isinstance(word, str) for word in (endpoint, p256dh, auth)):
        raise Forbidden("This is not a subscription.")
    origin_of(endpoint, _listed())
    check_keys(p256dh, auth)


def public_key() -> str:
    """The town's own key as a browser wants it in `applicationServerKey`, base64url."""
    from .push_sealing import public_text  # brings a library along that only a town with phones needs

    return public_text(current_app.config["VAPID_KEY"])


def send_all(parcels):
    """Send parcels, many at once; yields (position, Answer) as the answers come, one for each parcel.

    Nothing is raised for one parcel. A parcel whose generator is closed early may have been sent.
    """
    sender = _sender()
    return sender.send(parcels, _listed())


def subject(settings) -> str:
    """Whom a push service may write to about us (RFC 8292): the setting, else the town's own address."""
    if settings["VAPID_SUBJECT"]:
        return settings["VAPID_SUBJECT"]
    if settings["BASE_URL"].startswith("https://"):
        return settings["BASE_URL"]
    return f"mailto:{settings['MAIL_FROM'] or 'nobody@example.org'}"


def init_app(app):
    """Make room for the sender, which is put together at the first notice."""
    app.extensions["gather_push"] = None


def _listed():
    return frozenset(host.lower() for host in current_app.config["PUSH_HOSTS"])


_making = Lock()


def _sender():
    extensions, settings = current_app.extensions, current_app.config
    with _making:
        if extensions["gather_push"] is None:
            from .push_sending import Sender

            extensions["gather_push"] = Sender(settings["VAPID_KEY"], subject(settings))
    return extensions["gather_push"]
