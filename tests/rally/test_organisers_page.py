"""What an organiser sees: one sentence, why, pause and stop, choices, and how it went; nobody's name (RALLY 9)."""

import pytest

from app.database import unit_of_work
from app.extensions import db
from app.rally.models import Rally
from app.rally.operations_ticking import tick_due
from tests.cast import signed_in, take

from .asking import again, asks_of, says, start


@pytest.fixture
def carol(client, folk):
    return signed_in(client, folk.cast.carol)


def page(client, slot, status=200, more=""):
    answer = client.get(f"/organise/slots/{slot.id}/rally{more}")
    assert answer.status_code == status
    return answer.text


def press(client, slot, what=""):
    answer = client.post(f"/organise/slots/{slot.id}/rally{what}", data={"lead": "30"}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def only_rally():
    db.session.rollback()
    return db.session.query(Rally).one()


def test_it_works(carol, folk):
    folk.volunteers(3)
    slot = folk.drive()
    assert "Ask people until it is full" in page(carol, slot)
    said = press(carol, slot)
    assert "We are asking people" in said
    assert "Asked 3 people, expect 0." in said
    assert "of 3 by 9:30am on Wed 25 Nov, next wave 12:10pm." in said
    assert only_rally().started_by == folk.cast.carol.id


def test_an_outsider_finds_nothing(client, folk):
    slot = folk.drive()
    start(slot)
    for who in (folk.cast.dev, folk.cast.priya):
        signed_in(client, who)
        page(client, slot, 404)
        page(client, slot, 404, "/replay")
        for what in ("", "/pause", "/stop"):
            assert client.post(f"/organise/slots/{slot.id}/rally{what}").status_code == 404
    assert only_rally().state == "running"


def test_a_stranger_is_asked_to_sign_in(client, folk):
    slot = folk.drive()
    assert client.get(f"/organise/slots/{slot.id}/rally").status_code == 303


def test_pause_go_on_and_stop(carol, folk):
    folk.volunteers(2)
    slot = folk.drive()
    press(carol, slot)
    assert "You paused it." in press(carol, slot, "/pause")
    assert only_rally().state == "paused"
    assert "We are asking people" in press(carol, slot)
    assert "You stopped it." in press(carol, slot, "/stop")
    assert only_rally().state == "stopped"
    assert "We are asking people" in press(carol, slot)


def test_until_when_is_chosen_at_the_start(carol, folk):
    slot = folk.drive()
    carol.post(f"/organise/slots/{slot.id}/rally", data={"lead": "120"})
    assert only_rally().lead_minutes == 120


@pytest.mark.parametrize("lead", ["-5", "99999", "x", ""])
def test_what_cannot_be_chosen_is_a_sentence(carol, folk, lead):
    slot = folk.drive()
    answer = carol.post(f"/organise/slots/{slot.id}/rally", data={"lead": lead})
    assert answer.status_code == 422
    assert "Pick one of these" in answer.text
    assert db.session.query(Rally).count() == 0


def test_when_it_cannot_begin_the_page_says_why(carol, folk):
    far = folk.drive(days=9)
    assert "We ask people from 3 days before." in page(carol, far)
    assert 'form="start"' not in page(carol, far)
    full = folk.drive(capacity=1, title="Full")
    take(full)
    assert "Every place is taken." in page(carol, full)


def test_a_slot_for_guests_has_no_rally(client, folk):
    from tests.cast import first_slot, gathering

    signed_in(client, folk.cast.dev)
    page(client, first_slot(gathering(folk.cast)), 404)


def test_at_night_it_says_that_it_waits(carol, folk):
    slot = folk.drive(days=2)
    start(slot)
    folk.at(10)
    said = page(carol, slot)
    assert "We ask nobody between 9pm and 8am." in said
    assert "next wave 8am on Wed 25 Nov" in said


def test_when_it_runs_dry_there_are_choices(carol, folk):
    slot = folk.drive()
    start(slot)
    said = page(carol, slot)
    assert "Nobody is left whom we could ask now." in said
    event = slot.occurrence.event
    for link in (
        f"/organise/events/{event.slug}/slots/{slot.id}/capacity",
        f"/organise/events/new?like={event.slug}",
        f"/organise/events/{event.slug}/dates/{slot.occurrence_id}/time",
        f"/events/{event.slug}",
    ):
        assert f'href="{link}"' in said
        assert carol.get(link).status_code == 200


def test_full_it_says_so_and_offers_nothing(carol, folk):
    folk.volunteers(3)
    slot = folk.drive(capacity=1)
    rally = start(slot)
    says(asks_of(rally)[0], "yes")
    said = page(carol, slot)
    assert "Full, thank you" in said
    assert "1 said yes" in said
    assert "What you can do" not in said
    assert "Ask people again" not in said


def test_how_it_went_is_told_wave_by_wave_without_names(carol, folk):
    folk.volunteers(24)
    slot = folk.drive(capacity=2)
    rally = start(slot)
    asks = asks_of(rally)
    says(asks[0], "no")
    folk.at(minutes=90)
    tick_due()
    says(asks[1], "yes")
    told = page(carol, slot, more="/replay")
    assert "2 places were free." in told
    assert "1 said not this time" in told
    assert "1 said yes" in told
    assert ">midday<" in told
    assert "1:30pm" in told
    assert [name for name in folk.of if f">{name}<" in told or f" {name} " in told] == []


def test_a_rally_of_long_ago_can_still_be_replayed(carol, folk):
    folk.volunteers(2)
    slot = folk.drive()
    rally = start(slot)
    folk.at(24 * 100)
    from app.privacy import purge_in_time

    tick_due()
    purge_in_time()
    assert again(rally).state == "over"
    assert "Asked 2 people" in page(carol, slot, more="/replay")


def test_l2_chances_are_told_as_people_say_them(town):
    from app.rally.pages import chance_words

    assert [chance_words(one) for one in (0.0, 0.04, 0.3, 0.86, 0.96, 1.0)] == [
        "less than 1 in 10", "less than 1 in 10", "about 3 in 10", "about 9 in 10", "almost certain", "almost certain",
    ]  # fmt: skip


def test_nobody_asked_yet(carol, folk):
    slot = folk.drive()
    start(slot)
    assert "Nobody was asked yet." in page(carol, slot, more="/replay")
    page(carol, folk.drive(title="No rally"), 404, "/replay")


def test_wherever_the_figures_stand_they_are_called_assumptions(carol, folk):
    slot = folk.drive()
    start(slot)
    for more in ("", "/replay"):
        assert "is an assumption until" in page(carol, slot, more=more)


def test_the_page_of_the_drive_leads_there(carol, folk):
    slot = folk.drive()
    event = slot.occurrence.event
    assert f'href="/organise/slots/{slot.id}/rally"' in carol.get(f"/organise/events/{event.slug}").text


def test_get_changes_nothing(carol, folk):
    folk.volunteers(2)
    slot = folk.drive()
    rally = start(slot)
    before = again(rally).ticks
    page(carol, slot)
    page(carol, slot, more="/replay")
    assert again(rally).ticks == before


def test_posting_lets_us_ask_unless_the_organiser_says_no(carol, folk):
    form = carol.get("/organise/events/new").text
    assert "Ask people for me until it is full" in form
    assert 'checked id="asks_people"' in form or 'id="asks_people" checked' in form.replace('name="asks_people" ', "")


def test_a_lie_in_the_counter_is_no_error_on_the_page(carol, folk):
    slot = folk.drive(capacity=2)
    rally = start(slot)
    with unit_of_work():
        db.session.get(Rally, rally.id).places = 0
    page(carol, slot)
