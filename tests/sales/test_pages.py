"""The sales pages: a constant number of queries, Thai answers to bad input, a strict policy."""

import json
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.users.models import User
from producers.models import Producer
from sales.models import CHANNELS, DistrictMonth, Resolution, SalesMonth, SalesRow
from sales.views.grid_rows import saved_text
from tests.support import factories as make
from tests.support.pdf_files import scanned
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

GRID = "/sales/2026-10/2402/"
MONTH = "/sales/months/2026-10/"
DISTRICTS = ("2402", "2403", "2404")


@pytest.fixture
def month() -> DistrictMonth:
    return make.district_month(make.district("2402"))


@pytest.fixture
def row(month) -> SalesRow:
    maker = make.producer(month.district)
    make.product(maker)
    return make.row(month, maker, amounts=("5", "0", "0", "0"), version=1)


@pytest.fixture
def clerk(month) -> Client:
    make.district_officer(month.district)
    User.objects.update(may_certify=False)
    User.objects.filter(username="district2402").update(may_certify=True)
    return signed_in(User.objects.get(username="district2402"))


@pytest.fixture
def province(month) -> Client:
    return signed_in(make.province_officer(month.district.province))


@pytest.fixture
def department(month) -> Client:
    return signed_in(make.department_officer())


def rows(of: DistrictMonth, count: int) -> None:
    """Rows of the registry with figures, last month's beside them."""
    before = DistrictMonth.objects.filter(month="2026-09-01", district=of.district).first()
    before = before or make.district_month(of.district, make.OCTOBER.replace(month=9))
    for number in range(count):
        maker = make.producer(of.district, f"กลุ่ม {of.district_id} {number}")
        make.product(maker)
        make.row(before, maker, amounts=("3", "0", "0", "0"), version=1)
        make.row(of, maker, amounts=("5", "0", "0", "0"), version=1)


# --- Query counts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "who", "queries"),
    [
        ("/", "district2402", 21),
        ("/", "province24", 28),
        ("/", "department", 34),
        (GRID, "district2402", 15),
        (f"{GRID}?add=1", "district2402", 16),
        (f"{GRID}check/", "district2402", 17),
        (f"{GRID}review/", "province24", 17),
        ("/sales/board/", "province24", 21),
        ("/sales/months/", "department", 10),
        (MONTH, "department", 10),
    ],
)
def test_pages_cost_the_same_at_1_and_at_3(
    month, clerk, django_assert_num_queries, path, who, queries, count
):
    """1 or 3 rows of each of 1 or 3 districts: the first enters, the others wait for the province."""
    for code in DISTRICTS[:count]:
        of = month if code == "2402" else make.district_month(make.district(code, code))
        rows(of, count)
        if code != "2402":
            make.resolution(make.confirm_district(of))
    if count == 1:
        other = make.district_month(make.district("2403", "2403"))
        rows(other, 1)
        make.resolution(make.confirm_district(other))
    make.district_month(make.district("2501", "-"))
    make.province_officer(month.district.province)
    make.department_officer()
    client = signed_in(User.objects.get(username=who))
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_a_grid_of_300_rows_costs_what_one_of_1_costs(month, clerk, row, django_assert_num_queries):
    clerk.get(GRID)
    with django_assert_num_queries(15):
        clerk.get(GRID)
    makers = Producer.objects.bulk_create(
        Producer(district=month.district, name=f"{n}", code=f"x{n}") for n in range(299)
    )
    for maker in makers[:5]:
        make.product(maker)
    SalesRow.objects.bulk_create(
        SalesRow(
            district_month=month,
            month=month.month_id,
            producer=maker,
            category="food",
            added_by_hand=True,
        )
        for maker in makers
    )
    with django_assert_num_queries(15):
        page = clerk.get(GRID)
    assert len(page.context["rows"]) == 300


# --- The grid as a plain form ---------------------------------------------------------------------


