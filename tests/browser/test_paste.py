"""Blocks from spreadsheets: read as they are written, matched by codes and names, heads passed over."""

import json
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.thai.digits import format_baht, parse_baht
from sales.models import CHANNELS, DistrictMonth, SalesRow
from tests.support import factories as make
from tests.support.browser import paste

ADDRESS = "/sales/2026-10/2402/"
CASES = Path(__file__).parents[1] / "cases"
AMOUNTS = json.loads((CASES / "amounts.json").read_text("utf-8"))
PASTES = json.loads((CASES / "tables" / "f33_paste_cases.json").read_text("utf-8"))
MODULE = "async ([name, call, value]) => (await import(`/static/${name}`))[call](value)"


@pytest.fixture
def month(transactional_db) -> DistrictMonth:
    """ก, ข and ค with food in Thai order, all empty; ค with herbs too."""
    month = make.district_month(make.district(), date(2026, 10, 1))
    for name in "กขค":
        maker = make.producer(month.district, f"กลุ่ม{name}")
        make.product(maker)
    make.product(maker, "herb")
    return month


@pytest.fixture
def page(sign_in, live_server, month) -> Page:
    page = sign_in(make.district_officer(month.district))
    page.goto(live_server.url + ADDRESS)
    return page


def cell(page: Page, place: int, channel: str = "domestic_offline"):
    return page.locator("tr[data-row]").nth(place).locator(f"input[name$={channel}]")


def notice(page: Page):
    return page.locator("#grid-notice")


