"""Files that are not what they seem: each refused in a sentence, none with a traceback."""

import re
import resource
import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reading import FileRefused, Row, limits, read_table
from tests.support.excel_files import (
    MAIN,
    compound,
    old_stream,
    old_workbook,
    parts_of,
    repeated,
    sheet_xml,
    workbook,
    zipped,
)

HEADINGS = ["รหัส", "ชื่อ"]
ROWS = [HEADINGS, ["1", "ก"]]
BROKEN = "ไฟล์ Excel เสียหรือไม่ครบ เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่"
OLD_BROKEN = "ไฟล์ .xls เสียหรือไม่ครบ เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่"
LOCKED = "ไฟล์มีรหัสผ่าน เปิดใน Excel ยกเลิกรหัสผ่าน บันทึกแล้วส่งใหม่"
BOMB = "ไฟล์บีบอัดผิดปกติ (คลายแล้วใหญ่กว่าเดิมเกิน 200 เท่า) คัดลอกตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
TOO_FAR = (
    "ตารางกว้างหรือยาวผิดปกติ มักเพราะมีช่องที่เคยพิมพ์ไว้ไกลจากตาราง "
    "คัดลอกเฉพาะตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
)


def refusal(content: bytes | BytesIO, name: str = "ก.xlsx") -> str:
    file = BytesIO(content) if isinstance(content, bytes) else content
    with pytest.raises(FileRefused) as refused:
        read_table(file, name, headings=HEADINGS, required=HEADINGS)
    return str(refused.value)


def with_part(name: str, content: str | bytes = "<x/>") -> BytesIO:
    return workbook(ROWS, more={name: content})


# What it really is


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ไฟล์ว่างเปล่า ไม่มีข้อมูล เลือกไฟล์ใหม่"),
        (
            b"MZ\x90\x00\x03" + bytes(500),
            "ไฟล์ “ก.xlsx” เป็นโปรแกรม ไม่ใช่ตาราง ส่งเป็น Excel (.xlsx, .xls) LibreOffice (.ods) หรือ CSV",
        ),
        (
            b"%PDF-1.7\n1 0 obj",
            "ไฟล์ “ก.xlsx” เป็น PDF ไม่ใช่ตาราง ส่งเป็น Excel (.xlsx, .xls) LibreOffice (.ods) หรือ CSV",
        ),
        (
            b"\x89PNG\r\n\x1a\n\0\0",
            "ไฟล์ “ก.xlsx” เป็นรูปภาพ ไม่ใช่ตาราง ส่งเป็น Excel (.xlsx, .xls) LibreOffice (.ods) หรือ CSV",
        ),
        (
            b"Rar!\x1a\x07\x01\x00",
            "ไฟล์ “ก.xlsx” เป็นไฟล์บีบอัด ไม่ใช่ตาราง ส่งเป็น Excel (.xlsx, .xls) LibreOffice (.ods) หรือ CSV",
        ),
        (
            "\ufeff\n<HTML><table><tr><td>รหัส</td></tr></table>".encode(),
            "ไฟล์ “ก.xlsx” เป็นหน้าเว็บ (HTML) ที่ตั้งชื่อเป็น Excel เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่",
        ),
        (
            "<html><table><tr><td>รหัส</td></tr></table>".encode("utf-16"),
            "ไฟล์ “ก.xlsx” เป็นหน้าเว็บ (HTML) ที่ตั้งชื่อเป็น Excel เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่",
        ),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "ไฟล์ “ก.xlsx” เป็น XML ไม่ใช่ไฟล์ Excel ปัจจุบัน เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่",
        ),
    ],
)
def test_other_files_under_the_name_of_a_workbook(content, said):
    assert refusal(content) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            {"readme.txt": "x"},
            "ไฟล์นี้เป็นไฟล์บีบอัด (zip) ไม่ใช่ตาราง คลายไฟล์ก่อน แล้วส่งไฟล์ Excel ข้างใน",
        ),
        (
            {"word/document.xml": "<x/>"},
            "ไฟล์นี้เป็นเอกสาร ไม่ใช่ตาราง คัดลอกตารางไปวางใน Excel แล้วบันทึกเป็น .xlsx",
        ),
        (
            {"ppt/presentation.xml": "<x/>"},
            "ไฟล์นี้เป็นงานนำเสนอ ไม่ใช่ตาราง ส่งเป็น Excel (.xlsx, .xls) LibreOffice (.ods) หรือ CSV",
        ),
        (
            {"xl/workbook.bin": b"\x83\x01"},
            "ไฟล์นี้เป็น Excel แบบไบนารี (.xlsb) เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่",
        ),
        (
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"},
            "ไฟล์นี้เป็นเอกสาร ไม่ใช่ตาราง คัดลอกตารางไปวางใน Excel แล้วบันทึกเป็น .xlsx",
        ),
    ],
)
def test_other_packages(parts, said):
    assert refusal(zipped(parts)) == said


