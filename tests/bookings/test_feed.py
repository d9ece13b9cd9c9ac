"""The secret link by which a calendar program reads somebody's plans (PROMISES P10, P20, P24; RULES P2)."""

import re
from datetime import timedelta

import pytest
import time_machine

from app import clock, privacy
from app.accounts.queries import subject_at
from app.bookings import operations_feeds as feeds
from app.bookings.models import CalendarFeed
from app.bookings.operations import Request, book, cancel, move
from app.events.operations import cancel as call_off
from app.extensions import db
from tests import calendar_reader as reader
from tests.cast import clinic, drive, email, first_slot, gathering, signed_in, take
from tests.own import limited_town

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me"}
LINK = re.compile(r"http://localhost(/feeds/plans/[\w-]{43}\.ics)")


def make(client):
    """The path of a new link, as its page shows it."""
    client.post("/me/calendar")
    return LINK.search(client.get("/me/calendar").text)[1]


def entries(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return {reader.words(entry["SUMMARY"]): entry for entry in reader.read(answer.data).of("VEVENT")}


@pytest.fixture
def ben(client, cast):
    """Ben's phone, with a place on a drive."""
    signed_in(client, cast.ben)
    client.booking = book(first_slot(drive(cast)).id, Request(person_id=cast.ben.person_id))
    return client


def test_it_works(ben, town):
    path = make(ben)
    answer = town.test_client().get(path)  # a calendar program has no cookie
    assert answer.content_type == "text/calendar; charset=utf-8"
    file = reader.read(answer.data)
    assert file["X-WR-CALNAME"] == "My plans in Millom"
    (entry,) = file.of("VEVENT")
    assert entry["SUMMARY"] == "Beach clean"
    assert reader.instant(answer.data, entry, "DTSTART") == ben.booking.slot.starts_at


def test_my_plans_lead_there(ben):
    assert 'href="/me/calendar"' in ben.get("/me").text
    page = ben.get("/me/calendar").text
    assert "Make my link" in page
    assert "/feeds/" not in page


def test_looking_at_the_page_makes_no_link(ben):
    ben.get("/me/calendar")
    assert db.session.query(CalendarFeed).count() == 0


def test_a_phone_without_an_account_has_one_too(client, town, cast):
    client.post(f"/slots/{first_slot(gathering(cast)).id}/bookings", data=ED)
    assert list(entries(town.test_client(), make(client))) == ["Your place"]


def test_who_has_no_plans_is_told_what_to_do(client, town):
    assert "Book something first, or sign in." in client.get("/me/calendar").text
    client.post("/me/calendar")
    assert db.session.query(CalendarFeed).count() == 0


def test_a_new_link_ends_the_old_one_at_once(ben, town):
    old = make(ben)
    new = make(ben)
    assert old != new
    assert town.test_client().get(old).status_code == 404
    assert town.test_client().get(new).status_code == 200
    assert db.session.query(CalendarFeed).count() == 1


def test_it_can_be_ended(ben, town):
    path = make(ben)
    for _tap in range(2):
        assert ben.post("/me/calendar/removal").status_code == 303
    assert town.test_client().get(path).status_code == 404
    assert "Make my link" in ben.get("/me/calendar").text


def test_nobody_ends_or_sees_anybody_elses(ben, town, cast):
    path = make(ben)
    other = signed_in(town.test_client(), cast.dev)
    assert path not in other.get("/me/calendar").text
    other.post("/me/calendar/removal")
    assert "Beach clean" not in entries(town.test_client(), make(other))
    assert list(entries(town.test_client(), path)) == ["Beach clean"]


def test_p20_a_link_cannot_be_guessed_and_is_not_in_the_rows(ben, client):
    path = make(ben)
    secret = path.split("/")[-1].removesuffix(".ics")
    for wrong in (
        secret[:-1] + ("x" if secret[-1] != "x" else "y"),
        "1",
        "",
        privacy.fingerprint(secret),
        secret.upper(),
    ):
        assert client.get(f"/feeds/plans/{wrong}.ics").status_code == 404
    cells = db.session.execute(CalendarFeed.__table__.select().with_only_columns(CalendarFeed.secret_hash)).scalars()
    assert secret not in str(list(cells))
    raw = db.session.connection().exec_driver_sql("SELECT secret, secret_hash FROM calendar_feed").all()
    assert secret not in str(raw)


# --- what a calendar program does ----------------------------------------------------------------------------------


def test_nothing_new_is_answered_without_the_file(ben, town, cast):
    path, program = make(ben), town.test_client()
    first = program.get(path)
    again = program.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    book(first_slot(drive(cast, days=5, title="Litter pick")).id, Request(person_id=cast.ben.person_id))
    then = program.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert then.status_code == 200
    assert b"Litter pick" in then.data


def test_the_same_an_hour_later(ben, town):
    path, program = make(ben), town.test_client()
    first = program.get(path).headers["ETag"]
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert program.get(path).headers["ETag"] == first


def test_it_is_nobodys_business_on_the_way(ben, town):
    answer = town.test_client().get(make(ben))
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


def test_reading_changes_nothing_but_the_reader(ben, town):
    path = make(ben)
    assert town.test_client().post(path).status_code == 405
    assert town.test_client().head(path).status_code == 200


def test_b3_a_move_and_a_call_off_arrive_under_higher_numbers(client, town, cast):
    signed_in(client, cast.ben)
    event = clinic(cast)
    booking = book(first_slot(event).id, Request(person_id=cast.ben.person_id))
    path, program = make(client), town.test_client()
    seen = [entries(program, path)["Your appointment"]]
    move(booking.id, event.occurrences[1].slots[2].id)
    seen.append(entries(program, path)["Your appointment"])
    call_off(event.id, "Nobody is there.")
    seen.append(entries(program, path)["Your appointment"])
    assert len({entry["UID"] for entry in seen}) == 1
    assert [int(entry["SEQUENCE"]) for entry in seen] == [0, 1, 2]
    assert [entry["STATUS"] for entry in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_what_was_given_back_is_said_for_thirty_days(client, town, cast):
    signed_in(client, cast.ben)
    booking = book(first_slot(drive(cast, days=60)).id, Request(person_id=cast.ben.person_id))
    path, program = make(client), town.test_client()
    cancel(booking.id)
    assert entries(program, path)["Beach clean"]["STATUS"] == "CANCELLED"
    with time_machine.travel(clock.now() + timedelta(days=29)):
        assert entries(program, path)["Beach clean"]["STATUS"] == "CANCELLED"
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert entries(program, path) == {}


def test_the_file_and_the_e_mail_make_one_entry(client, town, cast):
    signed_in(client, cast.ben)
    booking = book(first_slot(drive(cast)).id, Request(person_id=cast.ben.person_id))
    from_pass = reader.read(client.get(f"/bookings/{booking.code}/calendar").data).of("VEVENT")[0]
    assert entries(client, make(client))["Beach clean"]["UID"] == from_pass["UID"]


@pytest.fixture
def limited(tmp_path):
    with limited_town(tmp_path) as app:
        yield app


def test_p20_guessing_and_hammering_end(limited):
    client = limited.test_client()
    guesses = [client.get(f"/feeds/plans/{number}.ics").status_code for number in range(22)]
    assert guesses == [404] * 20 + [429] * 2


def test_one_link_is_read_as_often_as_programs_need(limited):
    feed = feeds.renew("a" * 64, None)
    answers = [limited.test_client().get(f"/feeds/plans/{feed.secret}.ics").status_code for _ in range(62)]
    assert answers == [200] * 60 + [429] * 2


# --- personal data -------------------------------------------------------------------------------------------------


def test_a_shared_phone_forgets_its_link(client, town, cast):
    client.post(f"/slots/{first_slot(gathering(cast)).id}/bookings", data=ED)
    path = make(client)
    client.post("/me/forgotten-phone")
    assert town.test_client().get(path).status_code == 404


def erase(subject):
    for holding in reversed(privacy.HOLDINGS.values()):
        holding.erase(subject)


def test_p24_it_is_erased_with_the_person(ben, town):
    path = make(ben)
    subject = subject_at(email("Ben"))
    assert [row["made"] for row in privacy.HOLDINGS["calendar links"].export(subject)]
    erase(subject)
    assert town.test_client().get(path).status_code == 404
    assert privacy.HOLDINGS["calendar links"].export(subject) == []


def test_p24_a_phones_link_goes_with_the_only_person_on_it(client, town, cast):
    client.post(f"/slots/{first_slot(gathering(cast)).id}/bookings", data=ED)
    path = make(client)
    erase(subject_at(cast.ed))
    assert town.test_client().get(path).status_code == 404


def test_p24_and_stays_for_the_others_on_that_phone(client, town, cast):
    slot = first_slot(gathering(cast))
    client.post(f"/slots/{slot.id}/bookings", data=ED)
    client.post(f"/slots/{slot.id}/bookings", data={**ED, "first_name": "Ann", "phone": "07700 900124"})
    path = make(client)
    erase(subject_at(cast.ed))
    assert len(reader.read(town.test_client().get(path).data).of("VEVENT")) == 1


def test_p25_a_link_nobody_needs_goes_after_a_year(ben, town):
    path = make(ben)
    with time_machine.travel(clock.now() + timedelta(days=300)):
        privacy.purge_in_time()
        assert town.test_client().get(path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=373), tick=False):
        privacy.purge_in_time()
        assert town.test_client().get(path).status_code == 404


def test_given_back_places_of_others_are_not_in_it(ben, cast, town):
    take(first_slot(gathering(cast)), "Ann")
    assert list(entries(town.test_client(), make(ben))) == ["Beach clean"]