def fields(row: SalesRow, *amounts: str, **extra) -> dict:
    row.refresh_from_db()
    names = ("domestic_offline", "domestic_online", "export_offline", "export_online")
    typed = {f"row-{row.pk}-version": row.version}
    typed |= {f"row-{row.pk}-{name}": text for name, text in zip(names, amounts, strict=False)}
    return typed | {f"row-{row.pk}-{name}": text for name, text in extra.items()}


@pytest.mark.parametrize("typed", ["น้ำพริก", "นํ้าพริก", "น้ําพริก", "นำ้ พริก", "น้ำพริกแม่ 5"])
def test_the_grid_is_narrowed_by_a_name_however_it_is_typed(month, clerk, row, typed):
    meant = make.producer(month.district, "ร้านน้ำพริกแม่๕")
    make.product(meant)
    make.row(month, meant)
    shown = clerk.get(GRID, {"q": typed}).context["rows"]
    assert [one.row.producer.name for one in shown] == ["ร้านน้ำพริกแม่๕"]


def test_a_posted_grid_saves_and_shows_itself_again(clerk, row):
    answer = clerk.post(GRID, fields(row, "๑,๒๓๔.๕๐", "", "", "", note="ปกติ"))
    assert (answer.status_code, answer["Location"]) == (302, GRID)
    row.refresh_from_db()
    assert (str(row.total), row.note, row.version) == ("1234.50", "ปกติ", 2)


def test_a_posted_grid_keeps_what_it_refuses_and_saves_the_rest(clerk, month, row):
    other = make.row(month, make.producer(month.district, "ข"), entry="blank", added_by_hand=True)
    answer = clerk.post(GRID, fields(row, "1.234,56", "7") | fields(other, "8"))
    assert answer.status_code == 422
    [refused, _saved] = sorted(answer.context["rows"], key=lambda line: line.row.pk)
    assert [cell.text for cell in refused.cells] == ["1.234,56", "7", "", ""]
    assert [cell.error for cell in refused.cells] == [
        "จุดคือทศนิยม ลูกน้ำคือหลักพัน เขียนเป็น 1,234.56",
        "",
        "",
        "",
    ]
    page = answer.content.decode()
    assert 'value="1.234,56"' in page
    assert "จุดคือทศนิยม ลูกน้ำคือหลักพัน เขียนเป็น 1,234.56" in page
    totals = SalesRow.objects.order_by("pk").values_list("total", flat=True)
    assert [str(total) for total in totals] == ["5.00", "8.00"]


def test_a_posted_grid_shows_whose_figures_stand_in_the_way(clerk, row):
    stale = fields(row, "7")
    clerk.post(GRID, fields(row, "6"))
    answer = clerk.post(GRID, stale)
    assert answer.status_code == 422
    [line] = answer.context["rows"]
    assert line.cells[0].text == "7"
    assert (line.overtaken.by, line.overtaken.own) == ("district2402", True)
    assert line.overtaken.at.startswith("3 พ.ย. 2569")
    assert line.overtaken.lines[0] == ("ในประเทศ ออฟไลน์", "7", "6.00", True)
    assert clerk.post(GRID, stale | {f"row-{row.pk}-version": line.version}).status_code == 422
    assert clerk.post(GRID, stale | {f"row-{row.pk}-use": line.row.version}).status_code == 302
    assert str(SalesRow.objects.get().total) == "7.00"


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"row--version": "1"},
        {"row-x-version": "1"},
        {"row-²-version": "1"},
        {f"row-{'9' * 30}-version": "1"},
        {f"row-{'9' * 5000}-version": "1"},
        {"row-1-version": "9" * 5000},
    ],
)
def test_a_posted_grid_of_any_shape_is_no_fault_of_ours(clerk, row, posted):
    plain = "application/x-www-form-urlencoded"
    answer = clerk.post(GRID, urlencode(posted), content_type=plain)
    assert answer.status_code in {302, 422}
    assert str(SalesRow.objects.get().total) == "5.00"


