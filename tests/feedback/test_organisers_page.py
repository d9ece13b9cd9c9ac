"""Organisers see faces and words, and nobody's name; who is no organiser of it sees nothing."""

from app.feedback.operations import say
from tests.cast import signed_in


def page(client, account, over):
    return signed_in(client, account).get(f"/organise/events/{over.event.slug}/feedback")


def test_it_works(over, client, cast):
    over.stop()
    joe = over.take("Joe")
    over.move(hours=2)
    say(over.booking.id, "good", "Lovely morning.")
    say(joe.id, "bad")
    shown = page(client, cast.carol, over)
    assert "2 answers" in shown.text
    assert "Lovely morning." in shown.text
    assert not [name for name in ("Ed", "Joe") if f">{name}<" in shown.text]


def test_its_page_leads_there_once_somebody_said_something(over, client, cast):
    manage = f"/organise/events/{over.event.slug}"
    assert "/feedback" not in signed_in(client, cast.carol).get(manage).text
    say(over.booking.id, "good")
    assert "What 1 person said" in client.get(manage).text


def test_an_organiser_elsewhere_finds_nothing(over, client, cast):
    say(over.booking.id, "good")
    assert page(client, cast.dev, over).status_code == 404


def test_words_are_never_run(over, client, cast):
    say(over.booking.id, "good", "<script>alert(1)</script>")
    assert "<script>alert" not in page(client, cast.carol, over).text


def test_it_is_empty_before(over, client, cast):
    assert "Nobody has said anything yet" in page(client, cast.carol, over).text
