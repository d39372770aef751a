// The board: a deliberate click ticks every waiting district, a second one takes the ticks back.
const button = document.getElementById("tick-all");
const boxes = [...document.querySelectorAll('#confirm-form input[name="district_month"]')];

const say = () => {
  const all = boxes.every((box) => box.checked);
  button.textContent = all ? "ไม่เลือกเลย" : `เลือกทั้งหมด ${boxes.length} อำเภอ`;
};

if (button && boxes.length > 1) {
  button.hidden = false;
  say();
  button.addEventListener("click", () => {
    const tick = !boxes.every((box) => box.checked);
    boxes.forEach((box) => (box.checked = tick));
    say();
  });
  boxes.forEach((box) => box.addEventListener("change", say));
}
