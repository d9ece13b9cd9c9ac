"""What the steward of an empty town is told to do first."""

from flask import render_template

from app.accounts.operations import make_steward
from app.organisations.operations import add_organisation, set_role
from app.places.operations import add_area, add_venue
from tests.cast import email


def page(town, events_count=0):
    with town.test_request_context("/organise/"):
        return render_template("organisations/_first_steps.html", events_count=events_count)


def test_it_works(town):
    text = page(town)
    assert text.count("<li") == 5 and "Done" not in text
    for link in ("/organise/areas/new", "/organise/organisations/new", "/organise/organisations",
                 "/organise/venues/new", "/organise/events/new"):  # fmt: skip
        assert f'href="{link}' in text


def test_each_step_is_ticked_when_it_is_done(town):
    sam = make_steward(email("Sam"))
    area = add_area("Millom", 54.2106, -3.2718)
    assert page(town).count("Done") == 1
    friends = add_organisation("Friends", "charity", "", sam)
    assert page(town).count("Done") == 2
    set_role(friends.id, email("Carol"), "coordinator")
    assert page(town).count("Done") == 3
    add_venue("Hall", "Street", area.id)
    assert page(town).count("Done") == 4
    assert page(town, events_count=1).count("Done") == 5
