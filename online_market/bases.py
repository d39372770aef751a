"""The base of a round: which products are counted, and how many in each district (decision 0017).

A product counts where it was certified by the end of the base date and not cancelled by then, and the
fiscal year of its registration is one of the round's. That year is of `registered_on`; records without
it are taken by the day the province certified them. The same holds for producers, counted for
themselves: they are shown, the target follows from the products alone.

The products are written in one statement: 226,000 rows are no list in memory.
"""

from datetime import date

from django.db import connection
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from core.areas.models import District
from core.thai.calendar import fiscal_year_months, last_day
from online_market.ceilings import ceiling_of
from online_market.models import BaseProduct, DistrictTarget, MarketRound, Survey
from producers.models import Producer
from products.models import Product
from registration.models import RegisteredQuerySet


def registered_in(records: RegisteredQuerySet, day: date, years: list[int]) -> QuerySet:
    """Records registered at the end of `day` whose registration lies in one of the fiscal years."""
    within = Q()
    for year in years:
        months = fiscal_year_months(year)
        within |= Q(registration_day__gte=months[0], registration_day__lte=last_day(months[-1]))
    counted = Coalesce("registered_on", TruncDate("certified_at"))
    return records.registered_at(day).alias(registration_day=counted).filter(within)


def base_of(round: MarketRound) -> tuple[dict[str, int], dict[str, int]]:
    """Products and producers of the registry that a round counts now, by code of the district."""
    said = (round.base_date, round.registration_years)
    products = registered_in(Product.objects.order_by(), *said).values_list("producer__district")
    producers = registered_in(Producer.objects.order_by(), *said).values_list("district")
    return dict(products.annotate(Count("pk"))), dict(producers.annotate(Count("pk")))


def take_base(round: MarketRound) -> int:
    """Write the base of a draft that is being opened, a target and a survey for every district.

    The caller holds the round's lock; a trigger refuses all of it once the round is open. Returns how
    many products the base has.
    """
    chosen = registered_in(
        Product.objects.order_by(), round.base_date, round.registration_years
    ).values_list(Value(round.pk), "pk", "producer_id", "producer__district_id")
    select, params = chosen.query.sql_with_params()
    table = connection.ops.quote_name(BaseProduct._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (round_id, product_id, producer_id, district_id) {select}",
            params,
        )
        taken = cursor.rowcount
    products = dict(
        BaseProduct.objects.filter(round=round)
        .order_by()
        .values_list("district")
        .annotate(Count("pk"))
    )
    _, producers = base_of(round)
    districts = list(District.objects.values_list("pk", flat=True))
    DistrictTarget.objects.bulk_create(
        DistrictTarget(
            round=round,
            district_id=district,
            producers=producers.get(district, 0),
            products=products.get(district, 0),
            computed=ceiling_of(round.percentage, products.get(district, 0)),
        )
        for district in districts
    )
    Survey.objects.bulk_create(Survey(round=round, district_id=district) for district in districts)
    return taken
