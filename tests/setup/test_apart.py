"""Getting ready happens in a process of its own: it ends as that one ends, and a stop ends them both."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
WAITS = 'print(os.getpid(), flush=True); signal.pause(); print("never", flush=True)'
HEARS = "import os, signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)"
"""What a shell starts in the background ignores Ctrl+C, and so does what that starts."""
HASTY = f"""{HEARS}
from multiprocessing.context import ForkProcess
start = ForkProcess.start
ForkProcess.start = lambda child: (start(child), sys.stdin.readline())"""
"""The work is under way, and the stop comes, before whoever began it can do anything else."""
THEN = "print('then', flush=True)"


def apart(work, then=THEN, hears=HEARS):
    """A process that does this apart from itself, and then that."""
    code = f"{hears}\nfrom app.worker import apart\ndef work():\n    {work}\napart(work)\n{then}"
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def test_it_works():
    """What is done there takes no room here."""
    process = apart("global kept; kept = print('done', flush=True)", "print('kept' in globals())")
    said = process.communicate(timeout=60)[0]
    assert said.split() == ["done", "False"]


@pytest.mark.parametrize(("work", "code"), [("sys.exit(2)", 2), ("os.kill(os.getpid(), 9)", -9), ("1 / 0", 1)])
def test_it_ends_as_its_work_ended(work, code):
    process = apart(work)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == code
    assert "then" not in said


@pytest.mark.parametrize("hears", [HEARS, HASTY], ids=["plain", "hasty"])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_the_work_too(sign, hears):
    process = apart(WAITS, hears=hears)
    worker = int(process.stdout.readline())
    process.send_signal(sign)
    said = process.communicate("go on\n", timeout=60)[0]  # it ends when nobody can write there any more
    assert process.returncode in (-sign, 128 + sign)
    assert "never" not in said and "then" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
