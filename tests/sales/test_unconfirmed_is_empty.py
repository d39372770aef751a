"""What nobody confirmed is empty and says so, on every report; 0.00 would say that nothing was sold.

A quarter with two opened months: ฉะเชิงเทรา confirmed October, ชลบุรี both but sold nothing in November,
สระแก้ว neither.
"""

import json
from datetime import date

import pytest

from tests.support import factories as make
from tests.support import target_factories as targets

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
SOLD = {
    ("2402", OCTOBER): "100", ("2402", NOVEMBER): "987654",
    ("2001", OCTOBER): "50", ("2001", NOVEMBER): "0",
    ("2701", OCTOBER): "987654", ("2701", NOVEMBER): "987654",
}  # fmt: skip
NAMES = {"24": "ฉะเชิงเทรา", "20": "จังหวัด 20", "27": "จังหวัด 27"}


@pytest.fixture
def nation():
    for (code, month), baht in SOLD.items():
        targets.sold(make.district(code, f"อำเภอ {code}"), month, baht)
    for code, month in (("24", OCTOBER), ("20", OCTOBER), ("20", NOVEMBER)):
        make.confirm_province(make.province(code), month)


def asked(client, key: str, user=None, **query) -> dict:
    client.force_login(user or make.department_officer())
    answer = client.get(f"/reports/{key}/", {"format": "json"} | query)
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def cells(report: dict, *columns: str) -> dict[str, tuple]:
    lines = [*report["rows"], *([report["total"]] if report["total"] else [])]
    return {line["name"]: tuple(line[column] for column in columns) for line in lines}


def test_the_pivot_leaves_what_nobody_confirmed_empty(client, nation):
    report = asked(client, "pivot", period="2570-q1", rows="province", columns="month")
    assert cells(report, "c0", "c1", "total", "note") == {
        "ฉะเชิงเทรา": ("100.00", None, "100.00", "ขาด 1 เดือน"),
        "จังหวัด 20": ("50.00", "0.00", "50.00", ""),
        "จังหวัด 27": (None, None, None, "ยังไม่ยืนยัน"),
        "รวม": ("150.00", "0.00", "150.00", "ยืนยันครบทุกเดือน 1 จาก 3 จังหวัด"),
    }
    assert report["notes"] == ["คอลัมน์ที่ยังไม่ครบ: ตุลาคม 2569 ขาด 1 จังหวัด · พฤศจิกายน 2569 ขาด 2 จังหวัด"]


def test_an_empty_column_of_the_pivot_is_named_and_so_is_its_sum(client, nation):
    for month in (OCTOBER, NOVEMBER):
        make.reopen_province(make.province("20"), month)
    report = asked(client, "pivot", period="2570-q1", rows="month", columns="province")
    assert cells(report, "c0", "c1", "c2", "total", "note") == {
        "ตุลาคม 2569": (None, None, "100.00", "100.00", "ขาด 2 จังหวัด"),
        "พฤศจิกายน 2569": (None, None, None, None, "ยังไม่ยืนยัน"),
        "รวม": (None, None, "100.00", "100.00", "ยืนยันครบทุกเดือน 0 จาก 3 จังหวัด"),
    }
    assert report["notes"] == [
        "คอลัมน์ที่ว่างยังไม่ยืนยัน: จังหวัด 20 จังหวัด 27",
        "คอลัมน์ที่ยังไม่ครบ: ฉะเชิงเทรา ขาด 1 เดือน",
    ]
    by_district = asked(client, "pivot", period="2026-10", rows="district", columns="category")
    assert cells(by_district, "c0", "total", "note") == {
        "อำเภอ 2001 (จังหวัด 20)": (None, None, "ยังไม่ยืนยัน"),
        "อำเภอ 2402 (ฉะเชิงเทรา)": ("100.00", "100.00", ""),
        "อำเภอ 2701 (จังหวัด 27)": (None, None, "ยังไม่ยืนยัน"),
        "รวม": ("100.00", "100.00", "ยืนยันแล้ว 1 จาก 3 จังหวัด"),
    }