@pytest.mark.parametrize("said", [{}, {"row-{}-version": ""}, {"row-{}-version": "x"}])
def test_a_row_is_not_taken_back_on_a_version_nobody_was_shown(clerk, row, said):
    posted = {name.format(row.pk): value for name, value in said.items()}
    answer = clerk.post(f"{GRID}rows/{row.pk}/remove/", posted, follow=True)
    assert answer.status_code == 200
    assert "รายการนี้เพิ่งถูกแก้ไข" in answer.text
    row.refresh_from_db()
    assert row.total == 5


def test_a_confirmed_month_shows_without_a_way_to_change_it(clerk, month, row):
    make.confirm_district(month)
    page = clerk.get(GRID)
    assert page.context["editable"] is False
    assert "data-rows-url" not in page.content.decode()
    answer = clerk.post(GRID, fields(row, "9"))
    assert answer.status_code == 409
    assert (
        "อำเภอยืนยันแล้ว โดย district2402 เมื่อ 3 พ.ย. 2569 09:00:00 แก้ไขไม่ได้" in answer.content.decode()
    )
    assert str(SalesRow.objects.get().total) == "5.00"


def test_a_form_without_its_versions_saves_and_removes_nothing(clerk, row):
    """Fields named otherwise (row-012-version), and none at all: an older page, and no fault of ours."""
    typed = {f"row-0{row.pk}-version": "1", f"row-{row.pk}-domestic_offline": "7"}
    assert clerk.post(GRID, typed).status_code == 422
    assert clerk.post(f"{GRID}rows/{row.pk}/remove/").status_code == 302
    assert str(SalesRow.objects.get().total) == "5.00"


# --- The rows a script sends ----------------------------------------------------------------------


def send(client: Client, body: object):
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(f"{GRID}rows/", text, content_type="application/json")


def sent(row: SalesRow, version: object = 1, **fields) -> dict:
    known = {"id": row.pk, "version": version, "amounts": {"domestic_offline": "7"}}
    return {"rows": [known | fields]}


