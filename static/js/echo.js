// Says in words, in the bar at the bottom, which time was picked above.
export function echo(root) {
  for (const form of root.querySelectorAll("form[data-echo]:not([data-ready])")) {
    form.dataset.ready = "";
    const say = () => {
      const picked = form.querySelector("input[data-words]:checked");
      const place = document.querySelector(form.dataset.echo);
      if (picked && place) place.textContent = picked.dataset.words;
    };
    form.addEventListener("change", say);
    say();
  }
}
