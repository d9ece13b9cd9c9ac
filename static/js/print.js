// A button that prints the page; without a script the words say where to find that.
export function print(root) {
  for (const words of root.querySelectorAll("[data-print-words]:not([data-ready])")) {
    words.dataset.ready = "";
    const button = document.createElement("button");
    button.className = "btn big";
    button.textContent = words.dataset.printWords;
    button.addEventListener("click", () => window.print());
    words.replaceChildren(button);
  }
}
