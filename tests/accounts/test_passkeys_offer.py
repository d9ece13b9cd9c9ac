"""After the first code: next time just your finger? Yes and no are alike, a no is kept (S6), and codes stay."""

import pytest

from app.accounts.queries import account_at
from app.addresses import Address
from app.web.visitor import SHARED
from tests.accounts.authenticator import Phone
from tests.accounts.signing import ask, code_sent, is_signed_in
from tests.accounts.touching import add
from tests.cast import signed_in


def sign_in(client, address, touch="yes", **query):
    """The whole way in, in a browser that can do a touch."""
    ask(client, address, **query)
    return client.post("/sign-in/code", query_string=query, data={"code": code_sent(address), "touch": touch})


def test_it_works(client, cast):
    answer = sign_in(client, "ben@example.org", next="/events")
    assert answer.headers["Location"] == "/me/passkeys/new?next=/events"
    page = client.get(answer.headers["Location"]).text
    assert "Next time just your finger?" in page
    assert page.count('<button class="btn big">') == 2  # s6: yes and no weigh the same


def test_who_is_new_first_says_who_they_are(client, town):
    answer = sign_in(client, "zoe@example.org")
    assert answer.headers["Location"] == "/me/about?next=/me/passkeys/new"


def test_a_no_is_kept(town, client, cast):
    sign_in(client, "ben@example.org")
    assert client.post("/me/passkeys/answers?next=/events").headers["Location"] == "/events"
    assert sign_in(town.test_client(), "ben@example.org").headers["Location"] == "/me"


def test_a_yes_is_kept_too(town, client, cast):
    add(signed_in(client, cast.ben), Phone())
    assert sign_in(town.test_client(), "ben@example.org").headers["Location"] == "/me"


@pytest.mark.parametrize("touch", ["", None])
def test_a_browser_that_cannot_is_not_asked(client, cast, touch):
    assert sign_in(client, "ben@example.org", touch=touch).headers["Location"] == "/me"


def test_p4_a_shared_phone_is_not_asked_and_cannot_be_added(client, cast):
    ask(client, "ben@example.org")
    with client.session_transaction() as session:
        session[SHARED] = True
    answer = client.post("/sign-in/code", data={"code": code_sent("ben@example.org"), "touch": "yes"})
    assert answer.headers["Location"] == "/me"
    assert client.get("/me/passkeys/new").status_code == 404
    assert client.post("/me/passkeys", data={"credential": "{}"}).status_code == 404
    assert "Add this phone" not in client.get("/me/passkeys").text


def test_after_a_no_one_can_still_add_it(client, cast):
    ben = signed_in(client, cast.ben)
    ben.post("/me/passkeys/answers")
    assert "Add this phone" in ben.get("/me/passkeys").text
    assert add(ben, Phone()).status_code == 303


def test_the_answer_is_their_own(town, client, cast):
    signed_in(client, cast.ben).post("/me/passkeys/answers")
    assert account_at(Address("email", "carol@example.org")).touch_answered_at is None


def test_without_a_script_nothing_of_it_shows(client, town):
    page = client.get("/sign-in").text
    assert "Send me a code" in page
    assert page.partition('id="touch"')[2].partition(">")[0].endswith(" hidden")
    assert not is_signed_in(client)
