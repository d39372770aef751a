"""The totals of a province's month: kept by the database, whatever path a line comes by, and by nobody
else."""

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from core.thai.periods import year_period
from sales.figures.completeness import Completeness, completeness_by_province, completeness_of
from sales.figures.confirmed import Scope, sums
from sales.figures.sources import confirmed_figures
from sales.models import (
    CHANNELS,
    DistrictCompleteness,
    DistrictMonth,
    SnapshotLine,
    SnapshotTotal,
)
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db

Amounts = tuple[str, str, str, str]
FIVE: Amounts = ("5", "0", "0", "0")


def month_of(code: str, *amounts: Amounts, kind: str = "group") -> DistrictMonth:
    """A district's month with a producer for each of the amounts."""
    month = make.district_month(make.district(code, code))
    for number, own in enumerate(amounts):
        maker = make.producer(month.district, f"กลุ่ม {code} {number}", kind=kind)
        make.row(month, maker, amounts=own)
    return month


def kept() -> dict[tuple, tuple]:
    found = SnapshotTotal.objects.order_by("province", "category", "kind")
    values = found.values_list("province", "category", "kind", "producers", *CHANNELS)
    return {one[:3]: one[3:] for one in values}


def refused(sql: str, *values: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_provinces_report_is_added_up_and_gone_when_it_is_taken_back():
    month_of("2402", FIVE, ("1", "2", "3", "4"))
    month_of("2403", ("10", "0", "0", "0.50"), kind="sme")
    make.confirm_province(make.province())
    food = ("24", "food")
    assert kept() == {
        (*food, "group"): (2, Decimal(6), Decimal(2), Decimal(3), Decimal(4)),
        (*food, "sme"): (1, Decimal(10), Decimal(0), Decimal(0), Decimal("0.50")),
    }
    make.reopen_province(make.province())
    assert kept() == {}


def test_lines_that_come_later_or_by_plain_sql_are_added():
    month_of("2402", FIVE)
    snapshot = make.confirm_province(make.province())
    line = SnapshotLine.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sales_snapshotline (snapshot_id, district_id, category, kind, producers,"
            " domestic_offline, domestic_online, export_offline, export_online)"
            " SELECT snapshot_id, %s, category, kind, 3, 7, 0, 0, 1 FROM sales_snapshotline",
            [make.district("2403", "อื่น").pk],
        )
    total = SnapshotTotal.objects.get()
    assert (total.snapshot, total.month) == (snapshot, line.snapshot.province_month.month_id)
    assert (total.producers, total.domestic_offline, total.export_online) == (4, 12, 1)


def test_nobody_writes_a_total_by_hand():
    month_of("2402", FIVE)
    make.confirm_province(make.province())
    refused("UPDATE sales_snapshottotal SET domestic_offline = domestic_offline + 1")
    refused("DELETE FROM sales_snapshottotal")
    refused(
        "INSERT INTO sales_snapshottotal (snapshot_id, month, province_id, category, kind, producers,"
        " domestic_offline, domestic_online, export_offline, export_online)"
        " SELECT snapshot_id, month, province_id, 'herb', kind, 0, 1, 0, 0, 0 FROM sales_snapshottotal"
    )
    assert SnapshotTotal.objects.get().domestic_offline == 5


def test_totals_of_old_snapshots_are_filled_as_new_ones_are():
    """As the migration does: a snapshot that is touched has its totals written anew."""
    month_of("2402", FIVE)
    make.confirm_province(make.province())
    before = kept()
    with owning(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE sales_snapshottotal DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM sales_snapshottotal")
        cursor.execute("ALTER TABLE sales_snapshottotal ENABLE TRIGGER USER")
        assert kept() == {}
        cursor.execute("UPDATE sales_snapshot SET superseded_at = superseded_at")
    assert kept() == before


def test_the_door_of_the_totals():
    month_of("2402", FIVE)
    month_of("2501", FIVE)
    for code in ("24", "25"):
        make.confirm_province(make.province(code, code))
    seen = {
        make.department_officer(): ["24", "25"],
        make.province_officer(make.province()): ["24"],
        make.district_officer(make.district()): [],
    }
    for user, provinces in seen.items():
        found = SnapshotTotal.objects.visible_to(user).order_by("province")
        assert list(found.values_list("province", flat=True)) == provinces


@pytest.mark.parametrize("by", [(), ("month",), ("province", "kind"), ("region", "category")])
def test_the_department_reads_totals_and_their_sums_are_those_of_the_lines(by):
    month_of("2402", FIVE, ("1", "2", "3", "4"))
    month_of("2501", ("10", "0", "0", "0.50"), kind="sme")
    for code in ("24", "25"):
        make.confirm_province(make.province(code, code))
    department = make.department_officer()
    scope = Scope(year_period(2570))
    with CaptureQueriesContext(connection) as captured:
        found = sums(department, scope, by)
    assert not any("sales_snapshotline" in one["sql"] for one in captured)
    with_district = sums(department, scope, (*by, "district"))
    again: dict = {}
    for (*key, _), amounts in with_district.items():
        again[tuple(key)] = again[tuple(key)] + amounts if tuple(key) in again else amounts
    assert found == again


def test_the_nations_forms_read_totals():
    month_of("2402", FIVE)
    make.confirm_province(make.province())
    with CaptureQueriesContext(connection) as captured:
        figures = confirmed_figures(make.department_officer(), Scope(year_period(2570)))
    assert [line.amounts.total for line in figures.lines] == [5]
    assert not any("sales_snapshotline" in one["sql"] for one in captured)
    assert SnapshotLine.objects.aggregate(Sum("domestic_offline")) == {"domestic_offline__sum": 5}


def test_how_complete_a_reported_month_was_is_kept_until_the_report_is_taken_back():
    month = month_of("2402", FIVE)
    before = datetime(2026, 10, 1, tzinfo=UTC)
    missing = make.producer(month.district, "ขาด", at=before)
    make.product(missing, at=before)
    make.confirm_province(make.province())
    as_reported = Completeness(rows=1, filled=1, producers_with_row=1, producers_without=1)
    assert completeness_of([month]) == {month.pk: as_reported}
    missing.products.update(production="ended")
    assert completeness_of([month]) == {month.pk: as_reported}
    make.reopen_province(make.province())
    assert not DistrictCompleteness.objects.exists()
    assert completeness_of([month])[month.pk].producers_without == 0


def test_the_night_keeps_what_reports_from_before_did_not_and_nothing_else():
    reported, entering = month_of("2402", FIVE), month_of("2501", FIVE)
    make.confirm_province(make.province())
    DistrictCompleteness.objects.all().delete()

    def night() -> str:
        said = StringIO()
        call_command("keep_completeness", stdout=said)
        return said.getvalue()

    assert "1 อำเภอ-เดือน" in night()
    assert [one.pk for one in DistrictCompleteness.objects.all()] == [reported.pk]
    counted = completeness_of([reported, entering])
    assert counted[reported.pk] == counted[entering.pk] == Completeness(1, 1, 1, 0)
    assert "0 อำเภอ-เดือน" in night()


def test_added_up_by_province_it_is_what_the_districts_say_kept_or_not():
    months = [month_of(code, FIVE) for code in ("2402", "2403", "2501")]
    missing = make.producer(months[1].district, "ขาด", at=datetime(2026, 10, 1, tzinfo=UTC))
    make.product(missing, at=datetime(2026, 10, 1, tzinfo=UTC))
    make.confirm_province(make.province())
    of_each = completeness_of(months)
    together = of_each[months[0].pk] + of_each[months[1].pk]
    assert together.producers_without == 1
    month = months[0].month_id
    wanted = {(month, "24"): together, (month, "25"): of_each[months[2].pk]}
    everywhere = DistrictMonth.objects.all()
    assert completeness_by_province(everywhere) == wanted
    DistrictCompleteness.objects.filter(pk=months[0].pk).delete()  # one kept, one not
    assert completeness_by_province(everywhere) == wanted
