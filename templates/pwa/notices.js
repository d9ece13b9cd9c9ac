// Notices: shown with their tag, so that a newer one takes the place of an older; a button answers by itself.
const WORDS = {{ words|tojson }};
const ICON = {{ icon|tojson }};
const SHOWN = 50; // how many notices a phone remembers, so that a copy of one is never shown again

self.addEventListener("push", (event) => {
  event.waitUntil(arrive(event.data).catch(() => show({ title: WORDS.news, body: "", navigate: "/", tag: "news" })));
});

// What is shown is noted afterwards: a worker that ends in between shows a copy again rather than nothing.
async function arrive(data) {
  const { notification } = data.json(), { id } = notification.data ?? {};
  const shown = id ? ((await kept("shown", (store) => store.get("ids")).catch(() => null)) ?? []) : [];
  if (shown.includes(id)) return;
  await show(notification);
  if (id) await note(id).catch(() => {});
}

// In one go: another notice may have been noted meanwhile.
function note(id) {
  return kept("shown", (store) => {
    const asked = store.get("ids");
    asked.onsuccess = () => store.put([...(asked.result ?? []), id].slice(-SHOWN), "ids");
    return asked;
  });
}

// The others are counted first: a browser that is asked for its notices while it draws one takes that one for gone, and
// its tap for nothing.
async function show({ title, actions = [], navigate, data = {}, ...more }) {
  const others = (await unseen()).filter(({ tag }) => tag !== more.tag);
  await registration.showNotification(title, {
    icon: ICON, renotify: !more.silent, ...more, data: { ...data, navigate },
    actions: actions.map(({ action, title }) => ({ action, title })),
  });
  await badge(others.length + (more.silent ? 0 : 1));
}

const unseen = async () => (await registration.getNotifications().catch(() => [])).filter(({ silent }) => !silent);
const badge = (count) => (count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.());

self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  const { navigate, ...answers } = notification.data;
  const answer = action && answers[action];
  const counted = unseen().then(({ length }) => badge(length));
  event.waitUntil(Promise.all([counted, answer ? tell({ ...answer, tag: notification.tag, navigate }) : open(navigate)]));
});

async function open(link) {
  const url = new URL(link, location.origin);
  if (url.origin !== location.origin) return;
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => one.url === url.href) ?? windows[0];
  if (!there) return void (await clients.openWindow(url.href));
  await there.focus().catch(() => {}); // another may hold the screen
  if (there.url !== url.href) await there.navigate(url.href);
}

// An answer is kept until the town has heard it, whenever the worker may be ended; nothing is promised before that.
async function tell(answer) {
  if (new URL(answer.url, location.origin).origin !== location.origin) return;
  const isKept = await kept("answers", (store) => store.put(answer, answer.token)).then(() => true, () => false);
  if (await sendAnswer(answer)) return;
  if (!isKept) return show({ title: WORDS.sorry, body: WORDS.look, navigate: answer.navigate, tag: answer.tag });
  await registration.sync?.register("answers").catch(() => {}); // else at the next start
  await show({ title: WORDS.saved, body: WORDS.later, tag: answer.tag, navigate: answer.navigate, silent: true });
}

async function sendAnswer(answer) {
  const said = await post(answer.url, answer.token);
  if (!said) return false;
  await kept("answers", (store) => store.delete(answer.token)).catch(() => {});
  await show({ silent: false, ...said, tag: said.tag ?? answer.tag });
  return true;
}

// What the town says to an answer; null when it could not be asked, had no time, or the line is there and carries nothing.
async function post(url, token) {
  const answer = await fetch(url, {
    method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ token }),
    ...inTime(),
  }).catch(() => null);
  if (!answer || answer.status >= 500 || answer.status === 429) return null;
  const said = await answer.json().catch(() => null);
  return said?.title ? said : { title: WORDS.sorry, body: WORDS.look, navigate: "/me" };
}

async function tellAll() {
  if (!(await indexedDB.databases()).some(({ name }) => name === "gather")) return;
  const waiting = await kept("answers", (store) => store.getAll());
  for (const answer of waiting) if (!(await sendAnswer(answer))) return;
}

const tellOnce = () => navigator.locks.request("answers", { ifAvailable: true }, (free) => free && tellAll());
self.addEventListener("sync", (event) => event.tag === "answers" && event.waitUntil(tellOnce()));
self.addEventListener("message", (event) => event.data === "send" && event.waitUntil(tellOnce()));

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event.newSubscription));
});

async function renew(present) {
  const { key } = await (await fetch("/push/key")).json();
  const subscription = present ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  await fetch("/push/subscriptions", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(subscription),
  });
}

// One request to the phone's own store; signing out empties it.
function kept(name, ask) {
  return new Promise((done, fail) => {
    const opening = indexedDB.open("gather", 1);
    opening.onupgradeneeded = () => ["answers", "shown"].forEach((store) => opening.result.createObjectStore(store));
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction(name, "readwrite");
      const request = ask(change.objectStore(name));
      change.oncomplete = () => (opening.result.close(), done(request.result));
      change.onabort = () => (opening.result.close(), fail(change.error)); // a full phone may say so at the end only
    };
  });
}
