"""Files that offices really send, small and made up (tests/cases/tables), each with what becomes of it.

The demo as of November 2569. A file that comes into the folder comes into this table, or the test fails.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction

from core.reading import FileRefused, ReadTable
from core.tables.checking import check
from core.tables.loading import load
from core.tables.tables import Table
from core.tables.workflow import read_for
from core.users.models import User
from products.models import Product
from tests.support.sheets_by_heading import table

# Asks pytest-django for the test database; `demo` opens it for the whole module.
pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parents[2] / "cases" / "tables"
WHOLE_ROW = ""
OF_THE_GRID = {"f33_paste_cases.json"}  # what comes by the clipboard: tests of the grid

Rows = Mapping[int, Mapping[str, object]]


@dataclass(frozen=True)
class Right:
    """What a file must come to: rows by their number, with the values read and the beginnings of the
    reasons of refused cells; `sums`: what the receipt says."""

    entity: str
    refused: str = ""
    new: Rows = field(default_factory=dict)
    changed: Rows = field(default_factory=dict)
    faulty: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    unchanged: int = 0
    notes: tuple[str, ...] = ()
    sums: Mapping[str, str] = field(default_factory=dict)
    by: str = "bangkhla"


def amounts(*baht: str) -> dict[str, object]:
    names = ("domestic_offline", "domestic_online", "export_offline", "export_online")
    return dict(zip(names, map(Decimal, baht), strict=True))


def sales_sums(*baht: str) -> dict[str, str]:
    headings = ("ในประเทศ ออฟไลน์", "ในประเทศ ออนไลน์", "ส่งออก ออฟไลน์", "ส่งออก ออนไลน์")
    whole = f"{sum(map(Decimal, baht)):.2f}"
    return dict(zip([*headings, "ทั้งสี่ช่อง"], [*baht, whole], strict=True))


HERB = amounts("1234.50", "100.00", "0.00", "0.00")
FOOD = amounts("5000.00", "0.00", "0.00", "0.00")
SECOND_FOOD = amounts("359900.00", "6260.00", "0.00", "0.00")
THREE_SUMS = sales_sums("366134.50", "6360.00", "0.00", "0.00")
NOTHING = sales_sums("0.00", "0.00", "0.00", "0.00")

ADDED = {"code": "", "district_code": "2402"}
IN_A_CELL = "มีตัวเลข 2 จำนวนในช่อง"
TAKEN_FOR_A_DAY = "Excel เปลี่ยนค่าที่พิมพ์เป็นวันที่"

RIGHT = {
    "f01_sales_two_numbers_in_cell.xlsx": Right(
        "sales",
        faulty={
            2: {"domestic_offline": f"{IN_A_CELL} (500 และ 600)"},
            3: {"domestic_offline": f"{IN_A_CELL} (500 และ 600)"},
        },
        sums=NOTHING,
    ),
    "f02_products_two_prices.xlsx": Right(
        "products",
        faulty={
            2: {"price": f"{IN_A_CELL} (150 และ 200)"},
            3: {"price": "มีตัวเลข 3 จำนวนในช่อง (20, 35 และ 50)"},
        },
        sums={"ราคา (บาท)": "0.00"},
    ),
    "f03_producers_two_counts.xlsx": Right(
        "producers",
        faulty={
            2: {"member_count": f"{IN_A_CELL} (12 และ 15)"},
            3: {"member_count": f"{IN_A_CELL} (7 และ 10)"},
        },
    ),
    "f04_sales_cut_last_line.csv": Right(
        "sales",
        changed={2: FOOD},
        faulty={3: {WHOLE_ROW: "แถวสุดท้ายของไฟล์มี 5 ช่อง จาก 8 ช่อง"}},
        sums=sales_sums("5000.00", "0.00", "0.00", "0.00"),
    ),
    "f05_sales_row_too_long.csv": Right(
        "sales",
        changed={3: FOOD},
        faulty={2: {WHOLE_ROW: "มี 8 ช่อง แต่หัวตารางมี 7 ช่อง"}},
        sums=sales_sums("5000.00", "0.00", "0.00", "0.00"),
    ),
    "f06_producers_house_number_date.xlsx": Right(
        "producers", faulty={2: {"house_number": f"{TAKEN_FOR_A_DAY} (12/3/2569)"}}
    ),
    "f07_standards_number_date.xlsx": Right(
        "standards", faulty={2: {"number": f"{TAKEN_FOR_A_DAY} (1/12/2564)"}}
    ),
    "f08_producers_name_date_bool.xlsx": Right(
        "producers",
        faulty={
            2: {"name": f"{TAKEN_FOR_A_DAY} (24/6/2569)"},
            3: {"name": "Excel เปลี่ยนค่าที่พิมพ์เป็นค่าจริง/เท็จ (TRUE)"},
        },
    ),
    "f09_standards_two_digit_year.xlsx": Right(
        "standards", faulty={2: {"issued_on": "วันที่นี้คือ 9/3/2511 หรือ 9/3/2568"}}
    ),
    "f10_producers_birth_two_digit_year.xlsx": Right(
        "producers",
        faulty={
            2: {"person_born_on": "วันที่นี้คือ 24/11/2553 หรือ 24/11/2510"},
            3: {"person_born_on": "ผู้ลงทะเบียนต้องมีอายุ 15 ปีขึ้นไป"},
        },
    ),
    "f11_producers_total_and_signature.xlsx": Right(
        "producers",
        new={
            2: ADDED
            | {
                "name": "กลุ่มทดลองนำเข้าหนึ่ง",
                "phone": "+66812345678",
                "house_number": "12/3",
                "village_number": "4",
                "subdistrict": "240201",
                "person_born_on": date(1967, 11, 24),
                "member_count": 12,
            },
            3: ADDED | {"name": "กลุ่มทดลองนำเข้าสอง", "phone": "+6638510000", "member_count": 7},
        },
        notes=(
            "ข้ามแถวที่ไม่ใช่รายการ: แถว 4 “รวม”, แถว 6 “ลงชื่อ ............................ ผู้รายงาน”, "
            "แถว 7 “(นายสมมติ ทดลองดี)”, แถว 8 “หมายเหตุ: ข้อมูล ณ วันที่ 31 ต.ค. 2569”",
        ),
    ),
    "f12_sales_head_with_unit.xlsx": Right(
        "sales", changed={2: HERB, 3: FOOD, 4: SECOND_FOOD}, sums=THREE_SUMS
    ),
    "f13_sales_head_one_unknown.xlsx": Right(
        "sales", changed={2: HERB, 3: FOOD, 4: SECOND_FOOD}, sums=THREE_SUMS
    ),
    "f14_sales_two_storeys_unit.xlsx": Right(
        "sales", changed={3: HERB, 4: FOOD, 5: SECOND_FOOD}, sums=THREE_SUMS
    ),
    "f15_producers_phone_number_cells.xlsx": Right(
        "producers",
        new={2: {"phone": "+66810000001"}, 3: {"phone": "+6638510000"}},
        notes=("ควรตรวจก่อนยืนยัน 2 แถว: แถว 2-3",),
    ),
    "f16_producers_phone_words.xlsx": Right(
        "producers",
        new={
            2: {"phone": "+66810000001"},
            3: {"phone": "+66810000002"},
            4: {"phone": "+66810000003"},
            5: {"phone": "", "remark": None},
            6: {"phone": "+66810000004", "remark": "โทร. 08-1000-0005"},
            7: {"phone": "+66810000006", "remark": "โทร. 08-1000-0007"},
            8: {"phone": "+66810000008"},
            9: {"phone": "+66810000009", "remark": "โทร. 0-3851-0000"},
        },
        notes=("ควรตรวจก่อนยืนยัน 7 แถว: แถว 2-4, 6-9",),
    ),
    "f17_producers_phone_mobile_range.xlsx": Right(
        "producers", faulty={2: {"phone": "เกินมา 1 หลัก (มือถือมี 10 หลัก)"}}
    ),
    "f18_sales_sum_formula.xlsx": Right(
        "sales",
        changed={2: HERB, 3: FOOD, 4: SECOND_FOOD},
        notes=("คอลัมน์ “รวม” เป็นสูตร ไม่ได้อ่าน ระบบรวมให้",),
        sums=THREE_SUMS,
    ),
    "f19_sales_formula_in_unknown_column.xlsx": Right(
        "sales",
        changed={2: HERB, 3: FOOD, 4: SECOND_FOOD},
        notes=("คอลัมน์ที่ไม่รู้จัก ไม่ได้อ่าน: ลำดับ",),
        sums=THREE_SUMS,
    ),
    "f20_sales_total_row_formula.xlsx": Right(
        "sales",
        changed={2: HERB, 3: FOOD, 4: SECOND_FOOD},
        notes=("ข้ามแถวที่ไม่ใช่รายการ: แถว 5 “รวมทั้งสิ้น”",),
        sums=THREE_SUMS,
    ),
    "f21_products_category_words.xlsx": Right(
        "products",
        new={
            2: {"category": "fabric"},
            3: {"category": "fabric"},
            4: {"category": "utensil"},
            5: {"category": "utensil"},
            6: {"category": "herb"},
            7: {"category": "food"},
        },
        sums={"ราคา (บาท)": "60.00"},
    ),
    "f22_producers_abbreviated_area.xlsx": Right(
        "producers",
        new={2: ADDED | {"subdistrict": "240201"}, 3: ADDED | {"subdistrict": "240201"}},
    ),
    "f23_producers_without_code_column.xlsx": Right(
        "producers",
        new={
            2: {
                "district_code": "2402",
                "name": "กลุ่มทดลองนำเข้าหนึ่ง",
                "phone": "+66812345678",
                "house_number": "12/3",
                "village_number": "4",
                "subdistrict": "240201",
                "person_born_on": date(1967, 11, 24),
                "member_count": 12,
            },
            3: {"district_code": "2402", "name": "กลุ่มทดลองนำเข้าสอง", "village_number": "5"},
        },
        notes=(
            "ไฟล์ไม่มีคอลัมน์ “รหัสผู้ประกอบการ” ทุกแถวอ่านเป็นรายการใหม่ ถ้าจะแก้รายการเดิม เพิ่มคอลัมน์นี้พร้อมรหัส",
        ),
    ),
    "f24_producers_area_names_only.xlsx": Right(
        "producers",
        new={2: {"district_code": "2402"}, 3: {"district_code": "2401"}},
        by="department",
    ),
    "f25_producers_other_province.xlsx": Right(
        "producers",
        faulty={2: {"province": "อำเภอบางคล้า (2402) อยู่จังหวัดฉะเชิงเทรา ไม่ใช่ “ชลบุรี”"}},
    ),
    "f26_producers_thai_digits.xlsx": Right(
        "producers",
        new={
            row: {"house_number": "12/3", "village_number": "5", "postal_code": "24110"}
            for row in (2, 3)
        },
    ),
    "f27_producers_thai_typing.xlsx": Right(
        "producers",
        new={
            2: {"name": "ร้านแม่แดง"},
            3: {"name": "กลุ่มผ้าไหมมัดหมี่"},
            4: {"name": "ร้านป้าแดง"},
            5: {"name": "่ข้าวแต๋นแม่สมมติ"},
        },
    ),
    "f28_standards_long_number.xlsx": Right(
        "standards", faulty={2: {"number": "ตัวเลขในช่องยาว 17 หลัก Excel เก็บได้ 15 หลัก"}}
    ),
    "f29_sales_month_words.xlsx": Right(
        "sales", changed={2: HERB, 3: FOOD, 4: SECOND_FOOD}, sums=THREE_SUMS
    ),
    "f30_products_price_sign.xlsx": Right(
        "products",
        new={2: {"price": Decimal("150.00")}},
        faulty={3: {"price": "มีตัวอักษร “บาท/ถุง” ปนอยู่"}},
        sums={"ราคา (บาท)": "150.00"},
    ),
    "f31_sales_numbered_head.xlsx": Right(
        "sales",
        changed={3: HERB, 4: FOOD, 5: SECOND_FOOD},
        notes=("ข้ามแถวที่ไม่ใช่รายการ: แถว 2 (เลขที่คอลัมน์)",),
        sums=THREE_SUMS,
    ),
    # The heads as รต.๑ prints them, numbers and sums as formulas.
    "f34_sales_heads_of_the_form.xlsx": Right(
        "sales",
        changed={3: HERB, 4: FOOD, 5: SECOND_FOOD},
        notes=(
            "คอลัมน์ “รวม” เป็นสูตร ไม่ได้อ่าน ระบบรวมให้",
            "คอลัมน์ที่ไม่รู้จัก ไม่ได้อ่าน: ที่",
        ),
        sums=THREE_SUMS,
    ),
    "f32_sales.ods": Right("sales", changed={2: HERB, 3: FOOD, 4: SECOND_FOOD}, sums=THREE_SUMS),
}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demo, built once and rolled back; products begin at number 1, as in a new database."""
    at = datetime(2026, 11, 20, 9, 0)
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(at, tick=True):
        assert connection.settings_dict["NAME"].startswith("test_")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_serial_sequence('products_product', 'id')")
            cursor.execute("SELECT setval(%s, 1, false)", cursor.fetchone())
        call_command("demo", "--as-of", "2026-11", stdout=StringIO())
        assert (
            Product.objects.get(pk=499).producer.district_id == "2402"
        )  # of the files on standards
        yield
        transaction.set_rollback(True)


