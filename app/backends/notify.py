"""GOV.UK Notify as mail and text messages both need it: the setting, one call, and what its errors mean for us.

notify:?key=<the API key>&template=<the template's id>[&url=<another base address>]. The template at Notify holds our
words and nothing else: ((text)), for e-mail also ((subject)) as its subject.
"""

import logging
import re
from threading import local
from urllib.parse import parse_qs, urlsplit

import structlog
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from ..config import is_loopback
from .engines import UnknownEngine

TIMEOUT = 10
"""Seconds to connect, and between two signs of life."""
BASE_URL = "https://api.notifications.service.gov.uk"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEY, TEMPLATE = re.compile(rf".*{UUID}-{UUID}", re.I), re.compile(UUID, re.I)
BECAME = {"delivered": "delivered", "permanent-failure": "no such address", "temporary-failure": "failed",
          "technical-failure": "failed"}  # fmt: skip
"""Notify's words for the end of a message in those of our seams; all others mean that it is under way."""

logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)  # it quotes what it was sent


class Service:
    """Our account at Notify. `failure` is the seam's own exception: a reason, and whether to try again."""

    def __init__(self, url, setting, failure):
        given = {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
        self.key, self.template = given.get("key", ""), given.get("template", "")
        self.base_url = given.get("url", BASE_URL)
        self.failure = failure
        self._kept = local()  # Notify's client is for one thread
        if not KEY.fullmatch(self.key) or not TEMPLATE.fullmatch(self.template):
            raise UnknownEngine(f"{setting} looks like notify:?key=<your API key>&template=<the template's id>.")
        base = urlsplit(self.base_url)
        if base.scheme != "https" and not (base.scheme == "http" and is_loopback(base.hostname or "")):
            raise UnknownEngine(f"{setting} needs a url that starts with https://")

    def send(self, name, **values) -> str:
        """Hand a message over by this method of Notify's client; Notify's id of it. Raises the seam's exception."""
        try:
            return str(getattr(self._client(), name)(template_id=self.template, **values)["id"])
        except APIError as problem:
            raise self._meaning(problem) from None  # the chain would carry the address into a log
        except (KeyError, TypeError):  # an answer, but not Notify's
            raise self.failure("GOV.UK Notify can't be reached.", retryable=True) from None

    def status(self, reference) -> str | None:
        """What became of a message, in the seams' words; None while it is under way, or long forgotten."""
        try:
            answer = self._client().get_notification_by_id(reference)
        except APIError as problem:
            if problem.status_code == 404:
                return None
            raise self._meaning(problem) from None
        return BECAME.get(answer.get("status")) if isinstance(answer, dict) else None

    def _client(self):
        if not hasattr(self._kept, "client"):
            self._kept.client = NotificationsAPIClient(self.key, base_url=self.base_url, timeout=TIMEOUT)
            self._kept.client.request_session.max_redirects = 0  # our key goes nowhere else
        return self._kept.client

    def _meaning(self, problem):
        code = problem.status_code
        if code == 403:
            structlog.get_logger().error("notify.refused_key", status=code)
            return self.failure("GOV.UK Notify does not know our key.", retryable=True)
        if code == 429:
            return self.failure("GOV.UK Notify asks us to wait.", retryable=True)
        if code >= 500 or code < 400:
            return self.failure("GOV.UK Notify can't be reached.", retryable=True)
        structlog.get_logger().warning("notify.refused", status=code, kinds=_kinds(problem))
        if "ValidationError" in _kinds(problem):
            return self.failure("GOV.UK Notify says that this address can't be right.", retryable=False)
        return self.failure(f"GOV.UK Notify said no ({code}).", retryable=False)


def _kinds(problem):
    """The names that Notify gives to what is wrong; its sentences may quote what it was sent, so they stay out."""
    errors = problem.message if isinstance(problem.message, list) else []
    return sorted({str(error.get("error", ""))[:40] for error in errors if isinstance(error, dict)})
