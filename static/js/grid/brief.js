// A row as the server answers it, with what it left out because the row has none of it (sales.views.rows).

import { CHANNELS } from "./amounts.js";

const TEXTS = ["note", "total", "state_text", "anomaly_detail", "saved_text", "past", "last_year", "by", "at"];
const NOTHING = Object.fromEntries(TEXTS.map((name) => [name, ""]));
const NO_AMOUNTS = Object.fromEntries(CHANNELS.map((channel) => [channel, ""]));

export function whole(row) {
  const amounts = { ...NO_AMOUNTS, ...row.amounts };
  return { ...NOTHING, no_sales: false, own: false, errors: {}, ...row, amounts };
}
