// Everything a page does with a script; without one every page works all the same.
import { lookAfterBadge } from "./badge.js";
import { copy } from "./copy.js";
import { count } from "./count.js";
import { echo } from "./echo.js";
import { focusSummary } from "./focus-summary.js";
import { install } from "./install.js";
import { hearLeaving } from "./leave.js";
import { listen } from "./listen.js";
import { hearOutbox, outbox } from "./outbox.js";
import { passkey } from "./passkey.js";
import { print } from "./print.js";
import { lookAfterPush, push } from "./push.js";
import { registerWorker } from "./register-worker.js";
import { share } from "./share.js";
import { shownWhen } from "./shown-when.js";

const behaviours = [copy, count, echo, shownWhen, focusSummary, install, listen, outbox, passkey, print, push, share];

function enliven(root) {
  for (const behaviour of behaviours) behaviour(root);
}

enliven(document);
document.addEventListener("htmx:after:swap", () => enliven(document));
hearOutbox();
hearLeaving();
registerWorker();
lookAfterBadge();
lookAfterPush().catch(() => {}); // without signal: at the next start
