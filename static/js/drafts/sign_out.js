// Signing out while something typed is not saved: asked what becomes of it. Nothing is thrown away without
// a second yes.

import { keepNow } from "../forms/keeping.js";
import { close, discard, own } from "./sealed.js";

const { user } = document.body.dataset;
const isSignOut = (form) => new URL(form.action, location.href).pathname === "/logout/";
let isDecided = false;

function button(text, kind, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: kind });
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function ask(count, form) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "ask" });
  const heading = Object.assign(document.createElement("h2"), { id: "sign-out-title" });
  heading.textContent = `มีข้อมูลที่กรอกไว้และยังไม่ได้บันทึก ${count} รายการ`;
  dialog.setAttribute("aria-labelledby", heading.id);
  const said = document.createElement("p");
  said.textContent = isSecureContext
    ? "เก็บไว้ในเครื่องนี้ได้ ระบบเข้ารหัสไว้ และเปิดให้เมื่อท่านเข้าสู่ระบบอีกครั้งที่เครื่องนี้เท่านั้น"
    : "เก็บไว้ในเครื่องนี้ได้ แต่เข้ารหัสไม่ได้ เพราะที่อยู่เว็บนี้ไม่ใช่ https ผู้อื่นที่ใช้เครื่องนี้อาจเห็น";
  const leave = () => {
    isDecided = true;
    dialog.close();
    form.requestSubmit();
  };
  const keeps = button("เก็บไว้และออกจากระบบ", "button button-main", async () => {
    await close(user);
    leave();
  });
  const throws = button("ลบทิ้งและออกจากระบบ", "button", () => {
    if (throws.dataset.sure === undefined) {
      throws.dataset.sure = "";
      throws.textContent = "ยืนยันลบทิ้ง";
      return;
    }
    discard(user);
    leave();
  });
  const ways = Object.assign(document.createElement("p"), { className: "actions-row" });
  ways.append(keeps, throws, button("ไม่ออก", "button", () => dialog.close()));
  dialog.append(heading, said, ways);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  keeps.focus();
}

// Before the other listeners: they take a form for sent.
document.addEventListener(
  "submit",
  (event) => {
    if (isDecided || !isSignOut(event.target)) return;
    keepNow();
    const count = own(user).length;
    if (!count) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(count, event.target);
  },
  true,
);
