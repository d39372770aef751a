// The page of a record. Its repeating parts: another blank row in place, and a new one taken away
// again (without this module one blank row is on the page; saving brings the next). On a phone the
// table of contents is folded, so that the section itself is seen first.

const contents = document.querySelector(".sections-fold");
if (contents && matchMedia("(max-width: 900px)").matches) contents.open = false;

for (const part of document.querySelectorAll("[data-rows]")) {
  const prefix = part.dataset.rows;
  const template = part.querySelector("template");
  const total = part.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const most = Number(part.querySelector(`[name="${prefix}-MAX_NUM_FORMS"]`)?.value || 1000);
  const add = part.querySelector("[data-add-row]");
  if (!template || !total || !add) continue;

  const offerRemoval = (row) => {
    const button = row.querySelector("[data-remove-row]");
    if (!button) return;
    button.closest("p").hidden = false;
    button.addEventListener("click", () => {
      // Emptied and hidden, not taken out: the numbers of the rows after it stay as they are.
      for (const field of row.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = field.defaultChecked;
        else if (field.tagName === "SELECT") field.selectedIndex = 0;
        else field.value = "";
      }
      row.hidden = true;
      add.focus();
    });
  };
  const showAdd = () => { add.closest("p").hidden = Number(total.value) >= most; };
  showAdd();
  add.addEventListener("click", () => {
    const number = Number(total.value);
    const row = template.content.firstElementChild.cloneNode(true);
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for"]) {
        const value = element.getAttribute(name);
        if (value?.includes("__prefix__")) element.setAttribute(name, value.replace("__prefix__", number));
      }
    }
    add.closest("p").before(row);
    total.value = number + 1;
    offerRemoval(row);
    showAdd();
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}
