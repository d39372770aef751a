"""The tallies of a district, kept and counted anew by the transaction that changes a record.

    a record, a part of it, a word of the department changes > a trigger notes its districts > before the
    transaction ends they are counted anew and the notes taken off (quality.settling)

A page reads what is kept. Districts with a note that nobody took off (a change that came past the forms,
one of very many districts at once, two at the same moment) and those of another day are counted as it
looks, so a page is never behind the records. The night counts all of them.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.areas.compiled import CompiledDoor
from core.areas.models import District
from core.thai import calendar
from quality.models import ChangedDistrict, CountedDistrict, DistrictTally

# Locked with a district's code, or with 0 for all: who counts the nation waits for nobody's form.
_KEEPING = 20_271_129


# --- Read -----------------------------------------------------------------------------------------


def changed_in(user: Any, areas: Mapping[str, object]) -> list[str]:
    """Of an officer's districts in an area those that what is kept says nothing of, by code; one
    query."""
    level, area = _narrowed(areas)
    found = _changed(level).read(user, day=calendar.today(), **area)
    return [code for (code,) in found]


def tallies_in(user: Any, areas: Mapping[str, object]) -> list[tuple[str, str, int, int]]:
    """District, code of the check, faulty, of; one query."""
    level, area = _narrowed(areas)
    return _tallies(level).read(user, **area)


def _narrowed(areas: Mapping[str, object]) -> tuple[str, dict[str, str]]:
    level = next((one for one in ("district", "province") if areas.get(one)), "")
    return level, {"area": str(areas[level])} if level else {}


@lru_cache(maxsize=3)
def _changed(level: str) -> CompiledDoor:
    path = {"district": "pk", "province": "province"}.get(level)

    def build(officer: Any, day: date, area: str = "") -> QuerySet[Any, Any]:
        districts = District.objects.visible_to(officer)
        if path:
            districts = districts.filter(**{path: area})
        counted = CountedDistrict.objects.filter(district=OuterRef("pk"), counted_on=day)
        changed = ChangedDistrict.objects.filter(district=OuterRef("pk"))
        return districts.filter(Q(Exists(changed)) | ~Q(Exists(counted))).values_list("pk")

    kinds: dict[str, Any] = {"day": date} | ({"area": str} if path else {})
    return CompiledDoor(build, **kinds)


@lru_cache(maxsize=3)
def _tallies(level: str) -> CompiledDoor:
    path = {"district": "district", "province": "district__province"}.get(level)

    def build(officer: Any, area: str = "") -> QuerySet[Any, Any]:
        tallies = DistrictTally.objects.visible_to(officer)
        if path:
            tallies = tallies.filter(**{path: area})
        return tallies.order_by().values_list("district", "code", "faulty", "of")

    kinds: dict[str, Any] = {"area": str} if path else {}
    return CompiledDoor(build, **kinds)


# --- Kept -----------------------------------------------------------------------------------------


def districts_changed_here(most: int) -> list[str]:
    """Which districts this transaction has changed, by code, at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [most])
        return [code for (code,) in cursor.fetchall()]


def locked(districts: Collection[str]) -> list[str]:
    """Of these districts those that nobody else is counting; whoever is, is not waited for."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [_KEEPING, _KEEPING, list(districts)])
        return [code for (code,) in cursor.fetchall()]


def hold_all() -> None:
    """Begin of what counts all districts: whoever counts some is waited for, and later ones leave their
    notes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_KEEPING])


def changed_districts() -> set[str]:
    """Districts of which something changed since they were counted, by code."""
    return set(ChangedDistrict.objects.values_list("district", flat=True))


def forget_notes_of_others() -> set[str]:
    """Before all are counted: the districts that other transactions noted, whose notes go with this
    one's."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
        return {code for (code,) in cursor.fetchall() if code}


def forget_notes(districts: Collection[str]) -> None:
    """Before they are counted: what was noted so far is in the count."""
    ChangedDistrict.objects.filter(district__among=districts).delete()


def write_day(districts: Collection[str] | None = None) -> None:
    """They were counted today; None: all of them."""
    codes = None if districts is None else list(districts)
    with connection.cursor() as cursor:
        cursor.execute(_DAY, [calendar.today(), codes, codes])


_OWN = """
    SELECT DISTINCT district_id FROM quality_changeddistrict
     WHERE transaction = pg_current_xact_id()::text::bigint LIMIT %s
"""
_FORGET = """
    DELETE FROM quality_changeddistrict
     RETURNING CASE WHEN transaction <> pg_current_xact_id()::text::bigint THEN district_id END
"""
_LOCK = """
    SELECT code FROM (
        SELECT code, pg_try_advisory_xact_lock_shared(%s, 0) AND
                     pg_try_advisory_xact_lock(%s, code::int) AS is_ours
          FROM unnest(%s::text[]) AS code) AS tried
     WHERE is_ours
"""
_DAY = """
    INSERT INTO quality_counteddistrict (district_id, counted_on)
    SELECT code, %s FROM areas_district WHERE %s::text[] IS NULL OR code = ANY(%s::text[])
    ON CONFLICT (district_id) DO UPDATE SET counted_on = excluded.counted_on
"""
