"""Files the portal writes, read by a reader that is not their writer, and by the portal itself."""

import datetime
import os
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import IO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.reading import FAULTS_HEADING, ReadTable, Row, Unreadable, read_table
from core.tables.workbooks import as_text, write_csv, write_faulty_rows, write_workbook
from core.thai.texts import clean_text

HEADINGS = ["รหัส", "ชื่อ", "ยอด", "วันที่"]
DAY = datetime.date(2026, 11, 24)
ROWS = [["007", "ผ้า", Decimal("1234.50"), DAY], ["008", "=1+1", Decimal("0.25"), None]]


def sheet_of(file: IO[bytes]):
    with file:
        return load_workbook(BytesIO(file.read())).active


def back(file: IO[bytes], headings=HEADINGS) -> ReadTable:
    with file:
        return read_table(file, "ก", headings=headings)


def formats(sheet) -> list[str]:
    return [cell.number_format for cell in sheet[2]]


def test_a_workbook_as_excel_shows_it():
    sheet = sheet_of(write_workbook("ผู้ผลิต", HEADINGS, iter(ROWS)))

    assert sheet.title == "ผู้ผลิต"
    assert sheet.freeze_panes == "A2"
    assert [[cell.value for cell in row] for row in sheet] == [
        HEADINGS,
        ["007", "ผ้า", 1234.5, datetime.datetime(2026, 11, 24)],
        ["008", "=1+1", 0.25, None],
    ]
    assert formats(sheet) == ["@", "@", "#,##0.00", "[$-107041E]d/m/yyyy"]
    assert [cell.font.bold for cell in sheet[1]] == [True] * 4
    assert [cell.data_type for cell in sheet[3]] == ["s", "s", "n", "n"]


def test_no_cell_is_a_formula():
    texts = ["=1+1", "+1", "-1", "@a", "\t=1", "=HYPERLINK(1)"]
    with write_workbook("ก", ["ก"], [[text] for text in texts]) as file:
        xml = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")
        sheet = load_workbook(file).active

    assert b"<f" not in xml
    assert [row[0].data_type for row in sheet.iter_rows(min_row=2)] == ["s"] * 6


def test_a_workbook_without_rows_has_its_head():
    sheet = sheet_of(write_workbook("ก", HEADINGS, []))

    assert [cell.value for cell in sheet[1]] == HEADINGS


def test_rows_are_taken_as_they_are_written():
    taken = []

    def rows():
        for number in range(5000):
            taken.append(number)
            yield [number]
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        write_workbook("ก", ["ก"], rows())
    assert len(taken) == 5000


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([1, Decimal("2.5"), None], [1, 2.5, None]),
        (["ก", DAY, Decimal("2.50"), 3, True], ["ก", "24/11/2569", "2.50", "3", "TRUE"]),
        ([DAY, "ไม่ทราบ"], ["24/11/2569", "ไม่ทราบ"]),
        ([1234567890123456], ["1234567890123456"]),
        ([Decimal("99999999999999.99")], ["99999999999999.99"]),
        ([Decimal("999999999999.99")], [999999999999.99]),
    ],
)
def test_columns_of_several_kinds_and_long_numbers_are_shown_rightly(values, written):
    sheet = sheet_of(write_workbook("ก", ["ก"], [[value] for value in values]))

    assert [row[0].value for row in sheet.iter_rows(min_row=2, max_row=len(values) + 1)] == written


def test_a_kind_that_comes_late_is_written_as_text():
    rows = [["ก", 1, DAY], *[["ข", 2, DAY]] * 3000, [DAY, "ยังไม่ทราบ", 5]]
    table = back(write_workbook("ก", ["ก", "ข", "ค"], rows), ["ก", "ข", "ค"])

    assert table.rows[-1] == Row(3003, ["24/11/2569", "ยังไม่ทราบ", "5"])


def test_moments_are_bangkok_time():
    moment = datetime.datetime(2026, 11, 24, 20, 30, tzinfo=datetime.UTC)
    sheet = sheet_of(write_workbook("ก", ["ก"], [[moment]]))

    assert sheet["A2"].value == datetime.datetime(2026, 11, 25, 3, 30)
    assert as_text(moment.astimezone(ZoneInfo("Europe/Berlin"))) == "25/11/2569 03:30:00"


def test_titles_that_excel_does_not_take():
    assert (
        sheet_of(write_workbook("ก/ข:[ค]*?" + "ง" * 40, ["ก"], [])).title
        == "ก ข  ค" + " " * 3 + "ง" * 22
    )
    assert sheet_of(write_workbook("", ["ก"], [])).title == "ข้อมูล"


def test_what_would_come_back_otherwise_is_refused():
    with pytest.raises(ValueError, match="twice"):
        write_workbook("ก", ["ก", "ก"], [])
    with pytest.raises(ValueError, match="longer than a cell"):
        write_workbook("ก", ["ก"], [["ก" * 32_768]])
    with pytest.raises(ValueError, match="longer than a cell"):
        write_workbook("ก", ["ก"], [["😀" * 16_384]])


