// A question before something is done; Escape is no.

import { line } from "./messages.js";

// True once `yes` is chosen. The cursor starts on `no` and goes back to where it was.
export function ask({ title, text, items = [], yes, no }) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  const heading = document.createElement("h2");
  heading.id = "ask-title";
  heading.textContent = title;
  dialog.setAttribute("aria-labelledby", heading.id);
  const list = document.createElement("ul");
  list.append(...items.map(item));
  const buttons = document.createElement("p");
  buttons.className = "actions-row";
  buttons.append(button(yes, "button button-main", () => dialog.close("yes")), button(no, "button", () => dialog.close("")));
  dialog.append(heading, line(text), list, buttons);
  document.body.append(dialog);
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue === "yes");
    });
    dialog.showModal();
    buttons.lastChild.focus();
  });
}

export const isAsking = () => Boolean(document.querySelector("dialog[open]"));

function item(text) {
  const entry = document.createElement("li");
  entry.textContent = text;
  return entry;
}

function button(text, kind, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
