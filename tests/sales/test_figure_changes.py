"""สิ่งที่เปลี่ยนไป: what changed between two days or versions, by which steps and corrections, and for
whom."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest

from core.areas.row_security import seen_as
from core.reports.engine import BadParameters, ReportNotFound, build, find_report, read_parameters
from core.users.models import User
from sales.models import CertifiedPrint, DistrictMonth, SalesRow
from sales.months import checks, workflow
from sales.months.entry import RowInput, save_rows
from tests.sales.test_as_known import OCTOBER, day, on
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db
WRONG = "ยอดน้ำตาลสดพิมพ์ผิด"


def report(user, **given):
    with seen_as(user):
        found = find_report("figure-changes", user)
        return build(found, user, read_parameters(found, user, {"period": OCTOBER} | given))


def chief(month: DistrictMonth) -> User:
    by = make.district_officer(month.district)
    User.objects.filter(pk=by.pk).update(may_certify=True)
    by.refresh_from_db()
    return by


def confirm(month: DistrictMonth) -> None:
    month.refresh_from_db()
    seen = checks.fingerprint(checks.rows_to_check(month))
    workflow.confirm_district(month, by=chief(month), seen=seen)


def report_province(*months: DistrictMonth) -> None:
    versions = {one.pk: DistrictMonth.objects.get(pk=one.pk).version for one in months}
    by = make.province_officer(months[0].district.province)
    workflow.confirm_province(versions, by=by, month=months[0].month_id)


@pytest.fixture
def history() -> list[DistrictMonth]:
    """Reported on day 1, closed on 2, opened again on 3, a district sent back and corrected on 4, and
    reported again on 5; another province reports on 5 for the first time."""
    months = [make.district_month(make.district(code, code)) for code in ("2402", "2403", "2001")]
    for number, month in enumerate(months):
        maker = make.producer(month.district, f"กลุ่ม {number}")
        with on(day(0)):
            make.row(month, maker, "food", (f"{number + 1}00", "0", "0", "0"))
            make.row(month, maker, "fabric", ("0", "20", "0", "0"))
    first, second, away = months
    with on(day(1)):
        confirm(first), confirm(second)
        report_province(first, second)
    with on(day(2)):
        department = make.department_officer()
        workflow.close_month(first.month_id, by=department, without_missing=True)
    with on(day(3)):
        workflow.reopen_month(first.month_id, by=department, reason="จังหวัดขอแก้ไข")
    with on(day(4)):
        first.refresh_from_db()
        workflow.return_district(
            first,
            by=make.province_officer(first.district.province),
            seen_version=first.version,
            reason=WRONG,
        )
    with on(day(4), 12):
        row = SalesRow.objects.get(district_month=first, category="food")
        typed = RowInput(row.pk, row.version, {"domestic_offline": "175"}, note="อ่านใบเสร็จใหม่")
        (saved,) = save_rows(first, [typed], by=make.district_officer(first.district))
        assert saved.saved
        confirm(first)
    with on(day(5)):
        report_province(first)
        confirm(away)
        report_province(away)
    with on(day(6)):
        yield months


def lines(table) -> list[tuple]:
    return [
        (row.get("district"), row["channel"], row["before"], row["after"], row["difference"])
        for row in table.rows
    ]


def of(table, title: str):
    return next((one.rows for one in table.summaries if one.title == title), ())


CORRECTED = ("2402", "ในประเทศ ออฟไลน์", Decimal(100), Decimal(175), Decimal(75))


def test_a_province_reads_each_line_with_who_sent_it_back_and_why(history):
    province = make.province_officer(make.province())
    table = report(province, since="6-11-2569")
    unchanged = (None, "ส่วนที่ไม่เปลี่ยน", Decimal(240), Decimal(240), Decimal(0))
    assert lines(table) == [CORRECTED, unchanged]
    why = table.rows[0]["why"]
    assert f"ส่งกลับแก้ไข 8 พ.ย. 2569: {WRONG}" in why
    assert "เปิดเดือนอีกครั้ง 7 พ.ย. 2569: จังหวัดขอแก้ไข" in why
    assert table.total["difference"] == Decimal(75)
    assert table.links == ("/sales/2026-10/2402/review/",)
    steps = of(table, "ขั้นตอนในช่วงนี้")
    assert [row["step"] for row in steps] == [
        "เปิดเดือนอีกครั้ง", "ส่งกลับแก้ไข", "ถอนรายงาน", "รายงานกรม",
    ]  # fmt: skip
    assert all(row["by"] for row in steps)
    (row,) = of(table, "รายการที่แก้ไขในช่วงนี้")
    assert (row["before"], row["after"]) == (Decimal(100), Decimal(175))
    assert row["reason"] == "อ่านใบเสร็จใหม่"
    assert table.persons


def test_the_department_reads_what_it_may_and_not_why_a_district_was_sent_back(history):
    department = make.department_officer()
    table = report(department, since="6-11-2569")
    said = str(table)
    assert WRONG not in said
    assert CORRECTED in lines(table)
    (line,) = [row for row in table.rows if row.get("district") == "2402"]
    assert "ถอนรายงาน 8 พ.ย. 2569: ส่งกลับ" in line["why"]
    new = [row for row in table.rows if row.get("district") == "2001"]
    assert {row["before"] for row in new} == {None}
    assert ["รายงานกรม 9 พ.ย. 2569", "เช่นเดียวกับที่ 1"] == [row["why"] for row in new]
    assert "รายงานเพิ่ม 1 รายงาน รายงานฉบับใหม่ 1 รายงาน" in table.coverage
    assert set(table.links) == {"/sales/months/2026-10/"}
    (row,) = of(table, "รายการที่แก้ไขในช่วงนี้")
    assert row["after"] == Decimal(175)


def test_while_a_province_corrects_the_department_sees_no_row_of_it(history):
    first = history[0]
    first.refresh_from_db()
    province = make.province_officer(first.district.province)
    with on(day(7)):
        workflow.return_district(first, by=province, seen_version=first.version, reason="อีกครั้ง")
        row = SalesRow.objects.get(district_month=first, category="food")
        typed = RowInput(row.pk, row.version, {"domestic_offline": "4321"})
        save_rows(first, [typed], by=make.district_officer(first.district))
    with on(day(8)):
        table = report(make.department_officer(), since="10-11-2569", province="24")
        assert of(table, "รายการที่แก้ไขในช่วงนี้") == ()
        assert "4321" not in str(table)
        assert {row["after"] for row in table.rows[:-1]} == {None}
        assert table.total["after"] == Decimal("0.00")
        assert "ถอนแล้วยังไม่รายงานใหม่ 1 รายงาน" in table.coverage
        own = report(province, since="10-11-2569")
        assert [one["after"] for one in of(own, "รายการที่แก้ไขในช่วงนี้")] == [Decimal(4321)]


def test_a_district_reads_itself_alone(history):
    table = report(make.district_officer(history[0].district), since="6-11-2569")
    assert lines(table)[0] == CORRECTED
    assert table.total["before"] == Decimal(120)
    assert WRONG in table.rows[0]["why"]
    assert table.links == ("/sales/2026-10/2402/check/",)
    neighbour = report(make.district_officer(history[1].district), since="6-11-2569")
    assert [row["channel"] for row in neighbour.rows] == ["ส่วนที่ไม่เปลี่ยน"]
    assert neighbour.total["before"] == Decimal(220)
    assert WRONG not in str(neighbour)
    assert of(neighbour, "รายการที่แก้ไขในช่วงนี้") == ()
    with pytest.raises(ReportNotFound):
        report(make.district_officer(history[0].district), since="6-11-2569", district="2403")


def test_two_versions_of_a_month_of_a_province(history):
    department = make.department_officer()
    table = report(department, province="24", versions="1-2")
    assert lines(table)[0] == CORRECTED
    assert "ฉบับที่ 1 เทียบกับฉบับที่ 2" in table.subtitle_lines
    assert "ถอนรายงาน" in table.rows[0]["why"]
    for given in ({"versions": "1-2"}, {"province": "20", "versions": "1-2"}):
        with pytest.raises(BadParameters):
            report(department, **given)
    own = report(make.province_officer(make.province()), versions="1-2")
    assert lines(own) == lines(table)


def test_what_is_narrowed_adds_up_too(history):
    department = make.department_officer()
    table = report(department, since="6-11-2569", province="24", category="fabric")
    assert [row["channel"] for row in table.rows] == ["ส่วนที่ไม่เปลี่ยน"]
    assert table.total["before"] == table.total["after"] == Decimal(40)
    assert of(table, "รายการที่แก้ไขในช่วงนี้") == ()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"since": "8-11-2569", "until": "6-11-2569"}, "ระบุวันที่ตั้งแต่ 8 พ.ย. 2569 เป็นต้นไป"),
        ({"since": "1-11-2569"}, "ก่อนวันที่ 5 พ.ย. 2569 ยังไม่มีรายงานของจังหวัดใด"),
        ({"since": "8-11-2569", "until": "30-11-2569"}, "ยังมาไม่ถึง"),
    ],
)
def test_days_that_cannot_be_compared_are_refused_in_thai(history, given, told):
    page = signed_in(make.department_officer()).get("/reports/figure-changes/", given)
    assert page.status_code == 200
    assert told in page.text
    assert "table" not in page.context


def test_from_a_paper_and_from_why_this_number_to_what_changed_since(history):
    """The report was taken back on the day of the paper: by the day alone nothing was confirmed."""
    province = make.province_officer(make.province())
    with on(day(6), 13):
        client = signed_in(province)
        assert client.get(f"/reports/rt4/?period={OCTOBER}&format=pdf").status_code == 200
    kept = CertifiedPrint.objects.get()
    first = history[0]
    first.refresh_from_db()
    with on(day(6), 15):
        workflow.return_district(first, by=province, seen_version=first.version, reason="แก้")
        client = signed_in(province)  # two hours later
        leads = client.get("/sales/prints/").context["prints"][0].changes
        assert f"paper={kept.token}" in leads
        page = client.get(leads)
        table = page.context["table"]
        assert "ที่พิมพ์ 10 พ.ย. 2569" in page.text
        assert table.total["before"] == Decimal("415.00")
        assert table.total["after"] == Decimal("0.00")
        assert client.get(f"/verify/{kept.token}/").context["changes"] == leads
        department = signed_in(make.department_officer())
        others = department.get(f"/verify/{kept.token}/").context["changes"]
        assert "paper=" not in others
        assert "since=10%2F11%2F2569" in others
        assert department.get(others).status_code == 200
        assert department.get(leads).status_code == 404
        client.logout()
        assert "changes" not in client.get(f"/verify/{kept.token}/").context
        sources = f"/reports/figure-sources/?{urlencode({'period': OCTOBER, 'province': '24'})}"
        beside = department.get(sources).context["beside"]["changes"]
        assert beside.startswith("/reports/figure-changes/?period=2026-10&province=24")
        assert department.get(beside).status_code == 200


def test_before_any_report_nothing_changed():
    month = make.month_of_bang_khla()
    table = report(make.province_officer(month.district.province))
    assert table.coverage == "ไม่มีรายงานของจังหวัดใดเปลี่ยนในช่วงนี้"
    assert table.total["difference"] == Decimal("0.00")
