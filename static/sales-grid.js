// The grid of a month: each row is saved by itself as it is left. The page is a plain form without
// this; with it a row says whether it is saved, being saved, refused and why, or waiting for the
// network. What was typed and not yet saved is kept in the browser until the server has it.

const form = document.getElementById("grid-form");
const rowsUrl = form.dataset.rowsUrl;
const CHANNELS = ["domestic_offline", "domestic_online", "export_offline", "export_online"];
const RETRY_MS = 15000;
const unsaved = new Map(); // row id -> how often it changed since it was last sent
const conflicts = new Set();
const leaveNow = new Set(); // rows to be sent though the cursor stands in them: a tick, a paste
const TO_CHECK = ["warned", "returned", "refused"].map((state) => `row-${state}`);
const KEEPALIVE_LIMIT = 60000; // bytes a browser still sends after the page was left
let sending = false;
let retryTimer = null;
let savedAt = ""; // of the last save, by the server's clock

const rows = [...form.querySelectorAll("tr[data-row]")];
const rowOf = (element) => element.closest("tr[data-row]");
const field = (row, name) => form.elements[`row-${row.dataset.row}-${name}`];
const cells = (row) => CHANNELS.map((channel) => field(row, channel));
const shownRows = () => rows.filter((row) => !row.hidden);
const inHand = (row) => row === rowOf(document.activeElement ?? form) && !leaveNow.has(row);
const draftKey = (row) => `${form.dataset.drafts}:${row.dataset.row}`;

// --- Amounts, counted in satang as whole numbers -------------------------------------------------

function satang(text) {
  const digits = text
    .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .replace(/[\s\u00a0\u200b,฿]|บาท/g, "");
  const parts = /^(\d{0,12})(?:\.(\d{0,2})0*)?$/.exec(digits);
  return parts ? BigInt(parts[1] || "0") * 100n + BigInt((parts[2] || "").padEnd(2, "0")) : null;
}

