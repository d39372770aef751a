"""Whose figures a report holds and whose are missing, in one sentence of Thai (DESIGN.md Reports)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property, partial
from typing import Any

from django.db.models import Q, QuerySet

from core.areas.compiled import AnyOfficer, CompiledDoor
from core.areas.models import District, Province
from core.thai.calendar import MONTHS_SHORT, month_short
from core.thai.periods import Period
from core.users.models import User
from sales.figures.as_known import months_known
from sales.figures.confirmed import CONFIRMED, Scope
from sales.figures.origin import origin_told
from sales.figures.places import districts_of, level_of, opened_with_origin, provinces_of
from sales.models import (
    DistrictMonth,
    ProvinceMonth,
    SalesMonth,
)

NAMES_AT_MOST = 10


@dataclass(frozen=True)
class Coverage:
    """Areas x months of a report: `areas` are those it could hold, `months` those opened so far of
    the `asked` ones, `confirmed` the months each area's code has. `level` is จังหวัด, อำเภอ or เขต.
    `taken_over` are those of the months that come from the system before the portal, `totals_only` by
    area those of which only totals of it came."""

    level: str
    areas: tuple[Province | District, ...]
    months: tuple[date, ...]
    confirmed: Mapping[str, frozenset[date]]
    asked: int = 1
    taken_over: frozenset[date] = frozenset()
    totals_only: Mapping[str, frozenset[date]] = field(default_factory=dict)
    producers_kept: bool = True  # not of several months as they were known on a day since gone

    def missing_of(self, code: str) -> tuple[date, ...]:
        """The months this area has not confirmed."""
        held = self.confirmed.get(code, frozenset())
        if held.issuperset(self.months):
            return ()
        return tuple(month for month in self.months if month not in held)

    @cached_property
    def included(self) -> frozenset[str]:
        """Codes of the areas that have figures in the report."""
        return frozenset(code for code, months in self.confirmed.items() if months)

    @property
    def held_months(self) -> frozenset[date]:
        """Months of which the report has figures of anybody."""
        return frozenset[date]().union(*self.confirmed.values())

    @property
    def counts_no_producers(self) -> bool:
        """Whether nobody knows how many producers sold: there is nothing but totals."""
        included = self.included
        only_totals = bool(included) and all(map(self._has_only_totals, included))
        return only_totals or not self.producers_kept

    def knows_no_producers(self, key: str) -> bool:
        """The same of one row of a report: one area may have only totals though others have rows."""
        return self.counts_no_producers or self._has_only_totals(key)

    def _has_only_totals(self, code: str) -> bool:
        held = self.confirmed.get(code, frozenset())
        return bool(held) and held <= self.totals_only.get(code, frozenset())

    @property
    def origin(self) -> str:
        """นำเข้าจากระบบเดิม: ต.ค. 2565 - ก.ย. 2568, and of which there are only totals; "" of figures that
        are all the portal's own. One of a single month names none."""
        with_rows = self._with_rows
        without_rows = frozenset[date]().union(
            *(
                self.totals_only.get(code, frozenset()) & held
                for code, held in self.confirmed.items()
            )
        )
        mixed = {
            area.name_th: months
            for area in self.areas
            if (months := self.totals_only.get(area.code, frozenset()) & with_rows)
        }
        return origin_told(
            self.held_months & self.taken_over,
            without_rows - with_rows,
            mixed,
            alone=self.asked == 1,
        )

    @property
    def _with_rows(self) -> frozenset[date]:
        """Months of which somebody's figures have rows."""
        return frozenset[date]().union(
            *(
                held - self.totals_only.get(code, frozenset())
                for code, held in self.confirmed.items()
            )
        )

    @property
    def complete(self) -> bool:
        return bool(self.months) and not any(self.missing_of(area.code) for area in self.areas)

    @property
    def sentence(self) -> str:
        """อำเภอยืนยันแล้ว 9 จาก 11 อำเภอ ขาด: บางคล้า แปลงยาว; of several months, which are missing."""
        missing = [area for area in self.areas if self.missing_of(area.code)]
        whole = len(self.areas) - len(missing)
        each = f"ครบทั้ง {len(self.months)} เดือน " if len(self.months) > 1 else ""
        counted = f"{self.level}ยืนยันแล้ว {each}{whole} จาก {len(self.areas)} {self.level}"
        if not missing:
            told = f"{counted} ครบทุก{self.level}"
        else:
            told = f"{counted} ขาด: {self.missing_told}"
        return f"{told}{self._so_far}"

    @property
    def missing_told(self) -> str:
        """บางคล้า (มิ.ย.) แปลงยาว (ทุกเดือน): who is missing; "" where nobody is."""
        missing = [area for area in self.areas if self.missing_of(area.code)]
        several = len(self.months) > 1
        names = [self._named(area, several) for area in missing[:NAMES_AT_MOST]]
        beyond = len(missing) - len(names)
        return " ".join([*names, *([f"และอีก {beyond} {self.level}"] if beyond else [])])

    @property
    def _so_far(self) -> str:
        """That the period is not over: only so many of its months were opened."""
        if len(self.months) >= self.asked:
            return ""
        if not self.months:
            return " (ยังไม่เปิดเดือนใดในช่วงนี้)"
        return f" (ถึงเดือน {month_short(self.months[-1])} {len(self.months)} จาก {self.asked} เดือน)"

    def _named(self, area: Province | District, several: bool) -> str:
        if not several:
            return area.name_th
        months = self.missing_of(area.code)
        if len(months) == len(self.months):
            return f"{area.name_th} (ทุกเดือน)"
        named = " ".join(MONTHS_SHORT[month.month - 1] for month in months[:3])
        more = f" +{len(months) - 3}" if len(months) > 3 else ""
        return f"{area.name_th} ({named}{more})"


