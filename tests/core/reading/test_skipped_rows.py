"""Rows that are no records, and records that look like them."""

from io import BytesIO

import pytest

from core.reading import Row, read_table
from tests.support.excel_files import Day, Formula, Value, workbook

HEADINGS = ["รหัส", "ชื่อ", "สมาชิก", "ยอด"]
MEMBERS, AMOUNT = "12", "500"


def read(*rows: list[Value], head: list[Value] = HEADINGS):
    return read_table(
        workbook([head, *rows]),
        "ก.xlsx",
        headings=HEADINGS,
        required=["ชื่อ"],
        keys=["รหัส"],
        sums=["ยอด"],
    )


def said(table) -> list[str]:
    return [note for note in table.notes if note.startswith("ข้าม")]


@pytest.mark.parametrize(
    "row",
    [
        [None, "รวม", 12, 500],
        ["รวม", None, 12, 500],
        ["รวมทั้งสิ้น", None, None, None],
        [None, "รวมทั้งหมด 3 ราย", "12 คน", "500.00 บาท"],
        [None, "รวม ๓ กลุ่ม", None, "๕๐๐"],
        [None, "ยอดรวม:", None, 500],
        [None, "Grand Total", 12, 500],
        [None, "รวมตำบลบางคล้า", 12, 500],
        [None, "ลงชื่อ ............................ ผู้รายงาน"],
        [None, "(ลงชื่อ) ................", None, "ผู้รับรอง"],
        [None, "ลงชื่อ", "ลงชื่อ"],
        [None, "(นายสมมติ ทดลองดี)"],
        [None, "( นางสาวสมมติ ทดลอง )", None, "(นางสมมติ)"],
        [None, "(..............................)"],
        [None, "................................"],
        [None, "หมายเหตุ: ข้อมูล ณ วันที่ 31 ต.ค. 2569"],
        [None, "*หมายเหตุ ยังไม่รวมรายใหม่"],
        [None, "วันที่ ........./........./........."],
        [None, "วันที่ 31 ตุลาคม 2569"],
    ],
    ids=str,
)
def test_what_is_no_record_is_passed_over_and_said(row):
    table = read([1, "ก", 12, 500], row, [2, "ข", 12, 500])

    assert [one.number for one in table.rows] == [2, 4]
    words = next(str(cell) for cell in row if cell)
    assert said(table) == [f"ข้ามแถวที่ไม่ใช่รายการ: แถว 3 “{words}”"]


@pytest.mark.parametrize(
    "row",
    [
        [None, "กลุ่มรวมใจ", 12, 500],
        [None, "รวมใจ", 12, 500],
        [None, "รวมพลังแม่บ้าน", 12, 500],
        [None, "รวมทั้งใจ", 12, 500],
        [None, "รวมตำบลบางคล้า", None, None],
        ["0001", "รวม", 12, 500],
        [7, "รวมทั้งสิ้น", 12, 500],
        [None, "รวม", "สมชาย", 500],
        [None, "รวม", Day(46350), 500],
        [None, "Total Fruit", 12, 500],
        [None, "ผู้ใหญ่ลี ขนมไทย", 12, 500],
        [None, "ผู้จัดทำขนมไทย", 12, 500],
        [None, "นายสมชาย ใจดี", 12, 500],
        [None, "นางสมศรี ใจดี", None, None],
        [None, "วันที่ดี เบเกอรี่", 12, 500],
        [None, "ตำแหน่งดี", None, None],
        [None, "(ก) กลุ่มทอผ้า", 12, 500],
        [None, "หมายเหตุการณ์", 12, 500],
        [None, "ลงชื่อดัง", 12, 500],
        ["0002", "หมายเหตุ", None, None],
        ["0003", "ลงชื่อ", None, None],
    ],
    ids=str,
)
def test_a_record_is_never_passed_over(row):
    table = read([1, "ก", 12, 500], row, [2, "ข", 12, 500])

    assert [one.number for one in table.rows] == [2, 3, 4]
    assert said(table) == []


