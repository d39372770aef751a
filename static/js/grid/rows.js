// The rows of the page and their fields.

import { CHANNELS } from "./amounts.js";

export { CHANNELS };
export const form = document.getElementById("grid-form");
export const rows = [...form.querySelectorAll("tr[data-row]")];

export const rowOf = (element) => element.closest("tr[data-row]");
export const field = (row, name) => form.elements[`row-${row.dataset.row}-${name}`];
export const cells = (row) => CHANNELS.map((channel) => field(row, channel));
export const fields = (row) => [...cells(row), field(row, "note")];
export const shownRows = () => rows.filter((row) => !row.hidden);

// A row as it stands in its fields, as the server reads it.
export function typedRow(row) {
  return {
    id: Number(row.dataset.row),
    version: Number(field(row, "version").value),
    amounts: Object.fromEntries(CHANNELS.map((channel) => [channel, field(row, channel).value])),
    no_sales: field(row, "no_sales").checked,
    note: field(row, "note").value,
  };
}
