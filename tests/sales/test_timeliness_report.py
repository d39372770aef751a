"""ความทันเวลาและความครบถ้วน: the counts, whose dates the department sees, a constant number of queries."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.reports.engine import build, find_report, read_parameters
from core.users.models import User
from sales.calendar.timeliness import of_districts, tally, tally_districts
from sales.figures.completeness import Completeness, completeness_of, percent
from sales.models import DistrictMonth, ProvinceMonth, Step
from tests.support import factories as make

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)


def bangkok(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Asia/Bangkok"))


def report(user: User, **asked):
    found = find_report("timeliness", user)
    return build(found, user, read_parameters(found, user, {"period": "2026-10"} | asked))


def rows(user: User, *keys: str, **asked) -> dict[str, tuple]:
    return {row["name"]: tuple(row.get(key) for key in keys) for row in report(user, **asked).rows}


def province_step(of: ProvinceMonth, at: datetime) -> None:
    by = make.province_officer(of.province)
    Step.objects.create(
        month=of.month, province=of.province, name="report_province", to_status="-", by=by, at=at
    )


@pytest.fixture
def october() -> dict[str, DistrictMonth]:
    """Due the 5th and 6th: in time, late by two days, extended, and one elsewhere that waits."""
    make.sales_month(
        district_due=date(2026, 11, 5),
        province_due=date(2026, 11, 6),
        close_due=date(2026, 11, 10),
    )
    names = {"2401": "ทันเวลา", "2402": "ช้าไป", "2403": "ได้ขยาย", "2501": "ที่อื่น"}
    months = {code: make.district_month(make.district(code, name)) for code, name in names.items()}
    make.step(months["2401"], at=bangkok(2026, 11, 5, 23, 59, 59))
    make.step(months["2402"], at=bangkok(2026, 11, 7))
    make.step(months["2402"], at=bangkok(2026, 11, 9, 8, 30))
    make.step(months["2403"], at=bangkok(2026, 11, 8, 12))
    make.extension(months["2403"].district, date(2026, 11, 8), approved=True)
    return months


def test_a_month_of_a_province_tells_each_districts_dates(october):
    province = make.province_officer(make.province())
    assert rows(province, "due", "first", "again", "outcome", "days_late") == {
        "ช้าไป": ("5 พ.ย. 2569", "7 พ.ย. 2569 00:00", "9 พ.ย. 2569 08:30", "ช้า", 2),
        "ได้ขยาย": (
            "8 พ.ย. 2569 (ขยายจาก 5 พ.ย. 2569)",
            "8 พ.ย. 2569 12:00",
            "",
            "ทันตามที่ขยาย",
            0,
        ),
        "ทันเวลา": ("5 พ.ย. 2569", "5 พ.ย. 2569 23:59", "", "ทันกำหนด", 0),
    }
    own = make.district_officer(make.district("2402"))
    assert rows(own, "outcome", "days_late") == {"ตุลาคม 2569": ("ช้า", 2)}


def test_a_year_counts_the_months(october):
    make.sales_month(NOVEMBER, district_due=date(2026, 12, 5), province_due=date(2026, 12, 6))
    after = make.district_month(make.district("2402"), NOVEMBER)
    make.step(after, at=bangkok(2026, 12, 6, 9))
    province = make.province_officer(make.province())
    span = {"period": "2570"}
    found = rows(province, "on_time", "late", "days_late", "in_time_percent", **span)
    assert found["ช้าไป"] == (0, 2, 3, 0)
    by_month = rows(province, "on_time", "extended", "late", "days_late", rows="month", **span)
    assert list(by_month) == ["ตุลาคม 2569", "พฤศจิกายน 2569"]
    assert by_month == {"ตุลาคม 2569": (1, 1, 1, 2), "พฤศจิกายน 2569": (0, 0, 1, 1)}


def test_the_department_sees_districts_and_completeness_only_of_provinces_that_reported(october):
    department = make.department_officer()
    make.row(october["2402"], make.producer(october["2402"].district), amounts=("5", "0", "0", "0"))
    keys = ("outcome", "districts_in_time", "districts_late", "rows")
    before = rows(department, *keys)
    assert before["ฉะเชิงเทรา"] == ("ยังไม่ถึงกำหนด", None, None, None)
    assert rows(department, "outcome", province="24") == {}
    make.confirm_province(make.province())
    province_step(ProvinceMonth.objects.get(province="24"), bangkok(2026, 11, 9, 9))
    after = rows(department, *keys)
    assert after["ฉะเชิงเทรา"] == ("ช้า", 2, 1, 1)
    assert after["จังหวัด 25"] == ("ยังไม่ถึงกำหนด", None, None, None)
    assert set(rows(department, "outcome", province="24")) == {"ทันเวลา", "ช้าไป", "ได้ขยาย"}


def test_districts_judged_in_bulk_stand_as_each_one_does(october):
    make.sales_month(NOVEMBER, district_due=date(2026, 12, 5), province_due=date(2026, 12, 6))
    same_days = make.district_month(make.district("2402"), NOVEMBER)
    make.step(same_days, at=bangkok(2026, 11, 7))
    other = make.district_month(make.district("2404", "ช้าเหมือนกัน"))
    make.step(other, at=bangkok(2026, 11, 7, 20))
    later = make.district_month(make.district("2405", "วันเดียวกันแต่ได้ขยาย"))
    make.step(later, at=bangkok(2026, 11, 7, 21))
    make.extension(later.district, date(2026, 11, 8), approved=True)
    by = make.province_officer(make.province())
    seen = DistrictMonth.objects.visible_to(by).select_related("month", "district")
    each = of_districts(by, seen)
    wanted = {
        (month, "24"): tally(each[one.pk] for one in seen if one.month_id == month)
        for month in {one.month_id for one in seen}
    }
    months = {one.month_id: one.month for one in seen}
    assert tally_districts(by, months, seen) == wanted
    (of_october,) = (one for (month, _), one in wanted.items() if month != NOVEMBER)
    assert (of_october.late, of_october.in_time, of_october.days_late) == (2, 3, 4)


def test_provinces_are_drawn_as_a_map_of_days_late_and_of_the_share_in_time(october):
    department = make.department_officer()
    of_month = report(department)
    assert of_month.tile_map.value == "days_late"
    assert of_month.tile_map.provinces == ("25", "24")
    assert [row["name"] for row in of_month.rows] == ["จังหวัด 25", "ฉะเชิงเทรา"]
    make.district_month(make.district("2402"), NOVEMBER)
    assert report(department, period="2570").tile_map.value == "in_time_percent"
    assert report(department, period="2570", rows="month").tile_map is None
    assert report(make.province_officer(make.province())).tile_map is None


def test_completeness_counts_rows_and_the_producers_of_the_registry_then(october):
    of = october["2402"].district
    filled, blank, missing = (make.producer(of, name) for name in ("ก", "ข", "ค"))
    for maker in (filled, blank, missing):
        make.product(maker)
    make.row(october["2402"], filled, amounts=("5", "0", "0", "0"))
    make.row(october["2402"], filled, "fabric", entry="no_sales")
    make.row(october["2402"], blank, entry="blank")
    late = bangkok(2026, 11, 1)  # registered after the month's end
    newcomer = make.producer(of, "ง", at=late)
    make.product(newcomer)
    make.producer(of, "จ")  # makes nothing
    make.product(make.producer(of, "ฉ"), category="")  # nobody knows what
    make.product(make.producer(of, "ช"), production="stopped")
    for maker in (missing, filled, blank):
        type(maker).objects.filter(pk=maker.pk).update(certified_at=bangkok(2026, 10, 31, 23, 59))
        maker.products.update(certified_at=bangkok(2026, 10, 31, 23, 59))
    found = completeness_of(october.values())[october["2402"].pk]
    assert found == Completeness(rows=3, filled=2, producers_with_row=2, producers_without=1)
    assert (found.rows_percent, found.producers_percent) == (percent(2, 3), percent(2, 3))
    assert str(percent(2, 3)) == "66.66"
    assert percent(99_999, 100_000) < 100
    assert percent(0, 0) is None


def test_the_report_costs_the_same_for_one_district_and_for_many(october):
    def cost(user: User, **asked) -> int:
        with CaptureQueriesContext(connection) as captured:
            report(user, **asked)
        return len(captured)

    make.confirm_province(make.province("25"))
    department = make.department_officer()
    before = cost(department), cost(make.province_officer(make.province("25")))
    for code in ("2404", "2405"):
        make.district_month(make.district(code))
    make.confirm_province(make.province())
    after = cost(department), cost(make.province_officer(make.province()))
    assert after == before


@pytest.mark.parametrize("form", ["html", "xlsx", "pdf", "json"])
def test_it_comes_in_every_form(client, october, form):
    client.force_login(make.province_officer(make.province()))
    for asked in ("period=2026-10", "period=2570", "period=2570&rows=month"):
        assert client.get(f"/reports/timeliness/?{asked}&format={form}").status_code == 200
