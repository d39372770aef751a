"""A line of Thai ends between words: never within the name of an area or a word of the forms."""

import csv

import pytest
from django.conf import settings

from core.documents import words
from core.documents.words import END_OF_WORD, WORDS, with_ends


def cut(text: str) -> str:
    return with_ends(text).replace(END_OF_WORD, "|")


def test_no_name_of_an_area_is_cut():
    names = set()
    for name in ("provinces", "districts", "subdistricts"):
        path = settings.BASE_DIR / "fixtures" / "areas" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            names |= {row["name_th"] for row in csv.DictReader(file)}
    assert len(names) > 5000
    assert [name for name in sorted(names) if END_OF_WORD in with_ends(name)] == []


@pytest.mark.parametrize("word", WORDS)
def test_no_word_of_the_forms_is_cut(word):
    assert cut(word) == word
    assert f"ของ|{word}" in cut(f"รายงานของ{word}")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("จังหวัดฉะเชิงเทรา", "จังหวัด|ฉะเชิงเทรา"),
        ("กลุ่มแม่บ้านเกษตรกรบ้านหนองหญ้าปล้องพัฒนา", "กลุ่ม|แม่บ้าน|เกษตรกร|บ้าน|หนองหญ้าปล้อง|พัฒนา"),
        ("แยกตามผลิตภัณฑ์ (รต.๓)", "แยก|ตาม|ผลิตภัณฑ์ (รต.๓)"),
        ("กรุงเทพฯนั้น ทุกๆวัน", "กรุงเทพฯ|นั้น ทุกๆ|วัน"),
        ("จังหวัด/อำเภอ", "จังหวัด/|อำเภอ"),
        ("ยอด 359,900.00 บาท", "ยอด 359,900.00 บาท"),
        ("OTOP 2569", "OTOP 2569"),
        ("", ""),
    ],
)
def test_where_a_line_may_end(text, wanted):
    assert cut(text) == wanted


def test_nothing_is_lost_and_the_dictionary_is_a_set():
    text = "ฮฮฮฮฮ ก ปปป\u200bผู้ผลิตฺ ฯลฯ ๏ฟฟ"
    assert with_ends(text).replace(END_OF_WORD, "") == text
    dictionary = words._dictionary()
    assert ("ฉะเชิงเทรา" in dictionary, "ฉะเชิง" in dictionary) == (True, False)
    assert len(dictionary) == len(list(dictionary)) > 60_000
