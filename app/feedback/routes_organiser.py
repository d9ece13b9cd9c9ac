"""What a team sees: faces and words without names, and the shared inbox of what was reported, with answers."""

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ..accounts.guards import asking
from ..events.queries import event_for
from ..extensions import limiter
from ..organisations.guards import organiser, sees_people
from ..organisations.queries import organisations_of
from ..web.guards import allow
from . import operations_reports as operations, queries, queries_reports
from .forms import FACE_SYMBOLS, FACE_WORDS, KIND_SYMBOLS, KIND_WORDS, AnswerForm

blueprint = Blueprint("inbox", __name__, url_prefix="/organise")

WORDS = {"kinds": KIND_WORDS, "symbols": KIND_SYMBOLS}


@blueprint.app_template_global()
def unread_reports() -> int:
    """How many reports wait for an answer in the inbox of whoever looks."""
    return queries_reports.unread(asking())


@blueprint.app_template_global()
def answers_about(event) -> int:
    """How many people said how an event was."""
    return queries.answers_about(event.id)


@blueprint.get("/events/<slug>/feedback")
@allow(organiser)
def said(slug):
    event = event_for(slug, [one.id for one in organisations_of(asking())]) or abort(404)
    return render_template(
        "feedback/said.html", event=event, said=queries.said_about(event.id), faces=FACE_WORDS, symbols=FACE_SYMBOLS
    )


@blueprint.get("/reports")
@allow(sees_people)
def index():
    return render_template("feedback/inbox.html", reports=queries_reports.inbox_of(asking()), **WORDS)


@blueprint.get("/reports/<int:report_id>")
@allow(sees_people)
def show(report_id):
    return _page(_own(report_id), AnswerForm())


@blueprint.post("/reports/<int:report_id>/answers")
@limiter.limit("60 per hour")
@allow(sees_people)
def answer(report_id):
    report, form = _own(report_id), AnswerForm()
    if not form.validate_on_submit():
        return _page(report, form, 422)
    operations.answer(report.id, asking().id, form.words.data, form.key.data)
    flash(_("Sent. Thank you for answering."))
    return redirect(url_for(".show", report_id=report.id), 303)


@blueprint.post("/reports/<int:report_id>/settlement")
@allow(sees_people)
def settle(report_id):
    operations.settle(_own(report_id).id, asking().id)
    return redirect(url_for(".index"), 303)


@blueprint.post("/reports/<int:report_id>/reopening")
@allow(sees_people)
def reopen(report_id):
    operations.take_up_again(_own(report_id).id)
    return redirect(url_for(".show", report_id=report_id), 303)


def _own(report_id):
    return queries_reports.report_of(asking(), report_id) or abort(404)


def _page(report, form, status=200):
    structlog.get_logger().info("feedback.read", report_id=report.id, account_id=asking().id)
    return render_template("feedback/reported.html", report=report, form=form, **WORDS), status
