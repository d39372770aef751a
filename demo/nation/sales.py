"""Months of sales for the nation: what each producer sells is drawn here, its rows by the database.

A month is one INSERT ... SELECT: some 120,000 rows in two or three seconds, where rows made in Python
and sent over cost four times that. Amounts are whole tens of baht, now and then with satang. They
depend on the producer, the category and the month alone, so a later month only adds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from django.db import connection

from core.areas.models import Province
from core.tables.copying import copy_rows
from core.thai.calendar import fiscal_year
from core.users.models import User
from demo.clock import Clock
from demo.nation.course import entered
from demo.registry import MadeUpProducer
from demo.sales import PAUSES, SEASONS, TYPICAL
from producers.models import Producer

# An ordinary month of October 2569 comes to some 25 thousand million baht; before and after it grows
# by this a month, in thousandths.
_ANCHOR = date(2026, 10, 1)
_GROWTH_A_MONTH = 1.0031

# Baht a month for a weight of one (a group no more than ordinary weighs 1,000), so that food makes
# 38 per cent of the nation's, cloth 24, utensils 17, herbs 13, beverages 8.
_BAHT = {"food": 99, "beverage": 151, "fabric": 106, "utensil": 66, "herb": 95}
_LONGEST_TAIL = 25_000
_STOPPED_BY = (date(2020, 10, 1), date(2026, 9, 1))

_SERIES = """
    CREATE TEMPORARY TABLE demo_series (
        producer_id bigint, category text, kind text, district text,
        since date,             -- the month it registered
        until date,             -- the month it stopped selling; null: sells on
        baht bigint,            -- of an ordinary month
        online int, online_growth int, export int, export_online int,   -- thousandths
        place int,              -- its place on the district's way round, per cent
        draw bigint             -- a number of its own, for what varies by month
    ) ON COMMIT DROP
"""
_COURSE = """
    CREATE TEMPORARY TABLE demo_course (
        month date, district text, district_month_id bigint,
        entered int,            -- per cent of its rows
        slips boolean,          -- whether a mistyped amount may stand in it
        clerks bigint[]
    ) ON COMMIT DROP
"""

_ROWS = """
    WITH drawn AS (
        SELECT s.*, c.district_month_id, c.clerks,
               s.place < c.entered AS filled,
               (s.draw * %(times)s + %(plus)s) %% 179 = 0 AS paused,
               s.until IS NULL OR s.until > %(month)s AS sells_on,
               greatest(10, (s.baht * season.thousandths * (930 + s.draw * %(times)s %% 997 %% 141)
                   * %(growth)s * luck.factor
                   * CASE WHEN c.slips AND s.draw %% 211 = 0 THEN 10 ELSE 1 END
                   / 1000000)::bigint / 10 * 10) AS baht_of_month
          FROM demo_series s
          JOIN demo_course c ON c.district = s.district AND c.month = %(month)s
          JOIN unnest(%(categories)s::text[], %(seasons)s::int[]) AS season (category, thousandths)
               USING (category)
          JOIN unnest(%(provinces)s::text[], %(luck)s::float[]) AS luck (province, factor)
               ON luck.province = left(s.district, 2)
         WHERE s.since <= %(month)s
    ), summed AS (
        SELECT *, CASE WHEN filled AND sells_on AND NOT paused THEN baht_of_month ELSE 0 END AS total
          FROM drawn
    ), abroad AS (
        SELECT *, total * export / 10000 * 10 AS exported FROM summed
    ), split AS (
        SELECT *, exported * export_online / 10000 * 10 AS exported_online,
               (total - exported)
               * CASE WHEN online = 0 THEN 0
                      ELSE greatest(0, least(600, online + online_growth * %(years)s)) END
               / 10000 * 10 AS sold_online
          FROM abroad
    )
    INSERT INTO sales_salesrow (
        district_month_id, month, producer_id, category, kind, entry,
        domestic_offline, domestic_online, export_offline, export_online,
        note, added_by_hand, version, updated_at, updated_by_id)
    SELECT district_month_id, %(month)s, producer_id, category, kind,
           CASE WHEN NOT filled THEN 'blank' WHEN total = 0 THEN 'no_sales' ELSE 'amounts' END,
           total - exported - sold_online
               + CASE WHEN total > 0 AND draw %% 61 = %(plus)s %% 61 THEN 0.25 ELSE 0 END,
           sold_online, exported - exported_online, exported_online,
           CASE WHEN filled AND sells_on AND paused
                THEN (%(pauses)s::text[])[1 + draw %% %(reasons)s] ELSE '' END,
           false,
           CASE WHEN filled THEN 1 ELSE 0 END,
           CASE WHEN filled THEN least(%(latest)s, %(begun)s
                + (draw %% %(days)s) * interval '1 day' + draw * 7 %% 440 * interval '1 minute') END,
           CASE WHEN filled THEN clerks[1 + draw %% cardinality(clerks)] END
      FROM split
     ORDER BY district, producer_id, category
