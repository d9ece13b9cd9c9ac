"""Picking a time over HTTP keeps it while somebody types: shown as a time, longer once, and let go (RULES H1, H2)."""

import re
from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.bookings.models import Booking, Hold
from app.bookings.queries import miscounted_slots
from app.events.models import Slot
from app.extensions import db
from app.web.words import local, time_words
from tests.cast import clinic, drive, first_slot, gathering, phone, signed_in, take
from tests.own import limited_town

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me"}


def pick(client, slot, **options):
    return client.post("/holds", data={"slot": slot.id}, **options)


def taken(slot):
    return db.session.get(Slot, slot.id, populate_existing=True).taken


def later(minutes):
    return time_machine.travel(clock.now() + timedelta(minutes=minutes))


def test_it_works(client, cast):
    slot = first_slot(clinic(cast))
    answer = pick(client, slot)
    assert (answer.status_code, answer.location) == (303, f"/slots/{slot.id}/bookings/new")
    assert taken(slot) == 1
    page = client.get(answer.location).text
    ends = db.session.query(Hold).one().ends_at
    assert f"Kept for you until {time_words(local(ends))}." in page
    assert client.post(f"/slots/{slot.id}/bookings", data=ED).status_code == 303
    assert (taken(slot), db.session.query(Hold).count()) == (1, 0)


def test_h1_a_second_pick_moves_what_is_kept(client, cast):
    first, second = clinic(cast).occurrences[0].slots[:2]
    pick(client, first)
    pick(client, second)
    assert (taken(first), taken(second)) == (0, 1)
    assert db.session.query(Hold).one().slot_id == second.id


def test_h1_the_same_pick_twice_is_one(client, cast):
    slot = first_slot(clinic(cast))
    pick(client, slot)
    pick(client, slot)
    assert taken(slot) == db.session.query(Hold).count() == 1


def test_h1_others_find_it_gone_and_the_one_who_keeps_it_does_not(client, town, cast):
    slot = first_slot(clinic(cast))
    pick(client, slot)
    stranger = town.test_client()
    assert "That time has just gone." in pick(stranger, slot, follow_redirects=True).text
    assert client.get(f"/slots/{slot.id}/bookings/new").status_code == 200
    assert "is kept for you until" in client.get("/events/health-check").text
    assert "is kept for you until" not in stranger.get("/events/health-check").text


def test_h1_more_time_once_keeps_what_was_typed(client, cast):
    slot = first_slot(clinic(cast))
    page = pick(client, slot, follow_redirects=True).text
    assert "More time" in page
    ends = db.session.query(Hold).one().ends_at
    answer = client.post(f"/slots/{slot.id}/holds/extension", data={**ED, "first_name": "Edwina", "phone": "0770"})
    assert answer.status_code == 200
    assert 'value="Edwina"' in answer.text
    assert 'value="0770"' in answer.text
    assert "thing to fix" not in answer.text
    assert "More time" not in answer.text
    assert f"until {time_words(local(ends + timedelta(minutes=5)))}." in answer.text
    client.post(f"/slots/{slot.id}/holds/extension", data=ED)
    assert db.session.query(Hold).one().ends_at == ends + timedelta(minutes=5)


def test_h1_more_time_too_late_says_so(client, cast):
    slot = first_slot(clinic(cast))
    pick(client, slot)
    with later(11):
        assert "Your time ran out." in client.post(f"/slots/{slot.id}/holds/extension", data=ED).text


def test_h1_more_time_when_it_is_gone_shows_what_is_free(client, town, cast):
    slot = first_slot(clinic(cast))
    pick(client, slot)
    with later(11):
        take(slot, name="Ann", address=phone(124))
        answer = client.post(f"/slots/{slot.id}/holds/extension", data=ED)
    assert answer.status_code == 409
    assert 'value="Ed"' in answer.text


def test_h1_nobody_gets_more_time_for_what_another_keeps(client, town, cast):
    slot = first_slot(clinic(cast))
    pick(client, slot)
    ends = db.session.query(Hold).one().ends_at
    assert town.test_client().post(f"/slots/{slot.id}/holds/extension", data=ED).status_code == 409
    assert db.session.query(Hold).one().ends_at == ends


def test_h1_pick_again_lets_it_go(client, town, cast):
    slot = first_slot(clinic(cast))
    pick(client, slot)
    town.test_client().post(f"/slots/{slot.id}/holds/release")  # somebody else's tap frees nothing of mine
    assert taken(slot) == 1
    answer = client.post(f"/slots/{slot.id}/holds/release")
    assert answer.location == f"/events/health-check?day={slot.starts_local.date()}"
    assert (taken(slot), db.session.query(Hold).count()) == (0, 0)
    assert client.post(f"/slots/{slot.id}/holds/release").status_code == 303


