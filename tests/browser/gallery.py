"""The demo town with one of everything in it, opened in a browser page by page."""

from app import clock
from app.accounts.models import SignInCode
from app.bookings.operations_organiser import follow_organiser
from app.database import unit_of_work
from app.extensions import db
from tests.browser import axe
from tests.browser.pages import NOBODY, PAGES
from tests.browser.patience import NOTE_SCRIPTS, wait_for_scripts
from tests.browser.states import one_of_everything, short_of
from tests.browser.watch import REPORT_VIOLATIONS

TYPE = """(typed) => {
  for (const [name, value] of Object.entries(typed)) {
    const box = document.querySelector(`[name="${name}"][type="checkbox"][value="${value}"]`);
    if (box) box.checked = true;
    else document.querySelector(`[name="${name}"]`).value = value;
  }
}"""
"""Fills in fields by name, those behind a closed question too."""


class Gallery:
    """The demo town with one of everything in it, and somebody of each kind to look at it."""

    def __init__(self, town, browser, phone):
        self.town, self.browser, self.phone, self.people, self.page = town, browser, phone, {}, None
        with town.app.app_context():
            self.names = one_of_everything(short_of(town))
        with town.app.app_context():
            follow_organiser()

    def shared_page(self):
        """The page of the one phone on which pages are looked at: what it has loaded once, it need not load again."""
        if self.page is None or self.page.is_closed():
            context = self.browser.new_context(base_url=self.town.url, **self.phone)
            context.add_init_script(REPORT_VIOLATIONS + NOTE_SCRIPTS + axe.SOURCE)
            self.page = context.new_page()
        return self.page

    def hand_to(self, page, who):
        """Make the phone that of somebody else, who has kept nothing on it and holds it upright."""
        state = self.state_of(who)
        page.bring_to_front()  # else the Tab key never leaves it: whoever just signed in had a window
        page.set_viewport_size(self.phone["viewport"])
        if page.url.startswith(self.town.url):
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        page.context.clear_cookies()
        if state:
            page.context.add_cookies(state["cookies"])

    def state_of(self, who):
        """The cookies of one who is signed in, or waits for a code; made once."""
        if who == NOBODY:
            return None
        if who not in self.people:
            self.people[who] = self._become(who)
        return self.people[who]

    def _become(self, who):
        context = self.browser.new_context(base_url=self.town.url)
        page = context.new_page()
        if who == "picker":
            return self._pick_a_time(context, page)
        page.goto("/sign-in")
        if who in ("waiting", "too late", "newcomer"):
            address = f"{who.replace(' ', '-')}@example.com"
            page.get_by_label("Your mobile number or e-mail").fill(address)
            page.get_by_role("button", name="Send me a code").click()
            page.get_by_label("Your code").wait_for()
        else:
            page.get_by_role("button", name=f"{who},").click()
            page.wait_for_url("**/")
        if who == "newcomer":
            page.get_by_label("Your code").fill(self.code_sent_to(address))
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/me/about")
        if who == "too late":
            self._let_codes_run_out(address)
        state = context.storage_state()
        context.close()
        return state

    def _pick_a_time(self, context, page):
        page.goto(f"/events/{self.names['held']}")
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Next").click()
        page.get_by_text("Kept for you until").wait_for()
        state = context.storage_state()
        context.close()
        return state

    def code_sent_to(self, address):
        """The six digits of the newest message to this address."""
        return code_sent_to(self.town, address)

    def _let_codes_run_out(self, address):
        with self.town.app.app_context(), unit_of_work():
            for row in db.session.query(SignInCode).all():
                if row.address == address:
                    row.expires_at = clock.now()

    def open(self, page, name):
        """Bring the browser to the page called `name`, in the state it is about."""
        wanted = PAGES[name]
        answer = page.goto(wanted.path.format(**self.names))
        if wanted.sent:
            page.evaluate(TYPE, wanted.typed)
            buttons = page.locator(".bar .btn.big")
            with page.expect_navigation() as moved:
                (buttons.get_by_text(wanted.press, exact=True) if wanted.press else buttons).click()
            answer = moved.value
        wait_for_scripts(page)
        assert answer.status == wanted.status, f"{name} answers {answer.status}"


def code_sent_to(town, address):
    """The six digits of the newest message that the town wrote to this address."""
    import re

    from app.notifications.queries import newest

    with town.app.app_context():
        text = next(message.text for message in newest(50) if message.address == address)
    return re.search(r"\b\d{6}\b", text)[0]
