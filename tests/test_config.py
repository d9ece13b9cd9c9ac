"""Settings: what is wrong is said in a sentence, what is unsafe is refused, keys are made once and stay ours."""

import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app.config import ROOT, SettingsError, is_loopback, load_settings, with_keys
from app.sqlite import sqlite_module
from tests.own import closed_town

LONG = "x" * 40
KEY = urlsafe_b64encode(b"k" * 32).decode()
MAKE_KEYS = """
import sys
from app.config import load_settings, with_keys
sys.stdin.readline()
settings = with_keys(load_settings())
print(settings.secret_key, *settings.data_keys, settings.lookup_key, settings.pass_key, settings.vapid_key)
"""


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    for name in [name for name in os.environ if name.startswith("GATHER_")]:
        monkeypatch.delenv(name)


def refused(**given):
    """The sentences with which these settings are refused."""
    with pytest.raises(SettingsError) as refusal:
        load_settings(**given)
    return refusal.value.sentences


def test_it_works(tmp_path):
    assert load_settings(data_dir=tmp_path).town == "Your town"


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("GATHER_TOWN", "Millom")
    monkeypatch.setenv("GATHER_DATA_KEYS", f"{KEY}, {KEY}")
    monkeypatch.setenv("GATHER_PHONE", "")
    settings = load_settings()
    assert (settings.town, settings.data_keys, settings.phone) == ("Millom", [KEY, KEY], "")


# --- unsafe combinations -------------------------------------------------------------------------------------------

PUBLIC = [{"host": "0.0.0.0"}, {"host": "::"}, {"host": "192.168.1.4"}, {"base_url": "https://town.example.org"}]
UNSAFE = [
    *(({"debug": True, **public}, "GATHER_DEBUG is on and the address is public. Turn GATHER_DEBUG off.")
      for public in PUBLIC),
    *(({"demo": True, **public}, "The demo town has one-tap sign-ins, so it only runs on this computer. "
       "Use ./run serve.") for public in PUBLIC),
    ({"demo": True, "proxies": 1}, "The demo town stands behind no other server. Leave GATHER_PROXIES out."),
    *(({"secret_key": secret}, "GATHER_SECRET_KEY is too easy to guess. Leave it out and one is made for you.")
      for secret in ("changeme", "SECRET", "short", "x" * 31, "only for this miniature")),
    *(({name: value}, "GATHER_DATA_KEYS, GATHER_LOOKUP_KEY and GATHER_PASS_KEY need keys of 32 bytes "
       "in URL-safe base64.")
      for name, value in (("data_keys", "short"), ("data_keys", f"{KEY},ö"), ("lookup_key", "x" * 43),
                          ("pass_key", "short"))),
    *(({"vapid_key": key}, "GATHER_VAPID_KEY needs the private key, 32 bytes in URL-safe base64. Leave it out and "
       "one is made.")
      for key in ("short", "x" * 44, "A" * 43 + "=", "_" * 42 + "8=")),
    ({"vapid_subject": "town.example.org"}, "GATHER_VAPID_SUBJECT starts with mailto: or https://, so that a push "
     "service can reach you."),
    *(({"push_hosts": hosts}, "GATHER_PUSH_HOSTS needs names like push.example.org or push.example.org:8443, with "
       "commas between.")
      for hosts in ("https://push.example.org", "push.example.org/x", "*", "a b", "push.example:", "me@push.example")),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sentence"), UNSAFE, ids=str)
def test_an_unsafe_combination_is_refused_with_its_sentence(given, sentence):
    assert refused(**given) == [sentence]


@pytest.mark.parametrize(
    "given",
    [
        {"debug": True}, {"demo": True}, {"debug": True, "base_url": "http://localhost:8000"},
        {"demo": True, "host": "::1"}, {"demo": True, "base_url": "http://[::1]:8000"},
        {"host": "0.0.0.0"}, {"base_url": "https://town.example.org", "proxies": 1}, {"secret_key": LONG},
        {"data_keys": KEY, "lookup_key": KEY}, {"vapid_key": KEY}, {"vapid_key": KEY.rstrip("=")},
        {"vapid_subject": "mailto:us@town.example.org"}, {"push_hosts": "push.example.org, localhost:8443,[::1]:8443"},
    ],
    ids=str,
)  # fmt: skip
def test_control_each_half_of_it_alone_is_served(given):
    load_settings(**given)


def test_everything_that_is_unsafe_is_said_at_once():
    assert len(refused(debug=True, demo=True, host="0.0.0.0", secret_key="dev")) == 3


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("", True),
     ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("localhost.evil.example", False), ("127.1", False)],
)  # fmt: skip
def test_what_can_only_be_reached_from_here(host, loopback):
    assert is_loopback(host) is loopback


