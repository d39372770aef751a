"""รต.๑ filled in without a line: taken along, sent back, written through sales.months.entry alone."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.tables.loading import LoadRefused, load
from core.tables.workflow import ImportRefused, read_for, receive
from core.users.models import User
from sales.imports import MonthCell
from sales.models import DistrictMonth, SalesRow
from sales.months import entry
from sales.months.entry import RowInput
from tests.support import factories as make
from tests.support.pages import markup
from tests.support.sheets_by_heading import (
    checked,
    confirm,
    faults,
    send,
    sheet_rows,
    table,
    workbook,
)

pytestmark = pytest.mark.django_db

OFFLINE, ONLINE = "ในประเทศ ออฟไลน์", "ในประเทศ ออนไลน์"
EXPORT_OFFLINE, EXPORT_ONLINE = "ส่งออก ออฟไลน์", "ส่งออก ออนไลน์"
TOTAL, NO_SALES, NOTE = "รวม", "ไม่มียอดจำหน่าย", "หมายเหตุ คำชี้แจง"
VERSION = "เลขกำกับข้อมูล (ห้ามแก้ไข)"


@pytest.fixture
def month() -> DistrictMonth:
    """อำเภอบางคล้า: two rows with figures, one without sales, one not filled in."""
    return make.month_of_bang_khla()


@pytest.fixture
def clerk(month) -> User:
    return make.district_officer(month.district)


def exported(by: User, **asked: str) -> list[dict]:
    return sheet_rows("sales", by, **asked)


def stands(month: DistrictMonth, category: str) -> tuple:
    row = SalesRow.objects.get(district_month=month, category=category)
    return (row.entry, *map(str, row.amounts), row.note, row.version)


def test_the_sheet_says_the_form_and_leaves_empty_what_nobody_typed(month, clerk):
    for row in SalesRow.objects.filter(entry="blank"):
        make.product(row.producer, row.category)  # so that the registry gives it
    told = [
        (row["เดือน"], row["ชื่อ"], row["ลักษณะ"], *(row[name] for name in MONEY), row[NO_SALES])
        for row in exported(clerk)
    ]
    group = "กลุ่มผู้ผลิตชุมชน"
    single = "ผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว"
    d = Decimal
    assert told == [
        ("10/2569", "กลุ่มน้ำตาลสด", group, d("359900"), d("6260"), d(0), d(0), d("366160"), ""),
        ("10/2569", "กลุ่มน้ำตาลสด", group, d("1098640"), d("9980"), d(0), d(0), d("1108620"), ""),
        ("10/2569", "นายขาวสะอาด ใจดี", single, "", "", "", "", "", "ใช่"),
        ("10/2569", "ร้านใหม่", "", "", "", "", "", "", ""),
    ]


MONEY = (OFFLINE, ONLINE, EXPORT_OFFLINE, EXPORT_ONLINE, TOTAL)


def keep_in_registry(month: DistrictMonth) -> None:
    """Exporting brings the month in step with the registry; these rows stay."""
    for row in SalesRow.objects.filter(district_month=month):
        make.product(row.producer, row.category)


def test_it_comes_back_filled_in_and_is_saved_as_in_the_grid(month, clerk):
    keep_in_registry(month)
    food, beverage, fabric, herb = exported(clerk)
    herb |= {ONLINE: "๑,๒๕๐.๕๐", TOTAL: "1250.5", NOTE: "งานกาชาด"}
    fabric |= {NO_SALES: "", OFFLINE: 100, ONLINE: Decimal("0.10"), EXPORT_ONLINE: Decimal("0.20")}
    food |= {OFFLINE: "", ONLINE: "", EXPORT_OFFLINE: "", EXPORT_ONLINE: "", NO_SALES: "ใช่"}
    run = send("sales", clerk, [food, beverage, fabric, herb])
    assert run.counts == {"new": 0, "changed": 3, "unchanged": 1, "faulty": 0}
    run = confirm(run)
    assert run.status == "done"
    assert stands(month, "herb") == ("amounts", "0.00", "1250.50", "0.00", "0.00", "งานกาชาด", 1)
    assert stands(month, "fabric") == ("amounts", "100.00", "0.10", "0.00", "0.20", "น้ำท่วม", 1)
    assert stands(month, "food") == ("no_sales", "0.00", "0.00", "0.00", "0.00", "", 1)
    assert stands(month, "beverage")[-1] == 0
    assert SalesRow.objects.get(category="herb").updated_by == clerk
    assert dict(run.sums) == run.receipt["sums"]
    assert [heading for heading, _ in run.sums] == [*MONEY[:4], "ทั้งสี่ช่อง"]
    assert run.receipt["sums"] == {
        OFFLINE: "1,098,740.00",
        ONLINE: "11,230.60",
        EXPORT_OFFLINE: "0.00",
        EXPORT_ONLINE: "0.20",
        "ทั้งสี่ช่อง": "1,109,970.80",
    }


def test_the_preview_shows_each_cell_and_what_the_row_then_comes_to(month, clerk):
    keep_in_registry(month)
    food, *_ = exported(clerk)
    food[ONLINE] = "6260.55"
    [row] = send("sales", clerk, [food]).preview["changed"]
    assert row["name"] == "กลุ่มน้ำตาลสด"
    assert row["changes"] == [
        {"heading": ONLINE, "before": "6260", "after": "6260.55"},
        {"heading": TOTAL, "before": "366160", "after": "366160.55"},
    ]


def test_all_blank_is_not_filled_in_and_four_zeros_are_no_sales(month, clerk):
    keep_in_registry(month)
    _, _, fabric, herb = exported(clerk)
    for name in MONEY[:4]:
        fabric[name] = "0"  # says again that there are none
    found = checked("sales", clerk, [fabric, herb])
    assert (found.unchanged, found.changed, found.faulty) == (2, [], [])
    for name in MONEY[:4]:
        herb[name] = "0"
    confirm(send("sales", clerk, [herb]))
    assert stands(month, "herb")[0] == "no_sales"


def test_a_total_that_is_not_the_sum_names_both(month, clerk):
    keep_in_registry(month)
    *_, herb = exported(clerk)
    herb |= {OFFLINE: 1000, TOTAL: 1100}
    assert faults(checked("sales", clerk, [herb])) == [
        {
            "total": "รวม 1,100.00 ไม่เท่ากับผลบวกของสี่ช่อง 1,000.00 ตรวจยอดแต่ละช่อง "
            "หรือเว้นช่องรวมว่างไว้ ระบบรวมให้"
        }
    ]


def test_a_total_alone_does_not_pass(month, clerk):
    keep_in_registry(month)
    *_, herb = exported(clerk)
    herb[TOTAL] = 500
    [told] = faults(checked("sales", clerk, [herb]))
    assert told["total"].startswith("รวม 500.00 ไม่เท่ากับผลบวกของสี่ช่อง 0.00")


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({OFFLINE: "12a"}, "domestic_offline", "มีตัวอักษร “a” ปนอยู่"),
        ({ONLINE: "-5"}, "domestic_online", "ติดลบไม่ได้"),
        ({EXPORT_ONLINE: "1.234"}, "export_online", "ทศนิยม"),
        ({OFFLINE: "5", NO_SALES: "ใช่"}, "no_sales", "เลือกอย่างเดียว"),
        ({NO_SALES: "บางที"}, "no_sales", "กรอก ใช่ หรือ ไม่ใช่"),
        ({NOTE: "ก" * 501, OFFLINE: "5"}, "note", "กรอกได้ไม่เกิน 500"),
        ({"ชื่อ": "ร้านอื่น", OFFLINE: "5"}, "producer_name", "แก้ในไฟล์ไม่ได้"),
        ({"ลักษณะ": "ก", OFFLINE: "5"}, "kind", "แก้ในไฟล์ไม่ได้"),
        ({"เดือน": "13/2569"}, "month", "เขียนเป็น เดือน/ปี พ.ศ. เช่น 10/2569"),
        ({"เดือน": "10/2026"}, "month", "เขียนเป็น เดือน/ปี พ.ศ. เช่น 10/2569"),
    ],
)
def test_what_cannot_be_is_said_at_its_cell(month, clerk, cells, column, said):
    keep_in_registry(month)
    *_, herb = exported(clerk)
    [told] = faults(checked("sales", clerk, [herb | cells]))
    assert list(told) == [column]
    assert said in told[column]


def test_twelve_digits_and_every_satang_arrive(month, clerk):
    """No float on the way: neither Excel's numbers nor their sum lose a satang."""
    keep_in_registry(month)
    *_, herb = exported(clerk)
    amounts = (Decimal("999999999999.99"), Decimal("0.07"), Decimal("0.10"), Decimal("0.20"))
    herb |= dict(zip(MONEY, amounts, strict=False))
    confirm(send("sales", clerk, [herb]))
    row = SalesRow.objects.get(category="herb")
    assert row.amounts == amounts
    assert row.total == Decimal("1000000000000.36")


