import pytest

from core.parameters import INTEGER_DIGITS, whole_number


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0", 0),
        ("17", 17),
        ("๑๗", 17),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),  # more than bigint holds would be an error of the database
        ("", None),
        (None, None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("²", None),  # a digit to str.isdigit, not to int
    ],
)
def test_a_key_is_read_or_there_is_none(text, read):
    assert whole_number(text) == read


def test_a_version_fits_into_an_integer():
    assert whole_number("9" * 9, digits=INTEGER_DIGITS) == 999_999_999
    assert whole_number("1" + "0" * 9, digits=INTEGER_DIGITS) is None
