// The scripts' one reader of amounts, held to the table that core.thai.digits is held to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { casesOf, script } from "./cases.js";

const { baht, satang, toArabic } = await script("baht.js");
const CASES = casesOf("amounts.json");
const withCommas = (amount) => amount.replace(/\B(?=(\d{3})+\.)/g, ",");

test("the cases are all there", () => {
  assert.equal(CASES.filter((one) => "amount" in one).length, 42);
  assert.equal(CASES.filter((one) => "refused" in one).length, 51);
});

for (const { typed, amount, refused } of CASES) {
  test(`${JSON.stringify(typed)} is ${refused ? "refused" : amount}`, () => {
    const read = satang(typed);
    if (refused) assert.equal(read, null);
    else assert.equal(baht(read), amount === null ? "0.00" : withCommas(amount));
  });
}

test("what the script writes it reads back", () => {
  for (const amount of [0n, 1n, 10n, 99n, 100n, 99_999n, 100_000n, 12_345_678_90n, 999_999_999_999_99n]) {
    assert.equal(satang(baht(amount)), amount);
  }
});

test("every digit of Thai and of full width is Arabic", () => {
  assert.equal(toArabic("๐๑๒๓๔๕๖๗๘๙ ０１２３４５６７８９ กลุ่ม 1"), "0123456789 0123456789 กลุ่ม 1");
});
