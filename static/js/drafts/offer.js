// On every page of the portal: figures this person typed in this browser that the server does not have
// are named until they are saved or thrown away. What a grid on this page took up itself is left to it.

import "../grid/drawn.js"; // the rows of this page, which take up their own
import { CHANNELS, meaning, satang } from "../grid/amounts.js";
import { draw } from "./panel.js";
import { draftsOf, drop } from "./store.js";

const SENT_JUST_NOW = 20_000; // milliseconds in which a page that was left may still be sending
const ASK_AGAIN = [500, 1500, 4000, 8000]; // milliseconds
const user = document.body.dataset.user;
const grid = document.getElementById("grid-form")?.dataset.drafts;
let savedMeanwhile = 0;

const isTakenUp = (key) =>
  Boolean(grid) && key.startsWith(`${grid}:`) && document.getElementById(`row-${key.split(":").at(-1)}`);
const kept = () => draftsOf(user).filter(([key]) => !isTakenUp(key));

// The months the drafts belong to, each with what the server says of it.
async function months() {
  const byMonth = new Map();
  for (const one of kept()) {
    const url = one[1].rowsUrl;
    byMonth.set(url, [...(byMonth.get(url) ?? []), one]);
  }
  return Promise.all([...byMonth].map(([url, drafts]) => compare(url, drafts)));
}

async function compare(url, drafts) {
  const { standing, known, closed } = await ask(url, drafts.map(([, draft]) => draft.id));
  const lines = [];
  for (const [key, draft] of drafts) {
    const stands = standing.get(draft.id);
    const typed = meaning(draft);
    if (stands && typed !== null && typed === meaning(stands)) drop(key);
    else lines.push({ key, draft, known, figures: figuresOf(draft, stands), gone: known && !stands });
  }
  return { lines, known, closed, saved: drafts.length - lines.length, ...drafts[0][1] };
}

async function ask(url, ids) {
  const nothing = { standing: new Map(), known: false, closed: "" };
  if (!url) return nothing;
  try {
    const query = new URLSearchParams(ids.map((id) => ["row", id]));
    const response = await fetch(`${url}?${query}`, { redirect: "manual" });
    if (response.status === 404) return { ...nothing, closed: "บัญชีนี้ไม่มีสิทธิแก้ไขเดือนนี้แล้ว" };
    if (!response.ok) return nothing;
    const { rows, closed } = await response.json();
    return { standing: new Map(rows.map((row) => [row.id, row])), known: true, closed };
  } catch {
    return nothing;
  }
}

// What differs from the server, else from what stood there as it was typed: [title, typed, standing].
function figuresOf(draft, stands) {
  const was = stands?.amounts ?? draft.was ?? {};
  const same = (channel) => {
    const amount = satang(draft.amounts[channel] ?? "");
    return amount !== null && amount === satang(was[channel] ?? "");
  };
  const figures = CHANNELS.filter((channel) => !same(channel)).map((channel) => [
    draft.titles?.[channel] ?? channel,
    draft.amounts[channel] || "ว่าง",
    was[channel] || (stands?.no_sales ? "ไม่มียอดจำหน่าย" : "ว่าง"),
  ]);
  if (draft.no_sales && !stands?.no_sales) figures.push(["ไม่มียอดจำหน่าย", "ทำเครื่องหมายไว้", ""]);
  const note = draft.note.trim();
  if (note && note !== stands?.note) figures.push(["หมายเหตุ", note, stands?.note ?? ""]);
  return figures;
}

async function offer(waits) {
  const isFirst = waits === ASK_AGAIN;
  const found = await months();
  if (!isFirst) savedMeanwhile += found.reduce((sum, month) => sum + month.saved, 0);
  const open = found.filter((month) => month.lines.length);
  const mayCome = open
    .flatMap((month) => month.lines)
    .some(({ draft }) => Date.now() - (draft.sentAt ?? 0) < SENT_JUST_NOW);
  const asksAgain = mayCome && waits.length > 0;
  if (!isFirst || !asksAgain) draw({ months: open, savedMeanwhile, discard });
  if (asksAgain) setTimeout(() => offer(waits.slice(1)), waits[0]);
}

function discard(key) {
  drop(key);
  offer([]);
}

if (kept().length) offer(ASK_AGAIN);
// Saved or thrown away in another tab.
window.addEventListener("storage", ({ key, newValue }) => {
  if (key?.startsWith(`otop-rows:${user}:`) && newValue === null) offer([]);
});
