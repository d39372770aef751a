"""The Quadrant of all 432 answer sets, against the rules as DOMAIN.md 3 prints them."""

from collections import Counter

import pytest

from products.quadrant import NotAnsweredError, Scheme, assess
from products.starting_values import QUADRANT_ASPECTS, QUADRANT_RULES

SCHEME = Scheme.from_data(QUADRANT_ASPECTS, QUADRANT_RULES)


def answered(*codes: str) -> dict[str, str]:
    return {aspect.key: code for aspect, code in zip(SCHEME.aspects, codes, strict=True)}


def printed_rules(one: str, two: str, three: str, four: str, five: str) -> list[str]:
    """The page's own lines, written out once more and independently."""
    met = []
    if one in {"1.1", "1.2"}:
        if two == "2.1" and three in {"3.1", "3.2"} and four == "4.1" and five == "5.1":
            met.append("A")
        if two in {"2.2", "2.3"} and three == "3.3" and four == "4.2":
            met.append("B")
        if two in {"2.2", "2.3"} and three == "3.2" and four in {"4.3", "4.4"} and five != "5.2":
            met.append("C")
    if one == "1.3":
        met.append("D")
    return met


def test_the_numbers_of_the_answers_are_the_pages():
    assert [[answer.code for answer in aspect.answers] for aspect in SCHEME.aspects] == [
        ["1.1", "1.2", "1.3"],
        ["2.1", "2.2", "2.3"],
        ["3.1", "3.2", "3.3"],
        ["4.1", "4.2", "4.3", "4.4"],
        ["5.1", "5.2", "5.3", "5.4"],
    ]


def test_all_432_answer_sets():
    results = Counter()
    for answers in SCHEME.answer_sets():
        met = printed_rules(*answers.values())
        assert len(met) <= 1
        result = assess(SCHEME, answers)
        assert result == (met[0] if met else None), answers
        results[result] += 1
    assert results == {"A": 4, "B": 16, "C": 24, "D": 144, None: 244}
    assert results.total() == 432


def test_an_answer_set_of_each_result():
    assert assess(SCHEME, answered("1.2", "2.1", "3.1", "4.1", "5.1")) == "A"
    assert assess(SCHEME, answered("1.1", "2.3", "3.3", "4.2", "5.2")) == "B"
    assert assess(SCHEME, answered("1.1", "2.2", "3.2", "4.4", "5.3")) == "C"
    assert assess(SCHEME, answered("1.3", "2.1", "3.1", "4.1", "5.1")) == "D"
    assert assess(SCHEME, answered("1.1", "2.1", "3.3", "4.1", "5.1")) is None


@pytest.mark.parametrize("key", [aspect.key for aspect in SCHEME.aspects])
@pytest.mark.parametrize("code", [None, "", "9.9", "1.1 "])
def test_an_aspect_not_answered_is_named(key, code):
    answers = answered("1.1", "2.1", "3.1", "4.1", "5.1") | {key: code}
    with pytest.raises(NotAnsweredError) as refused:
        assess(SCHEME, answers)
    assert refused.value.aspect_key == key


def test_rules_that_overlap_are_found():
    assert SCHEME.overlaps() == []
    loose = [rule | {"allowed": {}} if rule["result"] == "D" else rule for rule in QUADRANT_RULES]
    overlapping = Scheme.from_data(QUADRANT_ASPECTS, loose).overlaps()
    assert overlapping == [("A", "D"), ("B", "D"), ("C", "D")]
