"""What is older than its period goes: the nightly work, in batches, each with its line in the log.

A batch is one transaction with its `RetentionRun`, so nothing goes unlogged and a night that is cut
short goes on the next one. Rules look at what stands there, not at what was done: what a restored backup
brings back goes again.

Where a table is kept from the web (decision 0027) the work needs the owner of the tables; the web passes
such a rule over and says so. Triggers are set aside for it, since what is erased is neither an edit nor
an event: the log tells of it, and its chain too (core.logbook.retelling).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from core.documents.keeping import delete_on_commit
from core.history.tracking import tracking_of
from core.logbook.retelling import retell
from core.personal.inventory import rules
from core.personal.retention import Clear, Erase, Rule
from data_protection.models import RetentionPeriod, RetentionRun

BATCH = 500
LONGEST = 36_500  # days; a hundred years, so that no date is before the calendar


@dataclass(frozen=True)
class Standing:
    """A rule as it stands: how long, and whether the nights erase by it."""

    rule: Rule
    days: int | None
    in_force: bool
    period: RetentionPeriod | None = None

    def before(self, now: datetime) -> datetime:
        """What is older than this is due."""
        assert self.days is not None
        return now - timedelta(days=min(self.days, LONGEST))


@dataclass(frozen=True)
class Done:
    """What one part of a rule did, or would do."""

    rule: Rule
    work: Erase | Clear
    rows: int
    passed_over: bool = False  # only the owner of the tables may

    @property
    def table(self) -> str:
        return self.work.model._meta.db_table


def standings() -> list[Standing]:
    """Every rule, with what the department set."""
    set_ones = {period.rule: period for period in RetentionPeriod.objects.select_related("by")}
    found = []
    for rule in rules().values():
        period = set_ones.get(rule.key)
        days = period.days if period else rule.days
        in_force = period.is_in_force if period else rule.in_force
        found.append(Standing(rule, days, in_force and bool(rule.works), period))
    return found


def due(standing: Standing, now: datetime | None = None) -> list[Done]:
    """How many rows of each table are due; nothing is changed."""
    if standing.days is None:
        return []
    before = standing.before(now or timezone.now())
    return [Done(standing.rule, work, work.due(before).count()) for work in standing.rule.works]


def apply(standing: Standing, now: datetime | None = None) -> Iterator[Done]:
    """Erase and clear what is due by one rule that is in force."""
    if not standing.in_force or standing.days is None:
        return
    before = standing.before(now or timezone.now())
    is_owner = _owns_tables()
    for work in standing.rule.works:
        if work.needs_owner and not is_owner:
            yield Done(standing.rule, work, work.due(before).count(), passed_over=True)
            continue
        rows = 0
        while done := _batch(standing.rule, work, before):
            rows += done
        yield Done(standing.rule, work, rows)


def _owns_tables() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class"
            " WHERE oid = %s::regclass",
            [RetentionRun._meta.db_table],
        )
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _batch(rule: Rule, work: Erase | Clear, before: datetime) -> int:
    """The next rows; how many there were. Parts come before their record, so a rule that was cut short
    finds the rest again."""
    keys = list(work.due(before).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not keys:
        return 0
    files = list(_files(work, keys))
    with pgtrigger.ignore():
        if isinstance(work, Erase):
            work.model._base_manager.filter(pk__in=keys).delete()
            retell(work.model._meta.db_table, keys)
        else:
            _clear(work, keys)
    for storage, name in files:
        delete_on_commit(storage, name)
    RetentionRun.objects.create(
        rule=rule.key,
        table=work.model._meta.db_table,
        action=work.action,
        rows=len(keys),
        files=len(files),
        before=before,
    )
    return len(keys)


def _files(work: Erase | Clear, keys: list[Any]) -> Iterator[tuple[Any, str]]:
    for row in work.model._base_manager.filter(pk__in=keys) if work.files else ():
        for name in work.files:
            file = getattr(row, name)
            if file.name:
                yield file.storage, file.name


def _clear(work: Clear, keys: list[Any]) -> None:
    rows = work.model._base_manager.filter(pk__in=keys)
    if work.rewrite is not None:
        for row in rows:
            work.model._base_manager.filter(pk=row.pk).update(**work.rewrite(row))
    if work.values:
        rows.update(**work.values)
        _clear_history(work.model, keys, dict(work.values))
    retell(work.model._meta.db_table, keys)


def _clear_history(model: type[Model], keys: list[Any], values: dict[str, Any]) -> None:
    tracking = tracking_of(model)
    if tracking is None:
        return
    kept = {field.name for field in tracking.events._meta.concrete_fields}
    told = {name: value for name, value in values.items() if name in kept}
    events = tracking.events._base_manager.filter(pgh_obj__in=keys)
    events.update(**told)
    retell(tracking.events._meta.db_table, list(events.values_list("pk", flat=True)))
