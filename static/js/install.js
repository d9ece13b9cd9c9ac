// On the home screen: asked in one visit, the second or the one of a first booking, and never again.
import { onApple } from "./push.js";

const VISITS = "visits"; // how many there were, and in which one the question stood
const ANSWER = "install"; // a cookie: a no outlives signing out, which empties everything else
let browsersOwn; // the browser's own question, for whoever says yes

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  browsersOwn = event;
  install(document);
});
window.addEventListener("appinstalled", () => answered("yes"));

export function install(root) {
  const part = root.querySelector("[data-install]");
  if (!part || !(browsersOwn || isIphonesBrowser()) || document.cookie.includes(`${ANSWER}=`)) return;
  try {
    if (!isItsTime("installNow" in part.dataset)) return;
  } catch {
    return; // nothing can be kept here, a no neither: so nothing is asked
  }
  part.querySelector("[data-on-iphone]").hidden = Boolean(browsersOwn);
  const yes = part.querySelector("[data-install-yes]");
  yes.hidden = !browsersOwn;
  yes.onclick = async () => {
    const { outcome } = (await browsersOwn?.prompt()) ?? {};
    answered(outcome === "accepted" ? "yes" : "no");
  };
  const no = part.querySelector("[data-install-no]");
  no.className = browsersOwn ? "btn big" : "btn alt"; // beside a yes it weighs the same; alone it only closes
  no.onclick = () => answered("no");
  part.hidden = false;
}

const isIphonesBrowser = () => onApple && !navigator.standalone && !matchMedia("(display-mode: standalone)").matches;

function isItsTime(hasBooked) {
  const { visits, asked } = countVisit();
  if (asked ? asked !== visits : visits < 2 && !hasBooked) return false;
  localStorage.setItem(VISITS, JSON.stringify({ visits, asked: visits }));
  return true;
}

function countVisit() {
  const known = JSON.parse(localStorage.getItem(VISITS) ?? '{"visits":0,"asked":0}');
  const goesOn = document.referrer.startsWith(location.origin); // so that signing out leaves nothing, this neither
  if (goesOn || sessionStorage.getItem(VISITS)) return known;
  sessionStorage.setItem(VISITS, "counted");
  known.visits += 1;
  localStorage.setItem(VISITS, JSON.stringify(known));
  return known;
}

function answered(answer) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${ANSWER}=${answer}; path=/; max-age=34560000; samesite=lax${secure}`;
  for (const part of document.querySelectorAll("[data-install]")) part.hidden = true;
}

try {
  countVisit();
} catch {} // a browser that keeps nothing for us
