// What a key asks for, told from the key and the cursor alone.

// The cell to go to from a field, in rows down and columns right; null where the key stays in the field:
// left and right leave it only at its edge, or while its whole text is chosen.
export function moveOf({ key, shiftKey }, { selectionStart: start, selectionEnd: end, value }) {
  const all = start === 0 && end === value.length;
  if (key === "Enter") return { down: shiftKey ? -1 : 1, right: 0 };
  if (key === "ArrowDown") return { down: 1, right: 0 };
  if (key === "ArrowUp") return { down: -1, right: 0 };
  if (key === "ArrowLeft" && (all || (start === 0 && end === 0))) return { down: 0, right: -1 };
  if (key === "ArrowRight" && (all || start === value.length)) return { down: 0, right: 1 };
  return null;
}

// "undo" or "redo", by the letter or, on a Thai keyboard, by the key it is on.
export function historyOf({ key, code, ctrlKey, metaKey, shiftKey, altKey }) {
  if (!(ctrlKey || metaKey) || altKey) return null;
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace("Key", "").toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && !shiftKey ? "redo" : null;
}
