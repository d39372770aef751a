// What a key asks for, told from the key and the cursor alone.

const ARROWS = {
  ArrowDown: { down: 1, right: 0 },
  ArrowUp: { down: -1, right: 0 },
  ArrowLeft: { down: 0, right: -1 },
  ArrowRight: { down: 0, right: 1 },
};
const ALL = Infinity; // as far as the grid goes

const isWhole = ({ selectionStart: start, selectionEnd: end, value }) => start === 0 && end === value.length;

// The cell to go to from a field, in rows down and columns right; null where the key stays in the field:
// left and right leave it only at its edge, or while its whole text is chosen, and never once F2 has
// opened it; Home and End go through the row while its text is chosen.
export function moveOf({ key, shiftKey, ctrlKey, metaKey }, cell, isOpen = false) {
  const { selectionStart: start, selectionEnd: end, value } = cell;
  const far = ctrlKey || metaKey;
  if (key === "Enter") return { down: shiftKey ? -1 : 1, right: 0 };
  if (key === "ArrowDown" || key === "ArrowUp") return far ? { down: ARROWS[key].down * ALL, right: 0 } : ARROWS[key];
  if (isOpen) return null;
  const all = isWhole(cell);
  if (key === "Home" && all) return { down: far ? -ALL : 0, right: -ALL };
  if (key === "End" && all) return { down: far ? ALL : 0, right: ALL };
  if (key === "ArrowLeft" && (all || (start === 0 && end === 0))) return ARROWS[key];
  if (key === "ArrowRight" && (all || start === value.length)) return ARROWS[key];
  return null;
}

// How a range grows with Shift, in rows down and columns right; null where the key chooses letters.
export function stretchOf({ key, shiftKey, ctrlKey, metaKey, altKey }, cell, { isOpen = false, hasRange = false } = {}) {
  if (!shiftKey || altKey || isOpen) return null;
  const far = ctrlKey || metaKey ? ALL : 1;
  const step = ARROWS[key];
  if (step?.down) return { down: step.down * far, right: 0 };
  if (!hasRange && !isWhole(cell)) return null;
  if (step) return { down: 0, right: step.right * far };
  if (key === "Home") return { down: 0, right: -ALL };
  return key === "End" ? { down: 0, right: ALL } : null;
}

// The letter, or on a Thai keyboard the one that is on its key.
const letterOf = ({ key, code }) => (/^[a-z]$/i.test(key) ? key : code.replace("Key", "")).toLowerCase();

const ALONE = { F2: "open", F4: "next", F6: "accept", F7: "reason", F8: "same", F9: "none", Delete: "clear", Backspace: "clear" };
const WITH_CONTROL = { d: "down", r: "right", f: "find" };

export function commandOf(event) {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (altKey || shiftKey) return null;
  if (!(ctrlKey || metaKey)) return ALONE[key] ?? null;
  return WITH_CONTROL[letterOf(event)] ?? null;
}

// "undo" or "redo", by the letter or, on a Thai keyboard, by the key it is on.
export function historyOf(event) {
  const { ctrlKey, metaKey, shiftKey, altKey } = event;
  if (!(ctrlKey || metaKey) || altKey) return null;
  const letter = letterOf(event);
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && !shiftKey ? "redo" : null;
}
