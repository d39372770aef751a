// What is worked out in a cell: =12*350. Four operations and brackets on exact decimals, read by this
// parser alone; nothing that is typed is ever run. The result is rounded to satang at the end.

import { baht, fraction, satang } from "../baht.js";

const LONGEST = 200; // letters
const HOW = "ใช้ตัวเลข + - * / และวงเล็บ เช่น =12*350";

export const isFormula = (text) => /^\s*[=＝]/.test(text);

// The amount as a text of the field, or why it cannot be worked out.
export function workOut(text) {
  const reader = { rest: text.replace(/^\s*[=＝]/, "") };
  try {
    if (reader.rest.length > LONGEST) throw new RangeError(`สูตรยาวเกิน ${LONGEST} ตัวอักษร`);
    const [upper, lower] = sum(reader);
    if (peek(reader)) throw unreadable(reader);
    if (upper < 0n) throw new RangeError("ผลลัพธ์ติดลบ ยอดจำหน่ายต้องไม่ต่ำกว่า 0");
    const worked = baht((upper * 200n + lower) / (lower * 2n));
    if (satang(worked) === null) throw new RangeError("ผลลัพธ์มากเกินไป");
    return { text: worked };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { refused: error.message };
  }
}

// What a field means: its formula worked out where that can be.
export const worked = (text) => (isFormula(text) ? (workOut(text).text ?? text) : text);

function unreadable({ rest }) {
  const at = rest.trim().slice(0, 12);
  return new RangeError(at ? `คำนวณไม่ได้ตั้งแต่ “${at}” ${HOW}` : `สูตรยังไม่ครบ ${HOW}`);
}

const SIGNS = { "−": "-", "–": "-", "×": "*", "÷": "/" };

function peek(reader) {
  reader.rest = reader.rest.trimStart();
  return SIGNS[reader.rest[0]] ?? reader.rest[0];
}

function take(reader, signs) {
  const sign = peek(reader);
  if (!sign || !signs.includes(sign)) return null;
  reader.rest = reader.rest.slice(1);
  return sign;
}

function sum(reader) {
  let [upper, lower] = product(reader);
  for (let sign = take(reader, "+-"); sign; sign = take(reader, "+-")) {
    const [more, of] = product(reader);
    upper = upper * of + (sign === "+" ? more : -more) * lower;
    lower *= of;
  }
  return [upper, lower];
}

function product(reader) {
  let [upper, lower] = signed(reader);
  for (let sign = take(reader, "*/"); sign; sign = take(reader, "*/")) {
    const [more, of] = signed(reader);
    if (sign === "/" && !more) throw new RangeError("หารด้วยศูนย์ไม่ได้");
    upper *= sign === "*" ? more : of;
    lower *= sign === "*" ? of : more;
    if (lower < 0n) [upper, lower] = [-upper, -lower];
  }
  return [upper, lower];
}

function signed(reader) {
  if (take(reader, "-")) {
    const [upper, lower] = signed(reader);
    return [-upper, lower];
  }
  if (!take(reader, "(")) return number(reader);
  const inner = sum(reader);
  if (!take(reader, ")")) throw new RangeError("วงเล็บไม่ครบ");
  return inner;
}

function number(reader) {
  peek(reader);
  const found = /^[0-9๐-๙０-９.,]+/.exec(reader.rest);
  const read = found && fraction(found[0]);
  if (!read) throw unreadable(reader);
  reader.rest = reader.rest.slice(found[0].length);
  return read;
}
