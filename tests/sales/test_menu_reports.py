"""The reports of the old system's menu, comparisons and the pivot: each pinned by a golden file.

After a change that is meant, `WRITE_GOLDEN=1` writes the files anew; read the difference before it is
committed.
"""

import json
import os
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from sales.reports.dimensions import AXES
from tests.support import factories as make
from tests.support.pages import text_of

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).with_name("golden")
LAST_YEAR, OCTOBER = date(2025, 10, 1), date(2026, 10, 1)

ASKED = {
    "rt3": {"period": "2570"},
    "rt4": {"period": "2570"},
    "sales-areas": {"period": "2026-10"},
    "sales-markets": {"period": "2570-q1"},
    "sales-months": {"period": "2570"},
    "sales-month-categories": {"period": "2570"},
    "sales-categories": {"period": "2026-10"},
    "year-on-year": {"period": "2570-r1", "rows": "channel"},
    "programme": {"period": "2570"},
    "pivot": {"period": "2025-10..2026-10", "rows": "kind", "columns": "year"},
    "confirmations": {"period": "2570"},
}


@pytest.fixture(autouse=True)
def nation():
    """ฉะเชิงเทรา confirmed this October and the last, ชลบุรี only the last; สระแก้ว neither."""
    sold = {
        ("2402", LAST_YEAR): [("food", "group", ("100", "0", "0", "0"))],
        ("2001", LAST_YEAR): [("fabric", "sme", ("70", "0", "0", "30"))],
        ("2402", OCTOBER): [
            ("food", "group", ("359900", "6260", "0", "0")),
            ("herb", "individual", ("0", "0.25", "40", "0")),
        ],
        ("2001", OCTOBER): [("fabric", "sme", ("999999", "0", "0", "0"))],
        ("2701", OCTOBER): [("utensil", "", ("888888", "0", "0", "0"))],
    }
    makers: dict[tuple[str, str], object] = {}
    for (code, month), rows in sold.items():
        of = make.district(code, f"อำเภอที่ {code}")
        opened = make.district_month(of, month)
        for category, kind, amounts in rows:
            maker = makers.setdefault((code, kind), make.producer(of, f"{code} {kind}", kind=kind))
            make.row(opened, maker, category, amounts)
    for code, month in [("24", LAST_YEAR), ("20", LAST_YEAR), ("24", OCTOBER)]:
        make.confirm_province(make.province(code), month)


def get(client, user, key: str, **query):
    client.force_login(user)
    return client.get(f"/reports/{key}/", {"format": "json"} | ASKED[key] | query)


@pytest.mark.parametrize("key", ASKED)
def test_the_report_of_the_nation_is_as_it_was(client, key):
    answer = get(client, make.department_officer(), key)
    said = json.loads(answer.content)
    path = GOLDEN / f"{key}.json"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert said == json.loads(path.read_text(encoding="utf-8"))


# A figure of the confirmed province, so that an empty report hides nothing.
CONFIRMED = dict.fromkeys(ASKED, "366") | {"confirmations": "ฉะเชิงเทรา", "pivot": "366"}


@pytest.mark.parametrize("key", ASKED)
def test_nothing_of_an_unconfirmed_province_is_in_it(client, key):
    for file_format in ("json", "html"):
        answer = get(client, make.department_officer(), key, format=file_format)
        assert answer.status_code == 200
        shown = text_of(answer, CONFIRMED[key])
        assert [secret for secret in ("999999", "999,999", "888888") if secret in shown] == []


@pytest.mark.parametrize("key", ASKED)
def test_excel_opens_in_another_reader_with_the_same_numbers(client, key):
    user = make.department_officer()
    said = json.loads(get(client, user, key).content)
    book = CalamineWorkbook.from_filelike(BytesIO(get(client, user, key, format="xlsx").content))
    sheet = book.get_sheet_by_index(0).to_python()
    assert sheet[0][0] == said["title"]
    assert said["coverage"] in [line[0] for line in sheet]
    numbers = {
        Decimal(str(value)).quantize(Decimal("0.01"))
        for line in sheet
        for value in line
        if isinstance(value, int | float)
    }
    amounts = [column["key"] for column in said["columns"] if column["kind"] == "baht"]
    expected = {
        Decimal(row[column])
        for row in [*said["rows"], said["total"]]
        for column in amounts
        if row[column] is not None
    }
    if not amounts:  # a report of states: its words
        expected = {row["name"] for row in said["rows"]}
        numbers = {value for line in sheet for value in line if isinstance(value, str)}
    assert expected
    assert sorted(expected - numbers) == []


