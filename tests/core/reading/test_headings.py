"""Where the table begins and which column is which, in files with titles, own columns and odd heads."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from core.reading import FAULTS_HEADING, FileRefused, ReadTable, Row, read_table
from tests.support.excel_files import Value, parts_of, sheet_xml, workbook, zipped

HEADINGS = ["รหัส", "ชื่อกลุ่ม", "อำเภอ"]
HEAD = ["รหัส", "ชื่อกลุ่ม", "อำเภอ"]
LINE = ["007", "ทอผ้า", "เมือง"]


def read(file: BytesIO, **asked) -> ReadTable:
    return read_table(file, "รายชื่อ.xlsx", **{"headings": HEADINGS, "required": HEADINGS} | asked)


def cells(table: ReadTable) -> list:
    return [row.cells for row in table.rows]


def refusal(rows: list[list[Value]], *, merged=(), **asked) -> str:
    with pytest.raises(FileRefused) as refused:
        read(workbook(rows, merged=merged), **asked)
    return str(refused.value)


def test_a_plain_table():
    assert read(workbook([HEAD, LINE])) == ReadTable("ชีต1", 1, HEADINGS, [], [Row(2, LINE)], [])


def test_titles_above_and_empty_rows_between():
    table = read(workbook([["ทะเบียนผู้ผลิต"], [], ["ณ วันที่ 1"], HEAD, [], LINE, [None], LINE]))

    assert (table.head_row, table.rows) == (4, [Row(6, LINE), Row(8, LINE)])
    assert table.notes == ["หัวตารางอยู่แถว 4 ข้ามข้อความเหนือหัวตาราง (แถว 1, 3)"]


def test_a_table_that_begins_far_from_the_corner():
    table = read(workbook([[], [], [None, None, *HEAD], [None, None, *LINE]]))

    assert (table.head_row, cells(table)) == (3, [LINE])


def test_columns_in_any_order_among_unknown_ones():
    table = read(workbook([["ที่", "อำเภอ", "หมายเหตุ", "รหัส", "ชื่อกลุ่ม"], [1, "ก", "ข", "ค", "ง"]]))

    assert table.headings == ["อำเภอ", "รหัส", "ชื่อกลุ่ม"]
    assert table.unknown == ["ที่", "หมายเหตุ"]
    assert cells(table) == [["ก", "ค", "ง"]]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        (" ชื่อ กลุ่ม ", "ชื่อกลุ่ม"),
        ("ชื่อ\nกลุ่ม", "ชื่อกลุ่ม"),
        ("ชื่อ\u200bกลุ่ม", "ชื่อกลุ่ม"),
        ("รายได้ปี ๒๕๖๙", "รายได้ปี 2569"),
        ("LINE id", "Line ID"),
        ("จํานวน", "จำนวน"),
        ("ราคา", "ราคา (บาท)"),
        ("ราคา (บาท)", "ราคา"),
        ("ราคา [หน่วย: บาท]", "ราคา (บาท)"),
        ("ราคา บาท", "ราคา (บาท)"),
        ("วันเกิด", "วันเกิด (พ.ศ.)"),
        ("ในประเทศ-ออนไลน์", "ในประเทศ ออนไลน์"),
        ("ในประเทศ – ออนไลน์ (บาท)", "ในประเทศ ออนไลน์"),
        ("ในประเทศ (ออนไลน์)", "ในประเทศ ออนไลน์"),
        ("ในประเทศ\nออนไลน์\n(บาท)", "ในประเทศ ออนไลน์"),
        ("ชื่อผู้ผลิต/ผู้ประกอบการ", "ชื่อผู้ผลิต ผู้ประกอบการ"),
    ],
)
def test_headings_are_known_however_they_are_written(written, known):
    table = read(workbook([[written], ["ก"]]), headings=[known], required=[known])

    assert table.headings == [known]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("ราคา (พันบาท)", "ราคา (บาท)"),
        ("ราคา (ล้านบาท)", "ราคา"),
        ("ชื่อ (เล่น)", "ชื่อ"),
        ("จำนวนคน", "จำนวน"),
        ("บาท", "ราคา (บาท)"),
    ],
)
def test_another_unit_or_word_is_another_heading(written, known):
    table = read(
        workbook([["รหัส", written], ["1", "ก"]]), headings=["รหัส", known], required=["รหัส"]
    )

    assert (table.headings, table.unknown) == (["รหัส"], [written])


def test_what_two_headings_would_be_without_signs_is_neither():
    known = ["รหัส", "ยอด (บาท)", "ยอด (คน)"]
    table = read(workbook([["รหัส", "ยอด"], ["1", "5"]]), headings=known, required=["รหัส"])

    assert (table.headings, table.unknown) == (["รหัส"], ["ยอด"])


def test_two_storeys_with_the_unit_in_the_roof():
    rows = [["รหัส", "ยอด (บาท)", None], [None, "ออฟไลน์", "ออนไลน์"], ["7", 1, 2]]
    known = ["รหัส", "ยอด ออฟไลน์", "ยอด ออนไลน์"]
    table = read(workbook(rows, merged=["A1:A2", "B1:C1"]), headings=known, required=known)

    assert (table.headings, cells(table)) == (known, [["7", "1", "2"]])


# Amounts whose heading was not understood

MONEY = ["ในประเทศ ออฟไลน์", "ในประเทศ ออนไลน์"]


def amounts(*rows: list[Value]) -> ReadTable:
    return read(
        workbook(list(rows)), headings=["รหัส", *MONEY, "รวม"], required=["รหัส"], amounts=MONEY
    )


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("ในประเทศ ออนไล", 5, "ระบบไม่รู้จักหัวคอลัมน์ C “ในประเทศ ออนไล” น่าจะเป็น “ในประเทศ ออนไลน์”"),
        ("ในประเทศ ออนไล", None, "ระบบไม่รู้จักหัวคอลัมน์ C “ในประเทศ ออนไล” น่าจะเป็น “ในประเทศ ออนไลน์”"),
        ("ในประเทศ ออนไลน์ (พันบาท)", 5, "น่าจะเป็น “ในประเทศ ออนไลน์”"),
        (
            "ขายทางเน็ต",
            "1,234.50",
            "ระบบไม่รู้จักหัวคอลัมน์ C “ขายทางเน็ต” มีตัวเลข และยังขาด “ในประเทศ ออนไลน์”",
        ),
        ("ขายทางเน็ต", "๕", "มีตัวเลข และยังขาด “ในประเทศ ออนไลน์”"),
        (None, 5, "ระบบไม่รู้จักหัวคอลัมน์ C “ว่าง” มีตัวเลข และยังขาด “ในประเทศ ออนไลน์”"),
    ],
)
def test_a_table_of_amounts_is_refused_where_one_was_not_understood(heading, cell, said):
    with pytest.raises(FileRefused) as refused:
        amounts(["รหัส", MONEY[0], heading], ["1", 5, None], ["2", 5, cell])

    assert said in str(refused.value)
    assert str(refused.value).startswith("ชีต “ชีต1” แถว 1: ")


@pytest.mark.parametrize("heading", ["ลำดับ", "ที่", "No."])
def test_a_table_may_leave_an_amount_out(heading):
    table = amounts(["รหัส", MONEY[0], heading, "ผู้กรอก"], ["1", 5, 1, "สมมติ"])

    assert table.headings == ["รหัส", MONEY[0]]


def test_columns_of_their_own_are_no_matter_where_every_amount_is_there():
    table = amounts(["รหัส", *MONEY, "เป้าหมาย"], ["1", 5, 6, 700])

    assert table.headings == ["รหัส", *MONEY]


def test_an_alias_counts_as_its_heading():
    table = read(workbook([["Code", *HEAD[1:]], LINE]), aliases={"code": "รหัส"})

    assert (table.headings, cells(table)) == (HEADINGS, [LINE])


def test_rows_with_nothing_in_the_known_columns_are_left_out():
    table = read(workbook([["ที่", *HEAD], [1, *LINE], [2], [3]]))

    assert table.rows == [Row(2, LINE)]


def test_the_head_repeated_on_a_later_page_is_no_row():
    assert read(workbook([HEAD, LINE, HEAD, LINE])).rows == [Row(2, LINE), Row(4, LINE)]


def test_a_column_without_a_heading_is_said():
    table = read(workbook([HEAD, [*LINE, "สมชาย"]]))

    assert cells(table) == [LINE]
    assert table.notes == ["คอลัมน์ที่ไม่มีหัว ไม่ได้อ่าน: D"]


def test_the_column_of_faults_is_passed_over_silently():
    table = read(workbook([[*HEAD, FAULTS_HEADING], [*LINE, "ผิด"]]))

    assert (table.unknown, table.notes, cells(table)) == ([], [], [LINE])


# Heads of two storeys


def test_a_head_of_two_storeys_with_a_roof_over_its_own_columns():
    rows = [["รหัส", "ที่อยู่", None, "ชื่อกลุ่ม"], [None, "หมู่", "อำเภอ", None], ["7", "2", "ก", "ข"]]
    table = read(workbook(rows, merged=["A1:A2", "B1:C1", "D1:D2"]))

    assert (table.head_row, table.headings) == (2, ["รหัส", "อำเภอ", "ชื่อกลุ่ม"])
    assert table.unknown == ["ที่อยู่ หมู่"]
    assert cells(table) == [["7", "ก", "ข"]]


def test_both_storeys_together_may_be_the_heading():
    rows = [["ยอดขาย", None, "เป้าหมาย"], ["ปี 2568", "ปี 2569", "ปี 2569"], [1, 2, 3]]
    known = ["ยอดขายปี 2568", "ยอดขายปี 2569", "เป้าหมายปี 2569"]
    table = read(workbook(rows, merged=["A1:B1"]), headings=known, required=known)

    assert (table.headings, cells(table)) == (known, [["1", "2", "3"]])


def test_a_heading_merged_over_two_columns_is_refused():
    said = refusal([["รหัส", "ชื่อกลุ่ม", None, "อำเภอ"], ["7", "ก", "ข", "ค"]], merged=["B1:C1"])

    assert said == (
        "ชีต “ชีต1” หัวคอลัมน์ “ชื่อกลุ่ม” ผสานช่อง B1:C1 ไว้ ยกเลิกการผสานช่อง (Unmerge) แล้วตั้งชื่อหัวให้ครบทุกคอลัมน์"
    )


def test_a_heading_twice_is_refused():
    assert refusal([["รหัส", "ชื่อกลุ่ม", "อำเภอ", "ชื่อ กลุ่ม"], LINE]) == (
        "ชีต “ชีต1” หัวคอลัมน์ “ชื่อกลุ่ม” ซ้ำกันที่คอลัมน์ B และ D เหลือไว้คอลัมน์เดียวแล้วส่งใหม่"
    )


# What is missing


def test_a_missing_heading_is_named_with_the_nearest_spelling():
    assert refusal([["รายชื่อ"], ["รหัส", "ชื่อกลุม", "อำเภอ"], LINE]) == (
        "ชีต “ชีต1” แถว 2: ไม่มีหัวคอลัมน์ “ชื่อกลุ่ม” พบ: รหัส, ชื่อกลุม, อำเภอ "
        "(“ชื่อกลุม” น่าจะเป็น “ชื่อกลุ่ม”) แก้หัวคอลัมน์ให้ตรงแล้วส่งใหม่"
    )


def test_no_head_at_all():
    assert refusal([LINE, LINE]) == (
        "ชีต “ชีต1” ไม่พบหัวตารางใน 30 แถวแรก ต้องมีหัวคอลัมน์: รหัส, ชื่อกลุ่ม, อำเภอ ใช้ไฟล์ที่ส่งออกจากระบบเป็นแบบ"
    )


def test_an_empty_sheet():
    assert refusal([]) == "ไฟล์ไม่มีข้อมูลในชีตที่มองเห็น เลือกไฟล์ใหม่"


def test_a_head_below_the_thirtieth_row_is_not_looked_for():
    assert read(workbook([*[["เกริ่น"]] * 29, HEAD, LINE])).head_row == 30
    assert "ไม่พบหัวตาราง" in refusal([*[["เกริ่น"]] * 30, HEAD, LINE])


# Several sheets


def several(sheets: dict[str, list[list[Value]]], hidden=()) -> BytesIO:
    return zipped(parts_of({name: sheet_xml(rows) for name, rows in sheets.items()}, hidden))


def test_the_sheet_whose_head_fits_is_read_and_the_others_named():
    table = read(several({"คำอธิบาย": [["กรอกให้ครบ"]], "ข้อมูล": [HEAD, LINE], "เก่า": []}, ["เก่า"]))

    assert (table.sheet, cells(table)) == ("ข้อมูล", [LINE])
    assert table.notes == ["อ่านชีต “ข้อมูล” เท่านั้น ไม่ได้อ่านชีต “คำอธิบาย”, “เก่า” (ซ่อนอยู่)"]


def test_two_filled_sheets_are_refused_an_empty_form_is_not_one():
    assert read(several({"แบบ": [HEAD], "ข้อมูล": [HEAD, LINE]})).sheet == "ข้อมูล"
    with pytest.raises(FileRefused) as refused:
        read(several({"ต.ค.": [HEAD, LINE], "พ.ย.": [HEAD, LINE]}))

    assert str(refused.value) == (
        "มีตารางอยู่หลายชีต: “ต.ค.”, “พ.ย.” เหลือไว้ชีตเดียว หรือแยกเป็นไฟล์ละชีต แล้วส่งใหม่"
    )


def test_the_sheet_may_be_named():
    file = several({"ต.ค.": [HEAD, LINE], "พ.ย.": [HEAD, ["1", "ก", "ข"]]})

    assert cells(read(file, sheet="พ.ย.")) == [["1", "ก", "ข"]]
    with pytest.raises(FileRefused) as refused:
        read(file, sheet="ธ.ค.")
    assert str(refused.value) == "ไม่มีชีต “ธ.ค.” ในไฟล์ มี: “ต.ค.”, “พ.ย.”"


def test_a_hidden_sheet_is_not_read_and_that_is_said():
    with pytest.raises(FileRefused) as refused:
        read(several({"ว่าง": [], "เก่า": [HEAD, LINE]}, ["เก่า"]))

    assert str(refused.value) == ("ไฟล์ไม่มีข้อมูลในชีตที่มองเห็น (ไม่ได้ดูชีตที่ซ่อนอยู่: “เก่า”) เลือกไฟล์ใหม่")


def test_a_sheet_of_a_chart_is_passed_over():
    book = Workbook()
    for row in (HEAD, LINE):
        book.active.append(row)
    book.create_chartsheet("กราฟ", 0)
    file = BytesIO()
    book.save(file)

    assert cells(read(file)) == [LINE]
