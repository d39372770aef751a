// Names as they are searched, by the same table that Python's rule is held to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { casesOf, script } from "./cases.js";

const { isFound, nameKey } = await script("thai.js");
const { keys, found } = casesOf("searched_names.json");

for (const [typed, key] of keys) {
  test(`${typed} is compared as ${key}`, () => assert.equal(nameKey(typed), key));
}

for (const [row, finds, misses] of found) {
  for (const text of finds) test(`${text} finds ${row.name}`, () => assert.equal(isFound(row, text), true));
  for (const text of misses) test(`${text} does not find ${row.name}`, () => assert.equal(isFound(row, text), false));
}
