"""Nobody learns from the sign-in who has an account (same answer for everybody)."""

import re

from tests.accounts.signing import ask


def answer_to(client, address):
    asked = ask(client, address)
    page = client.get(asked.headers["Location"])
    changing = r'(name="(csrf_token|key)"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="(csrf_token|key)")'
    return asked.status_code, asked.headers["Location"], page.status_code, re.sub(changing, "", page.text)


def test_it_works(town, cast):
    known = answer_to(town.test_client(), "carol@example.org")
    unknown = answer_to(town.test_client(), "cindy@example.org")
    assert known == unknown


def test_too_many_codes_are_the_same_too(town, cast):
    answers = []
    for address in ("carol@example.org", "cindy@example.org"):
        client = town.test_client()
        answers.append([ask(client, address).status_code for _ in range(6)])
    assert answers[0] == answers[1] == [303] * 5 + [429]
