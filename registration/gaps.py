"""What the records of a register lack, kept for the filters of its list.

The sections say what they ask for (registration.sections), and the same conditions count it here, in the
database. A trigger marks a record whose content changed, its parts included; who filters has the marked
ones counted first, so a list is never behind its records. The night counts what nobody asked for.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Case, F, Model, Q, QuerySet, Value, When
from django.db.models.lookups import GreaterThan

from registration.models import RecordGaps, RegisteredRecord
from registration.sections import Section, lacking, missing_count

_COUNTING = 20_271_116  # one at a time counts, so that no gap of an old content stays
AT_ONCE = 20_000  # records counted by one statement
MOST_ON_A_PAGE = 2_000  # that a page has counted; more are the night's


def with_missing(
    records: QuerySet[Any], sections: Sequence[Section], numbers: Sequence[int]
) -> QuerySet[Any]:
    """Of `records` those that lack so much of what is asked for."""
    counted = missing_count(records.model, sections)
    now = records.model._default_manager.alias(missing_now=counted).filter(missing_now__in=numbers)
    return _among(records, sections, Q(missing__in=numbers), Q(pk__in=now.order_by().values("pk")))


def with_gap_in(
    records: QuerySet[Any], sections: Sequence[Section], section: Section
) -> QuerySet[Any]:
    """Of `records` those of which this section is not complete."""
    bit = 1 << [one.key for one in sections].index(section.key)
    kept = Q(GreaterThan(F("sections").bitand(bit), 0))
    return _among(records, sections, kept, lacking(records.model, section))


def _among(records: QuerySet[Any], sections: Sequence[Section], kept: Q, now: Q) -> QuerySet[Any]:
    """By what is kept (`kept`, of gaps); of records that another transaction is changing, by how they
    stand (`now`, of records). Where a whole register waits for the night, all of them are asked."""
    model = records.model
    if _is_of(model, sections) and len(_marked(model, most=MOST_ON_A_PAGE + 1)) <= MOST_ON_A_PAGE:
        count(model, sections)
        found = Q(pk__in=_kept(model).filter(kept).values("record_id"))
        busy = _marked(model)
        return records.filter((found & ~Q(pk__in=busy)) | (now & Q(pk__in=busy)) if busy else found)
    return records.filter(now)


def _is_of(model: type[Model], sections: Sequence[Section]) -> bool:
    """Whether what is kept is of these sections."""
    asked = list(_kept(model).values_list("asked", flat=True)[:1])
    return asked == [_fingerprint(sections)]


def _kept(model: type[Model]) -> QuerySet[RecordGaps]:
    return RecordGaps.objects.filter(register=model._meta.label_lower)


def count(model: type[Model], sections: Sequence[Section]) -> int:
    """Count the marked records of a register, as they stand now; how many there were."""
    asked = _fingerprint(sections)
    if _is_of(model, sections) and not _marked(model, most=1):
        return 0
    counted = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_COUNTING])
        if _kept(model).exclude(asked=asked).exists() or not _kept(model).exists():
            _kept(model).delete()
            mark_all(cast(type[RegisteredRecord], model))
        while ids := _take_marked(cursor, model):
            _keep(cursor, model, sections, ids, asked)
            counted += len(ids)
    return counted


def mark_all(model: type[RegisteredRecord]) -> None:
    """Every record of a register: its sections ask for something else, or came past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registration_uncountedrecord (register, record_id)"  # noqa: S608
            f" SELECT %s, id FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY id"
            " ON CONFLICT (register, record_id) DO UPDATE SET record_id = excluded.record_id",
            [model._meta.label_lower],
        )


def _marked(model: type[Model], most: int | None = None) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_id FROM registration_uncountedrecord WHERE register = %s LIMIT %s",
            [model._meta.label_lower, most],
        )
        return [key for (key,) in cursor.fetchall()]


def _take_marked(cursor: Any, model: type[Model]) -> list[int]:
    cursor.execute(
        "DELETE FROM registration_uncountedrecord WHERE id IN ("
        " SELECT id FROM registration_uncountedrecord WHERE register = %s"
        " LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING record_id",
        [model._meta.label_lower, AT_ONCE],
    )
    return [key for (key,) in cursor.fetchall()]


def _keep(
    cursor: Any, model: type[Model], sections: Sequence[Section], ids: list[int], asked: str
) -> None:
    gaps: Any = sum(
        Case(When(lacking(model, one), then=Value(1 << place)), default=Value(0))
        for place, one in enumerate(sections)
        if one.asks
    )
    records = model._default_manager.filter(pk__in=ids).order_by()
    sql, values = records.values_list(
        "pk", missing_count(model, sections), gaps
    ).query.sql_with_params()
    cursor.execute(
        "INSERT INTO registration_recordgaps (register, asked, record_id, missing, sections)"  # noqa: S608
        f" SELECT %s, %s, counted.* FROM ({sql}) AS counted"
        " ON CONFLICT (register, record_id) DO UPDATE"
        " SET missing = excluded.missing, sections = excluded.sections, asked = excluded.asked",
        [model._meta.label_lower, asked, *values],
    )


def _fingerprint(sections: Sequence[Section]) -> str:
    """What the sections ask for, in a word."""
    said = repr([(one.key, list(one.asks), sorted(one.unless.items())) for one in sections])
    return hashlib.sha256(said.encode()).hexdigest()[:12]
