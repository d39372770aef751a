// Two people in one row: only the cells touched here differ from what the other saved, and both values
// stand beside each other until one of them is chosen.

import { meaning, satang } from "./amounts.js";
import { choice, line } from "./messages.js";
import { CHANNELS, field, form, labelOf, typedRow } from "./rows.js";
import { baseOf, keepStanding } from "./standing.js";
import { clearErrors, setState, showTotal } from "./states.js";
import { keepKnown, record, TYPING, whenChanged } from "./edits.js";

const asked = new Map(); // row -> what is asked: the server's row, the cells touched, the place
const AHEAD = "มีเจ้าหน้าที่อื่นบันทึกรายการนี้ก่อนแล้ว";
const AHEAD_MYSELF = "รายการนี้บันทึกไว้ก่อนแล้วจากอีกหน้าต่างหนึ่ง";

export const isAsked = (row) => asked.has(row);
export const anyAsked = () => asked.size > 0;
export const questionOf = (row) => asked.get(row)?.place;

// Asks which; the answer calls useMine or useTheirs, with the version of the server's row standing.
// Where nothing typed here differs from the other's row there is nothing to ask.
export function askWhich(row, result, { useMine, useTheirs }) {
  record(TYPING, [row]);
  const touched = takeUntouched(row, result);
  keepStanding(row, result);
  keepKnown(row);
  if (meaning(typedRow(row)) === meaning(result)) {
    settle(row, result, useTheirs);
    return;
  }
  asked.get(row)?.place.remove();
  const place = document.createElement("tr");
  place.className = "question";
  asked.set(row, { result, touched, place });
  clearErrors(row);
  showTotal(row);
  const said = result.own ? AHEAD_MYSELF : AHEAD;
  setState(row, "refused", said);
  const cell = document.createElement("td");
  cell.colSpan = 8;
  cell.setAttribute("role", "alert");
  cell.append(
    line(said),
    compare(row),
    choice("ใช้ตัวเลขที่ข้าพเจ้ากรอก", () => settle(row, result, useMine)),
    choice(result.own ? "ใช้ตัวเลขที่บันทึกไว้แล้ว" : "ใช้ตัวเลขที่ผู้อื่นบันทึก", () => settle(row, result, useTheirs)),
  );
  place.append(cell);
  row.after(place);
}

// The choice stays open while one types on: it shows what would be sent.
export function showMine(row) {
  const { place } = asked.get(row);
  place.querySelector("table").replaceWith(compare(row));
}

// Puts the other's figures into the cells nobody touched here; answers which were touched.
function takeUntouched(row, result) {
  const base = baseOf(row);
  const touched = new Set(CHANNELS.filter((name) => !isSame(field(row, name).value, base.amounts[name])));
  if (field(row, "no_sales").checked !== base.no_sales) touched.add("no_sales");
  if (field(row, "note").value !== base.note) touched.add("note");
  const withoutSales = touched.has("no_sales") && field(row, "no_sales").checked;
  CHANNELS.forEach((name) => {
    if (!touched.has(name)) field(row, name).value = withoutSales ? "" : result.amounts[name];
  });
  if (!touched.has("note")) field(row, "note").value = result.note;
  if (!touched.has("no_sales")) {
    const sold = CHANNELS.some((name) => satang(field(row, name).value) !== 0n);
    field(row, "no_sales").checked = result.no_sales && !sold;
  }
  return touched;
}

function isSame(one, other) {
  const amount = satang(one);
  return one === other || (amount !== null && amount === satang(other) && !one.trim() === !other.trim());
}

// Each channel, what was typed here, what the other saved; and the note, where either wrote one.
function compare(row) {
  const { result, touched } = asked.get(row);
  const table = document.createElement("table");
  table.className = "compared";
  const at = whenChanged(row)?.toLocaleTimeString("th-TH", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Bangkok" });
  const head = table.createTHead().insertRow();
  head.append(
    heading("ช่อง"),
    heading("ข้าพเจ้ากรอก", [form.dataset.person, at && `${at} น.`].filter(Boolean).join(" ")),
    heading(result.own ? "บันทึกไว้แล้ว" : "ผู้อื่นบันทึก", [result.by, result.at].filter(Boolean).join(" ")),
  );
  const body = table.createTBody();
  const add = (title, mine, theirs) => {
    const entry = body.insertRow();
    const name = heading(title);
    name.scope = "row";
    entry.append(name);
    [mine, theirs].forEach((text) => (entry.insertCell().textContent = text));
    entry.classList.toggle("differs", mine !== theirs && mine !== UNTOUCHED);
  };
  const withoutSales = field(row, "no_sales").checked;
  CHANNELS.forEach((name) => {
    const input = field(row, name);
    const isMine = touched.has(name) || !isSame(input.value, result.amounts[name]);
    const mine = withoutSales ? NO_SALES : isMine ? shown(input.value) : UNTOUCHED;
    add(labelOf(name), mine, result.no_sales ? NO_SALES : shown(result.amounts[name]));
  });
  const note = field(row, "note").value;
  if (note !== result.note) add("หมายเหตุ", note || EMPTY, result.note || EMPTY);
  return table;
}

const UNTOUCHED = "ไม่ได้แก้ไข";
const EMPTY = "ว่าง";
const NO_SALES = "ไม่มียอดจำหน่าย";
const shown = (text) => text.trim() || EMPTY;

function heading(text, more = "") {
  const cell = document.createElement("th");
  cell.textContent = text;
  if (more) {
    const small = document.createElement("small");
    small.textContent = more;
    cell.append(small);
  }
  return cell;
}

function settle(row, result, act) {
  asked.get(row)?.place.remove();
  asked.delete(row);
  clearErrors(row);
  field(row, "version").value = result.version;
  act(row, result);
}
