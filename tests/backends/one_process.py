"""One serving process of a town, for tests that kill it: logs each beat of a one-second sweep, ends with its stdin.

Run as `python -m tests.backends.one_process DATA_DIR DATABASE_URL [--without-lock] [--without-row] [--with-child]`.
"""

import os
import sys
from pathlib import Path

import structlog

from app.backends import job_runs, jobs
from app.backends.leader import Leadership

from . import ground


def main(data_dir, database_url, *switches):
    if "--without-lock" in switches:
        Leadership.take = lambda self: True
    if "--without-row" in switches:
        job_runs.claim_run = lambda job, due_at: True
    log = structlog.get_logger()

    @jobs.sweep("test.beat", 1)
    def beat():
        log.info("test.beat")  # the line says for which due time

    app = ground.build(Path(data_dir), database_url, JOBS="apscheduler")
    jobs.start(app)
    log.info("test.up")
    for line in sys.stdin:
        if line == "fork\n" and os.fork() == 0:
            log.info("test.child")
            sys.stdin.read()
            os._exit(0)
    jobs.stop(app)


if __name__ == "__main__":
    main(*sys.argv[1:])
