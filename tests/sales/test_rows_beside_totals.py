"""A month of the old system of which one province has rows and another nothing but totals."""

from decimal import Decimal

import pytest
from django.db import Error, IntegrityError, transaction

from core.steps import StepRefused
from core.thai.periods import parse_period
from sales.figures.confirmed import Scope, sums
from sales.figures.coverage import whose_figures
from sales.models import (
    DistrictMonth,
    PeriodProducers,
    ProvinceMonth,
    SalesMonth,
    SalesRow,
    Snapshot,
    SnapshotLine,
    Step,
)
from sales.months import workflow
from sales.months.past_rows import PastRow, PastTotal, SourceFile
from sales.months.taking_over import Result, take_over_sales
from tests.sales.test_taken_over_months import JUNE, MARK, ONLY, data
from tests.support import factories as make
from tests.support.pages import shown_page

pytestmark = pytest.mark.django_db

FILE = SourceFile("ยอดเดิม.xlsx", "ab" * 32)
BETTER = SourceFile("ยอดใหม่.xlsx", "cd" * 32)
NOUGHT = Decimal(0)


def four(*baht: str):
    first, second, third, fourth = map(Decimal, baht)
    return first, second, third, fourth


ROWS = [PastRow(2, JUNE, "K1", "food", four("359900", "6260", "0", "0"))]
OF_CHON_BURI = [
    PastTotal(
        2, JUNE, "2001", Decimal("77.25"), "utensil", four("0", "0", "77.25", "0"), alone=True
    ),
    PastTotal(3, JUNE, "2001", Decimal("10.00"), "food", four("10", "0", "0", "0"), alone=True),
]
CHECKS = [
    PastTotal(4, JUNE, "20", Decimal("87.25")),
    PastTotal(5, JUNE, "24", Decimal("366160.00")),
]
TOTALS = [*OF_CHON_BURI, *CHECKS]


def taken(rows, totals=(), file=FILE, **more):
    (outcome,) = take_over_sales(rows, totals, by=make.department_officer(), file=file, **more)
    return outcome


@pytest.fixture
def areas():
    """บางคล้า with rows of K1; เมืองชลบุรี with a producer, and nothing but totals."""
    make.province("20", "ชลบุรี")
    bang_khla, chon_buri = make.district(), make.district("2001", "เมืองชลบุรี")
    make.producer(bang_khla, "กลุ่มน้ำตาลสด", code="K1")
    make.producer(chon_buri, "บริษัททะเล", code="C1")
    return bang_khla, chon_buri


@pytest.fixture
def month(areas):
    outcome = taken(ROWS, TOTALS)
    assert outcome.result == Result.TAKEN, outcome
    return SalesMonth.objects.get(pk=JUNE)


def test_rows_come_in_where_there_are_rows_and_totals_where_there_are_none(areas):
    looked_at = taken(ROWS, TOTALS, check_only=True)
    assert not SalesMonth.objects.exists()
    outcome = taken(ROWS, TOTALS)
    assert outcome == looked_at
    assert (outcome.result, outcome.rows, outcome.districts) == (Result.TAKEN, 1, 2)
    assert outcome.total == Decimal("366247.25")
    assert not outcome.totals_only
    assert "1 แถว เฉพาะยอดรวมของจังหวัดชลบุรี" in outcome.sentence
    month = SalesMonth.objects.get()
    assert (month.totals_only, month.origin, month.status) == (False, MARK, "closed")
    flags = dict(ProvinceMonth.objects.values_list("province", "totals_only"))
    assert flags == {"20": True, "24": False}
    assert SalesRow.objects.count() == 1
    lines = SnapshotLine.objects.values_list("district", "category", "producers", "export_offline")
    assert sorted(lines) == [
        ("2001", "food", 0, Decimal("0.00")),
        ("2001", "utensil", 0, Decimal("77.25")),
        ("2402", "food", 1, Decimal("0.00")),
    ]
    assert set(PeriodProducers.objects.values_list("province", flat=True)) == {"24"}
    assert Step.objects.get().reason.startswith(f"ไฟล์ {FILE.name} 1 แถว เฉพาะยอดรวมของจังหวัดชลบุรี")


