// A page with a grid, as far as modules that only read and write its fields look at it.

import { CHANNELS } from "../../static/js/grid/amounts.js";

// `rows`: for each row the four amounts as they stand in its fields. Before the modules are loaded.
export function openGrid(rows) {
  const form = { elements: {} };
  const made = rows.map((amounts, place) => {
    const row = { dataset: { row: String(place + 1) } };
    const field = (name, rest) => (form.elements[`row-${place + 1}-${name}`] = rest);
    CHANNELS.forEach((channel, at) => field(channel, { value: amounts[at] ?? "" }));
    field("no_sales", { checked: false });
    field("note", { value: "" });
    field("version", { value: "1" });
    return row;
  });
  form.querySelectorAll = () => made;
  globalThis.document = { getElementById: (id) => (id === "grid-form" ? form : null) };
  return made;
}
