"""Which phones hear of whom: ten a person, one a browser, and nobody takes over what is not in their hand."""

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.accounts.operations import sign_in, sign_out
from app.backends.push import Forbidden
from app.database import unit_of_work
from app.extensions import db
from app.notifications.models import Subscription
from app.notifications.operations_phones import (
    Browser,
    SomebodyElses,
    forget_phones,
    purge_phones,
    remove,
    subscribe,
    unsubscribe,
)
from app.notifications.queries_phones import phones_of
from app.privacy import HOLDINGS, Subject
from tests.own import all_at_once
from tests.phones import EVERYTHING

MARK, OTHER_MARK = "m" * 64, "n" * 64


@pytest.fixture
def ben(cast):
    return cast.ben.person_id


@pytest.fixture
def carol(cast):
    return cast.carol.person_id


def names(person_id, mark=None):
    db.session.rollback()
    return [one.name for one in phones_of(person_id, mark)]


def put(phone, person_id, name="Phone", sign_in_id=None, mark=None, **changed):
    keys = {"endpoint": phone.endpoint, "p256dh": phone.p256dh, "auth": phone.auth} | changed
    return subscribe(Browser(person_id, sign_in_id, mark, name), **keys)


def test_it_works(phones, ben):
    phone = phones.of(ben)
    (row,) = phones_of(ben, None)
    assert (row.endpoint, row.p256dh, row.auth) == (phone.endpoint, phone.p256dh, phone.auth)
    assert (row.state, row.name, row.origin) == ("live", "Chrome on Android", phones.service.host)


def test_the_same_again_only_notes_that_it_is_there(phones, ben):
    phone = phones.of(ben)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        put(phone, ben, "Firefox on Android")
        (row,) = phones_of(ben, None)
        assert (row.name, row.checked_at) == ("Firefox on Android", clock.now())
        assert (row.checked_at - row.made_at).days == 3


def test_a_person_has_ten_and_the_one_not_seen_for_longest_goes(phones, ben):
    for number in range(12):
        with time_machine.travel(clock.now() + timedelta(minutes=number), tick=False):
            phones.of(ben, name=f"Phone {number}")
    assert names(ben) == [f"Phone {number}" for number in range(11, 1, -1)]


def test_a_browser_has_one_address_and_a_new_one_takes_its_place(phones, cast, ben):
    here = sign_in(cast.ben, "Chrome").id
    put(phones.service.subscribe(), ben, "Old", here)
    put(phones.service.subscribe(), ben, "New", here)
    put(phones.service.subscribe(), ben, "Tablet", sign_in(cast.ben, "Safari").id)
    assert sorted(names(ben)) == ["New", "Tablet"]


def test_a_browser_without_an_account_has_one_too(phones, cast):
    put(phones.service.subscribe(), None, "Old", mark=MARK)
    put(phones.service.subscribe(), None, "New", mark=MARK)
    put(phones.service.subscribe(), None, "Hers", mark=OTHER_MARK)
    assert names(None, MARK) == ["New"]


def test_the_same_phone_in_other_hands_is_taken_over(phones, ben, carol):
    """Whoever has its keys holds the phone: they never leave the browser."""
    phone = phones.of(ben)
    put(phone, carol)
    assert (names(ben), names(carol)) == ([], ["Phone"])


@pytest.mark.parametrize("mine", ["p256dh", "auth"])
def test_a_subscription_of_somebody_else_with_other_keys_is_refused(phones, ben, carol, mine):
    phone, own = phones.of(ben), phones.service.subscribe()
    with pytest.raises(SomebodyElses):
        put(phone, carol, **{mine: getattr(own, mine)})
    assert (names(ben), names(carol)) == (["Chrome on Android"], [])


@pytest.mark.parametrize(
    "endpoint",
    ["https://10.0.0.7/push/x", "https://localhost/push/x", "https://evil.example/push", "http://fcm.googleapis.com/x",
     "https://fcm.googleapis.com@10.0.0.7/x", "https://fcm.googleapis.com:8443/x", "https://[::ffff:127.0.0.1]/x", ""],
)  # fmt: skip
def test_p21_an_address_that_is_no_push_service_is_refused(phones, ben, endpoint):
    with pytest.raises(Forbidden):
        put(phones.service.subscribe(), ben, endpoint=endpoint)
    assert names(ben) == []


@pytest.mark.parametrize("keys", [{"auth": "short"}, {"p256dh": "A" * 87}, {"auth": ""}, {"p256dh": "x"}], ids=str)
def test_keys_that_are_none_are_refused(phones, ben, keys):
    with pytest.raises(Forbidden):
        put(phones.service.subscribe(), ben, **keys)
    assert names(ben) == []


