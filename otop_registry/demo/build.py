"""Builds the whole demo in one transaction; refuses where there is anything already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F

from chuanchim.models import Item, Outlet
from core.accounts.models import User
from core.areas.management.commands.load_areas import load_areas
from core.history.acting import acting
from core.registration.models import Status
from core.thai.calendar import add_months, fiscal_year_months, months_between
from otop_registry.demo import records
from otop_registry.demo.accounts import DEMO_PROVINCE, Officers, demo_users, officers_among
from otop_registry.demo.anomalies import explained, keep_what_was_asked
from otop_registry.demo.calendar import make_calendar
from otop_registry.demo.clock import BANGKOK, Clock, Stage
from otop_registry.demo.copying import copy_objects, copy_rows
from otop_registry.demo.evidence import attach_evidence
from otop_registry.demo.figures import (
    BASE_YEARS,
    district_incomes,
    province_counts,
    subdistricts_of,
)
from otop_registry.demo.open_months import MARKS, as_entered, marked_rows
from otop_registry.demo.registry import MadeUpProducer, Registry, made_up_registry
from otop_registry.demo.sales import FIRST_MONTH, Sale, made_up_sales
from otop_registry.demo.targets import make_targets
from otop_registry.demo.trail import Trail, open_every_month
from otop_registry.demo.waiting import make_waiting
from producers.models import Producer
from products.models import Product
from sales.models import CHANNELS, RowMark, SalesMonth, SalesRow

# Both open months lie after fiscal year 2565, whose income is published whole.
_OUTLETS_SINCE = date(2018, 9, 28)

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
    if User.objects.filter(username__in=[user.username for user in users]).exists():
        raise NotEmptyError
    with acting(command="demo"):
        copy_objects(users)
        ids = _write_registry(data.registry)
    officers = officers_among(users)
    clocks = _clocks(as_of, data, now)
    district_months = open_every_month(list(clocks.values()), officers)
    copy_rows(
        SalesRow._meta.db_table, _ROW_COLUMNS, _rows(data, ids, district_months, clocks, officers)
    )
    with connection.cursor() as cursor:
        # Whatever reads the demo before autovacuum saw it would plan for empty tables.
        cursor.execute("ANALYZE")
    trail = Trail(officers)
    trail.take(list(clocks.values()))
    _mark(data, trail)
    make_calendar(clocks, officers)
    keep_what_was_asked(
        data.sales, data.registry.producers, add_months(data.open_month, -ASKED_MONTHS)
    )
    attach_evidence(data.late_month, clocks, officers)
    with acting(command="demo"):
        make_waiting(as_of, now, subdistricts_of(DEMO_PROVINCE), officers)
    make_targets(as_of, now, officers)
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


def _write_registry(registry: Registry) -> dict[str, Producer]:
    """Producers, products and outlets; the producers by code."""
    producers = [_producer(one) for one in registry.producers]
    records.fill_in(producers, registry.producers)
    copy_objects(producers)
    for parts in records.parts_of(producers, records.ChoiceLists.read()):
        copy_objects(parts)
    by_code = {one.code: one for one in producers}
    copy_objects(
        [
            Product(
                producer=by_code[one.code],
                name=made.name,
                category=made.category,
                quadrant=made.quadrant,
                price=made.price,
                **_standing(one.registered_on),
            )
            for one in registry.producers
            for made in one.products
        ]
    )
    outlets = [
        Outlet(
            name=one.name,
            owner=one.owner,
            phone=one.phone,
            house_number=str(number),
            district_id=one.district,
            subdistrict_id=one.place.code,
            postal_code=one.place.postal_code,
            **_standing(_OUTLETS_SINCE),
        )
        for number, one in enumerate(registry.outlets, 1)
    ]
    copy_objects(outlets)
    copy_objects(
        [
            Item(outlet=outlet, name=name)
            for outlet, one in zip(outlets, registry.outlets, strict=True)
            for name in one.items.split(", ")
        ]
    )
    # The parts came with their records: nothing was corrected after certification.
    for model in (Producer, Outlet):
        model.objects.update(content_changed_at=F("certified_at"), version=1)
    return by_code


def _standing(day: date) -> dict[str, object]:
    """Registered, certified and announced in one round, long before the portal."""
    recorded = datetime.combine(day, datetime.min.time(), BANGKOK).replace(hour=10)
    return {
        "status": Status.ANNOUNCED,
        "registered_on": day,
        "submitted_at": recorded,
        "certified_at": recorded,
        "announced_at": recorded,
        "content_changed_at": recorded,
        "created_at": recorded,
        "updated_at": recorded,
    }


def _producer(one: MadeUpProducer) -> Producer:
    return Producer(
        code=one.code,
        name=one.name,
        kind=one.kind,
        phone=one.phone,
        house_number=one.house_number,
        village_number=one.village_number,
        district_id=one.district,
        subdistrict_id=one.place.code,
        postal_code=one.place.postal_code,
        **_standing(one.registered_on),
    )


_ROW_COLUMNS = (
    "district_month_id", "month", "producer_id", "category", "kind", "entry", *CHANNELS,
    "note", "added_by_hand", "version", "updated_at", "updated_by_id",
)  # fmt: skip


def _rows(
    data: DemoData,
    producers: dict[str, Producer],
    district_months: dict[tuple[date, str], int],
    clocks: dict[date, Clock],
    officers: Officers,
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
            False,
            1 if filled else 0,
            moments[sale.month][nth % 300] if filled else None,
            clerks[nth % len(clerks)].pk if filled else None,
        )


def _mark(data: DemoData, trail: Trail) -> None:
    """The two rows the province marked when it returned the district."""
    for (code, category), note in zip(data.marked, MARKS, strict=True):
        row = SalesRow.objects.get(month=data.late_month, producer__code=code, category=category)
        RowMark.objects.create(step=trail.return_step, row=row, note=note)
