"""The figures of รต.๓ and รต.๔ for one officer: lines, counts of producers, and whose they are.

Same sources as `sales.confirmed`. Producers of several months are counted once: the department reads
that count from `PeriodProducers`, kept beside the snapshots; provinces and districts count their own.
The number of queries does not depend on how much there is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Max, QuerySet, Sum

from core.areas.models import District, Province
from core.areas.scope import Role
from sales.confirmed import CONFIRMED, Scope, narrowed, within
from sales.coverage import Coverage, coverage_of_district
from sales.models import (
    CHANNELS,
    DistrictMonth,
    PeriodProducers,
    ProvinceMonth,
    SalesMonth,
    SalesRow,
    Snapshot,
    SnapshotLine,
    SnapshotProducers,
)
from sales.rollup import Amounts, Line, ProducerCount


@dataclass(frozen=True)
class Figures:
    """The figures a report may show: `coverage.areas` are the rows of รต.๔, `final` is no draft.

    `lines` are district x category x kind, summed over the months; `counts` hold each producer once.
    """

    lines: tuple[Line, ...]
    counts: tuple[ProducerCount, ...]
    coverage: Coverage
    told: str
    final: bool

    @property
    def empty(self) -> bool:
        """Whether nobody's figures are in it, which is not the same as sales of 0."""
        return not self.coverage.included


def confirmed_figures(user, scope: Scope) -> Figures:
    """The figures of a scope this officer may report. A district gets its own as they stand, `final`
    only once it confirmed."""
    if user.role == Role.DEPARTMENT:
        return _of_snapshots(user, scope)
    if user.role == Role.PROVINCE:
        return _of_province(user, scope)
    return _of_district(user, scope)


def sum_rows(rows: QuerySet[SalesRow]) -> tuple[tuple[Line, ...], tuple[ProducerCount, ...]]:
    """Rows as lines and counts of producers with sales; also what a snapshot stores.

    A producer whose rows bear two kinds (corrected on the way) is counted once, under the kind that
    is not blank.
    """
    district = "district_month__district"
    sums = (
        rows.order_by()
        .values_list(district, "category", "kind")
        .annotate(**{f"sum_{channel}": Sum(channel) for channel in CHANNELS})
    )
    sellers = rows.order_by().filter(total__gt=0)
    by_category = Counter(
        (code, category, kind)
        for code, category, _, kind in sellers.values_list(
            district, "category", "producer"
        ).annotate(latest_kind=Max("kind"))
    )
    once = Counter(
        (code, kind)
        for code, _, kind in sellers.values_list(district, "producer").annotate(
            latest_kind=Max("kind")
        )
    )
    lines = tuple(
        Line(code, category, kind, by_category[code, category, kind], Amounts(*amounts))
        for code, category, kind, *amounts in sums
    )
    return lines, tuple(ProducerCount(*key, number) for key, number in sorted(once.items()))


# --- The department: snapshots --------------------------------------------------------------------


def _of_snapshots(user, scope: Scope) -> Figures:
    in_force = (
        Snapshot.objects.visible_to(user)
        .current()
        .filter(**within(scope.period, "province_month__month"))
    )
    if scope.province is not None:
        in_force = in_force.filter(province_month__province=scope.province)
    # Read once: a province re-opened at this moment is either wholly in the report or not at all.
    months: dict[str, set[date]] = {}
    snapshots = []
    for pk, province, month in in_force.values_list(
        "pk", "province_month__province", "province_month__month"
    ):
        snapshots.append(pk)
        months.setdefault(province, set()).add(month)
    producers = _producers(scope, snapshots)
    summed = (
        narrowed(SnapshotLine.objects.filter(snapshot__in=snapshots), scope, "district")
        .order_by()
        .values_list("district", "category", "kind")
        .annotate(**{f"sum_{channel}": Sum(channel) for channel in CHANNELS})
    )
    lines = tuple(
        Line(code, category, kind, producers.get((code, category, kind), 0), Amounts(*amounts))
        for code, category, kind, *amounts in summed
    )
    each_once = tuple(
        ProducerCount(code, kind, number)
        for (code, category, kind), number in producers.items()
        if not category
    )
    coverage = _coverage_of_nation(user, scope, months)
    told = _told_of_nation(scope, coverage)
    return Figures(lines, _counts(scope, lines, each_once), coverage, told, final=True)


def _producers(scope: Scope, snapshots: list[int]) -> dict[tuple[str, str, str], int]:
    """Producers with sales by district, category and kind; category "": each once, of any category."""
    if scope.period.is_month:
        of_category = SnapshotLine.objects.filter(snapshot__in=snapshots)
        each_once = SnapshotProducers.objects.filter(snapshot__in=snapshots)
        found = [
            *of_category.values_list("district", "category", "kind", "producers"),
            *((code, "", kind, number) for code, kind, number in each_once.values_list(
                "district", "kind", "producers"
            )),
        ]  # fmt: skip
    else:
        counted = PeriodProducers.objects.filter(period=scope.period.key)
        if scope.province is not None:
            counted = counted.filter(province=scope.province)
        found = list(counted.values_list("district", "category", "kind", "producers"))
    return {
        (code, category, kind): number
        for code, category, kind, number in found
        if scope.district is None or code == scope.district.pk
    }


