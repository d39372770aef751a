"""What a cell says: numbers, dates, texts; formulas, errors, merged and hidden cells."""

import datetime
import re
from array import array
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from core.reading import ReadTable, Row, Unreadable, read_table
from core.reading.cell_values import cell, number_text
from core.reading.openxml import SheetScan
from core.reading.sheet_features import SheetFeatures
from tests.support.excel_files import Day, Fault, Formula, Value, sheet_xml, workbook

HEADINGS = ["รหัส", "ชื่อ", "ค่า"]


def read(file: BytesIO) -> ReadTable:
    return read_table(file, "ก.xlsx", headings=HEADINGS, required=["รหัส"])


def values(*cells: Value) -> list:
    return [
        row.cells[1] for row in read(workbook([HEADINGS[:2], *(["1", one] for one in cells)])).rows
    ]


def test_numbers_are_the_shortest_text_never_scientific():
    assert values(24110, 359900.5, 1234567890123.0, 1.2e12, 0.1 + 0.2, 359900.50000000006, 0.15) == [
        "24110", "359900.5", "1234567890123", "1200000000000", "0.3", "359900.5", "0.15",
    ]  # fmt: skip


def test_numbers_written_as_text_stay_as_they_are():
    assert values("1.2E+12", "007", "๑๒๓", "1,234.50") == ["1.2E+12", "007", "๑๒๓", "1,234.50"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_is_scientific_and_fifteen_digits_hold(value):
    text = number_text(value)

    assert re.fullmatch(r"-?\d+(\.\d+)?", text)
    assert float(text) == pytest.approx(value, rel=1e-14, abs=0)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_are_exact(value):
    assert number_text(float(value)) == str(value)


def test_truth():
    assert values(True, False) == ["TRUE", "FALSE"]


def test_dates_and_years_typed_in_buddhist_era():
    assert values(Day(46350), Day(46350.5), Day(244677)) == [
        datetime.date(2026, 11, 24),
        datetime.datetime(2026, 11, 24, 12),
        datetime.date(2026, 11, 24),
    ]


def test_a_buddhist_leap_day_that_no_calendar_has():
    # 2568 is a leap year of ค.ศ., so Excel takes 29/2/2568; พ.ศ. 2568 is 2025.
    said = cell(datetime.date(2568, 2, 29))

    assert isinstance(said, Unreadable)
    assert said == "ไม่มีวันที่ 29/2/2568 ในปฏิทิน ตรวจวันและเดือนอีกครั้ง"


def test_times_and_percents():
    assert cell(datetime.time(8, 30)) == "08:30"
    assert cell(datetime.timedelta(hours=30, minutes=5)) == "30:05"
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(["1", 0.11, "ก"])
    book.active["B2"].number_format = "0%"
    file = BytesIO()
    book.save(file)
    assert read(file).rows == [Row(2, ["1", "0.11", "ก"])]


# Texts


def test_texts_are_cleaned_as_they_are_read():
    assert values(" จํานวน\u00a0", "ก\u200bข") == ["จำนวน", "กข"]


# Formulas and errors


def test_the_value_kept_beside_a_formula_is_read_and_said():
    rows = [
        ["รวม", Formula("1+1", 2)],
        HEADINGS,
        ["1", "ก", 5],
        ["2", Formula("A4"), Formula("C3*2", 10)],
        [None, None, Formula("C4*2")],
    ]
    table = read(workbook(rows))

    none = "ช่อง {} เป็นสูตรที่ไม่มีผลลัพธ์เก็บไว้ พิมพ์ค่าแทนสูตร"
    kept = f"เป็นสูตร อ่านผลลัพธ์ที่ Excel เก็บไว้ล่าสุด: {HEADINGS[2]} (C4)"
    assert table.rows == [
        Row(3, ["1", "ก", "5"]),
        Row(4, ["2", none.format("B4"), "10"], remark=kept),
        Row(5, ["", "", none.format("C5")]),
    ]
    assert all(isinstance(row.cells[place], Unreadable) for row, place in
               ((table.rows[1], 1), (table.rows[2], 2)))  # fmt: skip
    assert table.notes[-1].endswith("มีสูตร ใช้ผลลัพธ์ที่ Excel เก็บไว้ ตรวจก่อนยืนยัน")


def test_formulas_above_the_head_and_behind_the_rows_are_no_matter():
    lists = '<dataValidations count="1"><dataValidation><formula1>A1:A2</formula1></dataValidation>'
    rows = [["รวม", Formula("1+1", 2)], HEADINGS, ["1", "ก", 5]]

    after = f"{lists}</dataValidations><extLst><xm:f>B1</xm:f></extLst>"
    assert read(workbook(rows, after=after)).rows == [Row(3, ["1", "ก", "5"])]


@pytest.mark.parametrize("size", [1, 7, 64, 1000, 100_000])
def test_facts_are_the_same_wherever_the_unpacked_pieces_are_cut(size):
    rows = [HEADINGS, ["1", Fault("#N/A"), 2], ["1", "ก", Formula("1", 1)], ["1", Formula("2"), 3]]
    xml = sheet_xml(rows, hidden_rows=[3], hidden_columns=[2]).encode()
    scan = SheetScan()
    for start in range(0, len(xml), size):
        scan.feed(xml[start : start + size])

    assert scan.facts == SheetFeatures(
        {2: array("L", [3]), 1: array("L", [4])},
        errors={(2, 1): "#N/A"},
        hidden_rows=[3],
        hidden_columns=[(1, 1)],
    )


def test_formulas_of_writers_that_prefix_their_elements():
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="str"><x:v>รหัส</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    (row,) = read(workbook([], more={"xl/worksheets/sheet1.xml": xml})).rows
    assert row.remark == "เป็นสูตร อ่านผลลัพธ์ที่ Excel เก็บไว้ล่าสุด: รหัส (A2)"


def test_errors_are_faults_of_their_cells():
    table = read(workbook([HEADINGS, ["1", Fault("#N/A"), "ก"], [None, None, Fault("#REF!")]]))

    assert table.rows == [
        Row(2, ["1", "ช่อง B2 เป็นค่าผิดพลาด #N/A ของ Excel พิมพ์ค่าที่ถูกต้องแทน", "ก"]),
        Row(3, ["", "", "ช่อง C3 เป็นค่าผิดพลาด #REF! ของ Excel พิมพ์ค่าที่ถูกต้องแทน"]),
    ]
    assert isinstance(table.rows[0].cells[1], Unreadable)


# Merged and hidden


def test_a_merged_place_counts_for_its_first_cell_and_faults_the_others():
    rows = [HEADINGS, ["1", "ก", "เมือง"], ["2", "ข"], ["3", "ค", "นอก"]]
    table = read(workbook(rows, merged=["C2:C3"]))

    fault = "ช่องนี้ผสานอยู่กับ C2 ยกเลิกการผสานช่อง แล้วกรอกค่าของแถวนี้"
    assert table.rows == [
        Row(2, ["1", "ก", "เมือง"]),
        Row(3, ["2", "ข", fault]),
        Row(4, ["3", "ค", "นอก"]),
    ]
    assert isinstance(table.rows[1].cells[2], Unreadable)
    assert table.notes == ["ช่องที่ผสานกัน ค่านับให้ช่องแรกเท่านั้น: C2:C3"]


def test_merged_titles_above_the_head_are_no_matter():
    table = read(workbook([["ทะเบียน"], HEADINGS, ["1", "ก", "ข"]], merged=["A1:C1"]))

    assert table.rows == [Row(3, ["1", "ก", "ข"])]


def test_hidden_rows_and_columns_are_read_and_said():
    rows = [HEADINGS, *([str(n), "ก", "ข"] for n in range(2, 9))]
    table = read(workbook(rows, hidden_rows=[3, 4, 5, 8], hidden_columns=[2]))

    assert [row.number for row in table.rows] == [2, 3, 4, 5, 6, 7, 8]
    assert table.notes == [
        "มีแถวที่ซ่อนหรือกรองไว้ อ่านด้วย: แถว 3-5, 8",
        "มีคอลัมน์ที่ซ่อนไว้ อ่านด้วย: B (ชื่อ)",
    ]
