// One button for the phone's own way to share, with a picture where it takes one; else the plain links stay.
const SIDE = 1080; // pixels

export function share(root) {
  if (!navigator.share) return;
  for (const part of root.querySelectorAll("[data-share]:not([data-ready-share])")) {
    part.dataset.readyShare = "";
    const button = document.createElement("button");
    button.className = "btn alt mini";
    button.textContent = part.dataset.shareLabel;
    button.addEventListener("click", async () => {
      const plain = { text: part.dataset.share, url: new URL(part.dataset.shareUrl, location.origin).href };
      const withPicture = await addPicture(plain, part).catch(() => plain);
      await navigator.share(withPicture).catch(() => {}); // closing it is no error
    });
    part.replaceChildren(button);
  }
}

// Beside a file many phones drop the address, so it goes into the words.
async function addPicture({ text, url }, part) {
  const picture = await draw(JSON.parse(part.dataset.sharePicture));
  const files = [new File([picture], "gather-round.png", { type: "image/png" })];
  return navigator.canShare?.({ files }) ? { files, text: `${text} ${url}` } : { text, url };
}

async function draw({ title, lines, symbol, sprite, town }) {
  const style = getComputedStyle(document.documentElement);
  const [ground, ink, font] = ["--sun", "--on-sun", "--head"].map((name) => style.getPropertyValue(name));
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const pen = canvas.getContext("2d");
  Object.assign(pen, { fillStyle: ground, textAlign: "center", direction: document.dir || "ltr" });
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.drawImage(await drawing(sprite, symbol, ink), SIDE / 2 - 150, 110, 300, 300);
  pen.fillStyle = ink;
  let line = 520;
  const write = (words, size, weight) => {
    pen.font = `${weight} ${size}px ${font}`;
    for (const row of rowsOf(pen, words)) pen.fillText(row, SIDE / 2, (line += size * 1.15));
  };
  write(title, 92, 800);
  for (const words of lines) write(words, 54, 600);
  line = SIDE - 120;
  write(town, 44, 700);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail()), "image/png"));
}

function rowsOf(pen, words) {
  const rows = [""];
  for (const word of words.split(" ")) {
    const longer = `${rows.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width <= SIDE - 160 || !rows.at(-1)) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows.slice(0, 3);
}

async function drawing(sprite, symbol, ink) {
  const all = new DOMParser().parseFromString(await (await fetch(sprite)).text(), "image/svg+xml");
  const inside = all.getElementById(symbol).innerHTML;
  const alone = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256" width="300" height="300" fill="${ink}">${inside}</svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(alone)}`;
  await image.decode();
  return image;
}