def test_two_pages_of_one_browser_at_once_make_one(phones, town, cast, ben):
    phone, here = phones.service.subscribe(), sign_in(cast.ben, "Chrome").id

    def put_it(_number):
        with town.app_context():
            return put(phone, ben, sign_in_id=here).id

    answers = all_at_once(put_it, 4)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert names(ben) == ["Phone"]


# --- taken back ----------------------------------------------------------------------------------------------------


def test_only_the_browser_itself_can_say_that_it_is_over(phones, ben):
    phone = phones.of(ben)
    assert not unsubscribe(phone.endpoint, phones.service.subscribe().auth)
    assert unsubscribe(phone.endpoint, phone.auth)
    assert not unsubscribe(phone.endpoint, phone.auth)
    assert names(ben) == []


def test_somebody_removes_their_own_and_no_other(phones, ben, carol):
    phones.of(ben)
    (row,) = phones_of(ben, None)
    assert not remove(row.id, carol, MARK)
    assert remove(row.id, ben, None)
    assert not remove(row.id, ben, None)


def test_p4_signing_out_forgets_that_phone_alone(phones, cast, ben):
    here, tablet = sign_in(cast.ben, "Chrome"), sign_in(cast.ben, "Safari")
    put(phones.service.subscribe(), ben, "Here", here.id)
    put(phones.service.subscribe(), ben, "Tablet", tablet.id)
    sign_out(cast.ben.id, here.id)
    assert names(ben) == ["Tablet"]


def test_p4_signing_out_everywhere_forgets_them_all(phones, cast, ben):
    put(phones.service.subscribe(), ben, "Here", sign_in(cast.ben, "Chrome").id)
    put(phones.service.subscribe(), cast.carol.person_id, "Hers", sign_in(cast.carol, "Chrome").id)
    sign_out(cast.ben.id)
    assert (names(ben), names(cast.carol.person_id)) == ([], ["Hers"])


def test_p4_a_sign_in_that_is_let_go_of_takes_its_phone_along(phones, cast, ben):
    here = sign_in(cast.ben, "Chrome")
    put(phones.service.subscribe(), ben, "Here", here.id)
    with unit_of_work():
        db.session.delete(here)
    assert names(ben) == []


def test_nothing_named_forgets_nothing(phones, ben):
    phones.of(ben)
    assert forget_phones() == 0
    assert len(names(ben)) == 1


# --- personal data -------------------------------------------------------------------------------------------------


def test_p24_the_phones_and_wishes_of_somebody_are_exported_and_erased(phones, ben, carol):
    phone = phones.of(ben)
    phones.of(carol)
    subject = Subject((ben,), ())
    (exported,) = HOLDINGS["phones"].export(subject)
    assert exported["phone or computer"] == "Chrome on Android"
    assert phone.endpoint not in str(exported)
    (wishes,) = HOLDINGS["preferences"].export(subject)
    assert wishes == {"wants": list(EVERYTHING), "asks a week": 2, "quiet": "21:00 to 08:00"}
    for name in ("phones", "preferences"):
        HOLDINGS[name].erase(subject)
        assert HOLDINGS[name].export(subject) == []
    assert len(names(carol)) == 1


def test_p1_neither_address_nor_keys_can_be_read_in_the_database(phones, ben):
    phone = phones.of(ben)
    row = db.session.execute(Subscription.__table__.select().with_only_columns(Subscription.id)).one()
    stored = str(db.session.connection().exec_driver_sql(f"SELECT * FROM subscription WHERE id = {row.id}").one())
    for secret in (phone.endpoint, phone.name, phone.p256dh, phone.auth):
        assert secret not in stored


def test_p25_a_phone_that_nobody_opened_for_a_year_goes(phones, ben):
    phones.of(ben)
    year = timedelta(days=HOLDINGS["phones"].keep_days)
    assert purge_phones(clock.now() - year) == 0
    with time_machine.travel(clock.now() + year + timedelta(days=1), tick=False):
        assert purge_phones(clock.now() - year) == 1
    assert names(ben) == []


def test_a_wish_outlives_its_phone_by_a_year(phones, ben):
    phones.of(ben)
    holding = HOLDINGS["preferences"]
    year = timedelta(days=holding.keep_days)
    with time_machine.travel(clock.now() + year + timedelta(days=1), tick=False):
        assert holding.purge(clock.now() - year) == 0
        remove(phones_of(ben, None)[0].id, ben, None)
        assert holding.purge(clock.now() - year) == 1