# --- plain mistakes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"timezone": "Mars/Olympus"}, "GATHER_TIMEZONE: Mars/Olympus is not a time zone. Use one like Europe/London."),
        ({"timezone": "../etc/passwd"}, "GATHER_TIMEZONE: ../etc/passwd is not a time zone. Use one like "
         "Europe/London."),
        ({"workers": "many"}, "GATHER_WORKERS: Input should be a valid integer"),
        ({"workers": 65}, "GATHER_WORKERS: Input should be less than or equal to 64."),
        ({"debug": "perhaps"}, "GATHER_DEBUG: Input should be a valid boolean"),
        ({"jobs": "celery"}, "GATHER_JOBS: "),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_setting_is_named(given, sentence):
    (said,) = refused(**given)
    assert said.startswith(sentence)


def test_two_wrong_settings_are_two_sentences():
    assert len(refused(workers="many", timezone="Mars/Olympus")) == 2


# --- keys ----------------------------------------------------------------------------------------------------------


def test_keys_are_made_once(tmp_path):
    first = with_keys(load_settings(data_dir=tmp_path))
    again = with_keys(load_settings(data_dir=tmp_path))
    assert first.secret_key == again.secret_key
    assert first.data_keys == again.data_keys
    assert first.lookup_key == again.lookup_key
    assert first.pass_key == again.pass_key
    assert first.vapid_key == again.vapid_key
    assert len({first.secret_key, first.data_keys[0], first.lookup_key, first.pass_key, first.vapid_key}) == 5


def test_another_town_has_others(tmp_path):
    towns = [with_keys(load_settings(data_dir=tmp_path / name)) for name in "ab"]
    assert towns[0].secret_key != towns[1].secret_key


def test_keys_are_readable_by_their_owner_alone(tmp_path):
    before = os.umask(0)
    try:
        with_keys(load_settings(data_dir=tmp_path / "data"))
    finally:
        os.umask(before)
    folder = tmp_path / "data" / "keys"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == dict.fromkeys(
        ("secret_key", "data_keys", "lookup_key", "pass_key", "vapid_key"), 0o600
    )


def test_a_made_key_can_encrypt(tmp_path):
    settings = with_keys(load_settings(data_dir=tmp_path))
    cipher = Fernet(settings.data_keys[0])
    assert cipher.decrypt(cipher.encrypt(b"Ed")) == b"Ed"


def test_a_key_from_the_environment_is_used_and_nothing_is_written_for_it(tmp_path):
    settings = with_keys(
        load_settings(data_dir=tmp_path, secret_key=LONG, data_keys=KEY, lookup_key=KEY, pass_key=KEY, vapid_key=KEY)
    )
    assert (settings.secret_key, settings.data_keys) == (LONG, [KEY])
    assert list((tmp_path / "keys").iterdir()) == []


