// What a person typed and has not saved, as this browser keeps it: encrypted (AES-GCM). Only a page of the
// same person opens it: the portal puts that person's own key on each (data-draft-key).
//
// The browser needs a moment to seal. For that moment, and where it cannot seal at all (an address without
// https), what was typed stands in clear: a tab closed meanwhile loses nothing. The person's next page
// seals what was left so. Any module that reads drafts imports this one and so waits until all are opened.

const { user, draftKey } = globalThis.document?.body?.dataset ?? {};
const firsts = (whose) => [`otop-rows:${whose}:`, `kept-form:${whose}:`];
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));

let key = Promise.resolve(null);
let isClosed = false;
const opened = new Map(); // name -> { data, secret }: what the sealed text of that name holds
const underWay = new Set(); // promises of what is being sealed

export function own(whose) {
  try {
    return Object.keys(localStorage).filter((name) => firsts(whose).some((first) => name.startsWith(first)));
  } catch {
    return []; // no storage in this browser
  }
}

/** Keep `secret` under a name of the person's own; what is in `plain` may be read by anybody at this machine.
    False where this browser cannot. */
export function write(name, secret, plain = {}) {
  if (isClosed) return true; // it lies sealed, and the page is being left
  try {
    const written = JSON.stringify({ ...plain, secret });
    localStorage.setItem(name, written);
    follow(seal(name, written));
    return true;
  } catch {
    return false;
  }
}

/** As it was written, plain and secret in one; null where there is nothing, or nothing that opens. */
export function read(name) {
  const lies = standing(name);
  if (!lies) return null;
  const { secret, sealed, ...plain } = lies;
  if (!sealed) return { ...plain, ...secret };
  return opened.get(name)?.data === sealed.data ? { ...plain, ...opened.get(name).secret } : null;
}

/** What anybody may read of it. */
export function readPlain(name) {
  const lies = standing(name);
  if (!lies) return null;
  const { secret, sealed, ...plain } = lies;
  return plain;
}

/** Change what anybody may read; the rest stays as it lies there. */
export function rewritePlain(name, plain) {
  localStorage.setItem(name, JSON.stringify({ ...standing(name), ...plain }));
}

export function drop(name) {
  opened.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // no storage: nothing was kept either
  }
}

/** From now on nothing more is written: resolves to whether all that is kept is sealed. */
export async function close(whose) {
  isClosed = true;
  await Promise.all(underWay);
  return own(whose).every((name) => standing(name)?.sealed);
}

export function discard(whose) {
  isClosed = true;
  own(whose).forEach(drop);
}

/** Whose page this is: opens what is sealed, seals what was left in clear. What does not open stays. */
export async function begin(whose, keyText) {
  opened.clear();
  key = keyOf(keyText);
  const names = own(whose);
  names.filter((name) => standing(name)?.secret).forEach((name) => follow(seal(name, localStorage.getItem(name))));
  await Promise.all(names.filter((name) => standing(name)?.sealed).map(open));
}

async function keyOf(keyText) {
  try {
    return await crypto.subtle.importKey("raw", bytes(keyText), "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch {
    return null;
  }
}

function standing(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function follow(promise) {
  underWay.add(promise);
  promise.finally(() => underWay.delete(promise));
}

async function seal(name, written) {
  try {
    const sealing = await key;
    if (!sealing) return;
    const { secret, ...plain } = JSON.parse(written);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, sealing, new TextEncoder().encode(JSON.stringify(secret)));
    if (localStorage.getItem(name) !== written) return; // typed on meanwhile, or saved
    const sealed = { iv: text(iv), data: text(data) };
    opened.set(name, { data: sealed.data, secret });
    localStorage.setItem(name, JSON.stringify({ ...plain, sealed }));
  } catch {
    // It stays in clear; the next page seals it.
  }
}

async function open(name) {
  try {
    const { iv, data } = standing(name).sealed;
    const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, await key, bytes(data));
    opened.set(name, { data, secret: JSON.parse(new TextDecoder().decode(clear)) });
  } catch {
    // Another key, or no draft: it stays as it is.
  }
}

if (user) {
  await begin(user, draftKey);
  // Written in another tab of the same person.
  window.addEventListener("storage", ({ key: name, newValue }) => {
    if (newValue && own(user).includes(name)) open(name);
  });
}
