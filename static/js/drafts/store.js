// Where typed figures are kept in this browser until the server has them: one entry a row, under the
// person who typed it. Another person's page never asks for these names, and has no key to them.

import { drop, own, read as readSealed, write } from "./sealed.js";

export { drop, write };

export function read(key) {
  const draft = readSealed(key);
  return draft?.amounts ? draft : null;
}

// Every draft of a person: [key, draft].
export const draftsOf = (user) =>
  own(user)
    .filter((key) => key.startsWith("otop-rows:"))
    .sort()
    .map((key) => [key, read(key)])
    .filter(([, draft]) => draft);
