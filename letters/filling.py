"""Fields in braces, filled: all the language there is, so that a template can do no harm.

filled("ประจำเดือน{เดือน}", {"เดือน": "ตุลาคม 2569"})  # ประจำเดือนตุลาคม 2569
"""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

_FIELD = re.compile(r"\{([^{}\n]*)\}")


def refusal_of(text: str, known: Collection[str]) -> str:
    """What is wrong with the fields of a text, in Thai; "" where each is known and closed."""
    for name in _FIELD.findall(text):
        if name.strip() not in known:
            near = get_close_matches(name.strip(), known, n=1, cutoff=0.4)
            meant = f" หมายถึง {{{near[0]}}} หรือไม่" if near else ""
            return f"ไม่มีช่อง {{{name}}} ในเรื่องนี้{meant} ดูช่องที่ใช้ได้ใต้แบบ"
    rest = _FIELD.sub("", text)
    if "{" in rest or "}" in rest:
        return "วงเล็บปีกกา { } ไม่ครบคู่ ชื่อช่องอยู่ระหว่าง { กับ } ในบรรทัดเดียวกัน"
    return ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each field's value in its place; one without a value stays as it is, to be seen."""
    return _FIELD.sub(lambda field: values.get(field[1].strip(), field[0]), text)
