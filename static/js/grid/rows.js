// The rows of the page and their fields.

import "./drawn.js";
import { CHANNELS } from "./amounts.js";
import { worked } from "./formula.js";

export { CHANNELS };
export const form = document.getElementById("grid-form");
export const rows = [...form.querySelectorAll("tr[data-row]")];

export const rowOf = (element) => element.closest("tr[data-row]");
export const field = (row, name) => form.elements[`row-${row.dataset.row}-${name}`];
export const cells = (row) => CHANNELS.map((channel) => field(row, channel));
export const fields = (row) => [...cells(row), field(row, "note")];
export const shownRows = () => rows.filter((row) => !row.hidden);
export const isCell = (target) => target.matches?.(".cell input") && !target.readOnly;
export const channelOf = (input) => CHANNELS.findIndex((name) => input.name.endsWith(`-${name}`));
// The words of a channel: ในประเทศ ออฟไลน์.
export const labelOf = (channel) => document.getElementById(`c${CHANNELS.indexOf(channel)}`).getAttribute("aria-label");

// A row as it stands in its fields, as the server reads it.
export function typedRow(row) {
  return {
    id: Number(row.dataset.row),
    version: Number(field(row, "version").value),
    amounts: Object.fromEntries(CHANNELS.map((channel) => [channel, worked(field(row, channel).value)])),
    no_sales: field(row, "no_sales").checked,
    note: field(row, "note").value,
  };
}
