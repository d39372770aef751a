// What a typed row means.

import { baht, satang } from "../baht.js";

export { baht, satang };
export const CHANNELS = ["domestic_offline", "domestic_online", "export_offline", "export_online"];

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
