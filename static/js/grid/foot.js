// The foot of the page: the district's totals, and one sentence of what is saved and what is not.

const FIGURES = {
  "foot-total": "total",
  "foot-domestic": "domestic",
  "foot-export": "export",
  "foot-online": "online_percent",
  filled: "filled",
  blank: "blank",
};
const place = document.getElementById("saved-at");
const opened = place.textContent; // when the month was last saved, as the page was opened
let savedAt = ""; // of the last save from here, by the server's clock

export function showTotals(totals) {
  Object.entries(FIGURES).forEach(
    ([id, name]) => (document.getElementById(id).textContent = totals[name]),
  );
}

export function keepSavedAt(time) {
  savedAt = time || savedAt;
}

// `unsaved` rows are not what the server has, `sending` of them are on their way; `offline` says that
// all of them wait for the network alone.
export function showWhatIsSaved({ unsaved, sending, offline }) {
  const sentence = !unsaved
    ? savedAt
      ? `บันทึกครบแล้ว ${savedAt}`
      : opened
    : offline
      ? `รอสัญญาณอินเทอร์เน็ต ${unsaved} รายการ`
      : sending === unsaved
        ? `กำลังบันทึก ${unsaved} รายการ`
        : `ยังไม่ได้บันทึก ${unsaved} รายการ`;
  if (place.textContent !== sentence) place.textContent = sentence;
  place.classList.toggle("saved", !unsaved);
  place.classList.toggle("unsent", Boolean(unsaved));
}
