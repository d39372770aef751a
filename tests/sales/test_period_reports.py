"""Reports over a fiscal year, a round, a quarter: the same figures at every level, producers once."""

import json
from datetime import date
from decimal import Decimal

import pytest

from core.thai.periods import parse_period
from sales.figures.confirmed import Scope, sums
from sales.models import PeriodProducers
from tests.support import factories as make

pytestmark = pytest.mark.django_db

MAY, JUNE, OCTOBER = date(2026, 5, 1), date(2026, 6, 1), date(2026, 10, 1)


@pytest.fixture
def two_months():
    """บางคล้า in May and June (quarters 3 of fiscal year 2569): one seller in both, one in June only."""
    of = make.district()
    both, late = make.producer(of, "ทั้งสองเดือน"), make.producer(of, "มิถุนายน", kind="sme")
    for day, rows in [(MAY, [(both, "food", "10")]), (JUNE, [
        (both, "food", "20"), (both, "fabric", "3"), (late, "food", "100.25"),
    ])]:  # fmt: skip
        month = make.district_month(of, day)
        for seller, category, baht in rows:
            make.row(month, seller, category, (baht, "0", "0", "0"))
    return of


def data(client, user, key: str, **query) -> dict:
    client.force_login(user)
    answer = client.get(f"/reports/{key}/", {"format": "json"} | query)
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def officers(of) -> list:
    return [
        make.district_officer(of),
        make.province_officer(of.province),
        make.department_officer(),
    ]


@pytest.mark.parametrize("period", ["2569", "2569-r2", "2569-q3"])
def test_a_period_says_the_same_at_every_level_with_each_producer_once(client, two_months, period):
    for month in (MAY, JUNE):
        make.confirm_province(two_months.province, month)
    for user in officers(two_months):
        report = data(client, user, "rt3", period=period)
        said = {row["name"]: (row["producers_group"], row["producers_sme"], row["total"])
                for row in [*report["rows"], report["total"]] if row["total"] != "0.00"}  # fmt: skip
        assert said == {
            "อาหาร": (1, 1, "130.25"),
            "ผ้า เครื่องแต่งกาย": (1, 0, "3.00"),
            "รวม": (1, 1, "133.25"),
        }, user


def test_a_withdrawn_month_is_in_no_sum_and_no_count(client, two_months):
    for month in (MAY, JUNE):
        make.confirm_province(two_months.province, month)
    make.reopen_province(two_months.province, JUNE)
    report = data(client, make.department_officer(), "rt4", period="2569")
    assert report["total"]["total"] == "10.00"
    assert (report["total"]["producers_group"], report["total"]["producers_sme"]) == (1, 0)
    assert report["rows"][0]["note"] == "ขาด 1 เดือน"
    assert report["coverage"] == (
        "จังหวัดยืนยันแล้ว ครบทั้ง 2 เดือน 0 จาก 1 จังหวัด ขาด: ฉะเชิงเทรา (มิ.ย.) "
        "(ถึงเดือน มิ.ย. 2569 2 จาก 12 เดือน)"
    )


def test_a_month_of_another_year_counts_in_its_own(client, two_months):
    make.row(make.district_month(two_months, OCTOBER), make.producer(two_months, "ตุลาคม"),
             "food", ("7", "0", "0", "0"))  # fmt: skip
    for month in (MAY, JUNE, OCTOBER):
        make.confirm_province(two_months.province, month)
    assert data(client, make.department_officer(), "rt4", period="2570")["total"]["total"] == "7.00"
    assert set(PeriodProducers.objects.values_list("period", flat=True)) == {
        "2569", "2569-r2", "2569-q3", "2570", "2570-r1", "2570-q1",
    }  # fmt: skip


def test_narrowed_to_a_category_and_a_kind(client, two_months):
    for month in (MAY, JUNE):
        make.confirm_province(two_months.province, month)
    for user in officers(two_months)[1:]:
        report = data(client, user, "rt4", period="2569", category="food", kind="sme")
        assert report["total"]["total"] == "100.25"
        assert (report["total"]["producers_group"], report["total"]["producers_sme"]) == (0, 1)
        assert report["subtitle_lines"][1] == (
            "ประเภทอาหาร ลักษณะผู้ผลิตวิสาหกิจขนาดกลางและขนาดย่อม (SMEs)"
        )


def test_sums_by_dimensions_hold_what_the_officer_may_see(two_months):
    make.confirm_province(two_months.province, MAY)
    scope = Scope(parse_period("2569"))
    by_month = {
        key: amounts.total
        for key, amounts in sums(make.department_officer(), scope, ("month", "category")).items()
    }
    assert by_month == {(MAY, "food"): Decimal(10)}
    own = sums(make.district_officer(two_months), scope, ("district", "kind"))
    assert {key: amounts.total for key, amounts in own.items()} == {
        ("2402", "group"): Decimal(33),
        ("2402", "sme"): Decimal("100.25"),
    }
    elsewhere = make.district_officer(make.district("2501", "ที่อื่น"))
    assert sums(elsewhere, scope, ()) == {}