def paste_html(page: Page, html: str, text: str = "") -> None:
    """As a spreadsheet does: the same block in both flavours."""
    page.evaluate(
        """([html, text]) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [html, text],
    )


def all_saved(page: Page) -> None:
    expect(page.locator("#saved-at")).to_contain_text("บันทึกครบแล้ว")


def stored() -> list:
    """The four figures of each row as the page has them, None where nothing is filled in."""
    return [
        None if row.entry == "blank" else [int(amount) for amount in row.amounts]
        for row in SalesRow.objects.in_form_order()
    ]


# --- One rule for amounts, here and on the server -------------------------------------------------


def test_the_script_reads_every_amount_as_the_server_does(page):
    read = page.evaluate(
        """async texts => {
            const {baht, satang} = await import("/static/js/baht.js");
            return texts.map(satang).map(amount => amount === null ? null : baht(amount));
        }""",
        [case["typed"] for case in AMOUNTS],
    )
    wanted = [
        None if "refused" in case else format_baht(parse_baht(case["typed"]) or 0)
        for case in AMOUNTS
    ]
    assert len(AMOUNTS) > 90
    assert read == wanted


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("-0.00", "ไม่มียอดจำหน่าย"), ("500.", "✓ บันทึกแล้ว"), ("1 234.56", "✓ บันทึกแล้ว")],
)
def test_typed_amounts_that_were_refused_without_a_reason(page, typed, shown):
    cell(page, 0).fill(typed)
    page.locator("#find").focus()
    expect(page.locator("tr[data-row] [data-state]").first).to_have_text(shown)


def test_two_numbers_typed_in_a_cell_are_refused_with_the_true_reason(page):
    cell(page, 0).fill("500 600")
    expect(page.locator("tr[data-row] [data-total]").first).to_have_text("")
    page.locator("#find").focus()
    expect(page.locator(".cell-refused .cell-error")).to_contain_text(
        "มีตัวเลข 2 จำนวนในช่อง (500 และ 600)"
    )
    assert stored() == [None] * 4


# --- The texts that failed ------------------------------------------------------------------------


def test_the_cases_are_the_ones_below():
    assert [case.get("paste", case.get("typed")) for case in PASTES] == [
        '"5,000\n(รวมภาษี)"\t1\r\n6000\t2\r\n7000\t3\r\n',
        '"5,000\n"\r\n6000\r\n',
        "100\r200\r300",
        "500 600",
        "-0.00",
        "500.",
    ]


def test_a_quoted_cell_with_a_line_break_is_one_cell(page):
    cell(page, 0).click()
    paste(page, PASTES[0]["paste"])
    expect(page.locator(".cell-refused")).to_have_count(1)
    expect(page.locator("tr[data-row]").first.locator(".cell-refused .cell-error")).to_contain_text(
        "มีตัวอักษร “(รวมภาษี)” ปนอยู่"
    )
    expect(page.locator("tr.row-saved")).to_have_count(2)
    assert stored() == [None, [6000, 2, 0, 0], [7000, 3, 0, 0], None]


def test_a_line_break_at_the_end_of_a_cell_is_none(page):
    cell(page, 0).click()
    paste(page, PASTES[1]["paste"])
    all_saved(page)
    assert stored() == [[5000, 0, 0, 0], [6000, 0, 0, 0], None, None]


def test_rows_ended_by_a_carriage_return_alone_are_rows(page):
    cell(page, 0).click()
    paste(page, PASTES[2]["paste"])
    all_saved(page)
    assert stored() == [[100, 0, 0, 0], [200, 0, 0, 0], [300, 0, 0, 0], None]


@pytest.mark.parametrize("text", ['"500\n600"', '"500\r600"\r\n', '"1\n098"'])
def test_two_numbers_in_one_pasted_cell_are_refused(page, text):
    cell(page, 0).click()
    paste(page, text)
    page.locator("#find").focus()
    expect(page.locator(".cell-refused .cell-error")).to_contain_text("มีตัวเลข 2 จำนวนในช่อง")
    assert stored() == [None] * 4


def test_one_cell_of_a_sheet_takes_the_place_of_the_whole_figure(page):
    cell(page, 0).fill("43030")
    page.keyboard.press("Home")
    paste(page, "44040\r\n")
    expect(cell(page, 0)).to_have_value("44040")
    page.locator("#find").focus()
    all_saved(page)
    assert stored() == [[44040, 0, 0, 0], None, None, None]


# --- Heads, totals, signatures --------------------------------------------------------------------


def test_a_head_a_total_and_a_signature_are_passed_over_and_said(page, picture):
    cell(page, 0).click()
    paste(
        page,
        "ออฟไลน์\tออนไลน์\n1\t2\n3\t4\nรวม\t\n(นางสาวขยัน ทำดี)\t\n",
    )
    expect(notice(page)).to_contain_text("ข้ามบรรทัดหัวตาราง")
    expect(notice(page)).to_contain_text("ข้ามบรรทัดยอดรวม")
    expect(notice(page)).to_contain_text("ข้ามบรรทัดท้ายตารางที่ไม่มีตัวเลข 1 บรรทัด")
    all_saved(page)
    assert stored() == [[1, 2, 0, 0], [3, 4, 0, 0], None, None]
    picture(page, "grid-pasted-notes")


def test_columns_go_where_the_heading_says(page):
    cell(page, 1, "export_online").click()
    paste(
        page,
        "\tส่งออกต่างประเทศ (บาท)\t\tจำหน่ายในประเทศ (บาท)\t\t\n"
        "ชื่อ\tออน-ไลน์\tออฟไลน์\tออนไลน์\tออฟไลน์\tรวม (บาท)\n"
        "(1)\t(2)\t(3)\t(4)\t(5)\t(6)\n"
        "กลุ่มข\t4\t3\t2\t1\t10\n",
    )
    all_saved(page)
    assert stored() == [None, [1, 2, 3, 4], None, None]


def test_the_same_channel_twice_in_a_head_is_refused(page):
    cell(page, 0).click()
    paste(page, "ในประเทศ ออฟไลน์\tในประเทศออฟไลน์ (บาท)\n1\t2\n")
    expect(page.locator("#grid-message")).to_contain_text("มากกว่าหนึ่งคอลัมน์ ไม่มีตัวเลขใดถูกเปลี่ยน")
    assert stored() == [None] * 4


# --- Rows by codes and names ----------------------------------------------------------------------


def test_names_find_their_rows_whatever_their_order(page, picture):
    cell(page, 0).click()
    paste(
        page,
        "ที่\tชื่อผู้ผลิต\tประเภท\tในประเทศ ออฟไลน์\n"
        "1\tกลุ่มค\tสมุนไพร\t9\n"
        "2\tกลุ่มข\tอาหาร\t5\n"
        "3\tกลุ่มฮ\tอาหาร\t6\n"
        "4\tกลุ่มก\tสมุนไพร\t7\n"
        "\tรวม 4 ราย\t\t27\n",
    )
    expect(notice(page)).to_contain_text("จับคู่ตามชื่อผู้ผลิต 2 รายการ")
    expect(notice(page)).to_contain_text(
        "ไม่พบในตารางนี้ จึงไม่ได้วาง 2 ราย: กลุ่มฮ (อาหาร), กลุ่มก (สมุนไพร)"
    )
    all_saved(page)
    assert stored() == [None, [5, 0, 0, 0], None, [9, 0, 0, 0]]
    picture(page, "grid-pasted-by-name")


def test_a_name_with_two_categories_is_refused_by_name(page):
    cell(page, 0).click()
    paste(page, "กลุ่มค\t9\nกลุ่มก\t5\n")
    expect(notice(page)).to_contain_text("ตรงกับหลายแถวในตาราง")
    expect(notice(page)).to_contain_text("1 ราย: กลุ่มค")
    all_saved(page)
    assert stored() == [[5, 0, 0, 0], None, None, None]


def test_codes_come_before_names_and_must_not_contradict_them(page):
    first, second, third = SalesRow.objects.order_by("producer__name").values_list(
        "producer__code", flat=True
    )[:3]
    cell(page, 0).click()
    paste(page, f"{second}\tกลุ่มก\t1\n{first}\tกลุ่มเก่า\t2\n{third}\tกลุ่มค\t3\n")
    expect(notice(page)).to_contain_text("จับคู่ตามรหัสผู้ผลิต 1 รายการ")
    expect(notice(page)).to_contain_text("ไม่ได้วางเพราะรหัสกับชื่อเป็นคนละราย 1 ราย: กลุ่มก")
    all_saved(page)
    assert stored() == [[2, 0, 0, 0], None, None, None]


def test_names_nobody_has_change_nothing(page):
    cell(page, 0).click()
    paste(page, "กลุ่มฮ\t1\t2\n")
    expect(notice(page)).to_contain_text("ไม่พบในตารางนี้ จึงไม่ได้วาง 1 ราย: กลุ่มฮ")
    expect(notice(page)).to_contain_text("ไม่มีตัวเลขใดถูกเปลี่ยน")
    assert stored() == [None] * 4


def test_the_same_producer_twice_is_refused(page):
    cell(page, 0).click()
    paste(page, "กลุ่มก\t1\nกลุ่มก\t2\nกลุ่มข\t3\n")
    expect(notice(page)).to_contain_text("มีมากกว่าหนึ่งบรรทัดในช่วงที่วาง 1 ราย: กลุ่มก")
    all_saved(page)
    assert stored() == [None, [3, 0, 0, 0], None, None]


# --- The HTML flavour -----------------------------------------------------------------------------

EXCEL = """<html><head><style>
<!--td {color: red}-->
</style></head><body><!--StartFragment-->
<table><colgroup><col></colgroup><tr><td colspan=2>ผู้ผลิต</td><td>ในประเทศ<br>ออฟไลน์</td></tr>
<tr style='height:15.0pt'><td style="color:red">1</td><td rowspan=2>กลุ่มค</td><td>สมุนไพร</td>
<td align=right>1,000.00&nbsp;</td></tr>
<tr><td>2</td><td>อาหาร</td><td align=right>
  2,000.00</td></tr><tr><td>3</td><td>กลุ่มก<script>alert(1)</script></td><td></td><td>5<br>6</td></tr></table>
<!--EndFragment--></body></html>"""


def test_the_table_of_the_html_flavour_is_read_and_never_shown(page):
    block = page.evaluate(MODULE, ["js/grid/clipboard.js", "readHtml", EXCEL])
    assert block == [
        ["ผู้ผลิต", "", "ในประเทศ\nออฟไลน์"],
        ["1", "กลุ่มค", "สมุนไพร", "1,000.00"],
        ["2", "กลุ่มค", "อาหาร", "2,000.00"],
        ["3", "กลุ่มก", "", "5\n6"],
    ]
    assert page.evaluate(MODULE, ["js/grid/clipboard.js", "readHtml", "<b>500</b>"]) is None


def test_html_goes_before_text(page):
    """Text flavours lose what a cell was: here they would shift the second line."""
    cell(page, 0).click()
    html = "<table><tr><td>1<br>000</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    paste_html(page, html, "1\n000\t2\n3\t4\n")
    expect(page.locator(".cell-refused")).to_have_count(1)
    page.locator("#find").focus()
    expect(page.locator(".cell-refused .cell-error")).to_contain_text("(1 และ 000)")
    assert stored() == [None, [3, 4, 0, 0], None, None]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("500", None),
        ('a "quoted" word', None),
        ("5\r\n", [["5"]]),
        ('"a""b"\t1', [['a"b', "1"]]),
        ('"never closed\t1\n2', [['"never closed', "1"], ["2"]]),
        ('12"\t3', [['12"', "3"]]),
        ("1\t\n\n2", [["1", ""], [""], ["2"]]),
        ('"a\tb"\n', [["a\tb"]]),
    ],
)
def test_the_text_flavour(page, text, block):
    assert page.evaluate(MODULE, ["js/grid/clipboard.js", "readText", text]) == block


def test_a_paste_costs_one_request_not_one_a_row(page):
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    cell(page, 0).click()
    paste(page, "1\n2\n3\n4\n")
    all_saved(page)
    assert stored() == [[amount, 0, 0, 0] for amount in (1, 2, 3, 4)]
    assert len(sent) == 1


def test_the_four_channels_are_in_the_forms_order():
    assert CHANNELS == ("domestic_offline", "domestic_online", "export_offline", "export_online")
