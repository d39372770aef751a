// A range of cells: from where it began, where the cursor stays, to where it was stretched by Shift and
// an arrow or by the mouse.

import { baht, satang } from "./amounts.js";
import { CHANNELS, channelOf, field, form, isCell, rowOf, shownRows } from "./rows.js";

let begin = null; // the cell under the cursor
let end = null;
let dragged = false;
let painted = [];
const told = document.getElementById("range-sum");

// The cells of the range as rows of fields; null where there is none beyond the cell under the cursor.
export function range() {
  if (!begin || begin === end || begin !== document.activeElement) return null;
  const seen = shownRows();
  const [top, bottom] = inOrder([begin, end].map((input) => seen.indexOf(rowOf(input))));
  const [left, right] = inOrder([begin, end].map(channelOf));
  if (top < 0) return null;
  return seen.slice(top, bottom + 1).map((row) => CHANNELS.slice(left, right + 1).map((name) => field(row, name)));
}

const inOrder = (places) => places.sort((one, other) => one - other);

export function drop() {
  begin = end = null;
  paint();
}

export function stretch(input, { down, right }) {
  if (begin !== input) begin = end = input;
  const seen = shownRows();
  const row = within(seen.indexOf(rowOf(end)) + down, seen.length);
  const channel = within(channelOf(end) + right, CHANNELS.length);
  stretchTo(field(seen[row], CHANNELS[channel]));
  end.scrollIntoView({ block: "nearest" });
}

const within = (place, length) => Math.min(Math.max(place, 0), length - 1);

function stretchTo(input) {
  end = input;
  paint();
}

function paint() {
  painted.forEach((input) => input.classList.remove("picked"));
  painted = range()?.flat() ?? [];
  painted.forEach((input) => input.classList.add("picked"));
  const amounts = painted.map((input) => satang(input.value) ?? 0n);
  told.textContent = painted.length
    ? `เลือก ${painted.length} ช่อง รวม ${baht(amounts.reduce((sum, amount) => sum + amount, 0n))}`
    : "";
}

form.addEventListener("mousedown", (event) => {
  const { target, button, shiftKey } = event;
  if (!isCell(target) || button) return;
  if (shiftKey && isCell(document.activeElement)) {
    event.preventDefault();
    if (begin !== document.activeElement) begin = document.activeElement;
    stretchTo(target);
    return;
  }
  drop();
  dragged = target;
});
form.addEventListener("mouseover", ({ target, buttons }) => {
  if (!dragged || !(buttons & 1)) return;
  const input = target.closest(".cell")?.querySelector("input");
  if (!input || (input === dragged && !end)) return;
  begin = dragged;
  begin.setSelectionRange(0, 0); // letters are not chosen beside cells
  stretchTo(input);
});
window.addEventListener("mouseup", () => {
  if (end) begin.select();
  dragged = null;
});
form.addEventListener("focusout", drop);
form.addEventListener("input", drop);
