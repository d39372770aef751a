"""Entering a district's month: rows stand ready, are saved one by one or many at once, added, removed.

A row is saved on the version it was read at; a save made on an older one is refused and answered
with both values (EXAMPLES.md 6). Rows change only while the district enters or corrects; the lock on
the district's month makes a confirmation and a save wait for each other, and the database's trigger
refuses whatever path would go around it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Count, Max, prefetch_related_objects
from django.utils import timezone

from core.areas.compiled import CompiledDoor
from core.compiled import CompiledQuery
from core.postgresql.retrying import once_more_if_lost
from core.steps import is_for
from core.thai.digits import parse_baht
from core.thai.identifiers import PERSONS_NUMBER_HERE, persons_numbers
from core.users.models import User
from producers.models import Producer
from products.models import Category
from sales.models import CHANNELS, DistrictMonth, SalesMonth, SalesRow
from sales.months.steps import ENTER, closed_sentence, standing_sentence

ZERO = Decimal("0.00")
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")  # a text of PostgreSQL holds neither


class EntryRefused(Exception):
    """The month of the district cannot be changed now; the message says why, in Thai."""


@dataclass(frozen=True)
class RowInput:
    """A row as it was typed: texts per channel, on the version it was read at."""

    row_id: int
    version: int
    amounts: Mapping[str, str]
    no_sales: bool = False
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """What a typed row means: how it counts as entered, and four amounts in baht."""

    entry: str
    amounts: tuple[Decimal, ...]  # of the four channels
    note: str = ""


@dataclass
class RowResult:
    """What became of one typed row: saved (`at` by the server's clock), wrong at some cells, or
    overtaken by somebody else."""

    row_id: int
    row: SalesRow | None = None
    errors: dict[str, str] = field(default_factory=dict)
    conflict: bool = False
    at: datetime | None = None

    @property
    def saved(self) -> bool:
        return not self.errors and not self.conflict


def read_figures(typed: RowInput) -> tuple[Figures | None, dict[str, str]]:
    """The figures of a typed row, or a Thai message for each cell that cannot be read.

    Empty cells beside a figure count as 0; four empty cells are a row not filled in; four zeros are
    a row without sales.
    """
    amounts: list[Decimal | None] = []
    errors: dict[str, str] = {}
    for channel in CHANNELS:
        try:
            amounts.append(parse_baht(typed.amounts.get(channel, "")))
        except ValueError as error:
            amounts.append(None)
            errors[channel] = str(error)
    note = typed.note.strip()
    if len(note) > 500:
        errors["note"] = f"หมายเหตุยาวเกินไป ({len(note)} ตัวอักษร) กรอกได้ไม่เกิน 500"
    if persons_numbers(note):
        errors["note"] = PERSONS_NUMBER_HERE
    if _NOT_STORABLE.search(note):
        errors["note"] = "หมายเหตุมีอักขระที่ระบบบันทึกไม่ได้ พิมพ์ใหม่โดยไม่คัดลอกมา"
    if typed.no_sales and any(amounts):
        errors["no_sales"] = "ทำเครื่องหมาย “ไม่มียอดจำหน่าย” แต่มีตัวเลขอยู่ เลือกอย่างเดียว"
    if errors:
        return None, errors
    if typed.no_sales or (None not in amounts and not any(amounts)):
        state = SalesRow.Entry.NO_SALES
    elif all(amount is None for amount in amounts):
        state = SalesRow.Entry.BLANK
    elif any(amounts):
        state = SalesRow.Entry.AMOUNTS
    else:
        state = SalesRow.Entry.NO_SALES
    return Figures(state, tuple(amount or ZERO for amount in amounts), note), {}


@once_more_if_lost
@transaction.atomic
def save_rows(
    district_month: DistrictMonth, typed_rows: Sequence[RowInput], *, by: User
) -> list[RowResult]:
    """Save typed rows in a constant number of statements; each row is saved whole or not at all.

    Rows that cannot be read or were overtaken come back with their reason and leave the others be.
    Raises EntryRefused where the month is not the person's to change now.
    """
    locked = locked_for_entry(district_month, by)
    rows = {
        row.pk: row
        for row in _LOCKED_ROWS.read(by, of=locked.pk, keys=[typed.row_id for typed in typed_rows])
    }
    now = timezone.now()
    results: list[RowResult] = []
    to_write: dict[int, SalesRow] = {}  # a row sent twice is written once
    for typed in typed_rows:
        row = rows.get(typed.row_id)
        result = RowResult(typed.row_id, row)
        results.append(result)
        if row is None:
            result.errors["row"] = "รายการนี้ถูกลบออกแล้ว เปิดหน้านี้ใหม่อีกครั้ง"
            continue
        figures, result.errors = read_figures(typed)
        if figures is None:
            continue
        if figures == stands(row):
            result.at = row.updated_at  # what stands there already (a save sent twice)
            continue
        if row.version != typed.version:
            result.conflict = True
            continue
        row.entry, row.note = str(figures.entry), figures.note
        for channel, amount in zip(CHANNELS, figures.amounts, strict=True):
            setattr(row, channel, amount)
        row.version += 1
        row.updated_at, row.updated_by = now, by
        result.at = now
        to_write[row.pk] = row
    _write(list(to_write.values()))
    overtaken = [result.row for result in results if result.conflict and result.row]
    prefetch_related_objects(overtaken, "updated_by")  # who was first is told
    return results


_LOCKED_ROWS = CompiledDoor(
    lambda officer, of, keys: (
        SalesRow.objects.visible_to(officer)
        .filter(district_month=of, pk__among=keys)
        .select_for_update(of=("self",))
        .order_by("pk")
    ),
    of=int,
    keys=list[int],
)


def means(typed: RowInput) -> Figures | None:
    """The figures of a typed row; None where it cannot be read."""
    return read_figures(typed)[0]


def stands(row: SalesRow) -> Figures:
    """The figures that a row holds."""
    return Figures(row.entry, row.amounts, row.note)


@dataclass(frozen=True)
class Kept:
    """What is stored, and what is not, of an officer's work after a refused save.

    `rows` and `last` are of the rows this officer saved last; `unsaved` are the typed rows whose
    figures stand nowhere, with their row where it still exists.
    """

    rows: int
    last: datetime | None
    unsaved: list[tuple[SalesRow | None, RowInput]]


def kept_of(district_month: DistrictMonth, typed_rows: Sequence[RowInput], *, by: User) -> Kept:
    """What is saved and what is not, after EntryRefused, in two queries."""
    visible = SalesRow.objects.visible_to(by).filter(district_month=district_month)
    own = visible.filter(updated_by=by).aggregate(rows=Count("pk"), last=Max("updated_at"))
    ids = [typed.row_id for typed in typed_rows]
    rows = {row.pk: row for row in visible.filter(pk__in=ids).select_related("producer")}
    unsaved = []
    for typed in typed_rows:
        row = rows.get(typed.row_id)
        if row is None or means(typed) != stands(row):
            unsaved.append((row, typed))
    return Kept(own["rows"], own["last"], unsaved)


def _write(rows: list[SalesRow]) -> None:
    """Updates all rows in one statement; they are locked, so none can have changed."""
    if not rows:
        return
    written = [[getattr(row, name) for row in rows] for name in ("id", *_WRITTEN)]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, written)
    for row in rows:
        row.total = sum(row.amounts, ZERO)


# The same statement for one row and a thousand, each column an array. An INSERT that turns into an
# update would call the triggers of both.
_WRITTEN = {
    **dict.fromkeys(CHANNELS, "numeric"),
    "entry": "text",
    "note": "text",
    "version": "integer",
    "updated_at": "timestamptz",
    "updated_by_id": "bigint",
}
_UPDATE = f"""
    UPDATE sales_salesrow AS r SET {", ".join(f"{name} = typed.{name}" for name in _WRITTEN)}
      FROM unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in _WRITTEN.values())})
        AS typed (id, {", ".join(_WRITTEN)})
     WHERE r.id = typed.id
