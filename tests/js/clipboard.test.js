// The text a spreadsheet puts on the clipboard, as rows of cells.

import assert from "node:assert/strict";
import { test } from "node:test";
import { casesOf, script } from "./cases.js";

const { readClipboard, readText } = await script("grid/clipboard.js");
const PASTES = casesOf("tables/f33_paste_cases.json").flatMap(({ paste }) => paste ?? []);

for (const [text, block] of [
  ["500", null],
  ["500 600", null],
  ['a "quoted" word', null],
  ["5\r\n", [["5"]]],
  ["1\t2\n3\t4\n", [["1", "2"], ["3", "4"]]],
  ['"a""b"\t1', [['a"b', "1"]]],
  ['"never closed\t1\n2', [['"never closed', "1"], ["2"]]],
  ['12"\t3', [['12"', "3"]]],
  ["1\t\n\n2", [["1", ""], [""], ["2"]]],
  ['"a\tb"\n', [["a\tb"]]],
  [PASTES[0], [["5,000\n(รวมภาษี)", "1"], ["6000", "2"], ["7000", "3"]]],
  [PASTES[1], [["5,000\n"], ["6000"]]],
  [PASTES[2], [["100"], ["200"], ["300"]]],
]) {
  test(JSON.stringify(text), () => assert.deepEqual(readText(text), block));
}

test("without an HTML flavour the text is read", () => {
  const data = { "text/html": "", "text/plain": "1\t2\n" };
  assert.deepEqual(readClipboard({ getData: (kind) => data[kind] }), [["1", "2"]]);
});
