"""GOV.UK Notify for mail and texts: what it is sent, and what its errors mean. It is a server of ours that checks."""

import json
from contextlib import ExitStack

import pytest

from app.backends import mail, notify, sms
from app.backends.engines import UnknownEngine

from .notify_server import KEY, SERVICE, TEMPLATE, Notify, serve, url
from .post_office import free_port

NUMBER, MAILBOX = "+447700900123", "asha@town.example"


@pytest.fixture
def at(build):
    """Lead both seams to this Notify."""
    with ExitStack() as open_contexts:
        yield lambda setting: open_contexts.enter_context(build(SMS_URL=setting, MAIL_URL=setting).app_context())


def text(**more):
    return sms.send_sms(NUMBER, "Millom: see you at the beach.", reference="delivery-7", **more)


def letter(**more):
    return mail.send_mail(MAILBOX, "Your place", "See you at the beach.", message_id="delivery-7", **more)


def refusal(send):
    with pytest.raises((mail.MailFailed, sms.SmsFailed)) as raised:
        send()
    assert "7700" not in raised.value.reason
    return raised.value.reason, raised.value.retryable


def test_it_works(at):
    office = Notify()
    with serve(office) as setting:
        at(setting)
        number, other = text(), letter(unsubscribe="https://town.example/notifications/x/unsubscription")
    (_sms, first), (_email, second) = office.sent
    assert (first["phone_number"], first["personalisation"]) == (NUMBER, {"text": "Millom: see you at the beach."})
    assert (second["email_address"], second["personalisation"]["subject"]) == (MAILBOX, "Your place")
    assert second["one_click_unsubscribe_url"].startswith("https://town.example/notifications/")
    assert {first["reference"], second["reference"]} == {"delivery-7"}
    assert (number, other) == (first["id"], second["id"])


def test_the_link_marks_of_a_title_are_broken(at):
    office = Notify()
    with serve(office) as setting:
        at(setting)
        mail.send_mail(MAILBOX, "Your place", "Come to [the beach](https://elsewhere.example)")
    assert "](" not in office.sent[0][1]["personalisation"]["text"]


@pytest.mark.parametrize("send", [text, letter])
@pytest.mark.parametrize(
    ("order", "reason", "retryable"),
    [(400, "GOV.UK Notify says that this address can't be right.", False),
     (403, "GOV.UK Notify does not know our key.", True), (429, "GOV.UK Notify asks us to wait.", True),
     (500, "GOV.UK Notify can't be reached.", True), (503, "GOV.UK Notify can't be reached.", True),
     ("cut off", "GOV.UK Notify can't be reached.", True), ("nonsense", "GOV.UK Notify can't be reached.", True)],
)  # fmt: skip
def test_what_its_errors_mean(at, send, order, reason, retryable):
    office = Notify(lambda _kind: order)
    with serve(office) as setting:
        at(setting)
        assert refusal(send) == (reason, retryable)
    assert office.sent == []


def test_another_kind_of_no_is_not_the_addresss_fault(at):
    with serve(Notify(lambda _kind: 400, kind_of_400="BadRequestError")) as setting:
        at(setting)
        assert refusal(text) == ("GOV.UK Notify said no (400).", False)


def test_a_notify_that_never_answers(at, monkeypatch):
    monkeypatch.setattr(notify, "TIMEOUT", 0.2)
    with serve(Notify(lambda _kind: "slow")) as setting:
        at(setting)
        assert refusal(text) == ("GOV.UK Notify can't be reached.", True)


def test_nobody_listens(at):
    at(url(f"http://127.0.0.1:{free_port()}"))
    assert refusal(letter) == ("GOV.UK Notify can't be reached.", True)


def test_a_wrong_key_is_refused_and_alarms(at, log_lines):
    with serve(Notify()) as setting:
        at(setting.replace(KEY, f"town-{SERVICE}-{SERVICE}"))
        assert refusal(text) == ("GOV.UK Notify does not know our key.", True)
    assert [(line["event"], line["level"]) for line in log_lines()] == [("notify.refused_key", "error")]


def test_neither_address_nor_words_reach_the_log(at, capsys):
    orders = iter([None, 400, 500, None])
    with serve(Notify(lambda _kind: next(orders))) as setting:
        at(setting)
        text()
        refusal(text)
        refusal(letter)
        letter()
    logged = capsys.readouterr().err
    assert logged
    assert not any(word in logged for word in ("7700900123", "asha", "beach", "Not a valid", SERVICE))
    assert all(json.loads(line) for line in logged.splitlines())


@pytest.mark.parametrize(
    ("said", "means"),
    [("created", None), ("sending", None), ("pending", None), ("sent", None), ("delivered", "delivered"),
     ("permanent-failure", "no such address"), ("temporary-failure", "failed"), ("technical-failure", "failed"),
     ("something new", None)],
)  # fmt: skip
def test_what_became_of_a_message(at, said, means):
    office = Notify()
    with serve(office) as setting:
        at(setting)
        number = text()
        office.statuses[number] = said
        assert sms.sms_status(number) == mail.mail_status(number) == means


def test_what_became_of_a_message_it_has_forgotten(at):
    with serve(Notify()) as setting:
        at(setting)
        assert sms.sms_status("740e5834-3a29-46b4-9a6f-16142fde533a") is None


@pytest.mark.parametrize("order", [403, 429, 500, "cut off"])
def test_when_it_cannot_be_asked(at, order):
    with serve(Notify(lambda kind: order if kind == "status" else None)) as setting:
        at(setting)
        number = text()
        assert refusal(lambda: sms.sms_status(number))[1] is True


@pytest.mark.parametrize(
    ("setting", "says"),
    [("notify:", "looks like notify:"), (url("https://api.example", key="short"), "looks like notify:"),
     (url("https://api.example", template="7"), "looks like notify:"),
     (url("http://api.example"), "starts with https://"), (url("ftp://127.0.0.1"), "starts with https://")],
)  # fmt: skip
@pytest.mark.parametrize("name", ["SMS_URL", "MAIL_URL"])
def test_a_wrong_setting_is_refused_at_the_start(build, name, setting, says):
    with pytest.raises(UnknownEngine, match=says) as problem:
        build(**{name: setting})
    assert f"GATHER_{name}" in str(problem.value)
    assert SERVICE not in str(problem.value)


def test_without_an_address_it_is_the_real_one(build):
    engine = build(SMS_URL=f"notify:?key={KEY}&template={TEMPLATE}").extensions["gather_sms"]
    assert engine.service.base_url == "https://api.notifications.service.gov.uk"
