// What is said above the table and below it, and the small parts other messages are made of.

export function line(text) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  return paragraph;
}

export function choice(text, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

const message = document.getElementById("grid-message");

export const saysNothing = () => message.hidden;

export function say(text, ...more) {
  message.textContent = text;
  message.append(...more);
  message.hidden = !text;
}

// A save that came too late: who was first, what of ours is kept, and what was typed, to be copied.
export function sayRefused({ message: text, kept, unsaved = [] }) {
  const more = kept ? [line(kept)] : [];
  if (unsaved.length) {
    const list = document.createElement("ul");
    unsaved.forEach((typed) => {
      const item = document.createElement("li");
      item.textContent = typed;
      list.append(item);
    });
    more.push(line(`ยังไม่ได้บันทึก ${unsaved.length} รายการ คัดลอกเก็บไว้ได้:`), list);
  }
  say(text, ...more);
}

// On the last day and after it, what counted of the save, by the server's clock.
export function sayCounted(text) {
  const place = document.getElementById("counted");
  place.textContent = text;
  place.hidden = !text;
}
