// What the server leaves out of an answered row.

import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./cases.js";

const { whole } = await script("grid/brief.js");

test("what was left out is empty, what was said stays", () => {
  const row = whole({ id: 7, outcome: "saved", version: 0, amounts: { export_online: "5.00" }, note: "งานวัด" });
  assert.deepEqual(row.amounts, {
    domestic_offline: "", domestic_online: "", export_offline: "", export_online: "5.00",
  });
  assert.deepEqual([row.version, row.note, row.total, row.past, row.errors], [0, "งานวัด", "", "", {}]);
  assert.deepEqual([row.no_sales, row.own], [false, false]);
});

test("a row that is gone has only its errors", () => {
  assert.deepEqual(whole({ id: 7, outcome: "refused", errors: { row: "ถูกลบแล้ว" } }).errors, { row: "ถูกลบแล้ว" });
});