def test_a_saved_row_is_answered_with_the_new_totals(clerk, row):
    answer = send(clerk, sent(row))
    assert answer.status_code == 200
    [line] = answer.json()["rows"]
    assert (line["outcome"], line["version"], line["total"]) == ("saved", 2, "7.00")
    assert (line["amounts"]["domestic_offline"], line["state"], line["errors"]) == (
        "7.00",
        "saved",
        {},
    )
    assert answer.json()["totals"] == {
        "total": "7.00",
        "domestic": "7.00",
        "export": "0.00",
        "online_percent": "0.0",
        "filled": 1,
        "rows": 1,
        "blank": 0,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_a_save_costs_the_same_for_1_and_for_3_rows(month, clerk, count, django_assert_num_queries):
    """Before the last day nothing is asked of the time: one query more from then on."""
    rows(month, count)
    typed = [
        {"id": row.pk, "version": 1, "amounts": {"domestic_offline": "7"}}
        for row in month.rows.all()
    ]
    clerk.get(GRID)
    with django_assert_num_queries(12):
        answer = send(clerk, {"rows": typed})
    assert [line["outcome"] for line in answer.json()["rows"]] == ["saved"] * count
    SalesMonth.objects.filter(pk=make.OCTOBER).update(district_due=date(2026, 11, 3))
    for line in typed:
        line |= {"version": 2, "amounts": {"domestic_offline": "8"}}
    with django_assert_num_queries(13):
        answer = send(clerk, {"rows": typed})
    assert answer.json()["counted"].endswith("ทันกำหนด 3 พ.ย. 2569 อำเภอต้องยืนยันภายในวันนี้ด้วย")


def test_a_brief_answer_leaves_out_what_a_row_has_none_of(clerk, row):
    """Filled in again by static/js/grid/brief.js; a script loaded before that does not ask for it."""
    [line] = send(clerk, sent(row) | {"brief": True}).json()["rows"]
    assert line == {
        "id": row.pk,
        "outcome": "saved",
        "version": 2,
        "amounts": {
            "domestic_offline": "7.00",
            "domestic_online": "0.00",
            "export_offline": "0.00",
            "export_online": "0.00",
        },
        "total": "7.00",
        "state": "saved",
        "state_text": "✓ บันทึกแล้ว",
    }
    [whole] = send(clerk, sent(row, 2)).json()["rows"]
    emptied = sent(row, 2, amounts={}) | {"brief": True}
    [emptied] = send(clerk, emptied).json()["rows"]
    assert whole.keys() - line.keys() >= {"note", "no_sales", "errors", "past"}
    assert not emptied.keys() & {"amounts", "total"}


def test_a_refused_row_says_what_is_wrong_at_which_cell(clerk, row):
    [line] = send(clerk, sent(row, amounts={"export_online": "-1"})).json()["rows"]
    assert line["outcome"] == "refused"
    assert line["errors"] == {"export_online": "ตัวเลขติดลบไม่ได้ กรอกตัวเลขตั้งแต่ 0 ขึ้นไป"}
    assert str(SalesRow.objects.get().total) == "5.00"


def test_a_row_overtaken_is_answered_with_both_values_and_whose(clerk, row):
    send(clerk, sent(row))
    [line] = send(clerk, sent(row, amounts={"domestic_offline": "9"})).json()["rows"]
    assert (line["outcome"], line["version"]) == ("conflict", 2)
    assert line["amounts"]["domestic_offline"] == "7.00"
    assert (line["by"], line["own"]) == ("district2402", True)
    assert line["at"].startswith("3 พ.ย. 2569")


def test_a_row_that_is_gone_is_refused(clerk, row):
    gone = sent(row)
    row.delete()
    [line] = send(clerk, gone).json()["rows"]
    assert (line["outcome"], list(line["errors"])) == ("refused", ["row"])


def test_a_confirmed_month_refuses_what_a_script_sends(clerk, month, row):
    make.confirm_district(month)
    answer = send(clerk, sent(row))
    assert answer.status_code == 409
    assert answer.json()["message"] == (
        "อำเภอยืนยันแล้ว โดย district2402 เมื่อ 3 พ.ย. 2569 09:00:00 แก้ไขไม่ได้ ถ้าต้องแก้ ขอให้จังหวัดส่งกลับ"
    )


def test_what_somebody_else_typed_at_this_browser_is_not_saved_in_ones_own_name(clerk, row):
    me = User.objects.get(username="district2402").pk
    answer = send(clerk, sent(row) | {"by": str(me + 1)})
    assert (answer.status_code, answer.json()) == (
        403,
        {"message": "เข้าสู่ระบบด้วยชื่อผู้ใช้อื่นแล้ว"},
    )
    assert str(SalesRow.objects.get().total) == "5.00"
    assert send(clerk, sent(row) | {"by": str(me)}).json()["rows"][0]["outcome"] == "saved"


def test_a_browser_reads_what_stands_in_the_rows_it_kept_typed_figures_of(clerk, month, row):
    rows(month, 2)
    answer = clerk.get(f"{GRID}rows/", {"row": [row.pk, row.pk + 999]})
    amounts = {"domestic_offline": "5.00"} | dict.fromkeys(CHANNELS[1:], "0.00")
    line = {"id": row.pk, "amounts": amounts, "no_sales": False, "note": ""}
    assert answer.json() == {"closed": "", "rows": [line]}
    make.confirm_district(month)
    assert clerk.get(f"{GRID}rows/", {"row": row.pk}).json() == {
        "closed": "อำเภอยืนยันแล้ว โดย district2402 เมื่อ 3 พ.ย. 2569 09:00:00"
        " แก้ไขไม่ได้ ถ้าต้องแก้ ขอให้จังหวัดส่งกลับ",
        "rows": [line],
    }
    assert clerk.get(f"{GRID}rows/").json()["rows"] == []


def test_rows_of_another_month_or_district_are_not_read_there(clerk, month, row):
    elsewhere = make.district_month(make.district("2403"))
    rows(elsewhere, 1)
    before = make.district_month(month.district, make.OCTOBER.replace(month=8))
    rows(before, 1)
    foreign = list(SalesRow.objects.exclude(pk=row.pk).values_list("pk", flat=True))
    assert len(foreign) > 1
    found = clerk.get(f"{GRID}rows/", {"row": [row.pk, *foreign]}).json()["rows"]
    assert [line["id"] for line in found] == [row.pk]


@pytest.mark.parametrize("asked", [["x"], ["-1"], ["9" * 30], ["1"] * 1001], ids=len)
def test_rows_that_are_no_rows_are_not_looked_for(clerk, month, asked):
    assert clerk.get(f"{GRID}rows/", {"row": asked}).status_code == 400


@pytest.mark.parametrize(
    ("entry", "at", "state", "expected"),
    [
        ("amounts", "today", "⚠ สูงกว่าปกติ 10 เท่า", "✓ บันทึกแล้ว 14:02"),
        ("amounts", "yesterday", "⚠ สูงกว่าปกติ 10 เท่า", "✓ บันทึกแล้ว 27 พ.ย. 2569 14:02"),
        ("no_sales", "today", "ไม่มียอดจำหน่าย", "✓ บันทึกแล้ว 14:02"),
        ("amounts", "today", "↩ แก้ไขตามจังหวัด", "✓ บันทึกแล้ว 14:02"),
        ("blank", "", "↩ แก้ไขตามจังหวัด", "ยังไม่บันทึก"),
        ("amounts", "", "⚠ สูงกว่าปกติ 10 เท่า", "✓ บันทึกแล้ว"),
        ("amounts", "today", "✓ บันทึกแล้ว · ชี้แจงแล้ว", ""),
        ("blank", "", "ยังไม่บันทึก", ""),
    ],
)
def test_a_row_says_whether_and_when_it_is_saved_beside_what_it_is_warned_of(
    monkeypatch, entry, at, state, expected
):
    monkeypatch.setattr("core.thai.calendar.today", lambda: date(2026, 11, 28))
    days = {"today": 28, "yesterday": 27}
    moment = datetime(2026, 11, days[at], 7, 2, tzinfo=UTC) if at else None
    assert saved_text(SalesRow(entry=entry, updated_at=moment), state) == expected


BAD = [
    "",
    "{",
    "null",
    "[]",
    "{}",
    b"\xff\xfe",
    "[" * 100_000,
    '{"rows": null}',
    '{"rows": 5}',
    '{"rows": {"a": 1}}',
    '{"rows": [null]}',
    '{"rows": [[]]}',
    '{"rows": [{}]}',
    '{"rows": [{"id": 1, "version": 1}]}',
    '{"rows": [{"id": 1, "version": 1, "amounts": []}]}',
    '{"rows": [{"id": 1, "version": 1, "amounts": "x"}]}',
    '{"rows": [{"id": "x", "version": 1, "amounts": {}}]}',
    '{"rows": [{"id": 1e999, "version": 1, "amounts": {}}]}',
    '{"rows": [{"id": NaN, "version": 1, "amounts": {}}]}',
    '{"rows": [{"id": 1, "version": Infinity, "amounts": {}}]}',
    '{"rows": [{"id": %s, "version": 1, "amounts": {}}]}' % ("9" * 5000),
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_what_is_no_batch_of_rows_is_answered_so(clerk, row, body):
    answer = send(clerk, body)
    assert (answer.status_code, answer.json()) == (400, {"message": "อ่านข้อมูลที่ส่งมาไม่ได้"})


@pytest.mark.parametrize(
    "body",
    [
        {"id": 10**30},
        {"id": -1},
        {"id": True},
        {"version": 10**30},
        {"version": -1},
        {"amounts": {"domestic_offline": None}},
        {"amounts": {"domestic_offline": [1]}},
        {"amounts": {"domestic_offline": {}}},
        {"amounts": {"domestic_offline": "\x00"}},
        {"amounts": {"domestic_offline": "9" * 9999}},
        {"note": "\x00"},
        {"note": "\ud800"},
        {"note": "ก" * 501},
    ],
    ids=str,
)
def test_a_strange_row_is_not_saved_and_no_fault_of_ours(clerk, row, body):
    answer = send(clerk, sent(row, **body))
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert [line["outcome"] for line in answer.json()["rows"]] != ["saved"]
    assert str(SalesRow.objects.get().total) == "5.00"


def test_a_batch_too_large_is_refused_whole(clerk, row):
    answer = send(clerk, {"rows": sent(row)["rows"] * 1001})
    assert answer.status_code == 400
    assert answer.json() == {"message": "ส่งได้ครั้งละไม่เกิน 1000 รายการ"}


# --- Addresses and forms of any shape -------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/sales/2026-13/2402/",
        "/sales/0000-01/2402/",
        "/sales/9999-12/2402/",
        "/sales/2026-10/24021/",
        f"/sales/2026-10/{'9' * 500}/",
        f"{GRID}check/x/",
        "/sales/resolutions/99999999999999999999/file/",
        "/sales/resolutions/5/file/",
    ],
)
def test_an_address_of_nothing_is_not_found(clerk, row, path):
    assert clerk.get(path).status_code == 404


