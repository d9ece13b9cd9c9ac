// Notices on this phone: begun by a tap and never on load, looked after at each start, gone with whoever signs out.
const KEPT = "push"; // what the town was told of this phone, and on which day
const SIGNAL_COMES = [0, 2000, 15000]; // milliseconds: "online" is said before anything gets through
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
export const onApple = /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

export function push(root) {
  for (const part of root.querySelectorAll("[data-push-ask]:not([data-ready])")) {
    part.dataset.ready = "";
    part.hidden = able ? Notification.permission === "denied" : !onApple;
    const yes = part.querySelector("[data-push-yes]");
    yes.hidden = !able; // an iPhone is able once we are on its home screen
    yes.addEventListener("click", () => begin(part, yes));
    const help = part.querySelector("[data-on-iphone]");
    if (help) help.hidden = able || !onApple;
  }
  for (const form of root.querySelectorAll("form[data-push-leave]:not([data-ready])")) {
    form.dataset.ready = "";
    form.addEventListener("submit", (event) => leaveFirst(event, form));
  }
}

async function begin(part, yes) {
  yes.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") return say(part, part.dataset.refused);
    const answer = await send(await subscribe(yes.dataset.pushKey), [yes.dataset.pushYes]);
    if (answer.ok) return location.reload();
    say(part, (await answer.json()).detail);
  } catch {
    say(part, part.dataset.failed);
  }
  yes.disabled = false;
}

function say(part, words) {
  part.querySelector("[data-push-said]").textContent = words;
}

async function subscribe(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const present = await pushManager.getSubscription();
  if (present && keyOf(present) === key) return present;
  await present?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function keyOf(subscription) {
  const bytes = String.fromCharCode(...new Uint8Array(subscription.options.applicationServerKey));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function send(subscription, wants = []) {
  const answer = await fetch("/push/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...subscription.toJSON(), wants }),
  });
  if (answer.ok) localStorage.setItem(KEPT, JSON.stringify({ told: told(subscription), day: today() }));
  return answer;
}

const told = (subscription) => JSON.stringify(subscription.toJSON());
const today = () => new Date().toDateString();

// At each start: what this phone has is what the town knows; iPhones say nothing when it changes.
export async function lookAfterPush() {
  sendWhatWaits(); // signal may have come before this script, and not carry anything yet
  window.addEventListener("online", sendWhatWaits);
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  if (!kept || !able || Notification.permission !== "granted") return;
  const { pushManager } = await navigator.serviceWorker.ready;
  const present = await pushManager.getSubscription();
  if (present && told(present) === kept.told && kept.day === today()) return;
  const { key } = await (await fetch("/push/key")).json();
  const answer = await send(await subscribe(key));
  if ([401, 403, 409].includes(answer.status)) await leave(); // the town knows nobody here any more
}

async function sendWhatWaits() {
  const worker = await navigator.serviceWorker?.ready;
  for (const wait of SIGNAL_COMES) setTimeout(() => worker?.active?.postMessage("send"), wait);
}

async function leaveFirst(event, form) {
  if ("left" in form.dataset) return;
  event.preventDefault();
  form.dataset.left = "";
  await Promise.race([leave().catch(() => {}), new Promise((later) => setTimeout(later, 1500))]);
  form.requestSubmit();
}

async function leave() {
  localStorage.removeItem(KEPT);
  for (const name of ["gather", "outbox"]) indexedDB.deleteDatabase(name);
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const notice of (await worker?.getNotifications()) ?? []) notice.close();
  await (await worker?.pushManager?.getSubscription())?.unsubscribe();
}
