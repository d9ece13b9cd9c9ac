"""In whose name a phone may keep what it is shown (P4): said with every answer, and never in words."""

import pytest

from app.web.keeping import HEADER
from tests.cast import drive, signed_in


def whose(client, path="/events"):
    return client.get(path).headers.get(HEADER)


def test_it_works(client, cast):
    assert whose(client) == "everybody"


def test_somebody_signed_in_has_a_name_of_their_own_that_tells_nothing(client, town, cast):
    signed_in(client, cast.ben)
    other = town.test_client()
    signed_in(other, cast.asha)
    assert whose(client).startswith("p-")
    assert whose(client) == whose(client, "/me") != whose(other)
    assert str(cast.ben.person_id) != whose(client).removeprefix("p-")


def test_a_shared_phone_keeps_nothing_until_it_is_ones_own(client, cast):
    signed_in(client, cast.ben)
    client.post("/me/shared-phone", data={"shared": "1"})
    assert whose(client) == "nobody"
    assert "data-outbox=" not in client.get(f"/events/{drive(cast).slug}").text
    client.post("/me/shared-phone")
    assert whose(client).startswith("p-")


def test_it_can_be_said_when_signing_in(client, cast):
    client.post("/sign-in", data={"address": "ben@example.org", "shared": "y"})
    assert whose(client) == "nobody"


def test_our_own_failure_says_nothing_of_who_is_there(client, town, cast, monkeypatch):
    monkeypatch.setitem(town.view_functions, "discovery.index", lambda: 1 / 0)
    town.view_functions["discovery.index"].allowed = lambda **_arguments: None
    signed_in(client, cast.ben)
    answer = client.get("/events")
    assert (answer.status_code, answer.headers.get(HEADER)) == (500, None)


@pytest.mark.parametrize("site", ["none", "cross-site"])
def test_p23_going_back_to_a_pass_is_refused_and_a_link_in_a_message_opens_it(client, cast, site):
    slot = drive(cast, days=4).occurrences[0].slots[0]
    signed_in(client, cast.ben)
    passed = client.post(f"/slots/{slot.id}/bookings").headers["Location"]
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert client.get(passed, headers=ours).status_code == 200
    client.post("/sign-out")
    assert client.get(passed, headers=ours).status_code == 403
    assert client.get(passed, headers={"Sec-Fetch-Site": site}).status_code == 200
