// What a row says of itself: its state, whether and when it is saved, its total, what is wrong at its
// cells.

import { baht, satang } from "./amounts.js";
import { CHANNELS, cells, field } from "./rows.js";
import { keepStanding, standingOf } from "./standing.js";
import { keepKnown, record, TYPING } from "./edits.js";
import { parsed } from "../trusted.js";

const TO_CHECK = ["warned", "returned", "refused"].map((state) => `row-${state}`);

// `saved` says of a row that is warned, marked or without sales that the server has it.
export function setState(row, state, text, title = "", saved = "") {
  const before = TO_CHECK.some((name) => row.classList.contains(name));
  row.className = `row-${state === "marked" ? "returned" : state}`;
  row.classList.toggle("row-no_sales", field(row, "no_sales").checked);
  const label = row.querySelector("[data-state]");
  label.textContent = text;
  row.querySelector("[data-saved]").textContent = saved;
  row.querySelector("[data-anomaly]").textContent = title;
  const after = TO_CHECK.some((name) => row.classList.contains(name));
  const count = document.getElementById("to-check");
  count.textContent = Number(count.textContent) + Number(after) - Number(before);
}

export function showTotal(row) {
  const amounts = cells(row).map((input) => satang(input.value));
  const typed = cells(row).some((input) => input.value.trim());
  const known = typed && !amounts.includes(null);
  row.querySelector("[data-total]").textContent = known
    ? baht(amounts.reduce((sum, amount) => sum + amount, 0n))
    : field(row, "no_sales").checked
      ? "0.00"
      : "";
}

// Last month's figure belongs to the field, beside what is wrong with it.
function lastMonthOf(input) {
  const before = input.parentElement.querySelector(".before");
  return before?.textContent ? `c-last ${before.id}` : "";
}

export function clearErrors(row) {
  row.querySelectorAll(".cell-error:not(.question)").forEach((message) => message.remove());
  row.querySelectorAll(".cell-refused").forEach((cell) => cell.classList.remove("cell-refused"));
  row.querySelectorAll("[aria-invalid]").forEach((input) => {
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", lastMonthOf(input));
  });
}

export function showError(row, name, text) {
  const input = CHANNELS.includes(name) ? field(row, name) : null;
  const place = input ? input.closest(".cell") : row.querySelector(".row-state");
  const message = document.createElement("small");
  message.className = "cell-error";
  message.id = `error-${row.dataset.row}-${name}`;
  message.textContent = text;
  place.append(message);
  if (input) {
    place.classList.add("cell-refused");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${message.id} ${lastMonthOf(input)}`.trim());
  }
}

// The past of a row out of line: the drawing the server made, and the month a year ago.
function showPast(row, { past, last_year: lastYear }) {
  const drawing = past && parsed(past.trim()).querySelector("svg");
  row.querySelector("[data-past]").replaceChildren(...(drawing ? [drawing, lastYear] : []));
}

// The way to the reason of a figure out of line, as the server draws it (sales/views/grid_markup.py).
function showReasonLink(row, { anomaly, state }) {
  row.querySelector(".reason-link")?.remove();
  if (!anomaly) return;
  const { row: key } = row.dataset;
  const link = document.createElement("a");
  link.className = "reason-link";
  link.href = `rows/${key}/reason/`;
  link.id = `r${key}`;
  link.setAttribute("aria-labelledby", `r${key} n${key}`);
  const kbd = document.createElement("kbd");
  kbd.textContent = "F7";
  link.append(state === "warned" ? "ระบุเหตุผล " : "แก้ไขเหตุผล ", kbd);
  row.querySelector("[data-anomaly]").after(link);
}

// The row as the server has it, by its answer. The cell under the cursor keeps its text as typed: a
// figure put into it there would be typed on at its end. `tidy` writes it when the cell is left.
export function showSaved(row, result) {
  keepStanding(row, result);
  tidy(row, document.activeElement);
  row.querySelector("[data-total]").textContent = result.total;
  setState(row, result.state, result.state_text, result.anomaly_detail, result.saved_text);
  showPast(row, result);
  showReasonLink(row, result);
}

export function tidy(row, besides = null) {
  record(TYPING, [row]);
  const { amounts, note, no_sales: noSales } = standingOf(row);
  Object.entries({ ...amounts, note }).forEach(([name, text]) => {
    const input = field(row, name);
    if (input !== besides) input.value = text;
  });
  field(row, "no_sales").checked = noSales;
  keepKnown(row);
}

// Nothing differs any more from what the server has: the row says again what it said.
export function showStanding(row) {
  const { state, text, title, saved } = standingOf(row);
  setState(row, state, text, title, saved);
}
