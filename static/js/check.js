// The check page by keyboard: words beside a reason only once there is one (the page works without), and
// up and down between the ticks of rows that get one reason.

const follow = (select) => {
  const words = select.closest(".answer").querySelector(".answer-words");
  const field = words.querySelector("input");
  const needed = Boolean(select.selectedOptions[0]?.hasAttribute("data-needs-words"));
  words.classList.toggle("not-asked", !select.value && !field.value);
  field.setAttribute("aria-required", String(needed));
  field.placeholder = needed ? "ต้องเขียน อย่างน้อย 10 ตัวอักษร" : "คำอธิบาย (ถ้ามี)";
};

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
