"""Several counts in one statement."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counts_of(asked: Mapping[str, Iterable[QuerySet[Any]]]) -> dict[str, int]:
    """How many rows the querysets of each name find together, those that find none left out."""
    parts: list[str] = []
    params: list[Any] = []
    for name, querysets in asked.items():
        for rows in querysets:
            try:
                sql, given = rows.order_by().values("pk").query.sql_with_params()
            except EmptyResultSet:
                continue
            parts.append(f"SELECT %s, count(*) FROM ({sql}) AS found")  # noqa: S608  (Django's own)
            params += [name, *given]
    found: Counter[str] = Counter()
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for name, count in cursor.fetchall():
                found[name] += count
    return {name: count for name, count in found.items() if count}
