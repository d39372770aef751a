// What scrolls sideways is reached by Tab and scrolled by the arrow keys, says what it is, and shows that
// more columns follow. What fits is no stop on the way.

const HEADINGS = "main :is(h1, h2, h3, summary)";
const named = new Set();

function nameOf(part) {
  const before = [...document.querySelectorAll(HEADINGS)].filter(
    (heading) =>
      part.contains(heading) || heading.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  const drawn = part.querySelector("svg[role='img'] > title");
  const text = drawn ?? part.querySelector("caption") ?? before.at(-1);
  const words = text?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const name = drawn ? words : `ตาราง ${words}`.trim();
  let [whole, times] = [name, 1];
  while (named.has(whole)) whole = `${name} (${++times})`;
  named.add(whole);
  return whole;
}

// The column that says whose row it is stays in sight: the first, or the second after a running number.
function stand(table) {
  if (table.classList.contains("table-labelled")) return;
  const first = table.tHead?.rows[0]?.cells[0]?.textContent.trim();
  const column = ["ที่", "ลำดับ"].includes(first) ? 1 : 0;
  for (const row of [...(table.tHead ? [table.tHead.rows[0]] : []), ...[...table.tBodies].flatMap((body) => [...body.rows]), ...(table.tFoot?.rows ?? [])]) {
    if (row.cells.length > column + 1) row.cells[column].classList.add("standing");
  }
}

function mark(part) {
  const scrolls = part.scrollWidth > part.clientWidth + 1;
  const more = scrolls && part.scrollLeft + part.clientWidth < part.scrollWidth - 1;
  part.classList.add("watched");
  part.classList.toggle("scrolls", scrolls);
  part.classList.toggle("more-follows", more);
  if (!scrolls) {
    for (const name of ["tabindex", "role", "aria-label"]) part.removeAttribute(name);
  } else if (!part.hasAttribute("tabindex")) {
    part.tabIndex = 0;
    part.setAttribute("role", "region");
    part.dataset.named ??= nameOf(part);
    part.setAttribute("aria-label", part.dataset.named);
  }
}

export function watch(part) {
  const again = () => mark(part);
  const size = new ResizeObserver(again);
  size.observe(part);
  for (const table of part.querySelectorAll("table")) {
    stand(table);
    size.observe(table);
  }
  part.addEventListener("scroll", again, { passive: true });
}
