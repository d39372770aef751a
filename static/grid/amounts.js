// Amounts as texts of baht, counted in satang as whole numbers, and what a typed row means.

export const CHANNELS = ["domestic_offline", "domestic_online", "export_offline", "export_online"];

export function satang(text) {
  const digits = text
    .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .replace(/[\s\u00a0\u200b,฿]|บาท/g, "");
  const parts = /^(\d{0,12})(?:\.(\d{0,2})0*)?$/.exec(digits);
  return parts ? BigInt(parts[1] || "0") * 100n + BigInt((parts[2] || "").padEnd(2, "0")) : null;
}

export function baht(amount) {
  const whole = (amount / 100n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${whole}.${(amount % 100n).toString().padStart(2, "0")}`;
}

// A typed row as a text that is the same for the same figures, as the server reads them: empty beside
// a figure is 0, four zeros are a row without sales. null where it cannot be read.
export function meaning({ amounts, no_sales: noSales, note }) {
  const texts = CHANNELS.map((channel) => amounts[channel] ?? "");
  const read = texts.map(satang);
  const sold = read.some((amount) => amount);
  if (read.includes(null) || (noSales && sold)) return null;
  const empty = !noSales && texts.every((text) => !text.trim());
  return [sold ? "amounts" : empty ? "blank" : "no_sales", ...read, (note ?? "").trim()].join("|");
}
