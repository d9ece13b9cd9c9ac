// Signing in by a touch: the phone is asked, its answer goes into the form, and the form is sent like any other.
const LAST = "passkey"; // the id of what was sent last, should the town not know it any more
let waiting; // the question that stands at the address field until somebody taps

export function passkey(root) {
  for (const form of root.querySelectorAll("form[data-passkey]:not([data-ready])")) {
    form.dataset.ready = "";
    prepareTouch(form);
  }
  const field = root.querySelector("[data-passkey-can]");
  if (field) canTouch().then((can) => (field.value = can ? "yes" : ""));
  keepInStep(root).catch(() => {});
}

async function canTouch() {
  if (!window.PublicKeyCredential || !navigator.credentials) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

async function prepareTouch(form) {
  form.addEventListener("submit", (event) => (event.preventDefault(), askTouch(form)));
  const can = await canTouch();
  form.hidden = !can;
  showOtherWay(!can);
  if ("passkeyWaits" in form.dataset && (await PublicKeyCredential?.isConditionalMediationAvailable?.())) askTouch(form, true);
}

function showOtherWay(shown) {
  for (const part of document.querySelectorAll("[data-passkey-else]")) part.hidden = !shown;
}

async function askTouch(form, quietly = false) {
  const said = form.querySelector("[data-passkey-said]");
  const { passkey: kind, passkeyOptions } = form.dataset;
  waiting?.abort();
  waiting = new AbortController();
  try {
    const publicKey = fromJson(kind, JSON.parse(passkeyOptions));
    const mediation = quietly ? "conditional" : undefined;
    const credential = await navigator.credentials[kind]({ publicKey, signal: waiting.signal, mediation });
    form.elements.credential.value = JSON.stringify(toJson(credential));
    sessionStorage.setItem(LAST, JSON.stringify({ rpId: publicKey.rpId, credentialId: credential.id }));
    form.submit();
  } catch (problem) {
    if (quietly || problem.name === "AbortError") return;
    const reason = { NotAllowedError: "cancelled", InvalidStateError: "known" }[problem.name] ?? "failed";
    said.textContent = form.dataset[reason];
    showOtherWay(true);
    if ("passkeyWaits" in form.dataset) askTouch(form, true);
  }
}

// What was removed here goes from the phone's own list as well, where the phone lets us say so.
async function keepInStep(root) {
  const accepted = root.querySelector("[data-passkey-accepted]")?.dataset.passkeyAccepted;
  if (accepted) await window.PublicKeyCredential?.signalAllAcceptedCredentials?.(JSON.parse(accepted));
  if (!root.querySelector("[data-passkey-unknown]")) return;
  await window.PublicKeyCredential?.signalUnknownCredential?.(JSON.parse(sessionStorage.getItem(LAST)));
}

// Older browsers have passkeys, but neither parse…FromJSON nor a toJSON that works.
function fromJson(kind, options) {
  const parse = kind === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  if (PublicKeyCredential[parse]) return PublicKeyCredential[parse](options);
  const inBytes = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));
  const { user, excludeCredentials, allowCredentials } = options;
  return {
    ...options, challenge: toBytes(options.challenge), user: user && { ...user, id: toBytes(user.id) },
    excludeCredentials: inBytes(excludeCredentials), allowCredentials: inBytes(allowCredentials),
  };
}

function toJson(credential) {
  try {
    return credential.toJSON();
  } catch {
    const { id, rawId, type, response } = credential;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const given = parts.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
    return { id, type, rawId: toText(rawId), response: { ...Object.fromEntries(given), transports: response.getTransports?.() } };
  }
}

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
