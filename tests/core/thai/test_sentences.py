"""Free words that say something, and those that do not."""

import pytest

from core.thai.sentences import letters_of, sentence_said


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("น้ำท่วม", 5),  # น ำ ท ว ม: no tone marks
        ("หยุดผลิต", 8),  # ุ and ิ are vowels
        ("สตูดิโอ 12/2569", 7),
        ("- ... ๑๒๓", 0),
        ("Order ใหม่", 8),
        ("\u200b\u200bก", 1),
    ],
)
def test_letters_are_consonants_and_vowels(text, letters):
    assert len(letters_of(text)) == letters


@pytest.mark.parametrize(
    "text",
    ["โรงงานปิดซ่อม", "  ขายส่งให้ห้างใหม่สองแห่ง ", "Sold to a new shop", "ย้ายไปขายรวมกับกลุ่มอื่น"],
)
def test_a_sentence_is_taken_without_what_surrounds_it(text):
    assert sentence_said(text, longest=300) == text.strip()


@pytest.mark.parametrize("text", ["", " ", "-", "----------", "1234567890", "ทดสอบ", "น้ำท่วม", "่้๊๋่้๊๋่้๊๋"])
def test_too_few_letters_are_counted_for_the_reader(text):
    with pytest.raises(ValueError, match="^เขียนอย่างน้อย 10 ตัวอักษร"):
        sentence_said(text, longest=300)


@pytest.mark.parametrize(
    "text",
    [
        "กกกกกกกกกก",
        "ทดสอบทดสอบ",
        "ทดสอบ ทดสอบ ทดสอบ 1",
        "ทดสอบระบบ",
        "test test test",
        "ขายดีขายดีขายดี",
        "กขกขกขกขกขกข",
        "aaaaaaaaaaaa",
        "กกกกขขขขคคคคงงงงจจจจ",
    ],
)
def test_words_over_and_over_say_nothing(text):
    with pytest.raises(ValueError, match="^เขียนให้ผู้อ่านเข้าใจ|^เขียนอย่างน้อย"):
        sentence_said(text, longest=300)


def test_too_long_is_refused_not_cut():
    with pytest.raises(ValueError, match=r"^ยาวเกินไป \(301 ตัวอักษร\) เขียนได้ไม่เกิน 300$"):
        sentence_said("โรงงานปิดซ่อม".ljust(301, "ก"), longest=300)
