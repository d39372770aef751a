"""Every vector of the id checks, and what the check digit cannot see."""

import csv

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from stdnum.th import pin

from core.thai.digits import to_arabic
from core.thai.identifiers import (
    IdentifierRefused,
    _written,
    check_national_id,
    check_tax_id,
    clean,
    grouped,
    masked,
    persons_numbers,
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
            result = check_national_id(number, CODES, this_year=2600)
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


@given(
    first=st.integers(1, 8),
    province=st.sampled_from(sorted(CODES)),
    rest=st.integers(0, 10**9 - 1),
    wrong=st.integers(0, 9),
)
def test_an_error_in_digit_three_is_caught_unless_it_makes_another_province(
    first, province, rest, wrong
):
    right = f"{first}{province}{rest:09d}"
    number = f"{right[:2]}{wrong}{right[3:]}{pin.calc_check_digit(right)}"
    assert pin.is_valid(number)  # modulo 11 never sees it
    known = number[1:3] in CODES or number[1:3] == "99"
    assert judged("person", number) == ("accept" if known else "reject")


def with_check_digit(digits: str) -> str:
    return digits + pin.calc_check_digit(digits)


@pytest.mark.parametrize(
    ("digits", "judgement"),
    [
        ("024556699999", "reject"),  # a limited company of 2566
        ("024356099999", "reject"),  # a limited partnership of 2560
        ("024557099999", "hold for review"),  # of 2570: not begun
        ("024542099999", "hold for review"),  # of 2420: before there were any
        ("024956699999", "hold for review"),  # kind 9 is none
        ("098556699999", "hold for review"),  # province 98 is none
        ("024558900001", "hold for review"),  # as persons without status are numbered
        ("024550000001", "hold for review"),
        ("099400000001", "hold for review"),  # the Revenue Department's series has no kind
    ],
)
def test_a_company_s_number_is_no_person_s_and_nobody_else_is_locked_out(digits, judgement):
    number = with_check_digit(digits)
    if judgement == "reject":
        with pytest.raises(IdentifierRefused, match="นิติบุคคล"):
            check_national_id(number, CODES, this_year=2569)
    else:
        assert check_national_id(number, CODES, this_year=2569).review


@pytest.mark.parametrize(
    "between", [" ", "\t", "\u00a0", "\u200b", "\u00ad", "–", "−", "－", "\u2060"]
)
def test_what_stands_between_the_digits_does_not_matter(between):
    assert clean(f"1{between}9999{between}0000001{between}3{between}") == "1999900000013"


def test_digits_of_other_scripts_are_refused():
    with pytest.raises(IdentifierRefused, match="เฉพาะตัวเลข"):
        check_national_id("١٩٩٩٩٠٠٠٠٠٠١٣", CODES, this_year=2569)


@given(st.text(max_size=30))
def test_any_text_is_accepted_or_refused_never_an_error(text):
    judged("person", text)
    judged("juristic", text)


def test_a_company_of_the_future_is_looked_at():
    assert check_tax_id("0245599999996", CODES, this_year=2569).review
    assert not check_tax_id("0245599999996", CODES, this_year=2599).review


def test_what_is_wrong_is_said():
    with pytest.raises(IdentifierRefused, match="ขาดอีก 2 หลัก"):
        check_national_id("19999000000", CODES, this_year=2569)
    with pytest.raises(IdentifierRefused, match="หลักสุดท้ายไม่ตรง"):
        check_national_id("1999900000014", CODES, this_year=2569)
    with pytest.raises(IdentifierRefused, match=r"หลักที่ 2-3 \(98\)"):
        check_national_id("1989900000013", CODES, this_year=2569)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1111111111111", "เลข 1 ซ้ำทุกหลัก ไม่ใช่เลขจริง"),
        ("999999999", "เลข 9 ซ้ำทุกหลัก ไม่ใช่เลขจริง"),
        ("0000000000000", "เลขเป็นศูนย์ทั้งหมด"),
        ("1234567890123", "เลขเรียงกันทุกหลัก ไม่ใช่เลขจริง"),
        ("11111", "ขาดอีก 8 หลัก"),
    ],
)
def test_what_is_typed_to_fill_the_field_is_said_to_be_that(typed, said):
    for check in (check_national_id, check_tax_id):
        with pytest.raises(IdentifierRefused, match=said):
            check(typed, CODES, this_year=2569)


def test_as_cards_print_it_and_as_it_is_masked():
    assert clean(" ๑-9999\u200b-00000-01-3") == "1999900000013"
    assert grouped("1999900000013") == "1-9999-00000-01-3"
    assert masked("1999900000013") == "x-xxxx-xxxxx-01-3"


@given(st.text(alphabet="12๓4５ -\u200b\u2013ก.", min_size=10, max_size=40))
def test_a_number_is_found_wherever_it_is_written(text):
    """Texts without a run of digits are passed over at once; no number may be missed by it."""
    found = [clean(one.group()) for one in _written(to_arabic(text), checked=False)]
    assert persons_numbers(text, checked=False) == found
