"""A phone in the hand of somebody whom no other test knows, signed in, with the worker in charge."""

from app.accounts.operations import sign_in
from app.web.visitor import PERSON
from tests import cast

CONTROLLED = "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""
STORES = """async () => {
  const kept = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
  for (const { name } of await indexedDB.databases()) kept.push(name);
  return kept;
}"""

TRIES, PAUSE_MS = 160, 150
"""Longer than the phone takes for its third try after a signal: 15 seconds (static/js/push.js)."""


def cookie_of(town, name):
    """The session cookie of a new grown-up account of that name, as Playwright adds it."""
    with town.app.test_request_context():
        account = cast.person(name, (1990, 3), at=cast.email(f"{name}.phone"))  # a Kit of 14 has the name's own
        known = {"_user_id": sign_in(account, "Test phone").secret, PERSON: account.person_id}
        session = {**known, "_fresh": True, "_permanent": True}
        value = town.app.session_interface.get_signing_serializer(town.app).dumps(session)
    return {"name": town.app.config["SESSION_COOKIE_NAME"], "value": value, "url": town.url}


def come_in(page, town, name, path="/"):
    """Open a page as that person, and wait until the worker looks after it."""
    page.context.add_cookies([cookie_of(town, name)])
    with_worker(page, path)


def with_worker(page, path="/"):
    page.goto(path)
    page.wait_for_function(CONTROLLED)


def wait_until_kept(page, *paths):
    """Until the phone has copies of these pages; the worker keeps them after the page is shown."""
    wait_until(page, lambda: set(paths) <= set(page.evaluate(KEPT)))


def wait_until(page, happened):
    """Until something asked of the page is so."""
    for _ in range(TRIES):
        if happened():
            return
        page.wait_for_timeout(PAUSE_MS)
    raise AssertionError("it never happened")
