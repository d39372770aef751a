// Amounts as texts of baht, counted in satang as whole numbers.

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
