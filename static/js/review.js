// ตรวจยอดของอำเภอ: narrows the rows by a name and by what they are. Nothing is sent: a tick on a row that
// is not shown stays, and the count says how many are shown.
const filter = document.querySelector(".review-filter");
const rows = [...document.querySelectorAll(".review-rows tr[data-kinds]")];

// As core/thai/names.py compares names: digits, case, blanks and signs do not tell names apart.
const folded = (text) =>
  text
    .replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50)
    .toLowerCase()
    .replace(/[^0-9a-zก-๎]+/g, "");

if (filter && rows.length) {
  const search = document.getElementById("review-search");
  const said = document.getElementById("review-shown");
  const buttons = [...filter.querySelectorAll("[data-kind]")];
  const names = new Map(
    rows.map((row) => [row, folded([...row.querySelectorAll("[data-name]")].map((one) => one.textContent).join(" "))]),
  );
  let kind = "";

  const show = () => {
    const asked = folded(search.value);
    let shown = 0;
    for (const row of rows) {
      const fits = names.get(row).includes(asked) && (!kind || row.dataset.kinds.split(" ").includes(kind));
      row.hidden = !fits;
      shown += fits;
    }
    for (const body of document.querySelectorAll(".review-rows tbody")) {
      body.hidden = !body.querySelector("tr[data-kinds]:not([hidden])");
    }
    document.getElementById("review-none").hidden = shown > 0;
    said.textContent = shown < rows.length ? `แสดง ${shown} จาก ${rows.length} รายการ` : "";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
  };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      kind = button.dataset.kind;
      show();
    });
  }
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") search.value = "";
    if (event.key === "Escape") show();
    if (event.key === "Enter") event.preventDefault(); // the form around it returns the month
  });
  // A link to a row that the filter hides shows all again.
  addEventListener("hashchange", () => {
    if (rows.some((row) => row.hidden && `#${row.id}` === location.hash)) {
      kind = search.value = "";
      show();
      document.querySelector(location.hash).scrollIntoView();
    }
  });
  filter.hidden = false;
}
