"""Every vector of the id checks, and what the check digit cannot see."""

import csv

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from stdnum.th import pin

from core.thai.identifiers import (
    IdentifierRefused,
    check_national_id,
    check_tax_id,
    clean,
    grouped,
    masked,
)


def province_codes() -> set[str]:
    with (settings.BASE_DIR / "fixtures/areas/provinces.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["code"] for row in rows}


CODES = province_codes()

with (settings.BASE_DIR / "fixtures/id_check_vectors.csv").open(encoding="utf-8") as file:
    VECTORS = list(csv.DictReader(file))


def judged(kind: str, number: str) -> str:
    try:
        if kind == "person":
            result = check_national_id(number, CODES)
        else:
            result = check_tax_id(number, CODES, this_year=2600)
    except IdentifierRefused:
        return "reject"
    return "hold for review" if result.review else "accept"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_vector(vector):
    wanted = next(
        word
        for word in ("accept", "reject", "hold for review")
        if vector["wanted"].startswith(word)
    )
    assert judged(vector["kind"], vector["number"]) == wanted


def test_seventy_seven_provinces():
    assert len(CODES) == 77
    assert "99" not in CODES


@given(st.integers(0, 9))
def test_an_error_in_digit_three_is_caught_unless_it_makes_another_province(digit):
    number = f"12{digit}990000001"
    number += pin.calc_check_digit(number)
    assert pin.is_valid(number)
    known = number[1:3] in CODES
    assert judged("person", number) == ("accept" if known else "reject")


@given(st.text(max_size=30))
def test_any_text_is_accepted_or_refused_never_an_error(text):
    judged("person", text)
    judged("juristic", text)


def test_a_company_of_the_future_is_looked_at():
    assert check_tax_id("0245599999996", CODES, this_year=2569).review
    assert not check_tax_id("0245599999996", CODES, this_year=2599).review


def test_what_is_wrong_is_said():
    with pytest.raises(IdentifierRefused, match="ขาดอีก 2 หลัก"):
        check_national_id("19999000000", CODES)
    with pytest.raises(IdentifierRefused, match="หลักสุดท้ายไม่ตรง"):
        check_national_id("1999900000014", CODES)
    with pytest.raises(IdentifierRefused, match=r"หลักที่ 2-3 \(98\)"):
        check_national_id("1989900000013", CODES)


def test_as_cards_print_it_and_as_it_is_masked():
    assert clean(" ๑-9999\u200b-00000-01-3") == "1999900000013"
    assert grouped("1999900000013") == "1-9999-00000-01-3"
    assert masked("1999900000013") == "x-xxxx-xxxxx-01-3"
