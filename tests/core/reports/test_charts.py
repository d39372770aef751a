"""A report's chart: where its bars lie, what it says in words, and the file it is saved as."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from openpyxl import load_workbook
from pypdf import PdfReader

from core.areas.places import PLACES
from core.reports.charts import MOST_ROWS, WIDTH, NothingToDraw, draw, draw_map, for_paper
from core.reports.renderers import FILE_FORMATS
from core.reports.tables import Chart, Column, ReportTable, Summary, TileMap
from tests.support import factories as make
from tests.support.pdf_text import pdfium

SOLID = "#5a2d82"  # the first column: a pattern of one colour shows seams on paper
SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = (
    Column("name", "อำเภอ"),
    Column("home", "ออฟไลน์", "ในประเทศ (บาท)", "baht"),
    Column("abroad", "ออฟไลน์", "ส่งออก (บาท)", "baht"),
    Column("note", "หมายเหตุ"),
)


def row(name: str, home: str | None, abroad: str | None = "0.00", note: str = "") -> dict:
    figures = {"home": home and Decimal(home), "abroad": abroad and Decimal(abroad)}
    return {"name": name, "note": note, **figures}


ROWS = (
    row("บางคล้า", "300.00", "100.00"),
    row("พนมสารคาม", "200.00"),
    row("ราชสาส์น", None, None, "ยังไม่ยืนยัน"),
)


def table_of(*rows, chart: Chart | None, **fields) -> ReportTable:
    total = {key: sum((one[key] or 0 for one in rows), Decimal(0)) for key in ("home", "abroad")}
    plain = {
        "title": "ยอด",
        "subtitle_lines": ("จังหวัดฉะเชิงเทรา", "หน่วย: บาท"),
        "coverage": "ครบ",
        "total": total,
    }
    return ReportTable(**plain | {"columns": COLUMNS, "rows": rows, "chart": chart} | fields)


BOTH = Chart(("home", "abroad"))
STACKED = replace(BOTH, stacked=True)


def drawn(*rows, chart: Chart = STACKED, **fields):
    drawing = draw(table_of(*rows, chart=chart, **fields))
    assert drawing is not None
    return drawing


def bars_of(drawing):
    """Without those of the legend, which are first."""
    return drawing.bars[2:]


def parsed(picture: bytes | str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314  # our own drawing


def said(drawing) -> list[str]:
    return [one.text for one in drawing.words]


def test_parts_of_one_whole_follow_each_other_and_their_sum_stands_at_the_end():
    drawing = drawn(*ROWS)
    home, abroad, other = bars_of(drawing)
    assert [bar.fill for bar in (home, abroad, other)] == [1, 2, 1]
    assert abroad.x == pytest.approx(home.x + home.width)
    assert abroad.y == home.y < other.y
    assert home.width == pytest.approx(3 * abroad.width) == pytest.approx(1.5 * other.width)
    assert {"400.00", "200.00", "ยังไม่ยืนยัน", "หน่วย: บาท"} <= set(said(drawing))
    assert {"ในประเทศ ออฟไลน์ 500.00", "ส่งออก ออฟไลน์ 100.00"} <= set(said(drawing))


def test_bars_side_by_side_begin_at_one_line_and_each_has_its_figure():
    drawing = drawn(*ROWS, chart=BOTH)
    home, abroad, _ = bars_of(drawing)
    assert home.x == abroad.x
    assert abroad.y == home.y + home.height
    assert {"300.00", "100.00", "200.00", "0.00"} <= set(said(drawing))


def test_months_stand_from_one_ground_in_millions_where_they_are():
    rows = (row("ตุลาคม 2569", "12345678.90"), row("พฤศจิกายน 2569", "6172839.45"))
    drawing = drawn(*rows, chart=replace(STACKED, over_time=True))
    october, november = bars_of(drawing)
    assert october.y + october.height == pytest.approx(november.y + november.height)
    assert october.height == pytest.approx(2 * november.height)
    assert {"12.35", "6.17", "ในประเทศ ออฟไลน์ 18.52", "หน่วย: ล้านบาท", "ตุลาคม", "2569"} <= set(
        said(drawing)
    )
    assert "รวม 18,518,518.35 บาท" in drawing.told


@pytest.mark.parametrize("chart", [BOTH, STACKED, replace(BOTH, over_time=True)])
def test_everything_lies_within_the_drawing(chart):
    drawing = drawn(*ROWS, row("ท่าตะเกียบ", "999999999999.99", "999999999999.99"), chart=chart)
    for bar in drawing.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH + 0.1
        assert 0 <= bar.y <= bar.y + bar.height <= drawing.height
    assert all(0 <= one.y <= drawing.height for one in drawing.words)


def test_the_words_say_sum_largest_smallest_and_who_has_no_figure():
    assert drawn(*ROWS).told == (
        "รวม 600.00 บาท · มากที่สุด บางคล้า 400.00 บาท น้อยที่สุด พนมสารคาม 200.00 บาท · "
        "ในประเทศ ออฟไลน์ 500.00 บาท · ส่งออก ออฟไลน์ 100.00 บาท · ไม่มีตัวเลข 1 แถว: ราชสาส์น"
    )
    assert "ส่งออก ออฟไลน์: รวม 100.00 บาท มากที่สุด บางคล้า 100.00 บาท" in drawn(*ROWS, chart=BOTH).told


def test_a_figure_below_nought_is_written_without_a_bar():
    drawing = drawn(*ROWS, row("แปลงยาว", "-50.00", None), chart=BOTH)
    assert len(bars_of(drawing)) == 3
    assert "-50.00" in said(drawing)


def test_many_rows_without_a_figure_are_told_and_not_drawn():
    empty = [row(f"ว่าง {number}", None, None) for number in range(13)]
    drawing = drawn(*ROWS[:2], *empty)
    assert not [text for text in said(drawing) if text.startswith("ว่าง ")]
    assert "ไม่แสดง 13 แถวที่ยังไม่มีตัวเลขหรือเป็น 0" in said(drawing)
    assert drawing.told.endswith("ไม่มีตัวเลข 13 แถว")


def test_of_more_rows_than_fit_the_largest_are_drawn_in_their_order():
    rows = [row(f"อำเภอ {number}", f"{number}.00") for number in range(1, MOST_ROWS + 21)]
    texts = said(drawn(*rows))
    names = [text for text in texts if text.startswith("อำเภอ ")]
    assert names == [f"อำเภอ {number}" for number in range(21, MOST_ROWS + 21)]
    assert "แสดง 80 แถวที่มากที่สุด จากทั้งหมด 100 แถว" in texts


@pytest.mark.parametrize(
    ("rows", "chart"),
    [((), STACKED), (ROWS, None), (ROWS[2:], BOTH), ((row("บางคล้า", "0.00"),), STACKED)],
)
def test_nothing_is_drawn_of_nothing(rows, chart):
    table = table_of(*rows, chart=chart)
    assert draw(table) is None
    with pytest.raises(NothingToDraw):
        FILE_FORMATS["svg"].render(table, False)


def test_another_table_may_be_drawn():
    of = Summary(
        "",
        (Column("what", "ข้อตรวจ"), Column("count", "ต้องแก้", kind="count")),
        ({"what": "P01", "count": 3},),
    )
    drawing = drawn(*ROWS, chart=Chart(("count",), label="what", of=of))
    assert said(drawing) == ["ต้องแก้", "P01", "3"]


def test_the_file_is_well_formed_and_says_its_title_and_whose_figures_it_holds():
    table = table_of(row('<b> & "ก"', "1.00"), chart=STACKED, draft=True)
    picture = parsed(FILE_FORMATS["svg"].render(table, False))
    texts = [one.text for one in picture.iter(f"{SVG}text")]
    assert texts[:4] == ["ยอด", "จังหวัดฉะเชิงเทรา", "ร่าง ยังไม่ยืนยัน", "ครบ"]
    assert '<b> & "ก"' in texts
    assert "font/ttf;base64," in picture.find(f"{SVG}style").text
    assert (picture.get("role"), picture.find(f"{SVG}title").text) == ("img", "แผนภูมิ ยอด")


def test_every_pattern_a_bar_is_filled_with_is_there():
    columns = (Column("name", ""), *(Column(f"c{n}", f"{n}", kind="count") for n in range(8)))
    of = Summary("", columns, ({"name": "ก"} | {f"c{n}": 1 for n in range(8)},))
    drawing = drawn(chart=Chart(tuple(f"c{n}" for n in range(8)), of=of))
    picture = parsed(render_to_string("reports/chart.html", {"drawing": drawing}))
    patterns = {f"url(#{one.get('id')})" for one in picture.iter(f"{SVG}pattern")}
    filled = {one.get("fill") for one in picture.find(f"{SVG}g").iter(f"{SVG}rect")}
    assert filled == patterns | {SOLID}


# --- Lines over time ------------------------------------------------------------------------------

OVER_TIME = replace(BOTH, over_time=True)
MONTHS = (
    row("ตุลาคม 2569", "2000000.00", "1000000.00"),
    row("พฤศจิกายน 2569", "3000000.00", None),
    row("ธันวาคม 2569", None, None, "ยังไม่เปิด"),
    row("มกราคม 2570", "4000000.00", "0.00"),
    row("กุมภาพันธ์ 2570", "1000000.00", "500000.00"),
)


def test_columns_beside_each_other_over_time_are_lines_with_a_gap_where_there_is_no_figure():
    drawing = drawn(*MONTHS, chart=OVER_TIME)
    assert drawing.bars == []
    of_legend, strokes = drawing.strokes[:2], drawing.strokes[2:]
    assert [stroke.fill for stroke in of_legend] == [1, 2]
    assert [(stroke.fill, len(stroke.points)) for stroke in strokes] == [(1, 2), (1, 2), (2, 2)]
    marks = drawing.marks[2:]
    assert [mark.fill for mark in marks] == [1, 1, 1, 1, 2, 2, 2]
    (x1, y1), (x2, y2) = strokes[0].points
    assert x1 < x2
    assert y2 < y1  # more is higher
    assert {"0", "1", "2", "3", "4", "1.00", "0.50", "ยังไม่เปิด", "หน่วย: ล้านบาท"} <= set(
        said(drawing)
    )
    assert drawing.told.startswith("ในประเทศ ออฟไลน์: รวม 10,000,000.00 บาท มากที่สุด มกราคม 2570")


def test_thirty_six_months_are_lines_and_of_parts_their_sum_is_the_first():
    rows = [row(f"เดือน {n}", f"{n + 1}000000.00", "1000000.00") for n in range(36)]
    drawing = drawn(*rows, chart=replace(STACKED, over_time=True))
    assert drawing.bars == []
    assert [len(stroke.points) for stroke in drawing.strokes[3:]] == [36, 36, 36]
    assert said(drawing)[0].startswith("รวม 702.00")
    assert 30 > sum(text == "เดือน" for text in said(drawing)) > 5  # named every few


def test_two_months_are_bars_and_a_line_goes_below_nought():
    assert drawn(*MONTHS[:2], chart=OVER_TIME).strokes == []
    below = drawn(*MONTHS, row("มีนาคม 2570", "-2000000.00"), chart=OVER_TIME)
    assert {"-2", "0", "4"} <= set(said(below))
    assert all(0 <= y <= below.height for one in below.strokes for _, y in one.points)


@pytest.mark.parametrize(
    "amounts", [("1.00",) * 3, ("0.01", "0.02", "0.03"), ("7", "999999999", "1")]
)
def test_an_axis_has_a_few_round_figures_whatever_the_amounts(amounts):
    rows = [row(f"เดือน {n}", amount, amount) for n, amount in enumerate(amounts)]
    rules = [line for line in drawn(*rows, chart=OVER_TIME).lines if line.x2 > line.x1 + 100]
    assert 3 <= len(rules) <= 7


# --- The map --------------------------------------------------------------------------------------


def provinces(*amounts: str | None) -> dict:
    codes = tuple(PLACES)[: len(amounts)]
    rows = [row(f"จังหวัด {code}", amount) for code, amount in zip(codes, amounts, strict=True)]
    return {"rows": tuple(rows), "tile_map": TileMap("home", codes)}


def mapped(*amounts: str | None, **fields):
    drawing = draw_map(table_of(chart=None, **provinces(*amounts), **fields))
    assert drawing is not None
    return drawing


def test_each_province_is_a_tile_with_its_name_and_figure_darker_the_higher():
    drawing = mapped("100.00", "300.00", "200.00", None, "0.00", "500.00", "400.00")
    tiles = drawing.tiles[:7]
    assert [tile.shade for tile in tiles] == [1, 3, 2, 0, 1, 5, 4]
    texts = said(drawing)
    assert {"จังหวัด 57", "300.00", "-", "ไม่มีตัวเลข (1 จังหวัด)"} <= set(texts)
    assert [text for text in texts if text.endswith("(2 จังหวัด)")] == ["0.00 - 100.00 (2 จังหวัด)"]
    dark = {one.text for one in drawing.words if one.light}
    assert {"500.00", "400.00"} <= dark
    assert "300.00" not in dark
    assert "มากที่สุด จังหวัด 51 500.00 บาท" in drawing.told
    assert "ไม่มีตัวเลข 1 แถว: จังหวัด 56" in drawing.told


def test_every_province_has_a_tile_of_its_own_within_the_drawing():
    drawing = mapped(*[f"{n}000000.00" for n in range(77)])
    places = {(tile.x, tile.y) for tile in drawing.tiles}
    assert len(drawing.tiles) == 77 + 5
    assert len(places) == len(drawing.tiles)
    for tile in drawing.tiles:
        assert 0 <= tile.x <= tile.x + tile.width <= WIDTH
        assert tile.y + tile.height <= drawing.height
    assert {tile.shade for tile in drawing.tiles} == {1, 2, 3, 4, 5}
    assert "76.00" in said(drawing)  # in millions


@pytest.mark.parametrize("amounts", [(None, None), ("0.00",), ()])
def test_no_map_is_drawn_of_nothing(amounts):
    table = table_of(chart=None, **provinces(*amounts))
    assert draw_map(table) is None
    with pytest.raises(NothingToDraw):
        FILE_FORMATS["map"].render(table, False)


def test_the_map_is_a_well_formed_file_whose_ids_are_not_the_charts():
    table = table_of(chart=None, **provinces("1.00", "2.00"))
    picture = parsed(FILE_FORMATS["map"].render(table, False))
    assert picture.get("aria-labelledby") == "map-title map-told"
    assert picture.find(f"{SVG}title").text == "แผนที่ ยอด ในประเทศ ออฟไลน์"
    assert "จังหวัด 57" in [one.text for one in picture.iter(f"{SVG}text")]


# --- On paper and in the workbook -----------------------------------------------------------------


def many(count: int) -> tuple[dict, ...]:
    return tuple(row(f"อำเภอที่ {number}", f"{number}.00") for number in range(1, count + 1))


def test_bars_of_many_rows_go_on_over_several_pages_to_one_scale():
    parts = for_paper(table_of(*many(77), chart=STACKED))
    assert len(parts) == 3
    assert all(part.height < 1300 for part in parts)
    names = [text for part in parts for text in said(part) if text.startswith("อำเภอที่")]
    assert names == [f"อำเภอที่ {number}" for number in range(1, 78)]
    scales = [bars_of(part)[0].width / n for part, n in zip(parts, (1, 27, 53), strict=True)]
    assert scales[0] == pytest.approx(scales[1], rel=0.01)


def test_a_paper_has_its_drawings_on_pages_of_their_own():
    table = table_of(*ROWS, *many(20), chart=STACKED, orientation="landscape")
    plain = PdfReader(BytesIO(FILE_FORMATS["pdf"].render(replace(table, chart=None), False)))
    paper = PdfReader(BytesIO(FILE_FORMATS["pdf"].render(table, False)))
    assert len(paper.pages) == len(plain.pages) + 1 == 2
    first, last = paper.pages
    assert first.mediabox.width > first.mediabox.height
    assert last.mediabox.width < last.mediabox.height
    thai = pdfium(FILE_FORMATS["pdf"].render(table, True))
    assert "๔๐๐.๐๐" in thai
    assert "พนมสารคาม" in thai


def chart_of(content: bytes):
    book = load_workbook(BytesIO(content))
    (chart,) = book["แผนภูมิ"]._charts
    return book, chart


def test_the_workbook_has_a_chart_of_its_own_over_the_cells_of_the_table():
    table = table_of(*ROWS, chart=STACKED)
    book, chart = chart_of(FILE_FORMATS["xlsx"].render(table, False))
    assert (chart.type, chart.grouping, len(chart.series)) == ("bar", "stacked", 2)
    (name,) = [sheet for sheet in book.sheetnames if sheet != "แผนภูมิ"]
    begin = next(cell.row for cell in book[name]["A"] if cell.value == "บางคล้า")
    assert chart.series[0].val.numRef.f == f"'{name}'!$B${begin}:$B${begin + 2}"
    fills = [series.graphicalProperties.pattFill.prst for series in chart.series]
    assert len(set(fills)) == 2


def test_a_chart_over_time_is_lines_there_too():
    _, chart = chart_of(FILE_FORMATS["xlsx"].render(table_of(*MONTHS, chart=OVER_TIME), False))
    assert type(chart).__name__ == "LineChart"
    dashes = [series.graphicalProperties.ln.prstDash for series in chart.series]
    assert dashes == ["solid", "dash"]


def test_of_more_rows_than_fit_the_workbooks_chart_has_the_largest_beside_it():
    table = table_of(*many(MOST_ROWS + 20), chart=STACKED)
    book, chart = chart_of(FILE_FORMATS["xlsx"].render(table, False))
    sheet = book["แผนภูมิ"]
    names = [cell.value for cell in sheet["A"] if str(cell.value).startswith("อำเภอที่")]
    assert names == [f"อำเภอที่ {number}" for number in range(21, MOST_ROWS + 21)]
    assert "แผนภูมิ" in chart.series[0].val.numRef.f


def test_the_workbooks_map_is_cells_with_real_numbers():
    table = table_of(chart=None, **provinces("100.00", None, "300.00"))
    sheet = load_workbook(BytesIO(FILE_FORMATS["xlsx"].render(table, False)))["แผนที่"]
    by_name = {
        cell.value: sheet.cell(cell.row + 1, cell.column).value for row in sheet for cell in row
    }
    assert (by_name["จังหวัด 57"], by_name["จังหวัด 58"], by_name["จังหวัด 50"]) == (100, "-", 300)


# --- The page and the file ------------------------------------------------------------------------


@pytest.fixture
def province(client, db):
    month = make.month_of_bang_khla()
    make.confirm_district(month)
    client.force_login(make.province_officer(month.district.province))
    return client


def test_the_page_has_the_chart_under_its_table(province):
    page = province.get("/reports/rt4/", {"period": "2026-10"}).content.decode()
    chart = page.split('<figure class="report-chart">')[1].split("</figure>")[0]
    assert page.index("</table>") < page.index('<figure class="report-chart">')
    assert 'role="img" aria-labelledby="chart-title chart-told"' in chart
    assert '<title id="chart-title">แผนภูมิ รายงานข้อมูลผลการจำหน่าย' in chart
    assert "มากที่สุด บางคล้า" in chart
    assert "format=svg" in chart
    assert '<button type="button" class="button" hidden>' in chart
    assert "style=" not in chart


def test_a_signed_paper_takes_its_chart_along_where_that_is_asked(province):
    page = province.get("/reports/rt4/", {"period": "2026-10"}).content.decode()
    assert "PDF พร้อมแผนภูมิ" in page
    plain, with_chart = (
        len(
            PdfReader(
                BytesIO(province.get("/reports/rt4/", {"format": "pdf", **asked}).content)
            ).pages
        )
        for asked in ({}, {"chart": "1"})
    )
    assert with_chart == plain + 1
    other = province.get("/reports/sales-areas/", {"period": "2026-10", "format": "pdf"})
    without = {"period": "2026-10", "format": "pdf", "chart": "0"}
    assert len(PdfReader(BytesIO(other.content)).pages) == 1 + len(
        PdfReader(BytesIO(province.get("/reports/sales-areas/", without).content)).pages
    )
    assert "PDF พร้อมแผนภูมิ" not in province.get("/reports/sales-areas/").content.decode()


def test_a_report_by_province_has_a_map_before_its_chart(client, province):
    make.confirm_province(make.district("2402").province)
    client.force_login(make.department_officer())
    page = client.get("/reports/rt4/", {"period": "2026-10"})
    assert [one["drawing"].key for one in page.context["pictures"]] == ["map", "chart"]
    content = page.content.decode()
    ids = re.findall(r' id="((?:map|chart)-[^"]+)"', content)
    assert len(ids) == len(set(ids))
    assert "format=map" in content
    answer = client.get("/reports/rt4/", {"period": "2026-10", "format": "map"})
    assert unquote(answer["Content-Disposition"]).startswith(
        "attachment; filename*=utf-8''แผนที่ รต.๔"
    )
    assert parsed(answer.content).tag == f"{SVG}svg"
    assert client.get("/reports/rt3/", {"period": "2026-10", "format": "map"}).status_code == 404


def test_the_chart_is_a_file(province):
    answer = province.get("/reports/rt4/", {"period": "2026-10", "format": "svg"})
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert parsed(answer.content).tag == f"{SVG}svg"


def test_where_nothing_is_drawn_no_file_is_found(province):
    assert province.get("/reports/rt1/?month=2026-10&district=2402&format=svg").status_code == 404
    page = province.get("/reports/rt1/?month=2026-10&district=2402")
    assert page.status_code == 200
    assert "report-chart" not in page.content.decode()
    with pytest.raises(CommandError, match="รายงาน rt1 ไม่มีแผนภูมิ"):
        call_command(
            "report", "rt1", "--as", "province24", "--param", "district=2402", "--format", "svg"
        )
