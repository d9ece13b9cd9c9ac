"""The contract of every text-message engine, kept by the real ones."""

from contextlib import ExitStack

import pytest

from app.backends import sms
from app.backends.engines import UnknownEngine

from . import notify_server


@pytest.fixture(params=sorted(sms.ENGINES))
def app(request, build):
    with ExitStack() as around:
        url = f"{request.param}:"
        if request.param == "notify":
            url = around.enter_context(notify_server.serve(notify_server.Notify()))
        yield around.enter_context(build(SMS_URL=url).app_context()).app


def test_it_works(app, log_lines):
    sms.send_sms("+447700900123", "See you at the beach on Saturday at 10am.")
    assert [line["event"] for line in log_lines()] == ["sms.sent"]


def test_what_became_of_a_text_can_be_asked(app):
    reference = sms.send_sms("+447700900123", "See you", reference="delivery-7")
    assert sms.sms_status(reference or "none") in (None, "delivered")


def test_neither_number_nor_words_reach_the_log(app, capsys):
    sms.send_sms("+447700900123", "Your code is 481516")
    logged = capsys.readouterr().err
    assert logged and "7700900123" not in logged and "481516" not in logged


@pytest.mark.parametrize(
    "to", ["", "Asha", "+44 7700 900123", "+447700900123,+447700900124", "+447700900123\n", "0" * 40]
)
def test_what_is_not_one_number_is_refused(app, to):
    with pytest.raises(sms.SmsFailed) as refusal:
        sms.send_sms(to, "Hello")
    assert not refusal.value.retryable
    assert refusal.value.reason == "This is not one phone number."


@pytest.mark.parametrize("text", ["", "  ", "x" * 919])
def test_an_empty_or_endless_text_is_refused(app, text):
    with pytest.raises(sms.SmsFailed) as refusal:
        sms.send_sms("+447700900123", text)
    assert not refusal.value.retryable


def test_an_unknown_engine_is_refused(build):
    with pytest.raises(UnknownEngine, match=r"GATHER_SMS_URL can't be 'pigeon'\. Use one of these: console, notify"):
        build(SMS_URL="pigeon:")
