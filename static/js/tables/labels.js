// A table under one row of heads becomes cards on a phone: each value has its head before it, so a figure
// never stands bare. The stylesheet shows the labels; a table with heads over heads has none and scrolls.

const words = (cell) => cell.textContent.replace(/\s+/g, " ").trim();

// A head that only a screen reader is told names a button or a tick, which say themselves what they are.
const shownWords = (head) => (head.querySelector(".visually-hidden, a.hidden") ? "" : words(head).replace(/[▴▾]$/, "").trim());

// A browser takes a row that is no longer laid out as one for no row; said once more, it stays one.
const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tfoot: "rowgroup", tr: "row" };

const roleOf = (cell) =>
  cell.tagName === "TD" ? "cell" : cell.scope === "row" || !cell.closest("thead") ? "rowheader" : "columnheader";

export function label(table) {
  const heads = table.tHead?.rows;
  const rows = [...table.rows];
  if (heads?.length !== 1 || rows.some((row) => [...row.cells].some((cell) => cell.rowSpan > 1))) return;
  const names = [...heads[0].cells].flatMap((head) => Array(head.colSpan).fill(shownWords(head)));
  for (const row of rows.slice(1)) {
    let column = 0;
    for (const cell of row.cells) {
      const name = names[column];
      const isEmpty = !cell.children.length && !words(cell);
      if (isEmpty) cell.classList.add("says-nothing");
      else if (cell.tagName === "TD" && cell.colSpan === 1 && name) cell.dataset.label ??= name;
      column += cell.colSpan;
    }
  }
  for (const part of [table, table.tHead, ...table.tBodies, table.tFoot, ...rows]) {
    part?.setAttribute("role", ROLES[part.localName]);
  }
  for (const row of rows) for (const cell of row.cells) cell.setAttribute("role", roleOf(cell));
  table.classList.add("table-labelled");
}
