"""What the grid's page says beside its rows: the open months, the names of its fields, the past."""

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest

from core.thai import calendar
from sales.models import DistrictMonth, SalesMonth
from tests.support import factories as make
from tests.support.signed_in import signed_in

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
GRID = "/sales/2026-10/2402/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def months() -> dict[date, DistrictMonth]:
    district = make.district("2402")
    return {month: make.district_month(district, month) for month in (SEPTEMBER, OCTOBER)}


@pytest.fixture
def clerk(months):
    return signed_in(make.district_officer(months[OCTOBER].district))


def due(month: date, days: int) -> None:
    """The day of a month, so many days from today."""
    day = calendar.today() + timedelta(days=days)
    SalesMonth.objects.filter(pk=month).update(district_due=day, province_due=day, close_due=day)


# --- The months -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("september", "october", "opens"),
    [(-30, 2, "2026-10"), (2, 30, "2026-09"), (-30, -2, "2026-09"), (0, 2, "2026-09")],
    ids=["next", "both to come", "both late", "today"],
)
def test_the_menu_opens_the_month_whose_day_comes_next(clerk, months, september, october, opens):
    due(SEPTEMBER, september)
    due(OCTOBER, october)
    assert clerk.get("/sales/entry/").headers["Location"] == f"/sales/{opens}/2402/"
    assert clerk.get("/sales/check/").headers["Location"] == f"/sales/{opens}/2402/check/"


def test_a_month_the_district_is_done_with_is_not_opened_before_one_it_is_not(clerk, months):
    due(SEPTEMBER, -30)
    due(OCTOBER, 2)
    make.confirm_district(months[OCTOBER])
    assert clerk.get("/sales/entry/").headers["Location"] == "/sales/2026-09/2402/"


def test_each_open_month_has_a_tab_with_its_state_and_days_left(clerk, months):
    due(SEPTEMBER, -30)
    due(OCTOBER, 9)
    make.confirm_district(months[SEPTEMBER])
    tabs = clerk.get(GRID).text.partition('<nav class="month-tabs"')[2].partition("</nav>")[0]
    first, second = tabs.split("</a>")[:2]
    for said, tab in (
        ('href="/sales/2026-09/2402/"', first),
        ("รอจังหวัดตรวจ", first),
        ('aria-current="page"', second),
        ("ตุลาคม 2569", second),
        ("เหลือ 9 วัน", second),
    ):
        assert said in tab


def test_one_month_alone_has_no_tabs(clerk, months):
    months[SEPTEMBER].delete()
    assert "month-tabs" not in clerk.get(GRID).text


# --- The names of the fields ------------------------------------------------------------------------


def test_every_field_is_named_by_what_is_on_the_page(clerk, months):
    group = make.producer(months[OCTOBER].district, "กลุ่มน้ำตาลสด")
    make.product(group)
    make.product(group, "herb")
    make.row(months[SEPTEMBER], group, amounts=("5", "0", "0", "0"), version=1)
    page = clerk.get(GRID).text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    pointed = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page)
    assert len(pointed) > 2 * 4
    assert {name for names in pointed for name in names.split()} <= set(ids)
    amounts = re.findall(r'<input[^>]* name="row-\d+-(?:domestic|export)_[^>]*>', page)
    assert len(amounts) == 8
    assert all(re.search(r'aria-labelledby="n\d+ k\d+ c\d"', field) for field in amounts)
    assert sum("aria-describedby" in field for field in amounts) == 4


# --- The rows as values -----------------------------------------------------------------------------


def filled_in(page: str) -> tuple[str, str]:
    """The rows that came as values, filled in as static/js/grid/drawn.js does; the rest of the page."""
    before, attribute, after = re.split(r"(?<=<tbody)( data-rows='[^']*')", page)
    sent = json.loads(unescape(attribute.split("'")[1]))
    drawn = []
    for row in sent["rows"]:
        texts = [sent["words"][one] if isinstance(one, int) else one for one in row]
        values = dict(zip(sent["names"], texts, strict=True))
        whole = re.sub(r"\{(\w+)\}", lambda name, of=values: of[name[1]], sent["pattern"])
        drawn.append(whole.replace("{key}", values["key"]))
    return "".join(drawn), before + after


