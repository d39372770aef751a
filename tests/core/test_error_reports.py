"""Reports of errors never hold a number of a person, wherever it stood when the error came."""

import sys

import pytest
from django.test import RequestFactory
from django.views.debug import get_exception_reporter_class

from core.personal.error_reports import HIDDEN, hide_numbers

DIGITS = "19999", "00000013"
NUMBER = "".join(DIGITS)  # written apart: a report quotes the lines around an error
SHOWN = f"1-9999-00000-01-{3}"


def fail(number: str) -> None:
    held = {"person": [number]}
    try:
        raise LookupError(number)
    except LookupError as cause:
        raise ValueError(f"no place for {held['person'][0]}") from cause


@pytest.mark.parametrize("number", [NUMBER, SHOWN, NUMBER[:-2]])
def test_neither_posted_nor_in_variables_nor_in_the_words_of_the_error(number):
    request = RequestFactory().post(f"/?q={number}", {"national_id": number, "name": "ทอผ้า"})
    try:
        fail(number)
    except ValueError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info(), is_email=True)
    text = reporter.get_traceback_text() + reporter.get_traceback_html()
    assert number not in text
    assert "ทอผ้า" in text
    assert HIDDEN in text


def test_a_number_typed_far_too_short_is_hidden_by_the_name_of_its_field():
    request = RequestFactory().post("/", {"national_id": "1999", "person-tax_id": "0245"})
    try:
        raise ValueError
    except ValueError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    posted = dict(reporter.get_traceback_data()["filtered_POST_items"])
    assert posted == {"national_id": HIDDEN, "person-tax_id": HIDDEN}


@pytest.mark.parametrize("text", ["1,098,640.00", "2402000001", "24/11/2569 12:30", "08-1000-0000"])
def test_amounts_codes_and_dates_stay(text):
    assert hide_numbers(text) == text
