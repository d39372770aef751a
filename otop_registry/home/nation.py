"""The department's home: the nation at a glance, of what the provinces confirmed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from core.areas.compiled import CompiledDoor
from core.areas.models import Province
from core.compiled import CompiledQuery
from core.thai.calendar import fiscal_year, fiscal_year_months, month_name, month_short
from core.thai.digits import millions, percent
from core.thai.periods import Period, month_period, span, year_period
from otop_registry.home.tiles import Told, tiles
from products.models import Category
from sales.calendar.forms import is_to_come, next_to_open
from sales.figures.confirmed import Scope, sums
from sales.figures.coverage import whose_figures
from sales.figures.origin import origin_told
from sales.figures.places import provinces_of
from sales.figures.rollup import Amounts
from sales.figures.year_on_year import Comparison, change, compare
from sales.models import TAKEN_OVER, ProvinceMonth, SalesMonth
from targets.attainment import AreaAttained, areas_attained
from targets.models import PlanPeriod

MONTHS_OF_TREND = 36
TREND_WIDTH, TREND_HEIGHT = 720, 150
HEAT_BOUNDS = (70, 85, 95, 100)  # percent of what the year should have reached by then
MILLION = Decimal(1_000_000)
FIRST_OF_YEAR = 10  # October


@dataclass(frozen=True)
class Point:
    """One month of the trend, in units of the drawing; `confirmed` provinces are in it, `whole`: all."""

    month: date
    total: Decimal
    x: int
    y: int
    address: str
    confirmed: int
    whole: bool


@dataclass(frozen=True)
class Share:
    """A category's part of the month, baht and percent of the whole."""

    name: str
    total: Decimal
    percent: Decimal | None
    address: str


@lru_cache(maxsize=4096)
def report_address(key: str, **params: str) -> str:
    return f"{reverse('admin:report', args=[key])}?{urlencode(params)}"


