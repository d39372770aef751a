// The steps that can be taken back: what each row's fields held before and after. A step is one edit of
// a cell, one paste, one tick, one row cleared. What the server writes into the fields is no step.

import { meaning, satang } from "./amounts.js";
import { CHANNELS, field, rows } from "./rows.js";

export const TYPING = "การพิมพ์";
const DEPTH = 100;
const NAMES = [...CHANNELS, "no_sales", "note"];
const known = new Map(); // row -> its fields after the last step or answer
const changedAt = new Map(); // row -> when this person last changed it on this page
const done = [];
const undone = [];

export function held(row) {
  const value = (name) => (name === "no_sales" ? field(row, name).checked : field(row, name).value);
  return Object.fromEntries(NAMES.map((name) => [name, value(name)]));
}

export const keepKnown = (row) => known.set(row, held(row));
export const whenChanged = (row) => changedAt.get(row);

// What differs in these rows from what was known becomes a step; null where nothing does.
export function record(what, changedRows) {
  const changes = changedRows
    .map((row) => ({ row, before: known.get(row), after: held(row) }))
    .filter(({ before, after }) => NAMES.some((name) => before[name] !== after[name]));
  changes.forEach(({ row, after }) => {
    known.set(row, after);
    changedAt.set(row, new Date());
  });
  const kept = changes.filter(isChange);
  if (!kept.length) return null;
  const step = { what, changes: kept };
  done.push(step);
  if (done.length > DEPTH) done.shift();
  undone.length = 0;
  return step;
}

// 500 typed over 500.00 is none; 0 typed into an empty cell is one.
function isChange({ before, after }) {
  return NAMES.some((name) => {
    if (!CHANNELS.includes(name)) return before[name] !== after[name];
    return !isSame(before[name], after[name]) || !before[name].trim() !== !after[name].trim();
  });
}

// As amounts: an empty cell is 0, as the server writes it beside a figure.
function isSame(one, other) {
  const amount = satang(one);
  return one.trim() === other.trim() || (amount !== null && amount === satang(other));
}

// The step taken last and not taken back, or a given one; taken off its list.
export function takeStep(back, step = null) {
  const [from, to] = back ? [done, undone] : [undone, done];
  const taken = step ?? from.at(-1);
  const place = from.lastIndexOf(taken);
  if (place < 0) return null;
  from.splice(place, 1);
  to.push(taken);
  return taken;
}

// Puts a row back to one side of a change, only where it still holds the other side: what somebody else
// or the server changed since stays. False where nothing could be put back.
export function put({ row, before, after }, back) {
  const [from, to] = back ? [after, before] : [before, after];
  const now = held(row);
  const names = isSameRow(now, from) ? NAMES : NAMES.filter((name) => before[name] !== after[name]);
  const stands = (name) => (CHANNELS.includes(name) ? isSame(now[name], from[name]) : now[name] === from[name]);
  if (names !== NAMES && !names.every(stands)) return false;
  names.forEach((name) => {
    if (name === "no_sales") field(row, name).checked = to[name];
    else field(row, name).value = to[name];
  });
  if (CHANNELS.some((channel) => satang(field(row, channel).value))) field(row, "no_sales").checked = false;
  keepKnown(row);
  changedAt.set(row, new Date());
  return true;
}

// The field of a change that the cursor goes to.
export function fieldOf({ row, before, after }) {
  return field(row, NAMES.find((name) => before[name] !== after[name]));
}

function isSameRow(one, other) {
  const [first, second] = [one, other].map((all) => meaning({ ...all, amounts: all }));
  return first === null ? NAMES.every((name) => one[name] === other[name]) : first === second;
}

rows.forEach(keepKnown);
