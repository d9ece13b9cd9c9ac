"""What each answer of a push service means for the phone, and for everybody else at the same service."""

from datetime import timedelta

import pytest

from app.backends import push_answers as answers

MEANS = [
    (200, "accepted", "well"), (201, "accepted", "well"), (202, "accepted", "well"), (204, "accepted", "well"),
    (301, "forbidden", "well"), (307, "forbidden", "well"),
    (400, "refused", "refusal"), (401, "refused", "refusal"), (403, "refused", "refusal"), (405, "refused", "refusal"),
    (404, "gone", "well"), (410, "gone", "well"), (413, "too_long", "well"),
    (406, "later", "wait"), (429, "later", "wait"), (408, "later", "fault"),
    (500, "later", "fault"), (502, "later", "fault"), (503, "later", "fault"), (507, "later", "fault"),
]  # fmt: skip


def test_it_works():
    assert answers.of_status(201).answer.kind == "accepted"


@pytest.mark.parametrize(("status", "kind", "effect"), MEANS)
def test_every_status_has_its_meaning(status, kind, effect):
    verdict = answers.of_status(status)
    assert (verdict.answer.kind, verdict.effect, verdict.answer.retry_after) == (kind, effect, None)


@pytest.mark.parametrize("status", range(200, 600))
def test_only_404_and_410_end_a_subscription(status):
    assert (answers.of_status(status, 30).answer.kind == "gone") == (status in (404, 410))


@pytest.mark.parametrize("status", [406, 408, 425, 429, 500, 502, 503, 504])
def test_who_says_how_long_is_left_alone_for_so_long(status):
    verdict = answers.of_status(status, 30)
    assert (verdict.answer.kind, verdict.answer.retry_after) == ("later", timedelta(seconds=30))
    assert verdict.effect == "wait"


@pytest.mark.parametrize(("said", "kept"), [(1, 1), (3600, 3600), (3601, 3600), (10**9, 3600), (0, None), (-5, None)])
def test_a_pause_is_believed_for_an_hour_at_the_most(said, kept):
    pause = answers.of_status(503, said).answer.retry_after
    assert pause == (kept and timedelta(seconds=kept))


@pytest.mark.parametrize("status", [201, 404, 410, 413, 307])
def test_a_pause_beside_an_end_means_nothing(status):
    assert answers.of_status(status, 30).answer.retry_after is None


def test_every_reason_is_a_sentence():
    verdicts = [answers.of_status(status) for status in range(200, 600)]
    reasons = {one.answer.reason for one in [*verdicts, answers.of_pause(3)]}
    assert all(reason[0].isupper() and reason.endswith(".") and "{" not in reason for reason in reasons)