"""


def make_tables() -> None:
    """The two tables the months are made from; they end with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_SERIES)
        cursor.execute(_COURSE)


def draw_series(made: Sequence[MadeUpProducer], producers: Mapping[str, Producer]) -> None:
    """What each producer of a province sells in each of its categories, into the table."""
    copy_rows("demo_series", _SERIES_COLUMNS, _series_of(made, producers))


_SERIES_COLUMNS = (
    "producer_id", "category", "kind", "district", "since", "until", "baht", "online",
    "online_growth", "export", "export_online", "place", "draw",
)  # fmt: skip


def _series_of(
    made: Sequence[MadeUpProducer], producers: Mapping[str, Producer]
) -> Iterator[tuple]:
    places = _places(made)
    for one in made:
        for nth, category in enumerate(one.categories):
            rng = Random(f"sales of {one.code} {category}")  # noqa: S311  (meant to repeat)
            tail = min(int(1000 * rng.paretovariate(1.3)), _LONGEST_TAIL)
            weight = TYPICAL[one.kind] * tail // (1000 if nth == 0 else rng.randrange(2000, 4000))
            exports = rng.randrange(1000) < (250 if one.kind == "sme" else 15)
            yield (
                producers[one.code].pk,
                category,
                one.kind,
                one.district,
                one.registered_on.replace(day=1),
                _stopped(rng) if rng.randrange(30) == 0 else None,
                max(500, weight * _BAHT[category]),
                rng.randrange(80, 460) if rng.randrange(100) < 55 else 0,
                rng.randrange(5, 16),
                rng.randrange(80, 240) if exports else 0,
                rng.randrange(0, 300),
                places[one.code],
                rng.randrange(1, 10**6),
            )


def _stopped(rng: Random) -> date:
    first, last = _STOPPED_BY
    return (first + timedelta(rng.randrange((last - first).days))).replace(day=1)


def _places(made: Sequence[MadeUpProducer]) -> dict[str, int]:
    """Each producer's place, in per cent, on its officers' way from subdistrict to subdistrict."""
    places: dict[str, int] = {}
    by_district: dict[str, list[MadeUpProducer]] = {}
    for one in made:
        by_district.setdefault(one.district, []).append(one)
    for own in by_district.values():
        own.sort(key=lambda one: (one.place.code, one.code))
        places |= {one.code: at * 100 // len(own) for at, one in enumerate(own)}
    return places


def say_course(
    clocks: Iterable[Clock],
    district_months: Mapping[tuple[date, str], int],
    clerks: Mapping[str, Sequence[User]],
) -> None:
    """How far each district's rows of each month are entered and by whom, into the table."""
    stages = {clock.month: clock for clock in clocks}
    copy_rows(
        "demo_course",
        ("month", "district", "district_month_id", "entered", "slips", "clerks"),
        (
            (month, district, key, filled, filled < 100, [user.pk for user in clerks[district]])
            for (month, district), key in district_months.items()
            for filled in [entered(stages[month], district)]
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE demo_series, demo_course")


def write_month(clock: Clock) -> int:
    """Every district's rows of a month, in one statement; returns how many."""
    rng = Random(f"{clock.month:%Y-%m}")  # noqa: S311  (made-up data, meant to repeat)
    months = (clock.month.year - _ANCHOR.year) * 12 + clock.month.month - _ANCHOR.month
    first, last = clock.entering_days
    luck = _luck(fiscal_year(clock.month))
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS,
            {
                "month": clock.month,
                "times": rng.randrange(1, 10**6),
                "plus": rng.randrange(10**6),
                "growth": _GROWTH_A_MONTH**months,
                "years": months // 12,
                "provinces": list(luck),
                "luck": list(luck.values()),
                "categories": list(SEASONS),
                "seasons": [season[clock.month.month - 1] for season in SEASONS.values()],
                "pauses": list(PAUSES),
                "reasons": len(PAUSES),
                "begun": clock.at(first, 8, 40),
                "days": last - first + 1,
                "latest": clock.latest,
            },
        )
        return cursor.rowcount


def _luck(year: int) -> dict[str, float]:
    """Provinces have better and worse fiscal years, so that some reach their targets and some do not."""
    return {
        code: Random(f"luck of {code} in {year}").uniform(0.85, 1.15)  # noqa: S311
        for code in Province.objects.order_by("code").values_list("code", flat=True)
    }