def test_every_file_of_the_folder_is_in_the_table():
    assert {path.name for path in FOLDER.iterdir()} == set(RIGHT) | OF_THE_GRID


@pytest.mark.parametrize("name", RIGHT, ids=lambda name: name.split(".")[0])
def test_a_file_comes_to_what_is_right(demo, name):
    right = RIGHT[name]
    of = table(right.entity, User.objects.get(username=right.by))
    if right.refused:
        with pytest.raises(FileRefused, match=f"^{re.escape(right.refused)}"):
            _read(of, name)
        return
    read = _read(of, name)
    found = check(of, read)
    assert _values(found.new, right.new) == right.new
    assert _values(found.changed, right.changed) == right.changed
    assert _beginnings(found.faulty, right.faulty) == right.faulty
    assert found.unchanged == right.unchanged
    assert tuple(found.notes) == right.notes
    assert _sums_of_a_load(right, read) == right.sums


def _read(of: Table, name: str) -> ReadTable:
    return read_for(of, BytesIO((FOLDER / name).read_bytes()), name)


def _values(lines, right: Rows) -> dict[int, dict[str, object]]:
    """What was read of the columns the right value is about, by row."""
    return {
        line.number: {name: line.values.get(name) for name in right.get(line.number, {})}
        for line in lines
    }


def _beginnings(lines, right: Mapping[int, Mapping[str, str]]) -> dict[int, dict[str, str]]:
    """The reasons of all refused cells, cut to the length of the right ones."""
    return {
        line.number: {
            name: said[: len(right.get(line.number, {}).get(name, said))]
            for name, said in line.faults.items()
        }
        for line in lines
    }


def _sums_of_a_load(right: Right, read) -> dict[str, str]:
    """The sums of the receipt; what was written is taken back."""
    with transaction.atomic():
        of = table(right.entity, User.objects.get(username=right.by))
        loaded = load(of, read, with_faults=True)
        transaction.set_rollback(True)
    return {heading: f"{total:.2f}" for heading, total in loaded.sums.items()}
