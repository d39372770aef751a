// While a form holds what is not saved: it is kept in this browser as it is typed, and who leaves the page
// is asked first. A form that came back refused holds what is not saved from its first moment.

import { TOKEN, begun, fieldsOf, held, identityOf, isPrivate, keptForms, keyOf, labelOf, rowOf, shown } from "./fields.js";
import { drop, keep, newId, page, rememberSignedIn, tab, user } from "./kept.js";

const PAUSE = 300;
const answersPost = "answersPost" in document.body.dataset;
const watched = user ? keptForms().map((form) => ({ form, id: newId(), began: new Map(), address: "", sent: null })) : [];
let timer = 0;
let leavingWith = null;

const here = () => location.pathname + location.search;

/** What differs in a form from what is saved: what can be kept, and the labels of what cannot. */
function changes({ form, began }) {
  const fields = [];
  const left = [];
  for (const field of fieldsOf(form)) {
    const key = keyOf(field);
    const now = held(field);
    const first = began.get(key) ?? begun(field);
    if (now === first) continue;
    if (isPrivate(field)) left.push(labelOf(field));
    else fields.push({ key, now, began: first, label: labelOf(field), words: shown(field, now), row: rowOf(field) });
  }
  return { fields, left, any: fields.length + left.length > 0 };
}

/** The page's heading and the form's own. */
function titleOf(form) {
  const headings = [document.querySelector("main h1")?.firstChild, form.querySelector("h2")];
  const found = headings.map((heading) => heading?.textContent.replace(/\s+/g, " ").trim()).filter(Boolean);
  return found.join(" · ") || document.title;
}

function keepForm(one) {
  const { fields, left, any } = changes(one);
  if (!any) {
    drop(one.id);
    return;
  }
  const copy = {
    id: one.id, tab, page, sent: one.sent, at: Date.now(), title: titleOf(one.form), fields, left,
    address: one.address || here(), form: identityOf(one.form), token: one.form.elements[TOKEN].value,
  };
  if (!keep(copy)) sayNotKept(one.form);
}

function sayNotKept(form) {
  if (form.querySelector(".not-kept")) return;
  const said = document.createElement("p");
  said.className = "message message-warning not-kept";
  said.setAttribute("role", "status");
  said.textContent = "เครื่องนี้สำรองข้อมูลไม่ได้ โปรดอย่าปิดหน้านี้จนกว่าจะบันทึกแล้ว";
  form.prepend(said);
}

/** Keep at once what was typed up to now. */
export function keepNow() {
  clearTimeout(timer);
  watched.forEach(keepForm);
}

/** The form on this page that a copy is of; null where it is not here. */
export function formOf(copy) {
  const isHere = copy.address === here() || (answersPost && copy.tab === tab);
  return (isHere && watched.find(({ form }) => identityOf(form) === copy.form)?.form) || null;
}

/** The copy of a form that came back refused, with all that was typed in it: the form goes on with it.
    False where the page shows anything else. */
export function goOnWith(copy) {
  const one = watched.find(({ form }) => form === formOf(copy));
  if (!answersPost || !one) return false;
  const now = new Map(fieldsOf(one.form).map((field) => [keyOf(field), held(field)]));
  if (!copy.fields.every(({ key, now: typed }) => now.get(key) === typed)) return false;
  copy.fields.forEach(({ key, began }) => one.began.set(key, began));
  one.address = copy.address;
  drop(copy.id);
  keepForm(one);
  return true;
}

function later(event) {
  const one = watched.find(({ form }) => form === event.target.form);
  if (one && (event.type === "input" || event.type === "change")) one.sent = null; // this was not sent
  clearTimeout(timer);
  timer = setTimeout(keepNow, PAUSE);
}

if (user) rememberSignedIn(true);
// Clicks and keys too: a list with its own search tells only jQuery that something was chosen.
for (const kind of ["input", "change", "click", "keyup"]) document.addEventListener(kind, later);
document.addEventListener("visibilitychange", () => document.hidden && keepNow());
window.addEventListener("pagehide", keepNow);

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (new URL(event.target.action, location.href).pathname === "/logout/") rememberSignedIn(false);
  const one = watched.find(({ form }) => form === event.target);
  if (one) one.sent = Date.now();
  keepNow();
  leavingWith = event.target;
  setTimeout(() => (leavingWith = null), 1000); // the browser has asked by then
});

window.addEventListener("beforeunload", (event) => {
  if (watched.some((one) => one.form !== leavingWith && changes(one).any)) event.preventDefault();
});
