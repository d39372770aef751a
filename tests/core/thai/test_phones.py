"""Every vector of the phone checks; what is stored reads back as the same number."""

import csv

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from core.thai.phones import PhoneRefused, parse_phone, shown

with (settings.BASE_DIR / "fixtures/phone_check_vectors.csv").open(encoding="utf-8") as file:
    VECTORS = list(csv.DictReader(file))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_vector(vector):
    if vector["rule_kind"] == "invalid":
        with pytest.raises(PhoneRefused):
            parse_phone(vector["text"])
        return
    phone = parse_phone(vector["text"])
    assert (phone.kind, phone.digits) == (vector["rule_kind"], vector["rule_digits"])
    if vector["phonenumbers_valid"] == "valid":
        assert phone.stored == vector["phonenumbers_e164"]


@pytest.mark.parametrize(
    ("typed", "stored", "printed"),
    [
        ("081 000 0000", "+66810000000", "08-1000-0000"),
        ("๐-๓๘๕๑-๐๐๐๐ ต่อ ๑๒", "+6638510000 ต่อ 12", "0-3851-0000 ต่อ 12"),
        ("0-3851-0000-3", "+6638510000-3", "0-3851-0000-3"),
        ("(02) 555-0100", "+6625550100", "0-2555-0100"),
        ("1800 000 000", "1800000000", "1800-000-000"),
        ("+66 (0)81 000 0000", "+66810000000", "08-1000-0000"),
        ("66 38 510 000", "+6638510000", "0-3851-0000"),
        ("๐-๓๘๕๑-๐๐๐๐–๓", "+6638510000-3", "0-3851-0000-3"),
    ],
)
def test_stored_and_printed(typed, stored, printed):
    phone = parse_phone(typed)
    assert (phone.stored, phone.shown) == (stored, printed)
    assert parse_phone(stored) == phone
    assert shown(stored) == printed


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("08 1234 56", "ขาดอีก 2 หลัก (มือถือมี 10 หลัก)"),
        ("0385100000", "เกินมา 1 หลัก (เบอร์บ้านมี 9 หลัก)"),
        ("031555010", "ไม่มีเลขหมายขึ้นต้นด้วย 031"),
        ("081-000-0001-2", "เกินมา 1 หลัก (มือถือมี 10 หลัก)"),
        ("+66810000001-2", "เกินมา 1 หลัก (มือถือมี 10 หลัก)"),
        ("-", "ถ้าไม่มีให้เว้นว่าง"),
        ("810000000", "เบอร์โทรขึ้นต้นด้วย 0"),
        ("08-1000-0000, 0-3851-0000", "กรอกได้เบอร์เดียว"),
        ("08-1000-0000 หรือ 0-3851-0000", "กรอกได้เบอร์เดียว"),
        ("08١٢٣٤٥٦٧٨", "พิมพ์เบอร์โทรเป็นตัวเลข"),
    ],
)
def test_what_is_wrong_is_said(typed, sentence):
    with pytest.raises(PhoneRefused) as refused:
        parse_phone(typed)
    assert sentence in str(refused.value)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused_never_an_error(text):
    shown(text)


def test_old_texts_that_are_no_number_stay_as_they_were_written():
    assert shown("ไม่มีโทรศัพท์") == "ไม่มีโทรศัพท์"
