// The chart of a report is saved as PNG. Without scripts it is saved as SVG.

import { pictureOf } from "./picture.js";

const page = { image: () => new Image(), canvas: () => document.createElement("canvas") };

async function save(link, name) {
  const answer = await fetch(link.href);
  if (!answer.ok || answer.redirected) throw new Error(`answered ${answer.status}`);
  const saved = document.createElement("a");
  saved.href = URL.createObjectURL(await pictureOf(await answer.text(), page));
  saved.download = name;
  saved.click();
  setTimeout(() => URL.revokeObjectURL(saved.href), 60_000);
}

for (const tools of document.querySelectorAll("[data-chart]")) {
  const [link, button, status] = tools.children;
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      await save(link, tools.dataset.chart);
    } catch {
      status.textContent = "บันทึก PNG ไม่ได้ โหลดหน้านี้ใหม่แล้วลองอีกครั้ง หรือบันทึกเป็น SVG";
    }
  });
}
