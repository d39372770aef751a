"""What the database itself refuses, whatever the path: plain SQL past every line of Python."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from sales.models import DistrictMonth, SalesRow
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db

STAMP = "2026-11-03 09:00+07"


@pytest.fixture
def row() -> SalesRow:
    month = make.district_month(make.district("2402"))
    return make.row(month, make.producer(month.district), amounts=("5", "0", "0", "0"))


def run(sql: str, **values) -> int:
    """Run plain SQL to its end, deferred constraints included; how many rows it touched.

    As the owner: what the web has no right to (tests/core/postgresql) is refused to anybody."""
    with owning(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        touched = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return touched


def refused(sql: str, because: str, **values) -> None:
    with pytest.raises(DatabaseError) as error:
        run(sql, **values)
    assert because in str(error.value)


INSERT = """
    INSERT INTO sales_salesrow (district_month_id, month, producer_id, category, kind, entry, note,
           domestic_offline, domestic_online, export_offline, export_online, added_by_hand, version)
    VALUES (%(month)s, %(day)s, %(producer)s, %(category)s, 'group', 'blank', '', 0, 0, 0, 0,
           false, 0)
"""


def insert(row: SalesRow, category: str = "herb", **values) -> dict:
    month = row.district_month
    known = {"month": month.pk, "day": month.month_id, "producer": row.producer_id}
    return known | {"category": category} | values


CHANGES = {
    "insert": INSERT,
    "update": "UPDATE sales_salesrow SET domestic_offline = 6",
    "update note": "UPDATE sales_salesrow SET note = 'x'",
    "delete": "DELETE FROM sales_salesrow",
    "upsert": INSERT + " ON CONFLICT (producer_id, category, month) DO UPDATE SET note = 'x'",
}
CLOSED = {
    "district confirmed": lambda row: make.confirm_district(row.district_month),
    "province confirmed": lambda row: make.confirm_province(row.district_month.district.province),
    "closed": lambda row: make.close_month(row.district_month.month),
    "confirmed and closed": lambda row: (
        make.confirm_district(row.district_month),
        make.close_month(row.district_month.month),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("state", CLOSED)
def test_rows_of_a_confirmed_or_closed_month_stand(row, change, state):
    CLOSED[state](row)
    category = "food" if change == "upsert" else "herb"
    before = list(SalesRow.objects.values())
    refused(
        CHANGES[change],
        "sales rows of a confirmed or closed month cannot change",
        **insert(row, category),
    )
    assert list(SalesRow.objects.values()) == before


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("returned", [False, True])
def test_rows_of_a_month_being_entered_or_corrected_change(row, change, returned):
    if returned:
        make.return_district(row.district_month)
    category = "food" if change == "upsert" else "herb"
    assert run(CHANGES[change], **insert(row, category)) == 1


@pytest.mark.parametrize("confirmed_is", ["old", "new"])
def test_a_row_moves_neither_out_of_nor_into_a_confirmed_month(row, confirmed_is):
    """Both sides are looked at: one row of many in a confirmed month refuses the statement."""
    other = make.district_month(make.district("2403", "-"))
    make.confirm_district(row.district_month if confirmed_is == "old" else other)
    refused(
        "UPDATE sales_salesrow SET district_month_id = %(to)s",
        "sales rows of a confirmed or closed month cannot change",
        to=other.pk,
    )


def test_one_confirmed_district_among_many_refuses_the_statement(row):
    other = make.district_month(make.district("2403", "-"))
    make.row(other, make.producer(other.district))
    make.confirm_district(other)
    refused("UPDATE sales_salesrow SET note = 'x'", "cannot change")
    assert run("UPDATE sales_salesrow SET note = 'x' WHERE id = %(id)s", id=row.pk) == 1


def test_a_second_row_of_the_same_producer_category_and_month(row):
    refused(INSERT, "one_row_of_producer_category_month", **insert(row, "food"))
    other = make.district_month(make.district("2403", "-"))
    refused(INSERT, "one_row_of_producer_category_month", **insert(row, "food", month=other.pk))
    november = make.district_month(row.district_month.district, date(2026, 11, 1))
    later = insert(row, "food", month=november.pk, day=november.month_id)
    assert run(INSERT, **later) == 1


def test_a_row_of_another_month_than_its_district_month(row):
    make.sales_month(date(2026, 11, 1))
    refused(INSERT, "row_month_of_its_district_month", **insert(row, day=date(2026, 11, 1)))
    refused("UPDATE sales_salesrow SET month = '2026-11-01'", "row_month_of_its_district_month")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("domestic_offline = -1", "row_amounts_not_negative"),
        ("export_online = -0.01", "row_amounts_not_negative"),
        ("entry = 'no_sales'", "row_without_sales_has_no_amount"),
        ("entry = 'blank'", "row_without_sales_has_no_amount"),
        ("updated_by_id = NULL", "row_filled_by_somebody"),
        ("updated_at = NULL", "row_filled_by_somebody"),
    ],
)
def test_a_row_that_contradicts_itself(row, change, constraint):
    refused(f"UPDATE sales_salesrow SET {change}", constraint)


def test_the_total_is_the_databases_own(row):
    with pytest.raises(DatabaseError, match=r"generated column"):
        run("UPDATE sales_salesrow SET total = 6")


# --- A status has its stamps ----------------------------------------------------------------------

MONTH, PROVINCE, DISTRICT = (
    "month_status_with_stamps",
    "province_month_status_with_stamps",
    "district_month_status_with_stamps",
)
WITHOUT_STAMPS = [
    ("sales_salesmonth", MONTH, "status = 'closed'"),
    ("sales_salesmonth", MONTH, f"status = 'closed', closed_at = '{STAMP}'"),
    ("sales_salesmonth", MONTH, "status = 'closed', closed_by_id = %(by)s"),
    ("sales_salesmonth", MONTH, f"closed_at = '{STAMP}', closed_by_id = %(by)s"),
    ("sales_salesmonth", MONTH, "status = 'other'"),
    ("sales_provincemonth", PROVINCE, "status = 'confirmed'"),
    ("sales_provincemonth", PROVINCE, f"status = 'confirmed', confirmed_at = '{STAMP}'"),
    ("sales_provincemonth", PROVINCE, "status = 'confirmed', confirmed_by_id = %(by)s"),
    ("sales_provincemonth", PROVINCE, f"confirmed_at = '{STAMP}', confirmed_by_id = %(by)s"),
    ("sales_provincemonth", PROVINCE, "status = 'other'"),
    ("sales_districtmonth", DISTRICT, "status = 'district_confirmed'"),
    (
        "sales_districtmonth",
        DISTRICT,
        f"status = 'district_confirmed', district_confirmed_at = '{STAMP}'",
    ),
    (
        "sales_districtmonth",
        DISTRICT,
        f"status = 'province_confirmed', province_confirmed_at = '{STAMP}', "
        "province_confirmed_by_id = %(by)s",
    ),
    (
        "sales_districtmonth",
        DISTRICT,
        f"status = 'province_confirmed', district_confirmed_at = '{STAMP}', "
        "district_confirmed_by_id = %(by)s",
    ),
    ("sales_districtmonth", DISTRICT, f"status = 'returned', returned_at = '{STAMP}'"),
    (
        "sales_districtmonth",
        DISTRICT,
        f"status = 'returned', returned_at = '{STAMP}', returned_by_id = %(by)s",
    ),
    ("sales_districtmonth", DISTRICT, f"district_confirmed_at = '{STAMP}'"),
    ("sales_districtmonth", DISTRICT, "status = 'other'"),
]


@pytest.mark.parametrize(("table", "constraint", "change"), WITHOUT_STAMPS)
def test_a_status_without_its_stamps(row, table, constraint, change):
    by = make.department_officer().pk
    refused(f"UPDATE {table} SET {change}", f'"{constraint}"', by=by)


WITH_STAMPS = [
    ("sales_salesmonth", f"status = 'closed', closed_at = '{STAMP}', closed_by_id = %(by)s"),
    (
        "sales_provincemonth",
        f"status = 'confirmed', confirmed_at = '{STAMP}', confirmed_by_id = %(by)s",
    ),
    (
        "sales_districtmonth",
        f"status = 'returned', returned_at = '{STAMP}', returned_by_id = %(by)s, "
        "return_reason = 'x'",
    ),
    (
        "sales_districtmonth",
        f"status = 'district_confirmed', district_confirmed_at = '{STAMP}', "
        "district_confirmed_by_id = %(by)s",
    ),
]


@pytest.mark.parametrize(("table", "change"), WITH_STAMPS)
def test_a_status_with_its_stamps_is_taken(row, table, change):
    for reached in ("returned", "district_confirmed"):
        make.step(row.district_month, to_status=reached)  # and with its line
    assert run(f"UPDATE {table} SET {change}", by=make.department_officer().pk) == 1


def test_months_and_dates_out_of_order(row):
    refused("UPDATE sales_salesmonth SET district_due = month", "month_dates_in_order")
    refused("UPDATE sales_salesmonth SET close_due = province_due - 1", "month_dates_in_order")
    refused(
        "INSERT INTO sales_districtmonth (month_id, district_id, status, return_reason, version) "
        "SELECT month_id, district_id, 'entering', '', 1 FROM sales_districtmonth",
        "one_month_of_a_district",
    )
    refused(
        "INSERT INTO sales_provincemonth (month_id, province_id, status) "
        "SELECT month_id, province_id, 'collecting' FROM sales_provincemonth",
        "one_month_of_a_province",
    )


# --- A role has its area --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "change", "constraint"),
    [
        ("district2402", "district_id = NULL", "user_role_with_its_area"),
        ("district2402", "province_id = '24'", "user_role_with_its_area"),
        ("district2402", "role = 'province'", "user_role_with_its_area"),
        ("district2402", "role = 'department'", "user_role_with_its_area"),
        ("district2402", "role = 'minister'", "user_role_with_its_area"),
        ("province24", "province_id = NULL", "user_role_with_its_area"),
        ("province24", "district_id = '2402'", "user_role_with_its_area"),
        ("province24", "may_certify = true", "user_certifies_for_a_district"),
        ("department", "province_id = '24'", "user_role_with_its_area"),
        ("department", "district_id = '2402'", "user_role_with_its_area"),
        ("department", "may_certify = true", "user_certifies_for_a_district"),
    ],
)
def test_a_role_without_its_area(row, username, change, constraint):
    make.province_officer(row.district_month.district.province)
    make.department_officer()
    sql = f"UPDATE accounts_user SET {change} WHERE username = %(name)s"
    refused(sql, f'"{constraint}"', name=username)


# --- What a province confirmed stands -------------------------------------------------------------


@pytest.mark.parametrize("table", ["sales_snapshotline", "sales_snapshotproducers"])
@pytest.mark.parametrize("change", ["UPDATE {} SET producers = 9", "DELETE FROM {}"])
def test_a_snapshot_never_changes(row, table, change):
    make.confirm_province(row.district_month.district.province)
    refused(change.format(table), "Cannot update or delete rows")


def test_one_snapshot_is_in_force(row):
    make.confirm_province(row.district_month.district.province)
    refused(
        "INSERT INTO sales_snapshot (province_month_id, version, taken_at, taken_by_id) "
        "SELECT province_month_id, 2, taken_at, taken_by_id FROM sales_snapshot",
        "one_snapshot_in_force",
    )


def test_a_resolution_is_of_one_committee(row):
    make.resolution(row.district_month)
    refused(
        "UPDATE sales_resolution SET province_month_id = (SELECT id FROM sales_provincemonth)",
        "resolution_of_one_committee",
    )
    refused("UPDATE sales_resolution SET district_month_id = NULL", "resolution_of_one_committee")
    assert DistrictMonth.objects.count() == 1
