"""Which language a page is in: one we have, the town's own otherwise."""

import pytest
from flask import render_template_string

from app.web import language

PAGE = "{{ locale }} {{ text_direction }}"


@pytest.mark.parametrize("wanted", [None, "en-GB", "en", "cy;q=0.9,en;q=0.1", "*", "no such language", "x" * 500])
def test_it_works(trial, wanted):
    headers = {"Accept-Language": wanted} if wanted else {}
    with trial.test_request_context(headers=headers):
        assert render_template_string(PAGE) == "en ltr"


def test_a_message_written_by_a_job_is_in_the_towns_own(trial):
    with trial.app_context():
        assert language.choose() == "en"
