"""A browser as a phone before a push service of our own: it subscribes with keys we own, and shows what is delivered.

Headless Chromium has no push service of its own, so `subscribe` is answered here; what the town sends is decrypted by
the receiver of the tests and handed to the real service worker by the DevTools protocol.
"""

import json
import re

SUBSCRIBES = """(phone) => {
  const kept = "a subscription of this browser";
  const plain = (text) => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = (text) => Uint8Array.from(plain(text), (sign) => sign.charCodeAt(0));
  const made = (key) => ({
    endpoint: phone.endpoint, options: { userVisibleOnly: true, applicationServerKey: bytes(key).buffer },
    toJSON: () => phone, unsubscribe: async () => (localStorage.removeItem(kept), true),
  });
  PushManager.prototype.getSubscription = async () => {
    const key = localStorage.getItem(kept);
    return key && made(key);
  };
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly) throw new DOMException("silent", "NotAllowedError");
    localStorage.setItem(kept, applicationServerKey);
    return made(applicationServerKey);
  };
}"""
"""Clear-Site-Data takes this subscription along with all storage, as it takes a real one."""
CONTROLLED = "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
SHOWN = """() => navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) =>
  all.map(({ title, body, tag, silent, actions }) =>
    ({ title, body, tag, silent, actions: actions.map((one) => one.title) })))"""
CLICK = """async ([tag, action]) => {
  const [notification] = await registration.getNotifications({ tag });
  const event = new NotificationEvent("notificationclick", { notification, action });
  dispatchEvent(event);
}"""
ARRIVE = "(data) => dispatchEvent(new PushEvent('push', { data }))"
CLOSE = "(tag) => registration.getNotifications({ tag }).then((all) => all.forEach((one) => one.close()))"
COUNT_BADGES = """() => {
  self.badges = [];
  navigator.setAppBadge = async (count) => badges.push(count);
  navigator.clearAppBadge = async () => badges.push(0);
}"""
NOTED = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === "gather")) return [];
  return new Promise((done) => {
    const opening = indexedDB.open("gather", 1);
    opening.onsuccess = () => {
      const asked = opening.result.transaction("shown").objectStore("shown").get("ids");
      asked.onsuccess = () => (opening.result.close(), done(asked.result ?? []));
    };
  });
}"""
TRIES, PAUSE_MS, DELIVERIES = 80, 250, 4


class PhoneBrowser:
    """One page of one browser, whose subscription is `phone` of the test's push service."""

    def __init__(self, page, service):
        self.page, self.service, self.phone = page, service, service.subscribe()
        page.context.grant_permissions(["notifications"])
        page.context.add_init_script(f"({SUBSCRIBES})({json.dumps(self.phone.as_json())})")

    def come_in(self, name):
        """Sign in as somebody of the demo, with the worker in charge."""
        self.page.goto("/sign-in")
        self.page.get_by_role("button", name=f"{name},").tap()
        self.page.wait_for_url("**/")
        self.page.wait_for_function(CONTROLLED)

    @property
    def worker(self):
        return self.page.context.service_workers[0]

    def sent(self):
        """The payloads that the town's push service took for this phone, in order."""
        return [one.words for one in self.service.accepted if one.phone.name == self.phone.name]

    def wait_for_sent(self, number):
        """The payloads, once there are so many; the town sends by a job, a moment later."""
        for _ in range(TRIES):
            if len(found := self.sent()) >= number:
                return found
            self.page.wait_for_timeout(PAUSE_MS)
        raise AssertionError(f"{number} notices were to come, there are {len(self.sent())}")

    def deliver(self, words):
        """Hand a decrypted payload to the service worker, as the browser does; again, where none has taken it."""
        self.page.wait_for_function(CONTROLLED)
        cdp = self.page.context.new_cdp_session(self.page)
        origin = self.page.evaluate("location.origin")
        number = self._registration(cdp, origin)
        data = words.decode() if isinstance(words, bytes) else json.dumps(words)
        for _ in range(DELIVERIES):
            cdp.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": number, "data": data})
            if self._took(data):
                break
            cdp.send("ServiceWorker.stopAllWorkers")  # one that hangs at its start hears nothing; the next will
        cdp.detach()

    def arrive(self, words):
        """Have the worker that is running hear a notice: for tests that changed something in it."""
        self.worker.evaluate(ARRIVE, json.dumps(words))

    def end_worker(self):
        """End the service worker in the middle of whatever it does, as a phone does that needs the room."""
        cdp = self.page.context.new_cdp_session(self.page)
        cdp.send("ServiceWorker.enable")
        cdp.send("ServiceWorker.stopAllWorkers")
        cdp.detach()

    def _took(self, data):
        """Whether the worker has noted this notice as one that it showed; without a name, whether any is there."""
        name = re.search(r'"id": ?"([^"]+)"', data)
        for _ in range(TRIES // DELIVERIES):
            self.page.wait_for_timeout(PAUSE_MS)
            if name[1] in self.page.evaluate(NOTED) if name else self.shown():
                return True
        return False

    def _registration(self, cdp, origin):
        told = {}
        cdp.on("ServiceWorker.workerRegistrationUpdated", lambda event: told.update(
            {one["registrationId"]: one for one in event["registrations"]}
        ))  # fmt: skip
        cdp.send("ServiceWorker.enable")
        for _ in range(TRIES):  # the browser says which workers there are in its own time
            for number, one in told.items():
                if one["scopeURL"].startswith(origin) and not one["isDeleted"]:
                    return number
            self.page.wait_for_timeout(PAUSE_MS)
        raise AssertionError(f"no worker of {origin} among {told}")

    def shown(self):
        """The notices on the screen: title, body, tag, silent and the words of the buttons of each."""
        return self.page.evaluate(SHOWN)

    def shows(self, title):
        """Wait until a notice of this title is there; all that are on the screen then."""
        for _ in range(TRIES):
            self.page.wait_for_timeout(PAUSE_MS)  # first: a notice that is being drawn is lost by a look at it
            if title in [one["title"] for one in self.shown()]:
                return self.shown()
        noted, may = self.page.evaluate(NOTED), self.page.evaluate("Notification.permission")
        raise AssertionError(f"no {title!r} among {self.shown()}; taken: {noted}; permission: {may}")

    def click(self, tag, action=""):
        """Tap a notice, or one of its buttons."""
        self.worker.evaluate(CLICK, [tag, action])

    def close(self, tag):
        """Wipe a notice away."""
        self.worker.evaluate(CLOSE, tag)
