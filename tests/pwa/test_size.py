"""The worker stays small: it is read whole by every phone, and by whoever must trust it."""

import gzip
import re
from collections import Counter

from app.config import ROOT

FOLDER = ROOT / "templates" / "pwa"
PARTS = ("sw.js", "outbox.js", "notices.js")
LONGEST_LINES, LARGEST_BYTES = 150, 2_560
NAMED = re.compile(r"^(?:async )?function (\w+)|^(?:const|let) (\w+)", re.MULTILINE)
COMMENTS = re.compile(r"^\s*(//.*\n)?|^.*\{[{%].*\n", re.MULTILINE)


def names_in(text):
    """What a script calls its functions and what it keeps at its top."""
    return [one or other for one, other in NAMED.findall(text)]


def test_it_works():
    caching = (FOLDER / "sw.js").read_text()
    assert len(caching.splitlines()) <= LONGEST_LINES
    assert len(gzip.compress(COMMENTS.sub("", caching).encode(), 9, mtime=0)) <= LARGEST_BYTES


def test_no_part_of_the_worker_takes_a_name_of_another():
    names = Counter(name for part in PARTS for name in names_in((FOLDER / part).read_text()))
    assert len(names) > 30
    assert [name for name, times in names.items() if times > 1] == []


def test_control_a_name_taken_twice_is_noticed():
    assert names_in("async function post() {\n  const inside = 1;\n}\nconst post = 1;\n") == ["post", "post"]
