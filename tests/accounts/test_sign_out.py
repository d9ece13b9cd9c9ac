"""Signing out: here, everywhere, one phone from another, and nothing left on a shared one (RULES P4)."""

from app.accounts.models import SignIn
from app.extensions import db
from app.web.visitor import LEFT, MARK
from tests.accounts.signing import is_signed_in
from tests.cast import signed_in


def test_it_works(client, cast):
    signed_in(client, cast.carol)
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert not is_signed_in(client)
    assert db.session.query(SignIn).one().revoked_at is not None


def test_p4_nothing_stays_on_a_shared_phone(client, cast):
    signed_in(client, cast.carol)
    with client.session_transaction() as session:
        session[MARK] = "m" * 22
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    with client.session_transaction() as session:
        assert set(session) == {LEFT}
        assert "m" * 22 not in str(session[LEFT])


def test_the_worker_that_leaves_late_empties_the_phone_itself(client, cast):
    signed_in(client, cast.carol)
    answer = client.post("/sign-out", data={"emptied": ""})
    assert "Clear-Site-Data" not in answer.headers
    assert not is_signed_in(client)


def test_a_copied_cookie_is_worth_nothing_afterwards(client, town, cast):
    signed_in(client, cast.carol)
    with client.session_transaction() as session:
        copied = dict(session)
    client.post("/sign-out")
    thief = town.test_client()
    with thief.session_transaction() as session:
        session.update(copied)
    assert not is_signed_in(thief)


def test_signing_out_twice_is_no_fault(client, cast):
    signed_in(client, cast.carol)
    client.post("/sign-out")
    assert client.post("/sign-out").status_code == 303


def test_only_this_browser_is_signed_out(client, town, cast):
    signed_in(client, cast.carol)
    other = signed_in(town.test_client(), cast.carol)
    client.post("/sign-out")
    assert is_signed_in(other)


def test_everywhere_is_everywhere_but_only_for_oneself(client, town, cast):
    signed_in(client, cast.carol)
    tablet, ben = signed_in(town.test_client(), cast.carol), signed_in(town.test_client(), cast.ben)
    answer = client.post("/sign-out/everywhere")
    assert answer.headers["Clear-Site-Data"]
    assert not is_signed_in(client) and not is_signed_in(tablet)
    assert is_signed_in(ben)


def test_a_lost_phone_is_signed_out_from_another(client, town, cast):
    lost = signed_in(town.test_client(), cast.carol)
    signed_in(client, cast.carol)
    row = db.session.query(SignIn).order_by(SignIn.id).first()
    answer = client.post(f"/me/sign-ins/{row.id}/sign-out")
    assert answer.headers["Location"] == "/me/sign-ins"
    assert not is_signed_in(lost) and is_signed_in(client)


def test_the_lost_phone_lets_go_of_everything_at_its_next_request(client, town, cast):
    lost = signed_in(town.test_client(), cast.carol)
    with lost.session_transaction() as session:
        session[MARK] = "m" * 22
    signed_in(client, cast.carol).post("/sign-out/everywhere")
    lost.get("/sign-in")
    with lost.session_transaction() as session:
        assert "_user_id" not in session and MARK not in session


def test_this_very_phone_can_be_picked_from_the_list(client, cast):
    signed_in(client, cast.carol)
    row = db.session.query(SignIn).one()
    assert client.post(f"/me/sign-ins/{row.id}/sign-out").headers["Location"] == "/"
    assert not is_signed_in(client)


def test_somebody_elses_phone_is_not_found(client, town, cast):
    signed_in(client, cast.dev)
    carol = signed_in(town.test_client(), cast.carol)
    row = db.session.query(SignIn).filter_by(account_id=cast.carol.id).one()
    assert client.post(f"/me/sign-ins/{row.id}/sign-out").status_code == 404
    assert client.post("/me/sign-ins/999999/sign-out").status_code == 404
    assert is_signed_in(carol)


def test_signing_out_by_a_link_is_not_possible(client, cast):
    signed_in(client, cast.carol)
    assert client.get("/sign-out").status_code == 405
    assert is_signed_in(client)


def test_another_site_cannot_sign_anybody_out(client, cast):
    signed_in(client, cast.carol)
    assert client.post("/sign-out", headers={"Origin": "https://evil.example"}).status_code == 403
    assert is_signed_in(client)
