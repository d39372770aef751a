// Drafts of this page's rows. A draft keeps what another page needs to say whose figures these are,
// long after the month was closed (static/js/drafts/offer.js).

import { drop, read, write } from "../drafts/store.js";
import { say } from "./messages.js";
import { CHANNELS, field, form, labelOf, typedRow } from "./rows.js";
import { baseOf, keepBase } from "./standing.js";
import { keepKnown } from "./edits.js";

const key = (row) => `${form.dataset.drafts}:${row.dataset.row}`;
const page = {
  grid: location.pathname,
  rowsUrl: form.dataset.rowsUrl,
  month: form.dataset.month,
  district: form.dataset.district,
};
let refused = false;

// `sent`: the meanings of what was sent and not answered; `sentAt`: when, in milliseconds.
export function keepDraft(row, { sent = [], sentAt = 0 } = {}) {
  const base = baseOf(row);
  const kept = write(key(row), {
    ...typedRow(row),
    ...page,
    producer: row.querySelector(".who a").textContent,
    category: row.dataset.category,
    titles: Object.fromEntries(CHANNELS.map((channel) => [channel, labelOf(channel)])),
    was: base.amounts,
    was_no_sales: base.no_sales,
    was_note: base.note,
    sent,
    sentAt,
  });
  refused = !kept;
  if (!kept) say("เครื่องนี้สำรองข้อมูลไม่ได้ โปรดอย่าปิดหน้านี้จนกว่าจะขึ้นว่าบันทึกแล้ว");
}

export const dropDraft = (row) => drop(key(row));

// Whether this browser refused to keep the last draft: leaving then loses what is typed.
export const draftsAreRefused = () => refused;

// Puts a kept draft back into the row's fields and returns it; null where there is none.
export function restoreDraft(row) {
  const draft = read(key(row));
  if (!draft) return null;
  CHANNELS.forEach((channel) => (field(row, channel).value = draft.amounts[channel] ?? ""));
  field(row, "no_sales").checked = draft.no_sales;
  field(row, "note").value = draft.note;
  field(row, "version").value = draft.version;
  if (draft.was) keepBase(row, { amounts: draft.was, no_sales: draft.was_no_sales, note: draft.was_note });
  keepKnown(row); // what is put back is no step
  return draft;
}