@pytest.mark.parametrize("key", ASKED)
def test_paper_is_a4_and_numbered(client, key):
    content = get(client, make.department_officer(), key, format="pdf").content
    pages = PdfReader(BytesIO(content)).pages
    assert {round(float(side)) for side in pages[0].mediabox[2:]} == {595, 842}


@pytest.mark.parametrize("key", ASKED)
def test_queries_do_not_depend_on_how_much_there_is(client, key):
    """Three provinces here; the same number for one more with three districts."""
    user = make.department_officer()
    get(client, user, key)
    with CaptureQueriesContext(connection) as few:
        get(client, user, key)
    for code in ("2501", "2502", "2503"):
        of = make.district(code, code)
        make.row(
            make.district_month(of, OCTOBER), make.producer(of, code), "food", ("1", "0", "0", "0")
        )
    make.confirm_province(make.province("25"), OCTOBER)
    with CaptureQueriesContext(connection) as many:
        get(client, user, key)
    assert len(many) == len(few)


# --- A district's own --------------------------------------------------------------------------------


def test_a_district_reads_how_far_its_own_months_are(client):
    own = make.district("2701")
    make.district_month(make.district("2702", "อำเภออื่น"), OCTOBER)
    said = json.loads(get(client, make.district_officer(own), "confirmations").content)
    assert [row["name"] for row in said["rows"]] == [own.name_th]
    assert (said["rows"][0]["m202610"], said["rows"][0]["confirmed"]) == ("กำลังบันทึก", 0)

    confirmed = make.district_officer(make.district("2402"))
    said = json.loads(get(client, confirmed, "confirmations").content)
    assert said["rows"][0]["m202610"].startswith("✓")
    assert (said["rows"][0]["confirmed"], said["total"]["confirmed"]) == (1, 1)


def test_a_district_reads_its_own_result_of_the_programme(client):
    """Its figures before it confirmed are a draft, as in its รต.๓; nobody else's are in it."""
    own = make.district("2701")
    said = json.loads(get(client, make.district_officer(own), "programme").content)
    assert [(row["name"], row["sellers"], row["total"]) for row in said["rows"]] == [
        (own.name_th, 1, "888888.00")
    ]
    assert said["total"]["total"] == "888888.00"
    assert said["draft"] is True
    said = json.loads(
        get(client, make.district_officer(make.district("2402")), "programme").content
    )
    assert (said["rows"][0]["total"], said["rows"][0]["sellers"]) == ("366200.25", 2)


# --- What is asked wrongly ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"rows": "month", "columns": "month"}, "เลือกคอลัมน์ที่ไม่ซ้ำกับแถว"),
        ({"rows": "colour"}, "เลือก"),
        ({"period": "2599"}, "ไม่มีช่วงเวลา “2599” ในระบบ เลือกจากรายการ"),
    ],
)
def test_a_pivot_that_cannot_be_says_why(client, asked, said):
    answer = get(client, make.department_officer(), "pivot", format="html", **asked)
    assert answer.status_code == 200
    errors = [text for texts in answer.context["form"].errors.values() for text in texts]
    assert any(said in text for text in errors), errors


def test_a_pivot_too_wide_for_paper_is_refused(client, monkeypatch):
    monkeypatch.setattr("sales.reports.pivot.MOST_COLUMNS", 2)
    answer = get(client, make.department_officer(), "pivot", columns="province")
    assert answer.status_code == 400
    assert "สลับแถวกับคอลัมน์" in answer.content.decode()


@pytest.mark.parametrize("shown", ["row", "column", "whole"])
def test_shares_of_a_pivot_add_up(client, shown):
    said = json.loads(
        get(
            client, make.department_officer(), "pivot",
            rows="category", columns="channel", period="2026-10", shown=shown,
        ).content
    )  # fmt: skip
    food = next(row for row in said["rows"] if row["name"] == "อาหาร")
    cells = [key for key in food if key.startswith("c")]
    if shown == "row":
        assert sum(Decimal(food[key]) for key in cells) == 100
    if shown == "column":
        offline = [Decimal(row["c0"] or 0) for row in said["rows"]]
        assert sum(offline) == 100
    if shown == "whole":
        assert Decimal(said["total"]["total"]) == 100


def test_every_axis_sums_to_the_same_baht(client):
    totals = {
        json.loads(
            get(
                client, make.department_officer(), "pivot",
                period="2025-10..2026-10", rows=axis, columns="year" if axis != "year" else "kind",
            ).content
        )["total"]["total"]
        for axis in AXES
    }  # fmt: skip
    assert totals == {"366400.25"}
