"""A number typed with its word is printed behind that word once."""

import pytest

from core.thai.numbered import bare_number


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("11/2569", "11/2569"),
        ("ครั้งที่ ๑๑/๒๕๖๙", "11/2569"),
        ("ครั้งที่๑๑/๒๕๖๙", "11/2569"),
        ("ประชุมครั้งที่ 11/2569", "11/2569"),
        ("การประชุม ครั้งที่: 11/2569", "11/2569"),
        ("ที่ ฉช 0019/123", "ฉช 0019/123"),
        ("หนังสือเวียน เลขที่ ฉช 0019.2/ว 45", "ฉช 0019.2/ว 45"),
        (" ฉช 0019/123 ", "ฉช 0019/123"),
        ("ที่", "ที่"),
        ("", ""),
    ],
)
def test_the_words_before_a_number_are_passed_over(typed, bare):
    assert bare_number(typed) == bare
