"""Names as they are searched and compared: how they are typed, spaced and abbreviated does not matter.

    name                                 name_key                     called
    บจก. ก้าวหน้า 5                        บริษัทก้าวหน้า5                  ก้าวหน้า5
    บริษัท ก้าวหน้า ๕ จำกัด                  บริษัทก้าวหน้า5                  ก้าวหน้า5
    วิสาหกิจชุมชนกลุ่มทอผ้า บ้านหนอง          วิสาหกิจชุมชนกลุ่มทอผ้าบ้านหนอง    ทอผ้าบ้านหนอง
    น.ส. สมมติ ทดลองดี                     นางสาวสมมติทดลองดี             สมมติทดลองดี

Python and PostgreSQL take the same steps, so what one finds the other finds too.
"""

import re
from functools import reduce

from core.thai.digits import to_arabic, to_thai
from core.thai.texts import clean_text

# Patterns that Python and PostgreSQL read alike, taken in this order.
_KEY_STEPS = (
    (r"^\s*(บจก|บมจ|บจ)(\s*\.|\s)\s*", "บริษัท"),
    (r"^\s*หจก(\s*\.|\s)\s*", "ห้างหุ้นส่วนจำกัด"),
    (r"^\s*(วสช|ว\.\s*ส\.\s*ช)(\s*\.|\s)\s*", "วิสาหกิจชุมชน"),
    (r"^\s*(น\.\s*ส|นส)(\s*\.|\s)\s*", "นางสาว"),
    (r"\s*จำกัด\s*(\(\s*มหาชน\s*\))?\s*$", ""),
    (r"[^0-9a-zก-๎]+", ""),
)
_KIND = "^(กลุ่ม|วิสาหกิจชุมชน|วิสาหกิจ|ชมรม|สหกรณ์|บริษัท|ห้างหุ้นส่วนจำกัด|ห้างหุ้นส่วน|ร้าน|นางสาว|นาย|นาง)+"
_ALIKE = (
    ("บจก.", "บมจ.", "บริษัท"),
    ("หจก.", "ห้างหุ้นส่วนจำกัด"),
    ("วสช.", "วิสาหกิจชุมชน"),
    ("น.ส.", "นางสาว"),
)
_OTHERS = {clean_text(word): words for words in _ALIKE for word in words}
_OTHERS |= {word.rstrip("."): words for word, words in _OTHERS.items()}


def name_key(text: str) -> str:
    """The name as names are compared; it tells apart what kind of maker it is."""
    lowered = to_arabic(clean_text(text)).lower()
    return reduce(lambda name, step: re.sub(*step, name), _KEY_STEPS, lowered)


def called(text: str) -> str:
    """The name without the words for what it is: กลุ่ม, วิสาหกิจชุมชน, บริษัท, นาย."""
    return re.sub(_KIND, "", name_key(text))


def name_key_sql(column: str) -> str:
    """`name_key` of a column of clean texts, as PostgreSQL reads it."""
    arabic = f"translate(lower({column}), '๐๑๒๓๔๕๖๗๘๙', '0123456789')"
    return reduce(
        lambda name, step: f"regexp_replace({name}, '{step[0]}', '{step[1]}', 'g')",
        _KEY_STEPS,
        arabic,
    )


def called_sql(column: str) -> str:
    """`called` of a column of clean texts, as PostgreSQL reads it."""
    return f"regexp_replace({name_key_sql(column)}, '{_KIND}', '')"


def searched_as(word: str) -> tuple[str, ...]:
    """The ways a word that is searched for may stand in a name: with Thai digits or Arabic ones, its
    abbreviation written out."""
    word = clean_text(word)
    if word in _OTHERS:
        return _OTHERS[word]
    return tuple(dict.fromkeys((word, to_arabic(word), to_thai(word))))
