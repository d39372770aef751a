// The row that needs work next: not filled in, out of line, marked by the province, or refused.

import { CHANNELS, field, rowOf, rows } from "./rows.js";
import { reveal } from "./seen.js";

const NEEDS = ".row-blank, .row-warned, .row-returned, .row-refused";
const place = document.getElementById("next-row");

const numberOf = (row) => row.querySelector(".place").textContent;

// After the given row, and from the top again.
function after(row) {
  const from = rows.indexOf(row) + 1;
  return [...rows.slice(from), ...rows.slice(0, from)].find((one) => one !== row && one.matches(NEEDS));
}

export function showNext() {
  const next = rows.find((row) => row.matches(NEEDS));
  const text = next ? `รายการถัดไปที่ต้องทำ: ${numberOf(next)}` : "ไม่มีรายการค้าง";
  const label = place.querySelector("span");
  if (label.textContent !== text) label.textContent = text;
  place.disabled = !next;
  place.hidden = false;
}

// Puts the cursor into a cell of the row, chosen whole, so that typing takes its place.
export function goTo(row, channel = 0) {
  reveal(row);
  const input = field(row, CHANNELS[channel]);
  input.focus();
  input.select();
}

export function goNext() {
  const here = rowOf(document.activeElement ?? document.body);
  const next = after(here) ?? (here ? null : rows[0]);
  if (next) goTo(next);
}

place.addEventListener("click", () => {
  const next = rows.find((row) => row.matches(NEEDS));
  if (next) goTo(next);
});
