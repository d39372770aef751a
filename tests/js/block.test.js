// Where each figure of a pasted block belongs: by codes and names, else by place.

import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./cases.js";

const { readBlock } = await script("grid/block.js");
const row = (code, name, category = "อาหาร") => ({ code, name, categories: [category, `ประเภท${category}`] });
const ROWS = [row("24-001", "กลุ่มก"), row("24-002", "กลุ่มข"), row("24-003", "กลุ่มค"), row("24-003", "กลุ่มค", "สมุนไพร")];
const SHOWN = [0, 1, 2, 3];

// A block as its lines are written in a sheet, pasted at row `at` and channel `channel`.
function read(text, { at = 0, channel = 0, shown = SHOWN } = {}) {
  const block = text.split("\n").map((line) => line.split("\t"));
  return readBlock(block, { rows: ROWS, shown, at, channel });
}

const placed = ({ figures }) => figures.map(({ row, channel, text }) => `${row}.${channel}=${text}`).join(" ");

test("a single cell goes under the cursor, an empty one nowhere", () => {
  assert.equal(placed(read("44040", { at: 2, channel: 3 })), "2.3=44040");
  assert.deepEqual(read(" ").figures, []);
});

test("numbers alone go by place, from the cursor on", () => {
  assert.equal(placed(read("1\t2\n3\t4", { at: 1, channel: 1 })), "1.1=1 1.2=2 2.1=3 2.2=4");
});

test("by place means the rows that are shown", () => {
  assert.equal(placed(read("1\n2", { shown: [0, 3] })), "0.0=1 3.0=2");
});

test("an empty cell changes nothing", () => {
  assert.equal(placed(read("1\t\t3\n\t5\t")), "0.0=1 0.2=3 1.1=5");
});

test("a block that is too wide or too long is refused", () => {
  assert.match(read("1\t2\t3", { channel: 2 }).refused, /กว้าง 3 คอลัมน์ แต่จากช่องนี้มีที่ 2 คอลัมน์/);
  assert.match(read("1\n2\n3", { at: 2 }).refused, /มี 3 แถว แต่จากแถวนี้เหลือ 2 แถว/);
});

test("a block without a figure is refused", () => {
  assert.match(read("ก\tข\nค\tง").refused, /ไม่พบตัวเลข/);
});

test("heads, totals and signatures are passed over and said", () => {
  const answer = read("ออฟไลน์\tออนไลน์\n1\t2\n3\t4\nรวม\t6\n(นางสาวขยัน ทำดี)\t");
  assert.equal(placed(answer), "0.0=1 0.1=2 1.0=3 1.1=4");
  assert.deepEqual(answer.notes.slice(0, 3), [
    "ข้ามบรรทัดหัวตาราง",
    "ข้ามบรรทัดยอดรวม",
    "ข้ามบรรทัดท้ายตารางที่ไม่มีตัวเลข 1 บรรทัด",
  ]);
});

test("a fifth number that adds up is the total and stays out", () => {
  const answer = read("1\t2\t3\t4\t10\n5\t0\t0\t0\t5");
  assert.equal(placed(answer), "0.0=1 0.1=2 0.2=3 0.3=4 1.0=5 1.1=0 1.2=0 1.3=0");
  assert.ok(answer.notes.includes("ไม่ได้วางคอลัมน์รวม"));
  assert.match(read("1\t2\t3\t4\t11\n5\t0\t0\t0\t5").refused, /กว้าง 5 คอลัมน์/);
});

test("columns go where the heading says, whatever their order", () => {
  const answer = read("ชื่อ\tส่งออก ออนไลน์\tในประเทศ ออฟไลน์\tราคา\nกลุ่มข\t4\t1\t99");
  assert.equal(placed(answer), "1.3=4 1.0=1");
  assert.ok(answer.notes.includes("ไม่ได้วางคอลัมน์ “ราคา”"));
  assert.match(read("ในประเทศ ออฟไลน์\tในประเทศออฟไลน์ (บาท)\n1\t2").refused, /มากกว่าหนึ่งคอลัมน์/);
});

test("names find their rows, a category tells two rows apart", () => {
  const answer = read("กลุ่มค\tสมุนไพร\t9\nกลุ่มข\tอาหาร\t5\nกลุ่มฮ\tอาหาร\t6");
  assert.equal(placed(answer), "3.0=9 1.0=5");
  assert.ok(answer.notes.includes("จับคู่ตามชื่อผู้ผลิต 2 รายการ"));
  assert.ok(answer.notes.includes("ไม่พบในตารางนี้ จึงไม่ได้วาง 1 ราย: กลุ่มฮ (อาหาร)"));
});

test("a name with two rows, or twice in the block, is left out by name", () => {
  assert.match(read("กลุ่มค\t9\nกลุ่มก\t5").notes.join(), /ตรงกับหลายแถวในตาราง.* 1 ราย: กลุ่มค/);
  const twice = read("กลุ่มก\t1\nกลุ่มก\t2\nกลุ่มข\t3");
  assert.equal(placed(twice), "1.0=3");
  assert.match(twice.notes.join(), /มากกว่าหนึ่งบรรทัดในช่วงที่วาง 1 ราย: กลุ่มก/);
});

test("codes come before names, in any digits, and must not contradict them", () => {
  const answer = read("๒๔-๐๐๒\tกลุ่มเก่า\t2\n24001\tกลุ่มข\t1");
  assert.equal(placed(answer), "1.0=2");
  assert.match(answer.notes.join(), /รหัสกับชื่อเป็นคนละราย 1 ราย: กลุ่มข/);
});

test("a name counts with any blanks in it and without marks that are not seen", () => {
  assert.equal(placed(read("\u200bกลุ่มก \t7\nกลุ่มข\t8")), "0.0=7 1.0=8");
});

test("categories without a name are refused", () => {
  assert.match(read("อาหาร\t5\nสมุนไพร\t6").refused, /มีประเภทแต่ไม่มีชื่อหรือรหัสผู้ผลิต/);
});

test("two numbers of one cell stay two", () => {
  assert.equal(placed(readBlock([["500\n600"], ["7"]], { rows: ROWS, shown: SHOWN, at: 0, channel: 0 })), "0.0=500  600 1.0=7");
});
