"""What a browser says went wrong: errors on the console, refused styles and scripts, failed requests."""

from tests.browser.patience import NOTE_SCRIPTS

REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""
STATUS_ON_CONSOLE = "Failed to load resource: the server responded with a status of"
LEFT_BEHIND = "net::ERR_ABORTED"
"""A page that is left while something loads: nothing went wrong."""
AWAY = "net::ERR_INTERNET_DISCONNECTED"
"""Asked while the test kept the phone out of reach; the browser may say so a moment after that."""


class Watch:
    """Listens to whole browser contexts; a status in `expected` is what the test is about."""

    def __init__(self):
        self.problems, self.expected, self.has_signal, self.was_away = [], set(), True, False

    def expect(self, *statuses):
        """These answers are wanted in this test."""
        self.expected.update(statuses)

    def lose_signal(self, context):
        """The phone is out of reach: what fails until it is back is no fault of the page."""
        self.has_signal, self.was_away = False, True
        context.set_offline(True)

    def find_signal(self, context):
        context.set_offline(False)
        self.has_signal = True

    def follow(self, context):
        context.add_init_script(REPORT_VIOLATIONS + NOTE_SCRIPTS)
        self.listen(context)

    def listen(self, context):
        for event, hear in self._ears():
            context.on(event, hear)

    def leave(self, context):
        """Listen no more: another test has the phone now."""
        for event, hear in self._ears():
            context.remove_listener(event, hear)

    def _ears(self):
        return (("console", self._console), ("weberror", self._error), ("requestfailed", self._failed),
                ("response", self._response))  # fmt: skip

    def _error(self, event):
        self.problems.append(f"script error: {event.error}")

    def _console(self, message):
        if self.has_signal and message.type == "error" and not message.text.startswith(STATUS_ON_CONSOLE):
            self.problems.append(f"console: {message.text}")

    def _failed(self, request):
        if self.was_away and request.failure == AWAY:
            return
        if self.has_signal and request.failure != LEFT_BEHIND:
            self.problems.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _response(self, response):
        if response.status >= 400 and response.status not in self.expected:
            self.problems.append(f"{response.status}: {response.request.method} {response.url}")
