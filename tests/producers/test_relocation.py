"""Moving: one identity, sales stay where they were earned, never half done."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from core.areas.models import Subdistrict
from core.steps import StepRefused
from producers import relocation as moving
from producers.models import Producer, Relocation
from registration import closure as closing
from sales.models import SalesRow
from sales.months import entry
from tests.support import factories as make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))):
        yield


@pytest.fixture
def old():
    return make.district()


@pytest.fixture
def new():
    return make.district("2501", "เมืองใหม่")


@pytest.fixture
def place(new):
    return Subdistrict.objects.create(
        code="250101", district=new, name_th="ใหม่", name_en="-", type_th="ตำบล", postal_code="25000"
    )


@pytest.fixture
def maker(old):
    maker = make.producer(old, house_number="9")
    make.product(maker, "food")
    return maker


def release(maker, to, by=None, **given):
    said = {"notice_on": TODAY, "reason": "ย้ายตามครอบครัว"} | given
    return moving.release(maker, to=to, by=by or make.district_officer(maker.district), **said)


def take_over(relocation, place, by=None, **given):
    by = by or make.district_officer(relocation.to_district)
    return moving.take_over(relocation, by=by, subdistrict=place, house_number="12/1", **given)


def test_no_postal_code_is_put_in_that_nobody_typed(maker, new, place):
    take_over(release(maker, new), place)
    maker.refresh_from_db()
    assert (maker.subdistrict, maker.postal_code) == (place, "")


def test_the_producer_moves_with_its_products_and_stays_one(maker, new, place):
    code = maker.code
    relocation = take_over(release(maker, new), place, postal_code=" 25110 ")
    maker.refresh_from_db()
    assert (maker.district, maker.subdistrict, maker.house_number) == (new, place, "12/1")
    assert (maker.code, maker.status, maker.postal_code) == (code, "announced", "25110")
    assert relocation.status == "taken_over"
    clerk = make.district_officer(new)
    assert Producer.objects.visible_to(clerk).get() == maker
    assert maker.products.visible_to(clerk).count() == 1
    assert not Producer.objects.visible_to(make.district_officer(make.district())).exists()


def test_until_taken_over_it_stands_in_the_old_district(maker, old, new):
    release(maker, new)
    maker.refresh_from_db()
    assert maker.district == old


def test_sales_stay_where_they_were_earned_and_open_months_are_settled(maker, old, new, place):
    make.product(maker, "herb")
    past = make.district_month(old, date(2026, 9, 1))
    make.row(past, maker, amounts=("5", "0", "0", "0"))
    make.confirm_province(old.province, date(2026, 9, 1))
    here, there = make.district_month(old), make.district_month(new)
    make.row(here, maker, "food", amounts=("7", "0", "0", "0"))
    entry.prepare_rows(here)
    entry.prepare_rows(there)
    take_over(release(maker, new), place)
    rows = SalesRow.objects.order_by("month", "category")
    assert [(row.month, row.category, row.district_month.district_id) for row in rows] == [
        (date(2026, 9, 1), "food", "2402"),
        (date(2026, 10, 1), "food", "2402"),  # entered there, sold there
        (date(2026, 10, 1), "herb", "2501"),
    ]


def test_the_old_office_takes_its_release_back_until_taken_over(maker, old, new, place):
    by = make.district_officer(old)
    relocation = moving.take_back(release(maker, new), by=by, reason="ไม่ย้ายแล้ว")
    assert relocation.status == "taken_back"
    with pytest.raises(StepRefused, match="เพิกถอนแล้ว"):
        take_over(relocation, place)
    relocation = take_over(release(maker, new), place)
    with pytest.raises(StepRefused, match="รับย้ายแล้ว"):
        moving.take_back(relocation, by=by, reason="-")


def test_who_may_take_which_step(maker, old, new, place):
    sibling = make.district_officer(make.district("2403", "อื่น"))
    province, department = make.province_officer(old.province), make.department_officer()
    with pytest.raises(Producer.DoesNotExist):
        release(maker, new, by=sibling)
    for other in (province, department):
        with pytest.raises(StepRefused):
            release(maker, new, by=other)
    relocation = release(maker, new)
    with pytest.raises(Relocation.DoesNotExist):
        take_over(relocation, place, by=sibling)
    for other in (province, department, make.district_officer(old)):
        with pytest.raises(StepRefused):
            take_over(relocation, place, by=other)
    for other in (province, department, make.district_officer(new)):
        with pytest.raises(StepRefused):
            moving.take_back(relocation, by=other, reason="-")


def test_both_offices_and_their_provinces_see_the_move(maker, old, new):
    release(maker, new)
    sees = [
        make.district_officer(old),
        make.district_officer(new),
        make.province_officer(old.province),
        make.province_officer(new.province),
        make.department_officer(),
    ]
    assert [Relocation.objects.visible_to(user).count() for user in sees] == [1] * 5
    other = make.district_officer(make.district("2403", "อื่น"))
    assert not Relocation.objects.visible_to(other).exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"notice_on": TODAY + timedelta(days=1)}, "notice_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_notice_that_cannot_be_is_refused_at_its_field(maker, new, given, field):
    with pytest.raises(StepRefused) as refused:
        release(maker, new, **given)
    assert refused.value.field == field


def test_what_cannot_be_released(maker, old, new):
    with pytest.raises(StepRefused, match="อยู่อำเภอนี้อยู่แล้ว"):
        release(maker, old)
    with pytest.raises(StepRefused, match="รอจังหวัดตรวจ"):
        release(make.producer(old, "รอ", status="submitted"), new)
    with pytest.raises(StepRefused, match="ยกเลิกแล้ว"):
        release(make.producer(old, "เลิก", status="cancelled"), new)
    release(maker, new)
    with pytest.raises(StepRefused, match="แจ้งย้ายไว้แล้ว"):
        release(maker, new)
    leaving = make.producer(old, "กำลังเลิก")
    closing.begin(leaving, case="present", reason="-", by=make.district_officer(old))
    with pytest.raises(StepRefused, match="กำลังขอยกเลิก"):
        release(leaving, new)


def test_a_subdistrict_outside_the_new_district_is_refused(maker, old, new):
    elsewhere = Subdistrict.objects.create(
        code="240201", district=old, name_th="-", name_en="-", type_th="ตำบล"
    )
    with pytest.raises(StepRefused) as refused:
        take_over(release(maker, new), elsewhere)
    assert refused.value.field == "subdistrict"


def test_a_failing_settlement_undoes_the_taking_over(maker, old, new, place, monkeypatch):
    relocation = release(maker, new)
    monkeypatch.setattr("sales.months.settlement.settle_open_months", lambda district: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take_over(relocation, place)
    maker.refresh_from_db()
    relocation.refresh_from_db()
    assert (maker.district, relocation.status) == (old, "released")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("status = 'taken_over'", "relocation_status_with_its_moment"),
        ("taken_back_at = now()", "relocation_status_with_its_moment"),
        ("to_district_id = from_district_id", "relocation_to_another_district"),
    ],
)
def test_the_database_refuses_a_move_that_cannot_be(maker, new, change, constraint):
    release(maker, new)
    refused = pytest.raises(IntegrityError, match=constraint)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE producers_relocation SET {change}")


def test_the_database_refuses_a_second_move_under_way(maker, new):
    relocation = release(maker, new)
    relocation.pk = None
    with pytest.raises(IntegrityError, match="under_way"), transaction.atomic():
        relocation.save()
