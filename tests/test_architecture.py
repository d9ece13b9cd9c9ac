"""What the plan of the house promises, as tests; each rule is also tried on a file that breaks it (P30)."""

import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree, which

import grimp
import pytest
from flask import Flask

from app.backends.jobs import SWEEPS, TASKS
from tests import house

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTIALS = [path for path in TEMPLATES if path.name.startswith("_")]
OUTSIDE = ".." + "/shared"
"""Written in two pieces, or this file would offend itself."""


def offences(check, paths, allowed=()):
    """Every offence the checker finds in these files, as "file:line what"."""
    return [
        f"{path.relative_to(ROOT)}:{line} {what}"
        for path in paths
        if str(path.relative_to(ROOT)) not in allowed
        for line, what in check(path.read_text())
    ]


def not_writers():
    """The rooms that only read: all but the operations, and the ground that keeps its own rows."""
    ground = {"database.py", "privacy.py", "job_runs.py"}
    return [path for path in SOURCES if not path.name.startswith("operations") and path.name not in ground]


# --- what each file may do -----------------------------------------------------------------------------------------

RULES = {
    "only database.py commits": (house.commits, SOURCES, ["app/database.py"], "db.session.commit()"),
    "only clock.py asks the time": (house.asks_the_time, SOURCES, ["app/clock.py"], "x = datetime.now(UTC)"),
    "only operations write rows": (house.writes, not_writers(), [], "def view():\n    db.session.add(row)"),
    "only operations run statements that change": (
        house.writes, not_writers(), [], "from sqlalchemy import select, update"),
    "only operations open a unit of work": (house.writes, not_writers(), [], "from ..database import unit_of_work"),
    # An index condition is written out, of our own constants.
    "no SQL is put together from pieces": (
        house.sql_from_pieces, SOURCES, ["app/bookings/models.py"],
        'db.session.execute(f"SELECT {name}")'),
    "functions stay small": (house.too_long, SOURCES, [], "def long():\n" + "    pass\n" * 50),
    "files stay small": (house.too_long, SOURCES, [], "pass\n" * 251),
    "no error is swallowed": (house.swallows, SOURCES, [], "try:\n    x()\nexcept Exception:\n    pass"),
    "rules need the standard library alone": (
        house.not_pure, [path for path in SOURCES if path.name == "rules.py"], [], "from flask import request"),
    "every sentence can be gathered for translators": (
        house.hidden_sentences, SOURCES, [], """x = f"{number} {_('a week')}\""""),
    "templates hold nothing unsafe": (house.unsafe_markup, TEMPLATES, [], '<p onclick="x()">'),
    "every visible word can be translated": (house.untranslated, TEMPLATES, [], "<p>Hello there</p>"),
    "a partial is one element with an id": (house.not_one_element, PARTIALS, [], "<p id=a></p><p id=b></p>"),
}  # fmt: skip


def test_it_works():
    assert len(SOURCES) > 50
    assert len(PARTIALS) > 5


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_its_rule(rule):
    check, paths, allowed, _bad = RULES[rule]
    assert paths
    assert offences(check, paths, allowed) == []


@pytest.mark.parametrize("rule", RULES)
def test_control_who_breaks_the_rule_is_noticed(rule):
    check, *_rest, bad = RULES[rule]
    assert check(bad) != []


@pytest.mark.parametrize("name", ["app/bookings/models.py"])
def test_an_exception_is_kept_only_while_it_is_needed(name):
    assert house.sql_from_pieces((ROOT / name).read_text()) != []


@pytest.mark.parametrize(
    "bad",
    ["{{ text|safe }}", '<p style="color: red">', '<a onclick="x">', '<div hx-on:click="x">', '<a href="javascript:x">',
     "<script>x()</script>", '<a hx-vals="js:{x: 1}">', "<style>p {}</style>", "{% autoescape false %}",
     '<img src="https://cdn.example/x.png">', '<link href="//cdn.example/x.css">'],
)  # fmt: skip
def test_control_every_unsafe_kind_of_markup_is_noticed(bad):
    assert house.unsafe_markup(bad) != []


@pytest.mark.parametrize(
    "bad",
    ['<img alt="A beach">', '<button aria-label="Close">x</button>', '<input placeholder="Your name">',
     '<input type="submit" value="Send">', '{{ card("Beach clean") }}', '{% set title = "What is on" %}',
     "<p>{{ name }} is coming</p>", "<title>Gather</title>"],
)  # fmt: skip
def test_control_every_place_where_words_hide_is_noticed(bad):
    assert house.untranslated(bad) != []


@pytest.mark.parametrize(
    "good",
    ['<p>{{ _("Hello there") }}</p>', '<img alt="{{ _(\'A beach\') }}">', '<p class="Some class">{{ name }}</p>',
     '<p>{{ ngettext("%(num)s place", "%(num)s places", 2) }}</p>', '<input type="hidden" value="Secret">',
     "{# A note to the reader #}", "{% block main_class %}Wide{% endblock %}", "<p>2:30</p>"],
)  # fmt: skip
def test_what_is_translated_or_unseen_is_left_alone(good):
    assert house.untranslated(good) == []


# --- who may know whom ---------------------------------------------------------------------------------------------


def lint_imports(folder, *options):
    program = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(
        [*program, "--config", str(ROOT / "pyproject.toml"), "--no-cache", *options], cwd=folder, check=False,
        capture_output=True, text=True, env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "NO_COLOR": "1"},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_imports_go_down_and_every_part_has_its_floor():
    code, said = lint_imports(ROOT)
    assert code == 0, said


