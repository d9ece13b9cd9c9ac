"""Programs that call the API: one without a token, and some with."""

import pytest

from app.api.operations import make_token
from tests.api.calling import Program


@pytest.fixture
def nobody(town):
    """A program without a token."""
    return Program(town)


@pytest.fixture
def program(town):
    """Make a program with a token: its scopes, and the organisation for which it acts."""

    def make(*scopes, organisation=None):
        return Program(town, make_token(scopes, organisation.id if organisation else None))

    return make


@pytest.fixture
def carols(cast, program):
    """What Carol's organisation uses: it posts and books."""
    return program("events:write", "bookings:write", organisation=cast.friends)


@pytest.fixture
def devs(cast, program):
    """The same of Dev's, who must see nothing of Carol's."""
    return program("events:write", "bookings:write", organisation=cast.practice)
