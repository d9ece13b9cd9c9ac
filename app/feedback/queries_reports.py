"""Reports: for who reported, by the code of their page; for a team, in the inbox of their organisations."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ..accounts.models import Account
from ..accounts.queries import stewards
from ..extensions import db
from ..organisations.queries import members_of, organisations_of
from ..privacy import fingerprint
from . import rules
from .models import Report, ReportAnswer

_team = selectinload(Report.answers).joinedload(ReportAnswer.account).joinedload(Account.person)
WHOLE = (joinedload(Report.event), joinedload(Report.organisation), _team)
INBOX = "answer reports"
"""What somebody must be allowed to do for an organisation to read what was reported (organisations.rules.MAY)."""
SHOWN = 100
GRAVE_ROLES = ("owner", "safeguarding lead")


def report_with_code(code) -> Report | None:
    """The report that this code opens, with its answers; None for any other code."""
    mine = select(Report).where(Report.code_hash == fingerprint(code)).options(*WHOLE)
    return db.session.scalar(mine.execution_options(populate_existing=True))


def report_with_key(form_key) -> Report | None:
    """The report that was made from this very form, None when there is none."""
    return db.session.scalar(select(Report).where(Report.form_key == form_key)) if form_key else None


def inbox_of(account) -> list[Report]:
    """What was reported to the account's organisations: the open first, of each the newest first."""
    mine = _inbox_of(account).order_by(Report.state != rules.OPEN, Report.made_at.desc(), Report.id.desc())
    return list(db.session.scalars(mine.options(*WHOLE).limit(SHOWN)))


def report_of(account, report_id) -> Report | None:
    """One report of the account's organisations with its answers; None for everybody else."""
    mine = _inbox_of(account).where(Report.id == report_id).options(*WHOLE)
    return db.session.scalar(mine.execution_options(populate_existing=True))


def unread(account) -> int:
    """How many reports nobody of the team has answered yet."""
    found = _inbox_of(account).where(Report.state == rules.OPEN).subquery()
    return db.session.scalar(select(func.count()).select_from(found))


def _inbox_of(account):
    ids = [one.id for one in organisations_of(account, INBOX)]
    return select(Report).where(Report.organisation_id.in_(ids))


def whom_to_tell(report) -> list[Account]:
    """The accounts that hear of a new report: owners; of a grave one also safeguarding leads and stewards."""
    roles = GRAVE_ROLES if report.is_grave else GRAVE_ROLES[:1]
    found = [one.account for one in members_of(report.organisation_id) if one.role in roles]
    if report.is_grave or not found:
        found += stewards()
    return list({account.id: account for account in found}.values())


def reports_by(subject):
    """The ids of what the subject's people reported, or somebody at one of their addresses."""
    theirs = or_(Report.person_id.in_(subject.person_ids), Report.address_key.in_(subject.address_keys))
    return select(Report.id).where(theirs)


def export_reports(subject) -> list[dict]:
    """What the subject reported, and what was answered."""
    rows = db.session.scalars(select(Report).where(Report.id.in_(reports_by(subject))).options(*WHOLE)).unique()
    return [
        {"about": row.event.title, "what": row.kind, "words": row.words or "", "made": row.made_at.isoformat(),
         "answers": [answer.words for answer in row.answers if answer.words]}
        for row in rows
    ]  # fmt: skip
