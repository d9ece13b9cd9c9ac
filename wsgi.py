"""The app for any WSGI server (Granian here; gunicorn, uWSGI and others by `wsgi:app`), with its jobs running."""

import os

from app import create_app, metrics
from app.backends import jobs

app = create_app()

# Flask's command line also looks into this file; a command must not become the one that runs the jobs.
if "FLASK_RUN_FROM_CLI" not in os.environ:
    metrics.share(app)
    jobs.start(app)
