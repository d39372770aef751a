"""What Excel made of a text, days that cannot be meant, numbers twice: refused, or taken and said."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from core.reading import Truth, Unreadable
from core.reading.cell_values import Clock
from core.tables.checking import check
from core.tables.import_rows import ImportRow
from core.tables.preview import preview
from producers.imports import ProducerTable
from tests.support import factories as make
from tests.support.sheets_by_column import checked, exported
from tests.support.sheets_by_column import read as sheet_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make.district()


@pytest.fixture
def officer(district):
    return make.district_officer(district)


@pytest.fixture
def producer(district):
    return make.producer(district, "กลุ่มทอผ้า", phone="+6638510000", house_number="0012")


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        (
            "name",
            date(2026, 6, 24),
            "Excel เปลี่ยนค่าที่พิมพ์เป็นวันที่ (24/6/2569) ตั้งรูปแบบทั้งคอลัมน์เป็น “ข้อความ”",
        ),
        ("name", Truth("TRUE"), "Excel เปลี่ยนค่าที่พิมพ์เป็นค่าจริง/เท็จ (TRUE)"),
        ("house_number", Clock("01:20"), "Excel เปลี่ยนค่าที่พิมพ์เป็นเวลา (01:20)"),
        ("house_number", "12-มี.ค.", "Excel เปลี่ยนค่าที่พิมพ์เป็นวันที่ (12-มี.ค.)"),
        ("village_number", "3-Mar", "Excel เปลี่ยนค่าที่พิมพ์เป็นวันที่ (3-Mar)"),
        ("registration_number", "Dec-64", "Excel เปลี่ยนค่าที่พิมพ์เป็นวันที่ (Dec-64)"),
        ("phone", date(2026, 6, 24), "Excel เปลี่ยนค่าที่พิมพ์เป็นวันที่"),
        ("tax_id", date(2026, 6, 24), "Excel เปลี่ยนค่าที่พิมพ์เป็นวันที่"),
        ("national_id", Truth("FALSE"), "Excel เปลี่ยนค่าที่พิมพ์เป็นค่าจริง/เท็จ"),
        ("member_count", date(2026, 6, 24), "Excel เปลี่ยนค่าที่พิมพ์เป็นวันที่"),
        ("kind", Truth("TRUE"), "Excel เปลี่ยนค่าที่พิมพ์เป็นค่าจริง/เท็จ"),
        ("person_born_on", Truth("TRUE"), "Excel เปลี่ยนค่าที่พิมพ์เป็นค่าจริง/เท็จ"),
        ("person_born_on", date(2025, 11, 10), "ผู้ลงทะเบียนต้องมีอายุ 15 ปีขึ้นไป"),
        ("person_born_on", "10/11/68", "พิมพ์ปี พ.ศ. ให้ครบ 4 หลัก (พิมพ์ 68; หมายถึง 10/11/2568 หรือไม่)"),
    ],
    ids=str,
)
def test_what_excel_made_of_a_text_is_refused(officer, producer, name, cell, said):
    of = ProducerTable(officer)
    read = sheet_read(ProducerTable, exported(ProducerTable, officer))
    place = read.headings.index(of.columns[name].column_name)
    read.rows[0].cells[place] = cell
    (line,) = check(of, read).faulty
    assert list(line.faults) == [name]
    assert line.faults[name].startswith(said)


def test_what_could_not_be_read_is_not_shown_as_what_was_typed(officer):
    read = sheet_read(ProducerTable, {"code": "", "name": "ใหม่", "house_number": "1"})
    read.rows[0].cells[read.headings.index("เลขที่")] = Unreadable("ตัวเลขในช่องยาว 17 หลัก")
    of = ProducerTable(officer)
    (fault,) = preview(of, check(of, read))["faulty"][0]["faults"]
    assert (fault["typed"], fault["reason"]) == ("", "ตัวเลขในช่องยาว 17 หลัก")


def test_a_heading_that_is_nearly_known_is_said_first(officer):
    read = replace(
        sheet_read(ProducerTable, {"code": "", "name": "ใหม่"}),
        unknown=["ลำดับ", "โทรศัพ"],
        notes=["ข้อแรก"],
    )
    assert check(ProducerTable(officer), read).notes == [
        "ไม่ได้อ่านคอลัมน์ “โทรศัพ” ถ้าหมายถึง “โทรศัพท์” แก้หัวคอลัมน์แล้วส่งใหม่",
        "ข้อแรก",
        "คอลัมน์ที่ไม่รู้จัก ไม่ได้อ่าน: ลำดับ",
    ]


def test_a_truth_is_read_where_one_is_asked_for(officer, producer):
    of = ProducerTable(officer)
    read = sheet_read(ProducerTable, exported(ProducerTable, officer))
    read.rows[0].cells[read.headings.index("จำหน่ายในต่างประเทศ")] = Truth("TRUE")
    (line,) = check(of, read).changed
    assert line.values == {"sells_abroad": True}


def test_a_text_read_before_does_not_let_the_truth_pass(officer):
    rows = [{"code": "", "name": "TRUE"}, {"code": "", "name": "อีกราย"}]
    read = sheet_read(ProducerTable, *rows)
    read.rows[1].cells[read.headings.index("ชื่อผู้ผลิต ผู้ประกอบการ")] = Truth("TRUE")
    found = check(ProducerTable(officer), read)
    assert [line.number for line in found.new] == [2]
    assert [line.number for line in found.faulty] == [3]


# --- Days that cannot be meant, and those that may be another -------------------------------------


def born(officer, cell) -> ImportRow:
    """The only line of a new producer whose person was born so."""
    found = checked(ProducerTable, officer, {"code": "", "name": "ใหม่", "person_born_on": cell})
    (line,) = [*found.new, *found.faulty]
    return line


@time_machine.travel("2026-11-20")
def test_a_day_of_a_date_cell_names_both_readings(officer):
    young = born(officer, date(2012, 3, 9))
    assert young.faults == {
        "person_born_on": (
            "ผู้ลงทะเบียนต้องมีอายุ 15 ปีขึ้นไป (เกิด 9 มี.ค. 2555 อายุ 14 ปี) ตรวจปี พ.ศ. อีกครั้ง "
            "วันที่นี้คือ 9/3/2555 หรือ 9/3/2512 พิมพ์ปี พ.ศ. ให้ครบ 4 หลักเป็นข้อความ"
        )
    }
    assert born(officer, date(2010, 3, 9)).faults == {
        "person_born_on": (
            "วันที่นี้คือ 9/3/2553 หรือ 9/3/2510 พิมพ์ปี พ.ศ. ให้ครบ 4 หลักเป็นข้อความ "
            "ถ้าพิมพ์ปีสองหลัก Excel อ่านเป็น ค.ศ."
        )
    }
    assert born(officer, "9/3/2553").values["person_born_on"] == date(2010, 3, 9)


@time_machine.travel("2026-11-20")
def test_a_day_that_may_be_another_is_taken_and_said(officer):
    line = born(officer, date(2005, 3, 9))
    assert line.faults == {}
    assert line.doubts == {
        "person_born_on": "อ่านเป็น 9/3/2548 ถ้าพิมพ์ปีสองหลักใน Excel อาจหมายถึง 9/3/2505"
    }
    assert born(officer, "9/3/2548").doubts == {}
    assert born(officer, date(1967, 3, 9)).doubts == {}  # 2567 would be a child


# --- The same number twice ------------------------------------------------------------------------

PERSON, COMPANY = "1999900000013", "0245599999996"


def test_the_same_id_on_several_rows_is_refused_on_each(officer):
    rows = [{"code": "", "name": f"กลุ่ม {n}", "national_id": PERSON} for n in range(3)]
    other = {"code": "", "name": "อีกราย", "national_id": ""}
    found = checked(ProducerTable, officer, *rows, other)
    assert [line.number for line in found.new] == [5]
    said = "เลขเดียวกันอยู่ในแถว 2, 3, 4 ตรวจเลขอีกครั้ง ถ้าเป็นคนเดียวกันจริง "
    assert [list(line.faults) for line in found.faulty] == [["national_id"]] * 3
    assert {line.faults["national_id"][: len(said)] for line in found.faulty} == {said}


def test_a_row_refused_for_another_cell_counts_too(officer):
    rows = [{"code": "", "name": f"กลุ่ม {n}", "national_id": PERSON} for n in range(2)]
    found = checked(ProducerTable, officer, rows[0] | {"member_count": "12 15"}, rows[1])
    assert [sorted(line.faults) for line in found.faulty] == [
        ["member_count", "national_id"],
        ["national_id"],
    ]
    assert found.new == []


def test_an_id_that_a_record_holds_is_taken_and_said(officer, producer):
    producer.set_national_id(PERSON)
    producer.save()
    new = {"code": "", "name": "ใหม่", "national_id": PERSON}
    held = exported(ProducerTable, officer)
    found = checked(ProducerTable, officer, new, held)
    (line,) = found.new
    assert line.doubts == {
        "national_id": f"เลขนี้อยู่ในรหัส {producer.code} “กลุ่มทอผ้า” แล้ว ตรวจว่าเป็นรายเดียวกันหรือไม่"
    }
    assert found.unchanged == 1
    assert found.notes == ["ควรตรวจก่อนยืนยัน 1 แถว: แถว 2"]
    kept = preview(ProducerTable(officer), found)["new"][0]["doubts"]
    assert [one["heading"] for one in kept] == ["เลขประจำตัวประชาชน"]
    assert PERSON not in str(kept)


def test_an_id_held_where_this_officer_may_not_see_says_nothing(officer):
    elsewhere = make.producer(make.district("2501", "อื่น"))
    elsewhere.set_national_id(PERSON)
    elsewhere.save()
    new = {"code": "", "name": "ใหม่", "national_id": PERSON}
    (line,) = checked(ProducerTable, officer, new).new
    assert line.doubts == {}


def test_the_same_tax_id_twice_is_refused_too(officer):
    rows = [{"code": "", "name": f"กลุ่ม {n}", "tax_id": COMPANY} for n in range(2)]
    found = checked(ProducerTable, officer, *rows)
    assert [list(line.faults) for line in found.faulty] == [["tax_id"]] * 2
