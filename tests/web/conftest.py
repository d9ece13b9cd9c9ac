"""A town with a few views of the tests' own, each there to try one thing; CSRF is on as it is for visitors."""

import pytest
from flask import abort, redirect, render_template_string, session
from jinja2 import ChoiceLoader, DictLoader
from psycopg.errors import DiskFull
from sqlalchemy.exc import OperationalError

from app.database import Busy
from app.web import fragments, headers
from app.web.forms import GatherForm
from app.web.guards import allow, demo_only, everyone
from tests.own import closed_town

SECRET = "words that no visitor may read"
TEMPLATES = {
    "try/list.html": "<html><body>whole page {% include 'try/_results.html' %}</body></html>",
    "try/_results.html": '<ul id="results">{{ found }}</ul>',
}


class TryForm(GatherForm):
    """The smallest form that there is."""


def _fail(kind):
    if kind == "busy":
        raise Busy
    if kind == "full":
        raise OperationalError("INSERT", {}, DiskFull("could not extend file"))
    if kind == "locked":
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))
    raise ValueError(SECRET)


def _form():
    form = TryForm()
    if form.validate_on_submit():
        return "done"
    return render_template_string("<form method=post>{{ form.hidden_tag() }}</form>", form=form)


def _remember():
    session["phone"] = "mark"
    return "remembered"


def add_views(app):
    """Views that refuse, fail, remember somebody, show a form, show a part; and one that nobody declared."""
    app.jinja_loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_loader])
    views = {
        "/try/refuse/<int:code>": abort,
        "/try/fail/<kind>": _fail,
        "/try/plain": lambda: "plain",
        "/try/moved": lambda: redirect("/try/plain"),
        "/try/link": lambda: headers.link_page(app.make_response("a pass")),
        "/try/remember": _remember,
        "/try/form": _form,
        "/try/list": lambda: fragments.page("try/list.html", part="results", found="three things"),
        "/try/change": lambda: fragments.answer("try/_results.html", "/try/list", found="four things"),
    }
    for number, (rule, view) in enumerate(views.items()):
        wrapped = allow(everyone)(lambda _view=view, **given: _view(*given.values()))
        app.add_url_rule(rule, f"try_{number}", wrapped, methods=["GET", "POST"])
    app.add_url_rule("/try/demo", "try_demo", allow(demo_only)(lambda: "only in the demo"))
    app.add_url_rule("/try/undeclared", "try_undeclared", lambda: "open to all", methods=["GET", "POST"])
    return app


@pytest.fixture(scope="session")
def trial(tmp_path_factory):
    return add_views(closed_town(tmp_path_factory.mktemp("web")))


@pytest.fixture(scope="session")
def demo_trial(tmp_path_factory):
    return add_views(closed_town(tmp_path_factory.mktemp("demo"), demo=True))


@pytest.fixture
def visitor(trial):
    return trial.test_client()
