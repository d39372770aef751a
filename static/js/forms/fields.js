// The fields of a form as the person sees them: what each holds, what the page began with, and how it is
// found again on a fresh page of the same form.

export const TOKEN = "form_token"; // core/sending/tokens.py

const D = "[0-9๐-๙]";
const NATIONAL_ID = new RegExp(`(?<!${D})${D}[\\s-]?${D}{4}[\\s-]?${D}{5}[\\s-]?${D}{2}[\\s-]?${D}(?!${D})`);
const SECRET_NAMES = /national_id|tax_id|password/;
const NOT_TYPED = ["hidden", "submit", "button", "reset", "image"];
// Hidden fields that say what was seen, not which form it is.
const OF_THE_MOMENT = /csrf|form_token|^initial-|version|revision|seen|held|-\d+-|_FORMS$|^next$|^here$/;

/** Post forms of the portal; data-not-kept: one that saves itself, or where nothing is to be kept. */
export const keptForms = () =>
  [...document.querySelectorAll("form")].filter(
    (form) => form.elements[TOKEN] && !form.hasAttribute("data-not-kept"),
  );

export const fieldsOf = (form) =>
  [...form.elements].filter(
    (field) => field.matches("input, select, textarea") && field.name && !field.disabled && !NOT_TYPED.includes(field.type),
  );

const isTick = (field) => field.type === "checkbox" || field.type === "radio";
const chosen = (field, which) => [...field.options].filter((option) => option[which]).map((option) => option.value).join("\n");

/** What the field holds now, as a text; a tick is "1" or nothing. */
export function held(field) {
  if (isTick(field)) return field.checked ? "1" : "";
  return field.type === "select-multiple" ? chosen(field, "selected") : field.value;
}

/** What the page as it was served held there. */
export function begun(field) {
  if (isTick(field)) return field.defaultChecked ? "1" : "";
  if (field.type === "select-multiple") return chosen(field, "defaultSelected");
  if (field.type === "select-one") return chosen(field, "defaultSelected") || (field.options[0]?.value ?? "");
  return field.defaultValue;
}

/** Never kept in a browser: files, passwords, ids of persons. */
export function isPrivate(field) {
  if (["password", "file"].includes(field.type) || SECRET_NAMES.test(field.name)) return true;
  const bare = field.value.replace(/[\s-]/g, "");
  return NATIONAL_ID.test(field.value) || new RegExp(`^${D}{13}$`).test(bare);
}

/** The field's own name in its form: by name, a tick by its value too, the later of one name by number. */
export function keyOf(field) {
  if (isTick(field)) return `${field.name}=${field.value}`;
  const same = [...field.form.elements].filter((other) => other.name === field.name);
  const place = same.indexOf(field);
  return place > 0 ? `${field.name}#${place}` : field.name;
}

const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

/** What the person knows the field by. */
export const labelOf = (field) =>
  words(field.labels?.[0]) || field.getAttribute("aria-label") || field.placeholder || field.name;

/** The text as the person reads it: of a choice its words. */
export function shown(field, text) {
  if (isTick(field)) return text ? "เลือก" : "ไม่เลือก";
  if (!field.options) return text;
  const named = [...field.options].filter((option) => text.split("\n").includes(option.value));
  return named.map(words).join(", ");
}

/** Which form of its page this is, on any day: where it posts to and what its hidden fields name. */
export function identityOf(form) {
  const to = new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const named = [...form.elements].filter((field) => field.type === "hidden" && field.name && !OF_THE_MOMENT.test(field.name));
  return [to, form.id, ...named.map((field) => `${field.name}=${field.value}`)].join("|");
}

/** The repeating part and row a field is of; null where there is none. */
export function rowOf(field) {
  const prefix = field.closest("[data-rows]")?.dataset.rows;
  const number = prefix && field.name.startsWith(`${prefix}-`) ? parseInt(field.name.slice(prefix.length + 1), 10) : NaN;
  if (Number.isNaN(number)) return null;
  return { prefix, number, id: field.form.elements[`${prefix}-${number}-id`]?.value ?? "" };
}

/** Put a kept text into the field and tell everybody who listens; false where it cannot hold it. */
export function put(field, text, words = "") {
  if (isTick(field)) field.checked = text !== "";
  else if (field.type === "select-multiple") {
    const wanted = text.split("\n");
    [...field.options].forEach((option) => (option.selected = wanted.includes(option.value)));
  } else {
    const lacks = field.options && ![...field.options].some((option) => option.value === text);
    // A list that is asked for as one types knows only what was chosen on its page.
    if (lacks && field.classList.contains("admin-autocomplete")) field.add(new Option(words, text));
    field.value = text;
  }
  if (held(field) !== text) return false;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  return true;
}