@pytest.mark.parametrize(
    ("contract", "where", "line"),
    [
        ("floors", "app/accounts/queries.py", "from ..bookings import rules"),
        ("floors", "app/web/forms.py", "from ..accounts import rules"),
        ("floors", "app/new_slice/__init__.py", ""),
        ("rooms", "app/bookings/models.py", "from . import operations"),
        ("rules", "app/events/rules.py", "from .. import clock"),
        ("rules", "app/places/rules.py", "import sqlalchemy"),
        ("reading", "app/bookings/queries.py", "from . import operations"),
    ],
)
def test_control_an_import_that_goes_up_is_noticed(tmp_path, contract, where, line):
    copytree(ROOT / "app", tmp_path / "app")
    path = tmp_path / where
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + line + "\n")
    code, said = lint_imports(tmp_path, "--contract", contract)
    assert code == 1, said
    assert "BROKEN" in said


def test_only_who_serves_imports_the_roof():
    served = {"app", "app.serve", "app.worker"}
    assert grimp.build_graph("app", cache_dir=None).find_modules_that_directly_import("app") <= served


# --- types and markup ----------------------------------------------------------------------------------------------


def tool(*words, folder=ROOT):
    done = subprocess.run([sys.executable, "-m", *words], cwd=folder, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_the_types_of_what_decides_and_writes_agree():
    code, said = tool("mypy")
    assert code == 0, said


def test_control_a_type_that_does_not_agree_is_noticed(tmp_path):
    (tmp_path / "rules.py").write_text("def left(taken: int) -> int:\n    return str(taken)\n")
    own_cache = ("--cache-dir", str(tmp_path / "cache"))  # two that write to one cache at once break each other
    code, said = tool("mypy", "--config-file", str(ROOT / "pyproject.toml"), *own_cache, str(tmp_path / "rules.py"))
    assert code == 1, said


def test_the_markup_is_sound():
    code, said = tool("djlint", "--lint", "templates")
    assert code == 0, said


def test_control_markup_that_is_not_sound_is_noticed(tmp_path):
    (tmp_path / "x.html").write_text('<p>{{ name }}</p>\n<img src="x.png">\n')
    code, said = tool("djlint", "--lint", "--configuration", str(ROOT / "pyproject.toml"), str(tmp_path))
    assert code == 1, said


# --- names that must exist -----------------------------------------------------------------------------------------


def test_every_enqueued_name_is_a_task(app):
    names = set().union(*(house.named_tasks(path.read_text()) for path in SOURCES))
    assert names
    assert names <= set(TASKS)


def test_every_sweep_is_a_task_that_can_run_by_itself(app):
    assert SWEEPS
    assert set(SWEEPS) <= set(TASKS)
    assert all(function.__code__.co_argcount == 0 for name, function in TASKS.items() if name in SWEEPS)


def test_control_a_name_that_nobody_registered_is_noticed():
    assert house.named_tasks('enqueue("rally.refill", 7)') == {"rally.refill"}
    assert "rally.nowhere" not in TASKS


# --- routes --------------------------------------------------------------------------------------------------------


def test_p19_every_route_declares_who_may_use_it(app):
    assert len(list(app.url_map.iter_rules())) > 20
    assert house.undeclared(app) == []


def test_control_a_route_without_its_rule_is_named_and_closed():
    from app.web import guards

    careless = Flask("careless")
    careless.config["DEMO"] = False
    guards.init_app(careless)
    careless.add_url_rule("/open", "open_to_all", lambda: "everything")
    assert "open_to_all" in house.undeclared(careless)
    assert careless.test_client().get("/open").status_code == 404


def test_no_route_is_a_verb(app):
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    assert [rule for rule in rules if re.search(r"/(do|create|delete|update|edit|get)(-|/|$)", rule)] == []


# --- what is in the repository -------------------------------------------------------------------------------------


def in_git():
    """The files that a visitor of the repository gets; those of the folder where it came without its history."""
    if which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    kept = ("app", "templates", "static", "tests", "docs", "migrations", "requirements", "bench")
    return [path for folder in kept for path in (ROOT / folder).rglob("*") if path.is_file()]


def mentions(path, word):
    return word.encode() in path.read_bytes()


def test_the_repository_stands_on_its_own():
    assert len(in_git()) > 100
    assert [str(path) for path in in_git() if mentions(path, OUTSIDE)] == []


def test_control_a_file_that_leans_on_its_neighbour_is_noticed(tmp_path):
    (tmp_path / "x.md").write_text(f"see {OUTSIDE}/DESIGN.md")
    assert mentions(tmp_path / "x.md", OUTSIDE)


ADDRESS = re.compile(r"://|^\s*(-i|--(extra-)?index-url|-f|--find-links|--trusted-host)\b| @ ", re.M)


@pytest.mark.parametrize("name", ["app", "scale", "test"])
def test_requirements_name_packages_and_no_addresses(name):
    locked = (ROOT / f"requirements/{name}.txt").read_text()
    assert ADDRESS.search(locked) is None
    assert locked.count("--hash=sha256:") > 20


@pytest.mark.parametrize("bad", ["flask @ git+ssh://x", "--index-url https://x", "-f wheels", "x==1 # https://x"])
def test_control_an_address_is_noticed(bad):
    assert ADDRESS.search(bad)
