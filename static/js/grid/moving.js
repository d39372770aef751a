// Moving between the cells by keyboard, and what a key does to them; Escape gives a cell back what stood
// in it. Nothing here is needed to fill the form in.

import { isAsking } from "./ask.js";
import { clearRange, fillDown, fillRight, restWithoutSales, sameAsLastMonth, withoutSales } from "./fill.js";
import { isFormula, workOut } from "./formula.js";
import { choice } from "./messages.js";
import { goNext, goTo } from "./next.js";
import { acceptChosen, acceptShown } from "./proposals.js";
import { drop, range, stretch } from "./ranges.js";
import { commandOf, moveOf, stretchOf } from "./shortcuts.js";
import { CHANNELS, channelOf, field, form, isCell, rowOf, shownRows } from "./rows.js";
import { askReason } from "./reason.js";
import { putCursor } from "./seen.js";
import { touch } from "./sending.js";

const before = new WeakMap();
let open = null; // the cell that F2 opened: its arrows go through the letters
let column = 0; // where a row is begun: Enter comes back to it after Tab
let byTab = false;
let inHand = null; // the row the cursor was in last, for the buttons
const find = document.getElementById("find");
// On a phone, which has no F8, the row in hand has a button (portal's stylesheet).
const rowTool = choice("เท่าเดือนก่อน", () => sameAsLastMonth(inHand));
rowTool.classList.add("row-tool");

function move(input, { down, right }) {
  const seen = shownRows();
  const row = seen[at(seen.indexOf(rowOf(input)), down, seen.length)];
  const channel = at(channelOf(input), right, CHANNELS.length);
  const next = row && CHANNELS[channel] && field(row, CHANNELS[channel]);
  if (next && next !== input) putCursor(next);
  return Boolean(next);
}

const at = (place, step, length) => (Number.isFinite(step) ? place + step : step > 0 ? length - 1 : 0);

form.addEventListener("focusin", ({ target, relatedTarget }) => {
  inHand = rowOf(target) ?? inHand;
  if (rowTool.closest("tr") !== inHand) inHand.querySelector(".row-tools").prepend(rowTool);
  if (!isCell(target)) return;
  open = null;
  before.set(target, { value: target.value, noSales: field(rowOf(target), "no_sales").checked });
  if (!byTab || !relatedTarget || rowOf(relatedTarget) !== rowOf(target)) column = channelOf(target);
});

// A formula is worked out as its cell is left.
form.addEventListener("focusout", ({ target }) => {
  if (!isCell(target) || !isFormula(target.value)) return;
  const { text } = workOut(target.value);
  if (text === undefined) return; // the server's refusal is told with what is wrong with it
  target.value = text;
  touch(rowOf(target));
});

form.addEventListener("keydown", (event) => {
  byTab = event.key === "Tab";
  const input = event.target;
  if (!isCell(input) || event.isComposing) return;
  const isOpen = open === input;
  const longer = stretchOf(event, input, { isOpen, hasRange: Boolean(range()) });
  if (longer) {
    event.preventDefault();
    stretch(input, longer);
    return;
  }
  const asked = moveOf(event, input, isOpen);
  if (asked) {
    const home = event.key === "Enter" && !event.shiftKey ? column - channelOf(input) : 0;
    const moved = move(input, { ...asked, right: asked.right || home });
    if (moved || asked.down) event.preventDefault();
    if (!moved && event.key === "Enter") input.blur();
  } else if (event.key === "Escape") {
    open = null;
    if (range()) {
      drop();
      return;
    }
    const { value = "", noSales = false } = before.get(input) ?? {};
    if (input.value === value) return;
    input.value = value;
    field(rowOf(input), "no_sales").checked = noSales;
    touch(rowOf(input));
  }
});

// What a command does in a cell; what stays undone is left to the browser.
const IN_CELL = {
  open: (input) => {
    drop();
    open = input;
    input.setSelectionRange(input.value.length, input.value.length);
  },
  down: fillDown,
  right: fillRight,
};
const IN_ROW = { accept: acceptChosen, same: sameAsLastMonth, none: withoutSales, reason: (row) => askReason(row, document.activeElement) };

document.addEventListener("keydown", (event) => {
  const command = commandOf(event);
  if (!command || event.isComposing || event.defaultPrevented || isAsking()) return;
  const input = event.target;
  if (command === "next") {
    event.preventDefault();
    goNext();
  } else if (command === "find" && input !== find) {
    event.preventDefault();
    find.focus();
    find.select();
  } else if (command === "clear") {
    if (isCell(input) && form.contains(input) && clearRange()) event.preventDefault();
  } else if (IN_ROW[command] && rowOf(input)) {
    event.preventDefault();
    IN_ROW[command](rowOf(input));
  } else if (IN_CELL[command] && isCell(input) && form.contains(input)) {
    event.preventDefault();
    IN_CELL[command](input);
  }
});

// Enter goes from the search to the first row that is found.
find.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== "ArrowDown") return;
  event.preventDefault();
  const [found] = shownRows();
  if (found) goTo(found);
});

// The same by buttons, for who has no such keys; the cursor stays in its cell.
const inRow = (act) => () => (inHand ? act(inHand) : goNext());
const BY_BUTTON = { accept: acceptShown, same: inRow(sameAsLastMonth), none: inRow(withoutSales), rest: restWithoutSales };
document.querySelectorAll("[data-command]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => BY_BUTTON[button.dataset.command]());
});
