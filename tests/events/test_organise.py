"""Organisers' pages: our own events, and nobody else's."""

import pytest

from app.database import unit_of_work
from app.events.models import Event
from app.events.operations import NotAllowed, cancel, publish
from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.operations import add_organisation
from tests.cast import drive, first_slot, signed_in, take

OWN = ("/organise/events/{}", "/organise/events/{}/cancellation", "/organise/events/new?like={}")


def test_it_works(client, cast):
    drive(cast)
    page = signed_in(client, cast.carol).get("/organise/").text
    assert "Beach clean" in page
    assert "0 of 10 taken" in page


@pytest.mark.parametrize("path", OWN)
def test_an_organiser_elsewhere_sees_nothing(client, cast, path):
    drive(cast, title="Secret plan", publish_now=False)
    dev = signed_in(client, cast.dev)
    assert dev.get(path.format("secret-plan")).status_code == 404
    assert "Secret plan" not in dev.get("/organise/").text


@pytest.mark.parametrize("path", ["/organise/events/{}/publication", "/organise/events/{}/cancellation"])
def test_and_changes_nothing(client, cast, path):
    event = drive(cast, publish_now=False)
    assert signed_in(client, cast.dev).post(path.format(event.slug), data={"reason": "Because"}).status_code == 404
    assert db.session.get(Event, event.id, populate_existing=True).state == "draft"


@pytest.mark.parametrize("path", ["/organise/", *OWN, "/organise/events/new", "/organise/offers/new"])
def test_somebody_who_organises_nothing_does_not_find_it(client, cast, path):
    drive(cast)
    assert signed_in(client, cast.ben).get(path.format("beach-clean")).status_code == 404


@pytest.mark.parametrize("path", ["/organise/", "/organise/events/new"])
def test_a_visitor_is_asked_to_sign_in_and_comes_back(client, town, path):
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


def test_the_desk_cannot_post(client, cast):
    answer = signed_in(client, cast.priya).get("/organise/events/new")
    assert "One thing first" in answer.text or answer.status_code == 404


def test_calling_off_asks_first_and_says_how_many(client, cast):
    event = drive(cast)
    take(first_slot(event))
    page = signed_in(client, cast.carol).get(f"/organise/events/{event.slug}/cancellation").text
    assert "1 person has a place. We tell them at once." in page
    assert db.session.get(Event, event.id).state == "published"


def test_calling_off_needs_a_reason(client, cast):
    event = drive(cast)
    answer = signed_in(client, cast.carol).post(f"/organise/events/{event.slug}/cancellation", data={"reason": ""})
    assert answer.status_code == 422
    assert "Say why in a few words" in answer.text


def test_calling_off(client, cast):
    event = drive(cast)
    carol = signed_in(client, cast.carol)
    page = carol.post(
        f"/organise/events/{event.slug}/cancellation", data={"reason": "Too windy."}, follow_redirects=True
    )
    assert "Called off" in page.text
    assert "Too windy." in page.text


def test_twice_is_said_and_harmless(client, cast):
    event = drive(cast)
    carol = signed_in(client, cast.carol)
    for _tap in range(2):
        page = carol.post(f"/organise/events/{event.slug}/cancellation", data={"reason": "Wind"}, follow_redirects=True)
    assert "This was called off before." in page.text


def test_only_legal_moves(cast):
    event = drive(cast)
    with pytest.raises(NotAllowed):
        publish(event.id)
    cancel(event.id, "Wind")
    with pytest.raises(NotAllowed):
        publish(event.id)


def test_waiting_for_the_steward_is_said(client, cast):
    cast.friends = add_organisation("New group", "group", "", cast.carol)
    drive(cast)
    assert "Waits for the steward" in signed_in(client, cast.carol).get("/organise/").text


def test_without_an_organisation_there_is_one_thing_first(client, cast):
    with unit_of_work():
        for membership in db.session.get(Organisation, cast.friends.id).memberships:
            db.session.delete(membership)
    answer = signed_in(client, cast.carol).get("/organise/events/new")
    assert answer.status_code in (200, 404)
