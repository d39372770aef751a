"""The workbook of every report, and of lists, invitations and the survey, opened and printed by
LibreOffice: nothing in it is cut.

LibreOffice is started once, for all of them.
"""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import chain

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from pypdf import PdfReader

from accounts import invitation_papers
from accounts.invitations import Issued
from core.documents import sheet_sizes
from core.reports.renderers import excel
from core.reports.tables import Column, ReportTable, Summary
from core.tables.workbooks import write_faulty_rows, write_workbook
from core.users.models import User
from online_market.layouts import survey_columns
from online_market.survey_form import write_form
from sales.models import DistrictMonth
from tests.support import factories as make
from tests.support.access import all_addresses, scene  # noqa: F401  (a fixture)
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.libre_office import printed
from tests.support.pdf_text import pdfium

pytestmark = pytest.mark.django_db

REPORTS = [one for one in all_addresses() if one.route == "reports/<slug:key>/"]

NAMES = [
    "กลุ่มแม่บ้านเกษตรกรบ้านหนองหญ้าปล้องพัฒนาสามัคคี",
    "วิสาหกิจชุมชนแปรรูปผลผลิตทางการเกษตรบ้านยิ้มแย้ม",
    "บริษัท ฟื้นฟูปั๊มน้ำ จำกัด",
]


def long_table() -> ReportTable:
    months = tuple(Column(f"m{n}", f"เดือนที่ {n}", "ปีนี้", "baht", 12) for n in range(1, 13))
    columns = (Column("name", "ชื่อผู้ผลิต", width=20), Column("year", "ปี พ.ศ.", kind="year"), *months)
    row = {f"m{n}": 123_456_789 + n for n in range(1, 13)}
    return ReportTable(
        title="ยอดจำหน่ายของผู้ผลิตที่มีชื่อยาวและหัวเรื่องที่ยาวกว่าหนึ่งบรรทัดของกระดาษ " * 3,
        subtitle_lines=("ปีงบประมาณ 2569",),
        coverage="ยืนยันแล้วทุกอำเภอ",
        columns=columns,
        rows=tuple({"name": NAMES[n % 3], "year": 2569, **row} for n in range(60)),
        total={"name": "รวม", **row, "m12": 98_765_432_109},
        summaries=(Summary("ตามประเภท", columns[:3], ({"name": NAMES[0], "m1": 1},)),),
        orientation="landscape",
    )


def other_workbooks() -> dict[str, bytes]:
    """A list, rows to mend, invitations and the survey's form, each with long names."""
    headings = ("รหัส", "ชื่อผู้ผลิต", "ยอดจำหน่าย (บาท)", "วันที่ขึ้นทะเบียน")
    rows = [
        (f"24{n:04}", NAMES[n % 3], Decimal("1234567.89"), date(2026, 10, 1 + n % 28))
        for n in range(60)
    ]
    wrong = [(row, {1: "ชื่อไม่ตรงกับทะเบียน " * 4}, "ไม่พบระเบียนนี้ในอำเภอของท่าน") for row in rows]
    invited = [
        Issued(
            User(username=f"clerk{n}", full_name=f"นางสาวยิ้มแย้ม ปั้นดี {n}", position=NAMES[n % 3]),
            f"https://portal.example/invitation/{'x' * 43}/",
            timezone.now(),
        )
        for n in range(30)
    ]
    columns = survey_columns(2569)
    answers = (1, None, 1, None, Decimal("12345.00"))
    words = tuple(NAMES[n % 3] for n in range(len(columns) - len(answers)))
    with write_workbook("ผู้ผลิต", headings, rows) as listed:
        with write_faulty_rows("ผู้ผลิต", headings, wrong) as faulty:
            return {
                "list": listed.read(),
                "faulty": faulty.read(),
                "invitations": invitation_papers.workbook(invited),
                "survey": write_form(
                    "key", NAMES, [(words, answers)] * 20, sales_year=2569, foot=NAMES
                ),
            }


