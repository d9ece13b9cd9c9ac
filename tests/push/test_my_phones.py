"""My phones: which hear what, one switch each, a test, and a way out; all of it without a script."""

from datetime import time

import pytest

from app.accounts.models import SignIn
from app.extensions import db
from app.notifications.queries_phones import phones_of, preference_of
from app.privacy import fingerprint
from app.web.visitor import MARK
from tests.cast import drive, first_slot, phone, signed_in, take

PAGE = "/me/phones"
ALL = {"reminders": "y", "asks": "y", "news": "y", "asks_a_week": "3", "quiet_from": "20:00:00",
       "quiet_until": "09:00:00"}  # fmt: skip


@pytest.fixture
def ben(client, cast):
    return signed_in(client, cast.ben)


def wishes_of(account):
    db.session.rollback()
    return preference_of(account.person_id)


def phone_ids(account):
    db.session.rollback()
    return [one.id for one in phones_of(account.person_id, None)]


def test_it_works(ben, cast, phones):
    phones.of(cast.ben.person_id, sign_in_id=db.session.query(SignIn).one().id, name="Firefox on Android")
    page = ben.get(PAGE)
    assert page.status_code == 200
    assert "Firefox on Android" in page.text
    assert "This one, here." in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_stranger_s_phones_are_not_shown(ben, cast, phones):
    phones.of(cast.dev.person_id, name="Oldest of all")
    assert "Oldest of all" not in ben.get(PAGE).text


def test_everything_is_off_at_first_and_saved_as_ticked(ben, cast):
    assert "checked" not in ben.get(PAGE).text.split("asks_a_week")[0]
    answer = ben.post(f"{PAGE}/preferences", data=ALL)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    wishes = wishes_of(cast.ben)
    assert (wishes.reminders, wishes.asks, wishes.news, wishes.asks_a_week) == (True, True, True, 3)
    assert (wishes.quiet_from, wishes.quiet_until) == (time(20), time(9))


def test_a_switch_that_is_not_ticked_goes_off(ben, cast):
    ben.post(f"{PAGE}/preferences", data=ALL)
    ben.post(f"{PAGE}/preferences", data={name: value for name, value in ALL.items() if name != "asks"})
    assert (wishes_of(cast.ben).reminders, wishes_of(cast.ben).asks) == (True, False)


@pytest.mark.parametrize(
    "wrong", [{"asks_a_week": "5"}, {"asks_a_week": "0"}, {"asks_a_week": "many"}, {"quiet_from": "22:00:00"},
              {"quiet_until": "07:00:00"}, {"quiet_from": "soon"}], ids=str)  # fmt: skip
def test_m2_what_nobody_may_choose_is_said_and_not_kept(ben, cast, wrong):
    answer = ben.post(f"{PAGE}/preferences", data=ALL | wrong)
    assert answer.status_code == 422
    assert "thing to fix" in answer.text
    assert not wishes_of(cast.ben).reminders


def test_under_18_there_are_two_asks_a_week_at_most(client, cast):
    asha = signed_in(client, cast.asha)
    assert 'value="3"' not in asha.get(PAGE).text
    assert "school hours" in asha.get(PAGE).text
    assert asha.post(f"{PAGE}/preferences", data=ALL).status_code == 422
    assert asha.post(f"{PAGE}/preferences", data=ALL | {"asks_a_week": "2"}).status_code == 303


def test_one_phone_is_removed_and_no_other(ben, cast, phones):
    for _number in range(2):
        phones.of(cast.ben.person_id)
    first, second = phone_ids(cast.ben)
    assert ben.post(f"{PAGE}/{first}/removal").status_code == 303
    assert phone_ids(cast.ben) == [second]


def test_somebody_else_s_phone_is_not_found(ben, cast, phones):
    phones.of(cast.carol.person_id)
    (hers,) = phone_ids(cast.carol)
    assert ben.post(f"{PAGE}/{hers}/removal").status_code == 404
    assert phone_ids(cast.carol) == [hers]


