"""The only place that knows what time it is; tests move it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """The present instant, timezone-aware, in UTC."""
    return datetime.now(UTC)


def town_zone() -> ZoneInfo:
    """The town's IANA zone; never the server's or the phone's."""
    return ZoneInfo(current_app.config["TIMEZONE"])


def today() -> date:
    """The date on the town's wall calendar."""
    return now().astimezone(town_zone()).date()
