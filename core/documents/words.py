"""Where a line of Thai may end: no blank stands between its words, so a dictionary says where they are.

PyThaiNLP's words and its cutting (newmm: the longest words that fit the whole), with the names of areas
and the words of the forms, so that ฉะเชิงเทรา is never cut.
"""

import csv
import os
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from django.conf import settings

os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")  # else it makes a folder in the home of the user

from pythainlp.corpus import thai_words
from pythainlp.tokenize import newmm
from pythainlp.util import Trie

END_OF_WORD = "\x1f"  # a separator of data, which no text of the portal holds

_AREAS = settings.BASE_DIR / "fixtures" / "areas"
# The words of the forms that stand on every paper.
WORDS = (
    "ผลิตภัณฑ์", "ผู้ประกอบการ", "ผู้ผลิต", "จำหน่าย", "จังหวัด", "อำเภอ", "ตำบล", "ประเภท", "ออนไลน์", "ออฟไลน์",
    "ส่งออก", "ยืนยัน", "พัฒนาการ", "ปีงบประมาณ", "ผู้ผลิตชุมชน", "เจ้าของ", "วิสาหกิจ",
)  # fmt: skip
_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")
_NEVER_FIRST = "ฯๆะาำๅ"  # of a line


class _Dictionary(Trie):
    """The words as a set: a tree of letters of as many takes 75 MB and a second to grow."""

    def __init__(self) -> None:
        areas = (row["name_th"] for name in _FILES for row in _rows(name))
        self._words = {
            *thai_words(),
            *WORDS,
            *(part for name in areas for part in _THAI.findall(name)),
        }
        self._longest = max(map(len, self._words))

    def prefixes(self, text: str, start: int = 0) -> list[str]:
        ends = range(start + 1, min(len(text), start + self._longest) + 1)
        return [word for end in ends if (word := text[start:end]) in self._words]

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __contains__(self, word: object) -> bool:
        return word in self._words


_FILES = ("provinces.csv", "districts.csv", "subdistricts.csv")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_AREAS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def _dictionary() -> _Dictionary:
    return _Dictionary()


@lru_cache(maxsize=20_000)
def with_ends(text: str) -> str:
    """The text with END_OF_WORD wherever a line may end within Thai, and after a stroke between words.

    What is no word stays whole with the word before it; so do a single letter, ฯ and ๆ.
    """
    return re.sub(f"/(?={_THAI.pattern})", "/" + END_OF_WORD, _THAI.sub(_cut, text))


def _cut(run: re.Match[str]) -> str:
    words = newmm.segment(run[0], _dictionary())
    written = words[:1]
    for before, word in pairwise(words):
        apart = len(before) > 1 and len(word) > 1 and word[0] not in _NEVER_FIRST
        written += [END_OF_WORD, word] if apart else [word]
    return "".join(written)
