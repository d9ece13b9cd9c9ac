"""The ground floor alone, as one small app: what the contract tests of the seams stand on."""

from flask import Flask
from sqlalchemy import create_engine

from app import logs, metrics
from app.backends import files, jobs, mail, push, sms
from app.backends.job_runs import JobRun
from app.database import engine_options, unit_of_work
from app.extensions import db

SETTINGS = {
    "TESTING": False,
    "DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": "only for the tests of the ground floor",
    "JOBS": "inline",
    "MAIL_URL": "console:",
    "MAIL_FROM": "hello@gather.example",
    "SMS_URL": "console:",
    "VAPID_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "VAPID_SUBJECT": "",
    "PUSH_HOSTS": [],
    "BASE_URL": "http://localhost",
    "FILES_URL": "",
    "METRICS_TOKEN": "a-long-metrics-token",
}


def build(data_dir, database_url=None, **settings):
    """An app of the ground floor with its own data folder; the tables are made when they are missing."""
    url = database_url or f"sqlite:///{data_dir / 'ground.db'}"
    app = Flask("ground")
    app.config.from_mapping(SETTINGS | {"DATA_DIR": data_dir} | settings)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    logs.init_app(app)
    metrics.init_app(app)
    db.init_app(app)
    for seam in (jobs, mail, sms, push, files):
        seam.init_app(app)
    return app


def make_tables(url):
    """The one table that the ground floor needs."""
    engine = create_engine(url, **engine_options(url))
    JobRun.__table__.create(engine, checkfirst=True)
    engine.dispose()


def ask(name, *ids):
    """Ask for a task, as an operation does: in a unit of work."""
    with unit_of_work():
        jobs.enqueue(name, *ids)
