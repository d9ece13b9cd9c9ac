// Stands behind the style sheet and so runs when that is there: on a slow line all else waits until the page is drawn.
// "scripts" on the page keeps the shape that the scripts will give it, so that nothing moves when they come.
const page = document.documentElement.classList;
page.add("scripts");
for (const address of document.currentScript.dataset.then.split(" ")) {
  const script = document.createElement("script");
  script.src = address;
  script.async = false; // one after the other, as they are named
  script.onerror = () => page.remove("scripts"); // they did not come: everything shows, as without any
  if (!address.includes("htmx")) script.type = "module";
  document.head.append(script);
}