@pytest.mark.parametrize("month_asked", ["0001-01", "9999-12", "2026-00", "x", "๒๐๒๖-๑๓"])
def test_a_board_of_no_month_is_not_found(province, row, month_asked):
    assert province.get(f"/sales/board/?month={month_asked}").status_code == 404


@pytest.mark.parametrize("year", ["", "x", "2569", "9999", "0", "²", "9" * 5000])
def test_a_board_of_any_year_opens(province, row, year):
    assert province.get(f"/sales/board/?year={year}").status_code == 200


@pytest.mark.parametrize(
    "posted",
    [
        {"reason": "x", "version": "9" * 5000},
        {"reason": "x", "version": "7", "mark": ["9" * 5000, "²", "-1", "x"]},
        {"reason": "x", "version": "2", "mark": ["1"], "mark-1": " "},
        {"reason": "", "version": "2", "mark": ["9" * 5000]},
    ],
    ids=range(4),
)
def test_a_return_of_any_shape_is_answered(province, month, row, posted):
    make.confirm_district(month)
    posted = {
        k: [row.pk if v == "1" else v for v in x] if k == "mark" else x for k, x in posted.items()
    }
    posted = {f"mark-{row.pk}" if k == "mark-1" else k: v for k, v in posted.items()}
    answer = province.post(f"{GRID}review/", posted)
    assert answer.status_code in {409, 422}
    month.refresh_from_db()
    assert month.status == "district_confirmed"