def without_what_is_posted(page: str) -> str:
    return re.sub(r'<input type="hidden" name="row-\d+-was"[^>]*>', "", page)


def test_a_row_filled_in_by_the_browser_is_the_row_filled_in_here(clerk, months):
    rows_out_of_line(months, 2)
    district = months[OCTOBER].district
    odd = make.producer(district, "กลุ่ม {key} {name} <b>'\"&amp; &#39;")
    make.row(months[SEPTEMBER], odd, amounts=("5", "0", "0", "0"), version=1)
    row = make.row(months[OCTOBER], odd, amounts=("0", "0", "0", "0"), version=1)
    row.note, row.added_by_hand = "{amount_0} & 'คำ'", True
    row.save()
    make.product(make.producer(district, "กลุ่มปกติ"))
    whole = clerk.get(GRID).text
    clerk.cookies["fills_in_rows"] = "1"
    drawn, rest = filled_in(clerk.get(GRID).text)
    assert drawn.count("<tr id=") == 4
    assert drawn in without_what_is_posted(whole)
    assert "<tr id=" not in rest
    assert '<noscript><meta http-equiv="refresh" content="0; url=?rows=form"></noscript>' in rest
    # A script that did not come leaves the way to the whole table, not an empty one.
    assert '<a href="?rows=form">เปิดตารางแบบเต็ม</a>' in rest
    assert clerk.get(f"{GRID}?rows=form").text.count("<tr id=") == 4


def test_a_closed_month_is_filled_in_for_everybody(clerk, months):
    make.row(months[OCTOBER], make.producer(months[OCTOBER].district), amounts=("5", "0", "0", "0"))
    make.confirm_district(months[OCTOBER])
    clerk.cookies["fills_in_rows"] = "1"
    assert clerk.get(GRID).text.count("<tr id=") == 1


@pytest.mark.parametrize(("itself", "most"), [("1", 0.45), ("", 3.0)], ids=["values", "form"])
def test_a_row_costs_few_letters(clerk, months, itself, most):
    """KB a row of the page as it is sent, before it is compressed; names are the longest part."""
    clerk.cookies["fills_in_rows"] = itself
    district, sizes = months[OCTOBER].district, []
    for number in range(24):
        maker = make.producer(district, f"กลุ่มแปรรูปกล้วยน้ำว้าบ้านตัวอย่าง {number}")
        make.product(maker)
        make.row(months[SEPTEMBER], maker, amounts=("12500", "0", "0", "0"), version=1)
        if number in (3, 23):
            sizes.append(len(clerk.get(GRID).content))
    assert (sizes[1] - sizes[0]) / 20 / 1000 < most


# --- The past of what is out of line ------------------------------------------------------------------


def rows_out_of_line(months, count: int) -> None:
    district = months[OCTOBER].district
    past = [
        make.district_month(district, calendar.add_months(OCTOBER, -back)) for back in (12, 4, 3, 2)
    ]
    for number in range(count):
        maker = make.producer(district, f"กลุ่ม {number}")
        make.product(maker)
        for before in past:
            make.row(before, maker, amounts=("36000", "0", "0", "0"), version=1)
        make.row(months[OCTOBER], maker, amounts=("900000", "0", "0", "0"), version=1)


def test_a_figure_out_of_line_has_its_past_and_last_years_month_beside_it(clerk, months):
    rows_out_of_line(months, 1)
    make.product(make.producer(months[OCTOBER].district, "กลุ่มปกติ"))
    page = clerk.get(GRID).text
    assert page.count('<svg class="past-line"') == 1
    told = re.search(r'aria-label="(ยอดย้อนหลัง[^"]+)"', page)[1]
    assert told == (
        "ยอดย้อนหลัง 12 เดือน: ต.ค. 2568 36,000.00, มิ.ย. 2569 36,000.00, "
        "ก.ค. 2569 36,000.00, ส.ค. 2569 36,000.00"
    )
    assert "ต.ค. 2568 36,000.00 บาท" in page
    lines = re.findall(r'<polyline points="([^"]+)"', page)
    assert [len(line.split()) for line in lines] == [1, 3, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_past_costs_one_query_whatever_the_rows(
    clerk, months, count, django_assert_num_queries
):
    rows_out_of_line(months, count)
    clerk.get(GRID)
    with django_assert_num_queries(16):
        clerk.get(GRID)
