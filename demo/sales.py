"""Made-up monthly sales: pure, whole satang throughout, the same at every call.

Fiscal years 2563-2565 add up to each district's published income to the baht. Later months go on
from 2565 with gentle growth. A series depends on its producer alone, so a later as-of only adds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from core.thai.calendar import fiscal_year, fiscal_year_months, months_between
from demo.figures import BASE_YEARS
from demo.registry import MadeUpProducer
from demo.shares import divide

FIRST_MONTH = fiscal_year_months(BASE_YEARS[0])[0]

# Most amounts are whole tens of baht, as clerks round them.
_ROUNDING = 10
_GROWTH_A_MONTH = 3  # thousandths of fiscal year 2565
TYPICAL = {"group": 1000, "individual": 550, "sme": 4000, "": 500}

# Thousandths of an ordinary month, January to December.
SEASONS = {
    "food": (1110, 990, 980, 1080, 960, 950, 940, 950, 960, 990, 1010, 1150),
    "beverage": (990, 1000, 1080, 1120, 1050, 980, 960, 950, 940, 960, 970, 1020),
    "fabric": (1100, 980, 970, 1090, 950, 950, 960, 1020, 970, 980, 1000, 1130),
    "utensil": (1080, 990, 980, 1040, 970, 960, 960, 970, 980, 1000, 1010, 1120),
    "herb": (1050, 990, 1000, 1040, 980, 980, 980, 980, 980, 1000, 1000, 1070),
}
PAUSES = ("หยุดผลิตชั่วคราว", "ไม่มีวัตถุดิบในเดือนนี้", "ปิดปรับปรุงสถานที่ผลิต", "ประธานกลุ่มเจ็บป่วย งดการผลิต")


class Sale(NamedTuple):
    """One row of รต.๑; `amounts` in satang in the order of sales.models.CHANNELS."""

    district: str
    producer: str
    category: str
    month: date
    entry: str
    amounts: tuple[int, int, int, int]
    note: str = ""
    reason: str = ""  # of the department's list (sales.starting_values)
    words: str = ""


BLANK = ("blank", (0, 0, 0, 0))
NO_SALES = ("no_sales", (0, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class Series:
    """A producer in one category: a weight a month (0: nothing sold) and its channels."""

    producer: MadeUpProducer
    category: str
    weights: list[int]
    pauses: dict[int, str]
    online: int  # thousandths of the total, at first
    online_growth: int  # thousandths a fiscal year
    export: int  # thousandths of the total
    export_online: int  # thousandths of the export

    def split(self, satang: int, month: date) -> tuple[int, int, int, int]:
        """A total over the four channels; what rounding leaves stays domestic offline."""
        unit = 100 * _ROUNDING
        years = fiscal_year(month) - BASE_YEARS[0]
        online_share = min(600, self.online + self.online_growth * years) if self.online else 0
        export = satang * self.export // 1000 // unit * unit
        export_online = export * self.export_online // 1000 // unit * unit
        online = (satang - export) * online_share // 1000 // unit * unit
        return (satang - export - online, online, export - export_online, export_online)


def made_up_sales(
    producers: list[MadeUpProducer], incomes: dict[str, dict[int, int]], last: date
) -> list[Sale]:
    """Every row from October 2562 to the month `last`, month by month.

    `incomes` is baht by district and fiscal year; `last` lies after fiscal year 2565.
    """
    months = list(months_between(FIRST_MONTH, last))
    sales: list[Sale] = []
    for district, income in incomes.items():
        own = [producer for producer in producers if producer.district == district]
        series = [
            _series(producer, category, nth, months)
            for producer in own
            for nth, category in enumerate(producer.categories)
        ]
        totals = _district_totals(series, income, months)
        _leave_satang(totals, len(months))
        sales.extend(_rows(series, totals, months))
    sales.sort(key=lambda sale: sale.month)
    return sales


def _series(producer: MadeUpProducer, category: str, nth: int, months: list[date]) -> Series:
    rng = Random(f"sales of {producer.code} {category}")  # noqa: S311  (made-up, meant to repeat)
    tail = min(int(1000 * rng.paretovariate(1.3)), 25_000)
    base = TYPICAL[producer.kind] * tail // (1000 if nth == 0 else rng.randrange(2000, 4000))
    online = rng.randrange(30, 220) if rng.randrange(100) < 45 else 0
    online_growth = rng.randrange(5, 26)
    weaver, abroad = "จักสาน" in producer.name and category == "utensil", rng.randrange(1000)
    exports = weaver or abroad < (250 if producer.kind == "sme" else 15)
    export = rng.randrange(80, 240) if exports else 0
    export_online = rng.randrange(0, 300)
    # One in thirty stopped selling for good within the first three years.
    asleep = rng.randrange(6, 36) if rng.randrange(30) == 0 else len(months)
    weights, pauses = [], {}
    for index, month in enumerate(months):
        noise, pause, why = rng.randrange(930, 1071), rng.randrange(180), rng.choice(PAUSES)
        asleep_now = index >= asleep or month < producer.registered_on.replace(day=1)
        if pause == 0 and not asleep_now:
            pauses[index] = why
        season = SEASONS[category][month.month - 1]
        weights.append(0 if asleep_now or pause == 0 else base * season * noise // 1000)
    return Series(producer, category, weights, pauses, online, online_growth, export, export_online)


def _district_totals(
    series: list[Series], income: dict[int, int], months: list[date]
) -> list[list[int]]:
    """Satang by series and month."""
    totals = [[0] * len(months) for _ in series]
    lowest = min(income.values())
    for position, year in enumerate(BASE_YEARS):
        span = range(position * 12, position * 12 + 12)
        baht = income[year]
        if baht > 3 * lowest:  # the excess of บ้านโพธิ์ before 2565 is one large company's
            giant = _giant(series)
            ordinary = lowest * (96 + position) // 100
            _share_out(totals, series, [giant], span, baht - ordinary)
            others = [index for index in range(len(series)) if index != giant]
            _share_out(totals, series, others, span, ordinary)
        else:
            quiet = {_giant(series)} if max(income.values()) > 3 * lowest else set()
            others = [index for index in range(len(series)) if index not in quiet]
            _share_out(totals, series, others, span, baht)
    last_year = range(len(BASE_YEARS) * 12 - 12, len(BASE_YEARS) * 12)
    sold = [one for one in range(len(series)) if any(totals[one][at] for at in last_year)]
    weight = sum(series[one].weights[at] for one in sold for at in last_year)
    for one in sold:
        for at in range(last_year.stop, len(months)):
            growth = 1000 + _GROWTH_A_MONTH * (at - last_year.stop + 1)
            share = series[one].weights[at] * income[BASE_YEARS[-1]] * growth
            totals[one][at] = share // (weight * 1000 * _ROUNDING) * _ROUNDING * 100
    return totals


def _giant(series: list[Series]) -> int:
    """The first company that sold from the start."""
    return next(
        index
        for index, one in enumerate(series)
        if one.producer.kind == "sme"
        and all(one.weights[at] or at in one.pauses for at in range(24))
    )


def _share_out(
    totals: list[list[int]], series: list[Series], among: list[int], span: range, baht: int
) -> None:
    """Divide a year's baht among these series, exactly; the odd baht goes to the largest row."""
    cells = [(one, at) for one in among for at in span if series[one].weights[at]]
    weights = [series[one].weights[at] for one, at in cells]
    tens, odd = divmod(baht, _ROUNDING)
    for (one, at), part in zip(cells, divide(tens, weights), strict=True):
        totals[one][at] = part * _ROUNDING * 100
    one, at = cells[weights.index(max(weights))]
    totals[one][at] += odd * 100


def _leave_satang(totals: list[list[int]], months: int) -> None:
    """A few rows with satang: one gains what its neighbour gives, so months keep their sum."""
    for at in range(months):
        for one in range(at % 61, len(totals) - 1, 61):
            if min(totals[one][at], totals[one + 1][at]) > 100_000:
                totals[one][at] += 25
                totals[one + 1][at] -= 25


def _rows(series: list[Series], totals: list[list[int]], months: list[date]) -> Iterator[Sale]:
    """A row for each series and month from the month it registered."""
    for one, satang in zip(series, totals, strict=True):
        producer = one.producer
        since = producer.registered_on.replace(day=1)
        for at, month in enumerate(months):
            if month < since:
                continue
            key = (producer.district, producer.code, one.category, month)
            if satang[at]:
                yield Sale(*key, "amounts", one.split(satang[at], month))
            else:
                paused = any(satang[max(at - 1, 0) : at + 2])  # else it stopped, and none asked
                yield Sale(*key, *NO_SALES, one.pauses.get(at, "") if paused else "")
