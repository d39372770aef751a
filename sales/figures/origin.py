"""Which months come from the system before the portal (DOMAIN.md 14), told beside their figures."""

from collections.abc import Iterable, Mapping
from datetime import date

from core.compiled import CompiledQuery
from core.thai.calendar import months_told
from sales.models import TAKEN_OVER, TOTALS_ONLY, SalesMonth

MOST_NAMED = 10


def origin_told(
    taken_over: Iterable[date],
    totals_only: Iterable[date],
    of_areas: Mapping[str, Iterable[date]] = {},
    *,
    alone: bool,
) -> str:
    """Which months come from the system before the portal, and what is not known of them; `of_areas`: by
    name, months of which only these areas have nothing but totals. `alone`: of one month, which needs no
    name."""
    taken_over, totals_only = sorted(taken_over), sorted(totals_only)
    if not taken_over:
        return ""
    told = TAKEN_OVER if alone else f"{TAKEN_OVER}: {months_told(taken_over)}"
    which = "" if alone or totals_only == taken_over else f" {months_told(totals_only)}"
    without = [f"{TOTALS_ONLY}{which}"] if totals_only else []
    if of_areas:
        names = " ".join(list(of_areas)[:MOST_NAMED])
        more = f" และอีก {len(of_areas) - MOST_NAMED}" if len(of_areas) > MOST_NAMED else ""
        months = months_told({month for of in of_areas.values() for month in of})
        without.append(f"{TOTALS_ONLY}ของ{names}{more}{'' if alone else f' {months}'}")
    if not without:
        return told
    return f"{told} ({' '.join(without)} ไม่มีรายผู้ผลิต จำนวนผู้ผลิต และลักษณะ)"


def origin_of(months: Iterable[date], *, alone: bool = False) -> str:
    """The same of any months, in one query."""
    asked = list(months)
    found = dict(_TAKEN_OVER.read(months=asked) if asked else ())
    return origin_told(found, [month for month, totals in found.items() if totals], alone=alone)


_TAKEN_OVER = CompiledQuery(
    lambda months: SalesMonth.objects.filter(
        month__among=months, source=SalesMonth.Source.TAKEN_OVER
    ).values_list("month", "totals_only"),
    months=list[date],
)
