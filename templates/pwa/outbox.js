// What was tapped without signal: kept with its key, shown as waiting, sent with a fresh token, once. Nothing is called
// done before the town has said so. A form says that it may wait by its field "outbox" (static/js/outbox.js).
const UNSENT = "/offline/unsent";
const ROWS = {{ rows|tojson }};
const LEAVES = /^\/(sign-out|me\/(forgotten|shared)-phone)/;
const TRIED = 10000; // milliseconds; a form is worth a longer wait than a page, and a line may be there and carry nothing
const inTime = () => ({ signal: AbortSignal.timeout(TRIED) });
const LEAVING = "leaving";
const sending = new Set();
let leftAt = 0, isGone = false; // something went that a list may still show

async function submit({ request }) {
  const { pathname } = new URL(request.url);
  if (pathname === UNSENT) return takeBack(await request.formData());
  if (LEAVES.test(pathname)) {
    const typed = await typedIn(request);
    for (const name of ["outbox", "gather"]) indexedDB.deleteDatabase(name);
    await forget();
    const said = await fetch(request).catch(() => leaveLater(request, typed));
    for (const page of await clients.matchAll({ includeUncontrolled: true })) page.postMessage({ left: true });
    return said;
  }
  const entry = await entryOf(request).catch(() => null); // a phone that keeps nothing sends, or says it could not
  const asked = entry?.isAgain ? putRight(request, entry) : fetch(request);
  hasSent = true;
  if (!entry) return asked.catch(() => offline(request));
  sending.add(entry.key);
  const tried = new Promise((_done, fail) => setTimeout(fail, TRIED));
  try {
    const said = await Promise.race([asked, tried]);
    await remove(entry.key);
    return said;
  } catch {
    asked.catch(() => {});
    await registration.sync?.register("outbox").catch(() => {}); // else with the next page, or when signal comes
    return Response.redirect(UNSENT, 303);
  } finally {
    sending.delete(entry.key);
  }
}

const typedIn = async (request) => new URLSearchParams(await request.clone().text());
const lasting = (typed) => [...typed].filter(([name]) => name !== "outbox" && name !== "csrf_token");

async function entryOf(request) {
  if (!request.headers.get("Content-Type")?.startsWith("application/x-www-form-urlencoded")) return null;
  const typed = await typedIn(request), about = typed.get("outbox");
  if (!about) return null;
  const body = lasting(typed), { url } = request, key = typed.get("key") ?? `${url}?${new URLSearchParams(body)}`;
  const entry = { ...JSON.parse(about), key, url, body, at: Date.now() };
  await outbox((store) => store.put(entry, key));
  return entry;
}

// Put right from the list of what waits, which has no token; the page that says what is wrong is the town's own. A list
// that stayed open may be another's: then it waits for who tapped it, like all else.
async function putRight({ url }, entry) {
  const { token, whose } = await whoIsThere();
  if (isOthers(entry, whose)) throw new Error(whose);
  return fetch(url, { method: "POST", body: signed(entry, token), redirect: "manual" }); // the browser goes on itself
}

async function whoIsThere() {
  const asked = await fetch("/offline/token", inTime()), { token } = await asked.json(), whose = asked.headers.get("Gather-Phone");
  await learn(new Request(asked.url), asked, era);
  return { token, whose };
}

const isOthers = (entry, whose) => entry.whose.startsWith("p-") && entry.whose !== whose;
const signed = ({ body }, token) => new URLSearchParams([...body, ["csrf_token", token]]);

async function takeBack(form) {
  await navigator.locks.request("outbox", () => remove(form.get("key")));
  return Response.redirect(UNSENT, 303);
}

// Whoever leaves takes every copy along; what is still on its way here is not kept either.
async function forget() {
  era += 1;
  owner = undefined;
  await drop((name) => name.startsWith("pages-"));
}

// When somebody else comes, copies and answers of the last one go; what waits for who tapped it still waits.
async function comes(whose) {
  if (owner) era += 1;
  owner = whose;
  await drop((name) => name.startsWith("pages-") && name !== whose && name !== EVERYBODY);
  const all = whose.startsWith("pages-p-") ? await unsent().catch(() => []) : [];
  for (const entry of all)
    if (isSettled(entry.state) && isOthers(entry, whose.slice("pages-".length))) await letGo(entry.key).catch(() => {});
}

// Without signal the town still knows the phone: it hears of the leaving before anything else is asked of it. It need
// not have the browser empty the phone, which would end this worker too (app/accounts/session.py).
async function leaveLater({ url }, typed) {
  const body = [...lasting(typed), ["emptied", ""]], about = { label: WORDS.leave, whose: "", back: "/", at: 0 };
  await outbox((store) => store.put({ key: LEAVING, url, body, ...about }, LEAVING));
  await registration.sync?.register("outbox").catch(() => {});
  return Response.redirect(UNSENT, 303);
}

async function leaveFirst({ timeStamp }) {
  const isLeaving = (await unsent().catch(() => [])).some(({ key }) => key === LEAVING);
  if (isLeaving) await navigator.locks.request("outbox", sendUnsent);
  return leftAt > timeStamp; // what was asked before that was asked with the old cookie
}

