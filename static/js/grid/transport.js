// One request with rows to the server, and what its answer means for them.

import { whole } from "./brief.js";
import { form } from "./rows.js";

// A browser sends 64 KB in all after its page was left; a request this small still goes.
const LIMIT = 50_000; // bytes
const PATIENCE = 60_000; // milliseconds until a line is taken for dead

const size = (value) => new Blob([JSON.stringify(value)]).size;

// As many of the typed rows, from the first on, as one request may hold; at least one.
export function piece(typedRows) {
  let room = LIMIT;
  const end = typedRows.findIndex((typed) => (room -= size(typed) + 1) < 0);
  return end === -1 ? typedRows.length : Math.max(end, 1);
}

// The token of the sign-in that holds now, which may have happened in another tab since.
export function token() {
  const cookie = /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
}

// `kind` of what came: "answered"; "refused" as these rows are; "sign-in" is needed first; "again":
// the server could not now, `after` so many seconds; "offline": no answer at all.
export async function post(typedRows) {
  try {
    const response = await fetch(form.dataset.rowsUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ by: form.dataset.user, rows: typedRows, brief: true }),
      redirect: "manual",
      keepalive: true,
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.ok) return answered(await response.json());
    const answer = await response.json().catch(() => ({}));
    if (response.type === "opaqueredirect" || response.status === 403) {
      return { kind: "sign-in", answer };
    }
    if (isPassing(response.status, answer)) {
      return { kind: "again", answer, after: seconds(response.headers.get("Retry-After")) };
    }
    return { kind: "refused", answer };
  } catch {
    return { kind: "offline", answer: {} };
  }
}

// An answer that is not about rows came from something between us and the server.
function answered(answer) {
  if (!Array.isArray(answer.rows)) return { kind: "offline", answer };
  return { kind: "answered", answer: { ...answer, rows: answer.rows.map(whole) } };
}

// A 400 that does not say what is wrong is not ours: the server fell over before it came to the rows.
function isPassing(status, answer) {
  return status >= 500 || status === 408 || status === 429 || (status === 400 && !answer.message);
}

// Retry-After is a number of seconds or a date.
function seconds(text) {
  if (!text) return 0;
  const wait = /^\d+$/.test(text.trim()) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(wait) ? Math.max(wait, 0) : 0;
}