def test_the_same_again_adds_nothing_and_another_is_refused(month):
    assert taken(ROWS, TOTALS).result == Result.ALREADY
    assert taken(ROWS, [*OF_CHON_BURI[::-1], *CHECKS]).result == Result.ALREADY
    other = OF_CHON_BURI[1]._replace(total=Decimal(11), amounts=four("11", "0", "0", "0"))
    outcome = taken(ROWS, [OF_CHON_BURI[0], other], BETTER)
    assert outcome.result == Result.REFUSED
    assert [(one.area, one.given, one.found) for one in outcome.differences] == [
        ("2001", Decimal("10.00"), Decimal("11.00"))
    ]
    assert Snapshot.objects.count() == 2


def test_what_is_not_said_to_stand_alone_is_held_against_rows(areas):
    """A forgotten file of rows is found out: totals never take its place by themselves."""
    unsaid = [one._replace(alone=False) for one in OF_CHON_BURI]
    outcome = taken(ROWS, [*unsaid, *CHECKS])
    assert outcome.result == Result.HELD
    assert "มียอดรวมแต่ไม่มีแถวเลย 1 จังหวัด: จังหวัดชลบุรี" in outcome.sentence
    assert "ใส่ “ใช่” ในคอลัมน์ มีเฉพาะยอดรวม" in outcome.sentence


@pytest.mark.parametrize(
    ("total", "why"),
    [
        (
            PastTotal(9, JUNE, "2402", Decimal(5), "herb", four("5", "0", "0", "0"), alone=True),
            "แต่จังหวัดนี้มีแถวของผู้ผลิตในเดือนนี้",
        ),
        (PastTotal(9, JUNE, "20", Decimal("87.25"), alone=True), "ต้องเป็นของอำเภอแยกประเภท ครบสี่ช่อง"),
        (PastTotal(9, JUNE, "2001", Decimal("1"), "herb", alone=True), "ครบสี่ช่อง"),
    ],
)
def test_what_cannot_stand_alone_is_held_back(areas, total, why):
    outcome = taken(ROWS, [*OF_CHON_BURI, total])
    assert outcome.result == Result.HELD
    assert [(one.line, why in one.why) for one in outcome.held] == [(9, True)]


def test_totals_that_do_not_add_up_are_told(areas):
    outcome = taken(ROWS, [*OF_CHON_BURI, CHECKS[0]._replace(total=Decimal("87.26")), CHECKS[1]])
    assert outcome.result == Result.HELD
    assert [one.area for one in outcome.differences] == ["20"]


def test_a_month_of_totals_gives_way_to_rows_of_some_provinces(areas):
    whole = [one._replace(alone=False) for one in OF_CHON_BURI]
    whole += [PastTotal(6, JUNE, "2402", Decimal(100), "food", four("100", "0", "0", "0"))]
    assert taken([], whole).result == Result.TAKEN
    assert set(ProvinceMonth.objects.values_list("totals_only", flat=True)) == {True}
    outcome = taken(ROWS, TOTALS, BETTER)
    assert outcome.result == Result.TAKEN
    assert dict(ProvinceMonth.objects.values_list("province", "totals_only")) == {
        "20": True,
        "24": False,
    }
    by = make.department_officer()
    assert sums(by, Scope(parse_period("2569")), ())[()].total == Decimal("366247.25")


