// Saving: each row is sent by itself as it is left, and again until the server has it.

import { meaning } from "./amounts.js";
import { askWhich, isAsked, questionOf, showMine } from "./conflicts.js";
import { dropDraft, keepDraft, restoreDraft } from "./drafts.js";
import { keepSavedAt, showTotals, showWhatIsSaved } from "./foot.js";
import { say, sayCounted, sayRefused, saysNothing } from "./messages.js";
import { isWaiting, itWorked, stopWaiting, tryAgain } from "./retry.js";
import { cells, field, form, rowOf, rows, typedRow } from "./rows.js";
import { keepStanding, stands } from "./standing.js";
import { clearErrors, setState, showError, showSaved, showStanding, showTotal } from "./states.js";
import { piece, post } from "./transport.js";
import { showNext } from "./next.js";
import { isFormula, workOut } from "./formula.js";
import { reveal } from "./seen.js";

const WAITING = {
  offline: "ยังไม่ได้บันทึก รอสัญญาณอินเทอร์เน็ต",
  again: "ยังไม่ได้บันทึก จะส่งอีกครั้ง",
  "sign-in": "ยังไม่ได้บันทึก กรุณาเข้าสู่ระบบ",
};
const TOGETHER = 150; // milliseconds in which rows are left close together
const unsaved = new Set(); // rows that are not what the server has
const changes = new Map(); // row -> how often it was changed
const onTheWay = new Map(); // row -> the change that is being sent
const refused = new Map(); // row -> the change that the server refused
const unanswered = new Map(); // row -> meanings that were sent and not answered: they may be saved
const leaveNow = new Set(); // rows to be sent though the cursor stands in them: a tick, a paste
let trouble = ""; // why nothing goes: a key of WAITING
let told = false; // whether the message above the table is of a trouble
let running = null;
let gathering = null; // the timer of rows that were just left

const inHand = (row) => row === rowOf(document.activeElement ?? form) && !leaveNow.has(row);
const isRefused = (row) => refused.has(row) && refused.get(row) === changes.get(row);
const isSent = (row) => onTheWay.has(row) && onTheWay.get(row) === changes.get(row);
const mayGo = (row) => !isAsked(row) && !isRefused(row);

export const isUnsaved = (row) => unsaved.has(row);
export const allSaved = () => !unsaved.size;

// The row was changed: it is kept as a draft and sent when it is left.
export function touch(row) {
  changes.set(row, (changes.get(row) ?? 0) + 1);
  clearErrors(row);
  showTotal(row);
  if (stands(row) && !isAsked(row) && !onTheWay.has(row) && !unanswered.get(row)?.size) {
    forget(row);
    showStanding(row);
  } else {
    unsaved.add(row);
    keep(row);
    if (isAsked(row)) showMine(row);
    else setState(row, "typing", "กำลังพิมพ์ ยังไม่ได้บันทึก");
  }
  showFoot();
}

// Sends what waits; `row` also while the cursor stands in it. Rows that are left close together, one key
// each, go as one request. While the server asks for time, what is left meanwhile waits with the rest.
export function sendSoon(row = null) {
  if (row) leaveNow.add(row);
  if (isWaiting()) showWaiting();
  else gathering ??= setTimeout(sendGathered, TOGETHER);
}

// Saves a row though the cursor stands in it, and waits for what becomes of it.
export async function saveRow(row) {
  leaveNow.add(row);
  await running;
  await run();
}

function sendGathered() {
  gathering = null;
  if (isWaiting()) showWaiting();
  else run();
}

function sendNow() {
  stopWaiting();
  run();
}

// What is typed goes as the page is hidden or left, the cell under the cursor too. The requests outlive
// the page; what the browser does not take any more stays as a draft and is offered on the next page.
export async function sendLeaving() {
  const batch = [...unsaved].filter((row) => mayGo(row) && !isSent(row));
  batch.forEach((row) => onTheWay.set(row, changes.get(row)));
  for (let rest = batch; rest.length; ) {
    const next = rest.slice(0, piece(rest.map(typedRow)));
    rest = rest.slice(next.length);
    await send(next);
  }
}

