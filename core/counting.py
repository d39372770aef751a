"""Several counts in one statement."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Asked = Mapping[str, Iterable[QuerySet[Any]]]


def counts_of(asked: Asked) -> dict[str, int]:
    """How many rows the querysets of each name find together, those that find none left out."""
    sql, params = counting(asked)
    if not sql:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return counted(cursor.fetchall())


def counting(asked: Asked) -> tuple[str, list[Any]]:
    """The statement of `counts_of`, "" where nothing can be found; `counted` reads its rows."""
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
    return " UNION ALL ".join(parts), params


def counted(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, count in rows:
        found[name] += count
    return {name: count for name, count in found.items() if count}
