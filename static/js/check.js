// The check page by keyboard: words beside a reason only once there is one (the page works without), and
// up and down between the ticks of rows that get one reason.

import { follow } from "./reasons.js";

for (const select of document.querySelectorAll("select[data-reason]")) {
  follow(select);
  select.addEventListener("change", () => follow(select));
}

const ticks = [...document.querySelectorAll("input[data-tick]")];
for (const [place, tick] of ticks.entries()) {
  tick.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !ticks[place + step]) return;
    event.preventDefault();
    ticks[place + step].focus();
  });
}