"""  # noqa: S608  (names of this file)


@transaction.atomic
def mark_rest_without_sales(district_month: DistrictMonth, *, by: User) -> int:
    """Mark every row not filled in as without sales; returns how many."""
    locked = locked_for_entry(district_month, by)
    rows = list(
        SalesRow.objects.filter(district_month=locked, entry=SalesRow.Entry.BLANK)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    now = timezone.now()
    for row in rows:
        row.entry = SalesRow.Entry.NO_SALES.value
        row.version += 1
        row.updated_at, row.updated_by = now, by
    _write(rows)
    return len(rows)


@transaction.atomic
def add_row(
    district_month: DistrictMonth, producer: Producer, category: str, *, by: User
) -> SalesRow:
    """Add a producer x category that the registry does not give; one that stands there is refused."""
    locked = locked_for_entry(district_month, by)
    if not Producer.objects.visible_to(by).registered().filter(pk=producer.pk).exists():
        raise EntryRefused("ไม่พบผู้ผลิตรายนี้ในอำเภอ")
    row, created = SalesRow.objects.get_or_create(
        producer=producer,
        category=Category(category),
        month=locked.month_id,
        defaults={"district_month": locked, "kind": producer.kind, "added_by_hand": True},
    )
    if not created:
        where = "" if row.district_month_id == locked.pk else " ที่อำเภออื่น"
        raise EntryRefused(f"{producer.name} ประเภท{Category(category).label} มีอยู่แล้ว{where}")
    return row


@transaction.atomic
def remove_row(district_month: DistrictMonth, row_id: int, *, version: int, by: User) -> SalesRow:
    """Take back a row entered by mistake: one added by hand goes, one of the registry is emptied.

    Refused when the row was changed since it was shown. A row that is not there raises DoesNotExist.
    """
    locked = locked_for_entry(district_month, by)
    row = (
        SalesRow.objects.visible_to(by)
        .select_for_update(of=("self",))
        .get(district_month=locked, pk=row_id)
    )
    if row.version != version:
        raise EntryRefused("รายการนี้เพิ่งถูกแก้ไข ตรวจตัวเลขใหม่ก่อนลบ")
    if row.added_by_hand:
        row.delete()
        return row
    row.entry, row.note = SalesRow.Entry.BLANK.value, ""
    for channel in CHANNELS:
        setattr(row, channel, ZERO)
    row.version += 1
    row.updated_at, row.updated_by = timezone.now(), by
    _write([row])
    return row


def prepare_rows(district_month: DistrictMonth) -> None:
    """Bring an open month in step with the registry: every active producer x category has its row.

    Most pages find it in step, which one query tells without a lock. Rows nobody touched of what the
    registry no longer holds go; rows with figures stay. The kind of each row follows the registry until
    the month is confirmed. A returned month is corrected, not extended: who registered since then
    belongs to later months, and can still be added by hand. One taken over keeps its rows as they came,
    whatever the registry says today.
    """
    if _is_in_step(district_month):
        return
    with transaction.atomic():
        # As a save does: a step under way finishes first, and what it confirmed is then left as it is.
        DistrictMonth.objects.select_for_update(no_key=True).get(pk=district_month.pk)
        _prepare("dm.id = %(scope)s", district_month.pk)


def prepare_rows_of_month(month: SalesMonth) -> None:
    """The same for every district of the nation, when the department opens the month."""
    _prepare("dm.month_id = %(scope)s", month.pk)


_EDITABLE = """
    dm.status IN ('entering', 'returned')
    AND EXISTS (SELECT 1 FROM sales_salesmonth m
                 WHERE m.month = dm.month_id AND m.status = 'open' AND m.source = 'portal')
