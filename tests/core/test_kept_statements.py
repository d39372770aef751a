"""A statement put together once says of any values what one put together for them says."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import Sum
from django.db.transaction import TransactionManagementError

from core.compiled import CompiledQuery
from sales.models import DistrictMonth, SalesRow
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def months() -> list[DistrictMonth]:
    found = []
    for code in ("2402", "2403"):
        for month in (make.OCTOBER, date(2026, 9, 1)):
            of = make.district_month(make.district(code, code), month)
            make.row(of, make.producer(of.district), amounts=(code, "0", "0.50", "0"))
            found.append(of)
    return found


def test_it_finds_what_the_queryset_of_these_values_finds(months, django_assert_num_queries):
    def rows(of, before, names):
        found = SalesRow.objects.filter(district_month__among=of, month__lt=before)
        return found.filter(producer__name__among=names).select_related("producer").order_by("pk")

    kept = CompiledQuery(rows, of=list[int], before=date, names=list[str])
    keys = [one.pk for one in months]
    for values in (
        (keys, date(2026, 12, 1), ["กลุ่มทอผ้า"]),
        (keys[:1], date(2026, 12, 1), ["กลุ่มทอผ้า", "อื่น"]),
        (keys, make.OCTOBER, ["กลุ่มทอผ้า"]),
        (keys, make.OCTOBER, ["อื่น"]),
        ([], make.OCTOBER, []),
    ):
        named = dict(zip(("of", "before", "names"), values, strict=True))
        with django_assert_num_queries(1):
            found = kept.read(**named)
            assert all(one.producer.name == "กลุ่มทอผ้า" for one in found)
        assert found == list(rows(**named)), values
    assert len(kept.read(of=keys, before=date(2026, 12, 1), names=["กลุ่มทอผ้า"])) == 4


def test_values_come_as_the_queryset_gives_them(months):
    def sums(month):
        of_month = SalesRow.objects.filter(month=month).values("district_month__district")
        summed = of_month.annotate(summed=Sum("total"), last=Sum("version"))
        return summed.order_by("district_month__district").values_list(
            "district_month__district", "summed", "last"
        )

    kept = CompiledQuery(sums, month=date)
    for month in (make.OCTOBER, date(2026, 9, 1), date(2020, 1, 1)):
        assert kept.read(month=month) == list(sums(month))
    assert [str(total) for _, total, _ in kept.read(month=make.OCTOBER)] == ["2402.50", "2403.50"]


def test_a_value_that_the_statement_does_not_hold_is_refused():
    """Whatever is worked out of a value would stay as it was for the first."""
    kept = CompiledQuery(
        lambda month: SalesRow.objects.filter(month=month.replace(day=1)), month=date
    )
    with pytest.raises(TypeError, match="worked out of a value"):
        kept.read(month=date(2026, 10, 5))


def test_a_value_that_is_left_out_is_refused():
    kept = CompiledQuery(lambda key: SalesRow.objects.all(), key=int)
    with pytest.raises(TypeError, match="holds no key"):
        kept.read(key=1)


@pytest.mark.parametrize(
    ("kind", "worked_out", "value"),
    [
        (str, lambda code: code[:2], "2402"),
        (str, lambda code: f"{code}%", "2402"),
        (int, lambda key: key + 1, 7),
        (list[str], lambda codes: [*codes, "2402"], ["2403"]),
    ],
)
def test_a_part_of_a_value_is_refused_even_where_it_is_needless(kind, worked_out, value):
    def build(of):
        of = worked_out(of)
        if isinstance(of, int):
            return SalesRow.objects.filter(pk=of)
        names = "producer__name__among" if isinstance(of, list) else "producer__name"
        return SalesRow.objects.filter(**{names: of})

    with pytest.raises(TypeError, match="worked out of a value"):
        CompiledQuery(build, needless=["of"], of=kind).read(of=value)


def test_each_value_is_asked_for():
    kept = CompiledQuery(lambda key: SalesRow.objects.filter(pk=key), key=int)
    with pytest.raises(TypeError, match="a value for each of key"):
        kept.read(pk=1)


def test_what_can_find_nothing_asks_nothing(django_assert_num_queries):
    kept = CompiledQuery(lambda key: SalesRow.objects.none().filter(pk=key), key=int)
    with django_assert_num_queries(0):
        assert kept.read(key=1) == []


def test_what_a_stand_in_cannot_find_is_asked_anew(months):
    """An int of the largest kind finds nothing in a column of small ones, and would for good."""
    kept = CompiledQuery(lambda rows: SalesRow.objects.filter(version=rows), rows=int)
    versions = {row.version for row in SalesRow.objects.all()}
    assert [len(kept.read(rows=one)) for one in versions] == [4]


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_only_within_a_transaction():
    kept = CompiledQuery(lambda key: SalesRow.objects.filter(pk=key).select_for_update(), key=int)
    with transaction.atomic():
        assert kept.read(key=1) == []
    with pytest.raises(TransactionManagementError):
        kept.read(key=1)
