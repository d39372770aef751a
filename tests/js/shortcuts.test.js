// What a key asks for in a cell.

import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./cases.js";

const { historyOf, moveOf } = await script("grid/shortcuts.js");
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
  for (const name of ["5", "๕", "Tab", "Escape", "Backspace", "Home"]) {
    assert.equal(moveOf(key(name), cursor("500", 0, 3)), null);
  }
});

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
