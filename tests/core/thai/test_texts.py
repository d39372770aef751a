"""Thai as it is typed becomes what was meant, once and for all; rightly spelt Thai stays as it is."""

import csv
import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from core.thai.forms import HouseNumberField, ThaiTextField, VillageNumberField
from core.thai.texts import clean_text


def names_of(area: str) -> list[str]:
    with (settings.BASE_DIR / f"fixtures/areas/{area}.csv").open(encoding="utf-8") as file:
        return [row["name_th"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("จํานวน", "จำนวน"),
        ("น้ํา", "น้ำ"),
        ("นํ้า", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("สิทธ์ิ", "สิทธิ์"),
        ("ร้านเเม่เเดง", "ร้านแม่แดง"),
        ("กลุ่มผ้าไหมมัดหมี่่", "กลุ่มผ้าไหมมัดหมี่"),
        ("กลุุ่ม", "กลุ่ม"),
        ("ที่ี", "ที่"),
        ("น้้ำ", "น้ำ"),
        ("นํำ้", "น้ำ"),
        ("น้ํำ", "น้ำ"),
        ("ไไม้โโหล", "ไม้โหล"),
        ("ทำำ", "ทำ"),
        ("น้ำา", "น้ำ"),
        ("ตาํบล", "ตำบล"),  # as a PDF gives it
        ("นาํ้พริก", "น้ำพริก"),
        ("น้าํพริก", "น้ำพริก"),
        ("ร้านป้ๅแดง", "ร้านป้าแดง"),
        ("นํๅ", "นำ"),
        ("ปา้", "ป้า"),
        ("คะ่", "ค่ะ"),
        ("ฤๅษี", "ฤๅษี"),
        ("ฦๅชา", "ฦๅชา"),
        ("่ข้าวแต๋น", "่ข้าวแต๋น"),  # whose mark it is, nobody can guess
        ("เครื่องจักสาน", "เครื่องจักสาน"),
        ("สัตว์น้ำ พันธุ์ไม้ กระเป๋าฯ ต่างๆ", "สัตว์น้ำ พันธุ์ไม้ กระเป๋าฯ ต่างๆ"),
        (" ก\u00a0ข  ค\t", "ก ข  ค"),
        ("\ufeffก\u200bข\u200dค", "กขค"),
        ("ก\x00ข\x0bค", "กขค"),
        ("ก\r\nข\rค", "ก\nข\nค"),
        ("ผ้าไหม", "ผ้าไหม"),
    ],
)
def test_what_was_meant(typed, meant):
    assert clean_text(typed) == meant


THAI = st.text(
    st.sampled_from("กนฤมาำะเแๅ\u0e4d\u0e48\u0e49\u0e31\u0e34\u0e38\u0e47\u0e4c \u200b\u00a0\n\rx")
)


@given(st.one_of(st.text(), THAI))
def test_cleaning_twice_is_cleaning_once(text):
    once = clean_text(text)

    assert clean_text(once) == once
    assert once == once.strip()
    assert not re.search("[\u200b\ufeff\x00\r\u00a0]|\u0e4d[\u0e48-\u0e4b]?\u0e32|เเ|ำำ|กๅ", once)
    assert not re.search("\u0e32\u0e4d|ำา", once)
    assert not re.search("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4c])\\1", once)


@pytest.mark.parametrize("area", ["provinces", "districts", "subdistricts"])
def test_no_official_name_is_changed(area):
    names = names_of(area)

    assert len(names) == {"provinces": 77, "districts": 928, "subdistricts": 7436}[area]
    assert [name for name in names if clean_text(name) != name] == []


def test_a_form_keeps_the_cleaned_text_and_calls_cleaning_no_edit():
    field = ThaiTextField(max_length=10)

    assert field.clean(" ร้านเเม่\u200b ") == "ร้านแม่"
    assert not field.has_changed("ร้านเเม่", "ร้านแม่")
    assert not field.has_changed("ร้านเเม่", "ร้านเเม่")
    assert field.has_changed("ร้านแม่", "ร้านป้า")


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (HouseNumberField, "๑๒/๓", "12/3"),
        (HouseNumberField, "เลขที่ 12/3", "12/3"),
        (HouseNumberField, "บ้านเลขที่ ๑๒", "12"),
        (HouseNumberField, "บ้านตัวอย่าง", "บ้านตัวอย่าง"),
        (HouseNumberField, "เลขที่", "เลขที่"),
        (VillageNumberField, "๕", "5"),
        (VillageNumberField, "หมู่ที่ 5", "5"),
        (VillageNumberField, "หมู่ ๕", "5"),
        (VillageNumberField, "ม.5", "5"),
        (VillageNumberField, "หมู่บ้านตัวอย่าง 5", "หมู่บ้านตัวอย่าง 5"),
    ],
)
def test_parts_of_an_address_as_forms_read_them(field, typed, kept):
    assert field().clean(typed) == kept
