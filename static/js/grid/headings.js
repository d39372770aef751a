// The head of a pasted block: which lines it is, and which column is which channel.

const plain = (text) => text.replace(/[\s()\-–]/g, "").toLowerCase();
const market = (text) => [/ในประเทศ|domestic/.test(text), /ส่งออก|ต่างประเทศ|export/.test(text)];
const way = (text) => [/ออฟไลน์|offline/.test(text), /ออนไลน์|online/.test(text)];
const isOne = ([first, second]) => first !== second;

// The lines before the first that `speaks` of a producer or holds a figure; a row of column numbers,
// (1) (2) (3), belongs to the head.
export function headLines(lines, speaks) {
  let end = 0;
  for (let place = 0; place < lines.length; place += 1) {
    const cells = lines[place].map((text) => text.trim()).filter(Boolean);
    const isHead = cells.length > 0 && (!cells.some(speaks) || areNumbered(cells));
    if (cells.length && !isHead) break;
    if (isHead) end = place + 1;
  }
  return lines.slice(0, end);
}

function areNumbered(cells) {
  const numbers = cells.map((text) => /^\(\s*(\d+)\s*\)$/.exec(text)?.[1]).map(Number);
  return numbers.length > 1 && numbers.every((number, place) => !place || number === numbers[place - 1] + 1);
}

export const isChannelText = (text) => way(plain(text ?? "")).some(Boolean);

// For each column 0-3 in the form's order, undefined where its head does not name a channel. A market
// in the storey above counts for the columns to its right, until the next text.
export function channelsOf(head) {
  const width = head[0]?.length ?? 0;
  const storeys = head.map((line) => line.map(plain));
  return Array.from({ length: width }, (_, place) => {
    const own = storeys.map((line) => line[place]).join(" ");
    if (/รวม|total/.test(own)) return undefined;
    const roofs = storeys.map((line) => roof(line, place)).filter((text) => isOne(market(text)));
    const [ways, markets] = [way(own), isOne(market(own)) ? market(own) : market(roofs.at(-1) ?? "")];
    if (!isOne(ways) || !isOne(markets)) return undefined;
    return (markets[1] ? 2 : 0) + (ways[1] ? 1 : 0);
  });
}

// A title over the whole table ("... เดือนตุลาคม 2569") is no roof.
function roof(line, place) {
  const from = line.findLastIndex((text, before) => text && before <= place);
  return from < 0 || line[from].includes("เดือน") ? "" : line[from];
}