def test_a_mark_with_nothing_readable_bears_the_reason(province, month, row):
    make.confirm_district(month)
    posted = {"reason": "ยอดไม่ตรง", "version": 1, "mark": [row.pk], f"mark-{row.pk}": " "}
    assert province.post(f"{GRID}review/", posted).status_code == 302
    assert [mark.note for mark in row.marks.all()] == ["ยอดไม่ตรง"]


def test_a_return_with_its_reason_missing_keeps_the_marks(province, month, row):
    make.confirm_district(month)
    answer = province.post(f"{GRID}review/", {"mark": [row.pk], "reason": " ", "version": 1})
    assert answer.status_code == 422
    assert answer.context["marked"] == {row.pk}
    assert "ระบุเหตุผลที่ส่งกลับ" in answer.content.decode()


@pytest.mark.parametrize("chosen", [[], ["x"], ["1:x"], ["9" * 5000 + ":1"], ["999999:1"]])
def test_a_confirmation_of_nothing_confirms_nothing(province, month, row, chosen):
    make.confirm_district(month)
    answer = province.post(f"{MONTH}confirm/", {"district_month": chosen})
    assert answer.status_code == 302
    month.refresh_from_db()
    assert month.status == "district_confirmed"


@pytest.mark.parametrize(
    ("posted", "status"),
    [
        ({}, 422),
        ({"month": "x", "district_due": "x"}, 422),
        ({"month": "9999-12-31", "district_due": "1/1/2570"}, 422),
        (
            {
                "month": "2026-11-01",
                "district_due": "5/12/2569",
                "province_due": "4/12/2569",
                "close_due": "10/12/2569",
            },
            409,
        ),
        (
            {
                "month": "2026-11-01",
                "district_due": "5/12/2026",
                "province_due": "6/12/2569",
                "close_due": "10/12/2569",
            },
            422,
        ),
    ],
)
def test_a_month_badly_asked_for_is_not_opened(department, row, posted, status):
    assert department.post("/sales/months/", posted).status_code == status