def test_a_test_arrives_on_every_phone(ben, cast, phones):
    mine = {phones.of(cast.ben.person_id).name for _number in range(2)}
    ben.post(f"{PAGE}/tests")
    assert {phone.name for phone, _said in phones.shown} == mine
    notice = phones.shown[0][1]["notification"]
    assert (notice["title"], notice["navigate"]) == ("It works", "http://localhost/me/phones")
    assert "On its way" in ben.get(PAGE).text


def test_a_test_where_everything_is_off_says_so(ben, cast, phones):
    phones.of(cast.ben.person_id, reminders=False)
    ben.post(f"{PAGE}/tests")
    assert "Turn something on first." in ben.get(PAGE).text
    assert phones.asked == []


def test_without_any_phone_there_is_nothing_to_test(ben):
    assert ben.post(f"{PAGE}/tests").status_code == 404


# --- a phone without an account ------------------------------------------------------------------------------------


@pytest.fixture
def shared(client, phones):
    """A phone with a place and no account; the fingerprint of its mark."""
    with client.session_transaction() as session:
        session[MARK] = "m" * 22
    return fingerprint("m" * 22)


def test_a_phone_without_an_account_sees_itself_alone(client, cast, phones, shared):
    phones.of(None, phone_mark=shared, name="Samsung Internet on Android")
    phones.of(None, phone_mark="n" * 64, name="Opera on Windows")
    page = client.get(PAGE).text
    assert "Samsung Internet on Android" in page
    assert "Opera" not in page
    assert "How often may we ask?" not in page


def test_it_is_tried_and_removed_like_any_other(client, phones, shared):
    phones.of(None, phone_mark=shared)
    client.post(f"{PAGE}/tests")
    assert len(phones.shown) == 1
    (row,) = phones_of(None, shared)
    client.post(f"{PAGE}/{row.id}/removal")
    db.session.rollback()
    assert phones_of(None, shared) == []


def test_a_phone_that_never_took_a_place_is_told_what_to_do(client, cast):
    assert "We don't know this phone yet." in client.get(PAGE).text
    assert client.post(f"{PAGE}/preferences", data=ALL).headers["Location"].startswith("/sign-in")


# --- signing out ---------------------------------------------------------------------------------------------------


def test_p4_signing_out_forgets_this_phone(ben, cast, phones):
    phone = phones.service.subscribe()
    ben.post("/push/subscriptions", json=phone.as_json())
    phones.of(cast.ben.person_id, name="At home")
    ben.post("/sign-out")
    db.session.rollback()
    assert [one.name for one in phones_of(cast.ben.person_id, None)] == ["At home"]


def test_p4_what_this_phone_heard_before_somebody_signed_in_ends_too(client, cast, phones, shared):
    phones.of(None, phone_mark=shared)
    signed_in(client, cast.ben).post("/sign-out")
    db.session.rollback()
    assert phones_of(None, shared) == []


def test_p4_a_shared_phone_that_is_forgotten_hears_nothing_more(client, phones, shared):
    phones.of(None, phone_mark=shared)
    client.post("/me/forgotten-phone")
    db.session.rollback()
    assert phones_of(None, shared) == []


def test_p4_a_lost_phone_that_is_signed_out_from_another_hears_nothing_more(ben, town, cast, phones):
    lost = signed_in(town.test_client(), cast.ben)
    lost.post("/push/subscriptions", json=phones.service.subscribe().as_json())
    row = db.session.query(SignIn).order_by(SignIn.id.desc()).first()
    ben.post(f"/me/sign-ins/{row.id}/sign-out")
    assert phone_ids(cast.ben) == []


# --- erased ---------------------------------------------------------------------------------------------------------


def test_p24_erasing_somebody_without_an_account_forgets_their_phone_too(town, cast, phones):
    slot = first_slot(drive(cast))
    take(slot, "Ed", phone_mark="m" * 64)
    take(slot, "Ann", phone(77), phone_mark="n" * 64)
    phones.of(None, phone_mark="m" * 64)
    phones.of(None, phone_mark="n" * 64)
    town.test_cli_runner().invoke(args=["privacy", "erase", cast.ed.value, "--yes"])
    db.session.rollback()
    assert phones_of(None, "m" * 64) == []
    assert len(phones_of(None, "n" * 64)) == 1
