// The admin's lists that are searched while one types (select2) take no name from their label: given here,
// for those made later (an added row, the search field of an open list) too.

function labelOf(field) {
  const label = field?.labels?.[0];
  if (label && !label.id) label.id = `${field.id}-label`;
  return label;
}

function name(box) {
  const label = labelOf(box.previousElementSibling);
  const shown = box.querySelector(".select2-selection__rendered");
  if (!label || !shown) return;
  shown.setAttribute("aria-labelledby", label.id);
  box.querySelector(".select2-selection").setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
}

function nameSearch(typed) {
  const box = document.querySelector(".select2-container--open");
  const label = labelOf(box?.previousElementSibling);
  typed.setAttribute("aria-label", `ค้นหา${label ? ` ${label.textContent.trim()}` : ""}`);
}

function nameAll(within) {
  for (const box of within.querySelectorAll(".select2-selection")) name(box.closest(".select2-container"));
  for (const typed of within.querySelectorAll(".select2-search__field:not([aria-label])")) nameSearch(typed);
}

if (document.querySelector(".admin-autocomplete, template")) {
  nameAll(document);
  new MutationObserver((changes) => {
    if (changes.some((change) => [...change.addedNodes].some((one) => one.nodeType === Node.ELEMENT_NODE))) {
      nameAll(document);
    }
  }).observe(document.body, { childList: true, subtree: true });
}
