"""CSV as offices' programs write it: four codings, three separators, quotation marks, guarded cells."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import FileRefused, Row, limits, read_table
from core.reading.csv_files import cut_off, guarded, too_long, unguarded

HEADINGS = ["รหัส", "ชื่อ", "ค่า"]
TEXT = "รหัส,ชื่อ,ค่า\r\n007,กลุ่มทอผ้าบ้านน้ำพี้,1\r\n008,เปี๊ยะ,2\r\n"
ROWS = [Row(2, ["007", "กลุ่มทอผ้าบ้านน้ำพี้", "1"]), Row(3, ["008", "เปี๊ยะ", "2"])]
UTF_16 = ["อ่านเป็นรหัส UTF-16"]


def read(content: bytes, name: str = "ก.csv"):
    return read_table(BytesIO(content), name, headings=HEADINGS, required=HEADINGS)


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read(content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("coding", "notes"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", UTF_16),
        ("utf-16-le", UTF_16),
        ("utf-16-be", UTF_16),
        ("tis-620", ["อ่านเป็นรหัสไทย TIS-620 (Windows-874)"]),
        ("cp874", ["อ่านเป็นรหัสไทย TIS-620 (Windows-874)"]),
    ],
)
def test_codings(coding, notes):
    table = read(TEXT.encode(coding))

    assert (table.rows, table.notes) == (ROWS, notes)
    assert (table.sheet, table.head_row, table.headings) == ("", 1, HEADINGS)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_separators_and_line_ends(separator, line_end):
    text = TEXT.replace(",", separator).replace("\r\n", line_end)

    assert read(text.encode()).rows == ROWS


def test_marks_quotes_and_lines_within_quotation_marks():
    text = 'รหัส,ชื่อ,ค่า\n1,"ผ้า, ""ไหม""\nสองบรรทัด","1,234.50"\n\n2,ข,3\n'

    # Row numbers as Excel counts them: a cell of two lines is one row, an empty line is one too.
    assert read(text.encode()).rows == [
        Row(2, ["1", 'ผ้า, "ไหม"\nสองบรรทัด', "1,234.50"]),
        Row(4, ["2", "ข", "3"]),
    ]


def test_titles_short_rows_and_a_line_that_names_the_separator():
    text = "sep=;\nทะเบียน\nรหัส;ชื่อ;ค่า\n1;ก\n;;\n2;ข;ค;ง\n"
    table = read(text.encode())

    assert table.rows == [Row(4, ["1", "ก", ""]), Row(6, ["2", "ข", "ค"], too_long(4, 3))]
    assert table.notes == ["หัวตารางอยู่แถว 3 ข้ามข้อความเหนือหัวตาราง (แถว 1-2)"]


def test_a_row_longer_than_its_head_is_refused_for_itself():
    text = "รหัส,ชื่อ,ค่า\n1,ก,1,234.50\n2,ข,2\n3,ค,3,\n"

    assert read(text.encode()).rows == [
        Row(2, ["1", "ก", "1"], too_long(4, 3)),
        Row(3, ["2", "ข", "2"]),
        Row(4, ["3", "ค", "3"], too_long(4, 3)),
    ]


def test_empty_columns_behind_the_head_are_columns():
    text = "รหัส,ชื่อ,ค่า,\n1,ก,1,\n2,ข,1,234\n3,ค,1,234,\n"

    assert [row.refused for row in read(text.encode()).rows] == ["", "", too_long(5, 4)]


@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "utf-16-le", "tis-620"])
@pytest.mark.parametrize(
    ("end", "refused"),
    [
        ("8,ข", cut_off(2, 3)),
        ("8", cut_off(1, 3)),
        ("8,ข\n", ""),
        ("8,ข\r", ""),
        ("8,ข\n \n", ""),
        ("8,ข\n,,", ""),
        ("8,ข,2", ""),
        ("8,ข,", ""),
    ],
)
def test_a_last_line_that_was_cut_off_is_refused(coding, end, refused):
    table = read(f"{TEXT}{end}".encode(coding))

    assert [(row.number, row.refused) for row in table.rows] == [(2, ""), (3, ""), (4, refused)]


def test_a_file_cut_within_quotation_marks_is_refused_by_its_line():
    assert refusal(f'{TEXT}8,"กลุ่ม'.encode()).startswith("แถว 4: เครื่องหมายคำพูด (”) ไม่ครบคู่")


def test_cells_that_look_like_formulas_are_texts():
    text = "รหัส,ชื่อ,ค่า\n=1+1,+66812345678,@ก\n'=1+1,'-,''=1\n"

    assert read(text.encode()).rows == [
        Row(2, ["=1+1", "+66812345678", "@ก"]),
        Row(3, ["=1+1", "-", "'=1"]),
    ]


@given(st.text(st.sampled_from("'=+-@\t\r\n กa"), max_size=8))
def test_guarding_is_undone_exactly(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_quotation_mark_that_is_not_closed_swallows_nothing():
    said = (
        "แถว 2: เครื่องหมายคำพูด (”) ไม่ครบคู่หรืออยู่ผิดที่ "
        "เปิดใน Excel แล้วบันทึกเป็น CSV UTF-8 หรือ .xlsx จากนั้นส่งใหม่"
    )

    assert refusal('รหัส,ชื่อ,ค่า\n1,"ก,2\n2,ข,3\n'.encode()) == said
    assert refusal(('รหัส,ชื่อ,ค่า\n1,"ก,2\n' + "2,ข,3\n" * 50_000).encode()) == said


def test_utf_8_with_a_broken_letter_is_not_taken_for_another_coding():
    content = TEXT.encode()
    at = content.index("เปี๊ยะ".encode())

    assert refusal(content[: at + 1] + content[at + 2 :]) == (
        "บรรทัด 3: มีตัวอักษรเสีย (ไฟล์เป็น UTF-8 แต่ไม่ครบ) "
        "เปิดใน Excel แล้วบันทึกเป็น CSV UTF-8 หรือ .xlsx จากนั้นส่งใหม่"
    )


@pytest.mark.parametrize("coding", ["latin-1", "koi8-r", "shift-jis"])
def test_other_codings_are_not_read_as_thai(coding):
    words = {
        "latin-1": "préféré,éléphant,où êtes-vous,ça été\n",
        "koi8-r": "привет,товарищ,как дела\n",
        "shift-jis": "こんにちは,せかい,製品です\n",
    }
    said = refusal((words[coding] * 20).encode(coding))

    assert said == "อ่านตัวอักษรในไฟล์ไม่ได้ เปิดใน Excel แล้วบันทึกเป็น CSV UTF-8 หรือ .xlsx จากนั้นส่งใหม่"


def test_bytes_that_are_no_text():
    said = "ไฟล์นี้ไม่ใช่ตาราง (มีข้อมูลที่ไม่ใช่ตัวอักษร) เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่"

    assert refusal(bytes(range(1, 256)) + bytes(5000)) == said
    assert refusal(TEXT.encode() * 200 + b"\0") == said


def test_a_table_that_begins_like_a_program_is_a_table():
    text = "MZ,รหัส,ชื่อ,ค่า\n0,1,ก,2\n"

    assert read(text.encode()).rows == [Row(2, ["1", "ก", "2"])]


def test_a_text_that_is_no_table():
    assert refusal("สวัสดี\nวันนี้อากาศดี\n".encode()) == (
        "ไม่พบหัวตารางใน 30 แถวแรก ต้องมีหัวคอลัมน์: รหัส, ชื่อ, ค่า ใช้ไฟล์ที่ส่งออกจากระบบเป็นแบบ"
    )


def test_a_line_of_commas_and_a_file_too_large(monkeypatch):
    assert refusal(TEXT.encode() + b"," * 10_000) == ("บรรทัด 4 มีเกิน 3,000 ช่อง รับได้ไม่เกิน 300 คอลัมน์")
    monkeypatch.setattr(limits, "LARGEST_TEXT_FILE", 100)
    assert refusal(TEXT.encode()) == "ไฟล์ใหญ่ 0.0 MB รับได้ไม่เกิน 0.0 MB แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์"
