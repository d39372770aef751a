"""Whether a few free words say anything: "-", "ทดสอบ" and กกกกกกกกกก are none.

Counted are letters as a reader of Thai counts them: consonants and vowels, those above and below the
line too, but no tone marks, digits or signs; of Latin words the letters.
"""

import re
import unicodedata

FEWEST_LETTERS = 10
_FEWEST_KINDS = 5  # any ten letters of a sentence have more; a key held down or mashed has fewer

_VOWELS_ABOVE_AND_BELOW = frozenset("ัิีึืฺุู")
_SAYS_NOTHING = re.compile("ทดสอบ|ทดลอง|เทสต์|เทส|test|asdf|ฟหกด", re.IGNORECASE)
_REPEATED = re.compile(r"^(.+?)\1+$", re.DOTALL)
_HELD_DOWN = re.compile(r"(.)\1{2,}", re.DOTALL)


def letters_of(text: str) -> str:
    """The letters of `text` that count."""
    return "".join(
        one
        for one in unicodedata.normalize("NFC", text)
        if one in _VOWELS_ABOVE_AND_BELOW or unicodedata.category(one).startswith("L")
    )


def sentence_said(text: str, *, longest: int) -> str:
    """`text` without what surrounds it, if it says something in ten letters or more.

    Raises ValueError, in Thai, for fewer letters, for one word or letter over and over, for what only
    tries the keyboard, and for more than `longest` characters.
    """
    text = text.strip()
    if len(text) > longest:
        raise ValueError(f"ยาวเกินไป ({len(text)} ตัวอักษร) เขียนได้ไม่เกิน {longest}")
    letters = letters_of(text)
    if len(letters) < FEWEST_LETTERS:
        raise ValueError(
            f"เขียนอย่างน้อย {FEWEST_LETTERS} ตัวอักษร (มี {len(letters)} ไม่นับวรรณยุกต์ ตัวเลข และเครื่องหมาย)"
        )
    counted = _HELD_DOWN.sub(r"\1", letters_of(_SAYS_NOTHING.sub("", text)).lower())
    if repeated := _REPEATED.match(counted):
        counted = repeated[1]
    if len(counted) < FEWEST_LETTERS or len(set(counted)) < _FEWEST_KINDS:
        raise ValueError("เขียนให้ผู้อ่านเข้าใจว่าเกิดอะไรขึ้น ไม่ใช่คำทดสอบหรืออักษรซ้ำ")
    return text
