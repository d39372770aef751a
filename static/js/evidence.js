// Evidence as it is chosen: each file is shown before it is sent, and what the portal would refuse is
// said at once (it checks again, sales/evidence/files.py). Without this module the fields work as they are.

import { ask } from "./grid/ask.js";

const MOST_BYTES = 10 * 1024 * 1024;
const MOST_AT_ONCE = 20;
const form = document.getElementById("evidence-form");
const place = document.getElementById("evidence-chosen");
const save = document.getElementById("evidence-save");
const choosers = [...form.querySelectorAll("input[type=file]")];

const shown = async (file) => {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = file.name;
  const refuse = (text) => {
    caption.className = "refused";
    caption.textContent = `${file.name}: ${text}`;
    figure.append(caption);
    return figure;
  };
  if (file.size > MOST_BYTES) return refuse("ใหญ่เกิน 10 MB");
  if (file.type === "application/pdf") {
    const paper = document.createElement("div");
    paper.className = "evidence-paper";
    paper.textContent = "PDF";
    figure.append(paper, caption);
    return figure;
  }
  try {
    const bitmap = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    const scale = 216 / Math.max(bitmap.width, bitmap.height);
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    figure.append(canvas, caption);
    return figure;
  } catch {
    return refuse("เปิดรูปนี้ไม่ได้ ใช้ JPEG, PNG, WebP หรือ PDF");
  }
};

const refresh = async () => {
  const files = choosers.flatMap((chooser) => [...chooser.files]);
  save.disabled = !files.length || files.length > MOST_AT_ONCE;
  save.classList.toggle("button-main", !save.disabled);
  save.textContent = files.length ? `แนบ ${files.length} ไฟล์` : "แนบไฟล์ที่เลือก";
  if (files.length > MOST_AT_ONCE) save.textContent = `เลือกได้ครั้งละไม่เกิน ${MOST_AT_ONCE} ไฟล์`;
  const figures = await Promise.all(files.slice(0, MOST_AT_ONCE).map(shown));
  const now = choosers.flatMap((chooser) => [...chooser.files]);
  if (now.length === files.length && now.every((file, index) => file === files[index])) {
    place.replaceChildren(...figures); // unless they were chosen anew meanwhile
  }
};

form.classList.add("chooses");
form.addEventListener("change", (event) => {
  if (event.target.type === "file") refresh();
});
window.addEventListener("pageshow", refresh);

// What is removed cannot be put back, so it is asked first.
let agreed = null;
document.querySelectorAll(".evidence-wall .remove").forEach((button) =>
  button.addEventListener("click", async (event) => {
    if (agreed === button) return;
    event.preventDefault();
    const what = button.closest("li").querySelector("p").innerText.replace("\n", " ");
    const yes = await ask({ title: "ลบหลักฐานนี้หรือไม่", text: `${what} จะออกจากหลักฐานของเดือนนี้`, yes: "ลบหลักฐาน", no: "ไม่ลบ" });
    if (!yes) return;
    agreed = button;
    button.form.requestSubmit(button);
  }),
);
