// Lets the phone keep what it needs to open without signal. A newer version waits until somebody asks for it; then the
// page is loaded once more, and what was typed comes back. Other open pages go on as they are.
const TYPED = "typed"; // what was in the forms of a page that is loaded anew

export function registerWorker() {
  if (!("serviceWorker" in navigator)) return;
  try {
    giveBack();
  } catch {} // a browser that keeps nothing for us
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
}

async function register() {
  const found = await navigator.serviceWorker.register("/sw.js").catch(() => null); // then: without
  found?.addEventListener("updatefound", () => found.installing?.addEventListener("statechange", () => offer(found)));
  if (found) offer(found);
}

function offer({ waiting, active }) {
  const box = document.getElementById("update");
  if (!box || !waiting || !active) return;
  box.hidden = false;
  const button = box.querySelector("button");
  button.onclick = () => {
    button.disabled = true;
    keepTyped();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("update");
  };
}

const fields = () => [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")];

function keepTyped() {
  const values = fields().map(({ name, type, value, checked }) => ({ name, type, value, checked }));
  if (values.length) sessionStorage.setItem(TYPED, JSON.stringify({ page: location.href, values }));
}

function giveBack() {
  const kept = JSON.parse(sessionStorage.getItem(TYPED) ?? "null");
  sessionStorage.removeItem(TYPED);
  if (kept?.page !== location.href) return;
  const now = fields();
  for (const { name, type, value, checked } of kept.values) {
    const named = now.filter((one) => one.name === name && one.type === type);
    const field = /radio|checkbox/.test(type) ? named.find((one) => one.value === value) : named[0];
    if (!field || type === "file") continue;
    if (field.checked !== checked) field.checked = checked;
    if (field.value !== value) field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