function baht(amount) {
  const whole = (amount / 100n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${whole}.${(amount % 100n).toString().padStart(2, "0")}`;
}

// --- What a row says -----------------------------------------------------------------------------

function setState(row, state, text, title = "") {
  const before = TO_CHECK.some((name) => row.classList.contains(name));
  row.className = `row-${state === "marked" ? "returned" : state}`;
  row.classList.toggle("row-no_sales", field(row, "no_sales").checked);
  const label = row.querySelector("[data-state]");
  label.textContent = text;
  row.querySelector("[data-anomaly]").textContent = title;
  field(row, "note").placeholder = title && state === "warned" ? "เขียนคำชี้แจง (ต้องมีก่อนยืนยัน)" : "หมายเหตุ";
  const after = TO_CHECK.some((name) => row.classList.contains(name));
  const count = document.getElementById("to-check");
  count.textContent = Number(count.textContent) + Number(after) - Number(before);
}

function showTotal(row) {
  const amounts = cells(row).map((input) => satang(input.value));
  const typed = cells(row).some((input) => input.value.trim());
  const known = typed && !amounts.includes(null);
  row.querySelector("[data-total]").textContent = known
    ? baht(amounts.reduce((sum, amount) => sum + amount, 0n))
    : field(row, "no_sales").checked
      ? "0.00"
      : "";
}

function clearErrors(row) {
  row.querySelectorAll(".cell-error:not(.question)").forEach((message) => message.remove());
  row.querySelectorAll(".cell-refused").forEach((cell) => cell.classList.remove("cell-refused"));
  row.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
}

function showError(row, name, text) {
  const input = CHANNELS.includes(name) ? field(row, name) : null;
  const place = input ? input.closest(".cell") : row.querySelector(".row-state");
  const message = document.createElement("small");
  message.className = "cell-error";
  message.id = `error-${row.dataset.row}-${name}`;
  message.textContent = text;
  place.append(message);
  if (input) {
    place.classList.add("cell-refused");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", message.id);
  }
}

function say(text) {
  const message = document.getElementById("grid-message");
  message.textContent = text;
  message.hidden = !text;
}

// A save that came too late: who was first, what of ours is kept, and what was typed, to be copied.
function sayRefused({ message, kept, unsaved = [] }) {
  say(message);
  const place = document.getElementById("grid-message");
  if (kept) place.append(line(kept));
  if (!unsaved.length) return;
  place.append(line(`ยังไม่ได้บันทึก ${unsaved.length} รายการ คัดลอกเก็บไว้ได้:`));
  const list = document.createElement("ul");
  unsaved.forEach((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    list.append(item);
  });
  place.append(list);
}

// On the last day and after it, what counted of the save, by the server's clock.
function sayCounted(text) {
  const place = document.getElementById("counted");
  place.textContent = text;
  place.hidden = !text;
}

// --- Drafts: nothing that was typed is lost ------------------------------------------------------

function typedRow(row) {
  return {
    id: Number(row.dataset.row),
    version: Number(field(row, "version").value),
    amounts: Object.fromEntries(CHANNELS.map((channel) => [channel, field(row, channel).value])),
    no_sales: field(row, "no_sales").checked,
    note: field(row, "note").value,
  };
}

function keepDraft(row) {
  try {
    localStorage.setItem(draftKey(row), JSON.stringify(typedRow(row)));
  } catch {
    say("เบราว์เซอร์เก็บร่างไม่ได้ อย่าปิดหน้านี้ก่อนขึ้นว่าบันทึกแล้ว");
  }
}

function dropDraft(row) {
  try {
    localStorage.removeItem(draftKey(row));
  } catch {
    // no storage: nothing was kept either
  }
}

function restoreDrafts() {
  for (const row of rows) {
    let draft = null;
    try {
      draft = JSON.parse(localStorage.getItem(draftKey(row)));
    } catch {
      continue;
    }
    if (!draft) continue;
    CHANNELS.forEach((channel) => (field(row, channel).value = draft.amounts[channel] ?? ""));
    field(row, "no_sales").checked = draft.no_sales;
    field(row, "note").value = draft.note;
    field(row, "version").value = draft.version;
    touch(row);
  }
  if (unsaved.size) sendSoon();
}

// --- Saving --------------------------------------------------------------------------------------

function touch(row) {
  unsaved.set(row, (unsaved.get(row) ?? 0) + 1);
  clearErrors(row);
  showTotal(row);
  keepDraft(row);
  if (conflicts.has(row)) {
    row.querySelector("[data-mine]").textContent = `ของคุณ: ${mine(row)}`; // the choice stays open
  } else {
    setState(row, "typing", "กำลังพิมพ์");
  }
}

function sendSoon() {
  clearTimeout(retryTimer);
  retryTimer = null;
  if (!sending) send();
}

async function send() {
  const batch = [...unsaved.keys()].filter((row) => !conflicts.has(row) && !inHand(row));
  leaveNow.clear();
  if (!batch.length) return;
  sending = true;
  const sent = new Map(batch.map((row) => [row, unsaved.get(row)]));
  batch.forEach((row) => setState(row, "saving", "⟳ กำลังบันทึก"));
  try {
    const body = JSON.stringify({ rows: batch.map(typedRow) });
    const response = await fetch(rowsUrl, {
      keepalive: new Blob([body]).size < KEEPALIVE_LIMIT,
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      },
      body,
      redirect: "manual",
    });
    if (response.type === "opaqueredirect" || response.status === 403) {
      batch.forEach((row) => setState(row, "waiting", "⟳ รอเข้าระบบ"));
      say("ออกจากระบบแล้วเพราะไม่ได้ใช้งานนาน ตัวเลขที่พิมพ์ยังอยู่ในเครื่องนี้ เข้าระบบแล้วระบบจะส่งต่อให้เอง ");
      const link = document.createElement("a");
      link.href = `${form.dataset.loginUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
      link.textContent = "เข้าสู่ระบบอีกครั้ง";
      document.getElementById("grid-message").append(link);
    } else if (!response.ok) {
      const answer = await response.json().catch(() => ({}));
      batch.forEach((row) => setState(row, "refused", "ยังไม่ได้บันทึก"));
      sayRefused({ message: "ระบบขัดข้อง ตัวเลขยังอยู่ในเครื่องนี้ จะส่งให้อีกครั้ง", ...answer });
      if (response.status >= 500) retryTimer = setTimeout(sendSoon, RETRY_MS);
    } else {
      say("");
      const answer = await response.json();
      answer.rows.forEach((result) => take(result, sent));
      savedAt = answer.saved_at || savedAt;
      sayCounted(answer.counted);
      showTotals(answer.totals);
    }
  } catch {
    batch.forEach((row) => setState(row, "waiting", "⟳ รอส่ง (ออฟไลน์)"));
    retryTimer = setTimeout(sendSoon, RETRY_MS);
  }
  sending = false;
  const waiting = [...unsaved.keys()].some(
    (row) => row.classList.contains("row-typing") && !inHand(row),
  );
  if (waiting && !retryTimer) send();
}

