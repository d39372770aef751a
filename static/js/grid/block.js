// Where each figure of a pasted block belongs: by the producers' codes or names where the block has
// them, else by place from the cursor on. Nothing of the page is touched here.

import { baht, satang, toArabic } from "../baht.js";
import { channelsOf, headLines, isChannelText } from "./headings.js";

const TOTAL = /^(ยอด|ผล)?รวม(ทั้ง(สิ้น|หมด|อำเภอ|ปี)|เป็นเงิน)?([\s\d(:]|$)|^(grand )?total\b/i;
const SUM_COLUMN = 4; // behind the four channels

export const plain = (text) => text.normalize("NFC").replace(/[\u200b-\u200d\u2060\ufeff]/g, "").replace(/\s+/g, " ").trim();
const codeOf = (text) => toArabic(plain(text)).replace(/[\s-]/g, "");
const figureLike = (text) => /^[\s฿(+\-−–—]*[.,]?[\d๐-๙０-９]|^[-–—]$/.test(text);
// A field holds no line break; two spaces keep the numbers at its sides two.
const asTyped = (text) => text.trim().replace(/\s*[\r\n\u2028]+\s*/g, "  ");

// `grid`: `rows` with the code, name and category words of each; `shown`: their places as they are
// seen; the place `at` and `channel` under the cursor. Answers what is `refused`, else `figures`
// (row, channel, text) and `notes`: what was passed over, matched, not found.
export function readBlock(block, grid) {
  const width = block.reduce((widest, line) => Math.max(widest, line.length), 0);
  const lines = block.map((line) => Array.from({ length: width }, (_, place) => line[place] ?? ""));
  if (lines.length === 1 && width === 1) return single(lines[0][0], grid);
  const known = knownOf(grid.rows);
  const head = headLines(lines, (text) => figureLike(plain(text)) || isKnown(text, known));
  const body = lines.slice(head.length);
  const notes = head.length ? ["ข้ามบรรทัดหัวตาราง"] : [];
  const rest = withoutFoot(body, known, notes);
  const columns = columnsOf(head, rest, known);
  const amounts = amountsOf(columns, rest, grid, notes);
  if (amounts.refused) return amounts;
  return columns.code < 0 && columns.name < 0
    ? byPlace(rest, amounts, grid, notes)
    : byProducer(rest, columns, amounts, known, notes);
}

function single(text, { at, channel }) {
  const figures = plain(text) ? [{ row: at, channel, text: asTyped(text) }] : [];
  return { figures, notes: [] };
}

function knownOf(rows) {
  const known = { codes: new Map(), names: new Map(), categories: new Set() };
  const add = (map, key, place) => map.set(key, [...(map.get(key) ?? []), place]);
  rows.forEach(({ code, name, categories }, place) => {
    add(known.codes, codeOf(code), place);
    add(known.names, plain(name), place);
    categories.forEach((word) => known.categories.add(plain(word)));
  });
  return { ...known, rows };
}

const isKnown = (text, { codes, names }) => codes.has(codeOf(text)) || names.has(plain(text));
const isBlank = (line) => line.every((text) => !plain(text));
const hasFigure = (line) => line.some((text) => figureLike(plain(text)));

// Without total rows, and without the signatures and notes at the end.
function withoutFoot(body, known, notes) {
  const isTotal = (line) =>
    line.some((text) => TOTAL.test(plain(text))) && !line.some((text) => isKnown(text, known));
  let end = body.length;
  const isFoot = (line) => isTotal(line) || !(hasFigure(line) || line.some((text) => isKnown(text, known)));
  while (end > 0 && isFoot(body[end - 1])) end -= 1;
  const kept = body.slice(0, end).filter((line) => !isTotal(line));
  if (body.some(isTotal)) notes.push("ข้ามบรรทัดยอดรวม");
  const feet = body.slice(end).filter((line) => !isTotal(line) && !isBlank(line)).length;
  if (feet) notes.push(`ข้ามบรรทัดท้ายตารางที่ไม่มีตัวเลข ${feet} บรรทัด`);
  return kept;
}

// What each column holds; the places of the code, the name and the category, -1 where there is none.
function columnsOf(head, body, known) {
  const titles = head.at(-1)?.map(plain) ?? [];
  const channels = channelsOf(head);
  const width = body[0]?.length ?? 0;
  const kinds = Array.from({ length: width }, (_, place) => {
    const cells = body.map((line) => plain(line[place])).filter(Boolean);
    if (channels[place] !== undefined) return "amount";
    if (cells.some((text) => known.codes.has(codeOf(text)))) return "code";
    if (cells.some((text) => known.names.has(text))) return "name";
    if (cells.length && cells.every((text) => known.categories.has(text))) return "category";
    if (!cells.length) return "blank";
    if (/^รหัสผู้/.test(titles[place])) return "code";
    const texts = cells.filter((text) => !figureLike(text)).length;
    return texts * 2 > cells.length ? "text" : "number";
  });
  const columns = { kinds, channels, titles, code: kinds.indexOf("code"), name: kinds.indexOf("name") };
  if (columns.code < 0 && columns.name < 0) {
    // Texts before the figures are names that nobody here has.
    const first = kinds.findIndex((kind) => kind === "number" || kind === "amount");
    const text = kinds.indexOf("text");
    if (text >= 0 && text < first) columns.name = text;
  }
  return { ...columns, category: kinds.indexOf("category") };
}

// Which column goes to which channel: as the heading says, else in the form's order.
function amountsOf(columns, body, grid, notes) {
  const { kinds, channels, titles, code, name, category } = columns;
  if (!kinds.some((kind) => kind === "number" || kind === "amount")) {
    return { refused: "ไม่พบตัวเลขในช่วงที่วาง" };
  }
  if (category >= 0 && code < 0 && name < 0) {
    return { refused: "ช่วงที่วางมีประเภทแต่ไม่มีชื่อหรือรหัสผู้ผลิต คัดลอกคอลัมน์ชื่อมาด้วย หรือเฉพาะคอลัมน์ตัวเลข" };
  }
  if (channels.some((channel) => channel !== undefined)) return byHeading(columns, notes);
  const first = Math.max(code, name, category, textBefore(kinds)) + 1;
  const numbers = kinds.flatMap((kind, place) => (kind === "number" && place >= first ? [place] : []));
  const last = numbers.at(-1) ?? -1;
  const run = kinds.slice(first, last + 1);
  if (run.some((kind) => kind !== "number" && kind !== "blank")) {
    return { refused: "มีคอลัมน์ข้อความอยู่ระหว่างคอลัมน์ตัวเลข คัดลอกเฉพาะคอลัมน์ตัวเลขแล้ววางใหม่" };
  }
  let count = run.length;
  if (count === SUM_COLUMN + 1 && addsUp(body, first)) {
    count = SUM_COLUMN;
    notes.push("ไม่ได้วางคอลัมน์รวม");
  }
  const start = count === SUM_COLUMN && (code >= 0 || name >= 0) ? 0 : grid.channel;
  if (start + count > SUM_COLUMN) {
    return { refused: `ช่วงที่วางกว้าง ${count} คอลัมน์ แต่จากช่องนี้มีที่ ${SUM_COLUMN - start} คอลัมน์ คัดลอกเฉพาะคอลัมน์ตัวเลขแล้ววางใหม่` };
  }
  if (kinds.slice(last + 1).includes("text")) notes.push("ไม่ได้วางคอลัมน์ที่ไม่ใช่ตัวเลข");
  if (titles.slice(first, first + count).some(isChannelText)) {
    notes.push("อ่านหัวคอลัมน์ไม่ครบทั้งตลาดและช่องทาง จึงวางตามลำดับคอลัมน์");
  }
  return { places: Array.from({ length: count }, (_, place) => [first + place, start + place]) };
}

// Texts beside a name (kind, district) stand before the figures.
function textBefore(kinds) {
  const first = kinds.indexOf("number");
  return kinds.findLastIndex((kind, place) => kind === "text" && place < first);
}

function byHeading({ kinds, channels, titles, code, name, category }, notes) {
  const places = channels.flatMap((channel, place) => (channel === undefined ? [] : [[place, channel]]));
  const twice = places.find(([, channel], order) => places.findIndex((one) => one[1] === channel) !== order);
  if (twice) return { refused: `หัวตารางมี “${titles[twice[0]]}” มากกว่าหนึ่งคอลัมน์` };
  const behind = Math.max(code, name, category);
  kinds.forEach((kind, place) => {
    const isLeft = kind === "number" && place > behind && !TOTAL.test(titles[place] ?? "");
    if (isLeft) notes.push(`ไม่ได้วางคอลัมน์ “${titles[place] || place + 1}”`);
  });
  return { places };
}

// The fifth number is the sum of the four before it, in every line.
function addsUp(body, first) {
  const sums = body
    .map((line) => line.slice(first, first + SUM_COLUMN + 1).map(satang))
    .filter((amounts) => !amounts.includes(null) && amounts.some(Boolean));
  const isSum = (amounts) => amounts.slice(0, -1).reduce((sum, amount) => sum + amount, 0n) === amounts.at(-1);
  return sums.length > 0 && sums.every(isSum);
}

const figuresOf = (row, line, { places }) =>
  places
    .filter(([place]) => plain(line[place]))
    .map(([place, channel]) => ({ row, channel, text: asTyped(line[place]) }));

function byPlace(body, amounts, { shown, at }, notes) {
  const top = shown.indexOf(at);
  if (top + body.length > shown.length) {
    return { refused: `ช่วงที่วางมี ${body.length} แถว แต่จากแถวนี้เหลือ ${shown.length - top} แถว ตรวจว่าเริ่มถูกแถว` };
  }
  return { figures: body.flatMap((line, down) => figuresOf(shown[top + down], line, amounts)), notes };
}

function byProducer(body, columns, amounts, known, notes) {
  const found = new Map(); // row -> its lines
  const not = { found: [], one: [], same: [] };
  body.forEach((line, number) => {
    const one = producerOf(line, columns, known);
    const figures = figuresOf(one.row, line, amounts);
    if (one.row !== undefined) found.set(one.row, [...(found.get(one.row) ?? []), { figures, one }]);
    else if (figures.length) not[one.why].push(one.called || `บรรทัดที่ ${number + 1}`);
  });
  const once = [...found.values()].filter((lines) => lines.length === 1).flat();
  const twice = [...found.values()].filter((lines) => lines.length > 1).map(([{ one }]) => one.called);
  if (once.length) notes.push(`จับคู่ตาม${columns.code < 0 ? "ชื่อ" : "รหัส"}ผู้ผลิต ${once.length} รายการ`);
  tell(notes, "ไม่พบในตารางนี้ จึงไม่ได้วาง", not.found);
  tell(notes, "ไม่ได้วางเพราะตรงกับหลายแถวในตาราง คัดลอกคอลัมน์รหัสและประเภทมาด้วย", not.one);
  tell(notes, "ไม่ได้วางเพราะรหัสกับชื่อเป็นคนละราย", not.same);
  tell(notes, "ไม่ได้วางเพราะมีมากกว่าหนึ่งบรรทัดในช่วงที่วาง", twice);
  return { figures: once.flatMap(({ figures }) => figures), notes };
}

// The row of a line, else why there is none.
function producerOf(line, { code, name, category }, { codes, names, categories, rows }) {
  const [codeText, nameText] = [code < 0 ? "" : codeOf(line[code]), name < 0 ? "" : plain(line[name])];
  const word = category < 0 ? "" : plain(line[category]);
  const called = [nameText || codeText, word && `(${word})`].filter(Boolean).join(" ");
  const byCode = codes.get(codeText) ?? [];
  if (byCode.length && names.has(nameText) && !byCode.some((place) => plain(rows[place].name) === nameText)) {
    return { why: "same", called };
  }
  const candidates = (codeText ? byCode : (names.get(nameText) ?? [])).filter(
    (place) => !word || rows[place].categories.map(plain).includes(word),
  );
  if (candidates.length === 1) return { row: candidates[0], called };
  return { why: candidates.length ? "one" : "found", called };
}

function tell(notes, why, names) {
  if (!names.length) return;
  const some = names.slice(0, 10).join(", ");
  notes.push(`${why} ${names.length} ราย: ${some}${names.length > 10 ? " …" : ""}`);
}
