// A block from a spreadsheet goes into the cells from the cursor on, row by row as they are shown.

import { say } from "./messages.js";
import { CHANNELS, field, form, rowOf, shownRows } from "./rows.js";
import { sendSoon, touch } from "./sending.js";

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
  sendSoon(rowOf(input));
});

const help = document.getElementById("how-to-paste");
help.hidden = false;
help.addEventListener("click", () => {
  const text = document.getElementById("paste-help");
  text.hidden = !text.hidden;
});
