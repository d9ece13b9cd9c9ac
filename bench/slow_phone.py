"""A phone at the edge of coverage: 400 kbit/s, 400 ms there and back, a CPU slowed six times, in real Chromium.

What is counted is what travels: the page, what it asks for, and what its service worker fetches behind it.
"""

from contextlib import contextmanager
from gzip import compress

from .first_visit import browser_options

KILOBITS, LATENCY, SLOWER = 400, 400, 6
PHONE = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
WATCH = """
window.seen = { lcp: 0, fcp: 0, cls: 0, long: [] };
const watch = (type, take) =>
  new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
watch("paint", (entry) => { if (entry.name === "first-contentful-paint") seen.fcp = entry.startTime; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
watch("longtask", (entry) => { seen.long.push([entry.startTime, entry.duration]); });
"""
LONG = 50
"""Milliseconds from which a piece of work blocks a finger (Total Blocking Time counts what goes beyond)."""
MOST_RESTS = 20
"""After which we give up on a page."""
REST = 1_500
"""Milliseconds without a sound after which a visit is over; the service worker takes its time."""


@contextmanager
def slow_phones(wire):
    """A function that makes a first and a second visit: `visit(url)`, two dictionaries, over the wire."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_options())

        def visit(url):
            context = browser.new_context(**PHONE)
            context.add_init_script(WATCH)
            try:
                return [_visit(context, url, wire) for _ in range(2)]
            finally:
                context.close()

        visit.browser = browser.version
        yield visit
        browser.close()


def _visit(context, url, wire):
    wire.bytes = 0
    page = context.new_page()
    network = context.new_cdp_session(page)
    _slow_down(network)
    traffic = Traffic(network)
    page.goto(url, wait_until="networkidle")
    _wait_until_silent(page, wire)
    seen = page.evaluate("seen")
    told = {"lcp": seen["lcp"], "cls": seen["cls"], "tbt": blocked(seen["fcp"], seen["long"])}
    told |= {"requests": traffic.requests, "bytes": traffic.bytes, "script": traffic.script()}
    told["behind"] = wire.bytes - traffic.bytes
    page.close()
    return told


def _slow_down(session):
    speed = KILOBITS * 1000 // 8
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": LATENCY, "downloadThroughput": speed, "uploadThroughput": speed,
    })  # fmt: skip
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _wait_until_silent(page, wire):
    """Until nothing has come for a while; a page that never falls silent is a fault of its own."""
    heard = None
    for _ in range(MOST_RESTS):
        if heard == wire.bytes:
            return
        heard = wire.bytes
        page.wait_for_timeout(REST)
    raise RuntimeError(f"{page.url} asks on and on: {wire.bytes} bytes so far")


def blocked(first_paint, tasks) -> float:
    """Milliseconds that long pieces of work blocked a finger after the first paint: each beyond its first 50."""
    return sum(max(0, start + length - max(start, first_paint) - LONG) for start, length in tasks)


class Traffic:
    """What a page itself asked for over the wire: neither from the phone's memory nor from its service worker."""

    def __init__(self, network):
        self.requests, self.bytes, self._scripts, self._network = 0, 0, [], network
        network.on("Network.responseReceived", self._note)
        network.on("Network.loadingFinished", self._count)

    def _note(self, event):
        if event["type"] == "Script":
            self._scripts.append(event["requestId"])

    def _count(self, event):
        """Bytes as they travelled, headers too; what came from a memory travelled none."""
        if event["encodedDataLength"]:
            self.requests += 1
            self.bytes += event["encodedDataLength"]

    def script(self) -> int:
        """Bytes of all scripts of the page, gzipped, wherever they came from."""
        bodies = [self._network.send("Network.getResponseBody", {"requestId": name}) for name in self._scripts]
        return sum(len(compress(one["body"].encode(), 9)) for one in bodies)
