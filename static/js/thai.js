// Names as they are searched: how they are typed, spaced and abbreviated does not matter. The rule is
// the server's (core/thai/texts.py, core/thai/names.py); tests/cases/searched_names.json holds both to it.

import { toArabic } from "./baht.js";

const TONES = "\u0e48-\u0e4b";
const VOWELS = "\u0e31\u0e34-\u0e3a\u0e47"; // above and below a letter
const MARK = `${VOWELS}${TONES}\u0e4c`;
const LETTERS = "\u0e01-\u0e2e";
const find = (pattern) => new RegExp(pattern, "g");

const CLEANING = [
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000\s]+/g, " "],
  [/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+/g, ""],
  [/เเ/g, "แ"],
  [/([แ-ไ])\1+/g, "$1"],
  [find(`[${MARK}]{2,}`), vowelsFirst],
  [find(`(?<=[\u0e01-\u0e23\u0e25\u0e27-\u0e2e${MARK}\u0e4d])\u0e45`), "า"],
  [find(`([${TONES}]*)\u0e4d([${TONES}]*)[\u0e32\u0e33]([${TONES}]*)`), "$1$2$3\u0e33"],
  [find(`\u0e32([${TONES}]*)\u0e4d([${TONES}]*)`), "$1$2\u0e33"],
  [find(`\u0e33([${TONES}]+)`), "$1\u0e33"],
  [/\u0e33[\u0e32\u0e33]+/g, "\u0e33"],
  [find(`(?<=[${LETTERS}${VOWELS}])([\u0e32\u0e30])([${TONES}])`), "$2$1"],
];

const KEY = [
  [/^\s*(บจก|บมจ|บจ)(\s*\.|\s)\s*/, "บริษัท"],
  [/^\s*หจก(\s*\.|\s)\s*/, "ห้างหุ้นส่วนจำกัด"],
  [/^\s*(วสช|ว\.\s*ส\.\s*ช)(\s*\.|\s)\s*/, "วิสาหกิจชุมชน"],
  [/^\s*(น\.\s*ส|นส)(\s*\.|\s)\s*/, "นางสาว"],
  [/\s*จำกัด\s*(\(\s*มหาชน\s*\))?\s*$/, ""],
  [/[^0-9a-zก-๎]+/g, ""],
];

const taken = (steps, text) => steps.reduce((done, [pattern, by]) => done.replace(pattern, by), text);

// Each mark once, tones behind.
function vowelsFirst(marks) {
  const isTone = (mark) => /[\u0e48-\u0e4c]/.test(mark);
  const all = [...new Set(marks)];
  return [...all.filter((mark) => !isTone(mark)), ...all.filter(isTone)].join("");
}

export const nameKey = (text) => taken(KEY, toArabic(taken(CLEANING, text.normalize("NFC"))).trim().toLowerCase());

// Whether a row is searched for: its name holds the whole text, or each word is in its name, in its
// code (three signs or more, or all of it), or begins its category.
export function isFound({ name, code, categories }, text) {
  const held = nameKey(name);
  const whole = nameKey(text);
  if (held.includes(whole)) return true;
  const kinds = categories.map(nameKey);
  const number = nameKey(code);
  const inCode = (word) => word === number || (word.length >= 3 && number.includes(word));
  return text
    .split(/\s+/)
    .map(nameKey)
    .filter(Boolean)
    .every((word) => held.includes(word) || inCode(word) || kinds.some((kind) => kind.startsWith(word)));
}