"""

_IN_REGISTRY = """
    SELECT 1 FROM products_product product JOIN producers_producer p ON p.id = product.producer_id
     WHERE p.id = r.producer_id AND product.category = r.category AND product.production = 'made'
       AND product.status IN ('certified', 'announced')
       AND p.status IN ('certified', 'announced') AND p.district_id = dm.district_id
"""


# What the registry asks for, of a district's month; and which rows it does not hold any more, or holds
# as another kind. `_prepare` writes what these find.
_ASKED_FOR = """
      JOIN producers_producer p ON p.district_id = dm.district_id
       AND p.status IN ('certified', 'announced')
      JOIN products_product product ON product.producer_id = p.id
       AND product.production = 'made' AND product.category <> ''
       AND product.status IN ('certified', 'announced')
"""
_UNTOUCHED = "r.version = 0 AND r.entry = 'blank' AND NOT r.added_by_hand"


def _is_in_step(district_month: DistrictMonth) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT EXISTS (
                SELECT 1 FROM sales_districtmonth dm {_ASKED_FOR}
                 WHERE dm.id = %(scope)s AND {_EDITABLE} AND dm.status = 'entering'
                   AND NOT EXISTS (
                       SELECT 1 FROM sales_salesrow r WHERE r.producer_id = p.id
                          AND r.category = product.category AND r.month = dm.month_id)
            ) OR EXISTS (
                SELECT 1 FROM sales_salesrow r
                  JOIN sales_districtmonth dm ON dm.id = r.district_month_id
                  JOIN producers_producer owner ON owner.id = r.producer_id
                 WHERE dm.id = %(scope)s AND {_EDITABLE}
                   AND (r.kind <> owner.kind OR {_UNTOUCHED} AND NOT EXISTS ({_IN_REGISTRY}))
            )
            """,  # noqa: S608  (all of it stands in this file)
            {"scope": district_month.pk},
        )
        return not cursor.fetchone()[0]


