// What a cell works out: exact, by four operations and brackets, and nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./cases.js";

const { isFormula, worked, workOut } = await script("grid/formula.js");

for (const [typed, result] of [
  ["=12*350", "4,200.00"],
  ["= 12 × 350 ", "4,200.00"],
  ["=1,250.50+๙๙.๕", "1,350.00"],
  ["=0.1+0.2", "0.30"],
  ["=100/3", "33.33"],
  ["=200/3", "66.67"],
  ["=100/3*3", "100.00"],
  ["=0.005", "0.01"],
  ["=1.005*1", "1.01"],
  ["=2+3*4", "14.00"],
  ["=(2+3)*4", "20.00"],
  ["=20-5-5", "10.00"],
  ["=100/5/2", "10.00"],
  ["=-5+10", "5.00"],
  ["=10--5", "15.00"],
  ["=-6/-3", "2.00"],
  ["=((7))", "7.00"],
  ["＝15−5÷5", "14.00"],
  ["=12*0", "0.00"],
]) {
  test(`${typed} is ${result}`, () => assert.deepEqual(workOut(typed), { text: result }));
}

for (const [typed, said] of [
  ["=", "ยังไม่ครบ"],
  ["=12*", "ยังไม่ครบ"],
  ["=5/0", "หารด้วยศูนย์"],
  ["=5/(3-3)", "หารด้วยศูนย์"],
  ["=3-5", "ติดลบ"],
  ["=(3+5", "วงเล็บ"],
  ["=3+5)", "“)”"],
  ["=alert(1)", "“alert(1)”"],
  ["=2**3", "“*3”"],
  ["=1.2.3", "“1.2.3”"],
  ["=12,34", "“12,34”"],
  ["=5 5", "“5”"],
  ["=9999999999*9999999999", "มากเกินไป"],
  [`=${"1+".repeat(150)}1`, "ยาวเกิน"],
]) {
  test(`${typed.slice(0, 20)} says why it is none`, () => {
    assert.match(workOut(typed).refused, new RegExp(said.replace(/[()*.]/g, "\\$&")));
    assert.equal(worked(typed), typed);
  });
}

test("only what begins with = is a formula", () => {
  assert.equal(isFormula("=5"), true);
  assert.equal(isFormula("12*350"), false);
  assert.equal(worked("12*350"), "12*350");
});
