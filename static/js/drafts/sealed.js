// What somebody had typed and not saved when they signed out, encrypted in this browser: only the same
// person's next sign-in opens it (AES-GCM; the portal gives each person a key of their own, at
// data-draft-key). Any module that reads drafts imports this one and so waits until it is opened.

const firsts = (user) => [`otop-rows:${user}:`, `kept-form:${user}:`];
const sealedName = (user) => `otop-sealed:${user}`;
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));

let isClosed = false;

// From the sealing on, nothing more is written down in clear: the page is being left.
export const closed = () => isClosed;

export function own(user) {
  try {
    return Object.keys(localStorage).filter((key) => firsts(user).some((first) => key.startsWith(first)));
  } catch {
    return [];
  }
}

async function keyFor(address, use) {
  const answer = await fetch(address, { redirect: "error" });
  const { key } = await answer.json();
  return crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, [use]);
}

/** False where this browser cannot: then everything stays as it was. */
export async function seal(user, address) {
  try {
    const key = await keyFor(address, "encrypt");
    const names = own(user);
    const drafts = names.map((name) => [name, localStorage.getItem(name)]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(drafts)));
    localStorage.setItem(sealedName(user), JSON.stringify({ iv: text(iv), data: text(data) }));
    isClosed = true;
    names.forEach((name) => localStorage.removeItem(name));
    return true;
  } catch {
    return false;
  }
}

/** A draft that was typed meanwhile is newer: it stays. What cannot be opened now is tried on the next page. */
export async function unseal(user, address) {
  try {
    const kept = JSON.parse(localStorage.getItem(sealedName(user)));
    if (!kept) return;
    const key = await keyFor(address, "decrypt");
    const data = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(kept.iv) }, key, bytes(kept.data));
    for (const [name, draft] of JSON.parse(new TextDecoder().decode(data))) {
      if (localStorage.getItem(name) === null) localStorage.setItem(name, draft);
    }
    localStorage.removeItem(sealedName(user));
  } catch {
    // No storage, no network, or another key.
  }
}

export function discard(user) {
  isClosed = true;
  own(user).forEach((name) => localStorage.removeItem(name));
}

/** Whether anybody's are here, for the sign-in page. */
export function isAnySealed() {
  try {
    return Object.keys(localStorage).some((name) => name.startsWith("otop-sealed:"));
  } catch {
    return false;
  }
}

const page = globalThis.document?.body?.dataset;
if (page?.user && page.draftKey) await unseal(page.user, page.draftKey);