@dataclass(frozen=True)
class Whose:
    """Whose figures an officer's report holds: by area and month, told in a sentence that also says what
    comes from the system before the portal, draft or final."""

    coverage: Coverage
    tell: Callable[[], str]
    final: bool

    @cached_property
    def told(self) -> str:
        """Put together where a page says it; homes do not."""
        origin = self.coverage.origin
        return f"{self.tell()} · {origin}" if origin else self.tell()


def whose_figures(
    user: User, scope: Scope, *, provinces: tuple[Province, ...] | None = None
) -> Whose:
    """What this officer's report of a scope covers; see `sales.figures.confirmed` for what each
    role reads. `provinces`: the nation's, where a page has looked them up (`provinces_of`)."""
    if user.of_nation:
        return _of_nation(user, scope, provinces)
    if scope.known_before:
        return _known_in_area(user, scope)
    return _of_province(user, scope) if user.of_province else _of_district(user, scope)


def confirmed_months(
    user: User,
    areas: Sequence[Province | District],
    *periods: Period,
    known_before: datetime | None = None,
) -> dict[str, frozenset[date]]:
    """The months of these periods that each area confirmed, by code, in one query. A district's draft,
    which stands in its own report, is not among them. `known_before`: as it was known then."""
    if known_before:
        known = months_known(user, known_before, *periods)
        return {area.code: frozenset(known.get(area.code[:2], ())) for area in areas}
    asked: dict[str, date] = {}
    for place, period in enumerate(periods):
        asked |= {f"first_{place}": period.first, f"last_{place}": period.last}
    found = _by_area(_confirmed_in(len(periods)).read(user, **asked))
    of_provinces = user.of_nation
    return {
        area.code: frozenset(found.get(area.code[:2] if of_provinces else area.code, ()))
        for area in areas
    }


@cache
def _confirmed_in(periods: int) -> CompiledDoor:
    """Area and month of what was confirmed within so many periods."""

    def build(officer: AnyOfficer, **asked: date) -> QuerySet[Any, Any]:
        when = Q()
        for place in range(periods):
            when |= Q(month__gte=asked[f"first_{place}"], month__lte=asked[f"last_{place}"])
        if officer.of_nation:
            months = ProvinceMonth.objects.visible_to(officer)
            reported = months.filter(when, status=ProvinceMonth.Status.CONFIRMED)
            return reported.values_list("province", "month")
        own = DistrictMonth.objects.visible_to(officer).filter(when, status__in=CONFIRMED)
        return own.values_list("district", "month")

    kinds = [f"{name}_{place}" for place in range(periods) for name in ("first", "last")]
    months: dict[str, Any] = dict.fromkeys(kinds, date)
    return CompiledDoor(build, **months)


def _of_nation(user: User, scope: Scope, provinces: tuple[Province, ...] | None) -> Whose:
    period = scope.period
    if scope.known_before:
        months = months_known(user, scope.known_before, period)
    else:
        confirmed = _confirmed_in(1).read(user, first_0=period.first, last_0=period.last)
        months = _by_area(confirmed)
    areas: tuple[Province | District, ...]
    if scope.province is None:
        areas, level = provinces or provinces_of(user, scope), "จังหวัด"
    else:
        areas = districts_of(user, scope)
        level = level_of(areas)
        months = dict.fromkeys((area.code for area in areas), months.get(scope.province.pk, set()))
    coverage = _coverage(level, areas, months, scope)
    return Whose(coverage, partial(_told_of_nation, scope, coverage), final=True)


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
    alone = {scope.province.pk: held}
    return replace(coverage, level="จังหวัด", areas=(scope.province,), confirmed=alone).sentence


