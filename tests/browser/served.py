"""Towns as a visitor meets them: a real server process on a free port, and its app for a look into its data."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from app import create_app
from app.config import load_settings
from app.extensions import db

ROOT = Path(__file__).resolve().parents[2]
POLL_SECONDS, POLLS = 0.1, 600
PHONE = "0808 157 0111"


class Served:
    """A town served on `url`; `app` stands on the same data, and `log` is what the server says.

    `push` is the push service of a test to which both may send.
    """

    def __init__(self, folder, demo, push=None):
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.folder, self.demo, self.push = folder, demo, push
        self.log = Path(f"{folder}.log").open("w")  # noqa: SIM115  the process writes it; closed in stop()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.serve", *(["--demo"] if demo else [])],
            cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True, env=self._environment(),
        )  # fmt: skip
        self._wait_until_up()
        self.app = self._app()

    def _environment(self):
        outside = {name: value for name, value in os.environ.items() if not name.startswith("GATHER_")}
        return {
            **outside, "PORT": str(self.port), "GATHER_DATA_DIR": str(self.folder), "GATHER_BASE_URL": self.url,
            "GATHER_TOWN": "Millom", "GATHER_PHONE": PHONE, "GATHER_WORKERS": "1",
            **(self.push.environment if self.push else {}),
        }  # fmt: skip

    def _wait_until_up(self):
        for _ in range(POLLS):
            with suppress(URLError, OSError), urlopen(f"{self.url}/healthz", timeout=5):
                return
            try:
                code = self.process.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the server ended with {code}:\n{self.said()}")
        raise AssertionError(f"the server never came up:\n{self.said()}")

    def _app(self):
        return create_app(
            load_settings(
                data_dir=self.folder,
                base_url=self.url,
                demo=self.demo,
                town="Millom",
                phone=PHONE,
                jobs="inline",
                push_hosts=[self.push.host] if self.push else [],
            )
        )

    def said(self):
        """Everything the server has written."""
        return Path(self.log.name).read_text()

    def stop(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.log.close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