def _coverage_of_nation(user, scope: Scope, months: Mapping[str, set[date]]) -> Coverage:
    areas: tuple[Province | District, ...]
    if scope.province is None:
        provinces = Province.objects.visible_to(user)
        if scope.region:
            provinces = provinces.filter(region=scope.region)
        areas, level = tuple(provinces), "จังหวัด"
        confirmed = {area.code: frozenset(months.get(area.code, ())) for area in areas}
    else:
        areas = _districts(user, scope)
        held = frozenset(months.get(scope.province.pk, ()))
        level, confirmed = _level(areas), {area.code: held for area in areas}
    return Coverage(level, areas, opened_months(scope), confirmed, len(scope.period.months))


def _told_of_nation(scope: Scope, coverage: Coverage) -> str:
    if scope.province is None:
        return coverage.sentence
    name = scope.province.titled_name
    if not coverage.included:
        when = "ของเดือนนี้" if scope.period.is_month else "ในช่วงนี้"
        return f"{name}ยังไม่ยืนยันยอด{when} จึงไม่มียอดในรายงาน"
    if scope.period.is_month:
        return f"{name}ยืนยันแล้ว ครบ {len(coverage.areas)} {coverage.level}"
    held = next(iter(coverage.confirmed.values()))
    alone = replace(coverage, level="จังหวัด", areas=(scope.province,),
                    confirmed={scope.province.pk: held})  # fmt: skip
    return alone.sentence


# --- Provinces and districts: their own rows ------------------------------------------------------


def _of_province(user, scope: Scope) -> Figures:
    period = scope.period
    confirmed = DistrictMonth.objects.visible_to(user).filter(
        **within(period), status__in=CONFIRMED
    )
    keys, months = [], {}
    for pk, district, month in confirmed.values_list("pk", "district", "month"):
        keys.append(pk)
        months.setdefault(district, set()).add(month)
    rows = SalesRow.objects.visible_to(user).filter(district_month__in=keys)
    lines, counts = sum_rows(narrowed(rows, scope, "district_month__district"))
    areas = _districts(user, scope)
    coverage = Coverage(
        _level(areas),
        areas,
        opened_months(scope),
        {area.code: frozenset(months.get(area.code, ())) for area in areas},
        len(period.months),
    )
    reported = ProvinceMonth.objects.visible_to(user).filter(
        month__in=coverage.months, status=ProvinceMonth.Status.CONFIRMED
    )
    final = bool(coverage.months) and reported.count() == len(coverage.months)
    return Figures(lines, _counts(scope, lines, counts), coverage, coverage.sentence, final)


def _of_district(user, scope: Scope) -> Figures:
    period = scope.period
    own = list(
        DistrictMonth.objects.visible_to(user).filter(**within(period)).select_related("district")
    )
    rows = SalesRow.objects.visible_to(user).filter(**within(period))
    lines, counts = sum_rows(narrowed(rows, scope, "district_month__district"))
    confirmed = [district_month for district_month in own if district_month.status in CONFIRMED]
    coverage = Coverage(
        "อำเภอ",
        tuple({district_month.district for district_month in own}),
        tuple(sorted(district_month.month_id for district_month in own)),
        {
            district_month.district_id: frozenset(dm.month_id for dm in own)
            for district_month in own
        },
        len(period.months),
    )
    if not own:
        told = "ยังไม่มีข้อมูลของช่วงนี้"
    elif period.is_month:
        told = coverage_of_district(own[0])
    else:
        name = own[0].district.titled_name
        told = f"{name}: ยืนยันแล้ว {len(confirmed)} จาก {len(own)} เดือนที่เปิด"
    final = bool(own) and len(confirmed) == len(own)
    return Figures(lines, _counts(scope, lines, counts), coverage, told, final)


# --- What they share ------------------------------------------------------------------------------


def _counts(
    scope: Scope, lines: Iterable[Line], each_once: tuple[ProducerCount, ...]
) -> tuple[ProducerCount, ...]:
    """Of one category, its own producers; of one kind, only these."""
    if scope.category:
        return tuple(ProducerCount(line.district_code, line.kind, line.producers) for line in lines)
    if scope.kind is not None:
        return tuple(count for count in each_once if count.kind == scope.kind)
    return each_once


def opened_months(scope: Scope) -> tuple[date, ...]:
    """The months of the period that the department has opened."""
    opened = SalesMonth.objects.filter(**within(scope.period))
    return tuple(opened.order_by("month").values_list("month", flat=True))


def _districts(user, scope: Scope) -> tuple[District, ...]:
    districts = District.objects.visible_to(user).select_related("province")
    if scope.province is not None:
        districts = districts.filter(province=scope.province)
    if scope.district is not None:
        districts = districts.filter(pk=scope.district.pk)
    return tuple(districts)


def _level(areas: Sequence[District]) -> str:
    return areas[0].type_th if areas else "อำเภอ"
