// Drafts that stay in a browser somebody signed out of.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { script } from "./cases.js";

const { isAnySealed, own, seal, unseal } = await script("drafts/sealed.js");

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

let storage;
let keys;
beforeEach(() => {
  storage = new Storage();
  keys = { "/key/": btoa("k".repeat(32)), "/other/": btoa("o".repeat(32)) };
  Object.defineProperty(globalThis, "localStorage", { get: () => storage, configurable: true });
  globalThis.fetch = async (address) => {
    if (!(address in keys)) throw new TypeError("no network");
    return { json: async () => ({ key: keys[address] }) };
  };
});

const DRAFTS = { "otop-rows:7:3:1": '{"note":"สี่หมื่น"}', "kept-form:7:x": '{"fields":["44040"]}' };
const fill = () => Object.entries(DRAFTS).forEach(([name, draft]) => storage.setItem(name, draft));

test("sealed, nothing of it can be read; opened, it is as it was", async () => {
  fill();
  storage.setItem("otop-rows:77:3:1", "another person's");
  assert.equal(await seal("7", "/key/"), true);
  assert.deepEqual(own("7"), []);
  const left = JSON.stringify(Object.entries(storage));
  assert.ok(!left.includes("44040") && !left.includes("สี่หมื่น"));
  assert.equal(isAnySealed(), true);
  await unseal("7", "/key/");
  assert.deepEqual(Object.fromEntries(own("7").map((name) => [name, storage.getItem(name)])), DRAFTS);
  assert.equal(storage.getItem("otop-rows:77:3:1"), "another person's");
  assert.equal(isAnySealed(), false);
});

test("another person's key opens nothing and loses nothing", async () => {
  fill();
  await seal("7", "/key/");
  await unseal("7", "/other/");
  assert.deepEqual(own("7"), []);
  assert.equal(isAnySealed(), true);
  await unseal("7", "/key/");
  assert.equal(own("7").length, 2);
});

test("where the key cannot be had, the drafts stay as they were", async () => {
  fill();
  assert.equal(await seal("7", "/nowhere/"), false);
  assert.equal(own("7").length, 2);
});

test("a storage that is full loses nothing", async () => {
  fill();
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  assert.equal(await seal("7", "/key/"), false);
  assert.equal(own("7").length, 2);
});

test("what was typed meanwhile is newer and stays", async () => {
  fill();
  await seal("7", "/key/");
  storage.setItem("otop-rows:7:3:1", "newer");
  await unseal("7", "/key/");
  assert.equal(storage.getItem("otop-rows:7:3:1"), "newer");
  assert.equal(storage.getItem("kept-form:7:x"), DRAFTS["kept-form:7:x"]);
});
