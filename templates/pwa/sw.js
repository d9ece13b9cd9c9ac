// The shell of the app on the phone: what every page needs, and a kind page for no signal.
// Pages always come from the network; nothing of a person is kept here.
const SHELL = {{ files|tojson }};
const CACHE = "shell-" + SHELL.join().split("").reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) | 0, 7);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (SHELL.includes(url.pathname) && url.pathname !== "/offline") {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match("/offline")));
  }
});
{% include "pwa/notices.js" %}
