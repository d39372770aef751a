"""Two people in one row of a page without a script: only the cells touched here differ from theirs."""

import re

import pytest
from django.test import Client

from sales.models import CHANNELS, DistrictMonth, SalesRow
from sales.months import entry
from sales.months.entry import RowInput
from sales.views.overtaken import Shown, read_shown
from tests.support import factories as make

pytestmark = pytest.mark.django_db

GRID = "/sales/2026-10/2402/"


@pytest.fixture
def month() -> DistrictMonth:
    return make.district_month(make.district("2402"))


@pytest.fixture
def row(month) -> SalesRow:
    maker = make.producer(month.district)
    make.product(maker)
    return make.row(month, maker, amounts=("5", "0", "0", "0"), version=1)


@pytest.fixture
def chief(month):
    return make.district_chief(month.district, full_name="นายหัวหน้า ตั้งใจ")


@pytest.fixture
def clerk(month) -> Client:
    client = Client()
    client.force_login(make.district_officer(month.district))
    return client


def opened(client: Client) -> dict:
    """Every field of the page's form, as a browser would post them untouched."""
    page = client.get(GRID).content.decode()
    tags = re.findall(r'<input[^>]*name="row-[^>]*>', page)
    fields = {re.search(r'name="([^"]*)"', tag)[1]: tag for tag in tags}
    return {
        name: re.search(r'value="([^"]*)"', tag)[1]
        for name, tag in fields.items()
        if "checkbox" not in tag or " checked" in tag
    }


def save(month, row: SalesRow, by, *amounts: str, **fields) -> None:
    row.refresh_from_db()
    texts = dict(zip(CHANNELS, amounts, strict=False))
    [result] = entry.save_rows(month, [RowInput(row.pk, row.version, texts, **fields)], by=by)
    assert result.saved


def stored() -> list[str]:
    return [str(amount) for amount in SalesRow.objects.get().amounts]


def field(row: SalesRow, name: str) -> str:
    return f"row-{row.pk}-{name}"


def test_mine_leaves_the_cells_i_did_not_touch(clerk, month, row, chief):
    typed = opened(clerk) | {field(row, "domestic_online"): "70"}
    save(month, row, chief, "600", "0", "0", "0")
    answer = clerk.post(GRID, typed)
    assert answer.status_code == 422
    [line] = answer.context["rows"]
    assert [cell.text for cell in line.cells] == ["600.00", "70", "0.00", "0.00"]
    assert (line.overtaken.by, line.overtaken.own) == (str(chief), False)
    assert line.overtaken.lines == (
        ("ในประเทศ ออฟไลน์", "ไม่ได้แก้ไข", "600.00", False),
        ("ในประเทศ ออนไลน์", "70", "0.00", True),
        ("ส่งออก ออฟไลน์", "ไม่ได้แก้ไข", "0.00", False),
        ("ส่งออก ออนไลน์", "ไม่ได้แก้ไข", "0.00", False),
    )
    page = answer.content.decode()
    assert "มีเจ้าหน้าที่อื่นบันทึกรายการนี้ก่อนแล้ว" in page
    assert "นายหัวหน้า ตั้งใจ" in page
    assert stored() == ["600.00", "0.00", "0.00", "0.00"]
    again = typed | {
        field(row, "domestic_offline"): "600.00",
        field(row, "was"): line.was,
        field(row, "use"): str(line.row.version),
    }
    assert clerk.post(GRID, again).status_code == 302
    assert stored() == ["600.00", "70.00", "0.00", "0.00"]


def test_theirs_stays_where_it_is_chosen(clerk, month, row, chief):
    typed = opened(clerk) | {field(row, "domestic_offline"): "70"}
    save(month, row, chief, "600", "0", "0", "0")
    assert clerk.post(GRID, typed).status_code == 422
    assert clerk.post(GRID, typed | {field(row, "use"): "theirs"}).status_code == 302
    assert stored() == ["600.00", "0.00", "0.00", "0.00"]


def test_pressing_save_again_without_choosing_asks_again(clerk, month, row, chief):
    typed = opened(clerk) | {field(row, "domestic_offline"): "70"}
    save(month, row, chief, "600", "0", "0", "0")
    for _ in range(2):
        answer = clerk.post(GRID, typed)
        assert answer.status_code == 422
        typed |= {
            field(row, "version"): str(answer.context["rows"][0].version),
            field(row, "was"): answer.context["rows"][0].was,
        }
    assert stored() == ["600.00", "0.00", "0.00", "0.00"]


def test_a_row_i_did_not_touch_is_theirs_without_a_question(clerk, month, row, chief):
    typed = opened(clerk)
    save(month, row, chief, "600", "1", "0", "0")
    assert clerk.post(GRID, typed).status_code == 302
    assert stored() == ["600.00", "1.00", "0.00", "0.00"]


def test_what_both_typed_alike_is_no_question(clerk, month, row, chief):
    typed = opened(clerk) | {field(row, "domestic_online"): "7"}
    save(month, row, chief, "600", "7", "0", "0")
    assert clerk.post(GRID, typed).status_code == 302
    assert stored() == ["600.00", "7.00", "0.00", "0.00"]


def test_without_sales_is_said_of_the_whole_row(clerk, month, row, chief):
    emptied = {field(row, channel): "" for channel in CHANNELS}
    typed = opened(clerk) | emptied | {field(row, "no_sales"): "on"}
    save(month, row, chief, "600", "1", "0", "0")
    [line] = clerk.post(GRID, typed).context["rows"]
    assert (line.no_sales, [cell.text for cell in line.cells]) == (True, ["", "", "", ""])
    assert line.overtaken.lines[0] == ("ในประเทศ ออฟไลน์", "ไม่มียอดจำหน่าย", "600.00", True)


def test_a_figure_of_mine_takes_their_tick_away(clerk, month, row, chief):
    typed = opened(clerk) | {field(row, "domestic_online"): "70", field(row, "note"): "ใหม่"}
    save(month, row, chief, no_sales=True, note="งดขาย")
    [line] = clerk.post(GRID, typed).context["rows"]
    assert (line.no_sales, line.note) == (False, "ใหม่")
    assert [cell.text for cell in line.cells] == ["", "70", "", ""]
    assert line.overtaken.lines[-1] == ("หมายเหตุ", "ใหม่", "งดขาย", True)


def test_a_wrong_figure_does_not_hide_that_somebody_was_first(clerk, month, row, chief):
    """Refused for a letter, mended and posted again: the other's save in between still counts."""
    typed = opened(clerk) | {field(row, "domestic_online"): "7a"}
    save(month, row, chief, "600", "0", "0", "0")
    answer = clerk.post(GRID, typed)
    [line] = answer.context["rows"]
    assert list(line.errors) == ["domestic_online"]
    mended = typed | {
        field(row, "domestic_online"): "7",
        field(row, "version"): str(line.version),
        field(row, "was"): line.was,
    }
    answer = clerk.post(GRID, mended)
    assert answer.status_code == 422
    assert answer.context["rows"][0].overtaken.lines[0][:3] == (
        "ในประเทศ ออฟไลน์",
        "ไม่ได้แก้ไข",
        "600.00",
    )
    assert stored() == ["600.00", "0.00", "0.00", "0.00"]


def test_what_the_fields_held_is_carried_whole():
    shown = Shown(dict(zip(CHANNELS, ("1.00", "", "2,000.00", ""), strict=True)), True, "ก | ข")
    assert read_shown(str(shown)) == shown
    assert [read_shown(text) for text in ("", "1|2|3|4|1", "x")] == [None, None, None]
