// What producers reported is accepted: of a row, of the rows of a range, of every row that is shown. The
// server saves them as any row is saved, on the version that stands in the row.

import { whole } from "./brief.js";
import { keepSavedAt, showTotals } from "./foot.js";
import { say } from "./messages.js";
import { notice } from "./notice.js";
import { drop, range } from "./ranges.js";
import { field, form, rowOf, shownRows } from "./rows.js";
import { forget, isUnsaved } from "./sending.js";
import { clearErrors, showSaved } from "./states.js";
import { token } from "./transport.js";

const offerOf = (row) => row.querySelector("[data-proposal]");
let isAccepting = false;

export function acceptChosen(row) {
  const chosen = range() ? [...new Set(range().flat().map(rowOf))] : [row];
  drop();
  return acceptRows(chosen);
}

export const acceptShown = () => acceptRows(shownRows());

async function acceptRows(rows) {
  const offered = rows.filter(offerOf);
  const ready = offered.filter((row) => !isUnsaved(row));
  if (!ready.length) {
    say(offered.length ? "รายการนี้กำลังแก้ไขอยู่ รอให้บันทึกก่อนแล้วรับยอดที่แจ้ง" : "ไม่มียอดที่ผู้ผลิตแจ้งรออยู่");
    return;
  }
  if (isAccepting) return;
  isAccepting = true;
  try {
    await send(ready);
  } catch {
    say("ยังไม่ได้รับยอด เพราะไม่มีสัญญาณอินเทอร์เน็ต ลองอีกครั้ง");
  } finally {
    isAccepting = false;
  }
}

async function send(rows) {
  const proposals = rows.map((row) => ({
    id: Number(offerOf(row).dataset.proposal),
    version: Number(field(row, "version").value),
  }));
  const came = await fetch(form.dataset.acceptUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify({ proposals }),
    redirect: "manual",
  });
  if (came.type === "opaqueredirect" || came.status === 403) {
    say("ยังไม่ได้รับยอด กรุณาเข้าสู่ระบบอีกครั้งแล้วเปิดหน้านี้ใหม่");
    return;
  }
  const answer = await came.json();
  if (!came.ok) {
    say(answer.message);
    return;
  }
  show(answer, new Map(rows.map((row) => [row.dataset.row, row])));
}

function show(answer, rows) {
  say("");
  const saved = answer.rows.filter(({ outcome }) => outcome === "saved");
  saved.forEach((result) => {
    const row = rows.get(String(result.id));
    field(row, "version").value = result.version;
    forget(row);
    clearErrors(row);
    showSaved(row, whole(result));
    offerOf(row).remove();
    row.querySelectorAll(".proposed").forEach((one) => one.remove());
  });
  keepSavedAt(answer.saved_at);
  showTotals(answer.totals);
  const left = document.getElementById("proposed");
  left.textContent = Number(left.textContent) - saved.length;
  const texts = saved.length ? [`รับยอดที่ผู้ผลิตแจ้งแล้ว ${saved.length} รายการ`] : [];
  if (answer.refused) {
    texts.push(`ยังไม่ได้รับ ${answer.refused} รายการ เพราะมีผู้บันทึกหรือผู้ผลิตแจ้งใหม่ก่อน เปิดหน้านี้ใหม่เพื่อตรวจ`);
  }
  notice(texts);
}
