// Every table of the portal, on a page too narrow for it (static/css/tables.css). Without scripts it scrolls,
// under its heads.

import { label } from "./labels.js";
import { watch } from "./scrolling.js";

for (const table of document.querySelectorAll(".table-wrap table.table, table.table:not(.table-scroll *)")) {
  label(table);
}
for (const part of document.querySelectorAll(".table-wrap, .table-scroll, .grid-scroll")) watch(part);
