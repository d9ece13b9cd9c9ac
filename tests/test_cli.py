"""The commands an operator types, and what they say."""

import pytest

from app.accounts.queries import account_at
from app.events.queries import events_count
from app.extensions import db
from app.organisations.models import Membership
from tests.cast import drive, email, first_slot, take


def test_it_works(run):
    answer = run("account", "create", "--email", "sam@example.org", "--role", "steward")
    assert answer.exit_code == 0
    assert "They sign in at http://localhost/sign-in with a code" in answer.output
    assert account_at(email("Sam")).steward


def test_a_role_in_an_organisation(run, cast):
    answer = run(
        "account", "create", "--email", "ben@example.org", "--role", "desk", "--organisation", cast.friends.slug
    )
    assert answer.exit_code == 0
    assert db.session.get(Membership, (cast.friends.id, cast.ben.id)).role == "desk"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--email", "not an address", "--role", "steward"], "Type a phone number"),
        (["--email", "ben@example.org", "--role", "owner"], "Say which organisation"),
        (["--email", "ben@example.org", "--role", "owner", "--organisation", "atlantis"], "Say which organisation"),
        (["--email", "ben@example.org", "--role", "king"], "Invalid value"),
    ],
)
def test_mistakes_are_said_in_words(run, words, sentence):
    answer = run("account", "create", *words)
    assert answer.exit_code != 0
    assert sentence in answer.output
    assert "Traceback" not in answer.output


def test_the_demo_by_its_command(run, town, monkeypatch):
    monkeypatch.setitem(town.config, "DEMO", True)
    answer = run("demo", "--size", "small")
    assert answer.exit_code == 0
    assert answer.output == f"{events_count()} things are on.\n"
    assert events_count() > 10


def test_a_job_by_its_name(run):
    assert run("jobs", "run", "notifications.deliver").exit_code == 0


def test_an_unknown_job_names_those_there_are(run):
    answer = run("jobs", "run", "make.tea")
    assert answer.exit_code == 1
    assert "notifications.deliver" in answer.output


def test_capacity_check_is_quiet_when_all_is_well(run, cast):
    take(first_slot(drive(cast)))
    answer = run("capacity", "check")
    assert (answer.exit_code, answer.output) == (0, "0 wrong\n")


def test_capacity_check_fails_on_a_wrong_counter(run, cast, set_counter):
    slot = first_slot(drive(cast))
    set_counter(slot, 4)
    answer = run("capacity", "check")
    assert answer.exit_code == 1
    assert f"slot {slot.id}: counter 4, booked 0" in answer.output


def test_the_key_to_the_passes_is_public(run, town):
    from app.bookings.passes import public_key

    assert run("passes", "key").output.strip() == public_key(town.config["PASS_KEY"])
    assert town.config["PASS_KEY"] not in run("passes", "key").output


def test_the_key_for_push_is_public(run, town):
    from app.backends.push_sealing import public_text

    assert run("vapid", "show").output == public_text(town.config["VAPID_KEY"]) + "\n"
    assert town.config["VAPID_KEY"] not in run("vapid", "show").output


def test_a_worker_without_the_setting_is_refused_with_a_sentence(run):
    answer = run("worker")
    assert answer.exit_code == 1
    assert "GATHER_JOBS=procrastinate" in answer.output