function run() {
  running ??= sendAllReady().finally(() => (running = null));
  return running;
}

async function sendAllReady() {
  for (;;) {
    const ready = [...unsaved].filter((row) => mayGo(row) && !inHand(row) && !onTheWay.has(row));
    if (!ready.length) return;
    const batch = ready.slice(0, piece(ready.map(typedRow)));
    batch.forEach((row) => leaveNow.delete(row));
    if (!(await send(batch))) return;
  }
}

// True when the server answered, whatever it answered.
async function send(batch) {
  const typed = batch.map(typedRow);
  const sent = new Map(batch.map((row) => [row, changes.get(row)]));
  batch.forEach((row, place) => {
    onTheWay.set(row, sent.get(row));
    mayBeSaved(row).add(meaning(typed[place]));
    keep(row, Date.now());
    setState(row, "saving", "⟳ กำลังบันทึก");
  });
  showFoot();
  const came = await post(typed);
  batch.forEach((row) => onTheWay.get(row) === sent.get(row) && onTheWay.delete(row));
  if (came.kind === "answered") {
    takeAnswer(came.answer, batch, sent, typed);
  } else if (came.kind === "refused") {
    takeRefusal(came.answer, batch, sent, typed);
  } else {
    takeTrouble(came, batch);
  }
  showFoot();
  return !trouble;
}

function takeAnswer(answer, batch, sent, typed) {
  itWorked();
  trouble = "";
  if (told) say("");
  told = false;
  const results = new Map(answer.rows.map((result) => [String(result.id), result]));
  batch.forEach((row, place) => {
    mayBeSaved(row).delete(meaning(typed[place]));
    take(row, results.get(row.dataset.row), changes.get(row) !== sent.get(row));
  });
  keepSavedAt(answer.saved_at);
  sayCounted(answer.counted);
  showTotals(answer.totals);
}

// What was typed since it was sent is sent again, whatever became of what was sent.
function take(row, result, changedSince) {
  if (result.outcome === "saved") {
    field(row, "version").value = result.version;
    if (changedSince) {
      keepStanding(row, { ...result, outcome: "" });
      typeOn(row);
      return;
    }
    forget(row);
    clearErrors(row);
    showSaved(row, result);
  } else if (result.outcome === "conflict") {
    if (mayBeSaved(row).has(meaning(result))) {
      // Not somebody else's: an earlier save of our own, whose answer never came.
      field(row, "version").value = result.version;
      keepStanding(row, result);
      leaveNow.add(row);
      typeOn(row);
    } else {
      askWhich(row, result, { useMine: sendAgain, useTheirs: takeTheirs });
      if (isAsked(row)) keep(row);
    }
  } else if (changedSince) {
    typeOn(row);
  } else {
    refused.set(row, changes.get(row));
    clearErrors(row);
    Object.entries(result.errors).forEach(([name, text]) => showError(row, name, whyNoFigure(row, name) ?? text));
    setState(row, "refused", "ยังไม่ได้บันทึก");
  }
}

// Of a formula the server only knows that it is no figure.
function whyNoFigure(row, name) {
  const typed = field(row, name)?.value ?? "";
  return isFormula(typed) ? workOut(typed).refused : null;
}

function typeOn(row) {
  keep(row);
  setState(row, "typing", "กำลังพิมพ์ ยังไม่ได้บันทึก");
}

// Refused whole: the month was closed meanwhile. Nothing of it is saved, all of it is kept.
function takeRefusal(answer, batch, sent, typed) {
  itWorked();
  trouble = "";
  batch.forEach((row, place) => {
    mayBeSaved(row).delete(meaning(typed[place]));
    refused.set(row, sent.get(row));
    if (isRefused(row)) setState(row, "refused", "ยังไม่ได้บันทึก");
    else typeOn(row);
  });
  told = true;
  sayRefused({ message: "ระบบไม่รับรายการนี้ ตัวเลขยังอยู่ในเครื่องนี้ โปรดเปิดหน้านี้ใหม่", ...answer });
}

