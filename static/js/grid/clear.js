// ลบตัวเลขในรายการนี้: a row is emptied as an edit that can be taken back. A row added by hand goes for
// good, so that is asked first.

import { ask } from "./ask.js";
import { cells, field, form, rowOf } from "./rows.js";
import { forget, sendSoon, touch } from "./sending.js";
import { record } from "./edits.js";
import { untick } from "./ticks.js";
import { nameOf, sayDone } from "./undo.js";

let agreed = null; // the button whose row goes

export function clearOrRemove(event) {
  const button = event.submitter;
  if (button === agreed) {
    agreed = null;
    forget(rowOf(button));
    return;
  }
  event.preventDefault();
  if (button.hasAttribute("data-clears")) clear(rowOf(button));
  else askToRemove(button);
}

function clear(row) {
  cells(row).forEach((input) => (input.value = ""));
  untick(row);
  field(row, "note").value = "";
  const step = record("ลบตัวเลข", [row]);
  touch(row);
  sendSoon(row);
  if (step) sayDone([`ลบตัวเลขของ ${nameOf(row)} แล้ว`], step);
}

async function askToRemove(button) {
  const row = rowOf(button);
  const total = row.querySelector("[data-total]").textContent;
  const yes = await ask({
    title: "ลบรายการที่เพิ่มเองหรือไม่",
    text: `${nameOf(row)} ${total ? `ยอด ${total} บาท ` : ""}จะออกจากตาราง เลิกทำไม่ได้`,
    yes: "ลบรายการ",
    no: "ไม่ลบ",
  });
  if (!yes) return;
  agreed = button;
  form.requestSubmit(button);
}
