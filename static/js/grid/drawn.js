// The rows of a page that came as values (sales/views/grid_markup.py): filled in here, as core.row_patterns
// does, before anything asks for them. A page that came filled in is left as it is.

import { markup } from "../trusted.js";

const body = document.querySelector?.(".month-grid tbody[data-rows]");

// One pattern with names in braces. A number among the values stands for one of the words; {key} stands
// in words too. All of it is markup already.
function draw({ pattern, names, words, rows }) {
  const parts = pattern.split(/\{(\w+)\}/); // every second one is a name
  const places = parts.map((part, place) => (place % 2 ? names.indexOf(part) : -1));
  return rows.map((values) => {
    const texts = values.map((value) => (typeof value === "number" ? words[value] : value));
    const filled = parts.map((part, place) => (places[place] < 0 ? part : texts[places[place]])).join("");
    return filled.replaceAll("{key}", texts[names.indexOf("key")]);
  });
}

if (body) {
  body.innerHTML = markup(draw(JSON.parse(body.dataset.rows)).join(""));
  body.removeAttribute("data-rows");
}
