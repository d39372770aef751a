"""Records that may be one producer: the same id, tax id or telephone, or nearly the same name in the
same district (DOMAIN.md 7). Warned of at entry, worked off in a list; what somebody judged to be two
producers is left out. Numbers are found by their indexes; alike names are kept (producers.alike_names).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from core.areas.row_security import seen_as_portal
from core.users.models import User
from producers import alike_names
from producers.models import Producer

REASONS: Mapping[str, str] = {
    "national_id": "เลขประจำตัวประชาชนเดียวกัน",
    "tax_id": "เลขประจำตัวผู้เสียภาษีเดียวกัน",
    "phone": "โทรศัพท์เดียวกัน",
    "name": "ชื่อคล้ายกันในอำเภอเดียวกัน",
}


@dataclass(frozen=True)
class Pair:
    """Two records and what they share (keys of REASONS), the older one first."""

    first: Producer
    second: Producer
    shared: Sequence[str]

    @property
    def words(self) -> str:
        return " · ".join(REASONS[name] for name in self.shared)


@dataclass(frozen=True)
class Likeness:
    """A record that looks like one at hand; `producer` is None where this person may not see it."""

    producer: Producer | None
    shared: Sequence[str]

    @property
    def words(self) -> str:
        return " · ".join(REASONS[name] for name in self.shared)


@dataclass(frozen=True)
class Candidates:
    """Pairs of records by their ids, the older one first, those that share most first; read as Pairs a
    page at a time."""

    found: Sequence[tuple[int, int, Sequence[str]]]

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, part: slice) -> list[Pair]:
        found = self.found[part]
        ids = {key for first, second, _ in found for key in (first, second)}
        by_id = Producer.objects.select_related("district__province").in_bulk(ids)
        return [Pair(by_id[first], by_id[second], shared) for first, second, shared in found]


# `seen` are the records of a person. Each number finds its pairs by itself, names were compared before.
_PAIRS = """
    WITH seen AS MATERIALIZED ({seen}), pairs AS (
        SELECT p.id AS first, q.id AS second, 1 AS reason FROM seen p
          JOIN seen q ON q.national_id_hash = p.national_id_hash AND q.id > p.id
         WHERE p.national_id_hash <> ''
        UNION ALL
        SELECT p.id, q.id, 2 FROM seen p JOIN seen q ON q.tax_id = p.tax_id AND q.id > p.id
         WHERE p.tax_id <> ''
        UNION ALL
        SELECT p.id, q.id, 3 FROM seen p JOIN seen q ON q.phone = p.phone AND q.id > p.id
         WHERE p.phone <> ''
        UNION ALL
        SELECT p.id, q.id, 4 FROM ({alike}) AS alike (first, second)
          JOIN seen p ON p.id = alike.first JOIN seen q ON q.id = alike.second
    )
    SELECT first, second, array_agg(reason ORDER BY reason) AS shared FROM pairs
     WHERE NOT EXISTS (SELECT 1 FROM producers_dismissedduplicate d
                        WHERE d.first_id = pairs.first AND d.second_id = pairs.second)
     GROUP BY first, second
     ORDER BY cardinality(array_agg(reason)) DESC, first, second
"""

_LIKE_ONE = """
    WITH p AS (SELECT * FROM producers_producer WHERE id = %(id)s), candidates AS (
        SELECT q.id, 1 AS reason FROM p JOIN producers_producer q
            ON q.national_id_hash = p.national_id_hash AND q.national_id_hash <> ''
        UNION ALL
        SELECT q.id, 2 FROM p JOIN producers_producer q ON q.tax_id = p.tax_id AND q.tax_id <> ''
        UNION ALL
        SELECT q.id, 3 FROM p JOIN producers_producer q ON q.phone = p.phone AND q.phone <> ''
        UNION ALL
        SELECT unnest(%(alike)s::bigint[]), 4
    )
    SELECT q.id, array_agg(c.reason ORDER BY c.reason) FROM p, candidates c
      JOIN producers_producer q ON q.id = c.id
     WHERE q.id <> p.id AND q.status <> 'cancelled'
       AND NOT EXISTS (SELECT 1 FROM producers_dismissedduplicate d
                        WHERE d.first_id = LEAST(p.id, q.id) AND d.second_id = GREATEST(p.id, q.id))
     GROUP BY q.id
     ORDER BY count(*) DESC, q.id
"""

_ELSEWHERE = "a number may be held anywhere; told is that it is, and nothing of who holds it"
_REASON = dict(enumerate(REASONS, 1))


def duplicates_in(user: User) -> Candidates:
    """Every pair both of whose records this person sees, those that share most first."""
    seen = Producer.objects.visible_to(user).not_cancelled().order_by()
    alike_names.compare(seen)
    columns = seen.values_list("id", "national_id_hash", "tax_id", "phone")
    of_seen, values = columns.query.sql_with_params()
    alike, alike_values = alike_names.pairs_of(seen)
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS.format(seen=of_seen, alike=alike), [*values, *alike_values])
        found = cursor.fetchall()
    return Candidates([(first, second, _words(shared)) for first, second, shared in found])


def likenesses(producer: Producer, user: User) -> list[Likeness]:
    """What `producer` looks like: its numbers anywhere in the nation, its name in its district."""
    alike = alike_names.alike_with(producer.pk)
    with seen_as_portal(_ELSEWHERE), connection.cursor() as cursor:
        cursor.execute(_LIKE_ONE, {"id": producer.pk, "alike": alike})
        found = cursor.fetchall()
    ids = [key for key, _ in found]
    visible = Producer.objects.visible_to(user).select_related("district").in_bulk(ids)
    return [Likeness(visible.get(key), _words(shared)) for key, shared in found]


def _words(shared: Sequence[int]) -> list[str]:
    return [_REASON[one] for one in shared]