# There and back

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(st.sampled_from("กขาำ\u0e4d้ีุ่ =+-@'\"_x0041\t\n\r,;\u200b\u00a0😀"), max_size=20),
    st.from_regex(r"0\d{3,12}|[=+\-@']\w{1,5}|_x00[0-9A-F]{2}_", fullmatch=True),
)
AMOUNTS = st.decimals(0, Decimal("999999999999.99"), places=2, allow_nan=False)
DAYS = st.dates(datetime.date(1901, 1, 1), datetime.date(2399, 12, 31))
LINES = st.lists(
    st.tuples(TEXTS, st.none() | AMOUNTS, st.none() | DAYS, TEXTS), min_size=1, max_size=40
)


def plain(number: str) -> Decimal | str:
    return Decimal(number) if number else ""


@settings(max_examples=30, deadline=None)
@given(LINES)
def test_a_workbook_read_back_says_the_same(lines):
    table = back(write_workbook("ก", HEADINGS, lines))

    read = {row.number: row.cells for row in table.rows}
    for number, (code, amount, day, name) in enumerate(lines, 2):
        wanted = [clean_text(code), "" if amount is None else amount, day or "", clean_text(name)]
        cells = read.pop(number, ["", "", "", ""])
        assert [cells[0], plain(cells[1]), cells[2], cells[3]] == wanted
    assert read == {}


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_a_csv_read_back_says_the_same(lines):
    table = back(write_csv(HEADINGS, lines))

    read = {row.number: row.cells for row in table.rows}
    for number, line in enumerate(lines, 2):
        assert read.pop(number, ["", "", "", ""]) == [clean_text(as_text(value)) for value in line]
    assert read == {}


def test_the_longest_texts_come_back():
    for text in ("ก" * 32_767, "x" * 32_767, "😀" * 16_383, "บรรทัด\n" * 4_000 + "จบ"):
        rows = [["1", text]]
        for file in (write_workbook("ก", HEADINGS[:2], rows), write_csv(HEADINGS[:2], rows)):
            assert back(file, HEADINGS[:2]).rows == [Row(2, ["1", text])]


def test_csv_as_excel_wants_it():
    with write_csv(HEADINGS, ROWS) as file:
        content = file.read()

    assert content == (
        "\ufeffรหัส,ชื่อ,ยอด,วันที่\r\n007,ผ้า,1234.50,24/11/2569\r\n008,'=1+1,0.25,\r\n".encode()
    )


def test_what_is_printed_is_landscape_and_one_page_wide_with_the_head_on_each_page():
    mended = write_faulty_rows("แก้ไข", HEADINGS, [(["007", "ผ้า", "1", DAY], {0: "ผิด"}, "")])
    for file in (write_workbook("ผู้ผลิต", HEADINGS, iter(ROWS)), mended):
        sheet = sheet_of(file)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.print_title_rows == "$1:$1"


# Rows to mend


def test_faulty_rows_carry_their_messages_and_come_back():
    rows = [
        (["007", "ผ้า", "1,2", DAY], {2: "ลูกน้ำไม่ตรงหลักพัน", 0: "ไม่มีรหัสนี้"}, "แถวซ้ำกับแถว 5"),
        (["=1", Unreadable("ช่องผสาน"), "", ""], {1: "ช่องผสาน"}, ""),
        (["009", "ดี", "5", ""], {}, ""),
    ]
    sheet = sheet_of(write_faulty_rows("แก้ไข", HEADINGS, iter(rows)))

    notes = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert notes == {"C2": "ลูกน้ำไม่ตรงหลักพัน", "A2": "แถวซ้ำกับแถว 5\nไม่มีรหัสนี้", "B3": "ช่องผสาน"}
    coloured = {cell.coordinate for row in sheet for cell in row if cell.fill.fill_type == "solid"}
    assert coloured == {"C2", "A2", "B3"}
    assert [row[4].value for row in sheet] == [
        FAULTS_HEADING,
        "แถวซ้ำกับแถว 5\nรหัส: ไม่มีรหัสนี้\nยอด: ลูกน้ำไม่ตรงหลักพัน",
        "ชื่อ: ช่องผสาน",
        None,
    ]
    table = back(write_faulty_rows("แก้ไข", HEADINGS, rows))
    assert (table.unknown, table.notes) == ([], [])
    assert table.rows == [
        Row(2, ["007", "ผ้า", "1,2", DAY]),
        Row(3, ["=1", "", "", ""]),
        Row(4, ["009", "ดี", "5", ""]),
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=20))
def test_faulty_rows_come_back_as_they_were_read(lines):
    lines = [(clean_text(code), clean_text(name)) for code, name in lines]
    file = write_faulty_rows("ก", HEADINGS[:2], ((line, {0: "ผิด"}, "") for line in lines))
    read = {row.number: row.cells for row in back(file, HEADINGS[:2]).rows}

    assert [tuple(read.get(number, ["", ""])) for number in range(2, len(lines) + 2)] == lines


def test_many_faults_have_no_more_notes_than_excel_bears(monkeypatch):
    monkeypatch.setattr("core.tables.workbooks.MOST_NOTES", 2)
    sheet = sheet_of(write_faulty_rows("ก", ["ก"], [(["x"], {0: "ผิด"}, "")] * 4))

    assert [bool(row[0].comment) for row in sheet] == [False, True, True, False, False]
    assert [row[1].value for row in sheet] == [FAULTS_HEADING, *["ก: ผิด"] * 4]


def test_the_file_is_gone_once_it_is_closed():
    file = write_workbook("ก", ["ก"], [["x"]])
    name = file.name
    file.close()

    assert not os.path.exists(name)
