// Moving between the cells by keyboard; Escape gives a cell back what stood in it.

import { moveOf } from "./shortcuts.js";
import { CHANNELS, field, form, rowOf, shownRows } from "./rows.js";
import { touch } from "./sending.js";

const before = new WeakMap();

function move(input, down, right) {
  const visible = shownRows();
  const row = visible[visible.indexOf(rowOf(input)) + down];
  const channel = CHANNELS.findIndex((name) => input.name.endsWith(`-${name}`)) + right;
  const next = row && CHANNELS[channel] && field(row, CHANNELS[channel]);
  if (next) {
    next.focus();
    next.select();
  }
  return Boolean(next);
}

form.addEventListener("focusin", ({ target }) => {
  if (target.matches(".cell input")) {
    before.set(target, { value: target.value, noSales: field(rowOf(target), "no_sales").checked });
  }
});

form.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches(".cell input") || event.isComposing) return;
  const asked = moveOf(event, input);
  if (asked) {
    const moved = move(input, asked.down, asked.right);
    if (moved || asked.down) event.preventDefault();
    if (!moved && event.key === "Enter") input.blur();
  } else if (event.key === "Escape") {
    const { value = "", noSales = false } = before.get(input) ?? {};
    if (input.value === value) return;
    input.value = value;
    field(rowOf(input), "no_sales").checked = noSales;
    touch(rowOf(input));
  }
});