function takeTrouble({ kind, answer, after }, batch) {
  trouble = kind;
  batch.forEach((row) => setState(row, "waiting", WAITING[kind]));
  if (kind === "sign-in") {
    const link = document.createElement("a");
    link.href = `${form.dataset.loginUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = "เข้าสู่ระบบอีกครั้ง";
    const why = answer.message ?? "ออกจากระบบแล้วเพราะไม่ได้ใช้งานนาน";
    say(`${why} ตัวเลขที่พิมพ์ยังอยู่ในเครื่องนี้ เข้าสู่ระบบแล้วระบบจะส่งต่อให้เอง `, link);
    told = true;
    return;
  }
  if (kind === "again") {
    say(answer.message ?? "ระบบขัดข้อง ตัวเลขยังอยู่ในเครื่องนี้ จะส่งให้อีกครั้ง");
    told = true;
  }
  tryAgain(run, after);
  showWaiting();
}

function showWaiting() {
  [...unsaved]
    .filter((row) => mayGo(row) && !inHand(row) && !onTheWay.has(row))
    .forEach((row) => setState(row, "waiting", WAITING[trouble]));
}

function mayBeSaved(row) {
  if (!unanswered.has(row)) unanswered.set(row, new Set());
  return unanswered.get(row);
}

function keep(row, sentAt = 0) {
  keepDraft(row, { sent: [...(unanswered.get(row) ?? [])], sentAt });
}

// The row is what the server has: nothing of it is to be sent or kept.
export function forget(row) {
  unsaved.delete(row);
  refused.delete(row);
  unanswered.delete(row);
  dropDraft(row);
}

function sendAgain(row) {
  touch(row);
  sendSoon(row);
}

function takeTheirs(row, result) {
  forget(row);
  showSaved(row, result);
  showFoot();
}

function showFoot() {
  const rest = [...unsaved];
  showNext();
  showWhatIsSaved({
    unsaved: rest.length,
    sending: rest.filter((row) => onTheWay.has(row)).length,
    offline: trouble === "offline" && rest.every(mayGo),
  });
}

// Sends everything that is not what the server has, also what it refused; true once it has it all,
// else the first row that is not saved gets the cursor.
export async function saveAll() {
  stopWaiting();
  await running;
  refused.clear();
  unsaved.forEach((row) => leaveNow.add(row));
  await run();
  const left = rows.filter((row) => unsaved.has(row));
  if (!left.length) return true;
  if (saysNothing()) {
    say(`ยังมี ${left.length} รายการที่ยังไม่ได้บันทึก แก้ไขรายการสีแดง หรือรอให้อินเทอร์เน็ตกลับมา`);
    told = true;
  }
  reveal(left[0]);
  const place = questionOf(left[0])?.querySelector("button") ?? left[0].querySelector("[aria-invalid]");
  (place ?? cells(left[0])[0]).focus();
  return false;
}

// What an earlier page could not send goes now; what the server refused of a posted form waits.
export function restoreDrafts() {
  rows.forEach((row) => {
    const version = field(row, "version").value;
    const draft = restoreDraft(row);
    if (draft) {
      unanswered.set(row, new Set(draft.sent));
      touch(row);
      if (!unsaved.has(row)) field(row, "version").value = version;
    } else if (row.classList.contains("row-refused")) {
      unsaved.add(row);
      changes.set(row, 0);
      refused.set(row, 0);
    }
  });
  showFoot();
  run();
}

window.addEventListener("online", sendNow);
// Signed in again in another tab: what waited for it goes.
window.addEventListener("focus", () => trouble === "sign-in" && run());
