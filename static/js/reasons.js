// Words beside a reason only once there is one (the page works without).
export function follow(select) {
  const words = select.closest(".answer").querySelector(".answer-words");
  const field = words.querySelector("input");
  const needed = Boolean(select.selectedOptions[0]?.hasAttribute("data-needs-words"));
  words.classList.toggle("not-asked", !select.value && !field.value);
  field.setAttribute("aria-required", String(needed));
  field.placeholder = needed ? "ต้องเขียน อย่างน้อย 10 ตัวอักษร" : "คำอธิบาย (ถ้ามี)";
}
