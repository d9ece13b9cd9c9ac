"""An owner keeps the facts of the organisation right; its links stay."""

from app.extensions import db
from app.organisations.models import Organisation
from tests.cast import signed_in

PAGE = "/organise/organisations/millom-beach-friends"
FACTS = {"name": "Beach Friends", "kind": "charity", "phone": "08081570112", "safeguarding_lead": "Grace"}


def friends():
    return db.session.query(Organisation).filter_by(slug="millom-beach-friends").one()


def test_it_works(client, cast):
    signed_in(client, cast.carol)
    assert "Millom Beach Friends" in client.get(PAGE).text
    answer = client.post(PAGE, data=FACTS)
    assert answer.headers["Location"] == f"{PAGE}?kept=1"
    assert "Saved." in client.get(answer.headers["Location"]).text
    assert (friends().name, friends().phone) == ("Beach Friends", "0808 157 0112")


def test_s5_with_a_lead_it_may_post_for_under_18s(client, cast):
    signed_in(client, cast.carol)
    assert not friends().may_ask_under_18s
    client.post(PAGE, data=FACTS)
    assert friends().may_ask_under_18s
    client.post(PAGE, data=FACTS | {"safeguarding_lead": ""})
    assert not friends().may_ask_under_18s


def test_a_steward_may_too(client, cast):
    assert signed_in(client, cast.sam).post(PAGE, data=FACTS).status_code == 303


def test_a_wrong_phone_keeps_everything_typed(client, cast):
    answer = signed_in(client, cast.carol).post(PAGE, data=FACTS | {"phone": "12"})
    assert answer.status_code == 422
    assert "Beach Friends" in answer.text and "Grace" in answer.text
    assert friends().name == "Millom Beach Friends"
