"""Months of the system before the portal: taken over whole or not at all, once, and for good."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core.steps import StepRefused
from core.thai.periods import parse_period
from producers.models import Producer
from registration.models import Status
from sales.figures.confirmed import Scope, sums
from sales.models import (
    DistrictMonth,
    PeriodProducers,
    ProvinceMonth,
    SalesMonth,
    SalesRow,
    Snapshot,
    SnapshotDistrict,
    SnapshotLine,
    SnapshotProducers,
    Step,
)
from sales.months.past_rows import PastRow, PastTotal, SourceFile
from sales.months.taking_over import MonthOutcome, Result, take_over_sales
from tests.support import factories as make

pytestmark = pytest.mark.django_db

JUNE, JULY = date(2023, 6, 1), date(2023, 7, 1)
FILE = SourceFile("ยอดจำหน่าย 2566.xlsx", "ab" * 32)


def baht(*amounts: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    first, second, third, fourth = map(Decimal, amounts or ("0", "0", "0", "0"))
    return first, second, third, fourth


def row(line: int, code: str, category: str, *amounts: str, month: date = JUNE, **more) -> PastRow:
    return PastRow(line, month, code, category, baht(*amounts), **more)


def taken(
    rows: Iterable[PastRow], totals: Iterable[PastTotal] = (), file: SourceFile = FILE, **more
) -> list[MonthOutcome]:
    return list(take_over_sales(rows, totals, by=make.department_officer(), file=file, **more))


@pytest.fixture
def registry():
    """Two districts of a province and one of another; a blank kind, a cancelled producer."""
    bang_khla, mueang = make.district(), make.district("2401", "เมืองฉะเชิงเทรา")
    chon_buri = make.district("2001", "เมืองชลบุรี")
    make.producer(bang_khla, "กลุ่มน้ำตาลสด", code="K1")
    make.producer(bang_khla, "ร้านเก่า", kind="", code="K2")
    make.producer(mueang, "นางทอ ผ้างาม", kind="individual", code="M1", status=Status.CANCELLED)
    make.producer(chon_buri, "บริษัททะเล", kind="sme", code="C1")


ROWS = [
    row(2, "K1", "food", "359900.00", "6260.00", "0", "0"),
    row(3, "K1", "beverage", "1098640.00", "9980.00", "0", "0.25"),
    row(4, "K2", "herb", note="น้ำท่วม"),
    row(5, "M1", "fabric", "500.50", "0", "0", "0", kind="group"),
    row(6, "C1", "utensil", "0", "0", "77.00", "0"),
    row(7, "C1", "utensil", "0", "0", "80.00", "0", month=JULY),
]
BANG_KHLA = Decimal("1474780.25")


def test_a_month_stands_closed_and_confirmed_with_its_rows(registry):
    june, july = taken(ROWS)
    assert (june.month, june.result, june.rows, june.districts) == (JUNE, Result.TAKEN, 5, 3)
    assert june.total == BANG_KHLA + Decimal("577.50")
    assert (july.month, july.result, july.total) == (JULY, Result.TAKEN, Decimal("80.00"))
    month = SalesMonth.objects.get(pk=JUNE)
    assert (month.status, month.source, month.totals_only) == ("closed", "taken_over", False)
    assert (month.taken_over_by.username, month.taken_over_file) == ("department", FILE.name)
    assert month.taken_over_hash == FILE.sha256
    assert set(ProvinceMonth.objects.filter(month=JUNE).values_list("province", "status")) == {
        ("20", "confirmed"), ("24", "confirmed"),
    }  # fmt: skip
    assert set(DistrictMonth.objects.filter(month=JUNE).values_list("district", "status")) == {
        ("2001", "province_confirmed"),
        ("2401", "province_confirmed"),
        ("2402", "province_confirmed"),
    }
    stored = SalesRow.objects.filter(month=JUNE).order_by("producer__code", "category")
    assert list(stored.values_list("producer__code", "category", "kind", "entry", "total", "note")) == [
        ("C1", "utensil", "sme", "amounts", Decimal("77.00"), ""),
        ("K1", "beverage", "group", "amounts", Decimal("1108620.25"), ""),
        ("K1", "food", "group", "amounts", Decimal("366160.00"), ""),
        ("K2", "herb", "", "no_sales", Decimal("0.00"), "น้ำท่วม"),
        ("M1", "fabric", "group", "amounts", Decimal("500.50"), ""),
    ]  # fmt: skip


def test_the_snapshots_hold_what_the_workflow_would_have_kept(registry):
    taken(ROWS)
    in_june = {"snapshot__province_month__month": JUNE}
    lines = SnapshotLine.objects.filter(**in_june).order_by("district", "category")
    assert [
        (one.district_id, one.category, one.kind, one.producers, one.domestic_offline)
        for one in lines
    ] == [
        ("2001", "utensil", "sme", 1, Decimal("0.00")),
        ("2401", "fabric", "group", 1, Decimal("500.50")),
        ("2402", "beverage", "group", 1, Decimal("1098640.00")),
        ("2402", "food", "group", 1, Decimal("359900.00")),
        ("2402", "herb", "", 0, Decimal("0.00")),
    ]
    counts = SnapshotProducers.objects.filter(**in_june).order_by("district")
    assert list(counts.values_list("district", "kind", "producers")) == [
        ("2001", "sme", 1), ("2401", "group", 1), ("2402", "group", 1),
    ]  # fmt: skip
    standing = SnapshotDistrict.objects.get(**in_june, district="2402")
    assert (standing.rows, standing.rows_with_evidence, standing.total) == (2, 0, BANG_KHLA)
    of_year = PeriodProducers.objects.filter(period="2566", category="").order_by("district")
    assert list(of_year.values_list("district", "kind", "producers")) == [
        ("2001", "sme", 1), ("2401", "group", 1), ("2402", "group", 1),
    ]  # fmt: skip


def test_one_line_of_the_trail_tells_of_it_and_no_step_of_an_office(registry):
    taken(ROWS[:5])
    (step,) = Step.objects.all()
    assert (step.name, step.from_status, step.to_status) == ("take_over_month", "", "closed")
    assert (step.province, step.district, step.by.username) == (None, None, "department")
    assert step.reason == f"ไฟล์ {FILE.name} 5 แถว 3 อำเภอ"
    for user in (make.district_officer(make.district()), make.province_officer(make.province())):
        assert Step.objects.visible_to(user).get() == step


def test_sales_stay_where_the_file_says_they_were_earned(registry):
    moved = row(2, "K1", "food", "10.00", "0", "0", "0", district="2001")
    taken([moved])
    assert SalesRow.objects.get().district_month.district_id == "2001"
    assert SnapshotLine.objects.get().district_id == "2001"
    assert Producer.objects.get(code="K1").district_id == "2402"


# --- Not whole: held back -----------------------------------------------------------------------------


def test_what_cannot_be_stored_holds_its_month_back_and_no_other(registry):
    wrong = [
        row(2, "K9", "food", "1.00", "0", "0", "0"),
        row(3, "K1", "drink", "1.00", "0", "0", "0"),
        row(4, "K1", "food", "1.00", "0", "0", "0", kind="firm"),
        row(5, "K2", "food", "1.00", "0", "0", "0", district="9999"),
        row(6, "M1", "food", "-1.00", "0", "0", "0"),
        row(7, "M1", "herb", "1.005", "0", "0", "0"),
        row(8, "M1", "utensil", "NaN", "0", "0", "0"),
        row(9, "C1", "food", "1.00", "0", "0", "0"),
        row(10, "C1", "food", "2.00", "0", "0", "0"),
        row(11, "C1", "herb", "2.00", "0", "0", "0", note="น" * 501),
    ]
    june, july = taken([*wrong, ROWS[5]])
    assert (june.result, july.result) == (Result.HELD, Result.TAKEN)
    assert [(one.line, one.why) for one in june.held] == [
        (2, "ไม่พบรหัสผู้ประกอบการ “K9” ในทะเบียน"),
        (3, "ไม่มีประเภทผลิตภัณฑ์ “drink”"),
        (4, "ไม่มีลักษณะผู้ประกอบการ “firm”"),
        (5, "ไม่พบรหัสอำเภอ “9999”"),
        (6, "ยอดติดลบ ว่าง มีทศนิยมเกินสองตำแหน่ง หรือเกิน 12 หลัก"),
        (7, "ยอดติดลบ ว่าง มีทศนิยมเกินสองตำแหน่ง หรือเกิน 12 หลัก"),
        (8, "ยอดติดลบ ว่าง มีทศนิยมเกินสองตำแหน่ง หรือเกิน 12 หลัก"),
        (9, "ผู้ผลิตและประเภทนี้มี 2 แถวในเดือนเดียวกัน"),
        (10, "ผู้ผลิตและประเภทนี้มี 2 แถวในเดือนเดียวกัน"),
        (11, "หมายเหตุยาวเกิน 500 ตัวอักษร"),
    ]
    assert june.sentence == "มี 10 แถวที่เก็บไม่ได้ ทั้งเดือนจึงยังไม่นำเข้า แก้แล้วส่งอีกครั้ง"
    assert [one.pk for one in SalesMonth.objects.all()] == [JULY]


def test_confirmed_totals_hold_to_the_satang(registry):
    totals = [
        PastTotal(2, JUNE, "24", BANG_KHLA + Decimal("500.50")),
        PastTotal(3, JUNE, "2402", BANG_KHLA),
        PastTotal(4, JUNE, "2402", Decimal("366160.00"), "food", baht("359900", "6260", "0", "0")),
        PastTotal(5, JUNE, "2401", Decimal("500.50")),
        PastTotal(6, JUNE, "2001", Decimal("77.00")),
    ]
    (june,) = taken(ROWS[:5], totals)
    assert (june.result, june.differences) == (Result.TAKEN, ())


def test_every_difference_is_named_by_district_and_baht(registry):
    totals = [
        PastTotal(2, JUNE, "2402", BANG_KHLA + Decimal("0.01")),
        PastTotal(3, JUNE, "2402", Decimal("366160.00"), "food", baht("366160", "0", "0", "0")),
        PastTotal(4, JUNE, "2403", Decimal("12.00")),
    ]
    make.district("2403", "บางน้ำเปรี้ยว")
    (june,) = taken(ROWS[:5], totals)
    assert june.result == Result.HELD
    assert [one.sentence for one in june.differences] == [
        "อำเภอบางคล้า จังหวัดฉะเชิงเทรา: ยืนยันไว้ 1,474,780.26 บาท แถวรวมกันได้ 1,474,780.25 บาท ต่าง 0.01 บาท",
        "อำเภอบางคล้า จังหวัดฉะเชิงเทรา อาหาร ในประเทศ ออฟไลน์: "
        "ยืนยันไว้ 366,160.00 บาท แถวรวมกันได้ 359,900.00 บาท ต่าง 6,260.00 บาท",
        "อำเภอบางคล้า จังหวัดฉะเชิงเทรา อาหาร ในประเทศ ออนไลน์: "
        "ยืนยันไว้ 0.00 บาท แถวรวมกันได้ 6,260.00 บาท ต่าง 6,260.00 บาท",
        "อำเภอบางน้ำเปรี้ยว จังหวัดฉะเชิงเทรา: ยืนยันไว้ 12.00 บาท แถวรวมกันได้ 0.00 บาท ต่าง 12.00 บาท",
        "อำเภอเมืองชลบุรี จังหวัดจังหวัด 20: ยืนยันไว้ ไม่มี แถวรวมกันได้ 77.00 บาท ต่าง 77.00 บาท",
        "อำเภอเมืองฉะเชิงเทรา จังหวัดฉะเชิงเทรา: ยืนยันไว้ ไม่มี แถวรวมกันได้ 500.50 บาท ต่าง 500.50 บาท",
    ]
    assert not SalesMonth.objects.exists()


def test_a_total_that_says_nothing_right_holds_the_month_back(registry):
    totals = [
        PastTotal(2, JUNE, "99", Decimal("1.00")),
        PastTotal(3, JUNE, "2402", Decimal("2.00"), "food", baht("1", "0", "0", "0")),
        PastTotal(4, JUNE, "2402", Decimal("2.00"), "drink"),
        PastTotal(5, JUNE, "2401", Decimal("1.005")),
    ]
    (june,) = taken(ROWS[:5], totals)
    assert [(one.line, one.why) for one in june.held] == [
        (2, "ไม่พบรหัสจังหวัดหรืออำเภอ “99”"),
        (3, "ยอดรวม 2.00 ไม่เท่ากับผลบวกของสี่ช่อง 1.00"),
        (4, "ไม่มีประเภทผลิตภัณฑ์ “drink”"),
        (5, "ยอดติดลบ มีทศนิยมเกินสองตำแหน่ง หรือใหญ่เกินไป"),
    ]


# --- Again --------------------------------------------------------------------------------------------


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (SalesRow, SnapshotLine, Step)]


def test_the_same_content_again_adds_nothing_whatever_its_order_and_name(registry):
    taken(ROWS)
    before = everything()
    other = SourceFile("อีกครั้ง.csv", "cd" * 32)
    june, july = taken(reversed(ROWS), file=other)
    assert (june.result, july.result) == (Result.ALREADY, Result.ALREADY)
    assert "จากไฟล์ ยอดจำหน่าย 2566.xlsx" in june.sentence
    assert everything() == before


def test_a_run_that_was_killed_goes_on_where_it_was(registry):
    by = make.department_officer()
    run = take_over_sales(ROWS, by=by, file=FILE)
    assert next(run).result == Result.TAKEN
    assert not PeriodProducers.objects.filter(period="2566").exists()  # none rather than old ones
    run.close()
    assert PeriodProducers.objects.filter(period="2566", category="").count() == 3
    assert [one.pk for one in SalesMonth.objects.all()] == [JUNE]
    assert [one.result for one in taken(ROWS)] == [Result.ALREADY, Result.TAKEN]
    of_year = PeriodProducers.objects.filter(period="2566", category="").order_by("district")
    assert list(of_year.values_list("district", "producers")) == [
        ("2001", 1), ("2401", 1), ("2402", 1),
    ]  # fmt: skip
    assert PeriodProducers.objects.filter(period="2566-q3", category="").count() == 3


def test_totals_that_come_later_are_held_against_what_stands_there(registry):
    taken(ROWS[:5])
    (june,) = taken(ROWS[:5], [PastTotal(2, JUNE, "24", Decimal("1.00"))])
    assert june.result == Result.ALREADY
    assert "ไม่ตรง 2 แห่ง" in june.sentence
    assert [one.given for one in june.differences] == [Decimal("1.00"), None]


def test_another_content_is_refused_with_what_differs(registry):
    taken(ROWS[:5])
    before = everything()
    (june,) = taken([row(2, "K1", "food", "359900.00", "0", "0", "0"), *ROWS[1:5]])
    assert june.result == Result.REFUSED
    assert "ไม่เหมือนเดิม ต่างกัน 1 แห่ง ไม่นำเข้าทับ" in june.sentence
    (difference,) = june.differences
    assert (difference.area, difference.what) == ("2402", "อาหาร")
    assert (difference.given, difference.found) == (Decimal("366160.00"), Decimal("359900.00"))
    (june,) = taken([*ROWS[:2], row(4, "K2", "herb"), *ROWS[3:5]])  # without its note
    assert "ยอดรวมเท่ากัน แต่รายการต่างกัน" in june.sentence
    assert everything() == before


def test_a_month_of_the_portal_itself_is_never_written_over(registry):
    make.district_month(make.district(), JUNE)
    (june,) = taken(ROWS[:5])
    assert (june.result, june.sentence) == (
        Result.REFUSED, "เดือนมิถุนายน 2566 เปิดในระบบนี้แล้ว ไม่นำเข้าทับ",
    )  # fmt: skip
    assert not SalesRow.objects.exists()


def test_a_month_that_is_not_over_is_refused(registry):
    (november,) = taken([row(2, "K1", "food", "1.00", "0", "0", "0", month=date(2026, 11, 1))])
    assert (november.result, SalesMonth.objects.count()) == (Result.REFUSED, 0)


def test_a_check_writes_nothing(registry):
    june, july = taken(ROWS, check_only=True)
    assert (june.result, july.result) == (Result.TAKEN, Result.TAKEN)
    assert not SalesMonth.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('past_rows'), to_regclass('past_month')")
        assert cursor.fetchone() == (None, None)


def test_only_the_department_takes_months_over(registry):
    for by in (make.district_chief(make.district()), make.province_officer(make.province())):
        with pytest.raises(StepRefused):
            take_over_sales(ROWS, by=by, file=FILE)


# --- The database refuses the impossible --------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "taken_over"},
        {"totals_only": True},
        {"taken_over_hash": "ab" * 32},
    ],
)
def test_a_mark_without_its_stamps_is_refused(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.sales_month(JULY, **wrong)


def test_the_mark_of_a_month_is_never_taken_off(registry):
    taken(ROWS)
    for change in ({"source": "portal"}, {"taken_over_file": "x"}, {"totals_only": True}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            SalesMonth.objects.filter(pk=JUNE).update(**change)


# --- Months of totals only ----------------------------------------------------------------------------

TOTALS = [
    PastTotal(2, JUNE, "2402", Decimal("366160.00"), "food", baht("359900", "6260", "0", "0")),
    PastTotal(3, JUNE, "2402", Decimal("1000.00"), "herb", baht("0", "0", "1000", "0")),
    PastTotal(4, JUNE, "2401", Decimal("500.50"), "fabric", baht("500.50", "0", "0", "0")),
    PastTotal(5, JUNE, "24", Decimal("367660.50")),
]


def test_totals_without_rows_become_snapshots_of_a_month_without_rows(registry):
    (june,) = taken([], TOTALS)
    assert (june.result, june.totals_only, june.total) == (Result.TAKEN, True, Decimal("367660.50"))
    month = SalesMonth.objects.get()
    assert (month.totals_only, month.origin) == (True, "นำเข้าจากระบบเดิม มีเฉพาะยอดรวม")
    assert not SalesRow.objects.exists()
    assert SnapshotLine.objects.count() == 3
    assert taken([], TOTALS)[0].result == Result.ALREADY
    assert Snapshot.objects.count() == 1


BETTER = SourceFile("ยอดรวมแก้ไข.xlsx", "cd" * 32)


def test_totals_give_way_to_better_ones_and_stay_on_record(registry):
    taken([], TOTALS)
    more = TOTALS[2]._replace(total=Decimal("600.00"), amounts=baht("600", "0", "0", "0"))
    better = [*TOTALS[:2], more, PastTotal(5, JUNE, "24", Decimal("367760.00"))]
    (looked_at,) = taken([], better, BETTER, check_only=True)
    assert SalesMonth.objects.get().taken_over_file == FILE.name
    (june,) = taken([], better, BETTER)
    assert june == looked_at
    assert june.result == Result.TAKEN
    assert f"แทนยอดรวมเดิม 367,660.50 บาท จากไฟล์ {FILE.name}" in june.sentence
    (difference,) = june.differences
    assert (difference.area, difference.given, difference.found) == (
        "2401", Decimal("500.50"), Decimal("600.00"),
    )  # fmt: skip
    month = SalesMonth.objects.get()
    assert (month.taken_over_file, month.status, month.totals_only) == (BETTER.name, "closed", True)
    old, new = Snapshot.objects.order_by("version")
    assert (old.superseded_at is None, new.superseded_at) == (False, None)
    channels = ("domestic_offline", "domestic_online", "export_offline", "export_online")
    assert [sum(sum(one) for one in each.lines.values_list(*channels)) for each in (old, new)] == [
        Decimal("367660.50"), Decimal("367760.00"),
    ]  # fmt: skip
    told = Step.objects.filter(name="take_over_month").order_by("pk")
    assert [(one.province_id, one.reason) for one in told] == [
        (None, f"ไฟล์ {FILE.name} เฉพาะยอดรวม 2 อำเภอ"),
        (None, f"ไฟล์ {BETTER.name} เฉพาะยอดรวม 2 อำเภอ แทนไฟล์ {FILE.name}"),
        ("24", "แทนยอดรวม 367,660.50 บาท ด้วย 367,760.00 บาท"),
    ]
    assert taken([], better, BETTER)[0].result == Result.ALREADY
    department = make.department_officer()
    assert sums(department, Scope(parse_period("2566")), ())[()].total == Decimal("367760.00")


def test_totals_give_way_to_rows(registry):
    taken([], TOTALS)
    (june,) = taken(ROWS[:5], file=BETTER)
    assert june.result == Result.TAKEN
    month = SalesMonth.objects.get()
    assert (month.totals_only, month.status, month.origin) == (False, "closed", "นำเข้าจากระบบเดิม")
    assert SalesRow.objects.filter(month=JUNE).count() == 5
    in_force = Snapshot.objects.current().filter(province_month__province="24")
    assert in_force.get().version == 2
    assert SnapshotProducers.objects.filter(snapshot__in=in_force).exists()
    statuses = DistrictMonth.objects.filter(month=JUNE).values_list("status", flat=True)
    assert list(statuses) == ["province_confirmed"] * 3
    assert taken([], TOTALS)[0].result == Result.REFUSED  # rows do not give way


def test_totals_give_way_only_where_every_district_is_told_again(registry):
    taken([], TOTALS)
    (june,) = taken([], TOTALS[:2], BETTER)
    assert june.result == Result.REFUSED
    assert "ขาด 1 อำเภอ: อำเภอเมืองฉะเชิงเทรา" in june.sentence
    assert SalesMonth.objects.get().taken_over_file == FILE.name


def test_totals_that_say_too_little_are_held_back(registry):
    (june,) = taken([], [PastTotal(2, JUNE, "2402", Decimal("1.00"))])
    assert june.result == Result.HELD
    (june,) = taken([], [PastTotal(2, JUNE, "2402", Decimal("1.00"), "food")])
    assert june.held[0].why == "เดือนนี้ไม่มีแถวของผู้ผลิต ยอดรวมของอำเภอต้องมีครบสี่ช่อง"
    (june,) = taken([], [*TOTALS[:3], PastTotal(5, JUNE, "24", Decimal("367660.51"))])
    assert [one.sentence for one in june.differences] == [
        "จังหวัดฉะเชิงเทรา: ยืนยันไว้ 367,660.51 บาท แถวรวมกันได้ 367,660.50 บาท ต่าง 0.01 บาท"
    ]
    assert not SalesMonth.objects.exists()


def test_every_level_reads_a_month_of_totals(registry):
    taken([], TOTALS)
    taken([ROWS[5]])
    scope = Scope(parse_period("2566"))
    district, province = (
        make.district_officer(make.district()),
        make.province_officer(make.province()),
    )
    whole = {"district": "367160.00", "province": "367660.50", "department": "367740.50"}
    for user in (district, province, make.department_officer()):
        assert sums(user, scope, ())[()].total == Decimal(whole[user.role]), user
        by_month = sums(user, scope, ("month",))
        assert by_month[JUNE,].total == Decimal(
            {"department": "367660.50"}.get(user.role, whole[user.role])
        )
    assert sums(make.province_officer(make.province("20")), scope, ("month",)).keys() == {(JULY,)}


def test_a_month_of_totals_is_never_opened_again(registry):
    taken([], TOTALS)
    with pytest.raises(IntegrityError), transaction.atomic():
        SalesMonth.objects.filter(pk=JUNE).update(status="open", closed_at=None, closed_by=None)
