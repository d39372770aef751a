"""Builds the nation in one transaction; refuses where there is anything already."""

from collections.abc import Collection
from datetime import date, datetime
from zlib import crc32

from django.db import connection, transaction

from core.areas.management.commands.load_areas import load_areas
from core.areas.models import Province
from core.history.acting import acting
from core.tables.copying import copy_objects
from core.thai.calendar import add_months, month_name, months_between
from core.users.models import User
from demo.account_life import lived_until, make_account_life
from demo.accounts import DEMO_PROVINCE, officers_among
from demo.build import EARLIEST_AS_OF, NotEmptyError, TooEarlyError, has_records
from demo.calendar import make_calendar
from demo.clock import BANGKOK, Clock, Stage
from demo.evidence import attach_evidence
from demo.figures import Place, ProvinceCounts, subdistricts_of
from demo.nation import sales
from demo.nation.accounts import nation_users
from demo.nation.counts import nation_counts
from demo.nation.course import course_of_nation
from demo.nation.marks import mark_returned_rows
from demo.nation.standing import keep_standing_elsewhere
from demo.nation.targets import make_nation_targets
from demo.progress import told
from demo.registry import Registry, made_up_registry
from demo.trail import Trail, open_every_month
from demo.waiting import make_waiting
from demo.writing import write_registry

MONTHS = 36
FEWEST_MONTHS = 5
_OFFICES_SINCE = datetime(2019, 10, 1, 9, tzinfo=BANGKOK)


class TooFewMonthsError(Exception):
    """Fewer months than the two that are not closed and those the demo tells a story of."""


@transaction.atomic
def build_nation(
    as_of: date, now: datetime, months: int = MONTHS, provinces: Collection[str] = ()
) -> None:
    """Write the nation as of the month `as_of`, with `months` months of sales up to the one before.

    Only the `provinces` named get records (codes, the demo province is always among them); none named:
    every one. This month's work ends by `now`. What it has come to is told on stderr.
    """
    if as_of < EARLIEST_AS_OF:
        raise TooEarlyError(f"{EARLIEST_AS_OF:%Y-%m}")
    if months < FEWEST_MONTHS:
        raise TooFewMonthsError
    if has_records():
        raise NotEmptyError
    load_areas()
    counts = nation_counts()
    chosen = sorted({*provinces, DEMO_PROVINCE} if provinces else counts)
    places = {province: subdistricts_of(province) for province in chosen}
    users = nation_users([district for own in places.values() for district in own])
    for user in users:
        user.date_joined = _OFFICES_SINCE
    lived_until(users, now)
    if User.objects.filter(username__in=[user.username for user in users]).exists():
        raise NotEmptyError
    sales.make_tables()
    names = dict(Province.objects.values_list("code", "name_th"))
    with acting(command="demo"):
        copy_objects(users)
        for nth, province in enumerate(told(chosen, "ทะเบียน", names.__getitem__)):
            if nth & (nth - 1) == 0:  # after 1, 2, 4, 8 ...: a plan for few records ruins the many
                _analyze("producers_producer", "products_product", "chuanchim_outlet")
            made = _made_up(province, counts[province], places[province])
            sales.draw_series(made.producers, write_registry(made, province))
    # What is still to come fails at the statement that is wrong, and nothing queues up to the end.
    _check_what_is_deferred()
    officers = officers_among(users)
    clocks = _clocks(as_of, months, now)
    district_months = open_every_month(clocks, officers)
    sales.say_course(clocks, district_months, officers.entering)
    for clock in told(clocks, "ยอดจำหน่าย", lambda one: month_name(one.month)):
        sales.write_month(clock)
    _analyze()
    trail = Trail(officers, course_of_nation)
    trail.take(clocks)
    mark_returned_rows(trail.returns.values())
    by_month = {clock.month: clock for clock in clocks}
    make_calendar(by_month, officers)
    attach_evidence(add_months(clocks[-1].month, -1), by_month, officers)
    keep_standing_elsewhere()
    with acting(command="demo"):
        make_waiting(as_of, now, places[DEMO_PROVINCE], officers)
        make_account_life(now, officers)
    make_nation_targets(as_of, now, officers)
    _analyze()


def _made_up(province: str, counts: ProvinceCounts, places: dict[str, list[Place]]) -> Registry:
    """The demo province as in its own demo; of others, districts with more subdistricts have more."""
    if province == DEMO_PROVINCE:
        return made_up_registry(counts, places)
    shares = {
        district: len(own) * (70 + crc32(district.encode()) % 61)
        for district, own in places.items()
    }
    return made_up_registry(counts, places, shares, province)


def _clocks(as_of: date, months: int, now: datetime) -> list[Clock]:
    newest = add_months(as_of, -1)
    stages = {newest: Stage.ENTERING, add_months(newest, -1): Stage.LATE}
    end = datetime.combine(add_months(as_of, 1), datetime.min.time(), BANGKOK)
    latest = min(now, end) if as_of <= now.astimezone(BANGKOK).date() else end
    return [
        Clock(month, stages.get(month, Stage.CLOSED), latest)
        for month in months_between(add_months(newest, 1 - months), newest)
    ]


def _check_what_is_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _analyze(*tables: str) -> None:
    """Whatever reads these tables, or any, before autovacuum saw them would plan for empty ones."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
