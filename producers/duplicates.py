"""Records that may be one producer: the same id, tax id or telephone, or nearly the same name in the
same district (DOMAIN.md 7). Found by one statement over the areas asked for, warned of at entry, worked
off in a list; what somebody judged to be two producers is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from core.thai.names import called_sql
from core.users.models import User
from producers.models import Producer

# How alike two names must be (pg_trgm, 0 to 1): 0.75 lets one changed syllable of a usual name pass.
ALIKE = 0.75
# Letters that a name needs without the words for what it is (กลุ่ม, วิสาหกิจชุมชน), to be compared without.
TELLING = 6

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


# Names of a district, each with each: as they stand, or without the words for what each is.
_NAMED = f"""
    named AS MATERIALIZED (
        SELECT id, name, {called_sql("name")} AS called FROM producers_producer
         WHERE {{which}})
"""  # noqa: S608  (literals of this module)

_ALIKE = """
    (similarity(np.name, nq.name) >= %(alike)s
     OR length(np.called) >= %(telling)s AND length(nq.called) >= %(telling)s
        AND similarity(np.called, nq.called) >= %(alike)s)
"""

_SHARED = f"""
    array_remove(ARRAY[
        CASE WHEN p.national_id_hash <> '' AND p.national_id_hash = q.national_id_hash
             THEN 'national_id' END,
        CASE WHEN p.tax_id <> '' AND p.tax_id = q.tax_id THEN 'tax_id' END,
        CASE WHEN p.phone <> '' AND p.phone = q.phone THEN 'phone' END,
        CASE WHEN p.district_id = q.district_id AND {_ALIKE} THEN 'name' END], NULL)
"""


# Each branch finds its pairs by an index of its own; the names of a district each with each.
_PAIRS = f"""
    WITH {_NAMED.format(which="id = ANY(%(ids)s)")}, candidates AS (
        SELECT p.id AS first, q.id AS second FROM producers_producer p
          JOIN producers_producer q ON q.national_id_hash = p.national_id_hash AND q.id > p.id
         WHERE p.national_id_hash <> '' AND p.id = ANY(%(ids)s) AND q.id = ANY(%(ids)s)
        UNION
        SELECT p.id, q.id FROM producers_producer p
          JOIN producers_producer q ON q.tax_id = p.tax_id AND q.id > p.id
         WHERE p.tax_id <> '' AND p.id = ANY(%(ids)s) AND q.id = ANY(%(ids)s)
        UNION
        SELECT p.id, q.id FROM producers_producer p
          JOIN producers_producer q ON q.phone = p.phone AND q.id > p.id
         WHERE p.phone <> '' AND p.id = ANY(%(ids)s) AND q.id = ANY(%(ids)s)
        UNION
        SELECT p.id, q.id FROM producers_producer p
          JOIN producers_producer q ON q.district_id = p.district_id AND q.id > p.id
          JOIN named np ON np.id = p.id JOIN named nq ON nq.id = q.id
         WHERE p.id = ANY(%(ids)s) AND q.id = ANY(%(ids)s) AND {_ALIKE}
    )
    SELECT p.id, q.id, {_SHARED} AS shared FROM candidates c
      JOIN producers_producer p ON p.id = c.first JOIN named np ON np.id = p.id
      JOIN producers_producer q ON q.id = c.second JOIN named nq ON nq.id = q.id
     WHERE NOT EXISTS (SELECT 1 FROM producers_dismissedduplicate d
                        WHERE d.first_id = c.first AND d.second_id = c.second)
     ORDER BY cardinality({_SHARED}) DESC, p.id, q.id
"""  # noqa: S608  (a literal of this module)

_ITS_DISTRICT = "district_id = (SELECT district_id FROM producers_producer WHERE id = %(id)s)"

_LIKE_ONE = f"""
    WITH {_NAMED.format(which=_ITS_DISTRICT)},
    p AS (SELECT * FROM producers_producer WHERE id = %(id)s), candidates AS (
        SELECT q.id FROM p JOIN producers_producer q
            ON q.national_id_hash = p.national_id_hash AND q.national_id_hash <> ''
        UNION
        SELECT q.id FROM p JOIN producers_producer q ON q.tax_id = p.tax_id AND q.tax_id <> ''
        UNION
        SELECT q.id FROM p JOIN producers_producer q ON q.phone = p.phone AND q.phone <> ''
        UNION
        SELECT nq.id FROM p JOIN named np ON np.id = p.id JOIN named nq ON {_ALIKE}
    )
    SELECT q.id, {_SHARED} AS shared FROM p JOIN named np ON np.id = p.id, candidates c
      JOIN producers_producer q ON q.id = c.id LEFT JOIN named nq ON nq.id = q.id
     WHERE q.id <> p.id AND q.status <> 'cancelled'
       AND NOT EXISTS (SELECT 1 FROM producers_dismissedduplicate d
                        WHERE d.first_id = LEAST(p.id, q.id) AND d.second_id = GREATEST(p.id, q.id))
     ORDER BY cardinality({_SHARED}) DESC, q.id
"""  # noqa: S608


def duplicates_in(user: User) -> list[Pair]:
    """Every pair both of whose records this person sees, those that share most first.

    Made for a district or a province: the names of a district are compared each with each.
    """
    seen = Producer.objects.visible_to(user).not_cancelled().select_related("district__province")
    by_id = {producer.pk: producer for producer in seen}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"ids": list(by_id), "alike": ALIKE, "telling": TELLING})
        found = cursor.fetchall()
    return [Pair(by_id[first], by_id[second], shared) for first, second, shared in found]


def likenesses(producer: Producer, user: User) -> list[Likeness]:
    """What `producer` looks like: its numbers anywhere in the nation, its name in its district."""
    with connection.cursor() as cursor:
        cursor.execute(_LIKE_ONE, {"id": producer.pk, "alike": ALIKE, "telling": TELLING})
        found = cursor.fetchall()
    ids = [key for key, _ in found]
    visible = Producer.objects.visible_to(user).select_related("district").in_bulk(ids)
    return [Likeness(visible.get(key), shared) for key, shared in found]
