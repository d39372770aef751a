// What was typed and not saved, as this browser keeps it: by person, a copy for each form of each page.
// Nobody else who signs in here is shown it; after fourteen days it goes (as core/sending/models.py).
// In clear stands only what the sign-in page needs: which tab, when, whether it was sent.

import { drop as dropSealed, read as readSealed, readPlain, rewritePlain, write } from "../drafts/sealed.js";

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

const nameOf = (id) => `${FIRST}${user}:${id}`;

// Names and copies of these, the oldest first; the outdated go, and what does not open now is left.
function found(first, readOne) {
  const all = [];
  try {
    for (const name of Object.keys(localStorage)) {
      const plain = name.startsWith(first) && readPlain(name);
      if (!plain) continue;
      const copy = readOne(name);
      if (Date.now() - plain.at >= DAYS * 86_400_000) dropSealed(name);
      else if (copy) all.push({ name, copy });
    }
  } catch {
    // No storage in this browser: nothing is offered.
  }
  return all.sort((one, other) => one.copy.at - other.copy.at);
}

/** The copies of the person who is signed in, the oldest first. */
export const copies = () => (user ? found(`${FIRST}${user}:`, readSealed).map(({ copy }) => copy) : []);

/** Keep a copy; false where this browser cannot. */
export function keep({ id, at, tab: own, page: ofPage, sent, ...secret }) {
  return write(nameOf(id), secret, { id, at, tab: own, page: ofPage, sent });
}

export const drop = (id) => dropSealed(nameOf(id));

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
  const all = found(FIRST, readPlain);
  for (const { name, copy } of all) if (copy.tab === tab && copy.sent) rewritePlain(name, { sent: null });
  try {
    const rows = Object.keys(localStorage).filter((name) => name.startsWith("otop-rows:")).length;
    return { ended: localStorage.getItem(SIGNED_IN) !== null, copies: all.length + rows };
  } catch {
    return { ended: false, copies: 0 }; // not known
  }
}
