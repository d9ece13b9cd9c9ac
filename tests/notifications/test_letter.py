"""How an e-mail looks: the same words twice, links to tap, attachments whole, and nothing somebody typed runs (P22)."""

from html.parser import HTMLParser

import pytest

from app.notifications import operations, operations_erasing

from .outbox import ASHA, tell

INVITATION = ("place.ics", "text/calendar; method=REQUEST; charset=utf-8", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
TEXT = "You are going: Beach clean.\n\nSee, change or cancel: https://town.example/bookings/abc"
PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{ 7 * 7 }}",
            "<a href='javascript:alert(1)'>x</a>", "http://x.example/\"onmouseover=\"alert(1)"]  # fmt: skip


class _Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attributes]


def sent(post, text=TEXT, **more):
    office = post()
    operations.tell(ASHA, "Your place", text, about="test", **more)
    return office.letters[0][1]


def html_of(letter):
    return letter.get_body(["html"]).get_content()


def test_it_works(post):
    letter = sent(post)
    assert letter.get_body(["plain"]).get_content().replace("\r\n", "\n").strip() == TEXT
    page = html_of(letter)
    assert '<a href="https://town.example/bookings/abc"' in page
    assert "Millom" in page
    assert "<h1>Your place</h1>" in page


def test_it_is_a_page_that_a_screen_reader_can_read(post):
    found = _Tags(html_of(sent(post)))
    assert ("html", "lang", "en") in found.attributes
    assert {"title", "h1", "p"} <= set(found.tags)
    assert found.tags.count("p") >= 3  # each line of the text is a paragraph of its own


def test_p3_nothing_is_fetched_and_nobody_is_followed(post):
    found = _Tags(html_of(sent(post)))
    assert not {"img", "script", "link", "style", "iframe", "object"} & set(found.tags)
    assert not [name for _tag, name, _value in found.attributes if name in ("src", "style", "background")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_p22_nothing_somebody_typed_runs(post, payload):
    found = _Tags(html_of(sent(post, f"You are going: {payload}")))
    assert not {"script", "img"} & set(found.tags)
    assert not [name for _tag, name, _value in found.attributes if name.startswith("on")]
    links = [value for _tag, name, value in found.attributes if name == "href"]
    assert all(value.startswith(("https://", "http://", "tel:")) for value in links)


def test_an_invitation_arrives_as_it_was_made(post):
    (entry,) = sent(post, attachments=[INVITATION]).iter_attachments()
    assert entry.get_filename() == "place.ics"
    assert dict(entry["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert entry.get_payload(decode=True) == INVITATION[2]


def test_an_invitation_may_be_text(post):
    name, kind, data = INVITATION
    (entry,) = sent(post, attachments=[(name, kind, data.decode())]).iter_attachments()
    assert entry.get_payload(decode=True) == data


def test_a_page_of_ones_own_is_taken_as_it_is(post):
    assert html_of(sent(post, html="<p>Hello</p>")).strip() == "<p>Hello</p>"


def test_p1_no_word_of_it_can_be_read_in_the_database(post):
    from app.extensions import db

    sent(post, attachments=[INVITATION], sms="Going: Beach clean")
    cells = [
        str(value)
        for table in ("message", "delivery")
        for row in db.session.execute(db.text(f"SELECT * FROM {table}"))
        for value in row
    ]
    assert not [cell for cell in cells if any(word in cell for word in ("Beach", "asha", "place.ics", "Your place"))]


def test_p24_it_is_exported_with_the_names_of_its_files(post):
    from app.accounts.queries import subject_at

    sent(post, attachments=[INVITATION], sms="Going: Beach clean")
    (found,) = operations_erasing.export_messages(subject_at(ASHA))
    assert (found["files"], found["as a text"], found["text"]) == (["place.ics"], "Going: Beach clean", TEXT)


def test_p24_erasing_takes_the_message_and_all_its_deliveries(post):
    from app.accounts.queries import subject_at
    from app.extensions import db
    from app.notifications.models import Delivery, Message

    from .outbox import MOBILE

    post()
    tell((MOBILE, ASHA))
    operations_erasing.erase_messages(subject_at(ASHA))
    assert db.session.query(Message).count() == db.session.query(Delivery).count() == 0
