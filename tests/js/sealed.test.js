// What a person typed and did not save lies encrypted in the browser.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { script } from "./cases.js";

const { begin, drop, own, read, readPlain, rewritePlain, write } = await script("drafts/sealed.js");

class Storage {
  setItem(name, text) {
    this[name] = text;
  }
  getItem(name) {
    return this[name] ?? null;
  }
  removeItem(name) {
    delete this[name];
  }
}

const KEY = btoa("k".repeat(32));
const OTHER = btoa("o".repeat(32));
const ROW = "otop-rows:7:3:1";
const FORM = "kept-form:7:x";
const lying = () => JSON.stringify(Object.entries(storage));
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Until nothing lies in clear; a machine that is busy takes its time.
async function moment() {
  for (let tries = 0; tries < 200 && lying().includes("secret"); tries++) await wait(10);
}

let storage;
beforeEach(async () => {
  storage = new Storage();
  Object.defineProperty(globalThis, "localStorage", { get: () => storage, configurable: true });
  await begin("7", KEY);
});

test("what is written is read at once, and a moment later nobody else can", async () => {
  assert.equal(write(ROW, { amounts: { offline: "44040" }, note: "สี่หมื่น" }), true);
  assert.deepEqual(read(ROW), { amounts: { offline: "44040" }, note: "สี่หมื่น" });
  await moment();
  assert.ok(!lying().includes("44040") && !lying().includes("สี่หมื่น"));
  assert.deepEqual(read(ROW), { amounts: { offline: "44040" }, note: "สี่หมื่น" });
});

test("what is plain stays readable and may be changed without the key", async () => {
  write(FORM, { fields: ["44040"] }, { at: 5, sent: 6 });
  await moment();
  assert.deepEqual(readPlain(FORM), { at: 5, sent: 6 });
  rewritePlain(FORM, { sent: null });
  assert.deepEqual(read(FORM), { fields: ["44040"], at: 5, sent: null });
});

test("the same person's next page opens it", async () => {
  write(ROW, { amounts: {} });
  write(FORM, { fields: ["44040"] });
  await moment();
  await begin("7", KEY);
  assert.deepEqual([read(ROW), read(FORM)], [{ amounts: {} }, { fields: ["44040"] }]);
});

test("another person's key opens nothing and loses nothing", async () => {
  write(ROW, { amounts: {} });
  await moment();
  await begin("7", OTHER);
  assert.equal(read(ROW), null);
  assert.deepEqual(own("7"), [ROW]);
  await begin("7", KEY);
  assert.deepEqual(read(ROW), { amounts: {} });
});

test("what was typed on, saved or thrown away while it was sealed is not put back", async () => {
  write(ROW, { amounts: { offline: "1" } });
  write(ROW, { amounts: { offline: "12" } });
  write(FORM, { fields: [] });
  drop(FORM);
  await moment();
  assert.deepEqual(read(ROW), { amounts: { offline: "12" } });
  assert.deepEqual(own("7"), [ROW]);
});

test("what a page that died left in clear is sealed by the next", async () => {
  storage.setItem(ROW, JSON.stringify({ secret: { amounts: { offline: "44040" } } }));
  await begin("7", KEY);
  assert.deepEqual(read(ROW), { amounts: { offline: "44040" } });
  await moment();
  assert.ok(!lying().includes("44040"));
  assert.deepEqual(read(ROW), { amounts: { offline: "44040" } });
});

test("what an older version of the portal wrote is read as it is", async () => {
  storage.setItem(ROW, '{"amounts":{"offline":"44040"},"sent":["a"]}');
  await begin("7", KEY);
  assert.deepEqual(read(ROW), { amounts: { offline: "44040" }, sent: ["a"] });
});

test("a browser that cannot seal keeps it as it was typed", async () => {
  await begin("7", "no key");
  write(ROW, { amounts: { offline: "5" } });
  await wait(30);
  assert.deepEqual(read(ROW), { amounts: { offline: "5" } });
});

test("a storage that is full says so and loses nothing", async () => {
  write(ROW, { amounts: { offline: "5" } });
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  assert.equal(write(FORM, { fields: [] }), false);
  await wait(30);
  assert.deepEqual(read(ROW), { amounts: { offline: "5" } });
});

test("thrown away is only what is one's own", async () => {
  const { discard } = await import("../../static/js/drafts/sealed.js?throwing-away");
  storage.setItem("otop-rows:77:3:1", "another person's");
  write(ROW, { amounts: {} });
  discard("7");
  assert.deepEqual(Object.keys(storage), ["otop-rows:77:3:1"]);
});

test("signing out waits until all is sealed, and nothing is written after it", async () => {
  const another = await import(`../../static/js/drafts/sealed.js?signing-out`);
  await another.begin("7", KEY);
  another.write(ROW, { amounts: { offline: "44040" } });
  assert.equal(await another.close("7"), true);
  assert.ok(!lying().includes("44040"));
  const left = lying();
  assert.equal(another.write(ROW, { amounts: { offline: "9" } }), true);
  assert.equal(lying(), left);
});
