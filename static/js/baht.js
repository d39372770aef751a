// Amounts as clerks write them, counted in satang as whole numbers. The rule is the server's
// (core/thai/digits.py); tests/cases/amounts.json holds both to it. No other script reads amounts itself.

const NOTHING = /[\u200b-\u200d\u2060\ufeff]+/g;
const BLANK = "[ \\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000]";
const SPACED = new RegExp(`^[1-9][0-9]{0,2}(?:${BLANK}[0-9]{3})+(?:\\.[0-9]+)?$`);
const COMMAS = /^[0-9]{1,3}(?:,[0-9]{3})*$/;
const LARGEST = 999_999_999_999_99n;

// Thai (๐-๙) and full-width digits as 0-9; everything else stays.
export function toArabic(text) {
  return text
    .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10));
}

// The amount; 0n where nothing is typed, null for what the server refuses.
export function satang(text) {
  if (/^[-–—]$/.test(text.trim())) return 0n;
  const number = oneNumber(text);
  if (number === null) return null;
  const [whole, decimals = ""] = number.replace("-", "").split(".");
  if (/[1-9]/.test(decimals.slice(2))) return null;
  const amount = BigInt(whole || "0") * 100n + BigInt(decimals.slice(0, 2).padEnd(2, "0"));
  return amount > LARGEST || (amount && number.startsWith("-")) ? null : amount;
}

// Plain digits with a dot and a minus, "" for none, null for what is no number or more than one: a line
// break never joins two, a space only where nobody can have meant two numbers.
function oneNumber(text) {
  let cleaned = toArabic(text).replace(NOTHING, "").trim();
  cleaned = cleaned.replace(/^฿/, "").replace(/บาท$/, "").trim();
  if (/[.,]-$/.test(cleaned)) cleaned = cleaned.slice(0, -2).trimEnd(); // 150.- has no satang
  if (!cleaned) return "";
  const bare = cleaned.replace(/^[-−–—]\s*/, "").replace(/^\(\s*(.*?)\s*\)$/s, "$1");
  if (!bare || /[^0-9.,\s]/.test(bare)) return null;
  const parts = bare.split(/\s+/);
  if (parts.length > 1) {
    const isOne = parts.at(-1).includes(".") || parts.slice(1).some((part) => part.startsWith("0"));
    if (!isOne || !SPACED.test(bare)) return null;
  }
  const number = parts.join("");
  if (!/^[0-9,]*\.?[0-9]*$/.test(number) || number === ".") return null;
  const [whole] = number.split(".");
  if (whole.includes(",") && !COMMAS.test(whole)) return null;
  return (bare === cleaned ? "" : "-") + number.replaceAll(",", "");
}

// A number as it is typed, exact to its last decimal: [numerator, denominator]; null for what is none.
export function fraction(text) {
  const number = oneNumber(text);
  if (!number || number.startsWith("-")) return null;
  const [whole, decimals = ""] = number.split(".");
  return [BigInt(whole + decimals || "0"), 10n ** BigInt(decimals.length)];
}

export function baht(amount) {
  const whole = (amount / 100n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${whole}.${(amount % 100n).toString().padStart(2, "0")}`;
}
