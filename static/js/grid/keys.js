// Moving between the cells by keyboard; Escape gives a cell back what stood in it.

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
  const { selectionStart: start, selectionEnd: end, value } = input;
  const all = start === 0 && end === value.length;
  if (event.key === "Enter") {
    event.preventDefault();
    if (!move(input, event.shiftKey ? -1 : 1, 0)) input.blur();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(input, event.key === "ArrowDown" ? 1 : -1, 0);
  } else if (event.key === "ArrowLeft" && (all || (start === 0 && end === 0))) {
    if (move(input, 0, -1)) event.preventDefault();
  } else if (event.key === "ArrowRight" && (all || start === value.length)) {
    if (move(input, 0, 1)) event.preventDefault();
  } else if (event.key === "Escape") {
    const { value = "", noSales = false } = before.get(input) ?? {};
    if (input.value === value) return;
    input.value = value;
    field(rowOf(input), "no_sales").checked = noSales;
    touch(rowOf(input));
  }
});
