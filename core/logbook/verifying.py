"""The log of this database held against itself, its heads, and the rows it tells of."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from core.logbook import heads, proof
from core.logbook.models import Line, SignedHead
from core.logbook.triggers import Source, sources


def lines() -> Iterator[dict[str, Any]]:
    rows = Line.objects.exclude(number=None).order_by("day", "office", "number")
    for row in rows.values("day", "office", "number", "said", "hash").iterator():
        yield row | {"day": str(row["day"])}


def signed_heads() -> list[dict[str, Any]]:
    kept = SignedHead.objects.select_related("head").order_by("head_id")
    return [heads.said(one) for one in kept]


def faults(sent: Iterable[proof.Said] | None = None) -> Iterator[str]:
    """Each fault in a sentence. `sent`: heads that were kept elsewhere, or else the database's own."""
    known: list[proof.Said] = list(signed_heads() if sent is None else sent)
    yield from proof.faults(lines(), known, heads.public_key())
    unchained = Line.objects.filter(number=None).count()
    if unchained:
        yield f"{unchained} lines stand in no chain"
    for source in sources():
        yield from _faults_of_rows(source)


def _faults_of_rows(source: Source) -> Iterator[str]:
    """Rows that are not what their link says, are gone, or have none. Accesses that went because of
    their age are not missed: of a link that had all its rows forgotten nothing is asked."""
    table, key = sql.Identifier(source.table), sql.Identifier(source.key)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(_CHANGED).format(table=table, key=key).as_string(),
            {"table": source.table, "columns": list(source.columns)},
        )
        for day, office, number in cursor.fetchall():
            yield f"{source.table}: the rows of line {number} ({day} {office}) are not what they were"
        cursor.execute(
            sql.SQL(_WITHOUT_LINE).format(table=table, key=key).as_string(),
            {"table": source.table, "left_out": list(source.left_out)},
        )
        for (count,) in cursor.fetchall():
            if count:
                yield f"{source.table}: {count} rows have no line"


# A column that the table has by now and had not then is left out of the digest.
# Rows that a rule of retention erased or cleared are held by the line that told them anew.
_CHANGED = """
WITH retold AS (
    SELECT id, string_to_array(split_part(said, E'\\t', 5), ',')::bigint[] AS keys
      FROM logbook_line
     WHERE split_part(said, E'\\t', 2) = 'apply_retention'
       AND split_part(said, E'\\t', 3) = %(table)s)
SELECT line.day, line.office, line.number
  FROM logbook_line line,
       LATERAL (SELECT string_to_array(split_part(line.said, E'\\t', 5), ',')::bigint[] AS keys,
                       string_to_array(split_part(line.said, E'\\t', 6), ',') AS columns) AS said,
       LATERAL (SELECT count(*) AS count,
                       encode(sha256(convert_to(
                           string_agg(content, E'\\n' ORDER BY key), 'UTF8')), 'hex') AS digest
                  FROM (SELECT one.{key} AS key,
                               (to_jsonb(one) - ARRAY(
                                   SELECT unnest(%(columns)s::text[])
                                   EXCEPT SELECT unnest(said.columns)))::text AS content
                          FROM {table} one WHERE one.{key} = ANY (said.keys)) AS rows) AS now
 WHERE split_part(line.said, E'\\t', 3) = %(table)s
   AND now.digest IS DISTINCT FROM nullif(split_part(line.said, E'\\t', 7), '')
   AND NOT EXISTS (SELECT FROM retold WHERE retold.id > line.id AND retold.keys && said.keys)
   AND NOT (now.count = 0 AND %(table)s = 'logbook_access'
            AND split_part(line.said, E'\\t', 1)::timestamptz < now() - interval '90 days')
"""
_WITHOUT_LINE = """
WITH told AS (
    SELECT unnest(string_to_array(split_part(said, E'\\t', 5), ','))::bigint AS key
      FROM logbook_line WHERE split_part(said, E'\\t', 3) = %(table)s)
SELECT count(*) FROM {table} one LEFT JOIN told ON told.key = one.{key}
 WHERE told.key IS NULL
   AND coalesce(to_jsonb(one) ->> 'kind', '') <> ALL (%(left_out)s::text[])
"""


def export(folder: Path) -> int:
    """Write lines and heads for `core.logbook.proof`; how many lines."""
    count = 0
    with (folder / "lines.json").open("w", encoding="utf8") as file:
        for line in lines():
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    with (folder / "heads.json").open("w", encoding="utf8") as file:
        for head in signed_heads():
            file.write(json.dumps(head, ensure_ascii=False) + "\n")
    return count
