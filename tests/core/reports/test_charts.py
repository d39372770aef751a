"""A report's chart: where its bars lie, what it says in words, and the file it is saved as."""

from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string

from core.reports.charts import MOST_ROWS, WIDTH, NothingToDraw, draw
from core.reports.renderers import FILE_FORMATS
from core.reports.tables import Chart, Column, ReportTable, Summary
from tests.support import factories as make

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
    assert filled == patterns


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
