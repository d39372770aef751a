// Which rows are seen: those that are searched for, and of them on a phone one page (portal's stylesheet
// hides the others below 700 px).

import { isFound } from "../thai.js";
import { form, rowOf, rows } from "./rows.js";

const PAGE = 20; // rows of a page on a phone
const NOT_SENT = ".row-typing, .row-waiting, .row-saving, .row-refused";
const find = document.getElementById("find");
const category = document.getElementById("category");
// The server sent only what was searched for without this script; the rest is on another page.
const sentNarrowed = ["q", "category"].some((name) => new URLSearchParams(location.search).get(name));
const pages = document.getElementById("pages");
const choice = pages.querySelector("select");
const told = document.getElementById("found");

const named = new Map([...category.options].map((option) => [option.dataset.short, option.text.trim()]));

export const wordsOf = (row) => ({
  name: row.querySelector(".who a").textContent,
  code: row.dataset.code,
  categories: [row.dataset.category, named.get(row.dataset.category)],
});

const found = new Map(rows.map((row) => [row, wordsOf(row)]));

// Hides what is not searched for; says how many are left, and what of the rest is not saved yet.
export function show() {
  const text = find.value.trim();
  rows.forEach((row) => {
    const words = found.get(row);
    const isOther = category.value && category.selectedOptions[0].dataset.short !== row.dataset.category;
    row.hidden = Boolean(isOther) || !isFound(words, text);
  });
  tell();
  divide();
}

export function showAll() {
  find.value = "";
  category.value = "";
  show();
}

function tell() {
  const all = !find.value.trim() && !category.value;
  const left = rows.filter((row) => !row.hidden).length;
  const kept = rows.filter((row) => row.hidden && row.matches(NOT_SENT)).length;
  told.hidden = all;
  told.querySelector("span").textContent = [
    left ? `พบ ${left} จาก ${rows.length} รายการ` : "ไม่พบรายการที่ค้นหา",
    kept && `รายการที่ซ่อนอยู่ยังไม่ได้บันทึก ${kept} รายการ`,
  ]
    .filter(Boolean)
    .join(" · ");
  told.classList.toggle("unsent", Boolean(kept));
}

// The rows that are left, in pages of a phone; a last one of a few rows joins the page before it.
function divide() {
  const left = rows.filter((row) => !row.hidden);
  const count = Math.max(1, Math.round(left.length / PAGE));
  const size = Math.ceil(left.length / count);
  choice.replaceChildren(
    ...Array.from({ length: count }, (_, page) => {
      const of = left.slice(page * size, (page + 1) * size);
      of.forEach((row) => (row.dataset.page = page));
      return new Option(of.length ? `รายการ ${page * size + 1}–${page * size + of.length}: ${found.get(of[0]).name}` : "", page);
    }),
  );
  pages.hidden = count < 2;
  turn(0);
}

function turn(page) {
  choice.value = page;
  rows.forEach((row) => row.toggleAttribute("data-off-page", row.dataset.page !== String(page)));
  pages.querySelector("[value=back]").disabled = page === 0;
  pages.querySelector("[value=on]").disabled = page === choice.length - 1;
}

// A row that is to get the cursor is seen first.
export function reveal(row) {
  if (row.hidden) showAll();
  if (row.hasAttribute("data-off-page")) turn(Number(row.dataset.page));
}

// The cursor into a cell: chosen whole, so that typing takes its place, and clear of what is said above.
export function putCursor(input) {
  reveal(rowOf(input));
  input.focus();
  input.select();
  const said = document.querySelector(".grid-said").getBoundingClientRect();
  const hidden = said.bottom - input.getBoundingClientRect().top;
  if (said.height && hidden > 0) scrollBy(0, -hidden - 12);
}

find.addEventListener("input", show);
category.addEventListener("change", show);
told.querySelector("button").addEventListener("click", () => {
  if (sentNarrowed) location.href = location.pathname;
  showAll();
  find.focus();
});
pages.addEventListener("click", ({ target }) => {
  if (!target.matches("button")) return;
  turn(Number(choice.value) + (target.value === "on" ? 1 : -1));
  form.scrollIntoView();
});
choice.addEventListener("change", () => turn(Number(choice.value)));
find.form.classList.add("filters-itself");
show();
