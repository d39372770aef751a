// Saving: each row is sent by itself as it is left, and again until the server has it.

import { anyAsked, askWhich, isAsked, showMine } from "./conflicts.js";
import { dropDraft, keepDraft, restoreDraft } from "./drafts.js";
import { keepSavedAt, showSavedAt, showTotals } from "./foot.js";
import { say, sayCounted, sayRefused, saysNothing } from "./messages.js";
import { cells, field, form, rowOf, rows, typedRow } from "./rows.js";
import { clearErrors, setState, showError, showSaved, showTotal } from "./states.js";

const RETRY_MS = 15000;
const KEEPALIVE_LIMIT = 60000; // bytes a browser still sends after the page was left
const unsaved = new Map(); // row -> how often it changed since it was last sent
const leaveNow = new Set(); // rows to be sent though the cursor stands in them: a tick, a paste
let sending = false;
let retryTimer = null;

const inHand = (row) => row === rowOf(document.activeElement ?? form) && !leaveNow.has(row);

// The row was changed: it is kept as a draft and sent when it is left.
export function touch(row) {
  unsaved.set(row, (unsaved.get(row) ?? 0) + 1);
  clearErrors(row);
  showTotal(row);
  keepDraft(row);
  if (isAsked(row)) {
    showMine(row);
  } else {
    setState(row, "typing", "กำลังพิมพ์");
  }
}

// Sends what waits; `row` also while the cursor stands in it.
export function sendSoon(row = null) {
  if (row) leaveNow.add(row);
  clearTimeout(retryTimer);
  retryTimer = null;
  if (!sending) send();
}

export const isUnsaved = (row) => unsaved.has(row);
export const forgetAll = () => unsaved.clear();
export const allSaved = () => !unsaved.size && !sending && !form.querySelector(".row-refused");

async function send() {
  const batch = [...unsaved.keys()].filter((row) => !isAsked(row) && !inHand(row));
  leaveNow.clear();
  if (!batch.length) return;
  sending = true;
  const sent = new Map(batch.map((row) => [row, unsaved.get(row)]));
  batch.forEach((row) => setState(row, "saving", "⟳ กำลังบันทึก"));
  try {
    const body = JSON.stringify({ rows: batch.map(typedRow) });
    const response = await fetch(form.dataset.rowsUrl, {
      keepalive: new Blob([body]).size < KEEPALIVE_LIMIT,
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      },
      body,
      redirect: "manual",
    });
    if (response.type === "opaqueredirect" || response.status === 403) {
      batch.forEach((row) => setState(row, "waiting", "⟳ รอเข้าระบบ"));
      const link = document.createElement("a");
      link.href = `${form.dataset.loginUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
      link.textContent = "เข้าสู่ระบบอีกครั้ง";
      say("ออกจากระบบแล้วเพราะไม่ได้ใช้งานนาน ตัวเลขที่พิมพ์ยังอยู่ในเครื่องนี้ เข้าระบบแล้วระบบจะส่งต่อให้เอง ", link);
    } else if (!response.ok) {
      const answer = await response.json().catch(() => ({}));
      batch.forEach((row) => setState(row, "refused", "ยังไม่ได้บันทึก"));
      sayRefused({ message: "ระบบขัดข้อง ตัวเลขยังอยู่ในเครื่องนี้ จะส่งให้อีกครั้ง", ...answer });
      if (response.status >= 500) retryTimer = setTimeout(sendSoon, RETRY_MS);
    } else {
      say("");
      const answer = await response.json();
      answer.rows.forEach((result) => take(result, sent));
      keepSavedAt(answer.saved_at);
      sayCounted(answer.counted);
      showTotals(answer.totals);
      showSavedAt(unsaved.size);
    }
  } catch {
    batch.forEach((row) => setState(row, "waiting", "⟳ รอส่ง (ออฟไลน์)"));
    retryTimer = setTimeout(sendSoon, RETRY_MS);
  }
  sending = false;
  const waiting = [...unsaved.keys()].some(
    (row) => row.classList.contains("row-typing") && !inHand(row),
  );
  if (waiting && !retryTimer) send();
}

function take(result, sent) {
  const row = document.getElementById(`row-${result.id}`);
  const changedSince = unsaved.get(row) !== sent.get(row);
  if (result.outcome === "saved") {
    field(row, "version").value = result.version;
    if (changedSince) {
      keepDraft(row);
      setState(row, "typing", "กำลังพิมพ์");
      return;
    }
    forget(row);
    clearErrors(row);
    showSaved(row, result);
  } else if (result.outcome === "conflict") {
    askWhich(row, result, { useMine: sendAgain, useTheirs: takeTheirs });
  } else {
    unsaved.delete(row); // sent again when it is typed in again; the draft stays
    clearErrors(row);
    Object.entries(result.errors).forEach(([name, text]) => showError(row, name, text));
    setState(row, "refused", "ยังไม่ได้บันทึก");
  }
}

function forget(row) {
  unsaved.delete(row);
  dropDraft(row);
}

function sendAgain(row) {
  touch(row);
  sendSoon();
}

function takeTheirs(row, result) {
  forget(row);
  showSaved(row, result);
}

// Sends what still waits; true once every row is saved, else the first that is not gets the cursor.
export async function saveAll() {
  clearTimeout(retryTimer);
  retryTimer = null;
  while (sending) await new Promise((done) => setTimeout(done, 50));
  unsaved.forEach((_, row) => leaveNow.add(row));
  await send();
  const left = rows.filter((row) => unsaved.has(row) || row.classList.contains("row-refused"));
  if (!left.length) {
    showSavedAt(false);
    return true;
  }
  if (saysNothing()) {
    say(`ยังมี ${left.length} รายการที่ยังไม่ได้บันทึก แก้ที่แถวสีแดง หรือรอจนกว่าจะออนไลน์`);
  }
  (left[0].querySelector("[aria-invalid], .question button") ?? cells(left[0])[0]).focus();
  return false;
}

export function restoreDrafts() {
  rows.filter(restoreDraft).forEach(touch);
  if (unsaved.size) sendSoon();
}

window.addEventListener("online", () => sendSoon());
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size && !document.hidden && anyAsked()) event.preventDefault();
});
window.addEventListener("pagehide", () => unsaved.forEach((_, row) => keepDraft(row)));
