// Ctrl+Z and Ctrl+Y: a step is taken back, or taken again, and saved like any other edit.

import { isAsking } from "./ask.js";
import { historyOf } from "./shortcuts.js";
import { notice } from "./notice.js";
import { form, rowOf } from "./rows.js";
import { reveal } from "./seen.js";
import { sendSoon, touch } from "./sending.js";
import { fieldOf, put, record, takeStep, TYPING } from "./edits.js";

// A step was taken by hand: said with the way back.
export function sayDone(texts, step) {
  notice(texts, step ? [["เลิกทำ", () => undo(step)]] : []);
}

export const undo = (step = null) => go(true, step);
export const redo = () => go(false);

function go(back, wanted = null) {
  const inHand = document.activeElement && rowOf(document.activeElement);
  if (inHand && form.contains(inHand)) record(TYPING, [inHand]); // what is being typed is a step too
  const step = takeStep(back, wanted);
  if (!step) return;
  const changed = step.changes.filter((change) => put(change, back));
  changed.forEach(({ row }) => touch(row));
  const shown = changed.find(({ row }) => !row.hidden);
  if (shown) {
    const target = fieldOf(shown);
    reveal(shown.row);
    target.focus();
    target.select?.();
  }
  changed.forEach(({ row }) => sendSoon(row));
  tell(step, changed, back);
}

function tell(step, changed, back) {
  const kept = step.changes.filter((change) => !changed.includes(change)).map(({ row }) => nameOf(row));
  if (step.what === TYPING && !kept.length) return;
  const texts = changed.length ? [`${back ? "เลิกทำแล้ว" : "ทำอีกครั้งแล้ว"}: ${step.what} (${changed.length} รายการ)`] : [];
  if (kept.length) {
    texts.push(`มีการบันทึกตัวเลขอื่นหลังจากนั้น จึงคงไว้ตามเดิม ${kept.length} รายการ: ${kept.slice(0, 10).join(", ")}`);
  }
  notice(texts, back && changed.length ? [["ทำอีกครั้ง", redo]] : []);
}

export const nameOf = (row) => `${row.querySelector(".who a").textContent} (${row.dataset.category})`;

// A field outside the rows has its own undo.
const isOurs = (target) => Boolean(rowOf(target)) || !target.matches("input, textarea, select");

document.addEventListener("keydown", (event) => {
  const act = { undo, redo }[historyOf(event)];
  if (!act || !isOurs(event.target) || event.isComposing || isAsking()) return;
  event.preventDefault();
  act();
});

// The menu and the phone undo one field by themselves: theirs would not know of ours.
form.addEventListener("beforeinput", (event) => {
  const act = { historyUndo: undo, historyRedo: redo }[event.inputType];
  if (!act || !isOurs(event.target)) return;
  event.preventDefault();
  act();
});