function take(result, sent) {
  const row = document.getElementById(`row-${result.id}`);
  const changedSince = unsaved.get(row) !== sent.get(row);
  if (result.outcome === "saved") {
    field(row, "version").value = result.version;
    if (changedSince) {
      keepDraft(row);
      setState(row, "typing", "กำลังพิมพ์");
      return;
    }
    unsaved.delete(row);
    dropDraft(row);
    clearErrors(row);
    showSaved(row, result);
  } else if (result.outcome === "conflict") {
    askWhich(row, result);
  } else {
    unsaved.delete(row); // sent again when it is typed in again; the draft stays
    clearErrors(row);
    Object.entries(result.errors).forEach(([name, text]) => showError(row, name, text));
    setState(row, "refused", "ยังไม่ได้บันทึก");
  }
}

function showSaved(row, result) {
  CHANNELS.forEach((channel) => (field(row, channel).value = result.amounts[channel]));
  field(row, "no_sales").checked = result.no_sales;
  field(row, "note").value = result.note;
  row.querySelector("[data-total]").textContent = result.total;
  setState(row, result.state, result.state_text, result.anomaly_detail);
}

function askWhich(row, result) {
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
    choice("ใช้ของคุณ", () => {
      field(row, "version").value = result.version;
      settle(row);
      touch(row);
      sendSoon();
    }),
    choice("ใช้ของเขา", () => {
      settle(row);
      unsaved.delete(row);
      dropDraft(row);
      field(row, "version").value = result.version;
      showSaved(row, result);
    }),
  );
  row.querySelector(".who").append(question);
}

function mine(row) {
  if (field(row, "no_sales").checked) return "ไม่มียอดจำหน่าย";
  return cells(row)
    .map((input) => input.value || "0.00")
    .join(" · ");
}

function settle(row) {
  conflicts.delete(row);
  row.querySelector(".question")?.remove();
  clearErrors(row);
}

function line(text) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  return paragraph;
}

function choice(text, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

function showTotals(totals) {
  const figures = {
    "foot-total": totals.total,
    "foot-domestic": totals.domestic,
    "foot-export": totals.export,
    "foot-online": totals.online_percent,
    filled: totals.filled,
    blank: totals.blank,
  };
  Object.entries(figures).forEach(([id, text]) => (document.getElementById(id).textContent = text));
  showSavedAt();
}

function showSavedAt() {
  document.getElementById("saved-at").textContent =
    unsaved.size || form.querySelector(".row-refused")
      ? ""
      : `✓ บันทึกแล้ว ${savedAt}`;
}

// --- Keyboard and paste --------------------------------------------------------------------------

function move(input, down, right) {
  const visible = shownRows();
  const row = visible[visible.indexOf(rowOf(input)) + down];
  const channel = CHANNELS.findIndex((name) => input.name.endsWith(`-${name}`)) + right;
  const next = row && CHANNELS[channel] && field(row, CHANNELS[channel]);
  if (next) {
    next.focus();
    next.select();
  }
  return Boolean(next);
}

const before = new WeakMap();

form.addEventListener("focusin", ({ target }) => {
  if (target.matches(".cell input")) {
    before.set(target, { value: target.value, noSales: field(rowOf(target), "no_sales").checked });
  }
});

form.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches(".cell input") || event.isComposing) return;
  const { selectionStart: start, selectionEnd: end, value } = input;
  const all = start === 0 && end === value.length;
  if (event.key === "Enter") {
    event.preventDefault();
    if (!move(input, event.shiftKey ? -1 : 1, 0)) input.blur();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(input, event.key === "ArrowDown" ? 1 : -1, 0);
  } else if (event.key === "ArrowLeft" && (all || (start === 0 && end === 0))) {
    if (move(input, 0, -1)) event.preventDefault();
  } else if (event.key === "ArrowRight" && (all || start === value.length)) {
    if (move(input, 0, 1)) event.preventDefault();
  } else if (event.key === "Escape") {
    const { value = "", noSales = false } = before.get(input) ?? {};
    if (input.value === value) return;
    input.value = value;
    field(rowOf(input), "no_sales").checked = noSales;
    touch(rowOf(input));
  }
});