# --- The month ------------------------------------------------------------------------------------


def test_a_confirmed_month_refuses_with_the_sentence_of_the_portal(month, clerk):
    keep_in_registry(month)
    *_, herb = exported(clerk)
    make.confirm_district(month)
    month.refresh_from_db()
    herb[OFFLINE] = 5
    with pytest.raises(entry.EntryRefused) as refused:
        entry.save_rows(month, [], by=clerk)
    assert faults(checked("sales", clerk, [herb])) == [{"": str(refused.value)}]
    assert "ขอให้จังหวัดส่งกลับ" in str(refused.value)


def test_a_closed_month_refuses_and_a_returned_one_takes_it(month, clerk):
    keep_in_registry(month)
    *_, herb = exported(clerk)
    herb[OFFLINE] = 5
    make.confirm_district(month)
    make.return_district(month)
    assert len(checked("sales", clerk, [herb]).changed) == 1
    make.close_month(month.month)
    [told] = faults(checked("sales", clerk, [herb]))
    assert told[""].startswith("กรมปิดเดือนตุลาคม 2569แล้ว โดย ")


def test_what_others_saved_meanwhile_is_not_written_over(month, clerk):
    keep_in_registry(month)
    *_, herb = exported(clerk)
    row = SalesRow.objects.get(category="herb")
    entry.save_rows(month, [RowInput(row.pk, 0, {"domestic_offline": "700"})], by=clerk)
    herb[OFFLINE] = 900
    [told] = faults(checked("sales", clerk, [herb]))
    assert f"{OFFLINE} ในระบบเป็น “700”" in told[""]
    herb[VERSION] = ""  # looked at, and meant
    confirm(send("sales", clerk, [herb]))
    assert stands(month, "herb") == ("amounts", "900.00", "0.00", "0.00", "0.00", "", 2)