def nation(user, asked: date | None) -> dict:
    """Of one month (`asked`, else the newest that somebody confirmed) and its fiscal year: the sums,
    the map, the trend, the categories, and every province by month."""
    of_months: list[tuple[date, str, bool]] = _MONTHS.read()
    opened = [one for one, _, _ in of_months]
    taken_over = {
        one: totals_only
        for one, source, totals_only in of_months
        if source == SalesMonth.Source.TAKEN_OVER
    }
    following = next_to_open(opened[-1] if opened else None)
    to_open = {"to_open": None if is_to_come(following) else following}
    if not opened:
        return {"month": None} | to_open
    confirmed = _confirmed_by_month(user)
    month = asked if asked in opened else max(confirmed, default=opened[-1])
    year = fiscal_year(month)
    so_far = span(fiscal_year_months(year)[0], month)
    now = _whole(user, month_period(month))
    provinces = provinces_of(user, Scope(so_far))
    compared = _beside_a_year_ago(user, month, provinces)
    same, ago = compared.whole
    states = _states(user, year)
    attained = areas_attained(user, year, PlanPeriod.YEAR, until=month, provinces=provinces)
    level = attained.levels[len(attained.levels) // 2] if attained.levels else ""
    by_area = {row.area.pk: row for row in attained.areas}
    trend = _trend(user, [one for one in opened if one <= month], confirmed, len(provinces))
    missing = [province for province in provinces if not states.get((province.pk, month))]
    return to_open | {
        "month": month,
        "months": opened[:-13:-1],
        "year": year,
        "now": now,
        "now_millions": millions(now.total) if len(missing) < len(provinces) else None,
        "change": change(same.total, ago.total),
        "compared": len(compared.coverage.included),
        "year_millions": millions(_whole(user, so_far).total)
        if any(confirmed.get(one) for one in so_far.months)
        else None,
        "level": level,
        "level_percent": _percent_of_level(attained.total, level),
        "with_target": len(provinces) - len(attained.without_plan),
        "online": _online(now),
        "online_same": _online(same),
        "online_ago": _online(ago),
        "confirmed": len(provinces) - len(missing),
        "provinces": len(provinces),
        "missing": missing,
        "tiles": tiles(provinces, _told(provinces, states, by_area, month, level)),
        "month_origin": origin_told(
            taken_over.keys() & {month},
            [month] * taken_over.get(month, False),
            alone=True,
        ),
        "trend": trend,
        "origin": origin_told(
            {one.month for one in trend} & taken_over.keys(),
            [one.month for one in trend if taken_over.get(one.month)],
            alone=False,
        ),
        "categories": _categories(user, month),
        **_by_region(_heat(provinces, states, year, set(opened), taken_over)),
        "axis": axis(trend),
        "heat_months": fiscal_year_months(year),
        "rt4": report_address("rt4", period=f"{month:%Y-%m}"),
        "rt3": report_address("rt3", period=f"{month:%Y-%m}"),
        "year_report": report_address("sales-areas", period=so_far.key),
        "attainment_report": report_address("attainment", fiscal_year=str(year)),
    }


def _whole(user, period: Period) -> Amounts:
    return sums(user, Scope(period), ()).get((), Amounts.zero())


def _beside_a_year_ago(user, month: date, provinces: tuple[Province, ...]) -> Comparison:
    """The month and the same a year before, of the provinces that confirmed both."""
    scope = Scope(month_period(month))
    return compare(user, scope, (), whose_figures(user, scope, provinces=provinces).coverage)


def _online(amounts: Amounts) -> Decimal | None:
    return percent(amounts.domestic_online + amounts.export_online, amounts.total)


def _states(user, year: int) -> dict[tuple[str, date], bool]:
    """Whether a province confirmed a month of the fiscal year; no key where it was not opened."""
    whole = year_period(year)
    return {
        (province, month): status == ProvinceMonth.Status.CONFIRMED
        for province, month, status in _STATES.read(user, first=whole.first, last=whole.last)
    }


_MONTHS = CompiledQuery(
    lambda: SalesMonth.objects.order_by("month").values_list("month", "source", "totals_only")
)
_STATES = CompiledDoor(
    lambda officer, first, last: (
        ProvinceMonth.objects.visible_to(officer)
        .filter(month__gte=first, month__lte=last)
        .values_list("province", "month", "status")
    ),
    first=date,
    last=date,
)
_CONFIRMED = CompiledDoor(
    lambda officer: (
        ProvinceMonth.objects.visible_to(officer)
        .filter(status=ProvinceMonth.Status.CONFIRMED)
        .order_by()
        .values_list("month")
        .annotate(Count("pk"))
    )
)


def _percent_of_level(area: AreaAttained | None, level: str) -> Decimal | None:
    return next((one.percent for one in area.levels if one.level == level), None) if area else None


def _told(
    provinces: Sequence[Province],
    states: dict[tuple[str, date], bool],
    by_area: dict[str, AreaAttained],
    month: date,
    level: str,
) -> dict[str, Told]:
    """Of each province: not confirmed; else how far it is towards the middle level, coloured by what the
    year should have reached by this month; without a target, that it confirmed."""
    part_of_year = Decimal(fiscal_year_months(fiscal_year(month)).index(month) + 1) / 12
    told = {}
    for province in provinces:
        address = report_address("rt4", period=f"{month:%Y-%m}", province=province.pk)
        reached = _percent_of_level(by_area.get(province.pk), level)
        if not states.get((province.pk, month)):
            told[province.pk] = Told("none", "ยังไม่ยืนยัน", address)
        elif reached is None:
            told[province.pk] = Told("2", "ยืนยันแล้ว ยังไม่มีเป้าหมาย", address)
        else:
            due = reached / part_of_year  # 100: where the year should be by this month
            step = sum(due >= bound for bound in HEAT_BOUNDS)
            told[province.pk] = Told(str(step), f"ร้อยละ {reached} ของ{level}", address)
    return told


def _confirmed_by_month(user) -> dict[date, int]:
    """How many provinces confirmed each month."""
    return dict(_CONFIRMED.read(user))


def _trend(user, opened: Sequence[date], confirmed: dict[date, int], provinces: int) -> list[Point]:
    """The months that somebody confirmed, of the last 36 opened; the last is the one the page is of."""
    months = opened[-MONTHS_OF_TREND:]
    found = sums(user, Scope(span(months[0], months[-1])), ("month",))
    totals = {month: found[(month,)].total for month in months if (month,) in found}
    tallest = max([*totals.values(), Decimal(1)])
    wide = TREND_WIDTH // max(len(months) - 1, 1)
    return [
        Point(
            month,
            totals[month],
            place * wide,
            int(TREND_HEIGHT - totals[month] * TREND_HEIGHT / tallest),
            report_address("rt4", period=f"{month:%Y-%m}"),
            confirmed.get(month, 0),
            confirmed.get(month, 0) == provinces,
        )
        for place, month in enumerate(months)
        if month in totals
    ]


def _categories(user, month: date) -> list[Share]:
    """The largest first."""
    found = sums(user, Scope(month_period(month)), ("category",))
    whole = sum((amounts.total for amounts in found.values()), Decimal(0))
    shares = [
        Share(
            Category(value).label,
            amounts.total,
            percent(amounts.total, whole),
            report_address("sales-areas", period=f"{month:%Y-%m}", category=value),
        )
        for (value,), amounts in found.items()
    ]
    return sorted(shares, key=lambda share: -share.total)


class HeatCell(NamedTuple):
    """A province's month: a class, a sign and a word, where it leads; `confirmed` None: not opened."""

    state: str = "none"
    sign: str = ""
    words: str = "ยังไม่เปิดเดือน"
    address: str = ""
    confirmed: bool | None = None


@dataclass(frozen=True)
class HeatLine:
    """A province and the months of the fiscal year."""

    province: Province
    cells: tuple[HeatCell, ...]


def _heat(
    provinces: Sequence[Province],
    states: Mapping[tuple[str, date], bool],
    year: int,
    opened: Collection[date],
    taken_over: Collection[date],
) -> list[HeatLine]:
    """Provinces x months."""
    cells = {
        (code, month): _heat_cell(code, month, confirmed, month in taken_over)
        for (code, month), confirmed in states.items()
        if month in opened
    }
    months = fiscal_year_months(year)
    return [
        HeatLine(province, tuple([cells.get((code, month), NOT_OPENED) for month in months]))
        for code, province in zip([one.pk for one in provinces], provinces, strict=True)
    ]


NOT_OPENED = HeatCell()


@lru_cache(maxsize=4096)
def _heat_cell(code: str, month: date, confirmed: bool, is_taken_over: bool) -> HeatCell:
    words = f"{month_short(month)} {'ยืนยันแล้ว' if confirmed else 'ยังไม่ยืนยัน'}"
    words += f" {TAKEN_OVER}" if is_taken_over else ""
    if not confirmed:
        address = reverse("admin:sales-month-state", args=[f"{month:%Y-%m}"])
        return HeatCell("late", "รอ", words, address, confirmed)
    address = report_address("rt4", period=f"{month:%Y-%m}", province=code)
    sign = "เดิม" if is_taken_over else "✓"
    return HeatCell("province_confirmed", sign, words, address, confirmed)


@dataclass(frozen=True)
class Region:
    """The lines of a region's provinces that confirmed something in the year."""

    name: str
    lines: Sequence[HeatLine]


def _by_region(lines: Sequence[HeatLine]) -> dict:
    """`heat`: by region; `without`: the provinces of which the year holds nothing."""
    holding = [line for line in lines if any(cell.confirmed for cell in line.cells)]
    by_name: dict[str, list[HeatLine]] = {}
    for line in holding:
        by_name.setdefault(line.province.region, []).append(line)
    return {
        "heat": [Region(name, by_name[name]) for name in sorted(by_name)],
        "without": [
            line.province for line in lines if not any(cell.confirmed for cell in line.cells)
        ],
    }


@dataclass(frozen=True)
class Tick:
    """A mark of an axis, in units of the drawing; `minor` has no room on a phone."""

    place: int
    words: str
    minor: bool = False


@dataclass(frozen=True)
class Axis:
    """What is written beside the trend: amounts (million baht) at its side, months below it, and the
    figures of its highest and its last point."""

    amounts: Sequence[Tick]
    months: Sequence[Tick]
    figures: Sequence[tuple[Point, str]]


def axis(points: Sequence[Point]) -> Axis:
    if not points:
        return Axis((), (), ())
    tallest = max(point.total for point in points)
    step = _round_step(tallest / MILLION)
    amounts, value = [], Decimal(0)
    while value * MILLION <= tallest:
        height = int(value * MILLION * TREND_HEIGHT / tallest) if tallest else 0
        amounts.append(Tick(TREND_HEIGHT - height, f"{value.normalize():,f}"))
        value += step
    begins = [point for point in points if point.month.month == FIRST_OF_YEAR]
    months = [
        Tick(point.x, month_short(point.month), minor=place % 2 == 1)
        for place, point in enumerate(begins or [points[0]])
    ]
    highest = max(points, key=lambda point: point.total)
    said = dict.fromkeys((highest, points[-1]))
    return Axis(amounts, months, [(point, millions(point.total)) for point in said])


def _round_step(tallest: Decimal) -> Decimal:
    """1, 2 or 5 with zeros, so that the axis has at most six marks."""
    if not tallest:
        return Decimal(1)
    size = Decimal(10) ** (tallest.adjusted() - 1)
    return next(step * size for step in (1, 2, 5, 10, 20, 50, 100) if tallest / (step * size) <= 5)


def trend_words(points: Sequence[Point]) -> str:
    """The trend in a sentence, for who does not see the drawing."""
    if not points:
        return "ยังไม่มีเดือนที่ยืนยัน"
    first, last = points[0], points[-1]
    return (
        f"{month_name(first.month)} {millions(first.total)} ล้านบาท ถึง"
        f"{month_name(last.month)} {millions(last.total)} ล้านบาท"
    )
