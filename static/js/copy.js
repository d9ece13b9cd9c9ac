// A button that copies a link; without a script, or where the phone does not let us, the words beside it say how.
export function copy(root) {
  if (!navigator.clipboard) return;
  for (const place of root.querySelectorAll("[data-copy]:not([data-ready])")) {
    place.dataset.ready = "";
    const button = document.createElement("button");
    button.className = "btn alt mini";
    button.textContent = place.dataset.copyWords;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(place.dataset.copy);
      button.textContent = place.dataset.copiedWords;
    });
    place.prepend(button);
  }
}
