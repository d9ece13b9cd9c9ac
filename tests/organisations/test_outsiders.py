"""Dev organises elsewhere: of Carol's organisation he finds nothing, and nothing of it changes."""

import pytest

from app.extensions import db
from app.organisations.models import Membership, Organisation
from tests.cast import signed_in

PAGE = "/organise/organisations/millom-beach-friends"
WRITES = {
    PAGE: {"name": "Mine now", "kind": "group", "phone": "0808 157 0114", "safeguarding_lead": ""},
    f"{PAGE}/approval": {},
    f"{PAGE}/members": {"address": "dev@example.org", "role": "owner"},
    f"{PAGE}/members/{{carol}}": {"role": "door"},
    f"{PAGE}/members/{{carol}}/removal": {},
}


def everything():
    rows = db.session.query(Organisation.name, Organisation.phone).order_by(Organisation.id).all()
    return rows, db.session.query(Membership.account_id, Membership.role).order_by(Membership.account_id).all()


def test_it_works(client, cast):
    signed_in(client, cast.dev)
    assert client.get("/organise/organisations/waterloo-house-surgery").status_code == 200
    assert client.get(PAGE).status_code == client.get(f"{PAGE}/members").status_code == 404


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("who", ["dev", "priya", "asha"])  # priya is a member, but no owner
def test_nothing_of_it_can_be_written(client, cast, path, who):
    before = everything()
    answer = signed_in(client, getattr(cast, who)).post(path.format(carol=cast.carol.id), data=WRITES[path])
    assert answer.status_code == 404
    assert everything() == before


def test_the_list_shows_only_ones_own(client, town, cast):
    page = signed_in(client, cast.dev).get("/organise/organisations").text
    assert "Waterloo House Surgery" in page and "Millom Beach Friends" not in page
    desk = signed_in(town.test_client(), cast.priya).get("/organise/organisations").text
    assert "Millom Beach Friends" in desk and f'href="{PAGE}"' not in desk


def test_the_steward_sees_all(client, cast):
    page = signed_in(client, cast.sam).get("/organise/organisations").text
    assert "Waterloo House Surgery" in page and "Millom Beach Friends" in page


def test_who_organises_nothing_finds_no_list(client, cast):
    assert signed_in(client, cast.asha).get("/organise/organisations").status_code == 404


def test_signed_out_one_is_asked_to_sign_in(client, cast):
    assert client.get(PAGE).headers["Location"] == f"/sign-in?next={PAGE}"
    assert client.post(PAGE).headers["Location"] == "/sign-in"


def test_what_does_not_exist_looks_the_same(client, cast):
    signed_in(client, cast.dev)
    missing, hidden = client.get("/organise/organisations/nothing"), client.get(PAGE)
    assert missing.status_code == hidden.status_code == 404
