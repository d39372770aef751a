// A report's chart as PNG: the drawing as it is, twice as large, on a canvas.

import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./cases.js";

const { addressOf, pictureOf } = await script("reports/picture.js");

const pageWith = (blob, drawn = []) => ({
  image: () => ({ naturalWidth: 940, naturalHeight: 300, decode: async () => {} }),
  canvas: () => ({
    getContext: () => ({ drawImage: (...what) => drawn.push(what) }),
    toBlob(done, kind) {
      drawn.push([this.width, this.height, kind]);
      done(blob);
    },
  }),
});

test("Thai and marks of markup survive in the address", () => {
  const drawing = '<svg><text>ยิ้ม & "#1"</text></svg>';
  const [head, body] = addressOf(drawing).split(/,(.*)/s);
  assert.equal(head, "data:image/svg+xml;charset=utf-8");
  assert.equal(decodeURIComponent(body), drawing);
});

test("the picture is twice as large as the drawing", async () => {
  const drawn = [];
  assert.equal(await pictureOf("<svg/>", pageWith("a picture", drawn)), "a picture");
  assert.equal(drawn[0][0].src, addressOf("<svg/>"));
  assert.deepEqual(drawn[0].slice(1), [0, 0, 1880, 600]);
  assert.deepEqual(drawn[1], [1880, 600, "image/png"]);
});

test("a canvas that gives nothing is a failure, not an empty file", async () => {
  await assert.rejects(pictureOf("<svg/>", pageWith(null)));
});
