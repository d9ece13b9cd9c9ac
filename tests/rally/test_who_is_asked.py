"""The hard filters come first: whoever fails one is never asked (RALLY, hard filters and 7; RULES B8, M2, S1 to S6)."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.accounts.models import Person
from app.bookings.operations import Request, book, cancel
from app.consents.operations import ask as ask_guardian, give
from app.database import unit_of_work
from app.extensions import db
from app.notifications.models import Message
from app.notifications.operations import tell
from app.notifications.operations_phones import choose, remove
from app.notifications.queries_phones import phones_of
from app.organisations.operations import change_organisation, set_role
from app.rally import rules
from tests import cast as people

from .asking import ask_of, asked, asks_of, look, start


@pytest.fixture
def ben(folk):
    return folk.volunteer("Benno")


def test_it_works(folk, ben):
    assert asked(start(folk.drive())) == {ben}


def test_who_did_not_say_yes_to_being_asked_is_not(folk):
    folk.volunteer("Reminded", asks=False, reminders=True)
    people.person("Silent", (1980, 1))
    assert asked(start(folk.drive())) == set()


def test_who_has_no_phone_any_more_is_not(folk, ben):
    remove(phones_of(ben, None)[0].id, ben, None)
    assert asked(start(folk.drive())) == set()


def test_who_has_a_place_there_is_not(folk, ben):
    slot = folk.drive()
    book(slot.id, Request(person_id=ben))
    assert asked(start(slot)) == set()


def test_b4_who_is_somewhere_else_at_that_time_is_not(folk, ben):
    book(folk.drive(title="Another").id, Request(person_id=ben))
    assert asked(start(folk.drive())) == set()
    assert asked(start(folk.drive(days=2, title="Next day"))) == {ben}


def test_who_gave_the_place_back_is_not(folk, ben):
    slot = folk.drive()
    cancel(book(slot.id, Request(person_id=ben)).id)
    assert asked(start(slot)) == set()


def test_who_runs_it_is_not(folk, ben):
    set_role(folk.cast.friends.id, people.email("Benno"), "coordinator")
    assert asked(start(folk.drive())) == set()


def test_who_never_told_their_age_is_not(folk):
    account = people.account_for(people.email("Ageless"))
    folk.phones.of(account.person_id, asks=True)
    assert asked(start(folk.drive())) == set()


# --- caps ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("a_week", "times"), [(1, 1), (2, 2), (4, 4)])
def test_nobody_is_asked_more_often_than_they_want(folk, a_week, times):
    person = folk.volunteer("Benno", asks_a_week=a_week)
    count = 0
    for number in range(6):
        folk.at(24 * number // 2)  # noon and midnight of three days: two messages a day at most
        if number % 2 == 0:
            for title in (f"A{number}", f"B{number}"):
                count += person in asked(start(folk.drive(days=1, title=title)))
    assert count == times


def test_after_seven_days_they_may_be_asked_again(folk):
    person = folk.volunteer("Benno", asks_a_week=1)
    assert asked(start(folk.drive())) == {person}
    folk.at(24 * 7 - 0.02)
    assert asked(start(folk.drive(title="Too early"))) == set()
    folk.at(24 * 7)
    assert asked(start(folk.drive(title="Again"))) == {person}


def test_m2_who_had_two_messages_today_is_not(folk, ben):
    for number in range(2):
        tell(people.email("Benno"), "News", "News", "news", pace="normal", once=f"news {number}")
    assert asked(start(folk.drive())) == set()


# --- hours ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hour", "is_asked"), [(7.9, False), (8, True), (20.9, True), (21, False), (3, False)])
def test_rally_8_nobody_is_asked_at_night(folk, ben, hour, is_asked):
    folk.at(24 + hour - 12)
    assert asked(start(folk.drive(days=2))) == ({ben} if is_asked else set())


def test_m2_nobody_is_asked_in_their_own_quiet(folk):
    early, late = folk.volunteer("Early", quiet_from=time(17)), folk.volunteer("Late", quiet_until=time(12))
    folk.at(-1)
    assert asked(start(folk.drive())) == {early}
    folk.at(5)
    assert asked(start(folk.drive(title="In the evening"))) == {late}


# --- under 18 ------------------------------------------------------------------------------------------------------


@pytest.fixture
def school_age(folk):
    """Zoe, 16, who wants to be asked, with a drive that takes her; (folk, zoe). It is four: school is out."""
    folk.at(4)
    friends = folk.cast.friends
    change_organisation(friends.id, friends.name, friends.kind, friends.phone, "Lena Lead", 13)
    return folk, folk.volunteer("Zoe", birth=(clock.today().year - 16, 1), asks_a_week=2)


def for_young(folk, **more):
    return folk.drive(min_age=13, checked_adults=True, **more)


def agree(folk, person):
    """Gran says yes for them, once and for all."""
    asks = ask_guardian(
        db.session.get_one(Person, person), people.phone(470), folk.cast.friends.id, "outdoors", guardian_name="Gran"
    )
    return give(token_of(asks))


def token_of(_consent):
    text = db.session.scalars(select(Message.sms).order_by(Message.id.desc()).limit(1)).one()
    return text.rpartition("/consents/")[2].split()[0].rstrip(".")


def test_s2_nobody_under_18_is_asked_without_a_guardians_yes(school_age):
    folk, _zoe = school_age
    assert asked(start(for_young(folk))) == set()


def test_s1_with_it_they_are(school_age):
    folk, zoe = school_age
    agree(folk, zoe)
    assert asked(start(for_young(folk))) == {zoe}


def test_s1_not_for_what_is_not_for_their_age(school_age):
    folk, zoe = school_age
    agree(folk, zoe)
    assert asked(start(folk.drive(min_age=18))) == set()
    assert asked(start(for_young(folk, hazards=["home"], title="At home"))) == set()


@pytest.mark.parametrize(("hours", "is_asked"), [(1, False), (3.49, False), (3.5, True), (7.99, True), (8, False)])
def test_m2_never_in_school_hours_nor_after_eight(school_age, hours, is_asked):
    folk, zoe = school_age
    agree(folk, zoe)
    slot = for_young(folk, days=2)
    folk.at(hours)
    assert asked(start(slot)) == ({zoe} if is_asked else set())


def test_under_18_never_more_than_two_a_week(school_age):
    folk, zoe = school_age
    agree(folk, zoe)
    choose(zoe, asks_a_week=4)
    count = 0
    for day in range(5):
        folk.at(4 + 24 * day)
        count += zoe in asked(start(for_young(folk, title=f"Day {day}")))
    assert count == 2


def test_s6_under_18_what_they_did_before_is_not_looked_at(school_age):
    folk, zoe = school_age
    agree(folk, zoe)
    for day in (1, 2):
        book(for_young(folk, days=day, title=f"Before {day}").id, Request(person_id=zoe))
    folk.at(4 + 24 * 4)
    rally = start(for_young(folk))
    assert rules.RINGS[ask_of(rally, zoe).ring] == "near"


def test_who_has_grown_up_since_is_asked_like_everybody(school_age):
    folk, zoe = school_age
    with unit_of_work():
        db.session.get_one(Person, zoe).age_changes = [["2020-01-01", "adult"]]
    folk.at(1)  # in school hours
    assert asked(start(folk.drive())) == {zoe}


# --- rings ---------------------------------------------------------------------------------------------------------


def test_rally_7_regulars_come_first_then_who_likes_it_nearby_then_the_town(folk):
    far = folk.area("Far", 4)
    regular = folk.volunteer("Regular", likes=(), area=far)
    for day in (1, 2):
        book(folk.drive(days=day, title=f"Before {day}").id, Request(person_id=regular))
    near, town = folk.volunteer("Near"), folk.volunteer("Town", likes=("pets",))
    folk.at(24 * 3)
    rally = start(folk.drive(capacity=6))
    order = [(ask.person_id, rules.RINGS[ask.ring]) for ask in asks_of(rally)]
    assert order == [(regular, "close"), (near, "near"), (town, "town")]
    assert folk.shown_to("Regular")[-1]["body"].endswith("You have helped here before.")
    assert folk.shown_to("Town")[-1]["body"].endswith("We ask around in Millom.")


def test_rally_7_every_fifth_is_new_here_and_told_so(folk):
    for name in range(8):
        folk.volunteer(f"Old{name}")
    with unit_of_work():
        db.session.execute(update(Person).values(made_at=clock.now() - timedelta(days=60)))
    fresh = folk.volunteer("Fresh", likes=())
    rally = start(folk.drive(capacity=2))
    assert [ask.person_id for ask in asks_of(rally)][4] == fresh
    assert ask_of(rally, fresh).reason == "new here"
    assert folk.shown_to("Fresh")[-1]["body"].endswith("You are new here, so we ask you too.")


def test_rally_1_nobody_is_located_more_closely_than_by_the_area_they_named(folk):
    near, far = folk.volunteer("Near"), folk.volunteer("Far", area=folk.area("Far", 6))
    rally = start(folk.drive(capacity=6))
    assert ask_of(rally, near).context / ask_of(rally, far).context == pytest.approx(2.718281828**2, rel=0.01)


def test_rally_2_a_stranger_to_the_town_who_was_asked_yesterday_is_less_fresh(folk):
    ben = folk.volunteer("Benno")
    start(folk.drive())
    folk.at(24)
    assert ask_of(start(folk.drive(title="Next")), ben).freshness == pytest.approx(1 - 0.5 * 2.718281828 ** (-24 / 36))


def test_whom_no_phone_reached_counts_as_never_asked(folk):
    ben = folk.volunteer("Benno", asks_a_week=1)
    folk.phones.service.behave(status=410)
    rally = start(folk.drive())
    assert asked(rally) == {ben}
    look(rally)
    assert ask_of(rally, ben).state == "unreached"
    folk.phones.service.behave_well()
    folk.volunteer("Benno", asks_a_week=1)
    assert asked(start(folk.drive(title="Another"))) == {ben}
