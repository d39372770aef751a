// What was just done to several figures at once, with the way back beside it.

import { choice, line } from "./messages.js";

const place = document.getElementById("grid-notice");

export function hideNotice() {
  place.hidden = true;
  place.replaceChildren();
}

// `buttons`: pairs of words and what they do; one to put the notice away comes by itself.
export function notice(texts, buttons = []) {
  const act = ([words, does]) =>
    choice(words, () => {
      hideNotice();
      does();
    });
  const row = document.createElement("p");
  row.className = "actions-row";
  row.append(...buttons.map(act), choice("ปิด", hideNotice));
  place.replaceChildren(...texts.map(line), row);
  place.hidden = false;
}
