"""Cells of the tables: what an export writes, an import reads back as the same value."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from core.tables.cells import (
    BooleanCell,
    ChoiceCell,
    CodeCell,
    DateCell,
    DecimalCell,
    IdCell,
    IntegerCell,
    TextCell,
    WordsCell,
    YearCell,
)
from core.tables.contact_cells import PhoneCell
from core.tables.tables import as_read
from core.thai import phones
from core.thai.digits import LARGEST_AMOUNT, to_thai
from core.thai.texts import clean_text
from products.models import Category

KINDS = ChoiceCell(Category.choices, blank=True)


def again(cell, value):
    """The value after an export and an import."""
    return cell.clean(as_read(cell.render(value)))


@given(some.decimals(0, LARGEST_AMOUNT, places=2))
@example(Decimal("0.10"))
def test_an_amount_comes_back_to_the_satang(amount):
    assert again(DecimalCell(), amount) == amount
    assert DecimalCell().clean(to_thai(f"{amount:,.2f}")) == amount


@given(some.integers(0, 2_147_483_647))
def test_a_number_comes_back(number):
    assert again(IntegerCell(), number) == number
    assert IntegerCell().clean(to_thai(f" {number:,} ")) == number


@given(some.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_comes_back_by_its_thai_year(day):
    assert again(DateCell(), day) == day
    assert DateCell().clean(day) == day


@given(some.none() | some.booleans())
def test_yes_no_and_not_known_stay_three_things(value):
    assert again(BooleanCell(), value) is value


@given(some.sampled_from(["", *Category.values]))
def test_a_choice_comes_back_by_its_words(value):
    assert again(KINDS, value) == value


@given(some.text())
def test_a_text_comes_back_clean(text):
    clean = clean_text(text)
    assert again(TextCell(lines=True), clean) == clean


@given(some.integers(1, 10**18 - 1))
def test_an_id_comes_back_as_text(number):
    assert again(IdCell(), number) == str(number)


@given(some.lists(some.text("กขคabc ", min_size=1, max_size=40).map(str.strip).filter(bool)))
def test_words_come_back_one_by_one(words):
    assert again(WordsCell(40), words) == words


@given(some.from_regex(r"0[89][0-9]{8}", fullmatch=True).filter(lambda text: _is_phone(text)))
def test_a_telephone_number_comes_back_as_it_is_stored(typed):
    stored = phones.parse_phone(typed).stored
    assert again(PhoneCell(), stored) == stored


def _is_phone(text: str) -> bool:
    try:
        return bool(phones.parse_phone(text))
    except phones.PhoneRefused:
        return False


@given(some.text())
@example("1.2E+12")
@example("#REF!")
@example("=1+1")
@example("\x00")
def test_no_cell_fails_otherwise_than_with_a_thai_sentence(text):
    """Whatever stands there: a value, or ValueError in words a clerk can read."""
    for cell in (
        TextCell(10), CodeCell(10), KINDS, BooleanCell(), IntegerCell(), YearCell(), DecimalCell(),
        DateCell(), PhoneCell(), WordsCell(5), IdCell(),
    ):  # fmt: skip
        said = _refusal(cell, clean_text(text))
        assert said is None or any("ก" <= letter <= "๛" for letter in said), (type(cell), said)


def _refusal(cell, text: str) -> str | None:
    try:
        cell.clean(text)
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize("typed", ["2024", "๒๐๒๔", "2,024"])
def test_a_year_of_the_other_era_is_refused(typed):
    with pytest.raises(ValueError, match=r"ค\.ศ\. 2024 คือ พ\.ศ\. 2567"):
        YearCell().clean(typed)