@pytest.mark.parametrize("shown", ["row", "column", "whole"])
def test_shares_of_what_nobody_confirmed_are_empty_too(client, nation, shown):
    report = asked(
        client, "pivot", period="2026-10", rows="province", columns="category", shown=shown
    )
    assert cells(report, "c0", "total")["จังหวัด 27"] == (None, None)


@pytest.mark.parametrize("key", ["rt4", "sales-areas", "sales-markets", "programme"])
def test_a_total_says_whose_figures_it_holds(client, nation, key):
    october = asked(client, key, period="2026-10")
    told = {
        name: (baht, note or "") for name, (baht, note) in cells(october, "total", "note").items()
    }
    assert told == {
        "ฉะเชิงเทรา": ("100.00", ""),
        "จังหวัด 20": ("50.00", ""),
        "จังหวัด 27": (None, "ยังไม่ยืนยัน"),
        "รวม": ("150.00", "ยืนยันแล้ว 2 จาก 3 จังหวัด"),
    }


def test_sellers_of_who_did_not_confirm_are_not_0(client, nation):
    make.reopen_province(make.province("24"), OCTOBER)
    for month in (OCTOBER, NOVEMBER):
        make.reopen_province(make.province("20"), month)
    report = asked(client, "programme", period="2026-10")
    told = cells(report, "sellers", "total", "note")
    assert told == dict.fromkeys([*NAMES.values(), "รวม"], (None, None, "ยังไม่ยืนยัน"))


# --- Attainment -----------------------------------------------------------------------------------


@pytest.fixture
def plan():
    """Two districts with targets: one confirmed October, nobody November."""
    for code in ("2401", "2402"):
        make.district(code, f"อำเภอ {code}")
    province = make.province("24")
    targets.approved(targets.whole_plan(province, {c: (100, 150, 200) for c in ("2401", "2402")}))
    for code in ("2401", "2402"):
        for month in (OCTOBER, NOVEMBER):
            targets.sold(make.district(code), month, "60")
    return province


def confirm(code: str, month: date) -> None:
    make.confirm_district(make.district(code).districtmonth_set.get(month=month))


def test_a_month_nobody_confirmed_is_empty_in_the_attainment_and_its_total(client, plan):
    confirm("2401", OCTOBER)
    report = asked(client, "attainment", make.province_officer(plan), fiscal_year="2570")
    first = [row for row in report["rows"] if row["level"] == "ต่ำ"]
    columns = ("m202610", "m202611", "actual", "percent", "note")
    assert {row["name"]: tuple(row[column] for column in columns) for row in first} == {
        "อำเภอ 2401": ("60.00", None, "60.00", "60.00", "ขาด 1 เดือน"),
        "อำเภอ 2402": (None, None, None, None, "ยังไม่ยืนยัน"),
        "รวม": ("30.00", None, "60.00", "30.00", "ยืนยันครบทุกเดือน 0 จาก 2 อำเภอ"),
    }
    assert report["notes"] == [
        "แถวรวมมีเฉพาะอำเภอที่ยืนยันแล้ว: ต.ค. 2569 1 จาก 2 อำเภอ · พ.ย. 2569 ยังไม่ยืนยัน"
    ]


def test_where_nobody_confirmed_anything_no_sum_is_0(client, plan):
    for user in (make.province_officer(plan), make.department_officer()):
        report = asked(client, "attainment", user, fiscal_year="2570")
        assert {(row["actual"], row["percent"]) for row in report["rows"]} == {(None, None)}
        home = client.get("/").content.decode()
        assert "0.00%" not in home
        page = client.get("/targets/?year=2570").content.decode()
        assert "ยังไม่มียอดที่ยืนยัน" in page
        assert ">0.00" not in page
