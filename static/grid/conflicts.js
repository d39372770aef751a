// Two people in one row: which figures stand is asked in the row.

import { choice, line } from "./messages.js";
import { cells, field } from "./rows.js";
import { clearErrors, setState } from "./states.js";

const conflicts = new Set();

export const isAsked = (row) => conflicts.has(row);
export const anyAsked = () => conflicts.size > 0;

// Asks which; the answer calls useMine or useTheirs, with the version of the server's row standing.
export function askWhich(row, result, { useMine, useTheirs }) {
  conflicts.add(row);
  clearErrors(row);
  setState(row, "refused", "ซ้อนกับผู้อื่น");
  row.querySelector(".question")?.remove();
  const question = document.createElement("div");
  question.className = "cell-error question";
  question.setAttribute("role", "alert");
  const own = line(`ของคุณ: ${mine(row)}`);
  own.dataset.mine = "";
  question.append(line(`มีผู้อื่นบันทึกแถวนี้ไปแล้ว: ${result.theirs}`), own);
  question.append(
    choice("ใช้ของคุณ", () => settle(row, result, useMine)),
    choice("ใช้ของเขา", () => settle(row, result, useTheirs)),
  );
  row.querySelector(".who").append(question);
}

// The choice stays open while one types on: it shows what would be sent.
export function showMine(row) {
  row.querySelector("[data-mine]").textContent = `ของคุณ: ${mine(row)}`;
}

function mine(row) {
  if (field(row, "no_sales").checked) return "ไม่มียอดจำหน่าย";
  return cells(row)
    .map((input) => input.value || "0.00")
    .join(" · ");
}

function settle(row, result, act) {
  conflicts.delete(row);
  row.querySelector(".question")?.remove();
  clearErrors(row);
  field(row, "version").value = result.version;
  act(row, result);
}
