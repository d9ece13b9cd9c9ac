"""Which language a page is in: the one picked on this phone, else one the browser asks for, else the town's own."""

from datetime import time

import pytest
from flask import render_template_string
from flask_babel import gettext

from app.web import language, words
from tests.web.test_words import TODAY

PAGE = "{{ locale }} {{ text_direction }}"


@pytest.mark.parametrize("wanted", [None, "en-GB", "en", "fr;q=0.9,en;q=0.1", "*", "no such language", "x" * 500])
def test_it_works(trial, wanted):
    headers = {"Accept-Language": wanted} if wanted else {}
    with trial.test_request_context(headers=headers):
        assert render_template_string(PAGE) == "en ltr"


@pytest.mark.parametrize(
    ("wanted", "page"),
    [("cy-GB,en;q=0.5", "cy ltr"), ("pl", "pl ltr"), ("ro-MD", "ro ltr"), ("ur-PK,en;q=0.1", "ur rtl")],
)
def test_l5_the_browsers_language_counts(trial, wanted, page):
    with trial.test_request_context(headers={"Accept-Language": wanted}):
        assert render_template_string(PAGE) == page


def test_l5_what_was_picked_on_the_phone_counts_more(trial):
    with trial.test_request_context(headers={"Accept-Language": "pl", "Cookie": "language=ur"}):
        assert render_template_string(PAGE) == "ur rtl"


@pytest.mark.parametrize("kept", ["xx", "", "../cy", "CY", "en_XA", "ur" * 400])
def test_a_spoiled_cookie_says_nothing(trial, kept):
    with trial.test_request_context(headers={"Accept-Language": "pl", "Cookie": f"language={kept}"}):
        assert render_template_string(PAGE) == "pl ltr"


def test_a_message_written_by_a_job_is_in_the_towns_own(trial):
    with trial.app_context():
        assert language.choose() == "en"


def test_something_is_said_in_another_language_and_then_in_ones_own_again(trial):
    with trial.test_request_context(headers={"Accept-Language": "pl"}):
        with language.speaking("ur"):
            assert language.read_now() == "ur"
            with language.speaking(None):
                assert language.read_now() == "en"
            assert language.read_now() == "ur"
        assert language.read_now() == "pl"
        assert gettext("Back") != ""


@pytest.mark.parametrize(
    ("spoken", "date_and_time"),
    [
        ("en", "Thursday 26 November, 5:30pm"),
        ("cy", "Dydd Iau 26 Tachwedd, 17:30"),
        ("pl", "czwartek 26 listopada, 17:30"),
        ("ro", "joi 26 noiembrie, 17:30"),
        ("ur", "جمعرات 26 نومبر, 5:30 PM"),
    ],
)
def test_l2_dates_and_times_are_said_as_in_each_language(trial, spoken, date_and_time):
    with trial.app_context(), language.speaking(spoken):
        assert f"{words.date_words(TODAY)}, {words.time_words(time(17, 30))}" == date_and_time
