"""What was read is kept until something is written, and no longer than a few seconds."""

import pytest

from app import kept_reads
from app.kept_reads import until_written
from app.places.operations import add_area
from app.places.queries import area_names


@pytest.fixture
def reads():
    return []


@pytest.fixture
def double(town, reads):
    town.extensions.pop("gather_kept_reads", None)  # what the test before kept: on PostgreSQL nothing may have changed

    @until_written
    def double(number):
        reads.append(number)
        return number * 2

    return double


def test_it_works(town, double, reads):
    assert [double(2), double(2), double(3)] == [4, 4, 6]
    assert reads == [2, 3]


def test_a_write_is_seen_at_once(town):
    assert area_names() == ()
    add_area("Millom", 54.2, -3.2)
    assert area_names() == (("millom", "Millom"),)


def test_without_the_version_it_would_not_be(town, monkeypatch):
    monkeypatch.setattr(kept_reads, "data_version", lambda: 1)
    area_names()
    add_area("Millom", 54.2, -3.2)
    assert area_names() == ()
    monkeypatch.setattr(kept_reads, "data_version", lambda: 2)
    assert area_names() == (("millom", "Millom"),)


def test_c3_it_is_never_older_than_five_seconds(town, double, reads, monkeypatch):
    double(2)
    later = kept_reads.monotonic() + 5.1
    monkeypatch.setattr(kept_reads, "monotonic", lambda: later)
    double(2)
    assert reads == [2, 2]


def test_it_does_not_grow_without_end(town, double, monkeypatch):
    monkeypatch.setattr(kept_reads, "KEPT", 3)
    for number in range(10):
        double(number)
    assert len(town.extensions["gather_kept_reads"].answers) <= 3
