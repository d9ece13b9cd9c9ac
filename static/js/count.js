// A number between a minus and a plus petal: two big buttons beside the plain number field.
export function count(root) {
  for (const box of root.querySelectorAll("[data-count]:not([data-ready])")) {
    box.dataset.ready = "";
    const field = box.querySelector("input");
    field.before(button(box.dataset.less, "−", () => step(field, -1)));
    field.after(button(box.dataset.more, "+", () => step(field, 1)));
  }
}

function button(label, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function step(field, by) {
  const least = Number(field.min || 0);
  const most = Number(field.max || Infinity);
  field.value = Math.min(most, Math.max(least, Number(field.value || 0) + by));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
