// The tick of ไม่มียอด takes the figures away; taken back, it gives them back.

import { cells, field } from "./rows.js";

const blanked = new Map(); // row -> the amounts its tick took away

// Whether figures were taken away.
export function tick(row) {
  const amounts = cells(row).map((input) => input.value);
  if (field(row, "no_sales").checked) {
    blanked.set(row, amounts);
    cells(row).forEach((input) => (input.value = ""));
    return amounts.some((text) => text.trim());
  }
  if (!amounts.some((text) => text.trim())) {
    cells(row).forEach((input, place) => (input.value = blanked.get(row)?.[place] ?? ""));
  }
  blanked.delete(row);
  return false;
}

// A figure beside the tick: it holds no more, and what it took away is not wanted back.
export function untick(row) {
  field(row, "no_sales").checked = false;
  blanked.delete(row);
}
