"""The bench of the phone runs in real Chromium and finds its pages by itself; no time is asserted here."""

import json
import os
import subprocess
import sys

import pytest

from app.config import ROOT
from bench import lighthouse_runs
from bench.phone import UnknownPage, chosen
from bench.slow_phone import blocked

LOCK = json.loads((ROOT / "bench/lighthouse/package-lock.json").read_text())


def bench(*words, **around):
    return subprocess.run(
        [sys.executable, "-m", "bench", "phone", *words], cwd=ROOT, check=False, capture_output=True, text=True,
        env=os.environ | around,
    )  # fmt: skip


def test_a_page_is_visited_twice_and_what_travelled_is_counted():
    done = bench("--without-lighthouse", "--only", "/events", "--runs", "1")
    assert done.returncode in (0, 1), done.stderr  # 1: a target is missed, which a busy machine can't judge
    kept = json.loads((ROOT / done.stdout.splitlines()[-1]).read_text())
    (page,) = kept["table"]
    assert page["page"] == "/events"
    assert page["first lcp"] > 0
    assert page["first script"] > 0
    assert page["first requests"] > 1
    assert page["second bytes"] + page["second behind"] < page["first bytes"] + page["first behind"]
    assert {row["what"]: row["target"] for row in kept["rows"]}["second visit"] == 5


def test_without_node_it_says_what_to_do(tmp_path):
    done = bench("--only", "/events", PATH=str(tmp_path))
    assert done.returncode == 2
    assert 'no "node" was found' in done.stderr
    assert "--without-lighthouse" in done.stderr


def test_a_page_that_is_not_there_is_a_sentence():
    pages = {"/": "http://town/", "the pass": "http://town/bookings/x"}
    assert chosen(pages, None) == pages
    assert list(chosen(pages, ["the pass"])) == ["the pass"]
    with pytest.raises(UnknownPage, match=r'no page "pass". There are: /, the pass'):
        chosen(pages, ["pass"])


def test_the_lock_names_no_address_and_has_a_hash_for_everything():
    packages = {name: facts for name, facts in LOCK["packages"].items() if name}
    assert packages["node_modules/lighthouse"]["version"] == "13.5.0"
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if "integrity" not in facts] == []


def test_figures_are_read_from_a_report_and_what_cost_points_is_named():
    audits = {"largest-contentful-paint": 900.0, "total-blocking-time": 10.0, "cumulative-layout-shift": 0.0}
    report = {
        "categories": {
            key: {"score": 0.99, "auditRefs": [{"id": "total-blocking-time", "weight": 30}, {"id": "x", "weight": 0}]}
            for key in lighthouse_runs.SCORES.values()
        },
        "audits": {key: {"numericValue": value, "score": 0.9} for key, value in audits.items()} | {"x": {"score": 0}},
    }
    figures = lighthouse_runs.figures_of(report)
    assert (figures["performance"], figures["lcp"], figures["tbt"]) == (99, 900.0, 10.0)
    assert set(figures["lost"]) == {"total-blocking-time"}


@pytest.mark.parametrize(("tasks", "milliseconds"), [([[100, 80]], 30), ([[100, 50]], 0), ([[0, 200]], 50), ([], 0)])
def test_only_work_beyond_its_first_50_ms_and_after_the_first_paint_blocks(tasks, milliseconds):
    assert blocked(100, tasks) == milliseconds
