// The survey's grid and the result's: an answer chooses its product, columns are ticked at once, arrows
// move, and what is not saved yet is said. The page is a plain form without this.

const form = document.getElementById("survey");
const rows = [...form.querySelectorAll("tr[data-row]")];
const fields = (row) => [...row.querySelectorAll("input:not([type=hidden])")];
const said = (input) => (input.type === "checkbox" ? String(input.checked) : input.value);
const saidAtFirst = new Map(rows.flatMap(fields).map((input) => [input, said(input)]));
const picked = (row) => row.querySelector("[data-picked]");

function sayUnsaved() {
  let changed = 0;
  for (const row of rows) {
    const touched = fields(row).filter((input) => said(input) !== saidAtFirst.get(input));
    fields(row).forEach((input) => input.classList.toggle("changed", touched.includes(input)));
    changed += Number(touched.length > 0);
  }
  document.getElementById("unsaved").textContent = changed ? `ยังไม่บันทึก ${changed} รายการ` : "";
  const sign = document.getElementById("sign");
  if (sign) sign.disabled = changed > 0;
}

// An answer of a product that is not chosen yet chooses it; taking the choice back clears the answers.
form.addEventListener("input", (event) => {
  const row = event.target.closest("tr[data-row]");
  const choice = row && picked(row);
  if (choice && event.target !== choice && (event.target.checked || event.target.value.trim())) {
    const ticks = row.querySelectorAll("[data-tick]").length > 0;
    if (ticks) choice.checked = true;
  } else if (choice && event.target === choice && !choice.checked) {
    row.querySelectorAll("[data-tick]").forEach((input) => (input.checked = false));
    row.querySelectorAll("[data-sales]").forEach((input) => (input.value = ""));
  }
  sayUnsaved();
});

for (const button of form.querySelectorAll(".tick-all")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const ticks = rows
      .filter((row) => picked(row)?.checked)
      .map((row) => row.querySelector(`[data-tick="${button.dataset.column}"]`));
    const all = ticks.every((input) => input.checked);
    ticks.forEach((input) => (input.checked = !all));
    sayUnsaved();
  });
}

// The portal's own figure is taken by a click where it is the product's alone.
for (const before of form.querySelectorAll(".before")) {
  if (!/^[\d,.]+$/.test(before.textContent)) continue;
  before.dataset.use = "";
  before.title = "ใช้ยอดนี้";
  before.addEventListener("click", () => {
    const input = before.closest("td").querySelector("[data-sales]");
    input.value = before.textContent;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
}

// Up, down and Enter move in a column; left and right among the boxes of a row.
form.addEventListener("keydown", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (!row || event.isComposing) return;
  const box = event.target.type === "checkbox";
  const down = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  const along = box ? { ArrowRight: 1, ArrowLeft: -1 }[event.key] : 0;
  if (!down && !along) return;
  if (event.target.list && event.key !== "Enter") return; // the arrows choose among proposed links
  event.preventDefault();
  const place = fields(row).indexOf(event.target);
  let at = rows.indexOf(row) + (down ?? 0);
  while (down && rows[at] && !fields(rows[at]).length) at += down;
  const next = down ? rows[at] && fields(rows[at])[place] : fields(row)[place + along];
  if (!next) return;
  next.focus();
  if (next.type !== "checkbox") next.select();
});

sayUnsaved();
