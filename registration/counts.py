"""Registered records by area, of what their triggers keep (registration.models.counts)."""

# ruff: noqa: S608  (literals of this module)

from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Sum

from core.areas.compiled import CompiledDoor
from core.users.models import User
from registration.models import MadeCount, RegisteredCount


def _counts(*by: str) -> CompiledDoor:
    return CompiledDoor(
        lambda officer, register: (
            RegisteredCount.objects.visible_to(officer)
            .filter(register=register)
            .order_by()
            .values_list(*by)
            .annotate(kept=Sum("records"))
            .filter(kept__gt=0)
        ),
        register=str,
    )


_BY_PROVINCE = _counts("district__province", "kind", "quadrant")
_BY_DISTRICT = _counts("district")
_MADE = CompiledDoor(
    lambda officer: (
        MadeCount.objects.visible_to(officer)
        .order_by()
        .values_list("district", "subdistrict")
        .annotate(made=Sum("products"))
        .filter(made__gt=0)
    )
)


def registered_by_province(user: User, model: type[Model]) -> list[tuple[str, str, str, int]]:
    """Province, kind, quadrant and how many of today's registry, for the department."""
    return _BY_PROVINCE.read(user, register=model._meta.label_lower)


def registered_by_district(user: User, model: type[Model]) -> list[tuple[str, int]]:
    """District and how many of today's registry, for the department."""
    return _BY_DISTRICT.read(user, register=model._meta.label_lower)


def made_by_subdistrict(user: User) -> list[tuple[str, str | None, int]]:
    """District, subdistrict and how many products made today (`ProductQuerySet.made`), for the
    department."""
    return _MADE.read(user)


def put_counts_together() -> int:
    """One line of each group in the place of many, as is counted beside. By how many records what was
    kept was wrong, which is mended; 0 unless rows came past the triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUTTING_TOGETHER])  # one at a time
        wrong = 0
        for statement in (_COUNTED_ANEW, _MADE_ANEW):
            cursor.execute(statement)
            wrong += int(cursor.fetchone()[0])
    return wrong


_PUTTING_TOGETHER = 20_271_130
# Of one moment, since it is one statement: a record and its line are written together, and a line that
# comes later is of a record that is not counted yet.
_ANEW = """
    WITH truth AS ({truth}),
         gone AS (DELETE FROM {table} RETURNING {key}, {number}),
         added AS (INSERT INTO {table} ({key}, {number}) SELECT * FROM truth)
    SELECT coalesce(sum(abs(wrong)), 0) FROM (
        SELECT sum({number}) AS wrong
          FROM (SELECT * FROM truth UNION ALL SELECT {key}, -{number} FROM gone) AS both_sides
         GROUP BY {key}
    ) AS compared
"""
_REGISTERED = "('certified', 'announced')"  # registration.models.records.REGISTERED
_PRODUCTS = f"""
    FROM products_product made JOIN producers_producer maker ON maker.id = producer_id
   WHERE made.status IN {_REGISTERED}"""
_COUNTED_ANEW: Any = _ANEW.format(
    table="registration_registeredcount",
    key="register, district_id, kind, quadrant",
    number="records",
    truth=f"""
        SELECT 'producers.producer' AS register, district_id, kind, '' AS quadrant, count(*) AS records
          FROM producers_producer WHERE status IN {_REGISTERED} GROUP BY district_id, kind
        UNION ALL
        SELECT 'chuanchim.outlet', district_id, '', '', count(*)
          FROM chuanchim_outlet WHERE status IN {_REGISTERED} GROUP BY district_id
        UNION ALL
        SELECT 'products.product', maker.district_id, category, quadrant, count(*)
          {_PRODUCTS} GROUP BY maker.district_id, category, quadrant""",
)
_MADE_ANEW: Any = _ANEW.format(
    table="registration_madecount",
    key="district_id, subdistrict_id",
    number="products",
    truth=f"""
        SELECT maker.district_id, maker.subdistrict_id, count(*) AS products
          {_PRODUCTS} AND production = 'made' AND maker.status IN {_REGISTERED}
         GROUP BY maker.district_id, maker.subdistrict_id""",
)
