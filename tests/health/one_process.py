"""One serving process that counts: answers two requests, and shows the figures whenever a line comes in.

Run as `python -m tests.health.one_process DATA_DIR`; ends with its stdin.
"""

import sys
from pathlib import Path

from app import metrics
from app.health.routes import blueprint
from tests.backends import ground


def main(data_dir):
    app = ground.build(Path(data_dir))
    app.register_blueprint(blueprint)
    metrics.share(app)
    client = app.test_client()
    for _ in range(2):
        client.get("/healthz")
    sys.stdout.write("counted\n")
    sys.stdout.flush()
    for _line in sys.stdin:
        with app.app_context():
            figures = metrics.exposition()[0].decode()
        sys.stdout.write(next(line for line in figures.splitlines() if line.startswith("gather_requests_total")) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
