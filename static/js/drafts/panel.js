// The card that names what was typed and is not saved: producer, channel, figure, to be copied; where it
// can still be saved, or why it cannot; and a way to throw it away, which asks.

function element(tag, className, ...parts) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...parts);
  return made;
}

function button(text, act) {
  const made = element("button", "button button-small", text);
  made.type = "button";
  made.addEventListener("click", () => act(made));
  return made;
}

function link(href, text) {
  const made = element("a", "button button-small", text);
  made.href = href;
  return made;
}

const whose = ({ producer, category }) =>
  producer ? `${producer} (${category})` : "รายการที่พิมพ์ไว้ในเครื่องนี้";

function asText({ draft, figures }) {
  return figures.map(([title, typed]) => `${whose(draft)}\t${title}\t${typed}`).join("\n");
}

async function copy(text, list, pressed) {
  try {
    await navigator.clipboard.writeText(text);
    pressed.textContent = "คัดลอกแล้ว";
  } catch {
    getSelection().selectAllChildren(list); // an address without https: the person presses Ctrl+C
    pressed.textContent = "เลือกไว้แล้ว กด Ctrl+C";
  }
}

function figure([title, typed, stands], known) {
  const now = known && stands ? element("span", "quiet", ` · ในระบบ ${stands}`) : "";
  return element("li", "", `${title} `, element("strong", "", typed), now);
}

function oneRow(one, discard) {
  const list = element("ul", "typed-figures", ...one.figures.map((part) => figure(part, one.known)));
  const tools = element("span", "actions-row");
  const tidy = () => {
    tools.replaceChildren(
      button("คัดลอก", (pressed) => copy(asText(one), list, pressed)),
      button("ไม่ใช้แล้ว", ask),
    );
  };
  const ask = () => {
    tools.replaceChildren(
      element("span", "", "ลบแล้วนำกลับมาไม่ได้ "),
      button("ลบออกจากเครื่องนี้", () => discard(one.key)),
      button("ไม่ลบ", tidy),
    );
    tools.querySelector("button:last-child").focus();
  };
  tidy();
  const gone = one.gone ? element("p", "quiet", "รายการนี้ถูกลบออกจากตารางแล้ว") : "";
  return element("li", "", element("div", "todo-text", element("strong", "", whose(one.draft)), list, gone), tools);
}

function oneMonth({ lines, known, closed, month, district, grid }, discard) {
  const title = month ? `${month} · ${district}` : "";
  const may = closed
    ? closed
    : known
      ? "เดือนนี้ยังแก้ไขได้ เปิดตารางแล้วระบบจะบันทึกให้"
      : "ยังติดต่อระบบไม่ได้ จึงยังไม่ทราบว่าบันทึกแล้วหรือไม่";
  const open = !grid ? "" : link(`${grid}#row-${lines[0].draft.id}`, closed ? "ดูตาราง" : "เปิดตารางเพื่อบันทึก");
  return [
    element("p", "typed-month", element("strong", "", title), ` ${may} `, open),
    element("ul", "typed-rows", ...lines.map((one) => oneRow(one, discard))),
  ];
}

function place() {
  const known = document.getElementById("unsaved-drafts");
  if (known) return known;
  const made = element("section", "card typed");
  made.id = "unsaved-drafts";
  made.setAttribute("role", "status");
  const above = [...document.querySelectorAll("main > .page-head, main > .messages-said")].at(-1);
  if (above) above.after(made);
  else document.querySelector("main").prepend(made);
  return made;
}

let drawn = ""; // what stands there: asked again with the same answer, a question half answered stays

// `savedMeanwhile`: so many rows were saved since this page was made, which may show older figures.
export function draw({ months, savedMeanwhile, discard }) {
  const lines = months.map((month) => [month.closed, month.known, month.lines.map(({ key, figures }) => [key, figures])]);
  const now = JSON.stringify([savedMeanwhile, lines]);
  if (now === drawn) return;
  drawn = now;
  const count = months.reduce((sum, { lines }) => sum + lines.length, 0);
  const parts = [];
  if (savedMeanwhile) {
    const again = element("a", "", "เปิดหน้านี้ใหม่เพื่อดูยอดล่าสุด");
    again.href = location.href.split("#")[0];
    const text = `รายการที่พิมพ์ไว้ก่อนออกจากตาราง บันทึกแล้ว ${savedMeanwhile} รายการ หลังจากที่เปิดหน้านี้ `;
    parts.push(element("p", "", text, again));
  }
  if (count) {
    parts.push(element("h2", "", `พิมพ์ไว้แต่ยังไม่ได้บันทึก (${count})`));
    parts.push(...months.flatMap((month) => oneMonth(month, discard)));
  }
  if (parts.length) place().replaceChildren(...parts);
  else document.getElementById("unsaved-drafts")?.remove();
}
