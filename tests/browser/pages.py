"""Every page of the app in every state it has, by name, for the tests that look at all of them."""

from dataclasses import dataclass, field

NOBODY = "nobody"


@dataclass(frozen=True)
class Page:
    """An address (with `{names}` from the gallery), who looks, and what the answer's status is.

    With `sent` the page is what comes back when its main button is tapped with nothing filled in, or with what is
    `typed`: a value for each name of a field; `press` names another button.
    """

    path: str
    who: str = NOBODY
    status: int = 200
    sent: bool = False
    typed: dict = field(default_factory=dict)
    press: str = ""


VISITORS = {
    "home": Page("/"),
    "everything": Page("/events"),
    "help out": Page("/events?want=help"),
    "book": Page("/events?want=book"),
    "filtered": Page("/events?want=help&area=haverigg&picture=outdoors"),
    "nothing found": Page("/events?picture=pets"),
    "drive": Page("/events/{drive}"),
    "drive, full": Page("/events/{full}"),
    "drive, called off": Page("/events/{cancelled}"),
    "drive, over": Page("/events/{over}"),
    "gathering": Page("/events/{gathering}"),
    "clinic": Page("/events/{clinic}"),
    "clinic, nothing picked": Page("/events/{clinic}?pick=none"),
    "who are you": Page("/slots/{drive_slot}/bookings/new"),
    "who is it for": Page("/slots/{clinic_slot}/bookings/new"),
    "who is it for, wrong": Page("/slots/{clinic_slot}/bookings/new", status=422, sent=True),
    "who are you, wrong": Page("/slots/{drive_slot}/bookings/new", status=422, sent=True),
    "time gone": Page("/slots/{gone_slot}/bookings/new", status=409),
    "place gone": Page("/slots/{full_slot}/bookings/new", status=409),
    "refused": Page("/slots/{over_slot}/bookings/new", status=410),
    "pass": Page("/bookings/{pass_}"),
    "pass, helper": Page("/bookings/{helper_pass}"),
    "pass, given back": Page("/bookings/{given_back}"),
    "pass, called off": Page("/bookings/{called_off}"),
    "give back": Page("/bookings/{pass_}/cancellation"),
    "plans, none": Page("/me"),
    "plans": Page("/me", "Ben"),
    "sign in": Page("/sign-in"),
    "sign in, wrong": Page("/sign-in", status=422, sent=True),
    "code": Page("/sign-in/code", "waiting"),
    "code, wrong": Page("/sign-in/code", "waiting", status=422, sent=True),
    "code, too old": Page("/sign-in/code", "too late"),
    "about me": Page("/me/about", "Ben"),
    "about me, new": Page("/me/about", "newcomer"),
    "about me, wrong": Page("/me/about", "newcomer", status=422, sent=True),
    "sign-ins": Page("/me/sign-ins", "Ben"),
    "outbox": Page("/demo/outbox"),
    "for other apps": Page("/api/v1"),
    "offline": Page("/offline"),
    "unsent, nothing": Page("/offline/unsent"),
    "language and reading": Page("/reading?next=/events"),
    "not found": Page("/nowhere", status=404),
}

MAX = {"first_name": "Max", "phone": "07700 900488"}
NEW = {"first_name": "Nell", "phone": "07700 900489"}

ON_THE_WAY = {
    "held": Page("/slots/{held_slot}/bookings/new", "picker"),
    "held, wrong": Page("/slots/{held_slot}/bookings/new", "picker", status=422, sent=True),
    "number of people, wrong": Page("/slots/{crowd_slot}/bookings/new", status=422, sent=True, typed={"party": "7"}),
    "room for fewer": Page(
        "/slots/{crowd_slot}/bookings/new", status=409, sent=True, typed={**NEW, "party": "3", "needs": "calm"}
    ),
    "did you mean": Page(
        "/slots/{crowd_slot}/bookings/new",
        status=422,
        sent=True,
        typed={"first_name": "Nell", "email": "nell@gmial.com"},
    ),
    "needs known": Page("/slots/{crowd_slot}/bookings/new", "Grace"),
    "two times in a row": Page(
        "/slots/{pairs_slot}/bookings/new", status=409, sent=True, typed={**NEW, "interpreter": "Polish"}
    ),
    "clash": Page("/slots/{clash_slot}/bookings/new", "Grace", status=409, sent=True),
    "clash, timed": Page("/slots/{timed_clash_slot}/bookings/new", "Grace", status=409, sent=True),
    "too many": Page("/slots/{many_slot}/bookings/new", status=409, sent=True, typed=MAX),
    "once a year": Page("/slots/{check_slot}/bookings/new", "Grace", status=409),
    "not open yet": Page("/slots/{late_slot}/bookings/new", status=409),
    "clinic, not open yet": Page("/events/{late}"),
    "called off": Page("/slots/{cancelled_slot}/bookings/new", status=410),
    "is it for you": Page("/slots/{check_slot}/eligibility"),
    "not for you": Page("/slots/{check_slot}/eligibility", sent=True, press="No"),
    "clinic, full": Page("/events/{all_taken}"),
    "one tap, or more": Page("/events/{gathering}", "Grace"),
}

