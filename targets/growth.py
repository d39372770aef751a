"""Growth of a fiscal year's sales over its base year, and its score (DOMAIN.md 9).

The KPI is ร้อยละที่เพิ่มขึ้น over a base year, scored 1-5 by levels that the department sets; the three-year
allocation (targets.allocation) stands beside it. Compared are the months of an area that both years
confirmed (sales.figures.year_on_year). Worked, levels 1 from 0 %, 2 from 2.5, 3 from 5, 4 from 7.5, 5
from 10, and 10 % asked:

    area        base       now     growth    score    asked
    A         100.00    107.50       7.50        4   110.00
    B         200.00    199.00      -0.50        -   220.00
    together  300.00    306.50       2.17        1   330.00
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils import timezone

from core.areas.compiled import CompiledDoor
from core.areas.models import District, Province
from core.areas.scope import Role
from core.compiled import CompiledQuery, Small
from core.steps import StepRefused, StepRule, Workflow, may
from core.thai.periods import year_period
from core.users.models import User
from sales.figures.confirmed import Dimension, Scope
from sales.figures.coverage import whose_figures
from sales.figures.year_on_year import Comparison, change, compare
from targets.models import GrowthLevel, GrowthScheme

SET_GROWTH = StepRule(
    "set_growth",
    frozenset(),
    None,
    frozenset({Role.DEPARTMENT}),
    workflow=Workflow(not_yours="การกำหนดเกณฑ์ร้อยละที่เพิ่มขึ้นเป็นหน้าที่ของกรม"),
)

Levels = Sequence[tuple[int, Decimal]]  # a score, the percent it is given from


def score_of(levels: Levels, growth: Decimal | None) -> int | None:
    """The highest score whose percent was reached; None below the lowest, and of an unknown growth."""
    if growth is None:
        return None
    return max((score for score, percent in levels if growth >= percent), default=None)


@dataclass(frozen=True)
class Grown:
    """An area's baht of the base year and of this one, in months both confirmed; None: in none."""

    area: Province | District | None
    base: Decimal | None
    now: Decimal | None
    levels: Levels
    goal: Decimal | None = None
    months: int = 0

    @property
    def growth(self) -> Decimal | None:
        """Percent with two decimals; None where nothing is compared or the base is 0."""
        return None if self.now is None or self.base is None else change(self.now, self.base)

    @property
    def score(self) -> int | None:
        return score_of(self.levels, self.growth)

    @property
    def asked(self) -> Decimal | None:
        """Baht that the goal asks for."""
        if self.base is None or self.goal is None:
            return None
        asked = self.base * (100 + self.goal) / 100
        return asked.quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def reached(self) -> bool:
        return self.growth is not None and self.goal is not None and self.growth >= self.goal


@dataclass(frozen=True)
class GrowthTable:
    """The areas of an officer and all of them together, by the scheme of a year."""

    scheme: GrowthScheme
    levels: Levels
    areas: tuple[Grown, ...]
    whole: Grown
    compared: Comparison
    final: bool


def growth_of(user: User, fiscal_year: int, province: Province | None = None) -> GrowthTable | None:
    """How the areas of an officer grew: a district itself, districts of a province, or provinces.

    None where the department set no scheme for the year.
    """
    found = _SCHEME.read(user, year=fiscal_year)
    if not found:
        return None
    scheme: GrowthScheme = found[0]
    levels = tuple(_LEVELS.read(year=fiscal_year))
    scope = Scope(year_period(fiscal_year), province=province)
    whose = whose_figures(user, scope)
    by_province = user.role == Role.DEPARTMENT and province is None
    dimension: Dimension = "province" if by_province else "district"
    compared = compare(user, scope, (dimension,), whose.coverage, years=scheme.years_back)
    areas = tuple(_grown(area, compared, levels, scheme) for area in whose.coverage.areas)
    base, now = None, None
    if compared.coverage.included:
        of_now, of_base = compared.whole
        base, now = of_base.total, of_now.total
    whole = Grown(None, base, now, levels, scheme.goal, len(compared.coverage.months))
    return GrowthTable(scheme, levels, areas, whole, compared, whose.final)


_SCHEME = CompiledDoor(
    lambda officer, year: GrowthScheme.objects.visible_to(officer).filter(pk=year), year=Small
)
_LEVELS = CompiledQuery(
    lambda year: GrowthLevel.objects.filter(scheme=year).values_list("score", "percent"), year=Small
)


def _grown(
    area: Province | District, compared: Comparison, levels: Levels, scheme: GrowthScheme
) -> Grown:
    months = len(compared.months_of(area.pk))
    if not months:
        return Grown(area, None, None, levels, scheme.goal)
    now, base = compared.pair((area.pk,))
    return Grown(area, base.total, now.total, levels, scheme.goal, months)


@transaction.atomic
def set_growth(
    fiscal_year: int, base_year: int, goal: Decimal | None, levels: Levels, *, by: User
) -> GrowthScheme:
    """Set or change how a year is scored. Refused for anybody but the department, for a base year that
    is not before it, and for levels whose percent does not rise with the score."""
    may(by, SET_GROWTH)
    if not base_year < fiscal_year:
        raise StepRefused("ปีฐานต้องอยู่ก่อนปีงบประมาณ", field="base_year")
    percents = [percent for _, percent in sorted(levels)]
    if percents != sorted(set(percents)):
        raise StepRefused("ร้อยละของแต่ละคะแนนต้องเพิ่มขึ้นตามคะแนน")
    said = {"base_year": base_year, "goal": goal, "set_at": timezone.now(), "set_by": by}
    scheme, _ = GrowthScheme.objects.update_or_create(fiscal_year=fiscal_year, defaults=said)
    scheme.levels.all().delete()
    GrowthLevel.objects.bulk_create(
        GrowthLevel(scheme=scheme, score=score, percent=percent) for score, percent in levels
    )
    return scheme
