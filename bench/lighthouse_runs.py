"""Lighthouse as a phone meets a page: installed on first use from its own lock, run a few times, the median told."""

import json
import os
import subprocess
from hashlib import sha256
from pathlib import Path
from shutil import which
from statistics import median

from .first_visit import browser_options

FOLDER = Path(__file__).parent / "lighthouse"
PROGRAM = FOLDER / "node_modules" / ".bin" / "lighthouse"
STAMP = FOLDER / "node_modules" / ".installed"
SCORES = {"performance": "performance", "accessibility": "accessibility", "best practices": "best-practices",
          "seo": "seo"}  # fmt: skip
TIMES = {"lcp": "largest-contentful-paint", "tbt": "total-blocking-time", "cls": "cumulative-layout-shift"}
TRIES = 3
"""It misses the start of a page now and then (NO_NAVSTART), and asks to be run again."""
NO_NODE = """Lighthouse runs in Node, and no "{missing}" was found on this computer.
On Debian or Ubuntu:  sudo apt-get install -y nodejs npm
On a Mac:             brew install node
Or measure without it: ./run bench phone --without-lighthouse"""


class NoLighthouse(Exception):
    """Lighthouse can't be run here; the message says why and what to do."""


def install():
    """Install Lighthouse by the hashes of its lock unless that was done; raises `NoLighthouse`."""
    for program in ("node", "npm"):
        if which(program) is None:
            raise NoLighthouse(NO_NODE.format(missing=program))
    wanted = sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    done = subprocess.run(["npm", "ci", "--silent"], cwd=FOLDER, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NoLighthouse(f"Lighthouse could not be installed. npm says:\n{done.stderr or done.stdout}")
    STAMP.write_text(wanted)


def version() -> str:
    """The version of the installed Lighthouse."""
    return json.loads((FOLDER / "node_modules" / "lighthouse" / "package.json").read_text())["version"]


def lighthouse(url, runs) -> dict:
    """Scores of 0 to 100, largest paint and blocked time in ms, layout shift: medians of so many runs.

    Lighthouse's own profile of a phone: slow 4G (1.6 Mbit/s, 150 ms) and a CPU slowed four times. `lost` names the
    audits that cost points in any run.
    """
    found = [figures_of(_report(url)) for _ in range(runs)]
    middle = {name: median(one[name] for one in found) for name in (*SCORES, *TIMES)}
    return middle | {"lost": sorted({name for one in found for name in one["lost"]})}


def _report(url):
    browser = browser_options()
    flags = " ".join(["--headless=new", *browser["args"]])
    words = [str(PROGRAM), url, "--quiet", "--output=json", "--no-enable-error-reporting", f"--chrome-flags={flags}",
             f"--only-categories={','.join(SCORES.values())}"]  # fmt: skip
    around = os.environ | ({"CHROME_PATH": browser["executable_path"]} if browser["executable_path"] else {})
    for _ in range(TRIES):
        done = subprocess.run(words, env=around, check=False, capture_output=True, text=True)
        if not done.returncode:
            return json.loads(done.stdout)
    raise NoLighthouse(f"Lighthouse found no figures for {url}:\n{done.stderr[-2000:]}")


def figures_of(report) -> dict:
    """The figures we hold a page to, out of Lighthouse's whole report."""
    audits, categories = report["audits"], report["categories"]
    lost = [
        each["id"]
        for category in categories.values()
        for each in category["auditRefs"]
        if each["weight"] and audits[each["id"]]["score"] not in (None, 1)
    ]
    scores = {name: round((categories[key]["score"] or 0) * 100) for name, key in SCORES.items()}
    return scores | {name: audits[key]["numericValue"] for name, key in TIMES.items()} | {"lost": lost}