def test_a_workbook_under_the_name_of_another_is_read():
    table = read_table(workbook(ROWS), "ก.csv", headings=HEADINGS)

    assert table.rows == [Row(2, ["1", "ก"])]


# What acts, or reaches elsewhere


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "ไฟล์มีมาโคร เปิดใน Excel แล้วบันทึกเป็น .xlsx (ไม่ใช่ .xlsm) จากนั้นส่งใหม่"),
        (
            "xl/macrosheets/sheet1.xml",
            "ไฟล์มีมาโคร เปิดใน Excel แล้วบันทึกเป็น .xlsx (ไม่ใช่ .xlsm) จากนั้นส่งใหม่",
        ),
        (
            "xl/externalLinks/externalLink1.xml",
            "ไฟล์มีลิงก์ไปยังไฟล์อื่น ใน Excel เปิด ข้อมูล > แก้ไขลิงก์ > ตัดลิงก์ บันทึกแล้วส่งใหม่",
        ),
        (
            "xl/connections.xml",
            "ไฟล์ดึงข้อมูลจากที่อื่น คัดลอกตารางไปวางเฉพาะค่าในไฟล์ใหม่ แล้วส่งไฟล์นั้น",
        ),
        (
            "xl/embeddings/oleObject1.bin",
            "ไฟล์มีวัตถุฝังอยู่ คัดลอกตารางไปวางเฉพาะค่าในไฟล์ใหม่ แล้วส่งไฟล์นั้น",
        ),
    ],
)
def test_what_acts_is_refused(part, said):
    assert refusal(with_part(part)) == said


def test_a_workbook_that_says_it_has_macros():
    kinds = (
        '<Types xmlns="x"><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    )
    assert refusal(with_part("[Content_Types].xml", kinds)).startswith("ไฟล์มีมาโคร")


def test_pictures_and_printer_settings_are_no_matter():
    more = {"xl/media/image1.png": bytes(2000), "xl/printerSettings/printerSettings1.bin": b"x"}

    assert read_table(workbook(ROWS, more=more), "ก.xlsx", headings=HEADINGS).rows == [
        Row(2, ["1", "ก"])
    ]


# Bombs


def test_a_part_that_packs_as_no_table_does():
    strings = repeated(b"0", 9_000_000, b"<sst><si><t>", b"</t></si></sst>")

    assert refusal(with_part("xl/sharedStrings.xml", strings)) == BOMB


def test_a_directory_that_lies_about_a_size():
    file = with_part(
        "xl/sharedStrings.xml", repeated(b"0", 9_000_000, b"<sst><si><t>", b"</t></si></sst>")
    )
    content = bytearray(file.getvalue())
    for size in (struct.pack("<I", 9_000_027),):
        while (at := content.find(size)) >= 0:
            content[at : at + 4] = struct.pack("<I", 500)

    assert refusal(bytes(content)) == BROKEN


def test_all_parts_together_are_counted(monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_UNPACKED", 100_000)
    more = {f"xl/media/{n}.png": bytes([n]) * 30_000 for n in range(4)}

    said = "ไฟล์คลายแล้วใหญ่เกิน 0.1 MB ลบแถว คอลัมน์ และรูปแบบที่ไม่ใช้ หรือแบ่งเป็นหลายไฟล์"
    assert refusal(workbook(ROWS, more=more)) == said


def test_a_list_of_sheets_longer_than_any():
    parts = parts_of({"ก": sheet_xml(ROWS)})
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]) + " " * 5_000_000

    assert refusal(zipped(parts, zipfile.ZIP_STORED)) == BROKEN


def test_a_file_of_too_many_bytes(monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_FILE", 1000)

    assert refusal(workbook(ROWS)) == "ไฟล์ใหญ่ 0.0 MB รับได้ไม่เกิน 0.0 MB แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์"


def test_too_many_parts(monkeypatch):
    monkeypatch.setattr(limits, "MOST_PARTS", 20)
    more = {f"xl/media/{n}.png": b"x" for n in range(20)}

    assert refusal(workbook(ROWS, more=more)) == (
        "ไฟล์มีส่วนประกอบ 26 ชิ้น มากผิดปกติ คัดลอกตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
    )


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData>'
    "</worksheet>"
)


