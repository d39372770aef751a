"""The reports of evidence, audit and what was out of line: by role, from rows or from snapshots."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from core.thai.calendar import add_months
from sales.figures.standing import Standing, standing_of
from sales.models import DistrictMonth, RowAnomaly, SalesRow
from tests.support import factories as make

pytestmark = pytest.mark.django_db

OCTOBER = {"period": "2026-10", "format": "json"}


def report(user, key: str, **query) -> dict:
    client = Client()
    client.force_login(user)
    answered = client.get(f"/reports/{key}/", OCTOBER | query)
    assert answered.status_code == 200, answered.content.decode()
    return json.loads(answered.content)


def district_of(code: str, name: str, *totals: str) -> DistrictMonth:
    month = make.district_month(make.district(code, name))
    for number, total in enumerate(totals):
        maker = make.producer(month.district, f"{name} {number}")
        make.row(month, maker, amounts=(total, "0", "0", "0"))
    return month


@pytest.fixture
def bang_khla() -> DistrictMonth:
    """1,000 baht in three rows, 750 of it with evidence; two rows drawn, one of them matches."""
    month = district_of("2402", "บางคล้า", "600", "250", "150")
    first, second, third = SalesRow.objects.filter(district_month=month).order_by("pk")
    make.evidence(month, first.producer)
    make.evidence(month, third.producer)
    taken_back = make.evidence(month, second.producer)
    by = make.district_officer(month.district)
    type(taken_back).objects.filter(pk=taken_back.pk).update(
        removed_at=taken_back.uploaded_at, removed_by=by, file="", thumbnail=""
    )
    make.row(month, make.producer(month.district, "ไม่ขาย"), entry="no_sales")
    make.confirm_district(month)
    make.audit_sample(month, third)
    sample = make.audit_sample(month, first, second, number=2, reason="ใหม่")
    province = make.province_officer(month.district.province)
    sample.items.filter(place=1).update(
        result="match", checked_by=province, checked_at=sample.drawn_at
    )
    return month


HELD = Standing(3, 2, Decimal(1000), Decimal(750), sampled=2, matched=1)


def test_standing_counts_rows_once_and_the_last_draw_only(bang_khla, django_assert_num_queries):
    other = district_of("2403", "อื่น", "5")
    with django_assert_num_queries(2):
        found = standing_of([bang_khla, other])
    assert found == {bang_khla.pk: HELD, other.pk: Standing(1, 0, Decimal(5))}
    assert HELD.percent == 75
    assert Standing().percent is None
    assert (HELD + HELD).total == 2000


def test_the_province_sees_its_districts_that_confirmed(bang_khla):
    district_of("2403", "บางน้ำเปรี้ยว", "5")
    make.confirm_district(district_of("2501", "ที่อื่น", "5"))
    told = report(make.province_officer(bang_khla.district.province), "evidence-coverage")
    assert [row["name"] for row in told["rows"]] == ["บางคล้า", "บางน้ำเปรี้ยว"]
    assert told["rows"][0] == {
        "number": 1,
        "name": "บางคล้า",
        "rows": 3,
        "rows_with_evidence": 2,
        "total": "1000.00",
        "total_with_evidence": "750.00",
        "percent": "75.00",
        "sampled": 2,
        "matched": 1,
        "mismatched": 0,
        "without_evidence": 0,
        "note": "",
    }
    assert told["rows"][1]["note"] == "ยังไม่ยืนยัน"
    assert told["rows"][1]["rows"] is None
    assert told["total"]["total"] == "1000.00"


def test_a_district_sees_its_own_as_a_draft(bang_khla):
    own = district_of("2403", "บางน้ำเปรี้ยว", "5")
    told = report(make.district_officer(own.district), "evidence-coverage")
    assert [(row["name"], row["total"]) for row in told["rows"]] == [("บางน้ำเปรี้ยว", "5.00")]
    assert told["draft"] is True


def test_the_department_reads_what_stood_at_the_confirmation(bang_khla):
    department, province = make.department_officer(), bang_khla.district.province
    before = report(department, "evidence-coverage")
    assert (before["rows"], before["total"]) == ([], None)
    make.confirm_province(province)
    second = SalesRow.objects.filter(district_month=bang_khla, total=250).get()
    make.evidence(bang_khla, second.producer)  # later: of the next version
    told = report(department, "evidence-coverage")
    [row] = [row for row in told["rows"] if row["name"] == "ฉะเชิงเทรา"]
    assert (row["rows_with_evidence"], row["percent"]) == (2, "75.00")
    by_district = report(department, "evidence-coverage", province="24")
    assert [(row["name"], row["matched"]) for row in by_district["rows"]] == [("บางคล้า", 1)]
    assert (
        report(make.province_officer(province), "evidence-coverage")["total"]["percent"] == "100.00"
    )
    make.reopen_province(province)
    assert report(department, "evidence-coverage")["rows"] == []


def test_a_snapshot_from_before_evidence_was_kept_says_so(bang_khla, monkeypatch):
    with monkeypatch.context() as old:
        old.setattr("sales.figures.snapshots.keep_standing", lambda snapshots: None)
        make.confirm_province(bang_khla.district.province)
    other = make.confirm_district(district_of("2501", "ที่อื่น", "5"))
    make.confirm_province(other.district.province)
    told = report(make.department_officer(), "evidence-coverage")
    notes = {row["name"]: row["note"] for row in told["rows"]}
    assert notes == {"ฉะเชิงเทรา": "ไม่ได้เก็บไว้", "จังหวัด 25": ""}


def audited(user) -> dict:
    client = Client()
    client.force_login(user)
    query = {"month": "2026-10", "district": "2402", "format": "json"}
    return json.loads(client.get("/reports/evidence-audit/", query).content)


def test_the_audit_sheet(bang_khla):
    told = audited(make.province_officer(bang_khla.district.province))
    assert [(row["name"], row["figure"], row["found"], row["result"]) for row in told["rows"]] == [
        ("บางคล้า 0", "600.00", "600.00", "ตรง"),
        ("บางคล้า 1", "250.00", None, "ยังตรวจไม่เสร็จ"),
    ]
    assert told["coverage"] == "ตรวจแล้ว 1 จาก 2 รายการ (ตรง 1 ไม่ตรง 0 ไม่มีหลักฐาน 0)"
    assert told["draft"] is True
    assert told["notes"][0].startswith(
        "สุ่มครั้งที่ 2 จาก 2 รายการที่มียอด (ทุกรายการมีโอกาสเท่ากัน) เลขสุ่ม 0000"
    )
    assert told["notes"][0].endswith("เหตุผลที่สุ่มใหม่: ใหม่")
    assert told["signatures"][0][0] == "ขอรับรองว่าได้ตรวจกับหลักฐานแล้ว"


# --- What was out of line --------------------------------------------------------------------------


def asked_about(month: DistrictMonth, sentence: str = "ลดลง 98%", comment: str = "ปิดซ่อม") -> None:
    """One row and the whole district were asked about, and answered."""
    row = SalesRow.objects.filter(district_month=month).order_by("pk").first()
    answer = f"{comment} {row.producer}"
    RowAnomaly.objects.create(row=row, short="-", sentence=f"{sentence} ของรายการ", answer=answer)
    DistrictMonth.objects.filter(pk=month.pk).update(
        out_of_line=f"{sentence} ของอำเภอ", explanation=comment
    )
    make.confirm_district(month)


def test_province_and_district_see_rows_and_districts_with_the_answers():
    month, other = district_of("2402", "บางคล้า", "100"), district_of("2501", "ที่อื่น", "5")
    asked_about(month)
    asked_about(other)
    province = report(make.province_officer(month.district.province), "anomalies")
    told = [
        (row["district"], row["name"], row["total"], row["sentence"], row["comment"])
        for row in province["rows"]
    ]
    assert told == [
        ("บางคล้า", "ทั้งอำเภอ", "100.00", "ลดลง 98% ของอำเภอ", "ปิดซ่อม"),
        ("บางคล้า", "บางคล้า 0 · อาหาร", "100.00", "ลดลง 98% ของรายการ", "ปิดซ่อม บางคล้า 0"),
    ]
    assert province["coverage"].endswith(" · ข้อสังเกต 2 รายการ ไม่มีคำชี้แจง 0")
    assert report(make.district_officer(month.district), "anomalies")["rows"] == province["rows"]
    beside = make.district_officer(district_of("2403", "ข้างๆ", "5").district)
    assert report(beside, "anomalies")["rows"] == []


def test_a_returned_month_is_not_told_until_it_is_confirmed_again():
    month = district_of("2402", "บางคล้า", "100")
    asked_about(month)
    make.return_district(month)
    assert report(make.province_officer(month.district.province), "anomalies")["rows"] == []


def test_the_department_reads_districts_out_of_snapshots():
    month = district_of("2402", "บางคล้า", "100")
    asked_about(month)
    department = make.department_officer()
    assert report(department, "anomalies")["rows"] == []
    make.confirm_province(month.district.province)
    [row] = report(department, "anomalies")["rows"]
    assert (row["name"], row["total"], row["comment"]) == ("ทั้งอำเภอ", "100.00", "ปิดซ่อม")
    make.reopen_province(month.district.province)
    assert report(department, "anomalies")["rows"] == []


def test_a_district_is_held_against_the_same_months_of_the_year_before():
    month = district_of("2402", "บางคล้า", "100000")
    quiet = district_of("2403", "บางน้ำเปรี้ยว", "100000")
    for district, total in ((month.district, "5000000"), (quiet.district, "110000")):
        before = make.district_month(district, add_months(make.OCTOBER, -12))
        make.row(before, district.producer_set.first(), amounts=(total, "0", "0", "0"))
    province = make.province_officer(month.district.province)
    expected = {
        "district": "บางคล้า",
        "total": "100000.00",
        "before": "5000000.00",
        "change": "-98.0",
        "sentence": ("ตุลาคม 2569 ลดลง 98%: 100,000.00 บาท · ช่วงเดียวกันปีก่อน 5,000,000.00 บาท"),
    }
    for back in (0, 12):
        make.confirm_province(month.district.province, add_months(make.OCTOBER, -back))
    for user in (province, make.department_officer()):
        [summary] = report(user, "anomalies")["summaries"]
        [row] = summary["rows"]
        assert Decimal(row.pop("change")) == -98
        assert row == {key: value for key, value in expected.items() if key != "change"}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("key", "who", "queries"),
    [
        ("evidence-coverage", "district", 11),
        ("evidence-coverage", "province", 11),
        ("evidence-coverage", "department", 8),
        ("anomalies", "district", 12),
        ("anomalies", "province", 12),
        ("anomalies", "department", 9),
    ],
)
def test_reports_cost_the_same_at_1_and_at_3(django_assert_num_queries, key, who, queries, count):
    months = [district_of(f"{2402 + n}", f"อำเภอ {n}", *["5"] * count) for n in range(count)]
    for month in months:
        make.evidence(month, SalesRow.objects.filter(district_month=month).first().producer)
        asked_about(month)
    make.confirm_province(months[0].district.province)
    user = {
        "district": make.district_officer(months[0].district),
        "province": make.province_officer(months[0].district.province),
        "department": make.department_officer(),
    }[who]
    client = Client()
    client.force_login(user)
    with django_assert_num_queries(queries):
        assert client.get(f"/reports/{key}/", OCTOBER).status_code == 200
