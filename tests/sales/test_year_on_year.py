"""Year on year compares the area-months that both years confirmed, and says which.

The sums are counted again from the rows, by plain loops, over holes that chance makes in both years.
"""

import json
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.thai.calendar import add_months, month_name
from core.thai.periods import parse_period
from sales.figures.confirmed import Scope
from sales.figures.coverage import whose_figures
from sales.figures.year_on_year import compare
from sales.models import DistrictMonth, SalesRow
from tests.support import factories as make

pytestmark = pytest.mark.django_db

DISTRICTS = ("2402", "2403", "2501")
MONTHS = (date(2026, 10, 1), date(2026, 11, 1))
CONFIRMED = ("district_confirmed", "province_confirmed")


def a_year_before(month: date) -> date:
    return add_months(month, -12)


def officer_of(who: str):
    """Of a district, of a province, or ("") of the department."""
    if len(who) == 4:
        return make.district_officer(make.district(who))
    return make.province_officer(make.province(who)) if who else make.department_officer()


def sell(code: str, month: date, baht: str, category: str = "food") -> None:
    of = make.district(code, code)
    found = DistrictMonth.objects.filter(district=of, month=month).first()
    maker = of.producer_set.first() or make.producer(of, code)
    make.row(found or make.district_month(of, month), maker, category, (baht, "0", "0", "0"))


def confirm(code: str, month: date) -> None:
    make.confirm_district(DistrictMonth.objects.get(district=code, month=month))


def asked(client, who: str, key: str = "year-on-year", **query) -> dict:
    client.force_login(officer_of(who))
    answer = client.get(f"/reports/{key}/", {"format": "json", "period": "2570"} | query)
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def named(report: dict, *columns: str) -> dict[str, tuple]:
    lines = [*report["rows"], *([report["total"]] if report["total"] else [])]
    return {line["name"]: tuple(line[column] for column in columns) for line in lines}


# --- The same by plain loops ----------------------------------------------------------------------


def reports(who: str, code: str, month: date) -> bool:
    """Whether this office's reports hold the month as confirmed."""
    own = DistrictMonth.objects.filter(month=month)
    if who:
        status = own.filter(district=code).values_list("status", flat=True).first()
        return code.startswith(who) and status in CONFIRMED
    of_province = own.filter(district__province=code[:2]).values_list("status", flat=True)
    return bool(of_province) and set(of_province) == {"province_confirmed"}


def by_hand(who: str) -> tuple[dict, dict]:
    """Baht by district, month and category, this year and the one before, of months in both."""
    now, before = {}, {}
    for row in SalesRow.objects.select_related("district_month"):
        code = row.district_month.district_id
        month = row.month if row.month in MONTHS else add_months(row.month, 12)
        if reports(who, code, month) and reports(who, code, a_year_before(month)):
            year = now if row.month == month else before
            key = (code, month, row.category)
            year[key] = year.get(key, Decimal(0)) + row.total
    return now, before


def together(found: dict, *places: int) -> dict[tuple, Decimal]:
    summed: dict[tuple, Decimal] = {}
    for key, baht in found.items():
        part = tuple(key[place] for place in places)
        summed[part] = summed.get(part, Decimal(0)) + baht
    return summed


def totals(found: dict) -> dict[tuple, Decimal]:
    return {key: amounts.total for key, amounts in found.items()}


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    sold=st.lists(
        st.tuples(
            st.sampled_from(DISTRICTS),
            st.sampled_from([*MONTHS, *map(a_year_before, MONTHS)]),
            st.sampled_from(["food", "herb"]),
            st.decimals(0, 10**6, places=2),
        ),
        unique_by=lambda one: one[:3],
        max_size=14,
    ),
    waiting=st.sets(st.tuples(st.sampled_from(DISTRICTS), st.sampled_from(MONTHS)), max_size=2),
    open_provinces=st.sets(
        st.tuples(
            st.sampled_from(["24", "25"]),
            st.sampled_from([*MONTHS, *map(a_year_before, MONTHS)]),
        ),
        max_size=3,
    ),
)
def test_compared_sums_are_those_of_the_rows(sold, waiting, open_provinces):
    with undone():
        for code, month, category, baht in sold:
            sell(code, month, str(baht), category)
        for one in list(DistrictMonth.objects.all()):
            province = (one.district.province_id, one.month_id)
            if (one.district_id, one.month_id) not in waiting:
                make.confirm_district(one)
            elif province not in open_provinces:
                open_provinces = open_provinces | {province}
        for one in {(m.district.province, m.month_id) for m in DistrictMonth.objects.all()}:
            if (one[0].code, one[1]) not in open_provinces:
                make.confirm_province(*one)
        scope = Scope(parse_period("2570"))
        for who in ("2402", "24", ""):
            user = officer_of(who)
            now, before = by_hand(who)
            coverage = whose_figures(user, scope).coverage
            for by, places in {
                (): (), ("district",): (0,), ("month",): (1,), ("category", "district"): (2, 0),
            }.items():  # fmt: skip
                compared = compare(user, scope, by, coverage)
                assert totals(compared.now) == together(now, *places), (who, by)
                assert totals(compared.before) == together(before, *places), (who, by)


# --- What the reports say -------------------------------------------------------------------------


