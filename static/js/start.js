// Stands behind the style sheet and so runs when that is there: on a slow line all else waits until the page is drawn.
for (const address of document.currentScript.dataset.then.split(" ")) {
  const script = document.createElement("script");
  script.src = address;
  script.async = false; // one after the other, as they are named
  if (!address.includes("htmx")) script.type = "module";
  document.head.append(script);
}
