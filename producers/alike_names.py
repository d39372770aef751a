"""Nearly the same names in a district, kept as pairs: comparing each name with each is work of seconds.

A trigger marks a producer whose name or district changed, whatever path it took (`UncomparedName`). Who
asks for pairs has the marked ones of that area compared first, so what is kept is never behind the
names; the night compares what nobody asked for. What another transaction is changing at this moment is
compared for the page alone, as it stands.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from core.thai.names import called_sql

# How alike two names must be (pg_trgm, 0 to 1): 0.75 lets one changed syllable of a usual name pass.
ALIKE = 0.75
# Letters that a name needs without the words for what it is (กลุ่ม, วิสาหกิจชุมชน), to be compared without.
TELLING = 6

_COMPARING = 20_271_115  # one at a time compares, so that no pair of an old name stays

# Two sets that share 75% of all they hold share one of their rarest: a set of n needs to be met by its
# n - ceil(0.75 n) + 1 rarest trigrams alone. So few names are compared, and no alike pair is missed.
_PAIRS = f"""
    WITH named AS MATERIALIZED (
        SELECT id, district_id, name, {called_sql("name")} AS called, id = ANY(%(ids)s) AS asked
          FROM producers_producer
         WHERE district_id IN (SELECT district_id FROM producers_producer WHERE id = ANY(%(ids)s))
    ), written AS (
        SELECT id, district_id, asked, 'name' AS written, unnest(show_trgm(name)) AS gram FROM named
        UNION ALL
        SELECT id, district_id, asked, 'called', unnest(show_trgm(called)) FROM named
         WHERE length(called) >= %(telling)s
    ), counted AS (
        SELECT *, count(*) OVER (PARTITION BY district_id, written, gram) AS usual FROM written
    ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY id, written ORDER BY usual, gram) AS place,
               count(*) OVER (PARTITION BY id, written) AS grams FROM counted
    ), rarest AS MATERIALIZED (
        SELECT * FROM ranked WHERE place <= grams - ceil(grams * %(alike)s) + 1
    ), met AS (
        SELECT DISTINCT LEAST(a.id, b.id) AS first, GREATEST(a.id, b.id) AS second
          FROM rarest a JOIN rarest b USING (district_id, written, gram)
         WHERE a.asked AND a.id <> b.id
    )
    SELECT np.id AS first, nq.id AS second FROM met
      JOIN named np ON np.id = met.first JOIN named nq ON nq.id = met.second
     WHERE similarity(np.name, nq.name) >= %(alike)s
        OR length(np.called) >= %(telling)s AND length(nq.called) >= %(telling)s
           AND similarity(np.called, nq.called) >= %(alike)s
"""  # noqa: S608  (literals of this module)


def compare(producers: QuerySet[Any]) -> int:
    """Compare the marked names among these producers, as they stand now; how many there were."""
    marked, values = _marked(producers)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({marked})", values)
        if not cursor.fetchone()[0]:
            return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_COMPARING])
        cursor.execute(
            "DELETE FROM producers_uncomparedname WHERE producer_id IN"  # noqa: S608
            f" ({marked} FOR UPDATE SKIP LOCKED) RETURNING producer_id",
            values,
        )
        ids = [key for (key,) in cursor.fetchall()]
        if ids:
            keep_pairs_of(cursor, ids)
    return len(ids)


def keep_pairs_of(cursor: Any, ids: list[int]) -> None:
    """Write the pairs of these producers anew; a migration uses it too."""
    cursor.execute(
        "DELETE FROM producers_alikenames WHERE first_id = ANY(%(ids)s) OR second_id = ANY(%(ids)s)",
        {"ids": ids},
    )
    cursor.execute(
        "INSERT INTO producers_alikenames (first_id, second_id)"  # noqa: S608
        f" SELECT pairs.first, pairs.second FROM ({_PAIRS}) AS pairs",
        {"ids": ids, "alike": ALIKE, "telling": TELLING},
    )


def pairs_of(producers: QuerySet[Any]) -> tuple[str, list[Any]]:
    """SQL of the pairs of a district's alike names, first and second, after `compare`."""
    marked, values = _marked(producers)
    with connection.cursor() as cursor:
        cursor.execute(marked, values)
        busy = [key for (key,) in cursor.fetchall()]
        now = _compared_now(cursor, busy) if busy else []
    return (
        "SELECT first_id, second_id FROM producers_alikenames"
        " WHERE NOT (first_id = ANY(%s) OR second_id = ANY(%s))"
        " UNION ALL SELECT unnest(%s::bigint[]), unnest(%s::bigint[])",
        [busy, busy, [first for first, _ in now], [second for _, second in now]],
    )


def alike_with(key: int) -> list[int]:
    """The producers of its district whose names are like this one's; nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKED_BESIDE, {"id": key})
        marked = [one for (one,) in cursor.fetchall()]
        if key in marked:
            pairs = _compared_now(cursor, [key])
        else:
            cursor.execute(
                "SELECT first_id, second_id FROM producers_alikenames"
                " WHERE (first_id = %(id)s AND NOT second_id = ANY(%(marked)s))"
                " OR (second_id = %(id)s AND NOT first_id = ANY(%(marked)s))",
                {"id": key, "marked": marked},
            )
            pairs = cursor.fetchall()
            pairs += (
                [pair for pair in _compared_now(cursor, marked) if key in pair] if marked else []
            )
    return [second if first == key else first for first, second in pairs]


_MARKED_BESIDE = """
    SELECT producer_id FROM producers_uncomparedname JOIN producers_producer p ON p.id = producer_id
     WHERE p.district_id = (SELECT district_id FROM producers_producer WHERE id = %(id)s)
"""


def _compared_now(cursor: Any, ids: Iterable[int]) -> list[tuple[int, int]]:
    cursor.execute(_PAIRS, {"ids": list(ids), "alike": ALIKE, "telling": TELLING})
    return cursor.fetchall()


def _marked(producers: QuerySet[Any]) -> tuple[str, list[Any]]:
    own, values = producers.order_by().values("pk").query.sql_with_params()
    return (
        f"SELECT producer_id FROM producers_uncomparedname WHERE producer_id IN ({own})",  # noqa: S608
        list(values),
    )
