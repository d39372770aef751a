"""Files of past sales go to the months of the sales, whole or held back, their totals beside them."""

from decimal import Decimal

import pytest

from core.reading import read_table
from producers.models import Producer
from sales.models import ProvinceMonth, SalesMonth, SalesRow
from tests.support import factories as make
from tests.taking_over.test_take_over import table, take, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def department(db):
    district = make.district("2402", "บางคล้า")
    make.producer(district, name="กลุ่มสมมติ", code="P1")
    return make.department_officer()


def headings(by) -> list[str]:
    from core.tables.tables import table_of

    columns = table_of("sales")(by).columns
    names = ("month", "producer", "category", "domestic_offline", "domestic_online", "export_offline",
             "export_online")  # fmt: skip
    return [columns[name].column_name for name in names]


def test_months_come_in_whole_or_not_at_all(tmp_path, department):
    heads = headings(department)
    write(
        tmp_path,
        "sales.csv",
        heads,
        [
            ("10/2567", "P1", "อาหาร", "1,000.50", "", "", "9.50"),
            ("11/2567", "P1", "อาหาร", "20", "", "", ""),
            ("11/2567", "ไม่มีรายนี้", "อาหาร", "30", "", "", ""),
            ("12/2567", "P1", "อาหาร", "ห้าร้อย", "", "", ""),
        ],
    )
    write(
        tmp_path,
        "sales-totals.csv",
        [heads[0], "รหัสพื้นที่", "รวม"],
        [("10/2567", "2402", "1,010.00")],
    )
    done = take(tmp_path, department)
    rows = done.tables.get(file_title="sales.csv")
    assert rows.message == ""
    assert (rows.rows, rows.taken, rows.held_back) == (4, 1, 3)
    assert rows.sums == {"ยอดรวม": "1,010.00"}
    (missing,) = [one for one in rows.notes if "ไม่มีในทะเบียน" in one]
    assert "1 รหัส: ไม่มีรายนี้ ส่งไฟล์ผู้ผลิต" in missing
    assert not [one for one in rows.notes if "คอลัมน์ที่ไม่รู้จัก" in one]
    month = SalesMonth.objects.get()
    assert (month.pk.year, month.pk.month) == (2024, 10)
    sold = SalesRow.objects.get(producer=Producer.objects.get(code="P1"))
    assert sold.domestic_offline == Decimal("1000.50")
    with (tmp_path / "held-back" / "sales sales.xlsx").open("rb") as file:
        held = read_table(file, "x.xlsx", headings=heads)
    assert [row.cells[:2] for row in held.rows] == [
        ["11/2567", "P1"],
        ["11/2567", "ไม่มีรายนี้"],
        ["12/2567", "P1"],
    ]
    again = tmp_path / "again"
    again.mkdir()
    write(again, "sales.csv", heads, [("10/2567", "P1", "อาหาร", "1,000.50", "", "", "9.50")])
    same = table(take(again, department), "sales")
    assert (same.taken, same.already_there) == (0, 1)


def test_a_month_held_back_says_why_and_which_columns_were_not_read(tmp_path, department):
    heads = headings(department)
    heads[2] = "หมวดสินค้า"
    write(tmp_path, "sales.csv", heads, [("10/2567", "P1", "อาหาร", "20", "", "", "")])
    rows = table(take(tmp_path, department), "sales")
    assert (rows.taken, rows.held_back) == (0, 1)
    assert any("ไม่รู้จัก ไม่ได้อ่าน: หมวดสินค้า" in note for note in rows.notes)
    assert any("(ไม่มีประเภทผลิตภัณฑ์ “” 1 แถว)" in note for note in rows.notes)


def test_a_file_of_totals_says_that_a_province_has_no_rows(tmp_path, department):
    """Rows of one province and totals of another come in together, where the file says so."""
    make.province("20", "ชลบุรี")
    make.district("2001", "เมืองชลบุรี")
    heads = headings(department)
    write(tmp_path, "sales.csv", heads, [("10/2567", "P1", "อาหาร", "20", "", "", "")])
    columns = [heads[0], "รหัสพื้นที่", *heads[2:], "มีเฉพาะยอดรวม"]
    totals = [("10/2567", "2001", "อาหาร", "7", "", "", "0.50", "ใช่")]
    write(tmp_path, "sales-totals.csv", columns, totals)
    rows = take(tmp_path, department).tables.get(file_title="sales.csv")
    assert (rows.taken, rows.held_back, rows.sums) == (1, 0, {"ยอดรวม": "27.50"}), rows.notes
    assert any("เฉพาะยอดรวมของจังหวัดชลบุรี" in note for note in rows.notes)
    flags = dict(ProvinceMonth.objects.values_list("province", "totals_only"))
    assert flags == {"20": True, "24": False}


def test_totals_of_a_province_without_rows_that_are_not_said_to_stand_alone(tmp_path, department):
    make.province("20", "ชลบุรี")
    make.district("2001", "เมืองชลบุรี")
    heads = headings(department)
    write(tmp_path, "sales.csv", heads, [("10/2567", "P1", "อาหาร", "20", "", "", "")])
    write(tmp_path, "sales-totals.csv", [heads[0], "รหัสพื้นที่", "รวม"], [("10/2567", "20", "7")])
    rows = take(tmp_path, department).tables.get(file_title="sales.csv")
    assert (rows.taken, rows.held_back) == (0, 1)
    assert any("ไม่มีแถวเลย 1 จังหวัด: จังหวัดชลบุรี" in note for note in rows.notes)
