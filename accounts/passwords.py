"""What no password of this portal may be made of (a rule for AUTH_PASSWORD_VALIDATORS).

Length counts, not the kinds of letters in it. Refused is what anybody would try first here: the portal's
and the offices' own words, names of provinces and districts, alone or beside one another, with whatever
figures and signs around; and figures alone, which are somebody's telephone, id or birthday.
"""

import re
import string
from collections.abc import Collection

from django.core.exceptions import ValidationError

from core.areas.models import District, Province

OWN_WORDS = frozenset(
    "otop โอทอป portal พอร์ทัล cdd กรม กรมการพัฒนาชุมชน พัฒนาชุมชน พัฒนากร พัฒนาการ พช สพอ สพจ นตผ "
    "จังหวัด อำเภอ เขต ตำบล province district department admin user demo test login welcome "
    "password passw passwd รหัส รหัสผ่าน ผ่าน thailand thai ไทย ประเทศไทย ผลิตภัณฑ์ หนึ่ง หนึ่งตำบลหนึ่งผลิตภัณฑ์ "
    "qwerty qwertyuiop asdf asdfgh asdfghjkl zxcvbn abc abcd abcdef".split()
)
LONGEST_FIGURES = 19  # more than any number of a person or a telephone, twice

_NO_LETTERS = re.compile(rf"[0-9๐-๙\s{re.escape(string.punctuation)}]+")


class GuessableValidator:
    """Refuses a password that is made of OWN_WORDS and names of places, or of figures alone."""

    def validate(self, password: str, user: object = None) -> None:
        letters = _NO_LETTERS.sub("", password.casefold())
        if not letters:
            if len(password) <= LONGEST_FIGURES:
                raise ValidationError(
                    "เป็นตัวเลขล้วน เดาได้จากหมายเลขโทรศัพท์ เลขประจำตัว หรือวันเกิด ใช้คำหลายคำเรียงกัน",
                    code="password_of_figures",
                )
        elif _is_made_of(letters, OWN_WORDS | _places()):
            raise ValidationError(
                "มีแต่ชื่อระบบ ชื่อสำนักงาน หรือชื่อพื้นที่ ซึ่งเดาได้ เพิ่มคำอื่นที่ไม่เกี่ยวกับงาน",
                code="password_of_own_words",
            )

    def get_help_text(self) -> str:
        return "ไม่ใช้ชื่อระบบ ชื่อสำนักงาน ชื่อจังหวัดหรืออำเภอ หรือตัวเลขล้วน คำหลายคำที่ไม่เกี่ยวกันจำง่ายและเดายาก"


def _places() -> frozenset[str]:
    names = [
        name
        for model in (Province, District)
        for both in model.objects.order_by().values_list("name_th", "name_en")
        for name in both
    ]
    return frozenset(_NO_LETTERS.sub("", name.casefold()) for name in names) - {""}


def _is_made_of(letters: str, words: Collection[str]) -> bool:
    """Whether these letters are such words, one after another, and nothing else."""
    longest = max(map(len, words))
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(
            end - size in reached and letters[end - size : end] in words
            for size in range(1, min(longest, end) + 1)
        ):
            reached.add(end)
    return len(letters) in reached
