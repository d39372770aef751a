// Where typed figures are kept in this browser until the server has them: one entry a row, under the
// person who typed it. Another person's page never asks for these names.

import { closed } from "./sealed.js";

export function write(key, draft) {
  if (closed()) return true; // it lies sealed
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false; // full, or forbidden by the browser
  }
}

export function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    return draft?.amounts ? draft : null;
  } catch {
    return null;
  }
}

export function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // no storage: nothing was kept either
  }
}

// Every draft of a person: [key, draft].
export function draftsOf(user) {
  let keys = [];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(`otop-rows:${user}:`));
  } catch {
    // no storage
  }
  return keys
    .sort()
    .map((key) => [key, read(key)])
    .filter(([, draft]) => draft);
}
