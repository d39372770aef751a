"""The base of a round: which records count, and that it stands still afterwards."""

from datetime import date

import pytest

from core.steps import StepRefused
from online_market import workflow
from online_market.bases import base_of
from online_market.models import BaseProduct, DistrictTarget, Survey
from products.models import Product
from registration.models import Status
from tests.support import factories as make
from tests.support import market_factories as market

pytestmark = pytest.mark.django_db


def counted(round) -> set[str]:
    return set(BaseProduct.objects.filter(round=round).values_list("product__name", flat=True))


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2016, 9, 30), False),  # the last day of fiscal year 2559
        (date(2016, 10, 1), True),
        (date(2020, 9, 30), True),
        (date(2020, 10, 1), False),  # the first of 2564
    ],
)
def test_the_year_of_registration_is_the_fiscal_year(day, counts):
    of = make.district()
    market.registered(of, on=day)
    market.registered(of, on=market.IN_2563, maker="อีกกลุ่ม", production="ended")
    round = market.opened()
    assert market.target_of(round, of).products == 1 + counts


def test_a_record_without_a_day_counts_by_its_certification():
    of = make.district()
    [product] = market.registered(of)
    Product.objects.filter(pk=product.pk).update(registered_on=None)
    assert base_of(market.draft())[0] == {of.pk: 1}
    Product.objects.filter(pk=product.pk).update(certified_at="2021-05-01T10:00:00+07:00")
    assert base_of(market.draft(number=2))[0] == {}


def test_what_was_not_registered_on_the_day_does_not_count():
    of = make.district()
    kept, gone, later, waiting, after = market.registered(of, 5)
    products = Product.objects
    make.jump(
        products.filter(pk=gone.pk),
        status=Status.CANCELLED,
        cancelled_at="2026-09-30T23:00:00+07:00",
    )
    make.jump(
        products.filter(pk=later.pk),
        status=Status.CANCELLED,
        cancelled_at="2026-10-01T00:00:00+07:00",
    )
    make.jump(
        products.filter(pk=waiting.pk),
        status=Status.SUBMITTED,
        certified_at=None,
        announced_at=None,
    )
    products.filter(pk=after.pk).update(certified_at="2026-10-01T00:00:00+07:00")
    assert counted(market.opened()) == {kept.name, later.name}


def test_producers_are_counted_for_themselves():
    of = make.district()
    market.registered(of, 3)
    maker = market.registered(of, 1, on=date(2022, 1, 1), maker="ใหม่")[0].producer
    make.product(maker, name="เก่า", at=maker.certified_at, registered_on=market.IN_2563)
    target = market.target_of(market.opened(), of)
    assert (target.producers, target.products) == (1, 4)


def test_the_base_stands_still_while_the_registry_moves():
    of, other = make.district(), make.district("2403", "บางน้ำเปรี้ยว")
    products = market.registered(of, 10)
    round = market.opened()
    before = market.target_of(round, of)
    assert (before.products, before.computed) == (10, 2)
    market.registered(of, 5, maker="เพิ่ม")
    make.jump(
        Product.objects.filter(pk=products[0].pk),
        status=Status.CANCELLED,
        cancelled_at="2026-11-01T10:00:00+07:00",
    )
    type(products[0].producer).objects.filter(pk=products[0].producer_id).update(district=other)
    after = market.target_of(round, of)
    assert (after.products, after.computed, after.target) == (10, 2, 2)
    assert BaseProduct.objects.filter(round=round, district=of).count() == 10
    assert market.target_of(round, other).products == 0


def test_every_district_has_a_target_and_a_survey():
    of, empty = make.district(), make.district("2403", "บางน้ำเปรี้ยว")
    market.registered(of)
    round = market.opened()
    assert set(DistrictTarget.objects.filter(round=round).values_list("district", "target")) == {
        (of.pk, 1),
        (empty.pk, 0),
    }
    assert Survey.objects.filter(round=round).count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_taking_the_base_costs_the_same_at_1_and_at_3(django_assert_num_queries, count):
    for code in ("2402", "2403", "2404")[:count]:
        market.registered(make.district(code, f"อ.{code}"), count)
    round, by = market.draft(), make.department_officer()
    with django_assert_num_queries(12):
        workflow.open_round(round, by=by, seen_version=1)


def test_a_round_of_nothing_is_not_opened():
    make.district()
    with pytest.raises(StepRefused, match="ไม่มีผลิตภัณฑ์ที่ลงทะเบียนในปีงบประมาณ 2560-2563"):
        market.opened()
    assert not Survey.objects.exists()
