// What a key asks for in a cell.

import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./cases.js";

const { commandOf, historyOf, moveOf, stretchOf } = await script("grid/shortcuts.js");
const key = (name, rest = {}) => ({ key: name, code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...rest });
const cursor = (value, from, to = from) => ({ value, selectionStart: from, selectionEnd: to });

test("Enter and the arrows up and down go through the column", () => {
  const inside = cursor("359900", 3);
  assert.deepEqual(moveOf(key("Enter"), inside), { down: 1, right: 0 });
  assert.deepEqual(moveOf(key("Enter", { shiftKey: true }), inside), { down: -1, right: 0 });
  assert.deepEqual(moveOf(key("ArrowDown"), inside), { down: 1, right: 0 });
  assert.deepEqual(moveOf(key("ArrowUp"), inside), { down: -1, right: 0 });
});

test("left and right leave a cell at its edge only", () => {
  assert.equal(moveOf(key("ArrowLeft"), cursor("500", 1)), null);
  assert.equal(moveOf(key("ArrowRight"), cursor("500", 2)), null);
  assert.deepEqual(moveOf(key("ArrowLeft"), cursor("500", 0)), { down: 0, right: -1 });
  assert.deepEqual(moveOf(key("ArrowRight"), cursor("500", 3)), { down: 0, right: 1 });
});

test("from a text that is chosen whole, as after a move, they leave it at once", () => {
  assert.deepEqual(moveOf(key("ArrowLeft"), cursor("500", 0, 3)), { down: 0, right: -1 });
  assert.deepEqual(moveOf(key("ArrowRight"), cursor("500", 0, 3)), { down: 0, right: 1 });
  assert.deepEqual(moveOf(key("ArrowLeft"), cursor("", 0)), { down: 0, right: -1 });
  assert.equal(moveOf(key("ArrowLeft"), cursor("500", 0, 2)), null);
});

test("other keys stay in the cell", () => {
  for (const name of ["5", "๕", "Tab", "Escape", "Backspace"]) {
    assert.equal(moveOf(key(name), cursor("500", 0, 3)), null);
  }
});

test("Home and End go through the row while the text is chosen whole, with Ctrl to the grid's corners", () => {
  assert.deepEqual(moveOf(key("Home"), cursor("500", 0, 3)), { down: 0, right: -Infinity });
  assert.deepEqual(moveOf(key("End"), cursor("", 0)), { down: 0, right: Infinity });
  assert.deepEqual(moveOf(key("End", { ctrlKey: true }), cursor("500", 0, 3)), { down: Infinity, right: Infinity });
  assert.equal(moveOf(key("Home"), cursor("500", 2)), null);
});

test("a cell opened by F2 keeps its arrows", () => {
  for (const name of ["ArrowLeft", "ArrowRight", "Home", "End"]) {
    assert.equal(moveOf(key(name), cursor("500", 3), true), null);
  }
  assert.deepEqual(moveOf(key("Enter"), cursor("500", 3), true), { down: 1, right: 0 });
});

test("Shift and an arrow stretch a range; within a typed text they choose letters", () => {
  const shift = (name, rest = {}) => key(name, { shiftKey: true, ...rest });
  assert.deepEqual(stretchOf(shift("ArrowDown"), cursor("500", 1)), { down: 1, right: 0 });
  assert.deepEqual(stretchOf(shift("ArrowRight"), cursor("500", 0, 3)), { down: 0, right: 1 });
  assert.equal(stretchOf(shift("ArrowRight"), cursor("500", 1)), null);
  assert.deepEqual(stretchOf(shift("ArrowRight"), cursor("500", 1), { hasRange: true }), { down: 0, right: 1 });
  assert.deepEqual(stretchOf(shift("ArrowUp", { ctrlKey: true }), cursor("", 0)), { down: -Infinity, right: 0 });
  assert.equal(stretchOf(shift("ArrowDown"), cursor("500", 3), { isOpen: true }), null);
  assert.equal(stretchOf(key("ArrowDown"), cursor("500", 3)), null);
});

for (const [pressed, asked] of [
  [key("F2"), "open"],
  [key("F4"), "next"],
  [key("F7"), "reason"],
  [key("F8"), "same"],
  [key("F9"), "none"],
  [key("Delete"), "clear"],
  [key("d", { ctrlKey: true, code: "KeyD" }), "down"],
  [key("ก", { ctrlKey: true, code: "KeyD" }), "down"],
  [key("พ", { metaKey: true, code: "KeyR" }), "right"],
  [key("f", { ctrlKey: true, code: "KeyF" }), "find"],
  [key("F4", { altKey: true }), null],
  [key("d", { code: "KeyD" }), null],
  [key("F", { ctrlKey: true, shiftKey: true, code: "KeyF" }), null],
]) {
  test(`the command of ${pressed.key}`, () => assert.equal(commandOf(pressed), asked));
}

for (const [name, pressed, asked] of [
  ["Ctrl+Z", key("z", { ctrlKey: true }), "undo"],
  ["Command+Z", key("z", { metaKey: true }), "undo"],
  ["Ctrl+Shift+Z", key("Z", { ctrlKey: true, shiftKey: true }), "redo"],
  ["Ctrl+Y", key("y", { ctrlKey: true }), "redo"],
  ["Ctrl+Z on a Thai keyboard", key("ผ", { ctrlKey: true, code: "KeyZ" }), "undo"],
  ["Ctrl+Y on a Thai keyboard", key("ั", { ctrlKey: true, code: "KeyY" }), "redo"],
  ["the letter goes before the key on a keyboard of another order", key("z", { ctrlKey: true, code: "KeyY" }), "undo"],
  ["Z alone", key("z"), null],
  ["Ctrl+Alt+Z", key("z", { ctrlKey: true, altKey: true }), null],
  ["Ctrl+Shift+Y", key("y", { ctrlKey: true, shiftKey: true }), null],
  ["Ctrl+C", key("c", { ctrlKey: true, code: "KeyC" }), null],
]) {
  test(name, () => assert.equal(historyOf(pressed), asked));
}
