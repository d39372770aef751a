// What of a form is never kept in a browser, and how a field is found again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./cases.js";

const { begun, held, isPrivate, keyOf, shown } = await script("forms/fields.js");
const field = (value, rest = {}) => ({ name: "note", type: "text", value, ...rest });

for (const [what, one] of [
  ["a password", field("", { type: "password" })],
  ["a file", field("", { type: "file" })],
  ["the field of a national id, whatever it holds", field("5", { name: "person_national_id" })],
  ["the field of a tax id", field("", { name: "tax_id" })],
  ["thirteen digits", field("1999900000013")],
  ["thirteen Thai digits", field("๑๙๙๙๙๐๐๐๐๐๐๑๓")],
  ["an id as it is printed", field("1-9999-00000-01-3")],
  ["an id with blanks", field("1 9999 00000 01 3")],
  ["an id within a sentence", field("เลขบัตร 1999900000013 ของประธาน")],
]) {
  test(`never kept: ${what}`, () => assert.equal(isPrivate(one), true));
}

for (const value of ["", "กลุ่มทอผ้า", "359,900.00", "0-3851-0000", "08-1000-0000", "12345678901234", "2026-10"]) {
  test(`kept: ${JSON.stringify(value)}`, () => assert.equal(isPrivate(field(value)), false));
}

test("a tick is held as one, and named by its value too", () => {
  const tick = { name: "codes", type: "checkbox", value: "P04", checked: true, defaultChecked: false };
  assert.deepEqual([held(tick), begun(tick), keyOf(tick)], ["1", "", "codes=P04"]);
  assert.equal(shown(tick, ""), "ไม่เลือก");
});

test("the later of two fields of one name is named by its number", () => {
  const form = { elements: [] };
  const [first, second] = [field("1", { form }), field("2", { form })];
  form.elements.push(first, field("3", { name: "other", form }), second);
  assert.deepEqual([keyOf(first), keyOf(second)], ["note", "note#1"]);
});

test("a choice is shown by its words, blanks of the page left out", () => {
  const options = [
    { value: "food", textContent: "\n      อาหาร\n    ", selected: true, defaultSelected: false },
    { value: "herb", textContent: "สมุนไพร", selected: false, defaultSelected: true },
  ];
  const select = { name: "category", type: "select-one", value: "food", options };
  assert.deepEqual([held(select), begun(select), shown(select, "food")], ["food", "herb", "อาหาร"]);
});
