"""The age from which somebody decides for themselves is a setting of the town, and never below 13 (RULES S1)."""

import pytest

from app.config import SettingsError, load_settings


def test_it_works(monkeypatch):
    assert load_settings().consent_age == 13
    monkeypatch.setenv("GATHER_CONSENT_AGE", "16")
    assert load_settings().consent_age == 16


@pytest.mark.parametrize("age", ["12", "0", "19", "young"])
def test_s1_what_is_no_age_is_refused_with_a_sentence(monkeypatch, age):
    monkeypatch.setenv("GATHER_CONSENT_AGE", age)
    with pytest.raises(SettingsError, match="GATHER_CONSENT_AGE"):
        load_settings()


def test_the_town_knows_it(town):
    assert town.config["CONSENT_AGE"] == 13
