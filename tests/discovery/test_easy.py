"""Easy Read: the same facts about an event, one idea a line, a picture with each (RULES L1, L4)."""

import re

import pytest

from app.discovery.rules import sentences
from tests.cast import clinic, drive, first_slot, gathering, take

LINE = re.compile(
    r'<li><span class="pic[^>]*><svg[^>]*><use href="[^"#]*#([\w-]+)"/></svg></span><(?:span|a)[^>]*>([^<]*)<'
)


def easy(client, event):
    """The lines of an event's page in Easy Read: (picture, words) each."""
    client.set_cookie("reading", "easy")
    page = client.get(f"/events/{event.slug}").text
    part = page.partition('id="easy"')[2].partition("</ul>")[0]
    found = LINE.findall(part)
    assert len(found) == part.count("<li>")  # no line without its picture
    return found


def test_it_works(client, cast):
    event = drive(cast, capacity=3, summary="Bring boots. We clean the beach!", meeting_point="the car park")
    lines = [words for _picture, words in easy(client, event)]
    starts = event.occurrences[0].starts_local
    for said in ("Bring boots.", "We clean the beach!", f"It is on {starts:%A} {starts.day} {starts:%B}.",
                 "It starts at 10am.", "It ends at midday.", "It is at Haverigg beach.", "Where to meet: the car park",
                 "The address: Sea View, Haverigg", "It is free. You pay nothing.", "3 more people are needed.",
                 "No steps. Good for wheelchairs.", "This is run by Millom Beach Friends."):  # fmt: skip
        assert said in lines, said


def test_without_the_switch_nothing_changes(client, cast):
    assert 'id="easy"' not in client.get(f"/events/{drive(cast).slug}").text


@pytest.mark.parametrize("post", [drive, gathering, clinic])
def test_l1_no_line_of_ours_has_more_than_15_words(client, cast, post):
    for _picture, words in easy(client, post(cast)):
        assert len(words.split()) <= 15, words


def test_one_may_take_the_place_from_there(client, cast):
    event = gathering(cast)
    client.set_cookie("reading", "easy")
    page = client.get(f"/events/{event.slug}").text
    assert 'class="btn big"' in page
    assert "40 places left." in page


def test_the_times_of_a_clinic_can_be_picked(client, cast):
    client.set_cookie("reading", "easy")
    page = client.get(f"/events/{clinic(cast).slug}").text
    assert page.count('type="radio"') == 6
    assert page.count('id="choose"') == 1


def test_what_is_full_says_so(client, cast):
    event = drive(cast, capacity=1)
    take(first_slot(event))
    assert "It is full." in [words for _picture, words in easy(client, event)]


def test_what_somebody_typed_stays_words(client, cast):
    event = drive(cast, summary="<b>Hi</b>. <script>x()</script>")
    page_lines = easy(client, event)
    assert "&lt;b&gt;Hi&lt;/b&gt;." in [words for _picture, words in page_lines]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("At 10.30 we go. Then home", ["At 10.30 we go.", "Then home"]),
        ("کیا آپ آئیں گے؟ شکریہ۔ خدا حافظ", ["کیا آپ آئیں گے؟", "شکریہ۔", "خدا حافظ"]),
        ("a\n\n b \n", ["a", "b"]), ("", []), (None, []), ("...", ["..."]),
    ],
)  # fmt: skip
def test_a_text_sentence_by_sentence(text, parts):
    assert sentences(text) == parts
