"""As known on a day: what the department's report said at the end of it, whatever came since."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from core.areas.row_security import seen_as
from core.reports.engine import BadParameters, build, find_report, read_parameters
from core.reports.registry import all_reports
from core.thai.periods import parse_period
from sales.figures.as_known import as_known, end_of
from sales.figures.confirmed import Scope, sums
from sales.models import CertifiedPrint, DistrictMonth, SalesRow, Snapshot
from sales.reports.drill import KNOW_DAYS
from sales.reports.parameters import day_typed
from tests.support import factories as make
from tests.support.database import owning
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db
OCTOBER = "2026-10"
DAY_ONE = date(2026, 11, 4)


def on(day: date, hour: int = 10) -> time_machine.travel:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Bangkok"))
    return time_machine.travel(at, tick=False)


def day(number: int) -> date:
    return DAY_ONE + timedelta(days=number)


def report(user, key="rt4", **given):
    with seen_as(user):
        found = find_report(key, user)
        return build(found, user, read_parameters(found, user, {"period": OCTOBER} | given))


def said(table) -> tuple:
    """Figures of a report and whose they are."""
    cells = [
        {key: value for key, value in row.items() if key != "number"}
        for row in (*table.rows, table.total or {})
    ]
    return cells, table.coverage


def known(user, when: date, key="rt4", **given):
    return report(user, key, known_on=day_typed(when), **given)


@pytest.fixture
def two_provinces() -> list[DistrictMonth]:
    """Two districts of ฉะเชิงเทรา and one of ชลบุรี, with a row or two each."""
    make.province("20", "ชลบุรี")
    months = [
        make.district_month(make.district(code, name))
        for code, name in (("2402", "บางคล้า"), ("2403", "บางน้ำเปรี้ยว"), ("2001", "เมืองชลบุรี"))
    ]
    for number, month in enumerate(months):
        maker = make.producer(month.district, f"กลุ่ม {number}", kind="group" if number else "sme")
        make.row(month, maker, "food", (f"{number + 1}00", "0", "0", "7.50"))
        make.row(month, maker, "fabric", ("0", "20", "0", "0"))
    return months


@contextmanager
def taken_back_whole():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def give_back(month: DistrictMonth, baht: int) -> None:
    """The province sends a district back, which withdraws its report; the district corrects."""
    month.refresh_from_db()
    make.return_district(month)
    make.reopen_province(month.district.province)
    row = SalesRow.objects.filter(district_month=month, category="food")
    row.update(domestic_offline=Decimal(baht))


# What happens on a day: to which district's province, and the figure a correction writes.
EVENTS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9_999)), max_size=2)


def happen(month: DistrictMonth, baht: int) -> None:
    province = month.district.province
    current = Snapshot.objects.current().filter(province_month__province=province)
    if current.exists():
        give_back(month, baht)
    else:
        make.confirm_province(province)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(EVENTS, min_size=2, max_size=5), pair=st.tuples(*[st.integers(0, 4)] * 2))
def test_each_day_is_known_as_it_was_told_and_differences_add_up(two_provinces, history, pair):
    with taken_back_whole():
        department, province = make.department_officer(), make.province_officer(make.province())
        with on(day(0)):
            for code in ("20", "24"):
                make.confirm_province(make.province(code))
        told = []
        for number, events in enumerate(history):
            for hour, (place, baht) in enumerate(events):
                with on(day(number), 11 + hour):
                    happen(two_provinces[place], baht)
            with on(day(number), 23):
                of_nation = [said(report(department, key)) for key in ("rt3", "rt4")]
                of_province = said(report(department, "rt4", province="24"))
                by_category = said(report(department, "sales-categories"))
                told.append((*of_nation, of_province, by_category))
        with on(day(9)):
            for number, expected in enumerate(told):
                when = day(number)
                of_nation = [said(known(department, when, key)) for key in ("rt3", "rt4")]
                of_province = said(known(department, when, "rt4", province="24"))
                by_category = said(known(department, when, "sales-categories"))
                assert (*of_nation, of_province, by_category) == expected
            _differences_add_up(department, province, sorted(min(n, len(told) - 1) for n in pair))


def _differences_add_up(department, province, pair):
    first, second = (day(number) for number in pair)
    for user, narrowed in (
        (department, {}),
        (department, {"region": make.province().region}),
        (department, {"province": "24"}),
    ):
        said_of = [known(user, when, "rt4", **narrowed).total for when in (first, second)]
        before, after = (Decimal((one or {}).get("total") or 0) for one in said_of)
        table = changes(user, first, second, **narrowed)
        assert (table.total["before"], table.total["after"]) == (before, after)
        for column in ("before", "after", "difference"):
            whole = sum((row[column] or Decimal(0) for row in table.rows), Decimal(0))
            assert not table.rows or whole == table.total[column]
        assert table.total["difference"] == after - before
        assert all(row["difference"] for row in table.rows[:-1])


def changes(user, first: date, second: date, **given):
    days = {"since": day_typed(first), "until": day_typed(second)}
    return report(user, "figure-changes", **days | given)


def test_a_day_is_whole_and_what_was_taken_back_on_it_does_not_count(two_provinces):
    bang_khla = two_provinces[0]
    department = make.department_officer()
    with on(day(1), 9):
        first = make.confirm_province(bang_khla.district.province)
    with on(day(3), 9):
        give_back(bang_khla, 5)
    with on(day(3), 23):
        second = make.confirm_province(bang_khla.district.province)
    period = parse_period(OCTOBER)
    place = (date(2026, 10, 1), "24")

    def at(when: date) -> dict:
        with seen_as(department):
            return as_known(department, end_of(when), period)

    assert at(day(0)) == {}
    assert at(day(1)) == at(day(2)) == {place: first.pk}
    assert at(day(3)) == {place: second.pk}
    assert as_known(make.district_officer(make.district("2001")), end_of(day(3)), period) == {}


@pytest.fixture
def corrected(two_provinces) -> list[DistrictMonth]:
    """Both reported on the first day; ฉะเชิงเทรา's was taken back on the third and corrected, and is
    reported again on the fifth."""
    with on(day(0)):
        for code in ("24", "20"):
            make.confirm_province(make.province(code))
    with on(day(2)):
        give_back(two_provinces[0], 999)
    with on(day(4)):
        make.confirm_province(make.province())
    return two_provinces


@pytest.fixture
def a_week_later():
    with on(day(6)):
        yield


def test_every_report_of_the_list_takes_the_day_and_no_other(corrected, a_week_later):
    department = make.department_officer()
    taking = {
        one.key
        for one in all_reports()
        if one.allows(department) and "known_on" in one.form_class(department).fields
    }
    assert taking == KNOW_DAYS
    for key in KNOW_DAYS:
        period = {"period": "2570"} if "month" in key else {}
        now, then = report(department, key, **period), known(department, day(1), key, **period)
        assert "ตามที่ทราบ ณ วันที่ 5 พ.ย. 2569" in then.subtitle_lines
        assert not any("ตามที่ทราบ" in line for line in now.subtitle_lines)
        assert key == "year-on-year" or str(now.total) != str(then.total)


def test_both_years_are_those_known_on_the_day(corrected):
    department = make.department_officer()
    year_before = make.district_month(make.district("2402"), date(2025, 10, 1))
    maker = make.producer(year_before.district, "กลุ่มเก่า")
    make.row(year_before, maker, "food", ("50", "0", "0", "0"))
    with on(day(3)):
        make.confirm_province(make.province(), date(2025, 10, 1))
    with on(day(6)):
        now = report(department, "year-on-year")
        assert (now.total["before"], now.total["now"]) == (Decimal(50), Decimal("1254.00"))
        assert known(department, day(1), "year-on-year").total is None  # last year was not in yet
        then = known(department, day(4), "year-on-year", rows="district")
        assert then.total == report(department, "year-on-year", rows="district").total


def test_screen_excel_pdf_and_the_files_name_say_the_day(corrected, a_week_later):
    client = signed_in(make.department_officer())
    address = f"/reports/rt4/?period={OCTOBER}&known_on=5%2F11%2F2569"
    line = "ตามที่ทราบ ณ วันที่ 5 พ.ย. 2569"
    page = client.get(address)
    assert line in page.text
    assert "355.00" in page.text
    assert 'name="known_on" value="5/11/2569"' in page.text
    workbook = client.get(f"{address}&format=xlsx")
    sheet = load_workbook(BytesIO(workbook.content)).active
    assert sheet.title == "รต.๔ 2569"
    assert line in [cell.value for row in sheet.iter_rows(max_row=8) for cell in row]
    assert "ตามที่ทราบ 5 พ.ย. 2569.xlsx" in unquote(workbook["Content-Disposition"])
    paper = client.get(f"{address}&format=pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    assert "5 พ.ย. 2569" in text
    assert not CertifiedPrint.objects.exists()  # it certifies nothing
    named = client.get(f"{address}&format=json")["Content-Disposition"]
    assert "rt4_2026-10_5-11-2569.json" in named


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1/11/2569", "ก่อนวันที่ 4 พ.ย. 2569 ยังไม่มีรายงานของจังหวัดใด"),
        ("9/11/2569", "วันที่ 9 พ.ย. 2569 ยังมาไม่ถึง"),
        ("5/11/2026", "ปีต้องเป็น พ.ศ."),
    ],
)
def test_a_day_that_can_tell_nothing_is_refused_in_thai_and_kept(corrected, typed, told):
    with on(day(4), 23):
        page = signed_in(make.department_officer()).get(
            "/reports/rt3/", {"period": OCTOBER, "known_on": typed}
        )
        assert page.status_code == 200
        assert told in page.text
        assert f'value="{typed}"' in page.text
        assert "table" not in page.context


def test_before_any_report_there_is_no_day_to_ask_for(two_provinces):
    department = make.department_officer()
    with pytest.raises(BadParameters) as refused, on(day(1)):
        known(department, day(0))
    assert "ยังไม่มีรายงานของจังหวัดใดให้ย้อนดู" in " ".join(refused.value.messages())


def test_a_province_and_a_district_know_their_own(corrected):
    province = make.province_officer(make.province())
    district = make.district_officer(make.district("2402"))
    away = make.district_officer(make.district("2001"))
    with on(day(6)):
        assert known(province, day(1)).total["total"] == Decimal("355.00")
        assert known(province, day(2)).total is None
        assert known(province, day(4)).total["total"] == Decimal("1254.00")
        assert known(district, day(1), "rt3").total["total"] == Decimal("127.50")
        assert known(district, day(4), "rt3").total["total"] == Decimal("1026.50")
        assert known(away, day(2), "rt3").total["total"] == Decimal("327.50")
        assert known(province, day(2)).draft is False
        assert known(province, day(1)).signatures == ()
        page = signed_in(district).get(
            "/reports/rt3/?period=2026-10&province=20&known_on=5-11-2569"
        )
        assert page.status_code == 404


def test_the_department_sees_lines_out_of_force_only_by_the_day(corrected):
    """Its policy keeps what was taken back; a day looks past it, and nothing else does."""
    department = make.department_officer()
    with seen_as(department):
        scope = Scope(parse_period(OCTOBER), province=make.province())
        now = sums(department, scope, ("district",))
        then = sums(department, Scope(scope.period, province=scope.province, known_on=day(1)), ())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM sales_snapshotline l JOIN sales_snapshot s"
                " ON s.id = l.snapshot_id WHERE s.superseded_at IS NOT NULL"
            )
            assert cursor.fetchone() == (0,)
    assert sum(one.total for one in now.values()) == Decimal("1254.00")
    assert then[()].total == Decimal("355.00")


def test_producers_of_several_months_are_counted_only_where_nothing_changed_since(corrected):
    department = make.department_officer()
    with on(day(6)):
        changed = known(department, day(1), "rt3", period="2570")
        assert "producers_group" not in changed.total
        assert any("จำนวนผู้ผลิตของหลายเดือน" in note for note in changed.notes)
        same = known(department, day(4), "rt3", period="2570")
        assert same.total["producers_group"] == 2
        assert said(same)[0] == said(report(department, "rt3", period="2570"))[0]


def test_a_day_links_only_to_what_can_be_had_of_that_day(corrected):
    department = make.department_officer()
    with on(day(6)):
        table = known(department, day(1))
        links = [*table.links, *table.cell_links.values(), *table.total_links.values()]
        assert links
        assert all("known_on=5%2F11%2F2569" in link for link in links if link)
        page = signed_in(department).get(f"/reports/rt4/?period={OCTOBER}&known_on=5-11-2569")
        beside = page.context["beside"]
        assert "sources" not in beside
        assert "/reports/figure-changes/" in beside["changes"]
        assert "since=5%2F11%2F2569" in beside["changes"]
        assert signed_in(department).get(beside["changes"]).status_code == 200


def test_a_snapshot_out_of_force_stays_so_with_its_moment(corrected):
    gone = Snapshot.objects.exclude(superseded_at=None).get()
    for value in ("NULL", "now()"):
        with owning(), pytest.raises(DatabaseError), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE sales_snapshot SET superseded_at = {value} WHERE id = %s", [gone.pk]
                )


@pytest.mark.parametrize("key", ["rt3", "rt4", "sales-months", "year-on-year", "figure-changes"])
def test_more_areas_and_versions_cost_no_more_questions(corrected, key):
    department = make.department_officer()
    days = {"since": "5-11-2569"} if key == "figure-changes" else {"known_on": "5-11-2569"}
    period = "2570" if key == "sales-months" else OCTOBER

    def questions() -> int:
        with on(day(6)), CaptureQueriesContext(connection) as asked:
            report(department, key, period=period, **days)
        return len(asked)

    questions()  # statements are put together once
    before = questions()
    for code in ("2404", "2405"):
        month = make.district_month(make.district(code, f"อำเภอ {code}"))
        make.row(month, make.producer(month.district, code), "food", ("1", "0", "0", "0"))
    for hour in (1, 2):
        with on(day(5), hour):
            give_back(DistrictMonth.objects.get(district="2403"), hour)
        with on(day(5), hour + 4):
            make.confirm_province(make.province())
    assert questions() == before