def test_h1_a_lapsed_hold_is_free_on_every_page_with_no_scheduler(client, town, cast):
    event = gathering(cast, capacity=1)
    slot = first_slot(event)
    pick(client, slot)
    stranger = town.test_client()
    assert "Full" in stranger.get("/events?picture=calm").text
    with later(11):
        assert taken(slot) == 1
        assert "1 place left" in stranger.get("/events").text
        assert "1 place left." in stranger.get("/events/mindfulness").text
        assert stranger.get(f"/slots/{slot.id}/bookings/new").status_code == 200
        assert stranger.post(f"/slots/{slot.id}/bookings", data=ED).status_code == 303
    assert miscounted_slots() == []


def test_h1_a_lapsed_hold_is_offered_as_another_time(client, town, cast):
    first, second, *rest = clinic(cast, days=(2,)).occurrences[0].slots
    pick(client, second)
    for number, slot in enumerate((first, *rest)):
        take(slot, name=f"Ann{number}")
    stranger = town.test_client()
    offered = f'formaction="/slots/{second.id}/bookings"'
    assert offered not in stranger.post(f"/slots/{first.id}/bookings", data=ED).text
    with later(11):
        assert offered in stranger.post(f"/slots/{first.id}/bookings", data=ED).text


def test_h2_after_it_lapsed_the_form_still_books_while_there_is_room(client, cast):
    slot = first_slot(clinic(cast))
    pick(client, slot)
    with later(11):
        assert client.post(f"/slots/{slot.id}/bookings", data=ED).status_code == 303
    assert taken(slot) == db.session.query(Booking).count() == 1


def test_h2_after_it_lapsed_and_went_everything_typed_is_kept(client, cast):
    event = clinic(cast)
    slot = first_slot(event)
    pick(client, slot)
    with later(11):
        take(slot, name="Ann", address=phone(124))
        answer = client.post(f"/slots/{slot.id}/bookings", data=ED)
    assert answer.status_code == 409
    assert 'value="Ed"' in answer.text
    nearest = [f"/slots/{other.id}/bookings" for other in event.occurrences[0].slots[1:4]]
    assert re.findall(r'formaction="(/slots/\d+/bookings)"', answer.text) == nearest


@pytest.mark.parametrize("slot", ["", "abc", "9e9", None])
def test_no_pick_goes_back_and_says_so(client, cast, slot):
    clinic(cast)
    data = {"event": "health-check"} | ({} if slot is None else {"slot": slot})
    assert client.post("/holds", data=data).location == "/events/health-check?pick=none"


@pytest.mark.parametrize("slot", ["0", "999999", "-1"])
def test_what_does_not_exist_is_not_found(client, town, slot):
    assert client.post("/holds", data={"slot": slot}).status_code == 404


def test_no_pick_and_no_event_goes_to_the_list(client, town):
    assert client.post("/holds").location == "/events"


def test_a_draft_is_not_kept_for_anybody(client, cast):
    slot = first_slot(drive(cast, publish_now=False))
    assert pick(client, slot).status_code == 404
    for step in ("extension", "release"):
        assert client.post(f"/slots/{slot.id}/holds/{step}").status_code == 404


def test_s3_somebody_under_18_is_told_and_keeps_nothing(client, cast):
    slot = first_slot(drive(cast))
    assert pick(signed_in(client, cast.asha), slot).status_code == 409
    assert taken(slot) == 0


def test_p4_the_form_of_the_public_page_needs_no_token(client, town, cast, monkeypatch):
    slot = first_slot(clinic(cast))
    monkeypatch.setitem(town.config, "WTF_CSRF_ENABLED", True)
    assert "csrf_token" not in client.get("/events/health-check").text
    assert pick(client, slot).status_code == 303
    assert taken(slot) == 1


def test_control_every_other_form_does(client, town, cast, monkeypatch):
    slot = first_slot(clinic(cast))
    monkeypatch.setitem(town.config, "WTF_CSRF_ENABLED", True)
    pick(client, slot)
    for path in ("bookings", "holds/extension", "holds/release"):
        assert client.post(f"/slots/{slot.id}/{path}", data=ED).status_code == 400
    assert taken(slot) == 1


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_pick_for_anybody(client, cast, headers):
    slot = first_slot(clinic(cast))
    assert pick(client, slot, headers=headers).status_code == 403
    assert taken(slot) == 0


@pytest.fixture
def limited(tmp_path):
    with limited_town(tmp_path) as app:
        yield app.test_client()


def test_one_address_cannot_keep_a_whole_town(limited):
    assert [limited.post("/holds").status_code for _ in range(61)] == [303] * 60 + [429]
