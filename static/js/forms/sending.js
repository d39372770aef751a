// A form goes out once: while it is on its way its buttons are grey and a second press does nothing. They
// come back with the browser's way back, or when no answer has come for a while. Without this module the
// portal itself does the same form once (core/sending). One that is answered with a file leaves its page
// standing, and may be sent again soon.

const UNTIL = 15_000;
const UNTIL_A_FILE = 2_000;
const LONG = 1_000; // longer than that is said in words
const sending = new Map();

function end(form) {
  const { buttons, timers, pressed, words } = sending.get(form);
  timers.forEach(clearTimeout);
  if (words) pressed.replaceChildren(...words);
  buttons.forEach((button) => (button.disabled = false));
  form.removeAttribute("aria-busy");
  sending.delete(form);
}

function sayLong(state) {
  if (!state.pressed?.matches(".button")) return;
  state.words = [...state.pressed.childNodes];
  state.pressed.replaceChildren("กำลังส่ง…");
}

document.addEventListener(
  "submit",
  (event) => {
    if (!sending.has(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  const state = { buttons: [], timers: [], pressed: event.submitter, words: null };
  sending.set(form, state);
  const until = "answersWithFile" in form.dataset ? UNTIL_A_FILE : UNTIL;
  state.timers.push(setTimeout(() => end(form), until), setTimeout(() => sayLong(state), LONG));
  form.setAttribute("aria-busy", "true");
  // After the form was taken: a button that is disabled sooner would not say which one was pressed.
  setTimeout(() => {
    state.buttons = [...form.elements].filter((field) => field.type === "submit" && !field.disabled);
    state.buttons.forEach((button) => (button.disabled = true));
  });
});

window.addEventListener("pageshow", (event) => event.persisted && [...sending.keys()].forEach(end));