YOUNG = {
    "drive, young": Page("/events/{young_drive}", "Leo"),
    "ask my parent": Page("/slots/{young_slot}/guardian", "Leo"),
    "ask my parent, wrong": Page("/slots/{young_slot}/guardian", "Leo", status=422, sent=True),
    "pass, waits for a yes": Page("/bookings/{pending}"),
    "yes of a parent": Page("/consents", "Asha"),
    "yes of a parent, young": Page("/consents", "Leo"),
    "ask a parent": Page("/consents/new", "Asha"),
    "ask a parent, wrong": Page("/consents/new", "Asha", status=422, sent=True),
    "guardian, asked": Page("/consents/{asked}"),
    "guardian, asked for 17": Page("/consents/{asked_17}"),
    "guardian, said yes": Page("/consents/{given}"),
    "guardian, said no": Page("/consents/{refused}"),
    "guardian, took it back": Page("/consents/{withdrawn}"),
    "guardian, another was asked": Page("/consents/{replaced}", status=410),
    "guardian, unknown": Page("/consents/nobody-was-ever-asked-this", status=404),
}

PASSES = {
    "pass, moved": Page("/bookings/{asks}"),
    "pass, longer": Page("/bookings/{longer}"),
    "pass, for two": Page("/bookings/{party}"),
    "pass, said yes": Page("/bookings/{said_yes}"),
    "pass, it has started": Page("/bookings/{started}"),
    "pass, over": Page("/bookings/{past}"),
    "pass on paper": Page("/bookings/{longer}/print"),
    "pass on paper, over": Page("/bookings/{past}/print"),
    "are you coming": Page("/bookings/{party}/answer"),
    "are you coming, moved": Page("/bookings/{asks}/answer"),
    "change": Page("/bookings/{party}/change"),
    "change, nothing picked": Page("/bookings/{party}/change", status=422, sent=True),
    "change, no other": Page("/bookings/{alone}/change"),
    "plans on paper": Page("/me/print", "Ben"),
    "calendar link, no plans": Page("/me/calendar"),
    "calendar link, none": Page("/me/calendar", "Asha"),
    "calendar link": Page("/me/calendar", "Ben"),
    "wait": Page("/slots/{full_slot}/waiting-entries/new"),
    "wait, a place is free": Page("/slots/{waits_slot}/waiting-entries/new"),
    "wait, wrong": Page("/slots/{full_slot}/waiting-entries/new", status=422, sent=True),
    "wait, closed": Page("/slots/{over_slot}/waiting-entries/new", status=409),
    "waiting": Page("/waiting/{waits}"),
    "waiting, offered": Page("/waiting/{offer}"),
    "waiting, time over": Page("/waiting/{lapsed}"),
    "waiting, left": Page("/waiting/{left}"),
}

PHONES = {
    "my phones": Page("/me/phones", "Ed"),
    "my phones, none": Page("/me/phones", "Grace"),
    "my phones, young": Page("/me/phones", "Leo"),
    "my phones, unknown": Page("/me/phones"),
    "pass, shall we remind you": Page("/bookings/{reminds_pass}", "Grace"),
    "pass, shall we ask you": Page("/bookings/{asks_pass}", "Ed"),
    "passkeys": Page("/me/passkeys", "Grace"),
    "passkeys, none": Page("/me/passkeys", "Ben"),
    "just your finger?": Page("/me/passkeys/new", "Ben"),
    "show that it is you": Page("/me/proof", "Ben"),
    "notices to phones": Page("/organise/notices", "Carol"),
}

