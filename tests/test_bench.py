"""The measurements run, and say what they measured; no time is asserted here, machines differ too much."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys

import pytest

from app.config import ROOT
from bench import report
from bench.processes import cpu_seconds, memory_megabytes, tree
from bench.rush import rush

TINY = ("pages", "--requests", "2", "--rounds", "1", "--starts", "1", "--without-browser")


def bench(*words):
    return subprocess.run(
        [sys.executable, "-m", "bench", *words], cwd=ROOT, check=False, capture_output=True, text=True
    )


def test_it_works():
    done = bench()
    assert done.returncode == 0
    assert "./run bench pages" in done.stdout


def test_a_bench_that_does_not_exist_is_a_sentence():
    done = bench("speed")
    assert done.returncode == 2
    assert 'There is no bench "speed". There are: pages' in done.stderr


@pytest.fixture(scope="module")
def pages():
    """What the bench of the pages says, and what it kept."""
    done = bench(*TINY)
    assert done.returncode in (0, 1), done.stderr  # 1: a target is missed, which so few requests can't judge
    return done.stdout, json.loads((ROOT / done.stdout.splitlines()[-1]).read_text())


def test_the_table_says_what_it_ran_on(pages):
    table, kept = pages
    assert table.startswith("./run bench pages --requests 2")
    assert {"flask", "sqlalchemy", "granian"} <= set(kept["packages"])


def test_rendered_pages_stand_beside_a_rendered_floor_and_kept_ones_beside_a_kept_floor(pages):
    rows = {row["what"]: row for row in pages[1]["rows"]}
    for page in ("listing, /events", "a drive", "a clinic"):
        rendered, kept = rows[f"CPU rendered, {page}"], rows[f"CPU kept, {page}"]
        assert (rendered["target"], kept["target"]) == (2.0, 1.5)
        assert rendered["floor"] != kept["floor"]
        assert rendered["ratio"] == round(rendered["ours"] / rendered["floor"], 2)


def test_the_promises_are_tried_with_their_control_and_told_line_by_line():
    done = bench("promises", "--only", "P8", "--on", "sqlite", "--leaders", "1")
    assert done.returncode in (0, 1), done.stderr  # 1: nobody led within 5 s, which is not for a test to judge
    kept = json.loads((ROOT / done.stdout.splitlines()[-1]).read_text())
    lines = {line["what"]: line for line in kept["lines"]}
    assert lines["due times twice; pauses over 5 s"]["figure"].startswith("0;")
    assert lines["control: no lock, no row"]["kept"] is True
    assert {line["engine"] for line in kept["lines"]} == {"sqlite"}


def test_a_missed_target_is_called_so():
    assert report.row("x", 2.1, 2.0, unit="ms", floor=1.0)["met"] is False
    assert report.row("x", 2.0, 2.0, unit="ms", floor=1.0)["met"] is True
    assert report.row("x", 81, 80, unit="MiB")["met"] is False


def test_a_tree_of_processes_is_found_and_weighed():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, text=True) as child:
        assert child.pid in tree(os.getpid())
        assert cpu_seconds(child.pid) >= 0
        assert memory_megabytes(os.getpid()) > 1
        child.communicate("\n")


def test_the_rally_stands_beside_what_others_do():
    done = bench("rally", "--seeds", "1", "--worlds", "urgent", "--candidates", "50")
    assert done.returncode in (0, 1), done.stderr  # 1: a target is missed, which one town can't judge
    kept = json.loads((ROOT / done.stdout.splitlines()[-1]).read_text())
    assert {(one["world"], one["policy"]) for one in kept["table"]} >= {("urgent", "rule"), ("urgent", "everyone")}
    assert [one["what"] for one in kept["rows"]][-2:] == [
        "a tick, 50 candidates", "the same in a town, CPU of 50",
    ]  # fmt: skip


def test_notices_stand_beside_the_arithmetic_and_the_usual_way():
    tiny = ("--messages", "300", "--usual", "2", "--rounds", "1", "--many", "300", "--dead", "40", "--queued", "40")
    done = bench("push", *tiny)
    assert done.returncode in (0, 1), done.stderr  # 1: a target is missed, which so few messages can't judge
    kept = json.loads((ROOT / done.stdout.splitlines()[-1]).read_text())
    rows = {row["what"]: row for row in kept["rows"]}
    assert {row["target"] for row in rows.values()} == {4, 200, 12, 20, 1.2, 10, 120, 0}
    assert rows["CPU a message, beside the arithmetic"]["floor"] > 0
    for told in ("not accepted", "of them not accepted", "not told, or told twice", "gone phones still there"):
        assert rows[told]["ours"] == 0


def test_p12_whom_a_push_reached_gets_the_page():
    done = bench("rush", "--phones", "40", "--seconds", "1")
    assert done.returncode in (0, 1), done.stderr  # 1: the machine was slow, which is not for a test to judge
    kept = json.loads((ROOT / done.stdout.splitlines()[-1]).read_text())
    assert kept["rows"][0] | {"what": ""} == report.row("", 0, 0, unit="")
    assert kept["pages"] == 44  # one in ten looks at the drive too


def test_control_a_page_that_does_not_come_is_counted():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        waits, wrong = asyncio.run(rush(nobody.getsockname()[1], ["/"] * 3, "/", 0))
    assert waits == []
    assert len(wrong) == 3


def test_every_proof_named_by_the_promises_is_there():
    named = re.findall(r'"(test_\w+)"', (ROOT / "bench/promise_runs.py").read_text())
    assert named
    assert [name for name in named if not (ROOT / f"tests/promises/{name}.py").exists()] == []
