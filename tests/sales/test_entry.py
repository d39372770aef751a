"""Entering a month: each row saved whole or not at all, on the version it was read at."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from producers.models import Producer
from products.models import Product
from sales.models import CHANNELS, DistrictMonth, SalesRow
from sales.months import entry
from sales.months.entry import EntryRefused, RowInput
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def month() -> DistrictMonth:
    return make.district_month(make.district("2402"))


@pytest.fixture
def clerk(month):
    return make.district_officer(month.district)


@pytest.fixture
def blank(month) -> SalesRow:
    """A row of the registry, not filled in."""
    maker = make.producer(month.district)
    make.product(maker)
    return make.row(month, maker, entry="blank")


def typed(row: SalesRow, *amounts: str, **fields) -> RowInput:
    texts = dict(zip(CHANNELS, amounts, strict=False))
    return RowInput(row.pk, fields.pop("version", row.version), texts, **fields)


def stands(row: SalesRow) -> tuple:
    """What the database holds of a row."""
    row = SalesRow.objects.get(pk=row.pk)
    return (row.entry, *(str(amount) for amount in row.amounts), row.note, row.version)


BLANK = ("blank", "0.00", "0.00", "0.00", "0.00", "", 0)


# --- What a typed row means -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts", "fields", "means"),
    [
        (("1,000", "๒๐", "3.5", "0"), {}, ("amounts", "1000.00", "20.00", "3.50", "0.00", "", 1)),
        (("", "5", "", ""), {}, ("amounts", "0.00", "5.00", "0.00", "0.00", "", 1)),
        (("0", "0", "0", "0"), {}, ("no_sales", "0.00", "0.00", "0.00", "0.00", "", 1)),
        (("0",), {}, ("no_sales", "0.00", "0.00", "0.00", "0.00", "", 1)),
        (("-", "", "", ""), {}, ("no_sales", "0.00", "0.00", "0.00", "0.00", "", 1)),
        ((), {"no_sales": True}, ("no_sales", "0.00", "0.00", "0.00", "0.00", "", 1)),
        ((), {"note": " งดผลิต "}, ("blank", "0.00", "0.00", "0.00", "0.00", "งดผลิต", 1)),
        (("", "", "", ""), {}, BLANK),
        ((), {}, BLANK),
    ],
)
def test_what_is_saved(month, clerk, blank, amounts, fields, means):
    [result] = entry.save_rows(month, [typed(blank, *amounts, **fields)], by=clerk)
    assert (result.saved, result.errors, result.conflict) == (True, {}, False)
    assert stands(blank) == means
    assert result.row.total == SalesRow.objects.get(pk=blank.pk).total


def test_a_saved_row_says_who_and_when(month, clerk, blank):
    [result] = entry.save_rows(month, [typed(blank, "5")], by=clerk)
    row = SalesRow.objects.get(pk=blank.pk)
    assert row.updated_by == clerk
    assert row.updated_at == result.row.updated_at is not None


@pytest.mark.parametrize(
    ("amounts", "fields", "cells"),
    [
        (("12a", "5", "1.234,56", "-3"), {}, [CHANNELS[0], CHANNELS[2], CHANNELS[3]]),
        (("9" * 99,), {}, [CHANNELS[0]]),
        (("5",), {"no_sales": True}, ["no_sales"]),
        (("5",), {"note": "ก" * 501}, ["note"]),
        (("5",), {"note": "ก\x00ข"}, ["note"]),
        (("5",), {"note": "\ud800"}, ["note"]),
    ],
)
def test_what_is_refused_says_so_at_the_cell_and_saves_nothing(
    month, clerk, blank, amounts, fields, cells
):
    [result] = entry.save_rows(month, [typed(blank, *amounts, **fields)], by=clerk)
    assert sorted(result.errors) == sorted(cells)
    assert all(any("ก" <= letter <= "๙" for letter in text) for text in result.errors.values())
    assert not result.saved
    assert stands(blank) == BLANK


def test_one_wrong_row_leaves_the_others_be(month, clerk, blank):
    others = [make.row(month, make.producer(month.district, n), entry="blank") for n in "กข"]
    gone = RowInput(10**6, 0, {CHANNELS[0]: "5"})
    results = entry.save_rows(
        month, [typed(others[0], "1"), typed(blank, "x"), gone, typed(others[1], "2")], by=clerk
    )
    assert [result.saved for result in results] == [True, False, False, True]
    assert list(results[2].errors) == ["row"]
    assert [stands(row)[1] for row in (others[0], blank, others[1])] == ["1.00", "0.00", "2.00"]


# --- Two people, and a save sent twice ------------------------------------------------------------


def test_a_save_on_an_older_version_is_refused(month, clerk, blank):
    entry.save_rows(month, [typed(blank, "5")], by=clerk)
    before = stands(blank)
    [result] = entry.save_rows(month, [typed(blank, "6", version=0)], by=clerk)
    assert (result.conflict, result.saved, result.errors) == (True, False, {})
    assert (result.row.amounts[0], result.row.updated_by) == (Decimal(5), clerk)
    assert stands(blank) == before


def test_the_same_save_sent_twice_is_saved_once(month, clerk, blank):
    for _ in range(2):
        [result] = entry.save_rows(month, [typed(blank, "5", version=0)], by=clerk)
        assert result.saved
    assert stands(blank) == ("amounts", "5.00", "0.00", "0.00", "0.00", "", 1)


@pytest.mark.parametrize("version", [0, 1])
def test_one_row_twice_in_one_batch_is_saved_once(month, clerk, blank, version):
    first, second = typed(blank, "5"), typed(blank, "6", version=version)
    results = entry.save_rows(month, [first, second], by=clerk)
    assert [result.saved for result in results] == [True, version == 1]
    assert stands(blank)[1] == ("5.00", "6.00")[version]


def test_300_rows_are_saved_in_a_constant_number_of_statements(month, clerk):
    makers = Producer.objects.bulk_create(
        Producer(district=month.district, name=str(n), code=f"x{n}") for n in range(300)
    )
    rows = SalesRow.objects.bulk_create(
        SalesRow(district_month=month, month=month.month_id, producer=maker, category="food")
        for maker in makers
    )
    statements = []
    for batch in (rows[:1], rows[1:]):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            results = entry.save_rows(month, [typed(row, "5") for row in batch], by=clerk)
        assert all(result.saved for result in results)
        statements.append(len(captured))
    assert statements == [6, 6]
    assert SalesRow.objects.filter(total=5, version=1).count() == 300


# --- Who may, and when ----------------------------------------------------------------------------

CHANGES = {
    "save": lambda month, row, by: entry.save_rows(month, [typed(row, "5")], by=by),
    "rest": lambda month, row, by: entry.mark_rest_without_sales(month, by=by),
    "add": lambda month, row, by: entry.add_row(month, row.producer, "herb", by=by),
    "remove": lambda month, row, by: entry.remove_row(month, row.pk, version=0, by=by),
}
STATES = {
    "entering": (lambda month: None, True),
    "returned": (make.return_district, True),
    "district confirmed": (make.confirm_district, False),
    "province confirmed": (lambda month: make.confirm_province(month.district.province), False),
    "closed": (lambda month: make.close_month(month.month), False),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("state", STATES)
def test_rows_change_only_while_the_district_enters_or_corrects(month, clerk, blank, change, state):
    bring, allowed = STATES[state]
    bring(month)
    before = list(SalesRow.objects.values())
    if allowed:
        CHANGES[change](month, blank, clerk)
        assert list(SalesRow.objects.values()) != before
    else:
        with pytest.raises(EntryRefused, match=r"แก้ไขไม่ได้"):
            CHANGES[change](month, blank, clerk)
        assert list(SalesRow.objects.values()) == before


@pytest.mark.parametrize("change", CHANGES)
def test_only_the_own_district_changes_rows(month, blank, change):
    before = list(SalesRow.objects.values())
    for by in (make.province_officer(month.district.province), make.department_officer()):
        with pytest.raises(EntryRefused, match=r"^บันทึกยอดได้เฉพาะเจ้าหน้าที่อำเภอ$"):
            CHANGES[change](month, blank, by)
    sibling = make.district_officer(make.district("2403", "-"))
    with pytest.raises(DistrictMonth.DoesNotExist):
        CHANGES[change](month, blank, sibling)
    assert list(SalesRow.objects.values()) == before


def test_a_row_of_another_district_or_month_is_not_in_this_one(month, clerk, blank):
    other = make.district_month(make.district("2403", "-"))
    foreign = make.row(other, make.producer(other.district), entry="blank")
    november = make.district_month(month.district, make.OCTOBER.replace(month=11))
    later = make.row(november, blank.producer, entry="blank")
    results = entry.save_rows(month, [typed(foreign, "5"), typed(later, "5")], by=clerk)
    assert [list(result.errors) for result in results] == [["row"], ["row"]]
    assert stands(foreign) == stands(later) == BLANK
    for row in (foreign, later):
        with pytest.raises(SalesRow.DoesNotExist):
            entry.remove_row(month, row.pk, version=0, by=clerk)


# --- Adding and removing --------------------------------------------------------------------------


def test_adding_what_the_registry_does_not_give(month, clerk, blank):
    row = entry.add_row(month, blank.producer, "herb", by=clerk)
    assert (row.entry, row.kind, row.added_by_hand, row.month) == (
        "blank",
        "group",
        True,
        month.month_id,
    )
    entry.prepare_rows(month)
    assert set(month.rows.values_list("category", flat=True)) == {"food", "herb"}


def test_adding_what_stands_there_or_is_not_the_districts_is_refused(month, clerk, blank):
    with pytest.raises(EntryRefused, match=r"มีอยู่แล้ว$"):
        entry.add_row(month, blank.producer, "food", by=clerk)
    elsewhere = make.producer(make.district("2403", "-"))
    cancelled = make.producer(month.district, status="cancelled")
    for maker in (elsewhere, cancelled):
        with pytest.raises(EntryRefused, match=r"^ไม่พบผู้ผลิตรายนี้ในอำเภอ$"):
            entry.add_row(month, maker, "herb", by=clerk)
    assert list(month.rows.all()) == [blank]


def test_removing_empties_a_row_of_the_registry_and_deletes_one_added_by_hand(month, clerk, blank):
    by_hand = entry.add_row(month, blank.producer, "herb", by=clerk)
    entry.save_rows(month, [typed(blank, "5"), typed(by_hand, "6")], by=clerk)
    with pytest.raises(EntryRefused, match=r"เพิ่งถูกแก้ไข"):
        entry.remove_row(month, blank.pk, version=0, by=clerk)
    entry.remove_row(month, blank.pk, version=1, by=clerk)
    entry.remove_row(month, by_hand.pk, version=1, by=clerk)
    assert list(month.rows.all()) == [blank]
    assert stands(blank) == (*BLANK[:-1], 2)


def test_the_rest_is_marked_without_sales_and_nothing_else(month, clerk, blank):
    filled = make.row(month, make.producer(month.district, "ข"), amounts=("5", "0", "0", "0"))
    assert entry.mark_rest_without_sales(month, by=clerk) == 1
    assert stands(blank) == ("no_sales", "0.00", "0.00", "0.00", "0.00", "", 1)
    assert stands(filled)[0] == "amounts"
    assert entry.mark_rest_without_sales(month, by=clerk) == 0


# --- In step with the registry --------------------------------------------------------------------


def rows_of(month: DistrictMonth) -> list[tuple]:
    entry.prepare_rows(month)
    return sorted(month.rows.values_list("producer__name", "category", "kind"))


def test_rows_follow_the_registry(month):
    maker = make.producer(month.district, "ก")
    food = make.product(maker)
    make.product(maker)  # two products of one category are one row
    make.product(maker, "")  # of no category: cannot stand in the grid
    make.product(make.producer(month.district, "เลิก", status="cancelled"))
    make.product(make.producer(make.district("2403", "-"), "ที่อื่น"))
    assert rows_of(month) == [("ก", "food", "group")]
    make.product(maker, "herb")
    make.product(make.producer(month.district, "ข", kind="sme"), "fabric")
    assert rows_of(month) == [
        ("ก", "food", "group"),
        ("ก", "herb", "group"),
        ("ข", "fabric", "sme"),
    ]
    Product.objects.filter(category="food").update(production="ended")
    Producer.objects.filter(name="ก").update(kind="individual")
    assert food.category == "food"
    assert rows_of(month) == [("ก", "herb", "individual"), ("ข", "fabric", "sme")]
    make.jump(Producer.objects.filter(name="ข"), status="cancelled", cancelled_at=timezone.now())
    assert rows_of(month) == [("ก", "herb", "individual")]


@pytest.mark.parametrize("version", [0, 1])
def test_a_cancelled_producers_row_stays_once_it_holds_something(month, clerk, blank, version):
    """Whoever wrote the figures: an import may leave them at version 0."""
    make.row(month, blank.producer, "herb", amounts=("5", "0", "0", "0"), version=version)
    make.jump(Producer.objects.all(), status="cancelled", cancelled_at=timezone.now())
    assert rows_of(month) == [("กลุ่มทอผ้า", "herb", "group")]


@pytest.mark.parametrize("state", ["district confirmed", "province confirmed", "closed"])
def test_a_month_confirmed_or_closed_does_not_follow_the_registry(month, blank, state):
    STATES[state][0](month)
    make.product(blank.producer, "herb")
    Producer.objects.update(kind="sme")
    assert rows_of(month) == [("กลุ่มทอผ้า", "food", "group")]


def test_a_returned_month_is_corrected_not_extended(month, blank):
    """Who registered since belongs to later months; the kind still follows the registry."""
    make.confirm_district(month)
    make.return_district(month)
    make.product(blank.producer, "herb")
    Producer.objects.update(kind="sme")
    assert rows_of(month) == [("กลุ่มทอผ้า", "food", "sme")]
