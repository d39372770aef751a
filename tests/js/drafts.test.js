// What is kept of a row in the browser until the server has it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { script } from "./cases.js";

const { draftsOf, drop, read, write } = await script("drafts/store.js");

class Storage {
  setItem(key, text) {
    this[key] = text;
  }
  getItem(key) {
    return this[key] ?? null;
  }
  removeItem(key) {
    delete this[key];
  }
}

// Newer versions of node have a storage of their own, which warns when it is touched.
const use = (storage) => Object.defineProperty(globalThis, "localStorage", { get: storage, configurable: true });
const forbid = () => {
  throw new Error("SecurityError");
};

beforeEach(() => {
  const storage = new Storage();
  use(() => storage);
});

test("a draft is read back as it was written", () => {
  const draft = { amounts: { domestic_offline: "5" }, note: "" };
  assert.equal(write("otop-rows:7:3:1", draft), true);
  assert.deepEqual(read("otop-rows:7:3:1"), draft);
  drop("otop-rows:7:3:1");
  assert.equal(read("otop-rows:7:3:1"), null);
});

test("a person finds the own drafts only, in order", () => {
  for (const key of ["otop-rows:7:3:2", "otop-rows:7:3:1", "otop-rows:77:3:1", "other"]) write(key, { amounts: {} });
  assert.deepEqual(draftsOf("7").map(([key]) => key), ["otop-rows:7:3:1", "otop-rows:7:3:2"]);
});

test("what is no draft is passed over", () => {
  localStorage.setItem("otop-rows:7:3:1", "{broken");
  localStorage.setItem("otop-rows:7:3:2", '{"note": "without amounts"}');
  assert.deepEqual(draftsOf("7"), []);
});

test("a browser that forbids storage keeps nothing and breaks nothing", () => {
  use(forbid);
  assert.equal(write("otop-rows:7:3:1", { amounts: {} }), false);
  assert.equal(read("otop-rows:7:3:1"), null);
  drop("otop-rows:7:3:1");
  assert.deepEqual(draftsOf("7"), []);
});
