// What a typed row means, so that the browser and the server compare the same thing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./cases.js";

const { CHANNELS, meaning } = await script("grid/amounts.js");
const typed = (texts, rest = {}) => ({
  amounts: Object.fromEntries(texts.map((text, place) => [CHANNELS[place], text])),
  no_sales: false,
  note: "",
  ...rest,
});

test("the same figures written otherwise mean the same", () => {
  const plain = meaning(typed(["359900", "", "0", "0"]));
  assert.equal(meaning(typed(["๓๕๙,๙๐๐.๐๐", "-", "", ""])), plain);
  assert.equal(meaning(typed(["359,900", "0"])), plain);
  assert.notEqual(meaning(typed(["359,900.01", "0"])), plain);
});

test("an empty row, four zeros and a tick are three and two things", () => {
  const [empty, zeros, ticked] = [
    meaning(typed(["", "", "", ""])),
    meaning(typed(["0", "0", "0", "0"])),
    meaning(typed(["", "", "", ""], { no_sales: true })),
  ];
  assert.notEqual(empty, zeros);
  assert.equal(zeros, ticked);
});

test("what cannot be read, or sold beside a tick, means nothing", () => {
  assert.equal(meaning(typed(["500 600", "", "", ""])), null);
  assert.equal(meaning(typed(["5", "", "", ""], { no_sales: true })), null);
});

test("a note counts without the blanks around it", () => {
  assert.equal(meaning(typed(["5"], { note: " งานวัด " })), meaning(typed(["5"], { note: "งานวัด" })));
  assert.notEqual(meaning(typed(["5"], { note: "งานวัด" })), meaning(typed(["5"])));
});