def test_processes_that_start_together_agree(tmp_path):
    environment = {**os.environ, "GATHER_DATA_DIR": str(tmp_path)}
    starters = [
        subprocess.Popen([sys.executable, "-c", MAKE_KEYS], cwd=ROOT, env=environment, text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(4)
    ]  # fmt: skip
    for starter in starters:  # all have loaded and wait; now they go
        starter.stdin.write("\n")
        starter.stdin.flush()
    said = {starter.communicate()[0] for starter in starters}
    assert len(said) == 1
    assert len(said.pop().split()) == 5


def test_a_key_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    """Another process may look at any moment: here, just before the key gets its name."""
    from app import config

    def look(made, path):
        seen.append((path.exists(), len(Path(made).read_text())))
        link(made, path)

    seen, link = [], config.link
    monkeypatch.setattr(config, "link", look)
    with_keys(load_settings(data_dir=tmp_path))
    assert seen == [(False, 44)] * 5
    assert len(list((tmp_path / "keys").iterdir())) == 5


def test_who_comes_second_takes_the_key_of_the_first(tmp_path, monkeypatch):
    from app import config

    def be_late(made, path):
        path.write_text("the key of the first")
        link(made, path)

    link = config.link
    monkeypatch.setattr(config, "link", be_late)
    assert with_keys(load_settings(data_dir=tmp_path)).secret_key == "the key of the first"


# --- flask doctor --------------------------------------------------------------------------------------------------

READY = {
    "BASE_URL": "https://town.example.org", "MAIL_URL": "smtp://mail.example.org", "SMS_URL": "other:", "PHONE": "1",
    "METRICS_TOKEN": "token",
}  # fmt: skip


def doctor(folder, **changes):
    """How `flask doctor` ends and what it says about a town that is ready but for these changes."""
    town = closed_town(folder)
    town.config.from_mapping(READY | changes)
    done = town.test_cli_runner().invoke(args=["doctor"])
    return done.exit_code, done.output.splitlines()


def test_the_doctor_finds_nothing_where_all_is_well(tmp_path):
    assert doctor(tmp_path) == (0, ["All is well."])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"BASE_URL": ""}, "Must: Set GATHER_BASE_URL to the town's address, like https://gather.example.org"),
        ({"BASE_URL": "http://town.example.org"}, "Must: GATHER_BASE_URL should start with https:// so that nobody "
         "can listen in."),
        ({"MAIL_URL": "console:"}, "Must: Set GATHER_MAIL_URL, like smtp://user:password@mail.example.org:587, so "
         "that codes arrive."),
    ],
    ids=str,
)  # fmt: skip
def test_the_doctor_ends_with_1_when_something_must_be_done(tmp_path, changes, sentence):
    assert doctor(tmp_path, **changes) == (1, [sentence])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SMS_URL": "console:"}, "Could: No text messages are sent yet: people sign in by e-mail."),
        ({"PHONE": ""}, "Could: Set GATHER_PHONE so that every page shows a number to call."),
        ({"METRICS_TOKEN": ""}, "Could: Set GATHER_METRICS_TOKEN to watch the town with Prometheus."),
        ({"WORKERS": 2, "LIMITS_URL": "memory://"}, "Could: Each worker counts tries on its own. Set "
         "GATHER_LIMITS_URL to share the count."),
    ],
    ids=str,
)  # fmt: skip
def test_the_doctor_ends_well_when_something_could_be_done(tmp_path, changes, sentence):
    assert doctor(tmp_path, **changes) == (0, [sentence])


def test_the_doctor_knows_an_old_sqlite(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_module(), "sqlite_version_info", (3, 40, 1))
    code, said = doctor(tmp_path)
    assert code == 0
    assert said[0].endswith("is old: it runs in its slower, safe mode.")


def command(*arguments, **environment):
    """How a real command ends, and what it says."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GATHER_")}
    words = [sys.executable, "-m", "flask", "--app", "app", *arguments]
    done = subprocess.run(words, check=False, cwd=ROOT, env={**outside, **environment}, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_a_command_ends_with_a_sentence_when_the_settings_are_unsafe(tmp_path):
    code, said = command("doctor", GATHER_DATA_DIR=str(tmp_path), GATHER_SECRET_KEY="dev", GATHER_WORKERS="2")
    assert code == 1
    assert "GATHER_SECRET_KEY is too easy to guess. Leave it out and one is made for you." in said
    assert "Traceback" not in said


def test_the_doctor_looks_at_the_town_of_the_environment(tmp_path):
    code, said = command("doctor", GATHER_DATA_DIR=str(tmp_path))
    assert code == 1
    assert "Must: Set GATHER_BASE_URL to the town's address" in said
