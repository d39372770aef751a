// The foot of the page: the district's totals, and when it was last saved whole.

import { form } from "./rows.js";

const FIGURES = {
  "foot-total": "total",
  "foot-domestic": "domestic",
  "foot-export": "export",
  "foot-online": "online_percent",
  filled: "filled",
  blank: "blank",
};
let savedAt = ""; // of the last save, by the server's clock

export function showTotals(totals) {
  Object.entries(FIGURES).forEach(
    ([id, name]) => (document.getElementById(id).textContent = totals[name]),
  );
}

export function keepSavedAt(time) {
  savedAt = time || savedAt;
}

export function showSavedAt(waiting) {
  document.getElementById("saved-at").textContent =
    waiting || form.querySelector(".row-refused") ? "" : `✓ บันทึกแล้ว ${savedAt}`;
}
