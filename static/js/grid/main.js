// The grid of a month: each row is saved by itself as it is left. The page is a plain form without
// this; with it a row says whether it is saved, being saved, refused and why, or waiting for the
// network. What was typed and not yet saved is kept in the browser until the server has it.
// The modules are loaded in one direction only: the static storage cannot name a circle.

import "./moving.js";
import "./leaving.js";
import "./paste.js";
import { clearOrRemove } from "./clear.js";
import { acceptChosen } from "./proposals.js";
import { form, rowOf, rows } from "./rows.js";
import { goTo, revealNext } from "./next.js";
import { allSaved, isUnsaved, restoreDrafts, saveAll, sendSoon, touch } from "./sending.js";
import { tidy } from "./states.js";
import { record, TYPING } from "./edits.js";
import { tick, untick } from "./ticks.js";
import { nameOf, sayDone } from "./undo.js";

form.addEventListener("input", ({ target }) => {
  const row = rowOf(target);
  if (!row) return;
  if (target.name.endsWith("-no_sales")) {
    const tookAway = tick(row);
    const step = record(target.checked ? "ทำเครื่องหมายไม่มียอด" : "ยกเลิกไม่มียอด", [row]);
    if (tookAway) sayDone([`ลบตัวเลขของ ${nameOf(row)} เพราะทำเครื่องหมายไม่มียอด`], step);
  } else if (target.matches(".cell input") && target.value.trim()) {
    untick(row);
  }
  touch(row);
});

form.addEventListener("change", ({ target }) => {
  if (target.name?.endsWith("-no_sales")) sendSoon(rowOf(target));
});

form.addEventListener("focusout", ({ target, relatedTarget }) => {
  const row = rowOf(target);
  if (!row) return;
  record(TYPING, [row]);
  if (!isUnsaved(row)) tidy(row);
  else if (!row.contains(relatedTarget)) setTimeout(sendSoon);
});

form.addEventListener("submit", (event) => {
  if (event.submitter?.classList.contains("remove")) {
    clearOrRemove(event);
  } else if (event.submitter?.classList.contains("accept")) {
    event.preventDefault();
    acceptChosen(rowOf(event.submitter));
  } else {
    event.preventDefault(); // rows go by themselves; "save all" only sends what still waits
    saveAll();
  }
});

// The check shows what the server has: the last row typed goes first, or the clerk is told.
const goCheck = document.getElementById("go-check");
goCheck.addEventListener("click", async (event) => {
  if (allSaved()) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (await saveAll()) location.href = goCheck.href;
});

form.classList.add("saves-itself");

restoreDrafts();

// Just added: its first cell is ready to be typed in.
const added = rows.find((row) => `#${row.id}` === location.hash);
if (added) goTo(added);
else revealNext();
