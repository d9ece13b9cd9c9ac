// Somebody signed out in another tab: what stands here in their name goes too, and the town decides anew what to show.
// A form that everybody has stays as it is when something was typed into it.
const PUBLIC = /^\/($|events\b|slots\b|sign-in\b|reading\b)/;
let isGoing = false; // this is the tab itself where somebody signs out

export function hearLeaving() {
  window.addEventListener("submit", (event) => (isGoing ||= !event.defaultPrevented));
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data.left && !isGoing && !stays()) location.replace(location.pathname + location.search);
  });
}

const stays = () =>
  PUBLIC.test(location.pathname) && !document.querySelector("[data-outbox-whose]:not([data-outbox-whose=everybody])") &&
  [...document.querySelectorAll("main :is(input:not([type=hidden]), textarea)")].some(isTyped);

const isTyped = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;
