"""Builds the whole demo in one transaction; refuses where there is anything already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from chuanchim.models import Outlet
from core.areas.management.commands.load_areas import load_areas
from core.history.acting import acting
from core.tables.copying import copy_objects, copy_rows
from core.thai.calendar import add_months, fiscal_year_months, months_between
from core.users.models import User
from demo.account_life import lived_until, make_account_life
from demo.accounts import DEMO_PROVINCE, Officers, demo_users, officers_among
from demo.anomalies import explained, keep_what_was_asked
from demo.calendar import make_calendar
from demo.catalogue import make_catalogue
from demo.clock import BANGKOK, Clock, Stage
from demo.correspondence import make_correspondence
from demo.evidence import attach_evidence
from demo.figures import (
    BASE_YEARS,
    district_incomes,
    province_counts,
    subdistricts_of,
)
from demo.lists import make_lists
from demo.online_market import make_online_market
from demo.open_months import (
    MARKS,
    RETURNED_DISTRICT,
    as_entered,
    course_of_province,
    marked_rows,
)
from demo.proposals import make_proposals
from demo.quality import make_faults
from demo.registry import Registry, made_up_registry
from demo.sales import FIRST_MONTH, Sale, made_up_sales
from demo.targets import make_targets
from demo.trail import Trail, open_every_month
from demo.waiting import make_waiting
from demo.writing import write_registry
from producers.models import Producer
from sales.models import CHANNELS, ExplanationReason, RowMark, SalesMonth, SalesRow
from sales.months.marks import said_by

# Both open months lie after fiscal year 2565, whose income is published whole.
# Months for which the demo keeps what was asked about its figures.
ASKED_MONTHS = 13

EARLIEST_AS_OF = add_months(fiscal_year_months(BASE_YEARS[-1])[-1], 3)


class TooEarlyError(Exception):
    """The month leaves the published fiscal years unfinished."""


class NotEmptyError(Exception):
    """The database holds records already: the demo is never mixed with them."""


@dataclass(frozen=True)
class DemoData:
    """What the demo says, before any of it is written."""

    open_month: date
    registry: Registry
    sales: list[Sale]
    marked: list[tuple[str, str]]

    @property
    def late_month(self) -> date:
        return add_months(self.open_month, -1)


def demo_data(as_of: date) -> DemoData:
    """Everything made up for the month `as_of`, without a database; equal at every call."""
    if as_of < EARLIEST_AS_OF:
        raise TooEarlyError(f"{EARLIEST_AS_OF:%Y-%m}")
    open_month = add_months(as_of, -1)
    registry = made_up_registry(province_counts(DEMO_PROVINCE), subdistricts_of(DEMO_PROVINCE))
    sales = made_up_sales(registry.producers, district_incomes(), open_month)
    marked = marked_rows(sales, registry.producers, add_months(open_month, -1))
    sales = explained(sales, registry.producers, since=add_months(open_month, -ASKED_MONTHS))
    return DemoData(open_month, registry, as_entered(sales, registry.producers, open_month), marked)


def has_records() -> bool:
    return Producer.objects.exists() or Outlet.objects.exists() or SalesMonth.objects.exists()


@transaction.atomic
def build_demo(as_of: date, now: datetime) -> None:
    """Write the demo of the month `as_of`; this month's work ends by `now`."""
    data = demo_data(as_of)
    if has_records():
        raise NotEmptyError
    load_areas()
    users = demo_users(sorted(subdistricts_of(DEMO_PROVINCE)))
    for user in users:
        user.date_joined = datetime(FIRST_MONTH.year, FIRST_MONTH.month, 1, 9, tzinfo=BANGKOK)
    lived_until(users, now)
    if User.objects.filter(username__in=[user.username for user in users]).exists():
        raise NotEmptyError
    with acting(command="demo"):
        copy_objects(users)
        ids = write_registry(data.registry, DEMO_PROVINCE)
    officers = officers_among(users)
    clocks = _clocks(as_of, data, now)
    district_months = open_every_month(list(clocks.values()), officers)
    # Read before: COPY holds the connection while it asks for rows.
    reasons = dict(ExplanationReason.objects.values_list("name", "pk"))
    rows = _rows(data, ids, district_months, clocks, officers, reasons)
    copy_rows(SalesRow._meta.db_table, _ROW_COLUMNS, rows)
    with connection.cursor() as cursor:
        # Whatever reads the demo before autovacuum saw it would plan for empty tables.
        cursor.execute("ANALYZE")
    trail = Trail(officers, course_of_province)
    trail.take(list(clocks.values()))
    _mark(data, trail)
    make_calendar(clocks, officers)
    keep_what_was_asked(
        data.sales, data.registry.producers, add_months(data.open_month, -ASKED_MONTHS)
    )
    attach_evidence(data.late_month, clocks, officers)
    make_proposals(clocks[data.open_month], officers, now)
    with acting(command="demo"):
        make_waiting(as_of, now, subdistricts_of(DEMO_PROVINCE), officers)
        make_lists()
        make_account_life(now, officers)
        make_faults(as_of, now, officers)
    make_targets(as_of, now, officers)
    make_online_market(as_of, now, officers)
    make_correspondence(now, officers)
    make_catalogue(now, officers)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _clocks(as_of: date, data: DemoData, now: datetime) -> dict[date, Clock]:
    end = datetime.combine(add_months(as_of, 1), datetime.min.time(), BANGKOK)
    latest = now if as_of <= now.astimezone(BANGKOK).date() else end
    stages = {data.open_month: Stage.ENTERING, data.late_month: Stage.LATE}
    return {
        month: Clock(month, stages.get(month, Stage.CLOSED), min(latest, end))
        for month in months_between(FIRST_MONTH, data.open_month)
    }


_ROW_COLUMNS = (
    "district_month_id", "month", "producer_id", "category", "kind", "entry", *CHANNELS,
    "note", "reason_id", "reason_words", "added_by_hand", "version", "updated_at", "updated_by_id",
)  # fmt: skip


def _rows(
    data: DemoData,
    producers: dict[str, Producer],
    district_months: dict[tuple[date, str], int],
    clocks: dict[date, Clock],
    officers: Officers,
    reasons: dict[str, int],
) -> Iterator[tuple]:
    """The rows as COPY takes them; satang become baht here, in text, without rounding."""
    moments = {month: [clock.entered(nth) for nth in range(300)] for month, clock in clocks.items()}
    for nth, sale in enumerate(data.sales):
        producer = producers[sale.producer]
        filled = sale.entry != "blank"
        clerks = officers.entering[sale.district]
        yield (
            district_months[sale.month, sale.district],
            sale.month,
            producer.pk,
            sale.category,
            producer.kind,
            sale.entry,
            *(f"{satang // 100}.{satang % 100:02d}" for satang in sale.amounts),
            sale.note,
            reasons[sale.reason] if sale.reason else None,
            sale.words,
            False,
            1 if filled else 0,
            moments[sale.month][nth % 300] if filled else None,
            clerks[nth % len(clerks)].pk if filled else None,
        )


def _mark(data: DemoData, trail: Trail) -> None:
    """The two rows the province marked when it returned the district."""
    step = trail.returns[data.late_month, RETURNED_DISTRICT]
    for (code, category), note in zip(data.marked, MARKS, strict=True):
        row = SalesRow.objects.get(month=data.late_month, producer__code=code, category=category)
        RowMark.objects.create(
            step=step, row=row, about=row.named, note=note, marked_as=said_by(row)
        )
