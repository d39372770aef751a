// ไปที่…: a few letters to a page, a record or a month (otop_registry/jump.py). The arrows choose, Enter goes.
const WAIT = 180; // ms of rest before it asks
let box;

// A national id stands in no address: it is not sent at all.
const isNumberOfPerson = (text) => text.replace(/[๐-๙]/g, "0").replace(/[^0-9]/g, "").length >= 13;

const make = (name, { text = "", ...attributes } = {}) => {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const build = (address) => {
  const dialog = make("dialog", { class: "jump", "aria-label": "ไปที่" });
  const input = make("input", {
    type: "text", class: "input", role: "combobox", autocomplete: "off", maxlength: "100", "aria-label": "ไปที่",
    "aria-expanded": "false", "aria-controls": "jump-found", placeholder: "ชื่อหน้า ชื่อหรือรหัส เดือน เช่น ต.ค. 69",
  });
  const list = make("div", { id: "jump-found", role: "listbox", "aria-label": "ที่พบ" });
  const said = make("p", { class: "quiet", role: "status", text: "พิมพ์แล้วเลือกด้วยลูกศร กด Enter เพื่อไป กด Esc เพื่อปิด" });
  dialog.append(input, list, said);
  document.body.append(dialog);
  let timer, latest = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const choose = (option) => {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const chosen = () => options().find((one) => one.getAttribute("aria-selected") === "true");

  const draw = ({ found, refused }) => {
    list.replaceChildren();
    for (const [at, kind] of found.entries()) {
      const group = make("div", { role: "group", "aria-labelledby": `jump-kind-${at}` });
      group.append(make("p", { id: `jump-kind-${at}`, class: "jump-kind", text: kind.title }));
      for (const [place, one] of kind.places.entries()) {
        const option = make("a", { id: `jump-${at}-${place}`, role: "option", href: one.address, tabindex: "-1", text: one.label });
        if (one.detail) option.append(make("small", { text: one.detail }));
        group.append(option);
      }
      list.append(group);
    }
    const count = options().length;
    input.setAttribute("aria-expanded", String(count > 0));
    said.textContent = refused || (count ? `พบ ${count} รายการ` : "ไม่พบ");
    choose(options()[0]);
  };

  const ask = async () => {
    const text = input.value.trim();
    const mine = ++latest;
    if (!text) return draw({ found: [], refused: "พิมพ์ชื่อหน้า ชื่อหรือรหัส หรือเดือน" });
    if (isNumberOfPerson(text)) return draw({ found: [], refused: "ค้นหาด้วยเลขประจำตัวประชาชนได้ที่หน้าผู้ผลิต ผู้ประกอบการเท่านั้น" });
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: text, format: "json" })}`);
      if (answer.redirected) return location.reload(); // signed out: the sign-in leads back here
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (mine === latest) draw(found);
    } catch {
      if (mine === latest) draw({ found: [], refused: "ค้นหาไม่ได้ในขณะนี้ ลองอีกครั้ง" });
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) {
      event.preventDefault();
      choose(all.at((all.indexOf(chosen()) + step + all.length) % all.length));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      const option = chosen();
      if (option) location.assign(option.href);
    }
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return { dialog, input };
};

export const openJump = (address) => {
  box ??= build(address);
  if (!box.dialog.open) box.dialog.showModal();
  box.input.select();
  box.input.focus();
};
