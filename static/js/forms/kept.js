// What was typed and not saved, as this browser keeps it: by person, a copy for each form of each page.
// Nobody else who signs in here is shown it; after fourteen days it goes (as core/sending/models.py).

import { closed, isAnySealed } from "../drafts/sealed.js";

const DAYS = 14;
const FIRST = "kept-form:";
const SIGNED_IN = "signed-in";

const random = () => Math.random().toString(36).slice(2) + Date.now().toString(36);

export const user = document.body.dataset.user;
export const newId = random;
export const page = random();
export const tab = (() => {
  try {
    return (sessionStorage.tab ??= random());
  } catch {
    return page;
  }
})();

// As long as this page is open it holds a lock of its name: other pages leave its copies alone.
navigator.locks?.request(FIRST + page, () => new Promise(() => {}));

function read(first) {
  const found = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(first)) continue;
      const copy = JSON.parse(localStorage.getItem(key));
      if (Date.now() - copy.at < DAYS * 86_400_000) found.push({ key, copy });
      else localStorage.removeItem(key);
    }
  } catch {
    // No storage in this browser, or not ours: nothing is offered.
  }
  return found.sort((one, other) => one.copy.at - other.copy.at);
}

/** The copies of the person who is signed in, the oldest first. */
export const copies = () => (user ? read(`${FIRST}${user}:`).map((found) => found.copy) : []);

/** Keep a copy; false where this browser cannot. */
export function keep(copy) {
  if (closed()) return true; // it lies sealed
  try {
    localStorage.setItem(`${FIRST}${user}:${copy.id}`, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function drop(id) {
  try {
    localStorage.removeItem(`${FIRST}${user}:${id}`);
  } catch {
    // Nothing could be kept either.
  }
}

/** Of these the ones whose page is open no more, neither here nor in another tab. */
export async function whatWasLeft(found) {
  const locks = (await navigator.locks?.query())?.held ?? [];
  const open = new Set(locks.map((lock) => lock.name));
  return found.filter((copy) => copy.page !== page && (copy.tab === tab || !open.has(FIRST + copy.page)));
}

/** Remember that somebody is signed in here, so that the sign-in page can say that a session ended. */
export function rememberSignedIn(is) {
  try {
    if (is) localStorage.setItem(SIGNED_IN, "1");
    else localStorage.removeItem(SIGNED_IN);
  } catch {
    // The page then says nothing of it.
  }
}

/** For the sign-in page: whether a session ended by itself, whether anybody's copies are here. What this
    tab sent did not arrive: the sign-in page came instead. */
export function atSignIn() {
  const all = read(FIRST);
  for (const { key, copy } of all.filter(({ copy }) => copy.tab === tab && copy.sent)) {
    localStorage.setItem(key, JSON.stringify({ ...copy, sent: null }));
  }
  let ended = false;
  try {
    ended = localStorage.getItem(SIGNED_IN) !== null;
  } catch {
    // Not known.
  }
  return { ended, copies: all.length + (isAnySealed() ? 1 : 0) };
}
