// A form that may wait for signal: data-outbox says what waits, -whose in whose name, -back where to look if it fails.
// The worker keeps and sends it (templates/pwa/outbox.js), and its word on how it stands is shown on every page.
const THE_LIST = { target: "#unsent", select: "#unsent > *", swap: "innerHTML" }; // all else on the page stays

export function outbox(root) {
  for (const form of root.querySelectorAll("form[data-outbox]:not([data-waits])")) {
    form.dataset.waits = "";
    form.addEventListener("formdata", ({ formData }) => {
      const { outbox: label, outboxWhose: whose, outboxBack } = form.dataset;
      const back = outboxBack ?? location.pathname + location.search;
      formData.set("outbox", JSON.stringify({ label, whose, back }));
    });
  }
}

export function hearOutbox() {
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data.link && tell(data));
}

function tell({ outbox: words, look, link, isNews }) {
  if (location.pathname === link) return isNews && htmx.ajax("GET", link, THE_LIST);
  if (!words) return document.getElementById("unsent-news")?.remove(); // it was somebody else's, and is gone
  const toast = document.getElementById("unsent-news") ?? document.createElement("div");
  const [said, there] = [document.createElement("span"), document.createElement("a")];
  Object.assign(toast, { id: "unsent-news", className: "toast update", role: "status" });
  said.textContent = words;
  Object.assign(there, { href: link, textContent: look });
  toast.replaceChildren(said, there);
  document.body.prepend(toast);
}