@pytest.mark.parametrize("name", ["list", "faulty", "invitations", "survey"])
def test_rows_are_as_high_as_the_thai_in_them(name):
    sheet = load_workbook(BytesIO(other_workbooks()[name])).worksheets[0]
    merged = {area.coord.split(":")[0]: area for area in sheet.merged_cells.ranges}
    rows = [row for row in sheet.iter_rows() if any(cell.value is not None for cell in row)]
    assert len(rows) > 20
    for row in rows:
        height = sheet.row_dimensions[row[0].row].height
        for cell in (one for one in row if isinstance(one.value, str)):
            area = merged.get(cell.coordinate)
            if area and area.max_row > area.min_row:
                continue  # it has the height of several rows
            last = area.max_col if area else cell.column
            room = sum(
                sheet.column_dimensions[get_column_letter(n)].width
                for n in range(cell.column, last + 1)
            )
            wraps = cell.alignment.wrap_text
            lines = sheet_sizes.lines(cell.value, room, cell.font.size) if wraps else 1
            assert height >= sheet_sizes.height(lines, cell.font.size) - 0.5, cell.coordinate


def close(text: str) -> str:
    return re.sub(r"[\s,]", "", text)


def test_a_workbook_is_set_up_for_its_sheet():
    table = long_table()
    book = load_workbook(BytesIO(excel.render(table)))
    sheet = book.worksheets[0]
    assert sheet.title == "ยอดจำหน่ายของผู้ผลิตที่มีชื่อยาวแล"[:26] + " 2569"
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "ชื่อผู้ผลิต")
    assert sheet.print_title_rows == f"${head}:${head + 1}"
    assert sheet.auto_filter.ref == f"A{head + 1}:N{head + 1 + 60}"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    first = sheet[head + 2]
    assert [(first[1].value, first[1].number_format)] == [(2569, "0")]
    assert {type(cell.value) for cell in first[1:]} == {int}
    total = sheet[head + 2 + 60]
    assert (total[0].value, total[13].value) == ("รวม", 98_765_432_109)  # no formula
    for row in chain(sheet.iter_rows(), book.worksheets[1].iter_rows()):
        if any(cell.value is not None for cell in row):
            dimensions = row[0].parent.row_dimensions[row[0].row]
            size = max(cell.font.size for cell in row if cell.value is not None)
            assert dimensions.height >= size * 1.5


def test_lines_are_counted_between_words():
    assert sheet_sizes.lines("ผู้ผลิต", 20, 14) == 1
    assert sheet_sizes.lines(NAMES[0], 20, 14) == 4
    assert sheet_sizes.lines("หนึ่ง\nสอง", 20, 14) == 2
    assert sheet_sizes.width("1,366,160.00", 14) < sheet_sizes.width("1,366,160.00", 14, True) < 20


def test_libre_office_shows_every_cell(scene, tmp_path):  # noqa: F811
    month = DistrictMonth.objects.get(district=scene.stage.of)
    make.confirm_province(month.district.province)
    workbooks = {"long": excel.render(long_table()), **other_workbooks()}
    for address in REPORTS:
        client = Client()
        for user in (make.department_officer(), make.province_officer(month.district.province)):
            client.force_login(user)
            answer = client.get(scene.url(address).replace("format=json", "format=xlsx"))
            if answer.status_code == 200:
                workbooks[address.name.removeprefix("report ")] = answer.content
                break
    assert len(workbooks) > len(REPORTS) * 0.8 + 4

    wrong = []
    for name, content in printed(workbooks, tmp_path).items():
        text = pdfium(content)
        if "##" in text:
            wrong.append((name, "###"))
        shown = close(text)
        wrong += [(name, cell) for cell in _texts(workbooks[name]) if close(cell) not in shown]
        if name == "long":
            pages = PdfReader(BytesIO(content)).pages
            assert len(pages) > 2
            assert all(page.mediabox.width > page.mediabox.height for page in pages)
            assert text.count("เดือนที่ 12") == len(pages) - 1  # repeated heads, but for the summary
    assert wrong == []


def _texts(content: bytes) -> set[str]:
    """What the cells say, as the sheet shows it; Thai of one line, since a reader joins lines freely."""
    found = set()
    shown = (one for one in load_workbook(BytesIO(content)) if one.sheet_state == "visible")
    for sheet in shown:
        for cell in chain.from_iterable(sheet.iter_rows()):
            if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                digits = 2 if "0.00" in cell.number_format else 0
                found.add(f"{cell.value:.{digits}f}" if digits else str(cell.value))
            elif isinstance(cell.value, str) and len(cell.value) < 12:
                found.add(cell.value)
    return found