@pytest.mark.parametrize("word", ["รวม", "ลงชื่อ", "หมายเหตุ"])
def test_a_code_behind_the_word_makes_a_record_too(word):
    head: list[Value] = ["ชื่อ", "รหัส", "สมาชิก", "ยอด"]
    table = read([word, "0001", 12, 500], head=head)

    assert table.rows == [Row(2, [word, "0001", MEMBERS, AMOUNT])]
    assert said(table) == []


def test_what_stands_below_a_signature_belongs_to_it():
    table = read(
        [1, "ก", 12, 500],
        [None, "ลงชื่อ ................. ผู้รายงาน"],
        [None, "นายสมมติ ทดลองดี"],
        [None, "ตำแหน่ง นักวิชาการพัฒนาชุมชน"],
        [None, "พัฒนาการอำเภอบางคล้า"],
        [None, "โทร. 0-3851-0000"],
        [None, "นางสมศรี ใจดี", 12, 500],
        [2, "นายสมชาย ใจดี", None, None],
    )

    assert [one.number for one in table.rows] == [2, 8, 9]
    assert said(table)[0].count("แถว ") == 5


@pytest.mark.parametrize(
    "row",
    [
        ["(1)", "(2)", "(3)", "(4)"],
        ["(๑)", "(๒)", "(๓)", "(๔)"],
        ["๑", "๒", "๓", "๔"],
        [1, 2, 3, 4],
        [None, "(1)", "(2)", "(3) = (1) + (2)"],
    ],
    ids=str,
)
def test_the_numbers_of_the_columns_are_passed_over(row):
    table = read(row, [1, "ก", 12, 500])

    assert table.rows == [Row(3, ["1", "ก", MEMBERS, AMOUNT])]
    assert said(table) == ["ข้ามแถวที่ไม่ใช่รายการ: แถว 2 (เลขที่คอลัมน์)"]


@pytest.mark.parametrize(
    "rows",
    [
        [[1, "ก", 3, 4], ["(1)", "(2)", "(3)", "(4)"]],
        [[2, 3, 4, 5]],
        [[1, 2, 3, 5]],
        [[1, 2, 3]],
        [["(1)", "(2)"]],
    ],
    ids=str,
)
def test_figures_are_no_numbers_of_columns(rows):
    table = read(*rows)

    assert [one.number for one in table.rows] == list(range(2, len(rows) + 2))
    assert said(table) == []


# Formulas


def test_formulas_are_no_matter_where_nobody_reads():
    head: list[Value] = ["ที่", *HEADINGS]
    table = read(
        [Formula("ROW()", 1), "1", "ก", 12, Formula("D2*2", 24)],
        [None, None, "รวม", Formula("SUM(D2)", 12), Formula("SUM(E2)", 24)],
        head=head,
    )

    assert table.rows == [Row(2, ["1", "ก", MEMBERS, ""])]
    assert table.notes == [
        "คอลัมน์ “ยอด” เป็นสูตร ไม่ได้อ่าน ระบบรวมให้",
        "ข้ามแถวที่ไม่ใช่รายการ: แถว 3 “รวม”",
    ]


def test_a_formula_in_a_column_that_is_only_shown_is_no_matter():
    rows: list[list[Value]] = [HEADINGS, ["1", "ก", 12, Formula("1+1", 2)]]
    table = read_table(workbook(rows), "ก.xlsx", headings=HEADINGS, required=["ชื่อ"], unread=["ยอด"])

    assert (table.rows, table.notes) == ([Row(2, ["1", "ก", MEMBERS, "2"])], [])


def test_a_table_that_is_csv_has_the_same_foot():
    text = "รหัส,ชื่อ,สมาชิก,ยอด\n1,ก,12,500\n,รวม,12,500\n,ลงชื่อ ....\n"
    table = read_table(
        BytesIO(text.encode()), "ก.csv", headings=HEADINGS, required=["ชื่อ"], keys=["รหัส"]
    )

    assert table.rows == [Row(2, ["1", "ก", MEMBERS, AMOUNT])]
    assert said(table) == ["ข้ามแถวที่ไม่ใช่รายการ: แถว 3 “รวม”, แถว 4 “ลงชื่อ ....”"]
