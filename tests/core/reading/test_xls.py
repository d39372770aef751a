"""Tables in .xls, as the offices' older programs still write them."""

import datetime
import struct
from io import BytesIO

import pytest

from core.reading import FileRefused, Row, read_table
from core.reading.ole2 import CompoundFile
from tests.support.excel_files import Day, Fault, Formula, compound, old_stream, old_workbook

HEADINGS = ["รหัส", "ชื่อ", "ค่า"]


def read(file: BytesIO, **asked):
    return read_table(file, "ก.xls", headings=HEADINGS, required=HEADINGS, **asked)


def test_texts_numbers_dates_and_truth():
    rows = [
        ["ทะเบียน"],
        HEADINGS,
        ["007", 1234567890123.0, 0.5],
        ["1", Day(46350), Day(244677)],
        ["2", True],
    ]
    table = read(old_workbook(rows))

    assert table.rows == [
        Row(3, ["007", "1234567890123", "0.5"]),
        Row(4, ["1", datetime.date(2026, 11, 24), datetime.date(2026, 11, 24)]),
        Row(5, ["2", "TRUE", ""]),
    ]
    assert table.notes == ["หัวตารางอยู่แถว 2 ข้ามข้อความเหนือหัวตาราง (แถว 1)"]


def test_a_large_one():
    rows = [HEADINGS, *([f"{n:05}", "กลุ่มทอผ้า", n] for n in range(5000))]

    assert read(old_workbook(rows)).rows[-1] == Row(5001, ["04999", "กลุ่มทอผ้า", "4999"])


def test_the_value_kept_beside_a_formula_is_read_and_said():
    (row,) = read(old_workbook([HEADINGS, ["1", "ก", Formula("1+1", 2)]])).rows

    assert row.cells[2] == "2"
    assert row.remark == f"เป็นสูตร อ่านผลลัพธ์ที่ Excel เก็บไว้ล่าสุด: {HEADINGS[2]} (C2)"


def test_errors_merged_and_hidden_cells():
    rows = [HEADINGS, ["1", "ก", Fault("#N/A")], ["2", "ข", "ค"], ["3", None, "ง"]]
    table = read(old_workbook(rows, merged=[(2, 3, 1, 1)], hidden_rows=[3]))

    assert table.rows == [
        Row(2, ["1", "ก", "ช่อง C2 เป็นค่าผิดพลาด #N/A ของ Excel พิมพ์ค่าที่ถูกต้องแทน"]),
        Row(3, ["2", "ข", "ค"]),
        Row(4, ["3", "ช่องนี้ผสานอยู่กับ B3 ยกเลิกการผสานช่อง แล้วกรอกค่าของแถวนี้", "ง"]),
    ]
    assert table.notes == [
        "มีแถวที่ซ่อนหรือกรองไว้ อ่านด้วย: แถว 3",
        "ช่องที่ผสานกัน ค่านับให้ช่องแรกเท่านั้น: B3:B4",
    ]


def test_several_sheets_each_with_its_own_facts():
    stream = old_stream({"แบบ": [["รวม", Formula("1", 1)]], "ข้อมูล": [HEADINGS, ["1", "ก", "ข"]]})
    table = read(compound({"Workbook": stream}))

    assert (table.sheet, table.rows) == ("ข้อมูล", [Row(2, ["1", "ก", "ข"])])
    assert table.notes == ["อ่านชีต “ข้อมูล” เท่านั้น ไม่ได้อ่านชีต “แบบ”"]


def test_the_compound_file_gives_streams_of_any_length():
    streams = {"Workbook": b"w" * 9000, "ก": b"k" * 5000}
    found = CompoundFile(compound(streams).getvalue())

    assert found.names == {"root entry", "workbook", "ก"}
    assert (found.stream("workbook"), found.stream("ก")) == (b"w" * 9000, b"k" * 5000)
    with pytest.raises(KeyError):
        found.stream("root entry")


def test_sheets_that_overlap_are_no_workbook():
    stream = bytearray(old_stream({"ก": [HEADINGS], "ข": [HEADINGS]}))
    first = stream.find(struct.pack("<H", 0x0085))
    place = stream[first + 4 : first + 8]
    second = stream.find(struct.pack("<H", 0x0085), first + 8)
    stream[second + 4 : second + 8] = place
    with pytest.raises(FileRefused, match=r"ไฟล์ \.xls เสีย"):
        read(compound({"Workbook": bytes(stream)}))