form.addEventListener("paste", (event) => {
  const input = event.target;
  if (!input.matches(".cell input")) return;
  const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
  if (!/[\t\n]/.test(text)) return;
  event.preventDefault();
  const block = text.split(/\r?\n/).map((row) => row.split("\t"));
  const first = CHANNELS.findIndex((name) => input.name.endsWith(`-${name}`));
  const visible = shownRows();
  const top = visible.indexOf(rowOf(input));
  const widest = Math.max(...block.map((row) => row.length));
  if (first + widest > CHANNELS.length) {
    say(`ช่วงที่วางกว้าง ${widest} คอลัมน์ แต่จากช่องนี้มีที่ ${CHANNELS.length - first} คอลัมน์ คัดลอกเฉพาะคอลัมน์ตัวเลขแล้ววางใหม่ ไม่มีตัวเลขใดถูกเปลี่ยน`);
    return;
  }
  if (top + block.length > visible.length) {
    say(`ช่วงที่วางมี ${block.length} แถว แต่จากแถวนี้เหลือ ${visible.length - top} แถว ตรวจว่าเริ่มถูกแถว ไม่มีตัวเลขใดถูกเปลี่ยน`);
    return;
  }
  say("");
  block.forEach((values, down) => {
    const row = visible[top + down];
    if (values.some((value) => value.trim())) field(row, "no_sales").checked = false;
    values.forEach((value, right) => (field(row, CHANNELS[first + right]).value = value.trim()));
    touch(row);
  });
  leaveNow.add(rowOf(input));
  sendSoon();
});

// --- Events --------------------------------------------------------------------------------------

form.addEventListener("input", ({ target }) => {
  const row = rowOf(target);
  if (!row) return;
  if (target.name.endsWith("-no_sales")) {
    if (target.checked) cells(row).forEach((input) => (input.value = ""));
  } else if (target.matches(".cell input") && target.value.trim()) {
    field(row, "no_sales").checked = false;
  }
  touch(row);
});

form.addEventListener("change", ({ target }) => {
  if (target.name?.endsWith("-no_sales")) {
    leaveNow.add(rowOf(target));
    sendSoon();
  }
});

form.addEventListener("focusout", ({ target, relatedTarget }) => {
  const row = rowOf(target);
  if (row && unsaved.has(row) && !row.contains(relatedTarget)) setTimeout(sendSoon);
});

form.addEventListener("submit", (event) => {
  if (event.submitter?.classList.contains("remove")) {
    dropDraft(rowOf(event.submitter));
    unsaved.clear();
  } else {
    event.preventDefault(); // rows go by themselves; "save all" only sends what still waits
    saveAll();
  }
});

// Sends what still waits; true once every row is saved, else the first that is not gets the cursor.
async function saveAll() {
  unsaved.forEach((_, row) => leaveNow.add(row));
  clearTimeout(retryTimer);
  retryTimer = null;
  while (sending) await new Promise((done) => setTimeout(done, 50));
  unsaved.forEach((_, row) => leaveNow.add(row));
  await send();
  const left = rows.filter((row) => unsaved.has(row) || row.classList.contains("row-refused"));
  if (!left.length) {
    showSavedAt();
    return true;
  }
  if (document.getElementById("grid-message").hidden) {
    say(`ยังมี ${left.length} รายการที่ยังไม่ได้บันทึก แก้ที่แถวสีแดง หรือรอจนกว่าจะออนไลน์`);
  }
  (left[0].querySelector("[aria-invalid], .question button") ?? cells(left[0])[0]).focus();
  return false;
}

// The check shows what the server has: the last row typed goes first, or the clerk is told.
const goCheck = document.getElementById("go-check");
goCheck.addEventListener("click", async (event) => {
  const refused = form.querySelector(".row-refused");
  if (!unsaved.size && !sending && !refused) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (await saveAll()) location.href = goCheck.href;
});

window.addEventListener("online", sendSoon);
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size && !document.hidden && conflicts.size) event.preventDefault();
});
window.addEventListener("pagehide", () => unsaved.forEach((_, row) => keepDraft(row)));

const find = document.getElementById("find");
find.addEventListener("input", () => {
  const text = find.value.trim();
  rows.forEach((row) => (row.hidden = !row.querySelector(".who").textContent.includes(text)));
});

const help = document.getElementById("how-to-paste");
help.hidden = false;
help.addEventListener("click", () => {
  const text = document.getElementById("paste-help");
  text.hidden = !text.hidden;
});

form.classList.add("saves-itself");
restoreDrafts();
