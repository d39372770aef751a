// What a spreadsheet put on the clipboard, as rows of texts.

import { parsed } from "../trusted.js";

// The block, or null where it is a plain text to be typed in: no table, no further cell, no line end.
export function readClipboard(data) {
  return readHtml(data.getData("text/html")) ?? readText(data.getData("text/plain"));
}

// Spreadsheets write styles, which our policy refuses aloud even in a document that is never shown.
const STYLES = /<style[\s\S]*?<\/style\s*>|\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi;

// The first table of the HTML flavour. It is read only, never put into the page.
export function readHtml(html) {
  const plain = html.replace(STYLES, "");
  const table = html && parsed(plain).querySelector("table");
  if (!table) return null;
  const block = [...table.rows].map(() => []);
  [...table.rows].forEach((row, down) => {
    let place = 0;
    for (const cell of row.cells) {
      while (block[down][place] !== undefined) place += 1;
      spread(block, down, place, cell);
    }
  });
  return block.map((row) => Array.from(row, (text) => text ?? ""));
}

// A merged cell holds its text once across; downwards a name holds for every row, an amount once.
function spread(block, down, place, cell) {
  const text = textOf(cell);
  const isName = !/^[\s฿(]*[\d๐-๙]/.test(text);
  for (let below = 0; below < Math.max(cell.rowSpan, 1) && block[down + below]; below += 1) {
    for (let right = 0; right < cell.colSpan; right += 1) {
      block[down + below][place + right] = right === 0 && (below === 0 || isName) ? text : "";
    }
  }
}

// Source lines of HTML are one space; the line breaks of a cell are elements.
function textOf(cell) {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll("style, script").forEach((part) => part.remove());
  const text = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[ \t\r\n\f]+/g, " ");
    const inner = [...node.childNodes].map(text).join("");
    if (node.nodeName === "BR") return "\n";
    return /^(P|DIV|LI)$/.test(node.nodeName) ? `\n${inner}\n` : inner;
  };
  return [...copy.childNodes].map(text).join("").replace(/ *\n+ */g, "\n").trim();
}

// Cells apart by tabs, rows by any line end; a cell that holds either stands in quotes, with its own
// quotes doubled. A quote that is never closed is a letter like another.
export function readText(text) {
  if (!/[\t\r\n]/.test(text)) return null;
  const block = [[]];
  let place = 0;
  const next = (pattern) => {
    pattern.lastIndex = place;
    const found = pattern.exec(text);
    place = found ? pattern.lastIndex : place;
    return found;
  };
  for (;;) {
    const quoted = next(/"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y);
    block.at(-1).push(quoted ? quoted[1].replaceAll('""', '"') : next(/[^\t\r\n]*/y)[0]);
    if (next(/\t/y)) continue;
    next(/\r\n|\r|\n/y);
    if (place >= text.length) return block;
    block.push([]);
  }
}
