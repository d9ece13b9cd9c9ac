// One button for the phone's own way to share; where there is none, the plain links to a text and an e-mail stay.
export function share(root) {
  if (!navigator.share) return;
  for (const part of root.querySelectorAll("[data-share]:not([data-ready])")) {
    part.dataset.ready = "";
    const { share: text, shareUrl: url, shareLabel: label } = part.dataset;
    const button = document.createElement("button");
    button.className = "btn alt mini";
    button.textContent = label;
    button.addEventListener("click", () => navigator.share({ text, url }).catch(() => {})); // closing it is no error
    part.replaceChildren(button);
  }
}
