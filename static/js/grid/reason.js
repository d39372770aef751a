// Why a figure is out of line, picked below its row: the fields of the row's own page (row_reason.html),
// fetched when they are asked for, so that a grid carries no list of reasons for each of its rows.

import { follow } from "../reasons.js";
import { choice, say } from "./messages.js";
import { notice } from "./notice.js";
import { CHANNELS, field, form, isCell, rowOf } from "./rows.js";
import { putCursor } from "./seen.js";
import { isUnsaved, saveRow } from "./sending.js";
import { keepStanding } from "./standing.js";
import { showSaved } from "./states.js";
import { showNext } from "./next.js";
import { token } from "./transport.js";
import { parsed } from "../trusted.js";

let open = null; // { row, back, place, was }: whose fields stand open, where the cursor came from

const addressOf = (row) => `rows/${row.dataset.row}/reason/`;
const textOf = () => new URLSearchParams([...open.place.querySelectorAll("[name]")].map((one) => [one.name, one.value])).toString();

// What was typed in the row goes first, since only what is saved is asked about.
export async function askReason(row, back) {
  if (open?.row !== row) close();
  if (open) {
    open.place.querySelector("select").focus();
    return;
  }
  if (isUnsaved(row)) await saveRow(row);
  if (isUnsaved(row)) return; // the row says itself why
  if (!row.querySelector(".reason-link")) {
    notice(["ตัวเลขของรายการนี้ไม่สูงหรือต่ำกว่าปกติ จึงไม่ต้องระบุเหตุผล"]);
    return;
  }
  const { answer, fields } = await send(addressOf(row), { method: "GET" });
  if (!fields) {
    say(answer?.message ?? "เปิดรายการเหตุผลไม่ได้ โปรดลองอีกครั้ง หรือระบุที่หน้าตรวจและยืนยัน");
    return;
  }
  say("");
  open = { row, back, place: document.createElement("tr") };
  open.place.className = "reason-row";
  open.place.append(document.createElement("td"));
  open.place.firstChild.colSpan = 8;
  put(fields);
  row.after(open.place);
  open.was = textOf();
  open.place.querySelector("select").focus();
  open.place.scrollIntoView({ block: "nearest" });
}

function put(fields) {
  const select = fields.querySelector("select");
  follow(select);
  select.addEventListener("change", () => follow(select));
  fields.querySelector(".actions-row").append(choice("ไม่ระบุตอนนี้", goBack));
  open.place.firstChild.replaceChildren(fields);
}

function close() {
  open?.place.remove();
  open = null;
}

function goBack() {
  const { row, back } = open;
  close();
  returnTo(row, back);
}

// To the cell it was asked from, or to the link, which may be another one by now.
function returnTo(row, back) {
  if (isCell(back)) putCursor(back);
  else (row.querySelector(".reason-link") ?? field(row, CHANNELS[0])).focus();
}

async function save() {
  const { row, place, back } = open;
  const words = place.querySelector(".answer-words input");
  if (words.getAttribute("aria-required") === "true" && !words.value.trim()) {
    words.focus();
    return;
  }
  const { answer, fields } = await send(addressOf(row), { method: "POST", body: textOf() });
  if (open?.row !== row) return; // put away meanwhile
  if (fields) {
    put(fields);
    fields.querySelector(".field-refused :is(select, input)")?.focus();
    return;
  }
  const result = answer?.rows?.[0];
  if (!result) {
    say(`ยังไม่ได้บันทึกเหตุผล ${answer?.message ?? "ระบบหรืออินเทอร์เน็ตขัดข้อง กดบันทึกเหตุผลอีกครั้ง"}`);
    return;
  }
  say("");
  close();
  if (isUnsaved(row)) {
    keepStanding(row, { ...result, outcome: "" });
  } else {
    field(row, "version").value = result.version;
    showSaved(row, result);
  }
  showNext();
  returnTo(row, back);
}

// The answer as JSON, or the fields of a page that came back; a sign-in that is needed first is said.
async function send(address, options) {
  const headers = { Accept: "application/json", "X-CSRFToken": token(), "Content-Type": "application/x-www-form-urlencoded" };
  try {
    const response = await fetch(address, { ...options, headers, redirect: "manual" });
    if (response.type === "opaqueredirect" || response.status === 403) {
      return { answer: { message: "กรุณาเข้าสู่ระบบอีกครั้งในแท็บใหม่ แล้วกลับมาบันทึกที่หน้านี้" } };
    }
    if (response.headers.get("Content-Type")?.startsWith("application/json")) return { answer: await response.json() };
    const page = parsed(await response.text());
    return { fields: page.querySelector("[data-reason-fields]") };
  } catch {
    return {};
  }
}

form.addEventListener("click", (event) => {
  const link = event.target.closest(".reason-link");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    askReason(rowOf(link), link);
  } else if (open?.place.contains(event.target) && event.target.matches(".button-main")) {
    event.preventDefault();
    save();
  }
});

form.addEventListener("keydown", (event) => {
  if (!open?.place.contains(event.target) || event.isComposing) return;
  if (event.key === "Escape") goBack();
  else if (event.key === "Enter" && event.target.matches("select, input")) save();
  else return;
  event.preventDefault();
});

window.addEventListener("beforeunload", (event) => open && textOf() !== open.was && event.preventDefault());
