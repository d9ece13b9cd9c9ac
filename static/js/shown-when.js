// Hides a question until an answer that makes it matter is picked ("name=one|another").
// Without a script all questions show.
export function shownWhen(root) {
  for (const part of root.querySelectorAll("[data-shown-when]:not([data-ready])")) {
    part.dataset.ready = "";
    const [name, values] = part.dataset.shownWhen.split("=");
    const form = part.closest("form");
    const update = () => {
      part.hidden = !values.split("|").includes(form.elements[name].value) && !part.querySelector("[aria-invalid]");
    };
    form.addEventListener("change", update);
    window.addEventListener("pageshow", update); // Back brings old answers with it
    update();
  }
}
