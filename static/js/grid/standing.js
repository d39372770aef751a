// What the server has of each row: as the page was opened, then as each answer tells.

import { CHANNELS, field, fields, rows } from "./rows.js";

const standing = new Map(rows.map((row) => [row, opened(row)]));
const older = new Map(); // row -> what a draft in its fields was typed over

function opened(row) {
  const text = (name) => row.querySelector(`[data-${name}]`).textContent;
  const amounts = CHANNELS.map((channel) => [channel, field(row, channel).defaultValue]);
  return {
    amounts: Object.fromEntries(amounts),
    no_sales: field(row, "no_sales").defaultChecked,
    note: field(row, "note").defaultValue,
    typed: [], // the same figures as the fields held them when they were sent
    state: row.className.replace("row-no_sales", "").trim().slice("row-".length) || "no_sales",
    text: text("state"),
    title: text("anomaly"),
    saved: text("saved"),
  };
}

export const standingOf = (row) => standing.get(row);

// What the server had when this person began to type in the row.
export const baseOf = (row) => older.get(row) ?? standing.get(row);
export const keepBase = (row, base) => older.set(row, base);

// After an answer, while the fields still hold what was typed.
export function keepStanding(row, result) {
  older.delete(row);
  standing.set(row, {
    amounts: result.amounts,
    no_sales: result.no_sales,
    note: result.note,
    typed: result.outcome === "saved" ? fields(row).map((input) => input.value) : [],
    state: result.state,
    text: result.state_text,
    title: result.anomaly_detail,
    saved: result.saved_text,
  });
}

// Whether the fields hold what the server has, or what they held when it took it.
export function stands(row) {
  const { amounts, note, no_sales: noSales, typed } = standing.get(row);
  const texts = [...CHANNELS.map((channel) => amounts[channel]), note];
  return (
    field(row, "no_sales").checked === noSales &&
    fields(row).every((input, place) => [texts[place], typed[place]].includes(input.value))
  );
}