@pytest.fixture
def one_month_of_a_year():
    """ฉะเชิงเทรา sold 100 in each month of fiscal year 2569 and 110 in October 2569."""
    october = MONTHS[0]
    for month in [october, *(add_months(october, -back) for back in range(1, 13))]:
        sell("2402", month, "110" if month == october else "100")
        make.confirm_province(make.province("24"), month)


@pytest.mark.parametrize("who", ["2402", "24", ""])
def test_one_month_of_the_year_is_compared_with_that_month(client, one_month_of_a_year, who):
    """The total said -90.83 %: a month against a year."""
    report = asked(client, who)
    assert named(report, "before", "now", "difference", "change") == {
        "ตุลาคม 2569": ("100.00", "110.00", "10.00", "10.00"),
        "รวม": ("100.00", "110.00", "10.00", "10.00"),
    }
    level = "อำเภอ" if who else "จังหวัด"
    assert report["notes"][:2] == [
        f"เทียบปีก่อนเฉพาะ{level}และเดือนที่ยืนยันแล้วทั้งสองปี: ต.ค. 2569 (1 เดือน) 1 จาก 1 {level}",
        "ยอดรวมส่วนที่ไม่ได้เทียบด้วย: ปีงบประมาณ 2569 1,200.00 บาท",
    ]


@pytest.mark.parametrize("who", ["2402", "24", ""])
@pytest.mark.parametrize("key", ["sales-areas", "sales-categories"])
def test_every_change_is_of_the_same_months(client, one_month_of_a_year, who, key):
    report = asked(client, who, key)
    changes = {line["change"] for line in report["rows"] if line["total"] != "0.00"}
    assert (changes, report["total"]["change"]) == ({"10.00"}, "10.00")
    level = "อำเภอ" if who else "จังหวัด"
    assert report["notes"] == [
        f"เทียบปีก่อนเฉพาะ{level}และเดือนที่ยืนยันแล้วทั้งสองปี: ต.ค. 2569 (1 เดือน) 1 จาก 1 {level}"
    ]


@pytest.fixture
def holes():
    """October and November of both years: บางน้ำเปรี้ยว has not confirmed this November, ชลบุรี no month
    of the year before, สระแก้ว sold nothing this October."""
    for month, baht in zip([*map(a_year_before, MONTHS), *MONTHS], "1234", strict=True):
        sell("2402", month, f"{baht}00")
        sell("2403", month, f"{baht}000")
        confirm("2402", month)
        if month != MONTHS[1]:
            confirm("2403", month)
            make.confirm_province(make.province("24"), month)
    for month in MONTHS:
        sell("2001", month, "77")
        make.confirm_province(make.province("20"), month)
    for month, baht in ((a_year_before(MONTHS[0]), "50"), (MONTHS[0], "0")):
        sell("2701", month, baht)
        make.confirm_province(make.province("27"), month)


@pytest.mark.parametrize("axis", ["month", "quarter", "category", "kind", "channel", "region",
                                  "province", "district"])  # fmt: skip
@pytest.mark.parametrize(
    ("who", "before", "now"), [("24", "1300.00", "3700.00"), ("", "1150.00", "3300.00")]
)
def test_the_total_is_the_sum_of_the_rows(client, holes, axis, who, before, now):
    report = asked(client, who, rows=axis)
    assert (report["total"]["before"], report["total"]["now"]) == (before, now)
    for column in ("before", "now", "difference"):
        shown = [Decimal(line[column]) for line in report["rows"] if line[column] is not None]
        assert sum(shown) == Decimal(report["total"][column])


def test_what_is_not_compared_is_empty_and_named(client, holes):
    report = asked(client, "", rows="province")
    assert named(report, "before", "now", "change", "note") == {
        "จังหวัด 20": (None, None, None, "ไม่เทียบ"),
        "ฉะเชิงเทรา": ("1100.00", "3300.00", "200.00", ""),
        "จังหวัด 27": ("50.00", "0.00", "-100.00", ""),
        "รวม": ("1150.00", "3300.00", "186.96", None),
    }
    assert report["notes"][0] == (
        "เทียบปีก่อนเฉพาะจังหวัดและเดือนที่ยืนยันแล้วทั้งสองปี: ต.ค. 2569 (1 เดือน) 2 จาก 3 จังหวัด ไม่เทียบ: จังหวัด 20"
    )
    of_province = asked(client, "24", rows="month")
    november = month_name(MONTHS[1])
    assert named(of_province, "before", "now", "note")[november] == (
        "200.00", "400.00", "เทียบ 1 จาก 2 อำเภอ",
    )  # fmt: skip
    assert of_province["notes"][0].endswith(
        "ต.ค. 2569 - พ.ย. 2569 (2 เดือน) 1 จาก 2 อำเภอ ไม่เทียบ: 2403 (พ.ย.)"
    )


def test_a_month_being_entered_is_compared_with_nothing(client):
    """A district reads its own draft; half a month would look like a fall."""
    for month, baht in ((a_year_before(MONTHS[0]), "100"), (MONTHS[0], "1")):
        sell("2402", month, baht)
    confirm("2402", a_year_before(MONTHS[0]))
    report = asked(client, "2402")
    assert (report["rows"], report["total"]) == ([], None)
    assert report["notes"][0] == "ไม่มีเดือนที่ยืนยันแล้วทั้งสองปี จึงไม่เทียบกับปีก่อน"
    areas = asked(client, "2402", "sales-areas")
    assert named(areas, "total", "change") == {"2402": ("1.00", None), "รวม": ("1.00", None)}
