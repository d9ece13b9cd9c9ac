"""Passes over HTTP: see it, say "I'm coming", change it, give it back, print it; and the plans of this phone."""

from datetime import date

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from .. import clock
from ..accounts.session import empty, leave
from ..web.errors import SignedOut
from ..web.guards import allow, everyone
from ..web.headers import link_page
from ..web.visitor import phone_mark, say_shared, was_left_by
from . import operations, operations_feeds as feeds, pass_page, queries, rules, standing
from .messages import why
from .visitors import visitor_person

blueprint = Blueprint("passes", __name__)


@blueprint.get("/bookings/<code>")
@allow(everyone)
def show(code):
    return _page("pass", _booking(code))


@blueprint.get("/bookings/<code>/print")
@allow(everyone)
def paper(code):
    return _page("print", _booking(code))


@blueprint.get("/bookings/<code>/cancellation")
@allow(everyone)
def ask_to_cancel(code):
    booking = _booking(code)
    view = pass_page.page_of(booking)
    return _page("cancellation", booking, view) if view.can_cancel else _to_pass(code)


@blueprint.post("/bookings/<code>/cancellation")
@allow(everyone)
def cancel(code):
    operations.cancel(_booking(code).id)  # twice is once: the pass says how it stands
    return _to_pass(code)


@blueprint.get("/bookings/<code>/answer")
@allow(everyone)
def ask(code):
    """Where reminders lead: a link opens the question, and only a tap answers it."""
    booking = _booking(code)
    view = pass_page.page_of(booking)
    return _page("answer", booking, view) if view.can_cancel and view.shows != "pending" else _to_pass(code)


@blueprint.post("/bookings/<code>/answer")
@allow(everyone)
def answer(code):
    booking = _booking(code)
    if pass_page.shows_now(booking) in ("asks", "coming") and operations.answer(booking.id):
        flash(_("Thank you for telling us. See you there."))
    return _to_pass(code)


@blueprint.get("/bookings/<code>/change")
@allow(everyone)
def choose(code):
    return _change_page(_booking(code))


@blueprint.post("/bookings/<code>/change")
@allow(everyone)
def change(code):
    booking, slot_id = _booking(code), request.form.get("slot", type=int)
    if slot_id is None:
        return _change_page(booking, _("Pick a time first."), status=422)
    try:
        operations.move(booking.id, slot_id, despite_clash="despite_clash" in request.form)
    except rules.NeedsLonger:
        return _change_page(booking, _("You need a longer time there, and the time after it is taken."))
    except rules.Full:
        return _change_page(booking, _("That time has just gone."))
    except rules.AlreadyBooked:
        return _change_page(booking, _("You have a place at that time already."))
    except rules.NotBookable as refusal:
        return _change_page(booking, why(refusal.reason), clash=slot_id if refusal.reason == "clash?" else None)
    flash(_("Done. This is your new time."))
    return _to_pass(code)


def _change_page(booking, problem="", clash=None, status=None):
    """The free times; where the change failed, the old place is still theirs (RULES B2)."""
    booking = _booking(booking.code)
    if not pass_page.page_of(booking).can_cancel:
        return _to_pass(booking.code)
    menu = pass_page.change_menu(booking, _day())
    page = render_template(
        "bookings/change.html", booking=booking, event=booking.slot.occurrence.event, menu=menu, problem=problem,
        clash=clash,
    )  # fmt: skip
    return link_page(make_response(page, status or (409 if problem else 200)))


def _day():
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


@blueprint.get("/me")
@allow(everyone)
def plans():
    person, mark = visitor_person(), phone_mark()
    coming, past = _plans(person, mark)
    return render_template(
        "bookings/plans.html", person=person, coming=coming, past=past, knows_phone=mark is not None,
        waits=standing.waits_of(mark, person.id if person else None), in_short=pass_page.in_short,
    )  # fmt: skip


@blueprint.get("/me/print")
@allow(everyone)
def plans_on_paper():
    """What is coming, in large print."""
    coming, _past = _plans(visitor_person(), phone_mark())
    page = render_template("bookings/plans_print.html", coming=coming, in_short=pass_page.in_short)
    return page, 200, {"Cache-Control": "no-store"}


def _plans(person, mark):
    """The coming bookings of this person and phone, and those that are over or off."""
    bookings, now = queries.plans_of(mark, person.id if person else None), clock.now()
    coming = [one for one in bookings if one.is_live and one.slot.ends_at > now]
    return coming, [one for one in bookings if one not in coming]


@blueprint.post("/me/forgotten-phone")
@allow(everyone)
def forget():
    """This is a shared phone: it forgets whose plans it showed. The places stay."""
    feeds.stop(phone_mark(), None)
    leave()
    say_shared(True)
    return empty(redirect(url_for(".plans"), 303))


def _booking(code):
    booking = queries.booking_with_code(code) or abort(404)
    if was_left_by(booking.person_id, booking.phone_mark):
        raise SignedOut
    return booking


def _page(name, booking, view=None):
    view = view or pass_page.page_of(booking)
    page = render_template(
        f"bookings/{name}.html",
        booking=booking,
        slot=booking.slot,
        event=booking.slot.occurrence.event,
        view=view,
    )
    return link_page(make_response(page))


def _to_pass(code):
    return link_page(redirect(url_for("passes.show", code=code), 303))
