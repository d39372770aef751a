// Several cells at once: cleared, copied, filled down or to the right, taken from last month, marked as
// without sales. Each is one step that can be taken back.

import { baht, satang } from "./amounts.js";
import { record, TYPING } from "./edits.js";
import { readClipboard } from "./clipboard.js";
import { say } from "./messages.js";
import { goTo } from "./next.js";
import { drop, range } from "./ranges.js";
import { cells, CHANNELS, channelOf, field, form, isCell, rowOf, shownRows } from "./rows.js";
import { sendSoon, touch } from "./sending.js";
import { tick, untick } from "./ticks.js";
import { nameOf, sayDone } from "./undo.js";

const uniqueRows = (inputs) => [...new Set(inputs.map(rowOf))];

// Puts texts into fields as one step. A row without sales takes nothing but figures.
function put(what, changes) {
  const inHand = rowOf(document.activeElement);
  if (inHand) record(TYPING, [inHand]);
  const changed = uniqueRows(changes.map(([input]) => input));
  changes.forEach(([input, text]) => {
    const row = rowOf(input);
    if (field(row, "no_sales").checked && !satang(text)) return;
    untick(row);
    input.value = text;
  });
  finish(what, changed);
}

function finish(what, changed) {
  const step = record(what, changed);
  if (!step) return;
  const really = step.changes.map(({ row }) => row);
  really.forEach(touch);
  really.forEach(sendSoon);
  if (really.length > 1) sayDone([`${what}แล้ว ${really.length} รายการ`], step);
}

export function clearRange() {
  const chosen = range()?.flat();
  if (!chosen) return false;
  // Of a row that is left with the zeros beside its figures nothing was said: it is not one without sales.
  const rest = (row) => cells(row).filter((input) => !chosen.includes(input));
  const zeros = uniqueRows(chosen).map(rest).filter((others) => others.every(({ value }) => satang(value) === 0n));
  put("ลบตัวเลข", [...chosen, ...zeros.flat()].map((input) => [input, ""]));
  return true;
}

// Ctrl+D: the top row of the range goes down it; of one cell, the cell above comes down.
export function fillDown(input) {
  const chosen = range();
  if (chosen?.length > 1) {
    put("เติมลง", chosen.slice(1).flatMap((row) => row.map((cell, place) => [cell, chosen[0][place].value])));
    return;
  }
  const seen = shownRows();
  const above = seen[seen.indexOf(rowOf(input)) - 1];
  const own = chosen?.[0] ?? [input];
  if (above) put("เติมลง", own.map((cell) => [cell, field(above, CHANNELS[channelOf(cell)]).value]));
}

export function fillRight(input) {
  const chosen = range();
  if (chosen?.[0].length > 1) {
    put("เติมไปทางขวา", chosen.flatMap(([first, ...others]) => others.map((cell) => [cell, first.value])));
    return;
  }
  const own = chosen?.flat() ?? [input];
  const left = (cell) => field(rowOf(cell), CHANNELS[channelOf(cell) - 1]);
  if (channelOf(input)) put("เติมไปทางขวา", own.map((cell) => [cell, left(cell).value]));
}

const chosenRows = (row) => (range() ? uniqueRows(range().flat()) : [row]);

// The figures of last month as they stand beside the cells; one without sales then has none now.
export function sameAsLastMonth(row) {
  const known = chosenRows(row).filter((one) => lastMonth(one).some(Boolean));
  if (!known.length) {
    say(`เดือนก่อนไม่มีตัวเลขของ ${nameOf(row)}`);
    return;
  }
  say("");
  record(TYPING, [row]);
  known.forEach((one) => {
    const figures = lastMonth(one);
    if (figures.every((text) => !satang(text))) {
      mark(one);
    } else {
      untick(one);
      cells(one).forEach((input, place) => (input.value = baht(satang(figures[place]))));
    }
  });
  finish("เท่าเดือนก่อน", known);
  goOn(row);
}

const lastMonth = (row) => [...row.querySelectorAll(".before")].map((small) => small.textContent);

export function withoutSales(row) {
  const chosen = chosenRows(row);
  record(TYPING, [row]);
  chosen.forEach(mark);
  finish("ไม่มียอด", chosen);
  goOn(row);
}

function mark(row) {
  field(row, "no_sales").checked = true;
  tick(row);
}

export function restWithoutSales() {
  const rest = shownRows().filter(isEmpty);
  rest.forEach(mark);
  finish("ไม่มียอด", rest);
  if (!rest.length) sayDone(["ไม่มีรายการที่ว่างอยู่"]);
}

const isEmpty = (row) => !field(row, "no_sales").checked && cells(row).every((input) => !input.value.trim());

// After a whole row is done by one key, the next one is under the cursor.
function goOn(row) {
  const last = chosenRows(row).at(-1);
  drop();
  const seen = shownRows();
  const next = seen[seen.indexOf(last) + 1];
  if (next) goTo(next);
}

// Figures as numbers, so that a spreadsheet adds them up.
function asNumber({ value }) {
  const amount = satang(value);
  return amount === null || !value.trim() ? value : baht(amount).replaceAll(",", "");
}

function copy(event) {
  const chosen = isCell(event.target) && range();
  if (!chosen) return false;
  event.clipboardData.setData("text/plain", chosen.map((row) => row.map(asNumber).join("\t")).join("\n"));
  event.preventDefault();
  return true;
}

form.addEventListener("copy", copy);
form.addEventListener("cut", (event) => copy(event) && clearRange());

// One figure pasted upon a range fills it.
form.addEventListener(
  "paste",
  (event) => {
    const chosen = isCell(event.target) && range();
    if (!chosen) return;
    const block = readClipboard(event.clipboardData) ?? [[event.clipboardData.getData("text/plain")]];
    if (block.length > 1 || block[0].length > 1) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    put("การวาง", chosen.flat().map((input) => [input, block[0][0].trim()]));
  },
  { capture: true },
);

