"""Tables of LibreOffice (.ods): the same values as from Excel, and the same care (case f32)."""

import datetime
from io import BytesIO

import pytest

from core.reading import FileRefused, ReadTable, Unreadable, read_table
from core.reading.ods import BROKEN, TOO_MUCH
from tests.support.opendocument_files import (
    ods_cell,
    ods_content,
    ods_row,
    ods_sheet,
    open_document,
)

HEADINGS = ["รหัส", "ชื่อ", "ค่า"]
FOLLOWING = ods_row(
    ['<table:table-cell table:number-columns-repeated="16384"/>'],
    'table:number-rows-repeated="1048570"',
)  # as LibreOffice ends every sheet it took from Excel


def read(file: BytesIO) -> ReadTable:
    return read_table(file, "ก.ods", headings=HEADINGS, required=["รหัส"])


def refusal(file: BytesIO) -> str:
    with pytest.raises(FileRefused) as refused:
        read(file)
    return str(refused.value)


def test_values_and_row_numbers_as_a_person_sees_them():
    read_ = read(
        open_document(
            [
                [None],
                ["ตารางตัวอย่าง"],
                [None, *HEADINGS],
                [None, "007", "ผ้าไหม", 6260.5],
                ods_row([None], 'table:number-rows-repeated="3"'),
                [None, 240200105, "สอง\u200bคำ", None],
                FOLLOWING,
            ]
        )
    )

    assert [(row.number, row.cells) for row in read_.rows] == [
        (4, ["007", "ผ้าไหม", "6260.5"]),
        (8, ["240200105", "สองคำ", ""]),
    ]


def test_days_truth_and_percents():
    date = 'office:value-type="date" office:date-value="{}"'
    read_ = read(
        open_document(
            [
                HEADINGS,
                ["1", ods_cell(None, date.format("2026-10-01"))],
                ["2", ods_cell(None, date.format("2569-10-01"))],
                ["3", ods_cell(None, 'office:value-type="percentage" office:value="0.11"')],
            ]
        )
    )

    assert [row.cells[1] for row in read_.rows] == [
        datetime.date(2026, 10, 1),
        datetime.date(2026, 10, 1),
        "0.11",
    ]


def test_a_repeated_row_is_as_many_rows():
    read_ = read(
        open_document([HEADINGS, ods_row(["1", "ผ้า"], 'table:number-rows-repeated="3"'), FOLLOWING])
    )

    assert [(row.number, row.cells[1]) for row in read_.rows] == [(2, "ผ้า"), (3, "ผ้า"), (4, "ผ้า")]


def test_a_formula_is_found_at_its_place():
    formula = (
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    )
    (row,) = read(open_document([HEADINGS, ["1", "ผ้า", formula]])).rows

    assert row.cells[2] == "2"
    assert row.remark == f"เป็นสูตร อ่านผลลัพธ์ที่ Excel เก็บไว้ล่าสุด: {HEADINGS[2]} (C2)"


