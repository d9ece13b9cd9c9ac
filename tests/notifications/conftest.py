"""A post office and a Notify on loopback that behave as a test orders; the clock is moved, nobody waits."""

from contextlib import ExitStack

import pytest

from app.backends import sms_notify
from app.backends.mail_smtp import Engine
from tests.backends import notify_server
from tests.backends.post_office import PostOffice, free_port, serve


@pytest.fixture
def engines(town):
    """The town's own engines come back afterwards."""
    before = {name: town.extensions[name] for name in ("gather_mail", "gather_sms")}
    with ExitStack() as open_offices:
        yield open_offices
    town.extensions.update(before)


@pytest.fixture
def post(town, engines):
    """Open a post office that answers so, and let the town send through it; "closed" opens none."""

    def answer(*closed, **answers):
        office = PostOffice(**answers)
        port = free_port() if closed else engines.enter_context(serve(office))
        town.extensions["gather_mail"] = Engine(f"smtp://127.0.0.1:{port}", "hello@town.example")
        return office

    return answer


@pytest.fixture
def notify(town, engines):
    """Open a Notify that answers so (`answers(kind)`), and let the town send its texts through it."""

    def answer(answers=None):
        office = notify_server.Notify(answers)
        url = engines.enter_context(notify_server.serve(office))
        town.extensions["gather_sms"] = sms_notify.Engine(url)
        return office

    return answer