def _prepare(scope: str, value: int | date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO sales_salesrow (district_month_id, month, producer_id, category, kind, entry,
                   domestic_offline, domestic_online, export_offline, export_online, note,
                   added_by_hand, version)
            SELECT DISTINCT dm.id, dm.month_id, p.id, product.category, p.kind, 'blank',
                   0, 0, 0, 0, '', false, 0
              FROM sales_districtmonth dm {_ASKED_FOR}
             WHERE {scope} AND {_EDITABLE} AND dm.status = 'entering'
            ON CONFLICT (producer_id, category, month) DO NOTHING
            """,  # noqa: S608  (scope is one of the two literals above)
            {"scope": value},
        )
        cursor.execute(
            f"""
            DELETE FROM sales_salesrow r USING sales_districtmonth dm
             WHERE dm.id = r.district_month_id AND {scope} AND {_EDITABLE}
               AND {_UNTOUCHED}
               AND NOT EXISTS ({_IN_REGISTRY})
            """,  # noqa: S608
            {"scope": value},
        )
        cursor.execute(
            f"""
            UPDATE sales_salesrow r SET kind = p.kind
              FROM sales_districtmonth dm, producers_producer p
             WHERE dm.id = r.district_month_id AND p.id = r.producer_id AND r.kind <> p.kind
               AND {scope} AND {_EDITABLE}
            """,  # noqa: S608
            {"scope": value},
        )


def locked_for_entry(district_month: DistrictMonth, by: User) -> DistrictMonth:
    """The district's month locked against its steps, if this person may change its rows now."""
    if not is_for(ENTER, by):
        raise EntryRefused("บันทึกยอดได้เฉพาะเจ้าหน้าที่อำเภอ")
    found = _LOCKED.read(by, key=district_month.pk)
    if not found:
        raise DistrictMonth.DoesNotExist("not this person's month")
    locked: DistrictMonth = found[0]
    # Read anew: the join above may be older than the lock it waited for.
    [locked.month] = _MONTH.read(month=locked.month_id)
    if closed := closed_because(locked):
        raise EntryRefused(closed)
    return locked


_LOCKED = CompiledDoor(
    lambda officer, key: (
        DistrictMonth.objects.visible_to(officer)
        .select_related("month", "district")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=key)
    ),
    key=int,
)
_MONTH = CompiledQuery(lambda month: SalesMonth.objects.filter(pk=month), month=date)


def closed_because(district_month: DistrictMonth) -> str:
    """Why the rows of a district's month cannot change now, in Thai; empty where they can."""
    if not district_month.month.is_open:
        return f"{closed_sentence(district_month.month)} แก้ไขไม่ได้"
    if district_month.status not in DistrictMonth.EDITABLE:
        return f"{standing_sentence(district_month)} แก้ไขไม่ได้ ถ้าต้องแก้ ขอให้จังหวัดส่งกลับ"
    return ""
