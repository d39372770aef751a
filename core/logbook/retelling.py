"""Rows of a chained table that a rule of retention erased or cleared are told anew, by the owner, in
the transaction that does it: else the log would call them tampered with, as it does all others.

The new line says `apply_retention` where another has who did it. It tells all rows of the lines that
told those before, so that none is left unheld; keys that are gone stand in a line of no rows. Such lines
are in the chain like any, so they can be counted against what the nights say they did.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg import sql

from core.logbook.triggers import sources

BY = "apply_retention"


def retell(table: str, keys: Sequence[int]) -> None:
    """`keys`: of the rows that changed or went; nothing where the table is not chained."""
    source = next((one for one in sources() if one.table == table), None)
    if source is None or not keys:
        return
    statement = sql.SQL(_RETOLD).format(table=sql.Identifier(table), key=sql.Identifier(source.key))
    columns = ",".join(source.columns)
    said: list[Any] = [table, list(keys), BY, table, source.key, columns, BY, table, columns]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")  # moments in a digest are in UTC
        cursor.execute(statement.as_string(), said)


# By place, not by name: what wraps statements (pghistory) adds its own by place.
_RETOLD = """
WITH touched AS (
    SELECT DISTINCT unnest(string_to_array(split_part(said, E'\\t', 5), ',')::bigint[]) AS key
      FROM logbook_line
     WHERE split_part(said, E'\\t', 3) = %s
       AND string_to_array(split_part(said, E'\\t', 5), ',')::bigint[] && %s::bigint[]
), rows AS (
    SELECT array_agg(to_jsonb(one) ORDER BY {key}) AS there FROM {table} one
     WHERE one.{key} IN (SELECT key FROM touched)
), gone AS (
    SELECT string_agg(key::text, ',' ORDER BY key) AS keys FROM touched
     WHERE key NOT IN (SELECT {key} FROM {table})
)
INSERT INTO logbook_line (office, said, hash)
SELECT '', said, '' FROM rows, logbook_said(rows.there, %s, %s, %s, %s) AS said
 WHERE rows.there IS NOT NULL
UNION ALL
SELECT '', concat_ws(E'\\t',
               to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               %s, %s, 0, gone.keys, %s, ''), ''
  FROM gone WHERE gone.keys IS NOT NULL
"""
