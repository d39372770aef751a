// A block from a spreadsheet goes into the cells (static/js/grid/block.js says which); what it would
// overwrite of other producers is asked first, and what was done is said with the way back.

import { ask } from "./ask.js";
import { satang } from "./amounts.js";
import { readBlock } from "./block.js";
import { readClipboard } from "./clipboard.js";
import { say } from "./messages.js";
import { hideNotice } from "./notice.js";
import { range } from "./ranges.js";
import { CHANNELS, channelOf, field, form, isCell, labelOf, rowOf, rows, shownRows } from "./rows.js";
import { wordsOf } from "./seen.js";
import { sendSoon, touch } from "./sending.js";
import { record, TYPING } from "./edits.js";
import { untick } from "./ticks.js";
import { nameOf, sayDone } from "./undo.js";

const LISTED = 5;
const UNCHANGED = "ไม่มีตัวเลขใดถูกเปลี่ยน";

form.addEventListener("paste", (event) => {
  if (!isCell(event.target)) return;
  const input = range()?.[0][0] ?? event.target; // into a range from its upper left corner
  const block = readClipboard(event.clipboardData);
  if (!block) return;
  event.preventDefault();
  say("");
  hideNotice();
  const row = rowOf(input);
  const read = readBlock(block, {
    rows: rows.map(wordsOf),
    shown: shownRows().map((shown) => rows.indexOf(shown)),
    at: rows.indexOf(row),
    channel: channelOf(input),
  });
  if (read.refused) say(`${read.refused} ${UNCHANGED}`);
  else paste(read, row);
});

async function paste({ figures, notes }, cursorRow) {
  record(TYPING, [cursorRow]);
  const changes = figures
    .map(({ row, channel, text }) => ({ row: rows[row], input: field(rows[row], CHANNELS[channel]), text }))
    .filter(isChange);
  if (!changes.length) {
    sayDone(inShort(UNCHANGED, notes));
    return;
  }
  const others = changes.filter(({ row }) => row !== cursorRow && isFilled(row));
  if (others.length && !(await asked(others))) {
    sayDone([`ไม่ได้วาง ${UNCHANGED}`]);
    return;
  }
  const changed = [...new Set(changes.map(({ row }) => row))];
  changed.forEach(untick);
  changes.forEach(({ input, text }) => (input.value = text));
  const step = record("การวาง", changed);
  changed.forEach(touch);
  changed.forEach(sendSoon);
  sayDone(inShort(`วางแล้ว ${changed.length} รายการ (${changes.length} ช่อง)`, notes), step);
}

// What needs nobody's attention stands in one line; who was left out has a line each.
function inShort(done, notes) {
  const names = notes.filter((text) => text.includes(":"));
  return [[done, ...notes.filter((text) => !names.includes(text))].join(" · "), ...names];
}

const isFilled = (row) => field(row, "no_sales").checked || CHANNELS.some((name) => field(row, name).value.trim());

// 500 over 500.00 changes nothing, nor does 0 in a row marked as without sales.
function isChange({ row, input, text }) {
  const amount = satang(text);
  if (field(row, "no_sales").checked) return amount !== 0n;
  if (amount === null || !input.value.trim()) return input.value.trim() !== text;
  return amount !== satang(input.value);
}

function asked(others) {
  const count = new Set(others.map(({ row }) => row)).size;
  const items = others.slice(0, LISTED).map(({ row, input, text }) => {
    const now = field(row, "no_sales").checked ? "ไม่มียอดจำหน่าย" : input.value || "ว่าง";
    return `${nameOf(row)} ${labelOf(CHANNELS[channelOf(input)])}: ${now} → ${text}`;
  });
  const more = others.length - items.length;
  return ask({
    title: "วางทับตัวเลขของผู้ผลิตรายอื่นหรือไม่",
    text: `การวางนี้จะเปลี่ยนตัวเลขที่มีอยู่แล้วของผู้ผลิตรายอื่น ${count} รายการ (${others.length} ช่อง)`,
    items: more ? [...items, `และอีก ${more} ช่อง`] : items,
    yes: "วางทับ",
    no: "ไม่วาง",
  });
}

const help = document.getElementById("how-to-paste");
help.hidden = false;
help.addEventListener("click", () => {
  const text = document.getElementById("paste-help");
  text.hidden = !text.hidden;
});
