"""How far the two open months are: which districts confirmed, which are still entering; pure.

The month before as-of is being entered; the one before it is late, with one district returned and
one waiting for the province.
"""

from collections import defaultdict
from datetime import date

from demo.accounts import DEMO_DISTRICT
from demo.clock import Clock, Stage
from demo.registry import MadeUpProducer
from demo.sales import BLANK, Sale
from sales.models import DistrictMonth

# Per cent of the rows entered in the month being entered, by district.
ENTERED = {
    "2401": 72, "2402": 50, "2403": 100, "2404": 88, "2405": 35, "2406": 100,
    "2407": 100, "2408": 61, "2409": 100, "2410": 5, "2411": 100,
}  # fmt: skip
CONFIRMED_BY_DISTRICT = frozenset({"2403", "2406", "2407", "2411"})

RETURNED_DISTRICT = DEMO_DISTRICT
RETURN_REASON = "ยอดส่งออกของกลุ่มจักสานไม่ตรงหลักฐาน"
MARKS = ("ยอดส่งออกไม่ตรงกับใบส่งของที่แนบ", "ไม่พบหลักฐานการส่งออกในเดือนนี้")
WAITING_DISTRICT = "2405"

STATE = DistrictMonth.Status


def course_of_province(clock: Clock, district: str) -> STATE:
    """How far a district of the demo province is in a month."""
    if clock.stage is Stage.CLOSED:
        return STATE.PROVINCE_CONFIRMED
    if clock.stage is Stage.ENTERING:
        confirmed = district in CONFIRMED_BY_DISTRICT
        return STATE.DISTRICT_CONFIRMED if confirmed else STATE.ENTERING
    special = {RETURNED_DISTRICT: STATE.RETURNED, WAITING_DISTRICT: STATE.DISTRICT_CONFIRMED}
    return special.get(district, STATE.PROVINCE_CONFIRMED)


# What the clerk mistyped: times ten, or the last zero left out.
_SLIPS = ((10, 1), (1, 10), (10, 1), (1, 10))


def as_entered(sales: list[Sale], producers: list[MadeUpProducer], open_month: date) -> list[Sale]:
    """The rows of the open month as far as they are entered, the rest blank; others as they are.

    Officers go from subdistrict to subdistrict, so the blank rows lie together.
    """
    round_trip = {producer.code: (producer.place.code, producer.code) for producer in producers}
    by_district: dict[str, list[Sale]] = defaultdict(list)
    kept = []
    for sale in sales:
        if sale.month == open_month:
            by_district[sale.district].append(sale)
        else:
            kept.append(sale)
    for district, rows in by_district.items():
        rows.sort(key=lambda sale: round_trip[sale.producer])
        entered = len(rows) * ENTERED[district] // 100
        done = rows[:entered]
        if district == DEMO_DISTRICT:
            done = _with_slips(done, _sold_all_year(kept, district, open_month))
        kept += done
        kept += [
            sale._replace(entry=BLANK[0], amounts=BLANK[1], note="", reason="", words="")
            for sale in rows[entered:]
        ]
    return kept


def _sold_all_year(sales: list[Sale], district: str, month: date) -> set[tuple[str, str]]:
    """Who sold in each of the twelve months before: their slips stand out."""
    months: dict[tuple[str, str], int] = defaultdict(int)
    first = month.replace(year=month.year - 1)
    for sale in sales:
        if sale.district == district and first <= sale.month < month and any(sale.amounts):
            months[sale.producer, sale.category] += 1
    return {key for key, count in months.items() if count == 12}


def _with_slips(rows: list[Sale], steady: set[tuple[str, str]]) -> list[Sale]:
    """Four rows, spread over the list, far out of line with their past and without a word why."""
    fit = [
        index
        for index, sale in enumerate(rows)
        if sum(sale.amounts) > 500_000 and (sale.producer, sale.category) in steady
    ]
    rows = list(rows)
    for nth, (times, divided) in enumerate(_SLIPS):
        index = fit[len(fit) * (2 * nth + 1) // (2 * len(_SLIPS))]
        a, b, c, d = (amount * times // divided for amount in rows[index].amounts)
        rows[index] = rows[index]._replace(amounts=(a, b, c, d))
    return rows


def marked_rows(
    sales: list[Sale], producers: list[MadeUpProducer], month: date
) -> list[tuple[str, str]]:
    """Producer and category of the two rows of weavers the province marked: both with exports."""
    weavers = {producer.code for producer in producers if "จักสาน" in producer.name}
    return [
        (sale.producer, sale.category)
        for sale in sorted(sales, key=lambda sale: -sum(sale.amounts[2:]))
        if sale.month == month
        and sale.district == RETURNED_DISTRICT
        and sale.category == "utensil"
        and sale.producer in weavers
    ][: len(MARKS)]
