// Steps of a grid that can be taken back, and taken again.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { script } from "./cases.js";
import { openGrid } from "./grid_page.js";

const [first, second] = openGrid([["500.00"], []]);
const { fieldOf, keepKnown, put, record, takeStep, TYPING, whenChanged } = await script("grid/edits.js");
const { CHANNELS, field } = await script("grid/rows.js");

const OFFLINE = "domestic_offline";
const text = (row, name = OFFLINE) => field(row, name).value;
const type = (row, value, name = OFFLINE) => (field(row, name).value = value);
const goBack = () => takeStep(true)?.changes.map((change) => put(change, true));
const goOn = () => takeStep(false)?.changes.map((change) => put(change, false));

beforeEach(() => {
  for (const [row, amount] of [[first, "500.00"], [second, ""]]) {
    CHANNELS.forEach((channel) => type(row, "", channel));
    type(row, amount);
    field(row, "no_sales").checked = false;
    keepKnown(row);
  }
  while (takeStep(true)); // what an earlier test left is of no concern
});

test("an edit is taken back and taken again", () => {
  type(first, "700");
  record(TYPING, [first]);
  goBack();
  assert.equal(text(first), "500.00");
  goOn();
  assert.equal(text(first), "700");
});

test("the same amount written otherwise is no step, a zero in an empty cell is one", () => {
  type(first, "500");
  assert.equal(record(TYPING, [first]), null);
  type(second, "0");
  assert.equal(record(TYPING, [second]).changes.length, 1);
});

test("a paste over two rows is one step", () => {
  type(first, "1");
  type(second, "2");
  assert.equal(record("การวาง", [first, second]).changes.length, 2);
  goBack();
  assert.deepEqual([text(first), text(second)], ["500.00", ""]);
});

test("a new edit ends the way forward", () => {
  type(first, "700");
  record(TYPING, [first]);
  goBack();
  type(second, "5");
  record(TYPING, [second]);
  assert.equal(takeStep(false), null);
});

test("what the server wrote is no step", () => {
  type(second, "5.00");
  keepKnown(second);
  assert.equal(record(TYPING, [second]), null);
});

test("a cell that somebody else changed since stays", () => {
  type(first, "700");
  record(TYPING, [first]);
  type(first, "900.00"); // a colleague's figure came with an answer
  keepKnown(first);
  assert.deepEqual(goBack(), [false]);
  assert.equal(text(first), "900.00");
});

test("a change in another cell of the row does not stand in the way", () => {
  type(first, "700");
  record(TYPING, [first]);
  type(first, "8.00", "export_online");
  keepKnown(first);
  assert.deepEqual(goBack(), [true]);
  assert.deepEqual([text(first), text(first, "export_online")], ["500.00", "8.00"]);
});

test("figures the server wrote in full are still the ones typed", () => {
  type(first, "700");
  record(TYPING, [first]);
  type(first, "700.00");
  keepKnown(first);
  goBack();
  assert.equal(text(first), "500.00");
});

test("a tick taken back brings the figures back, and the tick goes", () => {
  type(first, "");
  field(first, "no_sales").checked = true;
  record("ทำเครื่องหมายไม่มียอด", [first]);
  goBack();
  assert.deepEqual([text(first), field(first, "no_sales").checked], ["500.00", false]);
  goOn();
  assert.deepEqual([text(first), field(first, "no_sales").checked], ["", true]);
});

test("a given step is taken from among the others", () => {
  type(first, "700");
  const step = record("การวาง", [first]);
  type(second, "5");
  record(TYPING, [second]);
  assert.equal(takeStep(true, step), step);
  assert.equal(takeStep(true, step), null);
});

test("the last hundred steps are kept", () => {
  for (let amount = 1; amount <= 101; amount += 1) {
    type(second, String(amount));
    record(TYPING, [second]);
  }
  let taken = 0;
  while (goBack()) taken += 1;
  assert.equal(taken, 100);
  assert.equal(text(second), "1");
});

test("the cursor goes to the field that differs, and the row knows when it was changed", () => {
  type(first, "3", "export_offline");
  const { changes } = record(TYPING, [first]);
  assert.equal(fieldOf(changes[0]), field(first, "export_offline"));
  assert.ok(whenChanged(first) instanceof Date);
});
