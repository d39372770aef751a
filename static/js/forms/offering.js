// What was typed and never saved is offered on the next page of the portal, whichever it is: put into the
// form again, opened, read, or thrown away. The sign-in page says that it is still here.

import { begun, fieldsOf, held, keyOf, put, shown } from "./fields.js";
import { formOf, goOnWith, keepNow } from "./keeping.js";
import { atSignIn, copies, drop, keep, tab, user, whatWasLeft } from "./kept.js";

const ON_ITS_WAY = 30_000; // a form sent so lately may still be worked on
const AGAIN = 2_000;
const section = document.createElement("section");
section.className = "message message-warning kept-forms";
section.setAttribute("aria-label", "กรอกไว้แต่ยังไม่ได้บันทึก");

function make(tag, text = "", attributes = {}) {
  const element = Object.assign(document.createElement(tag), attributes);
  element.textContent = text;
  return element;
}

function button(text, onClick) {
  const made = make("button", text, { type: "button", className: "button button-small" });
  made.addEventListener("click", onClick);
  return made;
}

const moment = (at) =>
  new Date(at).toLocaleString("th-TH-u-nu-latn", { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Bangkok" });

/** Of those that were sent: what the portal has done meanwhile. Null where it cannot be asked now. */
async function arrived(sent) {
  if (!sent.length) return new Set();
  const asked = new URLSearchParams(sent.map((copy) => ["token", copy.token]));
  try {
    const answer = await fetch(`${document.body.dataset.arrived}?${asked}`);
    return new Set((await answer.json()).arrived);
  } catch {
    return null;
  }
}

async function offer() {
  copies().forEach((copy) => copy.tab === tab && copy.sent && goOnWith(copy)); // before anybody can leave
  const left = await whatWasLeft(copies());
  const done = await arrived(left.filter((copy) => copy.sent));
  const open = [];
  let again = false;
  for (const copy of left) {
    const form = formOf(copy);
    const isNew = copy.sent && Date.now() - copy.sent < ON_ITS_WAY && !("answersPost" in document.body.dataset);
    if (done?.has(copy.token)) drop(copy.id);
    else if (copy.sent && (!done || isNew)) again = true;
    else open.push({ copy, form });
  }
  if (again) setTimeout(offer, AGAIN);
  show(open);
}

function show(open) {
  if (section.querySelector(".kept-done")) return; // something was put in: the page stays as it is
  section.replaceChildren(make("p", "กรอกไว้แต่ยังไม่ได้บันทึก"), ...open.map(lineOf));
  section.firstElementChild.className = "kept-title";
  if (!open.length) section.remove();
  else if (!section.isConnected) {
    const head = document.querySelector("main .page-head");
    if (head) head.after(section);
    else document.querySelector("main")?.prepend(section);
  }
}

function lineOf({ copy, form }) {
  const line = make("div", "", { className: "kept-form" });
  const ways = make("p", "", { className: "actions-row" });
  const count = copy.fields.length ? `${copy.fields.length} ช่อง · ` : "";
  line.append(make("p", `${copy.title} · ${count}กรอกเมื่อ ${moment(copy.at)}`), ways);
  const known = form ? fieldsOf(form).map(keyOf) : [];
  if (copy.fields.some((one) => (one.row && form) || known.includes(one.key))) ways.append(button("นำข้อมูลที่กรอกไว้กลับมา", () => putBack(copy, form, line)));
  else if (!form) ways.append(make("a", "เปิดแบบฟอร์ม", { href: copy.address, className: "button button-small" }));
  ways.append(throwAway(copy, line));
  if (copy.fields.length) line.append(read("ดูสิ่งที่กรอกไว้", copy.fields));
  line.append(...leftOut(copy));
  return line;
}

function throwAway(copy, line) {
  const made = button("ทิ้ง", () => {
    if (made.dataset.sure === undefined) {
      made.dataset.sure = "";
      made.textContent = "ยืนยันทิ้งข้อมูลที่กรอกไว้";
      return;
    }
    drop(copy.id);
    line.remove();
    if (!section.querySelector(".kept-form")) section.remove();
  });
  return made;
}

function read(title, fields, isOpen = false) {
  const list = make("dl");
  fields.forEach((one) => list.append(make("dt", one.label), make("dd", one.words || "ว่าง")));
  const details = make("details", "", { open: isOpen });
  details.append(make("summary", title), list);
  return details;
}

const leftOut = (copy) =>
  copy.left.length ? [make("p", `ไม่ได้เก็บไว้ในเครื่อง กรุณากรอกหรือเลือกใหม่: ${copy.left.join(", ")}`)] : [];

function putBack(copy, form, line) {
  const places = new Map();
  const lost = copy.fields.filter((one) => {
    const field = fieldFor(form, one, places);
    if (!field || !put(field, one.now, one.words)) return true;
    mark(field, one);
    return false;
  });
  keepNow();
  form.querySelector(".kept-restored")?.focus();
  if (lost.length) keep({ ...copy, fields: lost, sent: null });
  else drop(copy.id);
  const count = copy.fields.length - lost.length;
  const said = make("p", `นำข้อมูลกลับมาแล้ว ${count} ช่อง ยังไม่ได้บันทึก ตรวจแล้วกดบันทึกในแบบฟอร์ม`, { className: "kept-done" });
  said.setAttribute("role", "status");
  line.replaceChildren(said, ...leftOut(copy));
  if (lost.length) line.append(read(`นำกลับมาไม่ได้ ${lost.length} ช่อง คัดลอกไปกรอกเองได้`, lost, true), throwAway(copy, line));
}

/** The field of this page; of a repeating part's row the same stored row, or a blank one for a new row. */
function fieldFor(form, { key, row }, places) {
  let name = key;
  if (row) {
    const old = `${row.prefix}-${row.number}-`;
    if (!places.has(old)) places.set(old, row.id ? storedRow(form, row) : blankRow(form, row.prefix, places));
    if (places.get(old) === null) return null;
    name = key.replace(old, `${row.prefix}-${places.get(old)}-`);
  }
  return fieldsOf(form).find((field) => keyOf(field) === name);
}

function storedRow(form, { prefix, id }) {
  const total = Number(form.elements[`${prefix}-TOTAL_FORMS`]?.value ?? 0);
  for (let number = 0; number < total; number++) {
    if (form.elements[`${prefix}-${number}-id`]?.value === id) return number;
  }
  return null;
}

function blankRow(form, prefix, places) {
  const total = () => Number(form.elements[`${prefix}-TOTAL_FORMS`]?.value ?? 0);
  const taken = [...places].filter(([old]) => old.startsWith(`${prefix}-`)).map(([, number]) => number);
  let number = Number(form.elements[`${prefix}-INITIAL_FORMS`]?.value ?? 0);
  const isBlank = (place) =>
    fieldsOf(form).filter((field) => field.name.startsWith(`${prefix}-${place}-`)).every((field) => held(field) === begun(field));
  while (number < total() && (taken.includes(number) || !isBlank(number))) number += 1;
  if (number < total()) return number;
  form.querySelector(`[data-rows="${prefix}"] [data-add-row]`)?.click();
  return number < total() ? number : null;
}

/** Show which fields were put in; where somebody saved another value meanwhile, both stand there. */
function mark(field, one) {
  field.classList.add("kept-restored");
  const saved = begun(field);
  if (saved === one.began || saved === one.now) return;
  const note = make("p", `ผู้อื่นบันทึกไว้หลังจากนั้นว่า “${shown(field, saved) || "ว่าง"}” ที่กรอกไว้คือ “${one.words || "ว่าง"}” `, { className: "kept-note" });
  note.append(button("ใช้ค่าที่บันทึกไว้", () => {
    put(field, saved);
    field.classList.remove("kept-restored");
    note.remove();
  }));
  (field.closest(".field, td, li") ?? field.parentElement).append(note);
}

function tellSignIn() {
  const { ended, copies: count } = atSignIn();
  const said = document.getElementById("session-ended");
  const kept = document.getElementById("kept-here");
  if (said && ended) said.hidden = false;
  if (kept && count) kept.hidden = false;
}

if (user) offer();
else tellSignIn();
