"""Thai text as it is typed, made the text that was meant: one cleaning for sheets, forms, searches."""

import re
import unicodedata

_TONES = "\u0e48-\u0e4b"  # ่ ้ ๊ ๋
_SILENT = "\u0e4c"  # ์
_VOWEL_MARKS = "\u0e31\u0e34-\u0e3a\u0e47"  # above and below a letter
_MARK = f"{_VOWEL_MARKS}{_TONES}{_SILENT}"
_LETTERS = "\u0e01-\u0e2e"  # ก to ฮ; ฤ and ฦ among them
_NO_CHARACTER = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff"
    "\ud800-\udfff"
)
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"

# One look at a cell; most of two million have nothing that this finds. A single set in front keeps the
# search quick: what begins like a fault is looked at again.
_TO_CLEAN = re.compile(
    rf"[\r\u2028\u2029{_NO_CHARACTER}{_SPACES}\u0300-\u036f\u0e4d\u0e45{_TONES}\u0e4c\u0e33]"
    rf"(?:(?<=[^{_TONES}\u0e4c\u0e33])|(?<=[{_TONES}\u0e4c])[{_VOWEL_MARKS}]"
    rf"|(?<=\u0e33)[{_TONES}\u0e32\u0e33])"
)
_EACH_MARK = [chr(mark) for mark in (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4D))]
_TYPED_TWICE = re.compile(
    rf"[{_MARK}\u0e32\u0e30][{_MARK}](?:(?<=[\u0e32\u0e30][{_TONES}])|"
    + "|".join(f"(?<={mark}{mark})" for mark in _EACH_MARK)
    + ")"
)
_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85]")
_NONE = re.compile(f"[{_NO_CHARACTER}]+")
_SPACE = re.compile(f"[{_SPACES}]")
_MARKS = re.compile(f"[{_MARK}]{{2,}}")
# The long mark of ฤๅ and ฦๅ, typed for า after any other letter.
_LONG_FOR_AA = re.compile(f"(?<=[\u0e01-\u0e23\u0e25\u0e27-\u0e2e{_MARK}\u0e4d])\u0e45")
_SARA_AM = re.compile(f"([{_TONES}]*)\u0e4d([{_TONES}]*)[\u0e32\u0e33]([{_TONES}]*)")
# As Thai stands in what is copied out of a PDF: ตาํบล, นาํ้.
_SARA_AM_TURNED = re.compile(f"\u0e32([{_TONES}]*)\u0e4d([{_TONES}]*)")
_TONE_LATE = re.compile(f"\u0e33([{_TONES}]+)")
_TONE_AFTER_VOWEL = re.compile(f"(?<=[{_LETTERS}{_VOWEL_MARKS}])([\u0e32\u0e30])([{_TONES}])")
_SARA_AM_TWICE = re.compile("\u0e33[\u0e32\u0e33]+")
_LEADING = re.compile("[\u0e40-\u0e44]{2}")  # two leading vowels, which no word has
_LEADING_TWICE = re.compile("([\u0e41-\u0e44])\\1+")  # แ โ ใ ไ


def clean_text(text: str) -> str:
    """The text without invisible characters and with common Thai typing errors corrected.

    Out go controls, zero-width characters, direction marks and the spaces around; a no-break space
    becomes a space, every line end a line feed. เเ becomes แ, ไไ ไ, ๅ า (but for ฤๅ and ฦๅ); นิคหิต and
    อา, in either order, become ำ with its tone mark before it; a mark typed twice on a letter stays
    once, a tone mark goes behind the vowel above or below and before า and ะ. The spaces and lines
    within stay; a mark without its letter too, which nobody can guess. Cleaning twice is cleaning once,
    and no rightly spelt Thai is changed.
    """
    text = text.strip()
    if text.isascii() and text.isprintable():
        return text
    while _LEADING.search(text) or _TO_CLEAN.search(text) or _TYPED_TWICE.search(text):
        cleaned = _cleaned(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _cleaned(text: str) -> str:
    text = _LINE_END.sub("\n", text)
    text = _SPACE.sub(" ", _NONE.sub("", text))
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\u0e40\u0e40", "\u0e41")
    text = _LEADING_TWICE.sub("\\1", text)
    text = _MARKS.sub(_vowels_first, text)
    text = _LONG_FOR_AA.sub("\u0e32", text)
    text = _SARA_AM.sub("\\1\\2\\3\u0e33", text)
    text = _SARA_AM_TURNED.sub("\\1\\2\u0e33", text)
    text = _TONE_LATE.sub("\\1\u0e33", text)
    text = _SARA_AM_TWICE.sub("\u0e33", text)
    text = _TONE_AFTER_VOWEL.sub("\\2\\1", text)
    return text.strip()


def _vowels_first(marks: re.Match[str]) -> str:
    """Each mark once, tones behind."""
    ordered = sorted(marks[0], key="\u0e48\u0e49\u0e4a\u0e4b\u0e4c".__contains__)
    return "".join(dict.fromkeys(ordered))
