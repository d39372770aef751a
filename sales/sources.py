"""Whose figures a report holds, and where they come from (DOMAIN.md 8, DESIGN.md Data).

The department reads snapshots of provinces that confirmed, nothing else. A province reads the rows
of its districts that confirmed, before and after it confirms itself. A district reads its own.
Every query goes through `visible_to(user)`; their number does not depend on how much there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet, Sum

from core.areas.models import District, Province
from core.areas.scope import Role
from sales.models import (
    CHANNELS,
    DistrictMonth,
    ProvinceMonth,
    SalesRow,
    Snapshot,
    SnapshotLine,
    SnapshotProducers,
)
from sales.rollup import Amounts, Line, ProducerCount

CONFIRMED = (DistrictMonth.Status.DISTRICT_CONFIRMED, DistrictMonth.Status.PROVINCE_CONFIRMED)
NAMES_AT_MOST = 10


@dataclass(frozen=True)
class Coverage:
    """Which areas a report holds, of those it could: `level` is จังหวัด, อำเภอ or เขต."""

    level: str
    included: tuple[Province | District, ...]
    missing: tuple[Province | District, ...]

    @property
    def sentence(self) -> str:
        """อำเภอยืนยันแล้ว 9 จาก 11 อำเภอ ขาด: บางคล้า แปลงยาว"""
        expected = len(self.included) + len(self.missing)
        counted = f"{self.level}ยืนยันแล้ว {len(self.included)} จาก {expected} {self.level}"
        if not self.missing:
            return f"{counted} ครบทุก{self.level}"
        names = [area.name_th for area in self.missing[:NAMES_AT_MOST]]
        beyond = len(self.missing) - len(names)
        more = f" และอีก {beyond} {self.level}" if beyond else ""
        return f"{counted} ขาด: {' '.join(names)}{more}"


@dataclass(frozen=True)
class Figures:
    """The figures a report may show: `areas` are the rows of รต.๔, `final` is no draft."""

    lines: tuple[Line, ...]
    counts: tuple[ProducerCount, ...]
    areas: tuple[Province | District, ...]
    included: frozenset[str]
    coverage: str
    final: bool

    @property
    def empty(self) -> bool:
        """Whether nobody's figures are in it, which is not the same as sales of 0."""
        return not self.included


def confirmed_figures(user, month: date, province: Province | None = None) -> Figures:
    """The figures of a month this officer may report; of one province or of all they have.

    A district gets its own as they stand, `final` only once it confirmed.
    """
    if user.role == Role.DEPARTMENT:
        return _of_snapshots(user, month, province)
    if user.role == Role.PROVINCE:
        return _of_province(user, month)
    return _of_district(user, month)


def sum_rows(rows: QuerySet[SalesRow]) -> tuple[tuple[Line, ...], tuple[ProducerCount, ...]]:
    """Rows as lines and counts of producers with sales; also what a snapshot stores.

    A producer whose rows bear two kinds (corrected in mid-month) is counted once, under the kind
    that is not blank.
    """
    district = "district_month__district"
    sums = (
        rows.order_by()
        .values_list(district, "category", "kind")
        .annotate(
            with_sales=Count("producer", filter=Q(total__gt=0)),
            **{f"sum_{channel}": Sum(channel) for channel in CHANNELS},
        )
    )
    lines = tuple(
        Line(code, category, kind, producers, Amounts(*amounts))
        for code, category, kind, producers, *amounts in sums
    )
    sellers = (
        rows.order_by()
        .filter(total__gt=0)
        .values_list(district, "producer")
        .annotate(latest_kind=Max("kind"))
    )
    counts: dict[tuple[str, str], int] = {}
    for code, _, kind in sellers:
        counts[code, kind] = counts.get((code, kind), 0) + 1
    return lines, tuple(ProducerCount(*key, number) for key, number in sorted(counts.items()))


def _split(areas: Sequence, included: frozenset[str], level: str) -> Coverage:
    return Coverage(
        level,
        tuple(area for area in areas if area.code in included),
        tuple(area for area in areas if area.code not in included),
    )


def _of_snapshots(user, month: date, province: Province | None) -> Figures:
    in_force = Snapshot.objects.visible_to(user).current().filter(province_month__month=month)
    if province is not None:
        in_force = in_force.filter(province_month__province=province)
    # Read once: a province re-opened at this moment is either wholly in the report or not at all.
    snapshots = dict(in_force.values_list("province_month__province", "pk"))
    confirmed = frozenset(snapshots)
    lines = tuple(
        Line(code, category, kind, producers, Amounts(*amounts))
        for code, category, kind, producers, *amounts in SnapshotLine.objects.filter(
            snapshot__in=snapshots.values()
        ).values_list("district", "category", "kind", "producers", *CHANNELS)
    )
    counts = tuple(
        ProducerCount(*count)
        for count in SnapshotProducers.objects.filter(snapshot__in=snapshots.values()).values_list(
            "district", "kind", "producers"
        )
    )
    areas: tuple[Province | District, ...]
    if province is None:
        areas = tuple(Province.objects.visible_to(user))
        coverage = _split(areas, confirmed, "จังหวัด").sentence
        return Figures(lines, counts, areas, confirmed, coverage, final=True)
    areas = tuple(District.objects.visible_to(user).filter(province=province))
    if not confirmed:
        coverage = f"{province.titled_name}ยังไม่ยืนยันยอดของเดือนนี้ จึงไม่มียอดในรายงาน"
        return Figures((), (), areas, frozenset(), coverage, final=True)
    included = frozenset(area.code for area in areas)
    coverage = f"{province.titled_name}ยืนยันแล้ว ครบ {len(areas)} {areas[0].type_th}"
    return Figures(lines, counts, areas, included, coverage, final=True)


def _of_province(user, month: date) -> Figures:
    confirmed = DistrictMonth.objects.visible_to(user).filter(month=month, status__in=CONFIRMED)
    months = dict(confirmed.values_list("district", "pk"))
    included = frozenset(months)
    lines, counts = sum_rows(
        SalesRow.objects.visible_to(user).filter(district_month__in=months.values())
    )
    areas = tuple(District.objects.visible_to(user).select_related("province"))
    final = ProvinceMonth.objects.visible_to(user).filter(
        month=month, status=ProvinceMonth.Status.CONFIRMED
    )
    coverage = _split(areas, included, areas[0].type_th if areas else "อำเภอ").sentence
    return Figures(lines, counts, areas, included, coverage, final=final.exists())


def _of_district(user, month: date) -> Figures:
    own = DistrictMonth.objects.visible_to(user).filter(month=month)
    own = list(own.select_related("district"))
    lines, counts = sum_rows(SalesRow.objects.visible_to(user).filter(month=month))
    areas = tuple(district_month.district for district_month in own)
    final = bool(own) and all(district_month.status in CONFIRMED for district_month in own)
    return Figures(
        lines,
        counts,
        areas,
        frozenset(area.code for area in areas),
        coverage_of_district(own[0]) if own else "ยังไม่มีข้อมูลของเดือนนี้",
        final,
    )


def coverage_of_district(district_month: DistrictMonth) -> str:
    """อำเภอบางคล้า: อำเภอยืนยันแล้ว"""
    name = district_month.district.titled_name
    return f"{name}: {district_month.get_status_display()}"
