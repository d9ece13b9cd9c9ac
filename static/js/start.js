// Stands behind the style sheet and so runs when that is there. The scripts are asked for once the page is drawn: on a
// slow line nothing comes before what can be read.
// "scripts" on the page keeps the shape that the scripts will give it, so that nothing moves when they come.
const page = document.documentElement.classList;
const addresses = document.currentScript.dataset.then.split(" ");
const LONGEST_MS = 1500; // a page in the background is not drawn, and a browser may not say when it drew
const fetchScripts = () => {
  for (const address of addresses.splice(0)) {
    const script = document.createElement("script");
    script.src = address;
    script.async = false; // one after the other, as they are named
    script.onerror = () => page.remove("scripts"); // they did not come: everything shows, as without any
    if (!address.includes("htmx")) script.type = "module";
    document.head.append(script);
  }
};
page.add("scripts");
new PerformanceObserver(fetchScripts).observe({ type: "paint" });
setTimeout(fetchScripts, LONGEST_MS);

// A page that the browser kept whole for Back hears of nothing: at its return it looks whether somebody signed out
// meanwhile. It may have been left before any script came, so this stands here. With signal the town has the browser
// empty this note too.
const LEFT = "left";
window.addEventListener("submit", ({ target }) => "pushLeave" in target.dataset && localStorage.setItem(LEFT, Date.now()));
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted && localStorage.getItem(LEFT) > performance.timeOrigin) location.reload();
});
