// The side menu: groups that fold and stay so, counts asked anew once the page stands, and ไปที่…, which
// one key opens. Without this the groups are open, the counts those of the last home, ไปที่ a page.
import "./fills_in.js";
import { openJump } from "./jump.js";

const groups = [...document.querySelectorAll(".menu-group")];
const link = document.querySelector("[data-jump]");

// --- Folding: the server reads it (otop_registry/navigation.py), so no page jumps as it loads.
const remember = () => {
  const folded = new Set(groups.filter((group) => !group.open).map((group) => group.dataset.group));
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `menu_folded=${[...folded].join(".")}; path=/; max-age=31536000; samesite=lax${secure}`;
};
for (const group of groups) {
  group.querySelector("summary").addEventListener("click", () => {
    // The menu stands twice, beside the page and in the bar of a phone.
    const open = !group.open;
    for (const same of groups) if (same !== group && same.dataset.group === group.dataset.group) same.open = open;
    setTimeout(remember);
  });
}

// --- The entry of this page is in sight, however long the menu is.
const side = document.querySelector(".side");
const current = side?.querySelector("[aria-current]");
if (current && current.getBoundingClientRect().bottom > side.getBoundingClientRect().bottom) {
  side.scrollTop = current.offsetTop - side.clientHeight / 2;
}

// --- Counts
const show = (place, count) => {
  place.textContent = count || "";
  place.hidden = !count;
};
const ask = async () => {
  const answer = await fetch(link.dataset.counts, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return; // signed out meanwhile: the page says so itself
  const counts = await answer.json();
  for (const place of document.querySelectorAll(".side-menu [data-count]")) show(place, counts[place.dataset.count] ?? 0);
  for (const group of groups) {
    const sum = [...group.querySelectorAll("[data-count]")].reduce((all, one) => all + Number(one.textContent), 0);
    show(group.querySelector("[data-count-of-group]"), sum);
  }
};
if (link) ask().catch(() => {}); // no line: the numbers of the last page stay

// --- ไปที่…
if (link) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openJump(link.href);
  });
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, select, textarea, [contenteditable]");
    const slash = event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!slash && !control) return;
    event.preventDefault();
    openJump(link.href);
  });
}
