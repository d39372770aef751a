"""Whose figures a report says it holds: never "complete" where there is nothing to be complete."""

from datetime import date

import pytest

from core.thai.periods import parse_period
from sales.figures.confirmed import Scope
from sales.figures.coverage import Coverage, whose_figures
from tests.support import factories as make

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


class Area:
    def __init__(self, code: str):
        self.code, self.name_th = code, f"อำเภอ{code}"


def coverage(months=(OCTOBER,), confirmed=None, codes=("2402", "2403"), asked=1) -> Coverage:
    held = {code: frozenset(days) for code, days in (confirmed or {}).items()}
    return Coverage("อำเภอ", tuple(map(Area, codes)), tuple(months), held, asked)


def test_a_period_without_an_opened_month_is_not_complete():
    none_opened = coverage(months=())
    assert none_opened.complete is False
    assert none_opened.sentence.endswith("(ยังไม่เปิดเดือนใดในช่วงนี้)")


def test_complete_is_every_area_in_every_opened_month():
    both = {"2402": [OCTOBER], "2403": [OCTOBER]}
    assert coverage(confirmed=both).complete is True
    assert coverage(confirmed={"2402": [OCTOBER]}).complete is False
    assert coverage(months=(OCTOBER, NOVEMBER), confirmed=both, asked=2).complete is False


@pytest.mark.django_db
def test_the_report_of_a_period_not_begun_says_so():
    """A draft for the offices; the department's figures never are, but there are none."""
    of = make.district()
    make.row(make.district_month(of, OCTOBER), make.producer(of))
    for user, final in (
        (make.district_officer(of), False),
        (make.province_officer(of.province), False),
        (make.department_officer(), True),
    ):
        whose = whose_figures(user, Scope(period=parse_period("2571")))
        assert (whose.coverage.complete, whose.final) == (False, final)
        assert "ยังไม่" in whose.told