# --- Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paper.pdf", b"MZ\x90 a program"),
        ("paper.pdf", b"<html>"),
        ("paper.exe", b"%PDF-1.7"),
        ("paper", b"%PDF-1.7"),
        ("paper.png", b"%PDF-1.7"),
        ("paper.html", b"<script>"),
    ],
)
def test_a_file_that_is_no_paper_is_refused_in_thai(clerk, month, row, name, content):
    make.confirm_district(month)
    posted = {"form": "meeting", "number": "10/2569", "held_on": "1/11/2569"}
    posted["file"] = SimpleUploadedFile(name, content)
    page = clerk.post(f"{GRID}resolution/", posted, follow=True).content.decode()
    assert "มติยังไม่ได้บันทึก — ไฟล์มติ: ไฟล์นี้ไม่ใช่ PDF, JPG หรือ PNG ที่เปิดได้ เลือกไฟล์ใหม่" in page
    assert Resolution.objects.count() == 0


def test_a_paper_is_kept_under_another_name_and_read_back(clerk, province, department, month, row):
    make.confirm_district(month)
    posted = {"form": "circular", "number": "ฉช 1", "held_on": "1/11/2569"}
    posted["file"] = SimpleUploadedFile("../../มติ.PDF", scanned())
    clerk.post(f"{GRID}resolution/", posted)
    resolution = Resolution.objects.get()
    assert "มติ" not in resolution.file.name
    path = f"/sales/resolutions/{resolution.pk}/file/"
    for officer in (clerk, province):
        answer = officer.get(path)
        assert b"".join(answer).startswith(b"%PDF-")
        assert answer["Content-Disposition"].startswith("attachment")
    assert department.get(path).status_code == 404


# --- What every page carries ----------------------------------------------------------------------


TRUSTED_TYPES = ["require-trusted-types-for 'script'", "trusted-types portal"]


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("clerk", ["/", GRID, f"{GRID}?add=1", f"{GRID}check/", "/reports/", "/reports/rt1/"]),
        ("province", ["/", "/sales/board/", f"{GRID}review/", "/reports/rt4/"]),
        ("department", ["/", "/sales/months/", MONTH, "/accounts/user/", "/accounts/user/add/"]),
        ("clerk", ["/producers/producer/", "/producers/producer/add/", "/nothing", "/login/"]),
    ],
)
def test_every_page_has_a_strict_policy_and_nothing_inline(request, row, who, paths):
    client = request.getfixturevalue(who)
    for path in paths:
        answer = client.get(path, follow=True)
        assert "camera=(), geolocation=()" in answer["Permissions-Policy"]
        page = answer.content.decode()
        policy = answer["Content-Security-Policy"].split("; ")
        assert sorted(policy) == [
            "base-uri 'none'",
            "default-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "img-src 'self' data:",
            "object-src 'none'",
            *([] if "jquery" in page else TRUSTED_TYPES),
        ]
        for inline in (" style=", " onclick=", " onchange=", "<style", "javascript:", "<script>"):
            assert inline not in page, (path, inline)
