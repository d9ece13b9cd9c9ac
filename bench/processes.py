"""What a tree of processes used: CPU seconds and memory, from /proc on Linux and from ps elsewhere."""

import subprocess
from pathlib import Path

PROC = Path("/proc")


def tree(root) -> list[int]:
    """The process and all that it started, directly or not."""
    parents = dict(_parents())
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _parents():
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        pid, parent = line.split()
        yield int(pid), int(parent)


def cpu_seconds(root) -> float:
    """Seconds of CPU that the tree has used so far; to the microsecond on Linux, to the hundredth elsewhere."""
    return sum(_cpu(pid) for pid in tree(root))


def _cpu(pid):
    if (PROC / str(pid) / "schedstat").exists():
        threads = (PROC / str(pid) / "task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
    spoken = subprocess.run(["ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    seconds = 0.0
    for part in spoken.strip().replace("-", ":").split(":"):
        seconds = seconds * 60 + float(part or 0)
    return seconds


def memory_megabytes(pid) -> float:
    """Memory of one process: its fair share (PSS) on Linux, its resident size elsewhere."""
    shares = PROC / str(pid) / "smaps_rollup"
    if shares.exists():
        return next(int(line.split()[1]) for line in shares.read_text().splitlines() if line.startswith("Pss:")) / 1024
    spoken = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout
    return int(spoken) / 1024