def test_entities():
    assert refusal(with_part("xl/worksheets/sheet1.xml", ENTITIES)) == (
        "ไฟล์มีคำสั่งแปลกปลอมในส่วน xl/worksheets/sheet1.xml (DTD) "
        "คัดลอกตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
    )
    assert "(DTD)" in refusal(with_part("xl/workbook.xml", ENTITIES))
    assert "(DTD)" in refusal(with_part("docProps/app.xml", ENTITIES))


def test_entities_in_a_coding_that_hides_them():
    hidden = ENTITIES.replace("1.0", '1.0" encoding="utf-16').encode("utf-16")

    assert refusal(with_part("xl/worksheets/sheet1.xml", hidden)) == BROKEN


def test_more_than_a_million_empty_rows():
    empty = "".join(f'<row r="{n}" s="1"/>' for n in range(3, 1_048_577))
    xml = sheet_xml(ROWS).replace("</sheetData>", f"{empty}</sheetData>")
    xml = xml.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    table = read_table(with_part("xl/worksheets/sheet1.xml", xml), "ก", headings=HEADINGS)

    assert table.rows == [Row(2, ["1", "ก"])]


def test_a_row_at_the_very_end_of_a_sheet():
    last = '<row r="1048576"><c r="A1048576" t="str"><v>2</v></c></row>'
    xml = sheet_xml(ROWS).replace("</sheetData>", f"{last}</sheetData>")
    table = read_table(with_part("xl/worksheets/sheet1.xml", xml), "ก", headings=HEADINGS)

    assert table.rows == [Row(2, ["1", "ก"]), Row(1_048_576, ["2", ""])]


@pytest.mark.parametrize("corner", ["XFD1048576", "KN1048576"])
def test_a_cell_in_the_furthest_corner_ends_another_process_not_this_one(corner):
    last = f'<row r="1048576"><c r="{corner}" t="str"><v>2</v></c></row>'
    xml = sheet_xml(ROWS).replace("</sheetData>", f"{last}</sheetData>")

    assert refusal(with_part("xl/worksheets/sheet1.xml", xml)) == TOO_FAR
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_500_000  # KB


def test_a_cell_far_to_the_right():
    assert refusal(workbook([[*HEADINGS, *[None] * 398, "x"]])) == (
        "ชีต “ชีต1” มีข้อมูลไกลถึงคอลัมน์ OK รับได้ไม่เกิน 300 คอลัมน์ ลบคอลัมน์ที่อยู่นอกตารางแล้วส่งใหม่"
    )


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 3)

    assert refusal(workbook([HEADINGS, *[["1", "ก"]] * 4])) == (
        "ตารางมีเกิน 3 แถว แบ่งเป็นหลายไฟล์แล้วส่งทีละไฟล์"
    )


def test_too_many_sheets():
    sheets = {f"ชีต{n}": sheet_xml(ROWS) for n in range(61)}

    assert refusal(zipped(parts_of(sheets))) == "ไฟล์มี 61 ชีต รับได้ไม่เกิน 60 ชีต ส่งเฉพาะชีตที่มีตาราง"


def test_too_many_merged_places():
    merged = [f"A{2 * n}:A{2 * n + 1}" for n in range(2, 20_004)]

    assert refusal(workbook([*ROWS, ["2", "ข"]], merged=merged)) == (
        "ตารางผสานช่องไว้ 20,002 แห่ง เลือกทั้งตารางแล้วยกเลิกการผสานช่อง (Unmerge) กรอกค่าให้ครบทุกช่อง"
    )


# Broken and tricky packages


