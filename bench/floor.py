"""The floor: what Flask itself costs, with nothing around it.

`/` renders fifty rows from the same file; `/kept` answers with such a page that was rendered once.
"""

import os

from flask import Flask, Response, render_template
from sqlalchemy import create_engine, text

ROWS = text(
    "SELECT event.title, event.slug, occurrence.starts_local, slot.taken, slot.capacity FROM slot "
    "JOIN occurrence ON occurrence.id = slot.occurrence_id JOIN event ON event.id = occurrence.event_id "
    "ORDER BY slot.id LIMIT 50"
)


def load():
    """The app, for one worker."""
    app = Flask(__name__)
    engine = create_engine(f"sqlite:///{os.environ['GATHER_DATA_DIR']}/gather.db", module=_module())

    @app.get("/")
    def rows():
        with engine.connect() as connection:
            return render_template("floor.html", rows=connection.execute(ROWS).all())

    @app.get("/kept")
    def kept():
        if "page" not in app.extensions:
            app.extensions["page"] = rows().encode()
        return Response(app.extensions["page"], mimetype="text/html")

    return app


def _module():
    from app.sqlite import sqlite_module  # the same SQLite, or the comparison would be between two of them

    return sqlite_module()