async function unsent() {
  if (!(await indexedDB.databases()).some(({ name }) => name === "outbox")) return [];
  const all = await outbox((store) => store.getAll());
  return all.filter(({ key }) => !sending.has(key)).sort((one, other) => one.at - other.at);
}

async function sendUnsent() {
  const all = await unsent(), waiting = all.filter(({ state }) => !state || state === "away");
  for (const { state, drawn, key } of all)
    if (state === "done" && drawn === "done") await remove(key);
  try {
    for (const entry of waiting) await send(entry);
  } finally {
    await tellPages();
  }
}

// Who is there, and the token, are asked for with each: the one before may have been the leaving.
async function send(entry, isAgain) {
  const { token, whose } = await whoIsThere(), isAway = isOthers(entry, whose);
  if (isAway && whose.startsWith("p-")) return letGo(entry.key);
  if (isAway) return outbox((store) => store.put({ ...entry, label: "", state: "away" }, entry.key));
  const said = await fetch(entry.url, { method: "POST", body: signed(entry, token), ...inTime() });
  hasSent = true;
  if (said.status === 400 && !isAgain) return send(entry, true); // a first cookie that came meanwhile has another token
  const isLeft = entry.key !== LEAVING || said.ok; // else nothing may follow it
  if (said.status >= 500 || said.status === 429 || !isLeft) throw new Error(said.status); // later
  if (entry.key === LEAVING) return left();
  const state = said.ok ? "done" : said.status === 422 ? "wrong" : "refused", body = state === "wrong" ? entry.body : [];
  const link = said.ok && said.redirected ? said.url : entry.back;
  await outbox((store) => store.put({ ...entry, body, state, link }, entry.key));
  if (!(await clients.matchAll({ type: "window" })).length && Notification.permission === "granted")
    await show({ title: entry.label, body: WORDS[state], tag: entry.key, navigate: UNSENT });
  if (said.ok && most(link)) await learn(new Request(link), await fetch(link, inTime()), era);
}

async function left() {
  leftAt = performance.now();
  await forget();
  await letGo(LEAVING);
}

const isSettled = (state) => /done|refused|wrong/.test(state);

// News for an open list is whatever it has not drawn: a page hears nothing before its scripts came.
async function tellPages() {
  const all = await unsent(), isNews = isGone || all.some(({ state = "waiting", drawn }) => state !== drawn);
  const unread = all.filter(({ state, drawn }) => !isSettled(state) || state !== drawn);
  const worst = ["refused", "wrong", "away", "done", "waiting"].find((one) => unread.some(({ state = "waiting" }) => state === one));
  const news = { outbox: WORDS[worst], look: WORDS.see, link: UNSENT, isNews };
  for (const page of await clients.matchAll()) if (worst || isNews) page.postMessage(news);
}

// In one go: it may have been sent meanwhile.
function noteDrawn({ key, state: drawn = "waiting" }) {
  return outbox((store) => {
    const asked = store.get(key);
    asked.onsuccess = () => asked.result && store.put({ ...asked.result, drawn }, key);
    return asked;
  });
}

// What was typed, as a form that can be sent once more, or wait once more.
function fieldsOf({ body, label, whose, back }) {
  const again = JSON.stringify({ label, whose, back, isAgain: true });
  return [...body, ["outbox", again]].map(([name, value]) =>
    `<input type="hidden" name="${plain(name)}" value="${plain(value)}">`).join("");
}

const plain = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

async function unsentPage(page) {
  isGone = false; // before the look: what goes meanwhile is news
  const all = await unsent().catch(() => []);
  for (const entry of all) await noteDrawn(entry).catch(() => {}); // a full phone shows it all the same
  const written = (entry, name) => (name === "fields" ? fieldsOf(entry) : plain(entry[name] || WORDS.something));
  const rows = all.map((entry) =>
    ROWS[entry.state ?? "waiting"].replace(/\{(\w+)\}/g, (_all, name) => written(entry, name)));
  const fill = (empty, start) => (rows.length ? `${start}${rows.join("")}</ul>` : empty);
  const html = (await page.text()).replace(/(<ul id="unsent"[^>]*>)[^]*?<\/ul>/, fill);
  return new Response(html, { headers: page.headers });
}

const sendOnce = () => navigator.locks.request("outbox", { ifAvailable: true }, (free) => free && sendUnsent());
self.addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(sendOnce()));
self.addEventListener("message", (event) => event.data === "send" && event.waitUntil(sendOnce().catch(() => {})));

async function letGo(key) {
  isGone = true;
  await remove(key);
}

const remove = (key) => outbox((store) => store.delete(key));

// One request to the store of what waits.
function outbox(ask) {
  return new Promise((done, fail) => {
    const opening = indexedDB.open("outbox", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("entries");
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction("entries", "readwrite");
      const request = ask(change.objectStore("entries"));
      change.oncomplete = () => (opening.result.close(), done(request.result));
      change.onabort = () => (opening.result.close(), fail(change.error));
    };
  });
}
