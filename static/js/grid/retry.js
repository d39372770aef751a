// When to try again: longer each time, never all offices in the same second, and never before the
// server asked for it.

const FIRST = 2; // seconds
const CEILING = 60;
const LONGEST = 15 * 60; // more than this a server does not ask of us
let failures = 0;
let timer = null;

export const isWaiting = () => timer !== null;

export function tryAgain(act, after = 0) {
  const own = Math.min(CEILING, FIRST * 2 ** failures) * (0.5 + Math.random() / 2);
  failures += 1;
  stopWaiting();
  timer = setTimeout(
    () => {
      timer = null;
      act();
    },
    Math.max(own, Math.min(after, LONGEST)) * 1000,
  );
}

export function stopWaiting() {
  clearTimeout(timer);
  timer = null;
}

export function itWorked() {
  failures = 0;
  stopWaiting();
}