def test_a_save_between_preview_and_confirmation_sends_back_to_the_preview(month, clerk):
    keep_in_registry(month)
    *_, herb = exported(clerk)
    herb[OFFLINE] = 900
    run = send("sales", clerk, [herb])
    row = SalesRow.objects.get(category="herb")
    entry.save_rows(month, [RowInput(row.pk, 0, {"domestic_offline": "700"})], by=clerk)
    run = confirm(run)
    assert (run.status, run.receipt) == ("checked", None)
    assert run.counts["faulty"] == 1
    assert stands(month, "herb")[1] == "700.00"


def test_a_refusal_of_the_entry_writes_nothing(month, clerk, monkeypatch):
    """Whatever sales.months.entry refuses after the check ends the whole load."""
    keep_in_registry(month)
    food, *_, herb = exported(clerk)
    herb[OFFLINE] = food[OFFLINE] = 900
    of = table("sales", clerk)
    read = read_for(of, BytesIO(workbook([food, herb])), "ไฟล์.xlsx")
    before = SalesRow.objects.order_by("pk").values_list()
    was = list(before)

    def refuse(*args, **kwargs):
        raise entry.EntryRefused("อำเภอยืนยันแล้ว")

    monkeypatch.setattr(entry, "save_rows", refuse)
    with pytest.raises(LoadRefused, match="อำเภอยืนยันแล้ว ไม่มีแถวใดบันทึก"):
        load(of, read)
    assert list(before.all()) == was


# --- Rows the registry does not give --------------------------------------------------------------


def new_row(code: str, category: str = "อาหาร", month: str = "10/2569", **cells) -> dict:
    empty = dict.fromkeys(("ชื่อ", "ลักษณะ", *MONEY, NO_SALES, NOTE, VERSION, "อำเภอ", "จังหวัด"), "")
    return {"เดือน": month, "รหัสผู้ประกอบการ": code, "ประเภท": category} | empty | cells


def test_a_registered_producer_of_the_district_gets_its_row(month, clerk):
    maker = make.producer(month.district, "กลุ่มใหม่")
    run = send("sales", clerk, [new_row(maker.code, **{OFFLINE: "75.50", "ชื่อ": "กลุ่มใหม่"})])
    assert run.counts == {"new": 1, "changed": 0, "unchanged": 0, "faulty": 0}
    assert confirm(run).status == "done"
    row = SalesRow.objects.get(producer=maker)
    assert (row.category, row.kind, row.added_by_hand, str(row.total)) == (
        "food", "group", True, "75.50",
    )  # fmt: skip
    assert (row.district_month, row.updated_by) == (month, clerk)