def _known_in_area(user: User, scope: Scope) -> Whose:
    """What its province had reported by then, for a province and a district: never a draft."""
    assert scope.known_before is not None  # whoever asks of today is told of drafts too
    areas = districts_of(user, scope)
    known = months_known(user, scope.known_before, scope.period)
    months = {area.code: known.get(area.province_id, set()) for area in areas}
    coverage = _coverage(level_of(areas), areas, months, scope)
    return Whose(coverage, lambda: coverage.sentence, final=True)


def _of_province(user: User, scope: Scope) -> Whose:
    period = scope.period
    confirmed = _confirmed_in(1).read(user, first_0=period.first, last_0=period.last)
    areas = districts_of(user, scope)
    coverage = _coverage(level_of(areas), areas, _by_area(confirmed), scope)
    reported = _REPORTED.read(user, months=list(coverage.months)) if coverage.months else ()
    final = bool(coverage.months) and len(reported) == len(coverage.months)
    return Whose(coverage, lambda: coverage.sentence, final)


_REPORTED = CompiledDoor(
    lambda officer, months: (
        ProvinceMonth.objects.visible_to(officer)
        .filter(month__among=months, status=ProvinceMonth.Status.CONFIRMED)
        .order_by()
        .values_list("month")
    ),
    months=list[date],
)


def _of_district(user: User, scope: Scope) -> Whose:
    """A district's figures stand in its own report before it confirms them, as a draft."""
    own = _OWN.read(user, first=scope.period.first, last=scope.period.last)
    confirmed = [district_month for district_month in own if district_month.status in CONFIRMED]
    months = _by_area((one.district_id, one.month_id) for one in own)
    coverage = _coverage("อำเภอ", districts_of(user, scope), months, scope)
    if not own:
        told = "ยังไม่มีข้อมูลของช่วงนี้"
    elif scope.period.is_month:
        name, standing = own[0].district.titled_name, own[0].get_status_display()
        told = f"{name}: {standing}"
    else:
        name = own[0].district.titled_name
        told = f"{name}: ยืนยันแล้ว {len(confirmed)} จาก {len(own)} เดือนที่เปิด"
    return Whose(coverage, lambda: told, final=bool(own) and len(confirmed) == len(own))


_OWN = CompiledDoor(
    lambda officer, first, last: (
        DistrictMonth.objects.visible_to(officer)
        .filter(month__gte=first, month__lte=last)
        .select_related("district")
        .only("month", "status", "district__name_th", "district__type_th")
        .order_by("month_id")
    ),
    first=date,
    last=date,
)


def coverage_of_district(district_month: DistrictMonth) -> str:
    """อำเภอบางคล้า: อำเภอยืนยันแล้ว; that the month comes from the system before the portal."""
    name, month = district_month.district.titled_name, district_month.month
    told = f"{name}: {district_month.get_status_display()}"
    origin = origin_told(
        [month.pk] * month.is_taken_over, [month.pk] * district_month.totals_only, alone=True
    )
    return f"{told} · {origin}" if origin else told


def _by_area(found: Iterable[tuple[str, date]]) -> dict[str, set[date]]:
    months: dict[str, set[date]] = {}
    for code, month in found:
        months.setdefault(code, set()).add(month)
    return months


def _coverage(
    level: str,
    areas: tuple[Province | District, ...],
    months: Mapping[str, set[date]],
    scope: Scope,
) -> Coverage:
    confirmed = {area.code: frozenset(months.get(area.code, ())) for area in areas}
    opened = opened_with_origin(scope)
    return Coverage(
        level,
        areas,
        tuple(one.month for one in opened),
        confirmed,
        len(scope.period.months),
        frozenset(one.month for one in opened if one.is_taken_over),
        _totals_only(areas, [one for one in opened if one.is_taken_over]),
    )


def _totals_only(
    areas: tuple[Province | District, ...], taken_over: Sequence[SalesMonth]
) -> dict[str, frozenset[date]]:
    """By area, the months of which only its totals were taken over; a query where any was taken over."""
    if not taken_over:
        return {}
    found = ProvinceMonth.objects.filter(
        month__in=taken_over, province__in={area.code[:2] for area in areas}, totals_only=True
    )
    months = _by_area(found.values_list("province", "month"))
    return {
        area.code: frozenset(months[area.code[:2]]) for area in areas if area.code[:2] in months
    }
