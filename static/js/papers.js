// A paper's signature, checked in this browser and nowhere else: nothing is sent. Stands in a page of the
// portal and inside a file of its own, so it imports nothing. What is signed: sales/figures/paper_signing.py.

const published = JSON.parse(document.getElementById("published").textContent);
const answer = document.getElementById("answer");
const code = document.getElementById("code");
const figures = document.getElementById("figures");
const SIGNED = /\/verify\/([\w-]+)\/?#((?:[^~\s]*~){7}[\w-]+)~([\w-]{86})$/;
const KINDS = {
  rt2: "รต.๒",
  rt3: "รต.๓",
  rt4: "รต.๔",
  certificate: "หนังสือรับรองยอดจำหน่าย",
};
const MONTHS = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split(" ");
const NO_ED25519 =
  "เบราว์เซอร์นี้ตรวจลายเซ็นไม่ได้ ใช้ Chrome หรือ Edge 137 Firefox 129 หรือ Safari 17 ขึ้นไป หรือเปิดที่อยู่ใน QR เพื่อตรวจกับระบบ";

const utf8 = (text) => new TextEncoder().encode(text);
const hexBytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");

function base64Bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function base64(bytes) {
  const plain = btoa(String.fromCharCode(...bytes));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

const sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));

function amount(text) {
  return `${text.replace(/\B(?=(\d{3})+(?!\d))/g, ",")} บาท`;
}

function day(text) {
  const month = MONTHS[Number(text.slice(4, 6)) - 1];
  return `${Number(text.slice(6))} ${month} ${Number(text.slice(0, 4)) + 543}`;
}

// Thai digits count as what they are; a number glued to its neighbour by the copying is no amount.
function amountsIn(text) {
  const arabic = text.replace(/[๐-๙]/g, (one) => "๐๑๒๓๔๕๖๗๘๙".indexOf(one));
  return (arabic.match(/[\d,]+\.\d\d/g) ?? []).map((one) => one.replaceAll(",", ""));
}

async function signatureHolds(key, text, signature) {
  const format = { name: "Ed25519" };
  const imported = await crypto.subtle.importKey("raw", hexBytes(key), format, false, ["verify"]);
  return crypto.subtle.verify(format, imported, base64Bytes(signature), utf8(text));
}

// What is to be said of a text: { good, line, facts }.
async function judge(text, pasted) {
  const found = SIGNED.exec(text.trim().replace(/\s+/g, ""));
  if (!found) {
    const old = /\/verify\/[\w-]+\/?$/.test(text.trim());
    return {
      line: old
        ? "เอกสารนี้พิมพ์ก่อนมีลายเซ็นใน QR เปิดที่อยู่นั้นเพื่อตรวจกับระบบ"
        : "อ่านข้อความไม่ได้ สแกน QR ใหม่แล้ววางข้อความทั้งหมด",
    };
  }
  const [, token, said, signature] = found;
  const [format, name, kind, number, made, total, count, digest] = said.split("~");
  const key = published.keys.find((one) => one.code === name);
  if (format !== published.format || !key) {
    return { line: `ไม่พบกุญแจ ${name} ในหน้านี้ ดาวน์โหลดไฟล์ตรวจใหม่ หรือเปิดที่อยู่ใน QR` };
  }
  if (!globalThis.crypto?.subtle) return { line: NO_ED25519 };
  let holds = false;
  try {
    holds = await signatureHolds(key.key, `${token}~${said}`, signature);
  } catch {
    return { line: NO_ED25519 };
  }
  if (!holds || made < key.since || (key.until && made > key.until)) {
    return { line: "✕ ลายเซ็นไม่ถูกต้อง เอกสารนี้ไม่ใช่ฉบับของระบบ หรือข้อความไม่ครบ" };
  }
  if (key.withdrawn) {
    return { line: "✕ กุญแจของเอกสารนี้ถูกเพิกถอน เปิดที่อยู่ใน QR เพื่อตรวจกับระบบ" };
  }
  const facts = [
    ["เอกสาร", `${KINDS[kind] ?? kind}${number ? ` เลขที่ ${number}` : ""}`],
    ["ลงลายเซ็นเมื่อ", day(made)],
    ["ยอดรวมที่ลงลายเซ็น เทียบกับบนกระดาษ", amount(total)],
  ];
  const mark = hex(await sha256(token)).slice(0, 16);
  if (published.withdrawn.marks.includes(mark)) {
    const of = published.withdrawn.as_of;
    return { line: `✕ ลายเซ็นถูกต้อง แต่เอกสารถูกยกเลิกหรือตัวเลขเปลี่ยนแล้ว (รายการ ณ วันที่ ${of})`, facts };
  }
  if (pasted.trim()) {
    const amounts = amountsIn(pasted);
    const same = base64(await sha256(amounts.join("\n"))).slice(0, digest.length) === digest;
    if (!same) {
      return {
        line: `✕ ตัวเลขที่วางไม่ตรงกับที่ลงลายเซ็น (วาง ${amounts.length} จำนวน ลงลายเซ็น ${count} จำนวน)`,
        facts,
      };
    }
    facts.push(["ตัวเลขทั้งตาราง", `ตรงทั้ง ${count} จำนวน`]);
  }
  return { good: true, line: "✓ ลายเซ็นถูกต้อง เอกสารนี้ออกจากระบบ", facts };
}

function show({ good = false, line, facts = [] }) {
  const list = document.createElement("dl");
  facts.forEach(([name, value]) => {
    list.append(
      Object.assign(document.createElement("dt"), { textContent: name }),
      Object.assign(document.createElement("dd"), { textContent: value }),
    );
  });
  answer.className = good ? "good" : "bad";
  answer.replaceChildren(
    Object.assign(document.createElement("p"), { textContent: line }),
    ...(facts.length ? [list] : []),
  );
}

async function check() {
  show(await judge(code.value, figures.value));
}

document.getElementById("paper").addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});

// The page of a paper's address hands its code on behind the #.
if (location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1));
  check();
}
