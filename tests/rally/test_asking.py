"""A rally asks the few whom it suits, by push, and every decision is a row (RALLY 5, 9; RULES M6)."""

import json

from app import clock
from app.rally.messages import read_token
from app.rally.rules_starting import TICK

from .asking import again, ask_of, asked, asks_of, look, says, start, states

FORBIDDEN = ("Sea View", "Haverigg", "Asha", "Carol", "Beach clean", "Beach Friends", "07700", "example.org")
"""Names, addresses and titles of the cast that no notice may carry."""


def test_it_works(folk):
    mine = folk.volunteers(5)
    rally = start(folk.drive(capacity=1))
    found = asks_of(rally)
    assert asked(rally) <= set(mine)
    assert len(found) >= 1
    assert {ask.state for ask in found} == {"open"}
    assert rally.state == "running"
    assert again(rally).next_tick_at == clock.now() + TICK


def test_the_phone_shows_what_when_and_roughly_where_with_a_yes_and_a_no(folk):
    folk.volunteer("Ben")
    slot = folk.drive()
    rally = start(slot)
    (said,) = folk.shown_to("Ben")
    assert said["title"] == "Can you help?"
    assert said["body"] == (
        "Clean-up: Wednesday 25 November, 10am, Millom. 3 people are still needed. "
        "You like Outdoors, and it is near you."
    )
    assert [(one["action"], one["title"]) for one in said["actions"]] == [
        ("yes", "I can help"), ("no", "Not this time"),
    ]  # fmt: skip
    assert said["tag"] == f"ask-{slot.id}"
    ask = ask_of(rally, folk.of["Ben"])
    assert [read_token(said["data"][word]["token"]) for word in ("yes", "no")] == [(ask.id, "yes"), (ask.id, "no")]
    assert read_token(said["navigate"].rpartition("/")[2]) == (ask.id, "page")


def test_m6_no_name_no_address_and_no_title_is_in_the_notice(folk):
    folk.volunteer("Ben")
    start(folk.drive(title="Mow the lawn of Mrs Myrtle, 12 High Street", for_helpers="Myrtle, 12 High Street"))
    text = json.dumps(folk.shown_to("Ben"))
    assert [word for word in (*FORBIDDEN, "Myrtle", "High Street", "lawn") if word in text] == []


def test_m6_no_health_word_is_in_the_notice(folk):
    folk.volunteer("Ben", likes=("health",))
    start(folk.health_day())
    text = json.dumps(folk.shown_to("Ben"))
    assert "Helping out: Wednesday" in text
    assert [word for word in ("ealth", "iabetes", "check") if word in text] == []


def test_the_notice_fits_and_wakes_the_phone(folk):
    folk.volunteer("Ben")
    start(folk.drive())
    (notice,) = folk.phones.asked
    assert len(notice.words) <= 2000
    assert notice.urgency == "high"
    assert 20 * 3600 < notice.ttl <= 22 * 3600  # until it starts


def test_rally_9_every_decision_is_a_row(folk):
    folk.volunteers(3)
    (ask, *_others) = asks_of(start(folk.drive()))
    assert 0.01 <= ask.chance <= 0.9
    assert (ask.freshness, ask.tick, ask.places) == (1, 1, 3)
    assert ask.rank >= 1
    assert ask.reason in ("best", "new here")
    assert ask.sure == 0 < ask.wanted < 1
    assert ask.asked_at == clock.now()


def test_rally_5_fresh_silence_is_waited_for(folk):
    folk.volunteers(12)
    rally = start(folk.drive(capacity=1))
    assert len(asks_of(rally)) <= 8
    folk.at(minutes=10)
    before = len(asks_of(rally))
    look(rally)
    assert len(asks_of(rally)) <= max(8, before)


def test_rally_3_a_decline_is_replaced_at_once(folk):
    folk.volunteers(12)
    rally = start(folk.drive(capacity=1))
    before = asked(rally)
    for ask in asks_of(rally)[:3]:
        says(ask, "no")
    assert len(asked(rally)) > len(before)


def test_nobody_is_asked_twice_for_one_slot(folk):
    folk.volunteers(4)
    rally = start(folk.drive())
    for hours in range(1, 8):
        folk.at(hours)
        look(rally)
    assert len(asked(rally)) == len(states(rally)) == 4


def test_who_is_asked_by_a_second_rally_is_not_asked_beyond_their_two(folk):
    folk.volunteers(3)
    for day in (1, 2, 3):
        rally = start(folk.drive(days=day, title=f"Drive {day}") if day < 3 else folk.drive(days=1, title="Third"))
    assert states(rally) == []
    assert all(len([one for one in folk.shown_to(name) if one["actions"]]) == 2 for name in folk.of)