def test_every_level_has_its_baht(areas, month):
    bang_khla, chon_buri = areas
    scope = Scope(parse_period("2026-06"))
    for user, total in (
        (make.district_officer(bang_khla), "366160.00"),
        (make.province_officer(bang_khla.province), "366160.00"),
        (make.district_officer(chon_buri), "87.25"),
        (make.province_officer(chon_buri.province), "87.25"),
        (make.department_officer(), "366247.25"),
    ):
        assert sums(user, scope, ())[()].total == Decimal(total)
        assert (ONLY in whose_figures(user, scope).told) == (total != "366160.00")


def test_reports_say_whose_producers_nobody_knows(client, areas, month):
    _, chon_buri = areas
    by = make.department_officer()
    report = data(client, by, "rt4", period="2026-06")
    assert report["coverage"].endswith(f"{MARK} ({ONLY}ของชลบุรี ไม่มีรายผู้ผลิต จำนวนผู้ผลิต และลักษณะ)")
    counted = {row["total"]: row["producers_group"] for row in report["rows"] if row["total"]}
    assert counted == {"366160.00": 1, "87.25": None}
    assert report["total"]["total"] == "366247.25"
    report = data(client, by, "rt3", period="2569")
    assert report["total"]["total"] == "366247.25"
    assert f"{ONLY}ของชลบุรี มิ.ย. 2569" in report["coverage"]
    own = make.district_officer(chon_buri)
    for key in ("rt1", "rt2"):
        report = data(client, own, key, month="2026-06", district="2001")
        assert report["total"]["total"] == "87.25"
        assert ONLY in report["coverage"]


def test_pages_say_it_of_the_province_only(client, areas, month):
    bang_khla, chon_buri = areas
    client.force_login(make.district_officer(chon_buri))
    assert f"{MARK} {ONLY}" in shown_page(client, "/sales/2026-06/2001/", "87.25")
    assert "87.25 บาท" in shown_page(client, "/", "สิบสองเดือนที่ผ่านมา")
    client.force_login(make.province_officer(chon_buri.province))
    assert "87.25" in shown_page(client, "/sales/board/?month=2026-06", ONLY)
    client.force_login(make.district_officer(bang_khla))
    assert ONLY not in shown_page(client, "/sales/2026-06/2402/", MARK)
    client.force_login(make.department_officer())
    assert f"{MARK} {ONLY}" in shown_page(client, "/sales/months/2026-06/", "366,247.25")


def test_opened_again_only_what_has_rows_is_returned(areas, month):
    bang_khla, chon_buri = areas
    workflow.reopen_month(JUNE, by=make.department_officer(), reason="ยอดผิดจากระบบเดิม")
    of_totals = DistrictMonth.objects.get(district=chon_buri)
    by = make.province_officer(chon_buri.province)
    with pytest.raises(StepRefused, match="ไม่มีรายการให้แก้ไข จึงส่งกลับไม่ได้"):
        workflow.return_district(of_totals, by=by, seen_version=of_totals.version, reason="ตรวจใหม่")
    own = DistrictMonth.objects.get(district=bang_khla)
    province = make.province_officer(bang_khla.province)
    back = workflow.return_district(own, by=province, seen_version=own.version, reason="ตรวจใหม่")
    assert back.status == "returned"
    by_province = sums(make.department_officer(), Scope(parse_period("2026-06")), ("province",))
    assert {key: one.total for key, one in by_province.items()} == {("20",): Decimal("87.25")}


def test_the_database_refuses_a_province_of_totals_that_could_not_be(month):
    of_totals = ProvinceMonth.objects.filter(province="20")
    with pytest.raises(IntegrityError), transaction.atomic():
        of_totals.update(status="collecting", confirmed_at=None, confirmed_by=None)
    portal = make.district_month(DistrictMonth.objects.get(district="2402").district)
    own = ProvinceMonth.objects.filter(month=portal.month_id)
    make.row(portal, make.producer(portal.district))
    make.confirm_province(portal.district.province, portal.month_id)
    with pytest.raises(Error, match="a month of the portal has rows"), transaction.atomic():
        own.update(totals_only=True)