def test_a_workbook_cut_off():
    content = workbook([HEADINGS, *([str(n), "ก"] for n in range(500))]).getvalue()

    assert refusal(content[: len(content) // 2]) == BROKEN


@pytest.mark.parametrize(
    "xml", ["", "<worksheet", f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r=']
)
def test_the_xml_of_a_sheet_cut_off(xml):
    assert refusal(with_part("xl/worksheets/sheet1.xml", xml)) == BROKEN


def test_a_sheet_cut_off_within_its_rows():
    assert refusal(with_part("xl/worksheets/sheet1.xml", sheet_xml(ROWS)[:-60])) == BROKEN


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl\\..\\..\\x", "C:/x"])
def test_paths_that_lead_out(name):
    assert refusal(with_part(name)) == BROKEN


def test_a_part_twice():
    file = workbook(ROWS)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("XL/Worksheets/sheet1.xml", sheet_xml([HEADINGS, ["9", "ฮ"]]))

    assert refusal(file) == BROKEN


def test_a_part_packed_in_another_way():
    assert refusal(zipped(parts_of({"ก": sheet_xml(ROWS)}), zipfile.ZIP_LZMA)) == BROKEN


def test_a_part_that_is_locked():
    content = bytearray(workbook(ROWS).getvalue())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1

    assert refusal(bytes(content)) == LOCKED


def test_a_sheet_that_is_not_there():
    parts = parts_of({"ก": sheet_xml(ROWS)})
    del parts["xl/worksheets/sheet1.xml"]

    assert refusal(zipped(parts)) == BROKEN


def test_merged_places_that_cover_the_same_cells_again_and_again(monkeypatch):
    monkeypatch.setattr("core.reading.untrusted_cells.MOST_COVERED", 500)

    assert refusal(workbook([HEADINGS, *[["1", "ก"]] * 100], merged=["A2:B101"] * 3)) == (
        "ตารางผสานช่องไว้ 3 แห่ง เลือกทั้งตารางแล้วยกเลิกการผสานช่อง (Unmerge) กรอกค่าให้ครบทุกช่อง"
    )


GOOD = {
    "xlsx": workbook([HEADINGS, *([str(n), "ก"] for n in range(30))], merged=["A5:A6"]).getvalue(),
    "xls": old_workbook([HEADINGS, *([str(n), n] for n in range(30))]).getvalue(),
    "csv": "รหัส,ชื่อ\n1,ก\n".encode() * 5,
}


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([*GOOD]),
    st.lists(st.tuples(st.floats(0, 0.9999), st.binary(max_size=6)), min_size=1),
)
def test_whatever_is_spoilt_in_a_file_ends_as_a_table_or_a_refusal(kind, spoilt):
    content = bytearray(GOOD[kind])
    for where, put in spoilt:
        at = int(where * len(content))
        content[at : at + len(put)] = put

    try:
        table = read_table(BytesIO(content), "ก", headings=HEADINGS, required=HEADINGS)
    except FileRefused as refused:
        said = str(refused)
    else:
        said = "อ่านได้" if set(table.headings) == set(HEADINGS) else ""
    assert re.search("[ก-๙]{3}", said)


# .xls


def test_a_locked_workbook_is_a_compound_file():
    assert refusal(compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y"})) == LOCKED
    assert refusal(old_workbook(ROWS, first=struct.pack("<HHH", 0x2F, 2, 0))) == LOCKED


def test_compound_files_that_are_no_table():
    assert refusal(compound({"WordDocument": b"x"})) == (
        "ไฟล์นี้เป็นเอกสาร ไม่ใช่ตาราง คัดลอกตารางไปวางใน Excel แล้วบันทึกเป็น .xlsx"
    )
    assert refusal(compound({"ก": b"x"})) == (
        "ไฟล์นี้ไม่ใช่ตาราง Excel เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่"
    )


def test_what_is_older_than_excel_97():
    said = "ไฟล์นี้เป็น Excel รุ่นเก่ากว่า 97 เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่"

    assert refusal(compound({"Book": b"x"})) == said
    assert refusal(old_workbook(ROWS, version=0x0500)) == said


def test_macros_links_and_things_enclosed_in_an_old_workbook():
    stream = old_stream({"ก": ROWS})
    link = struct.pack("<HHH", 0x01AE, 8, 1) + b"\x05\0\0abc"

    assert refusal(compound({"Workbook": stream, "_VBA_PROJECT_CUR": b"x"})) == (
        "ไฟล์มีมาโคร เปิดใน Excel แล้วบันทึกเป็น .xlsx จากนั้นส่งใหม่"
    )
    assert refusal(old_workbook(ROWS, first=link)).startswith("ไฟล์มีลิงก์ไปยังไฟล์อื่น")
    assert refusal(compound({"Workbook": stream, "MBD0001": b"x"})).startswith("ไฟล์มีวัตถุฝังอยู่")


def test_an_old_workbook_cut_off():
    content = old_workbook([HEADINGS, *([str(n), "ก"] for n in range(500))]).getvalue()

    assert refusal(content[: len(content) // 2]) == OLD_BROKEN
    assert refusal(content[:100]) == OLD_BROKEN


def test_sectors_in_a_circle():
    content = bytearray(old_workbook([HEADINGS, *([str(n), "ก"] for n in range(900))]).getvalue())
    table = content.rfind(struct.pack("<II", 1, 2))
    content[table + 40 : table + 44] = struct.pack("<I", 3)

    assert refusal(bytes(content)) == OLD_BROKEN


def test_a_cell_in_the_furthest_corner_of_an_old_workbook():
    corner = struct.pack("<HHHHHd", 0x0203, 14, 65_535, 65_535, 0, 1.0)
    stream = old_stream({"ก": ROWS})

    assert refusal(compound({"Workbook": stream[:-4] + corner + stream[-4:]})) == TOO_FAR
