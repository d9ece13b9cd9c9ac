"""The locks: every package by its hash, none by an address, the smaller sets parts of the bigger."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.fast
LOCKS = ("app", "scale", "test")


def lock(name):
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def pins(name):
    """Each requirement line of the lock, with its marker, and the number of hashes under it."""
    found = {}
    for part in re.split(r"\n(?=\S)", lock(name).strip()):
        requirement, *hashes = part.split("--hash=")
        found[requirement.replace("\\", "").strip()] = len(hashes)
    return found


def plain(requirement):
    """The name of a requirement as the index compares it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement).group()).lower()


def test_it_works():
    assert any(requirement.startswith("flask==") for requirement in pins("app"))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name):
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links|@ ", lock(name))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_has_a_hash(name):
    assert all(re.match(r"[\w.-]+(\[\w+\])?==\S+", requirement) for requirement in pins(name))
    assert not [requirement for requirement, hashes in pins(name).items() if not hashes]
    assert set(re.findall(r"--hash=(\w+):", lock(name))) == {"sha256"}


@pytest.mark.parametrize(("small", "big"), [("app", "scale"), ("scale", "test")])
def test_the_smaller_set_is_a_part_of_the_bigger_with_the_same_versions(small, big):
    """`run` installs the bigger set once and takes it for the smaller ones as well."""
    assert {requirement.split(";")[0].strip() for requirement in pins(small)} <= {
        requirement.split(";")[0].strip() for requirement in pins(big)
    }


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {"app": project["dependencies"], **project["optional-dependencies"]}
    for name in LOCKS:
        missing = {plain(each) for each in wanted[name]} - {plain(each) for each in pins(name)}
        assert not missing, f"lock again (docs/develop.md): {name} lacks {missing}"
