// Reads a page aloud, sentence by sentence, in a voice of the device itself: no word of it goes to anybody else.
// Without a voice for the page's language the button stays hidden (RULES L4).
const SILENT = "[hidden],[aria-hidden=true],.vh,script,svg,select,textarea";
let reading; // the run that is under way; each new one has its own mark

export function listen(root) {
  const button = root.querySelector("[data-listen]:not([data-ready])");
  if (!button || !window.speechSynthesis) return;
  Object.assign(button.dataset, { ready: "", label: button.ariaLabel });
  const show = () => (button.hidden = !voice());
  show();
  speechSynthesis.addEventListener?.("voiceschanged", show); // many browsers learn of their voices only later
  button.addEventListener("click", () => (reading ? stop() : readAloud(button)));
  for (const gone of ["pagehide", "htmx:before:swap"]) addEventListener(gone, stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
}

function voice() {
  const [wanted] = document.documentElement.lang.split("-");
  const plain = (found) => found.lang.replace("_", "-").toLowerCase();
  const able = speechSynthesis.getVoices().filter((one) => one.localService && plain(one).split("-")[0] === wanted);
  return able.find((one) => plain(one) === navigator.language.toLowerCase()) ?? able[0];
}

async function readAloud(button) {
  const mine = (reading = { button });
  showWord(button, button.dataset.stop, button.dataset.stop);
  for (const range of sentences(document.querySelector("main"), document.documentElement.lang)) {
    mark(range);
    if (!(await spoken(range.toString())) || reading !== mine) return reading === mine && stop();
  }
  stop();
}

function stop() {
  if (!reading) return;
  const { button } = reading;
  reading = undefined;
  speechSynthesis.cancel();
  showWord(button, button.dataset.listen, button.dataset.label);
  mark();
}

function showWord(button, word, label) {
  button.lastElementChild.textContent = word;
  button.setAttribute("aria-label", label);
}

function spoken(words) {
  const speech = new SpeechSynthesisUtterance(words);
  speech.voice = voice();
  speech.lang = document.documentElement.lang;
  return new Promise((done) => {
    speech.onend = () => done(true);
    speech.onerror = () => done(false);
    speechSynthesis.speak(speech);
  });
}

function mark(range) {
  document.querySelector(".spoken")?.classList.remove("spoken");
  globalThis.CSS?.highlights?.delete("spoken");
  if (!range) return;
  const block = range.startContainer.parentElement;
  block.scrollIntoView({ block: "nearest" });
  if (globalThis.Highlight) CSS.highlights.set("spoken", new Highlight(range));
  else block.classList.add("spoken");
}

// The sentences a visitor sees, in their order; a block of text never runs into the next.
export function* sentences(root, lang) {
  const splitter = new Intl.Segmenter(lang, { granularity: "sentence" });
  for (const nodes of blocks(root)) {
    const text = nodes.map((node) => node.data).join("");
    for (const { segment, index } of splitter.segment(text)) {
      if (!/[\p{L}\p{N}]/u.test(segment)) continue;
      const range = document.createRange();
      range.setStart(...at(nodes, index + segment.length - segment.trimStart().length));
      range.setEnd(...at(nodes, index + segment.trimEnd().length));
      yield range;
    }
  }
}

function* blocks(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let [nodes, block] = [[], null];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(SILENT) || parent.checkVisibility?.() === false) continue;
    let around = parent;
    while (around !== root && getComputedStyle(around).display === "inline") around = around.parentElement;
    if (around !== block && nodes.length) {
      yield nodes;
      nodes = [];
    }
    block = around;
    nodes.push(node);
  }
  if (nodes.length) yield nodes;
}

function at(nodes, place) {
  for (const node of nodes) {
    if (place <= node.length) return [node, place];
    place -= node.length;
  }
  return [nodes.at(-1), nodes.at(-1).length];
}
