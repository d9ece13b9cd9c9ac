"""How much one number, one person and one booking may take (RULES B5), and from when on (B1)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.bookings import messages, rules
from app.bookings.operations import Request, answer, book, cancel
from app.bookings.rules import UNCONFIRMED_WITHIN
from tests.bookings.line import taken
from tests.bookings.test_clashes import reason
from tests.cast import clinic, drive, email, first_slot, gathering, phone, signed_in, take

CHECK = "nhs-health-check"


def by_web(slot, name, address=None, **more):
    return take(slot, name=name, address=address, door="web", despite_clash=True, **more)


def times(cast, count):
    return clinic(cast, lanes=9).occurrences[0].slots[:count]


def test_it_works(cast):
    slots = times(cast, 3)
    made = [by_web(slot, "Ed") for slot in slots[:2]]
    assert reason(by_web, slots[2], "Ed") == "too many"
    assert taken(slots[2]) == 0
    answer(made[0].id)
    assert by_web(slots[2], "Ed").is_live


def test_b5_a_family_on_one_number_shares_the_limit(cast):
    slot = first_slot(gathering(cast))
    by_web(slot, "Joan")
    by_web(slot, "Bill")
    assert reason(by_web, slot, "Ted") == "too many"


def test_b5_giving_back_and_taking_again_does_not_get_around_it(cast):
    slot = first_slot(gathering(cast))
    for _ in range(2):
        cancel(by_web(slot, "Ed").id)
    assert reason(by_web, slot, "Ed") == "too many"


def test_b5_after_an_hour_it_is_forgotten(noon, cast):
    slots = times(cast, 3)
    for slot in slots[:2]:
        by_web(slot, "Ed")
    noon.shift(UNCONFIRMED_WITHIN - timedelta(seconds=1))
    assert reason(by_web, slots[2], "Ed") == "too many"
    noon.shift(timedelta(seconds=1))
    assert by_web(slots[2], "Ed").is_live


@pytest.mark.parametrize("who", ["the desk", "another number", "an e-mail", "somebody signed in"])
def test_b5_it_holds_for_numbers_that_nobody_has_proved(cast, who):
    slot, other = times(cast, 2)
    for name in ("Joan", "Bill"):
        by_web(slot, name)
    make = {
        "the desk": lambda: take(other, name="Ted"),
        "another number": lambda: by_web(other, "Ted", phone(124)),
        "an e-mail": lambda: by_web(other, "Ted", email("Ted")),
        "somebody signed in": lambda: book(other.id, Request(person_id=cast.ben.person_id)),
    }[who]
    assert make().is_live


@pytest.mark.parametrize(("party", "by_staff", "expected"),
                         [(0, False, "party"), (-1, False, "party"), (1, False, None), (6, False, None),
                          (7, False, "party"), (7, True, None), (40, True, None), (41, True, "party")])  # fmt: skip
def test_b5_how_many_at_once(cast, party, by_staff, expected):
    slot = first_slot(gathering(cast, capacity=60))
    assert reason(take, slot, party=party, by_staff=by_staff) == expected
    assert taken(slot) == (0 if expected else party)


def test_c1_a_party_has_room_or_not_as_a_whole(cast):
    slot = first_slot(gathering(cast, capacity=3))
    take(slot, party=2)
    with pytest.raises(rules.Full):
        take(slot, name="Ann", party=2)
    assert take(slot, name="Ann", party=1).is_live


def test_b5_a_health_check_once_a_programme_year(noon, cast):
    noon.move_to(datetime(2027, 3, 20, 12, tzinfo=UTC))
    first, second = (
        clinic(cast, days=(5, 20), title=title, lanes=5, eligibility=CHECK) for title in ("Check", "Another")
    )
    this_year, next_year = (date.slots[0] for date in first.occurrences)
    made = take(this_year, passed=CHECK)
    again = second.occurrences[0].slots[3]
    assert reason(take, again, passed=CHECK) == "once a year"
    assert reason(take, again, name="Joan", passed=CHECK) is None
    assert reason(take, next_year, passed=CHECK) is None  # from the first of April on
    cancel(made.id)
    assert reason(take, again, passed=CHECK) is None


def test_b5_staff_may_book_a_second_check(cast):
    first, second, *_ = clinic(cast, eligibility=CHECK).occurrences[0].slots
    take(first, passed=CHECK)
    assert reason(take, second, by_staff=True) is None


def test_b6_without_the_self_check_it_asks_first_and_stores_only_that_it_was_passed(cast):
    slot = first_slot(clinic(cast, eligibility=CHECK))
    assert reason(take, slot) == "check first"
    assert take(slot, passed=CHECK).eligibility == CHECK


def test_b1_opens_28_days_before_at_nine(noon, cast):
    slot = first_slot(gathering(cast, days=60, opens_days=28))
    opens = datetime(slot.starts_local.year, slot.starts_local.month, slot.starts_local.day, 9, tzinfo=UTC)
    noon.move_to(opens - timedelta(days=28, seconds=1))
    assert reason(take, slot) == "not open yet"
    assert reason(take, slot, name="Desk", by_staff=True) is None
    noon.move_to(opens - timedelta(days=28))
    assert reason(take, slot) is None


def test_t1_it_opens_at_nine_on_the_wall_in_summer_too(noon, cast):
    noon.move_to(datetime(2027, 6, 1, 7, 59, 59, tzinfo=UTC))  # 8:59:59 in London
    slot = first_slot(drive(cast, days=7, opens_days=7))
    assert reason(take, slot) == "not open yet"
    noon.shift(timedelta(seconds=1))
    assert reason(take, slot) is None


def test_b1_a_timed_slot_until_an_hour_before_and_a_gathering_until_its_end(noon, cast):
    timed, open_to_all = first_slot(clinic(cast, days=(1,))), first_slot(gathering(cast, days=1))
    noon.move_to(timed.starts_at - timedelta(minutes=59))
    assert reason(take, timed) == "too late"
    noon.move_to(open_to_all.ends_at - timedelta(seconds=1))
    assert reason(take, open_to_all) is None
    noon.move_to(open_to_all.ends_at)
    assert reason(take, open_to_all, name="Late") == "over"


def test_b8_the_page_says_the_same_in_words(client, cast):
    slot = first_slot(gathering(cast, days=60, opens_days=28))
    page = signed_in(client, cast.ben).get(f"/slots/{slot.id}/bookings/new")
    assert page.status_code == 409
    assert messages.why("not open yet") in page.text
