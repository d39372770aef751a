// Totals of an estimate as it is typed. The page is a plain form without this; the server reads and
// adds everything anew when it is saved.

import { baht, satang } from "./baht.js";

const form = document.getElementById("estimate");
const rows = [...form.querySelectorAll("tr[data-month]")];
const inputs = (row) => [...row.querySelectorAll("td.cell input")];
const notes = [...form.querySelectorAll("td.month-note input")];
const typedAtFirst = new Map(
  [...rows.flatMap(inputs), ...notes].map((input) => [input, input.value]),
);

function addUp() {
  const columns = [0n, 0n, 0n, 0n];
  let readable = true;
  for (const row of rows) {
    const amounts = inputs(row).map((input) => satang(input.value));
    const known = !amounts.includes(null);
    readable &&= known;
    const total = known ? amounts.reduce((sum, amount) => sum + amount, 0n) : null;
    row.querySelector("[data-total]").textContent = known ? baht(total) : "–";
    amounts.forEach((amount, place) => (columns[place] += amount ?? 0n));
  }
  form.querySelectorAll("[data-column]").forEach((cell) => {
    cell.textContent = baht(columns[Number(cell.dataset.column)]);
  });
  const whole = columns.reduce((sum, amount) => sum + amount, 0n);
  form.querySelectorAll("[data-whole]").forEach((cell) => {
    cell.textContent = readable ? baht(whole) : "–";
  });
}

// What is signed is what was saved: while something is typed and not saved, signing waits.
function sayUnsaved() {
  let changed = 0;
  for (const [input, first] of typedAtFirst) {
    input.classList.toggle("changed", input.value !== first);
    changed += Number(input.value !== first);
  }
  document.getElementById("unsaved").textContent = changed ? `ยังไม่บันทึก ${changed} ช่อง` : "";
  const sign = document.getElementById("sign");
  if (sign) sign.disabled = changed > 0;
}

form.addEventListener("input", () => {
  addUp();
  sayUnsaved();
});

// Enter goes down a column, as in the sheet they know; the arrows up and down do too.
form.addEventListener("keydown", (event) => {
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = event.target.closest("tr[data-month]");
  if (!step || !row || event.isComposing || notes.includes(event.target)) return;
  event.preventDefault();
  const next = rows[rows.indexOf(row) + step];
  if (!next) return;
  const input = inputs(next)[inputs(row).indexOf(event.target)];
  input.focus();
  input.select();
});
