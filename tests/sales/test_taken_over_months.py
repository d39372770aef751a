"""Months taken over beside the portal's own: the same reports, nobody's work, marked everywhere."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from core.steps import StepRefused
from core.thai.periods import parse_period
from sales.calendar.timeliness import Outcome, of_districts, of_provinces
from sales.figures.confirmed import Scope, sums
from sales.figures.coverage import whose_figures
from sales.figures.year_on_year import compare
from sales.models import (
    CHANNELS,
    CertifiedPrint,
    DistrictMonth,
    ProvinceMonth,
    RowAnomaly,
    SalesMonth,
    SalesRow,
    Snapshot,
    Step,
)
from sales.months import entry, workflow
from sales.months.checks import MonthCheck
from sales.months.past_rows import PastRow, PastTotal, SourceFile
from sales.months.taking_over import Result, take_over_sales
from targets.bases import portal_bases
from targets.models import PlanPeriod
from tests.support import factories as make
from tests.support import target_factories as target
from tests.support.database import owning, truncating
from tests.support.pages import shown_page

pytestmark = pytest.mark.django_db

FILE = SourceFile("ยอดจำหน่าย.xlsx", "ab" * 32)
MAY, JUNE, OCTOBER = date(2026, 5, 1), date(2026, 6, 1), date(2026, 10, 1)
MARK, ONLY = "นำเข้าจากระบบเดิม", "มีเฉพาะยอดรวม"


def take_over(rows, totals=()):
    by = make.department_officer()
    return list(take_over_sales(rows, totals, by=by, file=FILE))


def past_rows(months=None) -> list[PastRow]:
    """The rows that stand in the portal, as a file of the old system would hold them."""
    found = SalesRow.objects.filled().select_related("producer", "district_month")
    found = found.filter(month__in=months) if months else found
    return [
        PastRow(
            line, one.month, one.producer.code, one.category, one.amounts, one.kind,
            one.district_month.district_id, one.note,
        )
        for line, one in enumerate(found.order_by("month", "pk"), 2)
    ]  # fmt: skip


def forget_sales() -> None:
    """An empty portal but for the registry and the accounts."""
    with owning(), truncating(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE sales_salesmonth CASCADE")
        cursor.execute("TRUNCATE sales_periodproducers")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def data(client, user, key: str, **query) -> dict:
    client.force_login(user)
    answer = client.get(f"/reports/{key}/", {"format": "json"} | query)
    assert answer.status_code == 200, (key, answer.content.decode())
    return json.loads(answer.content)


@pytest.fixture
def two_months():
    """May and June of two districts of a province: a group in two categories, an owner that rested, a
    kind corrected on the way; the province confirmed both, the department closed them."""
    bang_khla, mueang = make.district(), make.district("2401", "เมืองฉะเชิงเทรา")
    group, owner = make.producer(bang_khla), make.producer(bang_khla, "นายขาว", kind="individual")
    firm = make.producer(mueang, "บริษัทน้ำ", kind="sme")
    for day, baht in [(MAY, "100.25"), (JUNE, "200.50")]:
        first, second = make.district_month(bang_khla, day), make.district_month(mueang, day)
        make.row(first, group, "food", (baht, "10", "0", "0"))
        make.row(
            first, group, "fabric", ("3", "0", baht, "0.75"), kind="" if day == MAY else "group"
        )
        make.row(first, owner, "herb", entry="no_sales", note="น้ำท่วม")
        make.row(second, firm, "utensil", ("0", "0", "0", baht))
        make.confirm_province(bang_khla.province, day)
        make.close_month(SalesMonth.objects.get(pk=day))
    return bang_khla


# What each report shows is asked of every role that has it.
REPORTS = [
    ("rt1", {"month": "2026-06", "district": "2402"}),
    ("rt2", {"month": "2026-06", "district": "2402"}),
    *((key, {"period": period}) for period in ("2026-06", "2569", "2569-q3")
      for key in ("rt3", "rt4", "programme")),
    *((key, {"period": "2569"}) for key in (
        "sales-areas", "sales-markets", "sales-month-categories", "sales-months", "sales-categories",
        "pivot", "year-on-year", "evidence-coverage", "anomalies")),
]  # fmt: skip
OF_AREAS = {"rt4", "programme"}


def figures(report: dict) -> dict:
    return {name: report[name] for name in ("columns", "rows", "total", "summaries", "draft")}


def every_report(client, of) -> dict:
    found = {}
    for user in (
        make.district_officer(of), make.province_officer(of.province), make.department_officer(),
    ):  # fmt: skip
        for key, query in REPORTS:
            if user.role == "district" and key in OF_AREAS:
                continue
            report = data(client, user, key, **query)
            found[user.role, key, query.get("period", "")] = report
    return found


def test_a_month_exported_and_taken_over_gives_the_same_reports_to_the_baht(client, two_months):
    before = every_report(client, two_months)
    rows = past_rows()
    forget_sales()
    assert [one.result for one in take_over(rows)] == [Result.TAKEN, Result.TAKEN]
    after = every_report(client, two_months)
    for asked, report in before.items():
        assert figures(after[asked]) == figures(report), asked
        told = json.dumps(after[asked], ensure_ascii=False)
        assert MARK in told, asked
        assert MARK not in json.dumps(report, ensure_ascii=False), asked


def test_a_report_of_several_years_names_the_months_that_were_taken_over(client, two_months):
    rows = past_rows()
    forget_sales()
    take_over(rows)
    make.district_month(two_months, date(2026, 7, 1))
    make.confirm_province(two_months.province, date(2026, 7, 1))
    province = make.province_officer(two_months.province)
    told = data(client, province, "rt4", period="2569")["coverage"]
    assert told.endswith("· นำเข้าจากระบบเดิม: พ.ค. 2569 - มิ.ย. 2569")
    assert MARK not in data(client, province, "rt4", period="2026-07")["coverage"]


def test_the_mark_is_on_paper_and_in_excel(client, two_months):
    rows = past_rows()
    forget_sales()
    take_over(rows)
    client.force_login(make.district_officer(two_months))
    for key in ("rt2", "rt3"):
        query = {"month": "2026-06", "district": "2402"} if key == "rt2" else {"period": "2026-06"}
        book = client.get(f"/reports/{key}/", query | {"format": "xlsx"})
        sheet = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0)
        cells = str(sheet.to_python())
        assert MARK in cells, key
        assert client.get(f"/reports/{key}/", query | {"format": "pdf"}).status_code == 200
    # The letters of a Thai PDF cannot be read back with certainty: what it was set from can.
    paper = CertifiedPrint.objects.get(report="rt2")
    assert paper.of_taken_over
    assert paper.content["certificate"]["line"] == MARK
    assert MARK in shown_page(client, "/sales/prints/", "ฉบับที่พิมพ์แล้ว")


def test_rt2_is_signed_by_nobody_and_says_who_took_it_over(client, two_months):
    rows = past_rows()
    forget_sales()
    take_over(rows)
    report = data(
        client, make.district_officer(two_months), "rt2", month="2026-06", district="2402"
    )
    (note,) = report["notes"]
    assert note.startswith("นำเข้าจากระบบเดิม โดย department เมื่อ ")
    assert note.endswith("ไฟล์ ยอดจำหน่าย.xlsx")
    assert report["signatures"][0][2] == f"({'.' * 60})"


# --- No work, and nobody late -------------------------------------------------------------------------


def test_nobody_has_work_with_it_and_nobody_was_late(client, two_months):
    rows = past_rows()
    forget_sales()
    take_over(rows)
    department = make.department_officer()
    districts = DistrictMonth.objects.select_related("month", "district")
    provinces = ProvinceMonth.objects.select_related("month")
    judged = [
        *of_districts(department, districts).values(),
        *of_provinces(department, provinces).values(),
    ]
    assert {one.outcome for one in judged} == {Outcome.TAKEN_OVER}
    assert {(one.mark, one.sentence) for one in judged} == {("", MARK)}
    assert not RowAnomaly.objects.exists()
    client.force_login(make.district_officer(two_months))
    home = shown_page(client, "/", "สิบสองเดือนที่ผ่านมา")
    assert "ยังไม่มีเดือนที่เปิดรับ" in home
    assert "ไม่มีงานค้าง" in home
    client.force_login(make.province_officer(two_months.province))
    assert "ไม่มีงานค้าง" in shown_page(client, "/", "อำเภอ × เดือน")


def test_the_report_of_timeliness_counts_it_neither_as_in_time_nor_as_late(client, two_months):
    rows = past_rows([MAY])
    forget_sales()
    take_over(rows)
    june = make.district_month(two_months, JUNE)
    make.step(june, at=make.sales_month(JUNE).opened_at)
    report = data(
        client,
        make.province_officer(two_months.province),
        "timeliness",
        period="2569",
        rows="month",
    )
    assert "ทันกำหนด 0 จาก 1 อำเภอ-เดือน" in report["coverage"]
    may = report["rows"][0]
    assert (may["taken_over"], may["late"], may["in_time_percent"], may["rows"]) == (
        2,
        0,
        None,
        None,
    )
    assert report["notes"][0].startswith("นำเข้าจากระบบเดิม: พ.ค. 2569 ไม่มีกำหนดวัน")


def test_only_the_department_opens_it_again_and_no_figure_is_asked(two_months):
    seller = make.producer(two_months, "รายใหญ่")
    year = [date(2025, month, 1) for month in range(1, 13)]
    usual = [
        PastRow(2, month, seller.code, "food", tuple(map(Decimal, ("900000", "0", "0", "0"))))
        for month in year
    ]
    jump = PastRow(3, date(2026, 1, 1), seller.code, "food", (Decimal(1), *[Decimal(0)] * 3), "sme")
    take_over([*usual, jump])
    month = date(2026, 1, 1)
    chief, province = make.district_chief(two_months), make.province_officer(two_months.province)
    with pytest.raises(StepRefused):
        workflow.reopen_month(month, by=province, reason="แก้ยอด")
    with pytest.raises(StepRefused):
        workflow.reopen_month(month, by=make.department_officer(), reason="")
    workflow.reopen_month(month, by=make.department_officer(), reason="ยอดผิดจากระบบเดิม")
    own = DistrictMonth.objects.get(month=month, district=two_months)
    returned = workflow.return_district(own, by=province, seen_version=1, reason="ตรวจใหม่")
    entry.prepare_rows(returned)
    row = SalesRow.objects.get(month=month)
    assert row.kind == "sme"  # as it came, whatever the registry says
    check = MonthCheck.of(DistrictMonth.objects.get(pk=own.pk))
    assert (check.anomalies, check.total.sentence) == ({}, "")
    workflow.confirm_district(returned, by=chief, seen=check.fingerprint)
    confirmed = DistrictMonth.objects.get(pk=own.pk)
    workflow.confirm_province({own.pk: confirmed.version}, by=province, month=month)
    workflow.close_month(month, by=make.department_officer())
    again = SalesMonth.objects.get(pk=month)
    assert again.is_taken_over
    assert Snapshot.objects.current().get(province_month__month=month).version == 2
    assert of_districts(chief, [confirmed])[own.pk].outcome == Outcome.TAKEN_OVER
    (same,) = take_over([jump])
    assert same.result == Result.ALREADY


# --- It counts like others ----------------------------------------------------------------------------


def test_a_year_is_compared_with_a_year_taken_over(client, two_months):
    seller = make.producer(two_months, "รายใหม่")
    last_year = PastRow(
        2, date(2025, 5, 1), seller.code, "food", (Decimal("50.00"), *[Decimal(0)] * 3)
    )
    take_over([last_year])
    district = make.district_officer(two_months)
    scope = Scope(parse_period("2026-05"))
    compared = compare(district, scope, (), whose_figures(district, scope).coverage)
    now, before = compared.whole
    assert (now.total, before.total) == (Decimal("214.25"), Decimal("50.00"))
    assert compared.told.endswith("· ปีก่อนนำเข้าจากระบบเดิม: พ.ค. 2568")
    areas = data(client, make.department_officer(), "sales-areas", period="2026-05", province="24")
    assert "ปีก่อนนำเข้าจากระบบเดิม" in areas["notes"][0]


def test_the_grid_shows_the_month_before_and_the_check_the_past(two_months):
    rows = past_rows()
    forget_sales()
    take_over(rows)
    july = make.district_month(two_months, date(2026, 7, 1))
    seller = SalesRow.objects.filter(category="food").first().producer
    make.row(july, seller, "food", ("1", "0", "0", "0"))
    found = MonthCheck.of(july).rows[0]
    assert sorted(found.past_totals) == [Decimal("110.25"), Decimal("210.50")]


@pytest.mark.parametrize("totals_only", [False, True])
def test_three_years_taken_over_are_the_base_of_targets(totals_only):
    bang_khla, mueang = make.district(), make.district("2401", "เมืองฉะเชิงเทรา")
    sellers = {one.pk: make.producer(one) for one in (bang_khla, mueang)}
    nothing = [Decimal(0)] * 3
    rows, totals = [], []
    for year in (2567, 2568, 2569):
        for month in parse_period(str(year)).months:
            if month >= OCTOBER:
                continue
            for code, baht in ((bang_khla.pk, year * 10), (mueang.pk, 5000)):
                amounts = (Decimal(baht), *nothing)
                rows.append(PastRow(2, month, sellers[code].code, "food", amounts))
                totals.append(PastTotal(2, month, code, Decimal(baht), "food", amounts))
    outcomes = take_over([], totals) if totals_only else take_over(rows)
    assert {one.result for one in outcomes} == {Result.TAKEN}
    assert len(outcomes) == 36
    plan = target.plan(bang_khla.province)
    by = make.province_officer(bang_khla.province)
    bases = {
        (one.period, one.district_id, one.fiscal_year): (one.income, one.months)
        for one in portal_bases(plan, by=by)
    }
    assert bases[PlanPeriod.YEAR, "2402", 2568] == (Decimal(2568 * 120), 12)
    assert bases[PlanPeriod.ROUND_1, "2402", 2569] == (Decimal(2569 * 60), 6)
    assert bases[PlanPeriod.YEAR, "2401", 2567] == (Decimal(60000), 12)


# --- Months of totals only ----------------------------------------------------------------------------

TOTALS = [
    PastTotal(2, JUNE, "2402", Decimal("366160.00"), "food",
              (Decimal("359900"), Decimal("6260"), Decimal(0), Decimal(0))),
    PastTotal(3, JUNE, "2401", Decimal("500.50"), "fabric",
              (Decimal("500.50"), Decimal(0), Decimal(0), Decimal(0))),
]  # fmt: skip


@pytest.fixture
def totals_of_june():
    of = make.district()
    make.district("2401", "เมืองฉะเชิงเทรา")
    take_over([], TOTALS)
    return of


def test_every_level_has_the_same_total_of_a_month_of_totals(client, totals_of_june):
    own = make.district_officer(totals_of_june)
    for key, query in (
        ("rt1", {"month": "2026-06", "district": "2402"}),
        ("rt2", {"month": "2026-06", "district": "2402"}),
        ("rt3", {"period": "2026-06"}),
        ("sales-months", {"period": "2569"}),
    ):
        report = data(client, own, key, **query)
        assert report["total"]["total"] == "366160.00", key
        assert ONLY in report["coverage"], key
    for user in (make.province_officer(totals_of_june.province), make.department_officer()):
        report = data(client, user, "rt4", period="2026-06", province="24")
        assert report["total"]["total"] == "366660.50", user
        assert {row["producers_group"] for row in report["rows"]} == {None}
        assert report["coverage"].endswith(
            "นำเข้าจากระบบเดิม (มีเฉพาะยอดรวม ไม่มีรายผู้ผลิต จำนวนผู้ผลิต และลักษณะ)"
        )
    summary = data(client, own, "rt2", month="2026-06", district="2402")["summaries"][0]
    assert summary["rows"][0]["total"] == "366160.00"


def test_the_pages_of_a_month_of_totals_say_so(client, totals_of_june):
    client.force_login(make.district_officer(totals_of_june))
    for page in ("", "check/"):
        text = shown_page(client, f"/sales/2026-06/2402/{page}", "366,160.00")
        assert f"{MARK} {ONLY}" in text
    home = shown_page(client, "/", "สิบสองเดือนที่ผ่านมา")
    assert "366,160.00 บาท นำเข้าจากระบบเดิม" in home
    client.force_login(make.province_officer(totals_of_june.province))
    assert "366,160.00" in shown_page(client, "/sales/2026-06/2402/review/", f"{MARK} {ONLY}")
    board = shown_page(client, "/sales/board/?month=2026-06", MARK)
    assert "366,160.00" in board
    client.force_login(make.department_officer())
    assert MARK in shown_page(client, "/sales/months/", ONLY)
    state = shown_page(client, "/sales/months/2026-06/", "366,660.50")
    assert "reopen_month" not in state


def test_a_month_of_totals_is_not_opened_again(totals_of_june):
    with pytest.raises(StepRefused, match="ไม่มีรายการให้แก้ไข"):
        workflow.reopen_month(JUNE, by=make.department_officer(), reason="แก้")
    assert Step.objects.count() == 1


def test_a_month_taken_over_is_not_reported_to_the_director_general(client, totals_of_june):
    with pytest.raises(StepRefused, match="จึงไม่มีขั้นรายงานอธิบดี"):
        workflow.report_month(JUNE, by=make.department_officer())
    client.force_login(make.department_officer())
    assert "รายงานแล้ว" not in shown_page(client, "/sales/months/2026-06/", MARK)


def test_a_year_adds_months_of_rows_and_months_of_totals(totals_of_june):
    may = make.district_month(totals_of_june, MAY)
    make.row(may, make.producer(totals_of_june), "food", ("0.50", "0", "0", "0"))
    make.confirm_province(totals_of_june.province, MAY)
    scope = Scope(parse_period("2569"))
    for user, total in (
        (make.district_officer(totals_of_june), "366160.50"),
        (make.province_officer(totals_of_june.province), "366661.00"),
        (make.department_officer(), "366661.00"),
    ):
        whole = sums(user, scope, ())[()]
        assert whole.total == Decimal(total)
        assert sum(getattr(whole, channel) for channel in CHANNELS) == Decimal(total)
