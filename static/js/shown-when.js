// Hides a question until the answer that makes it matter is picked; without a script all questions show.
export function shownWhen(root) {
  for (const part of root.querySelectorAll("[data-shown-when]:not([data-ready])")) {
    part.dataset.ready = "";
    const [name, value] = part.dataset.shownWhen.split("=");
    const form = part.closest("form");
    const update = () => {
      part.hidden = form.elements[name].value !== value && !part.querySelector("[aria-invalid]");
    };
    form.addEventListener("change", update);
    window.addEventListener("pageshow", update); // Back brings old answers with it
    update();
  }
}