def test_what_may_not_be_added_is_refused_and_nothing_comes_in(month, clerk):
    own = make.producer(month.district, "กลุ่มใหม่")
    draft = make.producer(month.district, "ร่าง", status="draft")
    sibling = make.producer(make.district("2403", "บางน้ำเปรี้ยว"), "เพื่อนบ้าน")
    make.sales_month(date(2026, 9, 1))  # opened, but not for this district
    moved = make.producer(month.district, "ย้ายเข้ามา")
    elsewhere = make.district_month(sibling.district)
    make.row(elsewhere, moved, "food", ("1", "0", "0", "0"))
    count = SalesRow.objects.count()
    found = checked(
        "sales",
        clerk,
        [
            new_row(draft.code, **{OFFLINE: 5}),
            new_row(sibling.code, **{OFFLINE: 5}),
            new_row(own.code, **{OFFLINE: 5, "ชื่อ": "กลุ่มอื่น"}),
            new_row(own.code, "เครื่องดื่ม"),
            new_row(own.code, month="9/2569", **{OFFLINE: 5}),
            new_row(moved.code, **{OFFLINE: 5}),
            new_row(own.code, "ขนม", **{OFFLINE: 5}),
        ],
    )
    assert (found.new, found.changed) == ([], [])
    draft_said, sibling_said, named, blank, closed, taken, unknown = faults(found)
    assert draft_said == {"producer": f"ไม่พบรหัส {draft.code} ที่ลงทะเบียนในพื้นที่ของท่าน ตรวจรหัสอีกครั้ง"}
    assert list(sibling_said) == ["producer"]
    assert "คือ “กลุ่มใหม่” ไม่ใช่ “กลุ่มอื่น”" in named["producer"]
    assert "ยังไม่มียอด" in blank[""]
    assert closed == {"month": "ยังไม่เปิดให้บันทึกยอดของเดือนกันยายน 2569"}
    assert taken == {"": "ย้ายเข้ามา ประเภทอาหาร ของเดือนนี้มีอยู่แล้วที่อำเภออื่น"}
    assert list(unknown) == ["category"]
    assert SalesRow.objects.count() == count


# --- Who, and what is taken along -----------------------------------------------------------------


def test_taking_it_along_brings_in_what_the_registry_gives(month, clerk):
    """As opening the grid does: a producer certified since the month began has its row."""
    maker = make.producer(month.district, "เพิ่งรับรอง")
    make.product(maker, "utensil")
    assert [row["ชื่อ"] for row in exported(clerk)].count("เพิ่งรับรอง") == 1


def test_another_month_by_its_address_and_none_that_is_not_seen(month, clerk, client):
    earlier = make.district_month(month.district, date(2026, 9, 1))
    maker = make.producer(month.district, "เดือนก่อน")
    make.row(earlier, maker, "food", ("5", "0", "0", "0"))
    assert [row["ชื่อ"] for row in exported(clerk, month="2026-09")] == ["เดือนก่อน"]
    client.force_login(clerk)
    answer = client.get("/tables/sales/export/?month=2026-09&form=csv")
    assert markup("เดือนก่อน") in markup(answer.getvalue().decode())
    assert client.get("/tables/sales/export/?month=2026-08").status_code == 404
    assert client.get("/tables/sales/export/?month=x").status_code == 404
    page = client.get("/tables/sales/").content.decode()
    assert markup('<option value="2026-10" selected>ตุลาคม 2569</option>') in markup(page)
    assert markup('<option value="2026-09">กันยายน 2569</option>') in markup(page)


def test_the_department_takes_confirmed_provinces_only_and_nobody_above_imports(month, clerk):
    province = make.province_officer(month.district.province)
    department = make.department_officer()
    assert exported(department) == []
    assert len(exported(province)) == 4
    make.confirm_province(month.district.province)
    assert len(exported(department)) == 4
    for by in (province, department):
        with pytest.raises(ImportRefused, match="นำเข้ายอดจำหน่าย รต.๑ไม่ได้"):
            receive(table("sales", by), BytesIO(b"x"), "ไฟล์.xlsx")
        assert len(checked("sales", by, [new_row("240200001", **{OFFLINE: 5})]).faulty) == 1


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("10/2569", date(2026, 10, 1)),
        ("๑๐/๒๕๖๙", date(2026, 10, 1)),
        ("1-2570", date(2027, 1, 1)),
        ("ต.ค. 2569", date(2026, 10, 1)),
        ("ตุลาคม 2569", date(2026, 10, 1)),
        (date(2026, 10, 15), date(2026, 10, 1)),
    ],
)
def test_a_month_is_read_as_people_write_it(typed, month):
    assert MonthCell().clean(typed) == month


def test_as_many_queries_for_three_rows_as_for_one(month, clerk):
    keep_in_registry(month)
    counted = []
    for amount in (1, 2):
        sheet = exported(clerk)
        some = sheet[:1] if amount == 1 else sheet[:3]
        for row in some:
            row |= {OFFLINE: amount, NO_SALES: ""}
        of = table("sales", clerk)
        read = read_for(of, BytesIO(workbook(some)), "ไฟล์.xlsx")
        with CaptureQueriesContext(connection) as queries:
            assert len(load(of, read).checked.changed) == len(some)
        counted.append(len(queries))
    assert counted[0] == counted[1]
