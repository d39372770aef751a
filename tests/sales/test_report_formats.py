"""รต.๑-๔ on screen, in Excel and on paper hold the figures of their JSON, and text stays text."""

import json
import re
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from core.thai.digits import to_thai
from sales.models import DistrictMonth
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def get(client, user, key: str, **query):
    client.force_login(user)
    return client.get(f"/reports/{key}/", {"format": "json", "month": "2026-10"} | query)


def data(client, user, key: str) -> dict:
    return json.loads(get(client, user, key).content)


@pytest.fixture
def bang_khla():
    return make.month_of_bang_khla()


REPORTS = ["rt1", "rt2", "rt3", "rt4"]


def officer_of(key: str, month: DistrictMonth):
    province = month.district.province
    return (
        make.province_officer(province) if key == "rt4" else make.district_officer(month.district)
    )


@pytest.mark.parametrize("key", REPORTS)
def test_excel_holds_the_same_figures_as_numbers(client, bang_khla, key):
    make.confirm_district(bang_khla)
    officer = officer_of(key, bang_khla)
    report = data(client, officer, key)
    content = get(client, officer, key, format="xlsx").content
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == report["title"]
    columns = report["columns"]
    first = next(n for n, line in enumerate(sheet) if line[0] == "ที่") + 2
    for line, row in zip(sheet[first:], [*report["rows"], report["total"]], strict=False):
        for value, column in zip(line, columns, strict=False):
            expected = row[column["key"]]
            if column["kind"] in ("baht", "count") and expected is not None:
                assert isinstance(value, int | float)
                assert Decimal(str(value)) == Decimal(expected)
            elif column["kind"] == "tick":
                assert value == ("✓" if expected else "")
            else:
                assert value == (expected or "")


def paper_text(response) -> str:
    """What pypdf reads; it takes Thai words apart (it knows no ActualText) but digits stay."""
    pages = PdfReader(BytesIO(response.content)).pages
    return "\n".join(page.extract_text() for page in pages)


@pytest.mark.parametrize("key", REPORTS)
@pytest.mark.parametrize("thai_digits", ["", "1"])
def test_paper_holds_the_same_figures_in_either_digits(client, bang_khla, key, thai_digits):
    make.confirm_district(bang_khla)
    officer = officer_of(key, bang_khla)
    report = data(client, officer, key)
    paper = get(client, officer, key, format="pdf", thai_digits=thai_digits)
    assert paper["Content-Type"] == "application/pdf"
    printed = re.findall(r"\S+\.\d\d\b", paper_text(paper))
    expected = [
        f"{Decimal(row[column['key']]):,.2f}"
        for table in [report, *report["summaries"]]
        for row in [*table["rows"], table["total"]]
        for column in table["columns"]
        if column["kind"] == "baht" and row[column["key"]] is not None
    ]
    in_digits = to_thai if thai_digits else str
    assert sorted(printed) == sorted(map(in_digits, expected))
    assert in_digits("2569") in paper_text(paper)


@pytest.mark.parametrize("key", REPORTS)
def test_the_page_shows_the_same_figures_and_offers_the_files(client, bang_khla, key):
    make.confirm_district(bang_khla)
    officer = officer_of(key, bang_khla)
    total = data(client, officer, key)["total"]["total"]
    page = get(client, officer, key, format="html")
    html = page.content.decode()
    shown = f"{Decimal(total):,.2f}"
    assert (shown, "amount") in [(one.text, one.css_class) for one in page.context["grid"].total]
    assert shown in html
    for query in ("format=xlsx", "format=pdf", "thai_digits=1"):
        assert query in html
    assert "style=" not in html.split('<div id="content"')[-1]


@pytest.mark.parametrize("name", ["=1+2", "+66", "-5", "@SUM(A1)", " =cmd"])
def test_a_name_that_begins_like_a_formula_is_text(client, name):
    month = make.district_month(make.district())
    make.row(month, make.producer(month.district, name), amounts=("1", "0", "0", "0"))
    content = get(client, make.district_officer(month.district), "rt1", format="xlsx").content
    # the writer's own reader: it tells formulas from text
    sheet = load_workbook(BytesIO(content)).active
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value == name]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]


def test_a_name_like_typst_markup_is_text(client):
    month = make.district_month(make.district())
    name = '#panic("x") *bold* $x$ @ref <a> \\ `raw`'
    make.row(month, make.producer(month.district, name), amounts=("1", "0", "0", "0"))
    paper = get(client, make.district_officer(month.district), "rt2", format="pdf")
    assert "".join(name.split()) in "".join(paper_text(paper).split())


def test_the_same_report_makes_the_same_paper_to_the_byte(client, bang_khla):
    make.confirm_district(bang_khla)
    officer = make.district_officer(bang_khla.district)
    first, again = (get(client, officer, "rt2", format="pdf").content for _ in range(2))
    assert first == again
