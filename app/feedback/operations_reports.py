"""Reporting that something is wrong, and answering it from the shared inbox. Nobody else reads any of it."""

from secrets import token_urlsafe

import structlog
from sqlalchemy import delete, select, update

from .. import clock
from ..database import claim, unit_of_work
from ..extensions import db
from ..notifications.operations import tell
from ..notifications.queries_phones import hears
from ..notifications.rules import owner
from ..privacy import Holding, fingerprint, lookup, register
from ..web.language import speaking
from . import messages, queries_reports as queries, rules
from .models import Report, ReportAnswer

KEEP_DAYS = 365


def report(event, kind, words, *, about_young=False, address=None, person_id=None, language="", form_key=None):
    """Keep what somebody says is wrong with an event, and tell who has to know; the same form is once.

    `address` is an `Address` where they want to hear of it, `person_id` whoever is signed in.
    """
    with unit_of_work():
        if made := queries.report_with_key(form_key):
            return made
        code = token_urlsafe(16)
        row = Report(
            code=code, code_hash=fingerprint(code), organisation_id=event.organisation_id, event_id=event.id, kind=kind,
            about_young=about_young, words=words, person_id=person_id, language=language, form_key=form_key,
            email=address.value if address and address.kind == "email" else None,
            phone=address.value if address and address.kind == "phone" else None,
            address_key=lookup(address.value) if address else None, state=rules.OPEN, made_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        _tell_team(row)
        return row


def _tell_team(row):
    for account in queries.whom_to_tell(row):
        person = account.person
        if person.addresses:
            with speaking(person.language):
                tell(person.addresses, *messages.reported(row), about=messages.REPORTED, about_id=row.id,
                     pace="urgent" if row.is_grave else "answer")  # fmt: skip
    structlog.get_logger().info("feedback.reported", report_id=row.id, kind=row.kind, grave=row.is_grave)


def answer(report_id, account_id, words, form_key=None) -> None:
    """Keep a team member's answer and tell whoever reported; the same form is once."""
    with unit_of_work():
        if _is_known(form_key):
            return
        open_ = update(Report).where(Report.id == report_id, Report.state != rules.SETTLED)
        claim(open_.values(state=rules.ANSWERED))
        _note(report_id, account_id, words, form_key)
        _tell_reporter(db.session.get_one(Report, report_id, populate_existing=True))


def settle(report_id, account_id) -> bool:
    """Call a report settled, and note who did; false when it was so already."""
    with unit_of_work():
        going = update(Report).where(Report.id == report_id, Report.state != rules.SETTLED)
        if not claim(going.values(state=rules.SETTLED, ended_at=clock.now())):
            return False
        _note(report_id, account_id, None, None)
        return True


def take_up_again(report_id) -> bool:
    """A report that was settled is open again; false when it was not settled."""
    settled = update(Report).where(Report.id == report_id, Report.state == rules.SETTLED)
    with unit_of_work():
        return claim(settled.values(state=rules.ANSWERED, ended_at=None))


def _is_known(form_key):
    known = select(ReportAnswer.id).where(ReportAnswer.form_key == form_key)
    return form_key is not None and db.session.scalar(known) is not None


def _note(report_id, account_id, words, form_key):
    now = clock.now()
    db.session.add(
        ReportAnswer(report_id=report_id, account_id=account_id, words=words, at=now, form_key=form_key)
    )  # fmt: skip
    structlog.get_logger().info("feedback.answered", report_id=report_id, account_id=account_id, settled=words is None)


def _tell_reporter(row):
    person = row.person_id and hears(owner(row.person_id, None), "answer")
    if not row.addresses and not person:
        return  # they read it on their page
    with speaking(row.language or None):
        push = messages.answered_notice(row) if person else None
        tell(row.addresses, *messages.answered(row), about=messages.ANSWERED, about_id=row.id, push=push,
             person_id=row.person_id)  # fmt: skip


def erase_reports(subject):
    """Take the subject's words and addresses out of what they reported; that there was something stays."""
    ids = db.session.scalars(queries.reports_by(subject)).all()
    with unit_of_work():
        _empty(Report.id.in_(ids))


def purge_reports(before) -> int:
    """The same for everything that was settled, or else reported, before the instant; how many reports."""
    old = Report.id.in_(select(Report.id).where(db.func.coalesce(Report.ended_at, Report.made_at) < before))
    with unit_of_work():
        return _empty(old & Report.words.is_not(None))


def _empty(which):
    ids = list(db.session.scalars(select(Report.id).where(which)))
    blank = dict.fromkeys(("words", "email", "phone", "address_key", "person_id"))
    db.session.execute(delete(ReportAnswer).where(ReportAnswer.report_id.in_(ids)))
    return db.session.execute(update(Report).where(Report.id.in_(ids)).values(**blank)).rowcount


register(
    Holding(
        name="reports",
        purpose="Putting right what somebody says is wrong, and answering them",
        columns=("report.code", "report.words", "report.email", "report.phone", "report.address_key",
                 "report.person_id", "report_answer.words"),
        keep_days=KEEP_DAYS,
        export=queries.export_reports,
        erase=erase_reports,
        purge=purge_reports,
    )
)  # fmt: skip
