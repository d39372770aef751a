// Pictures as they are chosen: a small preview, and at once what is wrong with the file. The portal
// checks again when it is sent (core/pictures/processing.py); without this module it says so then.

const MOST_BYTES = 10 * 1024 * 1024;
const SHORTEST_EDGE = 600;
const TAKEN = ["image/jpeg", "image/png", "image/webp"];

const sentence = (text) => {
  const said = document.createElement("span");
  said.className = "picture-fault";
  said.textContent = text;
  return said;
};

const preview = (bitmap) => {
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, 240 / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
};

const look = async (file) => {
  const named = (text) => [sentence(`${file.name}: ${text}`)];
  if (file.size > MOST_BYTES) return named("ไฟล์ใหญ่เกิน 10 MB ย่อรูปแล้วเลือกใหม่");
  if (file.type && !TAKEN.includes(file.type)) return named("ใช้รูป JPEG, PNG หรือ WebP");
  try {
    const bitmap = await createImageBitmap(file);
    const shown = [preview(bitmap)];
    if (Math.min(bitmap.width, bitmap.height) < SHORTEST_EDGE) {
      shown.push(...named(`รูปเล็กเกินไป (${bitmap.width} × ${bitmap.height}) ถ่ายใหม่ให้ด้านสั้นอย่างน้อย 600 จุด`));
    }
    bitmap.close();
    return shown;
  } catch {
    return named("เปิดรูปนี้ไม่ได้ ถ่ายหรือบันทึกรูปใหม่");
  }
};

document.addEventListener("change", async (event) => {
  const chooser = event.target;
  if (!(chooser instanceof HTMLInputElement) || chooser.type !== "file" || !chooser.closest(".pictures")) return;
  const files = [...chooser.files];
  const shown = (await Promise.all(files.map(look))).flat();
  if (files.some((file, index) => file !== chooser.files[index])) return; // chosen anew meanwhile
  let place = chooser.parentElement.querySelector(".picture-check");
  if (!place) {
    place = document.createElement("div");
    place.className = "picture-check";
    place.setAttribute("role", "status");
    chooser.after(place);
  }
  place.replaceChildren(...shown);
});
