// The head of a pasted block: which lines it is, and which column is which channel.

import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./cases.js";

const { channelsOf, headLines, isChannelText } = await script("grid/headings.js");
const isFigure = (text) => /^\(?\d/.test(text);

test("the head ends before the first line with a figure", () => {
  const lines = [["ยอดจำหน่าย", ""], ["", ""], ["ออฟไลน์", "ออนไลน์"], ["1", "2"], ["คนละแถว", "3"]];
  assert.deepEqual(headLines(lines, isFigure), lines.slice(0, 3));
  assert.deepEqual(headLines(lines.slice(3), isFigure), []);
});

test("a row of column numbers belongs to the head, a single one does not", () => {
  assert.equal(headLines([["(1)", "(2)", "(3)"], ["5", "6", "7"]], isFigure).length, 1);
  assert.equal(headLines([["(1)", "(3)"], ["5", "6"]], isFigure).length, 0);
  assert.equal(headLines([["(500)"], ["5"]], isFigure).length, 0);
});

test("market and way in one text, whatever their spelling", () => {
  const head = [["ในประเทศ ออฟไลน์", "ใน-ประเทศ (ออนไลน์)", "ส่งออก ออฟไลน์", "Export online"]];
  assert.deepEqual(channelsOf(head), [0, 1, 2, 3]);
});

test("a market in the storey above counts for the columns to its right", () => {
  const head = [
    ["ชื่อ", "ส่งออกต่างประเทศ (บาท)", "", "จำหน่ายในประเทศ (บาท)", "", ""],
    ["", "ออน-ไลน์", "ออฟไลน์", "ออนไลน์", "ออฟไลน์", "รวม (บาท)"],
  ];
  assert.deepEqual(channelsOf(head), [undefined, 3, 2, 1, 0, undefined]);
});

test("a title over the whole table is no market", () => {
  const head = [["ยอดจำหน่ายในประเทศ เดือนตุลาคม 2569", "", ""], ["ที่", "ออฟไลน์", "ออนไลน์"]];
  assert.deepEqual(channelsOf(head), [undefined, undefined, undefined]);
});

test("a heading that names both ways, or none, is no channel", () => {
  assert.deepEqual(channelsOf([["ในประเทศ ออฟไลน์และออนไลน์", "ในประเทศ", "หมายเหตุ"]]), [undefined, undefined, undefined]);
  assert.deepEqual(["ออฟไลน์", "online", "หมายเหตุ", undefined].map(isChannelText), [true, true, false, false]);
});
