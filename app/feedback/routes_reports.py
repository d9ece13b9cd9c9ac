"""Something is wrong with this: tell it in one page, and see by its link what became of it."""

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask_babel import get_locale

from ..accounts.guards import asking
from ..extensions import limiter
from ..web.guards import allow, everyone
from ..web.headers import link_page
from . import messages, operations_reports as operations, queries, queries_reports
from .forms import KIND_SYMBOLS, KIND_WORDS, ReportForm

blueprint = Blueprint("reports", __name__, url_prefix="/feedback")

REPORTS = limiter.limit("10 per hour;30 per day", methods=["POST"])
"""From one address: enough for a family, little for somebody who wants to fill an inbox."""
GUESSES = limiter.limit("20 per 10 minutes", deduct_when=lambda answer: answer.status_code == 404)


@blueprint.get("/events/<slug>/reports/new")
@allow(everyone)
def new(slug):
    return _form_page(_event(slug), ReportForm())


@blueprint.post("/events/<slug>/reports")
@REPORTS
@allow(everyone)
def add(slug):
    event, form, account = _event(slug), ReportForm(), asking()
    if not form.validate_on_submit():
        return _form_page(event, form, 422)
    made = operations.report(
        event, form.kind.data, form.words.data, about_young=form.about_young.data, address=form.found,
        person_id=account and account.person_id, language=str(get_locale()), form_key=form.key.data,
    )  # fmt: skip
    return link_page(redirect(messages.reporters_page(made), 303))


@blueprint.get("/reports/<code>")
@GUESSES
@allow(everyone)
def show(code):
    report = queries_reports.report_with_code(code) or abort(404)
    answers = [one for one in report.answers if one.words]
    page = render_template("feedback/report.html", report=report, answers=answers, kinds=KIND_WORDS)
    return link_page(make_response(page))


def _event(slug):
    return queries.public_event(slug) or abort(404)


def _form_page(event, form, status=200):
    page = render_template(
        "feedback/report_new.html", event=event, form=form, symbols=KIND_SYMBOLS,
        action=url_for(".add", slug=event.slug),
    )  # fmt: skip
    return page, status