ORGANISERS = {
    "organise": Page("/organise/", "Carol"),
    "first steps": Page("/organise/", "Sam"),
    "ask for help": Page("/organise/events/new", "Carol"),
    "ask for help, wrong": Page("/organise/events/new", "Carol", status=422, sent=True),
    "offer": Page("/organise/offers/new", "Carol"),
    "offer, wrong": Page("/organise/offers/new", "Carol", status=422, sent=True),
    "manage": Page("/organise/events/{drive}", "Carol"),
    "manage, draft": Page("/organise/events/{draft}", "Carol"),
    "manage, called off": Page("/organise/events/{cancelled}", "Carol"),
    "who comes": Page("/organise/events/{drive}/people", "Carol"),
    "who comes, several times": Page("/organise/events/{clinic}/people", "Dev"),
    "remind everybody": Page("/organise/events/{drive}/dates/{drive_date}/reminders", "Carol"),
    "calls": Page("/organise/calls", "Carol"),
    "how many places": Page("/organise/events/{drive}/slots/{drive_slot}/capacity", "Carol"),
    "another time": Page("/organise/events/{drive}/dates/{drive_date}/time", "Carol"),
    "another place": Page("/organise/events/{drive}/place", "Carol"),
    "call off one date": Page("/organise/events/{drive}/dates/{drive_date}/cancellation", "Carol"),
    "call off": Page("/organise/events/{drive}/cancellation", "Carol"),
    "call off, wrong": Page("/organise/events/{drive}/cancellation", "Carol", status=422, sent=True),
    "organisations": Page("/organise/organisations", "Carol"),
    "organisations, steward": Page("/organise/organisations", "Sam"),
    "organisation": Page("/organise/organisations/millom-beach-friends", "Carol"),
    "organisation, waiting": Page("/organise/organisations/{waiting}", "Ben"),
    "new organisation": Page("/organise/organisations/new", "Ben"),
    "new organisation, wrong": Page("/organise/organisations/new", "Ben", status=422, sent=True),
    "team": Page("/organise/organisations/millom-beach-friends/members", "Carol"),
    "team, wrong": Page("/organise/organisations/millom-beach-friends/members", "Carol", status=422, sent=True),
    "venues": Page("/organise/venues", "Carol"),
    "new venue": Page("/organise/venues/new", "Carol"),
    "new venue, wrong": Page("/organise/venues/new", "Carol", status=422, sent=True),
    "new area": Page("/organise/areas/new", "Sam"),
    "new area, wrong": Page("/organise/areas/new", "Sam", status=422, sent=True),
}
RALLIES = {
    "can you help": Page("/rally/asks/{ask}"),
    "can you help, not this time": Page("/rally/asks/{ask_no}"),
    "can you help, settled": Page("/rally/asks/{ask_settled}"),
    "can you help, filled": Page("/rally/asks/{ask_late}"),
    "can you help, going": Page("/rally/asks/{ask_going}"),
    "can you help, in reserve": Page("/rally/asks/{ask_reserve}"),
    "can you help, unknown": Page("/rally/asks/nobody-was-ever-asked-this", status=404),
    "rally, not begun": Page("/organise/slots/{not_asked_slot}/rally", "Carol"),
    "rally, too early": Page("/organise/slots/{far_slot}/rally", "Carol"),
    "rally": Page("/organise/slots/{rally_slot}/rally", "Carol"),
    "rally, paused": Page("/organise/slots/{paused_slot}/rally", "Carol"),
    "rally, nobody left": Page("/organise/slots/{dry_slot}/rally", "Carol"),
    "rally, full": Page("/organise/slots/{rally_full_slot}/rally", "Carol"),
    "rally, how it went": Page("/organise/slots/{rally_slot}/rally/replay", "Carol"),
}
AFTERWARDS = {
    "how was it": Page("/feedback/{unsaid}"),
    "how was it, said": Page("/feedback/{said}"),
    "how was it, words too long": Page("/feedback/{said}", status=422, typed={"words": "Long. " * 90}, sent=True),
    "how was it, said long ago": Page("/feedback/{said_long_ago}"),
    "how was it, not over": Page("/feedback/{not_over}"),
    "how was it, unknown": Page("/feedback/nobody-was-ever-there", status=404),
    "pass, how was it": Page("/bookings/{unsaid_pass}"),
    "pass, said how it was": Page("/bookings/{said_pass}"),
    "what people said": Page("/organise/events/{said_event}/feedback", "Carol"),
    "what people said, nothing": Page("/organise/events/{drive}/feedback", "Carol"),
    "report a problem": Page("/feedback/events/{drive}/reports/new"),
    "report a problem, wrong": Page("/feedback/events/{drive}/reports/new", status=422, sent=True),
    "reported": Page("/feedback/reports/{report_code}"),
    "reported, answered": Page("/feedback/reports/{report_told_code}"),
    "reported, settled": Page("/feedback/reports/{report_done_code}"),
    "inbox": Page("/organise/reports", "Carol"),
    "inbox, grave": Page("/organise/reports/{report}", "Carol"),
    "inbox, answered": Page("/organise/reports/{report_told}", "Carol"),
    "inbox, settled": Page("/organise/reports/{report_done}", "Carol"),
    "inbox, answer wrong": Page("/organise/reports/{report}", "Carol", status=422, sent=True),
}
PAGES = VISITORS | ON_THE_WAY | PASSES | YOUNG | PHONES | ORGANISERS | RALLIES | AFTERWARDS
