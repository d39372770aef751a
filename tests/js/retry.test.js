// When a save is tried again.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { script } from "./cases.js";

const { isWaiting, itWorked, stopWaiting, tryAgain } = await script("grid/retry.js");

mock.timers.enable({ apis: ["setTimeout"] });
const chance = mock.method(Math, "random", () => 1); // the longest wait of each round
beforeEach(() => itWorked());

// How many whole seconds go by until the save is tried.
function waited(after = 0) {
  let tries = 0;
  tryAgain(() => (tries += 1), after);
  for (let second = 0; second <= 2000; second += 1) {
    if (tries) return second;
    mock.timers.tick(1000);
  }
  return null;
}

test("longer each time, up to a minute", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(() => waited()), [2, 4, 8, 16, 32, 60, 60]);
});

test("after a save that came through it begins anew", () => {
  waited();
  waited();
  itWorked();
  assert.equal(waited(), 2);
});

test("two offices that fell out together do not come back together", () => {
  chance.mock.mockImplementationOnce(() => 0);
  assert.equal(waited(), 1);
});

test("never before the server asked for it, and never longer than a quarter of an hour for it", () => {
  assert.equal(waited(30), 30);
  assert.equal(waited(86_400), 15 * 60);
});

test("it waits until it is stopped, and a second call takes the first one's place", () => {
  const tried = [];
  tryAgain(() => tried.push("first"));
  tryAgain(() => tried.push("second"));
  assert.equal(isWaiting(), true);
  stopWaiting();
  assert.equal(isWaiting(), false);
  tryAgain(() => tried.push("third"));
  mock.timers.tick(60_000);
  assert.deepEqual(tried, ["third"]);
  assert.equal(isWaiting(), false);
});
