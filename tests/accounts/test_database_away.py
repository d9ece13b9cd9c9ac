"""When the database cannot be asked, somebody with a cookie reads a plain page too."""

import pytest
from sqlalchemy import text

from app.accounts.models import SignIn
from app.database import unit_of_work
from app.extensions import db
from tests import cast as people
from tests.databases import ENGINES
from tests.own import town_on


@pytest.fixture(params=ENGINES)
def broken(request, tmp_path):
    """A signed-in client of a town that lost its sign-ins."""
    with town_on(request.param, tmp_path, "broken") as app, app.app_context():
        client = people.signed_in(app.test_client(), people.person("Carol"))
        with unit_of_work():
            db.session.execute(text(f"ALTER TABLE {SignIn.__tablename__} RENAME TO lost"))
        yield client


def test_it_works(broken):
    answer = broken.get("/me/sign-ins")
    assert answer.status_code in (500, 503)  # a lost table is the town's fault; a lost server is a busy one
    assert "Carol" not in answer.text and "Call" in answer.text.title()
    assert "Traceback" not in answer.text and "sign_in" not in answer.text
