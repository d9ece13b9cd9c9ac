"""No more of what one can do without: one tap, also by the mail program itself (RFC 8058); never of what one needs."""

from datetime import timedelta

import pytest
from flask import current_app

from app import clock, privacy
from app.accounts.queries import subject_at
from app.addresses import Address
from app.extensions import db
from app.notifications import messages, operations_erasing
from app.notifications.models import Unsubscription
from app.notifications.operations_erasing import UNSUBSCRIBED_DAYS, purge_unsubscriptions
from tests.conftest import Browser
from tests.own import close, closed_town

from .outbox import ASHA, MOBILE, later, row, tell


def link_of(letter):
    """The path in the letter's header."""
    return letter["List-Unsubscribe"].strip("<>").removeprefix(current_app.config["BASE_URL"])


def path(address=ASHA):
    return messages.unsubscribe_link(privacy.lookup(address.value)).removeprefix(current_app.config["BASE_URL"])


def ended():
    return db.session.query(Unsubscription).count()


def test_it_works(post, client):
    office = post()
    tell(unsubscribe=True)
    ((_envelope, letter),) = office.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    answer = client.post(link_of(letter), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "No more of these" in answer.text
    message = tell(unsubscribe=True)
    assert (message.state, message.reason) == ("withdrawn", "They asked for no more of these.")
    assert len(office.letters) == 1


def test_the_link_is_in_the_words_too(post):
    office = post()
    tell(unsubscribe=True)
    ((_envelope, letter),) = office.letters
    link = letter["List-Unsubscribe"].strip("<>")
    assert link in letter.get_body(["plain"]).get_content().replace("=\n", "")
    assert f'href="{link}"' in letter.get_body(["html"]).get_content()


def test_what_one_needs_has_no_such_link_and_still_comes(post, client):
    office = post()
    client.post(path())
    assert tell().state == "sent"
    ((_envelope, letter),) = office.letters
    assert letter["List-Unsubscribe"] is None
    assert "unsubscription" not in letter.as_string()


def test_looking_changes_nothing(client):
    answer = client.get(path())
    assert answer.status_code == 200
    assert "<form" in answer.text
    assert ended() == 0


def test_the_button_of_the_page_does_it_without_a_script(client):
    assert 'method="post"' in client.get(path()).text
    client.post(path(), headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"})
    assert ended() == 1


def test_twice_is_once(client):
    for _tap in range(2):
        assert client.post(path()).status_code == 200
    assert ended() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("change", [lambda token: "x" + token, lambda token: token[:-1], lambda _token: "1"])
def test_p20_a_link_cannot_be_made_up(client, method, change):
    token = path().split("/")[2]
    assert getattr(client, method)(f"/notifications/{change(token)}/unsubscription").status_code == 404
    assert ended() == 0


def test_another_sites_page_cannot_end_it(client):
    assert client.post(path(), headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert ended() == 0


def test_a_mail_program_brings_no_token_of_a_form(tmp_path):
    """With the protection of forms switched on, as in life; a form of another page is refused there."""
    app = closed_town(tmp_path)
    app.test_client_class = Browser
    try:
        token = "made-up"
        assert app.test_client().post(f"/notifications/{token}/unsubscription").status_code == 404
        assert app.test_client().post("/sign-in", data={"address": "asha@example.org"}).status_code == 400
    finally:
        close(app)


def test_the_page_is_not_kept_and_tells_nobody_its_address(client):
    headers = client.get(path()).headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")


def test_it_holds_for_the_person_whatever_the_channel(client, post, notify):
    post()
    texts = notify()
    client.post(path())
    assert tell((MOBILE, ASHA), unsubscribe=True).state == "withdrawn"
    assert texts.sent == []


def test_an_older_signing_key_still_opens(client, town, monkeypatch):
    link = path()
    monkeypatch.setitem(town.config, "SECRET_KEY_FALLBACKS", [town.config["SECRET_KEY"]])
    monkeypatch.setitem(town.config, "SECRET_KEY", "a new one that is quite long enough for it")
    assert client.get(link).status_code == 200
    assert path() != link


def test_p24_it_is_exported_and_erased(client):
    client.post(path())
    subject = subject_at(ASHA)
    assert operations_erasing.export_unsubscriptions(subject) == [{"wants": "no more of what can be ended"}]
    operations_erasing.erase_unsubscriptions(subject)
    assert operations_erasing.export_unsubscriptions(subject) == []
    assert operations_erasing.export_unsubscriptions(subject_at(Address("email", "ben@example.org"))) == []


def test_p25_it_goes_a_year_after_it_last_held_something_back(client, post):
    post()
    client.post(path())
    with later(days=300):
        tell(unsubscribe=True)
    with later(days=400):
        assert purge_unsubscriptions(clock.now() - timedelta(days=UNSUBSCRIBED_DAYS)) == 0
    with later(days=300 + 366):
        assert purge_unsubscriptions(clock.now() - timedelta(days=UNSUBSCRIBED_DAYS)) == 1
    assert row().state == "withdrawn"
