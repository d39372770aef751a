"""The table and its renderers by themselves: heads, cells, JSON, Excel, paper; no database."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from core.reports.cells import cell_text
from core.reports.registry import all_reports, register
from core.reports.renderers import FILE_FORMATS
from core.reports.renderers.html import grid
from core.reports.report import Report
from core.reports.tables import Column, HeadCell, ReportTable, Signature, head_rows

COLUMNS = (
    Column("name", "ชื่อ", width=20),
    Column("yes", "มี", "ตอบ", "tick", 5),
    Column("no", "ไม่มี", "ตอบ", "tick", 5),
    Column("money", "บาท", kind="baht"),
    Column("share", "ร้อยละ", kind="percent"),
)


def table_of(*rows, **fields) -> ReportTable:
    plain = {"title": "แบบทดลอง", "subtitle_lines": ("บรรทัดรอง",), "coverage": "ครบ"}
    return ReportTable(**plain | {"columns": COLUMNS, "rows": rows} | fields)


ONE = {"name": "ก", "yes": True, "money": Decimal("1234.50"), "share": Decimal("98.2")}


def test_the_head_has_two_rows_where_columns_share_a_group():
    assert head_rows(COLUMNS) == [
        [
            HeadCell("ชื่อ", 0, rows=2),
            HeadCell("ตอบ", 1, columns=2),
            HeadCell("บาท", 3, rows=2),
            HeadCell("ร้อยละ", 4, rows=2),
        ],
        [HeadCell("มี", 1), HeadCell("ไม่มี", 2)],
    ]
    assert head_rows(COLUMNS[3:]) == [[HeadCell("บาท", 0), HeadCell("ร้อยละ", 1)]]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (Decimal("359900"), "baht", "359,900.00"),
        (Decimal("0"), "baht", "0.00"),
        (None, "baht", ""),
        (1204, "count", "1,204"),
        (0, "count", "0"),
        (Decimal("98.2"), "percent", "98.20%"),
        (True, "tick", "✓"),
        (False, "tick", ""),
        (None, "tick", ""),
        ("-", "baht", "-"),
    ],
)
def test_how_a_value_reads(value, kind, text):
    assert cell_text(value, kind) == text


def test_json_keeps_baht_as_text_and_every_column_in_its_order():
    made = json.loads(FILE_FORMATS["json"].render(table_of(ONE, total={"name": "รวม"}), False))
    assert made["rows"] == [
        {"name": "ก", "yes": True, "no": None, "money": "1234.50", "share": "98.2"}
    ]
    assert list(made["rows"][0]) == [column.key for column in COLUMNS]
    assert made["total"] == {"name": "รวม", "yes": None, "no": None, "money": None, "share": None}


def test_excel_prints_on_a4_with_a_frozen_head_and_real_numbers():
    table = table_of(ONE, draft=True, orientation="landscape", notes=("หมาย\x00เหตุ",))
    sheet = load_workbook(BytesIO(FILE_FORMATS["xlsx"].render(table, False))).active
    lines = [cell.value for cell in sheet["A"]]
    assert lines == [
        "แบบทดลอง",
        "บรรทัดรอง",
        "ร่าง ยังไม่ยืนยัน",
        "ครบ",
        "ชื่อ",
        None,
        "ก",
        "หมายเหตุ",
    ]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A7", "$5:$6")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet["D7"].value, sheet["D7"].number_format) == (1234.5, "#,##0.00")
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {
        *(f"A{row}:E{row}" for row in (1, 2, 3, 4, 8)),  # what stands over and under the table
        "A5:A6",
        "B5:C5",
        "D5:D6",
        "E5:E6",
    }


def test_the_page_has_a_cell_for_every_column():
    made = grid(table_of(ONE))
    assert [(cell.text, cell.css_class) for cell in made.rows[0]] == [
        ("ก", "text"),
        ("✓", "tick"),
        ("", "tick"),
        ("1,234.50", "amount"),
        ("98.20%", "amount"),
    ]


def _pages(table: ReportTable, thai_digits: bool = False) -> list[str]:
    paper = FILE_FORMATS["pdf"].render(table, thai_digits)
    return [page.extract_text() for page in PdfReader(BytesIO(paper)).pages]


def test_the_head_and_the_page_number_stand_on_every_page():
    rows = [ONE | {"name": f"row{number}"} for number in range(120)]
    pages = _pages(table_of(*rows, total={"name": "sum", "money": Decimal("148140.00")}))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert "บาท" in page
        assert f"{number} / {len(pages)}" in page
    assert "row119" in pages[-1]  # the last row stays with the total
    assert "sum" in pages[-1]


@pytest.mark.parametrize("count", range(30, 75))
def test_the_total_never_stands_alone_on_a_page(count):
    rows = [ONE | {"name": f"row{number}"} for number in range(count)]
    last = _pages(table_of(*rows, total={"name": "sum"}))[-1]
    assert f"row{count - 1}" in last
    assert "sum" in last


@pytest.mark.parametrize("count", range(20, 60, 3))
def test_signatures_are_never_split_over_pages(count):
    rows = [ONE | {"name": f"row{number}"} for number in range(count)]
    signature = Signature(("SIGN-1", "SIGN-2", "SIGN-3", "SIGN-4"))
    pages = _pages(table_of(*rows, signatures=(signature,), orientation="landscape"))
    holding = [[f"SIGN-{line}" in page for line in (1, 2, 3, 4)] for page in pages]
    assert holding[-1] == [True] * 4
    assert not any(any(page) for page in holding[:-1])


def test_an_empty_table_says_so_everywhere():
    made = table_of()
    assert [
        cell.value
        for cell in load_workbook(BytesIO(FILE_FORMATS["xlsx"].render(made, False))).active["A"]
    ][-1] == "ไม่มีข้อมูล"
    assert len(_pages(made, thai_digits=True)) == 1


def test_two_reports_of_one_key_are_refused():
    taken = all_reports()[0].key
    with pytest.raises(ValueError, match="two reports"):
        register(type("Other", (Report,), {"key": taken}))


def test_a_report_without_roles_is_for_nobody():
    class Officer:
        is_active, role = True, "department"

    assert Report().allows(Officer()) is False
    assert Report().allows(None) is False
