// The producer's page: what is typed stays on the phone until the portal says that it is stored, and goes
// by itself when the line is back. Without this the form is posted as any form.

const form = document.getElementById("report");
const message = document.getElementById("message");
const waiting = document.getElementById("waiting");
const key = form.dataset.kept;
let isSending = false;
let isDue = false; // was to be sent and could not be

const named = () => [...form.elements].filter(({ name, type }) => name && type !== "file");
const valueOf = (input) => (input.type === "checkbox" ? input.checked : input.value);

// A phone may keep nothing (private windows): then the page is as it is without this.
function keep() {
  try {
    const fields = Object.fromEntries(named().map((input) => [input.name, valueOf(input)]));
    localStorage.setItem(key, JSON.stringify({ fields, isDue }));
  } catch {
    return;
  }
}

function drop() {
  try {
    localStorage.removeItem(key);
  } catch {
    return;
  }
}

function restore() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch {
    return;
  }
  if (!kept?.fields) return;
  named().forEach((input) => {
    const value = kept.fields[input.name];
    if (value === undefined) return;
    if (input.type === "checkbox") input.checked = value;
    else input.value = value;
  });
  isDue = kept.isDue === true;
  if (isDue) send();
  else wait("ตัวเลขที่พิมพ์ไว้ยังไม่ได้ส่ง กด “ส่งยอด”");
}

function say(text) {
  message.textContent = text;
  message.hidden = !text;
  if (text) message.scrollIntoView({ block: "center" });
}

function wait(text) {
  waiting.textContent = text;
  waiting.hidden = !text;
}

function showErrors(errors) {
  form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  form.querySelectorAll("span.wrong").forEach((one) => one.remove());
  Object.entries(errors).forEach(([category, fields]) => {
    Object.entries(fields).forEach(([name, text]) => {
      const input = form.elements[`${category}-${name}`];
      if (!input) return;
      input.setAttribute("aria-invalid", "true");
      const said = document.createElement("span");
      said.className = "wrong";
      said.textContent = text;
      input.after(said);
      input.closest("details")?.setAttribute("open", "");
    });
  });
}

async function send() {
  if (isSending) return;
  isSending = true;
  isDue = true;
  keep();
  say("");
  wait("กำลังส่ง…");
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const said = await answer.json();
    if (said.stored) {
      drop();
      location.reload(); // the page itself tells what is stored, by the portal's clock
      return;
    }
    isDue = false;
    keep();
    wait("");
    showErrors(said.errors ?? {});
    say(said.message);
  } catch {
    // No answer, or none of ours: it may have arrived. The same key again stores nothing twice.
    wait("ยังไม่ได้ส่ง เก็บตัวเลขไว้ในเครื่องนี้แล้ว จะส่งให้เองเมื่อมีสัญญาณ อย่าปิดหน้านี้");
  } finally {
    isSending = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

form.addEventListener("input", ({ target }) => {
  const [category] = target.name.split("-");
  if (target.name.endsWith("-no_sales") && target.checked) {
    form.querySelectorAll(`[name^="${category}-"][inputmode]`).forEach((input) => (input.value = ""));
  } else if (target.inputMode === "decimal" && target.value.trim()) {
    form.elements[`${category}-no_sales`].checked = false;
  }
  isDue = false;
  keep();
});

addEventListener("online", () => isDue && send());
setInterval(() => isDue && navigator.onLine && send(), 30_000);
restore();
