"""Keys for programs: made and shown once, for one organisation or the town, each with its scopes."""

import pytest
from sqlalchemy import text

from app import clock
from app.api.models import ApiToken
from app.api.operations import make_token
from app.extensions import db
from app.privacy import fingerprint
from tests.api.calling import Program, event, refusal
from tests.cast import drive, first_slot, signed_in


def test_it_works(cast, run, town):
    made = run("token", "create", "--scope", "events:write", "--scope", "bookings:write")
    assert made.exit_code == 0
    secret = made.output.removesuffix("\n")
    assert len(secret) >= 22 + len("gather_")  # 128 bits in base64
    assert secret.split() == [secret]
    posted = Program(town, secret).post("/events", event(organisation=cast.friends.slug))
    assert posted.status_code == 201


def test_a_token_of_an_organisation(cast, run, town):
    made = run("token", "create", "--scope", "events:write", "--organisation", cast.friends.slug)
    posted = Program(town, made.output.strip()).post("/events", event())
    assert posted.json["organisation"]["slug"] == cast.friends.slug


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--scope", "everything"], "is not one of"),
        ([], "Missing option"),
        (["--scope", "events:write", "--organisation", "nowhere"], "There is no organisation"),
    ],
)
def test_what_cannot_be_is_a_sentence(cast, run, words, sentence):
    made = run("token", "create", *words)
    assert made.exit_code != 0
    assert sentence in made.output


def test_the_list_shows_no_token(cast, run):
    secret = make_token(["events:write"], cast.friends.id, "the council's site")
    shown = run("token", "list").output
    row = db.session.query(ApiToken).one()
    assert shown == f"{row.id}  {cast.friends.slug}  events:write  never used  the council's site\n"
    assert secret not in shown


def test_p20_the_token_cannot_be_read_in_the_database(cast):
    secret = make_token(["events:write"])
    row = db.session.execute(text("SELECT * FROM api_token")).mappings().one()
    assert secret not in str(dict(row))
    assert row["secret_hash"] == fingerprint(secret)


def test_a_revoked_token_opens_nothing(cast, run, program):
    caller = program("events:write", organisation=cast.friends)
    number = db.session.query(ApiToken).one().id
    assert run("token", "revoke", str(number)).exit_code == 0
    assert refusal(caller.post("/events", event())) == (401, "token")
    assert run("token", "revoke", str(number)).exit_code == 1
    assert f"{number}  {cast.friends.slug}  events:write  revoked" in run("token", "list").output


def test_the_day_it_was_used_last_is_noted(cast, carols):
    carols.get("/events")
    assert db.session.query(ApiToken).one().last_used_day == clock.today()


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic Zm9vOmJhcg==", "nonsense"])
@pytest.mark.parametrize("path", ["/events", "/bookings/x"])
def test_a_token_that_is_not_valid_is_told_so_everywhere(cast, nobody, header, path):
    answer = nobody.get(path, Authorization=header)
    assert refusal(answer) == (401, "token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_posting_needs_a_token(cast, nobody):
    answer = nobody.post("/events", event())
    assert refusal(answer) == (401, "token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_without_the_scope_is_told_which(cast, program):
    reader = program("bookings:read", organisation=cast.friends)
    answer = reader.post("/events", event())
    assert refusal(answer) == (403, "scope")
    assert 'scope="events:write"' in answer.headers["WWW-Authenticate"]
    assert refusal(reader.book(first_slot(drive(cast)))) == (403, "scope")


def test_a_cookie_grants_nothing(cast, town):
    browser = signed_in(town.test_client(), cast.sam)
    assert browser.get("/organise/").status_code == 200
    answer = browser.post("/api/v1/events", json=event(), headers={"Idempotency-Key": "x"})
    assert refusal(answer) == (401, "token")


def test_a_page_of_another_website_may_not_call(cast, nobody):
    slot = first_slot(drive(cast))
    answer = nobody.post(f"/slots/{slot.id}/bookings", {}, Origin="https://evil.example", Sec_Fetch_Site="cross-site")
    assert refusal(answer) == (403, "foreign_origin")


def test_p19_an_outsider_finds_nothing(cast, devs):
    slot = first_slot(drive(cast))
    assert refusal(devs.book(slot)) == (404, "not_found")
    assert refusal(devs.post(f"/slots/{slot.id}/waiting-list", {})) != (201, "")
    assert refusal(devs.post("/events", event(organisation=cast.friends.slug))) == (404, "not_found")
    assert refusal(devs.post("/events", event(organisation="no-such-one"))) == (404, "not_found")


def test_control_the_owner_finds_it(cast, carols):
    assert carols.book(first_slot(drive(cast))).status_code == 201
    assert carols.post("/events", event(organisation=cast.friends.slug)).status_code == 201
