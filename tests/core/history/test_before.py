"""A model whose events are rows before their change: sales rows, millions of them, come without any."""

from decimal import Decimal

import pytest
from django.db import connection

from core.history.acting import Actor, acting
from core.history.changes import described, events_of
from core.history.past import as_of
from core.history.tracking import event_model, tracking_of
from core.tables.copying import copy_rows
from sales.models import SalesRow
from sales.months import entry
from tests.support import factories as make

pytestmark = pytest.mark.django_db

Event = event_model(SalesRow)


@pytest.fixture
def month():
    return make.district_month(make.district())


def rows(month, count: int) -> list[SalesRow]:
    return [
        make.row(month, make.producer(month.district, f"{n}"), amounts=("5", "0", "0", "0"))
        for n in range(count)
    ]


def test_rows_that_come_make_no_event_whatever_way_they_come(month):
    make.product(make.producer(month.district, "จากทะเบียน"))
    entry.prepare_rows(month)
    rows(month, 1)
    maker = make.producer(month.district, "คัดลอก")
    columns = ("district_month_id", "month", "producer_id", "category", "kind", "entry", "note",
               "domestic_offline", "domestic_online", "export_offline", "export_online",
               "added_by_hand", "version")  # fmt: skip
    said = (month.pk, month.month_id, maker.pk, "food", "", "blank", "", 0, 0, 0, 0, False, 0)
    copy_rows("sales_salesrow", columns, [said])
    assert month.rows.count() == 3
    assert not Event.objects.exists()


def test_a_row_nobody_saved_goes_without_an_event(month):
    maker = make.producer(month.district)
    make.row(month, maker, entry="blank")
    saved = make.row(month, maker, "herb", amounts=("5", "0", "0", "0"))
    month.rows.all().delete()
    told = Event.objects.get()
    assert (told.pgh_obj_id, told.pgh_label, str(told.domestic_offline)) == (
        saved.pk,
        "delete",
        "5.00",
    )


def test_a_bulk_save_tells_each_row_as_it_was_in_one_statement(month, django_assert_num_queries):
    made = rows(month, 3)
    typed = [entry.RowInput(row.pk, 0, {"domestic_offline": "7"}) for row in made]
    with django_assert_num_queries(8):  # savepoints, the month, the rows, one write
        entry.save_rows(month, typed, by=make.district_officer(month.district))
    told = Event.objects.order_by("pgh_obj_id")
    assert [(one.pgh_obj_id, one.pgh_label, str(one.domestic_offline)) for one in told] == [
        (row.pk, "update", "5.00") for row in made
    ]


def test_what_is_no_figure_makes_no_event(month):
    (row,) = rows(month, 1)
    SalesRow.objects.filter(pk=row.pk).update(kind="sme", version=9)
    entry.prepare_rows(month)
    assert not Event.objects.exists()


def test_raw_sql_is_seen_and_the_officer_is_named(month):
    (row,) = rows(month, 1)
    officer = make.district_officer(month.district)
    with acting(officer, label="นำเข้ายอดจำหน่าย"), connection.cursor() as cursor:
        cursor.execute("UPDATE sales_salesrow SET domestic_offline = 7 WHERE id = %s", [row.pk])
    SalesRow.objects.filter(pk=row.pk).update(domestic_offline=Decimal(9))
    row.refresh_from_db()
    told = [
        (str(event.before.domestic_offline), str(event.after.domestic_offline), event.actor)
        for event in events_of(row)
    ]
    office = month.district_id
    assert told == [
        ("7.00", "9.00", Actor()),
        ("5.00", "7.00", Actor(officer.pk, office, label="นำเข้ายอดจำหน่าย")),
    ]
    last, first = (told.fields[0] for told in described(events_of(row), SalesRow))
    assert (first.label, first.before, first.after) == ("ในประเทศ ออฟไลน์", "5.00", "7.00")
    assert (last.before, last.after, last.by) == ("7.00", "9.00", "นอกระบบ (ฐานข้อมูลโดยตรง)")


def test_a_past_day_is_not_read_out_of_events_that_say_what_was_before(month):
    assert tracking_of(SalesRow).before
    with pytest.raises(ValueError, match="^SalesRow: its events say what a row was before"):
        as_of(SalesRow, month.month_id)
