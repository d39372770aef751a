"""What a clerk looks for on the home and did not find quickly: the months in one order, the month in the
button's own words, what is entered but not confirmed, the next month to open, a new record."""

from datetime import date

import pytest

from tests.support import factories as make
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.pages import markup, shown_page
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def of():
    return make.district("2402", "บางคล้า")


@pytest.fixture
def two_months(of):
    """October first, so that the order is nobody's accident."""
    maker = make.producer(of)
    october, september = make.district_month(of, OCTOBER), make.district_month(of, SEPTEMBER)
    for month in (october, september):
        make.row(month, maker, entry="blank")
    return october, september


@pytest.fixture
def people(of) -> dict:
    return {
        "district": make.district_officer(of),
        "province": make.province_officer(of.province),
        "department": make.department_officer(),
    }


def test_open_months_stand_in_one_order_on_every_home(two_months, people):
    """Two homes began with the newest, one with the oldest."""
    for user in people.values():
        cards = signed_in(user).get("/").context["cards"]
        shown = [card.get("month") or card["district_month"].month for card in cards]
        assert [str(month) for month in shown] == ["กันยายน 2569", "ตุลาคม 2569"], user


def test_the_button_names_its_month_and_the_filled_one_is_what_the_menu_opens(two_months, people):
    clerk = signed_in(people["district"])
    content = markup(shown_page(clerk, "/", "งานวันนี้"))
    for month in ("กันยายน", "ตุลาคม"):
        assert f"บันทึกยอดเดือน{month} 2569</a>" in content
    [filled] = [card for card in clerk.get("/").context["cards"] if card["is_next"]]
    assert clerk.get("/sales/entry/").url == filled["grid"]
    assert f'<a class="button button-main" href="{filled["grid"]}">' in content


def test_the_provinces_button_names_its_month(two_months, people):
    october, _ = two_months
    make.confirm_district(october)
    content = markup(shown_page(signed_in(people["province"]), "/", "งานวันนี้"))
    assert "ตรวจ ยืนยัน หรือส่งกลับ ตุลาคม 2569 (1 อำเภอ)</a>" in content
    assert "เปิดกระดานเดือนกันยายน 2569</a>" in content


def test_what_is_entered_whole_waits_for_the_confirmation_and_says_so(two_months, people):
    """A district with 131 of 131 rows was told to be late, not that it had only to confirm."""
    _, september = two_months
    september.rows.all().delete()
    make.row(september, make.producer(september.district, "อีกราย"), amounts=("5", "0", "0", "0"))
    clerk, province = signed_in(people["district"]), signed_in(people["province"])
    own = markup(shown_page(clerk, "/", "งานวันนี้"))
    assert "บันทึกครบ<strong>1 รายการ</strong>ยังไม่ยืนยัน" in own
    assert own.count("ยังไม่ยืนยัน</span>") == 1  # October has a row to enter
    home = markup(shown_page(province, "/", "งานวันนี้"))
    assert "บันทึกครบ 1 รายการ ยังไม่ยืนยัน" in home
    assert "บันทึกแล้ว 0 จาก 1 รายการ (0%)" in home
    board = markup(shown_page(province, "/sales/board/?month=2026-09", "กระดานยืนยัน"))
    assert "บันทึกครบ 1 รายการ ยังไม่ยืนยัน</a>" in board
    assert "บันทึกครบ ยังไม่ยืนยัน" in board  # the cell, to a reader


def test_the_next_month_is_opened_from_the_home_once_it_has_begun(two_months, people):
    department = signed_in(people["department"])
    home = markup(shown_page(department, "/", "เดือนที่เปิดอยู่"))
    assert '<a class="button" href="/sales/months/">เปิดเดือนพฤศจิกายน 2569</a>' in home
    make.sales_month(date(2026, 11, 1))
    home = markup(shown_page(department, "/", "เดือนที่เปิดอยู่"))
    assert "เปิดเดือนธันวาคม 2569" not in home


def test_a_new_record_is_begun_from_the_menu_by_who_may(of, people):
    own = markup(shown_page(signed_in(people["district"]), "/", "งานวันนี้"))
    assert '<a href="/producers/producer/add/">เพิ่มผู้ผลิต' in own
    assert '<a href="/products/product/add/">เพิ่มผลิตภัณฑ์' in own
    add = markup(shown_page(signed_in(people["district"]), "/producers/producer/add/", "เพิ่มผู้ผลิต"))
    assert '<a href="/producers/producer/add/" aria-current="page">' in add
    assert '<a href="/producers/producer/" aria-current="page">' not in add
    for who in ("province", "department"):
        home = shown_page(signed_in(people[who]), "/", "<h1>")
        assert "/producers/producer/add/" not in home


def test_a_cancellation_is_begun_from_its_menu_page(of, people):
    make.producer(of, "กลุ่มจักสานบางคล้า")
    clerk = signed_in(people["district"])
    page = shown_page(clerk, "/registration/closures/", "เริ่มการยกเลิก", {"q": "จักสาน"})
    assert "กลุ่มจักสานบางคล้า</a>" in page