def test_errors_merges_and_what_is_hidden_are_told():
    error = (
        '<table:table-cell office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    merged = ods_cell("ผ้า", 'table:number-rows-spanned="2"')
    hidden = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    rows = [
        HEADINGS,
        ["1", error],
        ["2", merged],
        ods_row(["3", "<table:covered-table-cell/>"], 'table:visibility="filter"'),
    ]
    read_ = read(open_document(sheets=ods_sheet(rows, before=hidden)))

    assert [(type(row.cells[1]), row.cells[1][:30]) for row in read_.rows] == [
        (Unreadable, "ช่อง B2 เป็นค่าผิดพลาด #N/A ขอ"),
        (str, "ผ้า"),
        (Unreadable, "ช่องนี้ผสานอยู่กับ B3 ยกเลิกกา"),
    ]
    assert read_.notes == [
        "มีแถวที่ซ่อนหรือกรองไว้ อ่านด้วย: แถว 4",
        "มีคอลัมน์ที่ซ่อนไว้ อ่านด้วย: B (ชื่อ)",
        "ช่องที่ผสานกัน ค่านับให้ช่องแรกเท่านั้น: B3:B4",
    ]


def test_the_sheet_whose_head_fits_is_read():
    sheets = ods_sheet([["อื่น"]], "ปก") + ods_sheet([HEADINGS, ["1"]], "ตาราง")

    assert read(open_document(sheets=sheets)).sheet == "ตาราง"


# --- What is refused --------------------------------------------------------------------------------

REPEATED_DOWN = ods_row(["1", "ผ้า"], 'table:number-rows-repeated="1048576"')
REPEATED_ACROSS = ods_row([ods_cell("ผ้า", 'table:number-columns-repeated="16384"')] * 1)
FAR_DOWN = [
    HEADINGS,
    ods_row([None], 'table:number-rows-repeated="1048570"'),
    ods_row(["1", ods_cell(None, 'table:number-columns-repeated="60"'), "ไกล"]),
]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (open_document([HEADINGS, REPEATED_DOWN]), TOO_MUCH),
        (open_document([HEADINGS, *[REPEATED_DOWN] * 50]), TOO_MUCH),
        (open_document(FAR_DOWN), TOO_MUCH),
        (
            open_document([HEADINGS, ods_row(["1"], 'table:number-rows-repeated="4294967295"')]),
            BROKEN,
        ),
        (open_document([HEADINGS, ods_row(["1"], 'table:number-rows-repeated="x"')]), BROKEN),
        (open_document([HEADINGS, ods_row(["1"], 'table:number-rows-repeated="-1"')]), BROKEN),
        (open_document(content=ods_content("")[:-40]), BROKEN),
        (
            open_document(content=ods_content(ods_sheet([HEADINGS]), "<!DOCTYPE a [<!ENTITY b 'c'>]>")),
            "ไฟล์มีคำสั่งแปลกปลอมในส่วน content.xml (DTD)",
        ),
        (
            open_document([HEADINGS], more={"styles.xml": "<!DOCTYPE a><a/>"}),
            "ไฟล์มีคำสั่งแปลกปลอมในส่วน styles.xml (DTD)",
        ),
        (open_document([HEADINGS], more={"styles.xml": b"0" * 30_000_000}), "ไฟล์บีบอัดผิดปกติ"),
        (open_document([HEADINGS], more={"Basic/Standard/a.xml": "<a/>"}), "ไฟล์มีมาโคร"),
        (open_document([HEADINGS], more={"Object 1": b"\xd0\xcf\x11\xe0"}), "ไฟล์มีวัตถุฝังอยู่"),
        (
            open_document(
                [HEADINGS], more={"META-INF/manifest.xml": "<manifest:encryption-data/>"}
            ),
            "ไฟล์มีรหัสผ่าน เปิดใน LibreOffice",
        ),
        (
            open_document(sheets=ods_sheet([HEADINGS], before="<table:table-source/>")),
            "ไฟล์ดึงข้อมูลจากที่อื่น",
        ),
        (
            open_document(sheets=ods_sheet([HEADINGS]) * 61),
            "ไฟล์มีเกิน 60 ชีต",
        ),
        (open_document([ods_row([ods_sheet([HEADINGS])])]), BROKEN),
    ],
    ids=[
        "a row a million times", "many rows a million times", "a cell far away", "without end",
        "no number", "negative", "cut off", "entities", "entities elsewhere", "bomb", "macros",
        "enclosed", "locked", "linked", "sheets", "sheet in a cell",
    ],
)  # fmt: skip
def test_refused_before_anything_unfolds(file, said):
    assert refusal(file).startswith(said)


def test_a_cell_repeated_over_all_columns_is_too_wide():
    assert "รับได้ไม่เกิน 300 คอลัมน์" in refusal(open_document([HEADINGS, REPEATED_ACROSS]))


def test_elements_under_another_prefix_hold_nothing():
    content = ods_content(ods_sheet([HEADINGS, ["1", "ผ้า"]])).replace("table:", "t:")

    assert refusal(open_document(content=content))


def test_a_chart_and_an_empty_script_are_no_reason_to_refuse():
    more = {"Object 1/content.xml": "<a/>", "Configurations2/accelerator/current.xml": ""}

    assert len(read(open_document([HEADINGS, ["1", "ผ้า"]], more=more)).rows) == 1
