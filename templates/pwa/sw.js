// The phone without signal. Pages come from the town; where it is slow or away a saved copy stands in, and says how old
// it is. Copies stand in one person's name, a hash that comes with every answer, and go when somebody else is there.
const SHELL = {{ shell|tojson }};
const SHELL_CACHE = "shell-{{ version }}";
const NOTES = {{ notes|tojson }};
const LANGUAGE = {{ locale|tojson }};
const PATIENCE = 3000; // milliseconds
const EVERYBODY = "pages-everybody", NOBODY = "pages-nobody";

// What may be kept, and how many of each: the first rule that fits. What has no rule is never kept.
const RULES = [
  [/^\/me$/, Infinity],
  [/^\/(bookings|waiting)\/[\w-]+(\/cancellation)?$/, Infinity],
  [/^\/(events(\/[\w-]+)?)?$/, 60],
  [/./, 0],
];
const most = (url) => RULES.find(([path]) => path.test(new URL(url).pathname))[1];

let owner, hasSent, era = 0; // what was asked before another came is not kept

self.addEventListener("install", (event) => {
  const filled = caches.open(SHELL_CACHE).then((cache) => cache.addAll(SHELL));
  event.waitUntil(filled.catch((error) => error instanceof TypeError && Promise.reject(error))); // full: without
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("shell-") && name !== SHELL_CACHE;
  event.waitUntil(Promise.all([drop(isOld), registration.navigationPreload?.enable(), begin()]).catch(() => {}));
});

// The page that brought the worker was there before it: a pass that was opened once opens again.
async function begin() {
  await clients.claim();
  for (const { url } of await clients.matchAll()) if (most(url)) await learn(new Request(url), await fetch(url), era);
}

self.addEventListener("message", ({ data }) => data === "update" && skipWaiting());

self.addEventListener("fetch", (event) => {
  const { url, method, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin) return;
  if (method === "POST" && mode === "navigate") event.respondWith(submit(event));
  else if (method !== "GET") return;
  else if (SHELL.includes(pathname)) event.respondWith(shell(event.request));
  else if (mode === "navigate" || part(event.request)) event.respondWith(answer(event));
});

// The id of the element that htmx asks for; its requests are no navigations.
function part({ headers }) {
  return headers.get("HX-Request-Type") === "partial" && headers.get("HX-Target")?.split("#")[1];
}

async function shell(request) {
  const { pathname } = new URL(request.url);
  const kept = await caches.match(pathname, { cacheName: SHELL_CACHE }).catch(() => null);
  return kept ? (pathname === UNSENT ? unsentPage(kept) : kept) : fetch(request);
}

async function answer(event) {
  const { request } = event, { url } = request, began = era;
  const asked = (async () => ((await leaveFirst(event)) ? null : await event.preloadResponse) ?? fetch(request))();
  event.waitUntil(asked.then((said) => learn(request, most(url) ? said.clone() : said, began)).catch(() => {}));
  const copy = await saved(request).catch(() => null);
  const late = copy && new Promise((done) => setTimeout(done, PATIENCE)).then(() => dated(copy, NOTES.slow));
  return Promise.race([asked, late ?? asked]).catch(() => (copy ? dated(copy, NOTES.away) : offline(request)));
}

async function learn(request, said, began, isAhead) {
  const whose = `pages-${said.headers.get("Gather-Phone")}`;
  if (whose === "pages-null" || said.redirected || began !== era) return;
  if (owner !== whose) await comes(whose);
  if (!most(request.url) || said.status !== 200 || whose === NOBODY) return;
  const id = part(request), base = id && (await find(request.url, { ignoreSearch: true }));
  if (id && !base) return;
  const text = await said.text(), has = (path) => caches.match(path, { cacheName: whose, ignoreVary: true });
  const isNew = hasSent || !(await has(request.url));
  await keep(whose, request.url, id ? await cut(base, id, text) : text, (base || said).headers);
  if (!isAhead && whose !== EVERYBODY) await lookAhead(new URL(request.url).pathname, has, isNew);
}

const drop = async (which) => Promise.all((await caches.keys()).filter(which).map((name) => caches.delete(name)));

async function keep(whose, url, html, headers) {
  const cache = await caches.open(whose), kept = new Headers(headers);
  kept.delete("Content-Encoding");
  kept.set("Gather-Saved", Date.now());
  await cache.put(url, new Response(html, { headers: kept })).catch(() => caches.delete(EVERYBODY)); // full: makes room
  const alike = (await cache.keys()).filter((one) => most(one.url) === most(url));
  for (const one of alike.slice(0, -most(url))) await cache.delete(one);
}

// My plans, their passes and how to give one back are kept before anybody asks for them.
async function lookAhead(path, has, isNew) {
  const get = async (address) => learn(new Request(address), await fetch(address), era, true);
  if (isNew && path.startsWith("/bookings/")) await get("/me");
  else if (path !== "/me" && (await has("/me"))) return;
  const ahead = new Set(["/me"]);
  for (const page of ahead) {
    const html = await ((await has(page)) ?? (await get(page), await has(page)))?.text();
    for (const [, link] of html?.matchAll(/href="(\/bookings\/[\w-]+(\/cancellation)?)"/g) ?? []) ahead.add(link);
  }
}

async function find(url, options) {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
  for (const cacheName of names.sort().reverse()) { // one's own before everybody's
    const found = await caches.match(url, { cacheName, ignoreVary: true, ...options });
    if (found) return found;
  }
}

async function saved(request) {
  const page = await find(request.url), id = part(request);
  return page && id ? new Response(await cut(page, id), { headers: page.headers }) : page;
}

// The element with this id out of a page; with `piece` the page, the element changed for it.
async function cut(page, id, piece) {
  const html = await page.text(), from = html.lastIndexOf("<", html.indexOf(` id="${id}"`));
  const tags = new RegExp(`<(/?)${/\w+/.exec(html.slice(from))[0]}\\b[^>]*>`, "g");
  tags.lastIndex = from;
  let depth = 0;
  do depth += tags.exec(html)[1] ? -1 : 1; while (depth);
  return piece ? html.slice(0, from) + piece + html.slice(tags.lastIndex) : html.slice(from, tags.lastIndex);
}

async function dated(copy, note) {
  const minutes = Math.max(1, Math.round((Date.now() - copy.headers.get("Gather-Saved")) / 6e4)); // clocks go back
  const [count, unit] = [[minutes / 1440, "day"], [minutes / 60, "hour"], [minutes, "minute"]].find(([one]) => one >= 1);
  const said = note.replace("{age}", new Intl.RelativeTimeFormat(LANGUAGE).format(-Math.floor(count), unit));
  const html = (await copy.text()).replace(/<main[^>]*>|^\s*<(?!!)[^>]+>/, (tag) => tag + said);
  return new Response(html, { headers: copy.headers }); // a new one: the address bar keeps what was asked for
}

async function offline(request) {
  const id = part(request), page = await caches.match("/offline").catch(() => null);
  if (!page) return Response.error();
  const again = request.method === "POST" ? `href="${plain(request.referrer || "/me")}"` : 'href=""';
  const html = id ? `<div id="${id}">${NOTES.none}</div>` : (await page.text()).replace('href=""', again);
  return new Response(html, { headers: page.headers });
}
{% include "pwa/outbox.js" %}
{% include "pwa/notices.js" %}
