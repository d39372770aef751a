// Drafts: what was typed and not yet saved is kept in the browser until the server has it.

import { say } from "./messages.js";
import { CHANNELS, field, form, typedRow } from "./rows.js";

const key = (row) => `${form.dataset.drafts}:${row.dataset.row}`;

export function keepDraft(row) {
  try {
    localStorage.setItem(key(row), JSON.stringify(typedRow(row)));
  } catch {
    say("เบราว์เซอร์เก็บร่างไม่ได้ อย่าปิดหน้านี้ก่อนขึ้นว่าบันทึกแล้ว");
  }
}

export function dropDraft(row) {
  try {
    localStorage.removeItem(key(row));
  } catch {
    // no storage: nothing was kept either
  }
}

// Puts a kept draft back into the row's fields; false where there is none.
export function restoreDraft(row) {
  let draft = null;
  try {
    draft = JSON.parse(localStorage.getItem(key(row)));
  } catch {
    return false;
  }
  if (!draft) return false;
  CHANNELS.forEach((channel) => (field(row, channel).value = draft.amounts[channel] ?? ""));
  field(row, "no_sales").checked = draft.no_sales;
  field(row, "note").value = draft.note;
  field(row, "version").value = draft.version;
  return true;
}
