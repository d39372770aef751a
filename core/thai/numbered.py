"""Numbers of meetings, letters and announcements, printed behind their word.

Clerks type the word with the number where a form asks for the number alone:

    typed                      bare_number
    11/2569                    11/2569
    ครั้งที่ ๑๑/๒๕๖๙               11/2569
    ประชุมครั้งที่ 11/2569        11/2569
    ที่ ฉช 0019/123              ฉช 0019/123
"""

import re

from core.thai.digits import to_arabic

_WORDS = re.compile(r"^(?:การประชุม|ประชุม|หนังสือเวียน|หนังสือ|ประกาศ|มติ|ครั้งที่|เลขที่|ฉบับที่|ที่)\s*[:.]?\s*")


def bare_number(text: str) -> str:
    """The number without the words that stand before it on paper, in Arabic digits; paper turns them
    Thai by choice. What is nothing but words stays as it is."""
    typed = to_arabic(text).strip()
    rest = typed
    while (shorter := _WORDS.sub("", rest)) != rest:
        rest = shorter
    return rest or typed
