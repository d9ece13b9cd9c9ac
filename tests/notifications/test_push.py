"""A notice goes to the phones of its person first, and to nobody else (RULES M5, M6)."""

import json
from datetime import timedelta

import pytest

from app import clock
from app.notifications.notices import Action, Notice, payload
from app.notifications.operations_phones import choose
from app.notifications.queries_phones import phones_of
from tests import cast as people
from tests.phones import NOTICE

from .outbox import ASHA, MOBILE, row, states, tell

ASK = Notice(
    "ask", "Can you help?", "Clean-up: Saturday 28 November, 10am, Millom.", "/events/beach-clean", "ask-7",
    actions=(Action("yes", "I can help", "/asks/7", "t" * 80), Action("no", "Not this time", "/asks/7", "u" * 80)),
)  # fmt: skip


@pytest.fixture
def ben(cast):
    return cast.ben.person_id


def test_it_works(phones, ben):
    phone = phones.of(ben)
    message = tell(ASHA, push=NOTICE, person_id=ben)
    assert (message.state, message.channel, states()) == ("sent", "push", ["sent", "not needed"])
    ((shown_by, said),) = phones.shown
    assert shown_by == phone
    assert said["web_push"] == 8030
    notice = said["notification"]
    assert (notice["title"], notice["body"], notice["tag"]) == ("You are going", "Saturday, 10am, Millom", "place-7")
    assert (notice["lang"], notice["dir"], notice["silent"]) == ("en", "ltr", False)
    assert notice["navigate"] == "http://localhost/bookings/abc"
    assert said["app_badge"] == 1


def test_all_phones_of_the_person_show_it(phones, ben):
    mine = {phones.of(ben).name for _number in range(3)}
    tell(ASHA, push=NOTICE, person_id=ben)
    assert {phone.name for phone, _payload in phones.shown} == mine
    assert [one.heard_at is not None for one in phones_of(ben, None)] == [True] * 3


def test_a_stranger_sees_nothing(phones, ben, cast):
    phones.of(ben)
    phones.of(cast.dev.person_id)
    tell(ASHA, push=NOTICE, person_id=cast.asha.person_id)
    assert phones.asked == []
    assert row().channel == "mail"


def test_who_said_no_to_reminders_is_not_reminded_by_phone(phones, ben):
    phones.of(ben, reminders=False, asks=True)
    assert tell(ASHA, push=NOTICE, person_id=ben).channel == "mail"
    assert tell((), push=ASK, person_id=ben, push_only=True).state == "sent"


def test_nothing_is_heard_before_somebody_says_yes(phones, ben):
    phones.of(ben, news=False)
    for notice in (NOTICE, ASK):
        assert tell(ASHA, push=notice, person_id=ben).channel == "mail"


def test_a_browser_without_an_account_hears_of_the_places_taken_with_it(phones, cast):
    phones.of(None, phone_mark="m" * 64)
    cast_ed = people.account_for(people.email("Joan")).person_id
    assert tell(MOBILE, push=NOTICE, person_id=cast_ed, phone_mark="m" * 64).channel == "push"
    assert tell(MOBILE, push=NOTICE, person_id=cast_ed, phone_mark="n" * 64).channel == "sms"
    assert tell(MOBILE, push=ASK, person_id=cast_ed, phone_mark="m" * 64).channel == "sms"
    assert len(phones.shown) == 1


def test_what_goes_to_phones_alone_goes_nowhere_else(phones, ben):
    message = tell((ASHA, MOBILE), push=ASK, person_id=ben, push_only=True)
    assert (message.state, message.reason) == ("failed", "None of their phones shows this.")
    assert message.deliveries == []


def test_the_buttons_carry_what_the_worker_posts(phones, ben):
    phones.of(ben)
    tell((), push=ASK, person_id=ben, push_only=True)
    notice = phones.shown[0][1]["notification"]
    assert [(one["action"], one["title"]) for one in notice["actions"]] == [
        ("yes", "I can help"), ("no", "Not this time"),
    ]  # fmt: skip
    assert {one["navigate"] for one in notice["actions"]} == {"http://localhost/events/beach-clean"}
    assert notice["data"]["yes"] == {"url": "/asks/7", "token": "t" * 80}


def test_topic_urgency_and_life_are_those_of_the_notice(phones, ben, cast):
    phones.of(ben)
    phones.of(cast.carol.person_id)
    tell(ASHA, push=NOTICE, person_id=ben, useful=timedelta(hours=1))
    tell(ASHA, push=NOTICE, person_id=cast.carol.person_id)
    tell((), push=ASK, person_id=ben, push_only=True)
    reminder, hers, ask = phones.asked
    assert (reminder.urgency, ask.urgency) == ("normal", "high")
    assert 3590 <= reminder.ttl <= 3600
    assert len(reminder.topic) == 32
    assert "place" not in reminder.topic
    assert len({reminder.topic, hers.topic, ask.topic}) == 3


def test_p6_the_same_tag_is_the_same_topic(phones, ben):
    phones.of(ben)
    for _time in range(2):
        tell(ASHA, push=NOTICE, person_id=ben)
    assert len({one.topic for one in phones.asked}) == 1
    ids = [said["notification"]["data"]["id"] for _phone, said in phones.shown]
    assert len(set(ids)) == 2  # two messages, of which the newer takes the place of the older


@pytest.mark.parametrize("letters", ["a", "ü", "🌼", '"'])
def test_a_payload_is_never_too_long(town, letters):
    notice = Notice("ask", "Can you help?", letters * 3000, "/events/" + "x" * 80, "ask-7", actions=ASK.actions)
    whole = payload(notice)
    assert 1900 < len(whole) <= 2000
    assert json.loads(whole)["notification"]["body"].endswith("…")


def test_at_most_what_the_push_services_keep(phones, ben):
    phones.of(ben)
    tell(ASHA, push=NOTICE, person_id=ben, useful=timedelta(days=90))
    assert phones.asked[0].ttl == 28 * 24 * 3600


def test_a_phone_that_was_taken_away_in_the_last_moment_is_no_dead_end(phones, ben, post):
    office = post()
    phones.of(ben)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.notifications.operations._hurry", lambda _messages: None)
        tell(ASHA, push=NOTICE, person_id=ben)
    choose(ben, reminders=False)
    from app.notifications.operations_pushing import push_due
    from app.notifications.operations_sending import deliver_due

    push_due()
    assert deliver_due() == 1
    assert (states(), len(office.letters)) == (["failed", "sent"], 1)
    assert row().deliveries[0].done_at <= clock.now()
