"""This year beside the one before: the one place that compares them (DOMAIN.md 9: the KPI is growth).

Compared are only the months of an area that both years confirmed; of the department an area is a
province, else a district. Whatever is narrower or wider is summed from these same area-months, so the
rows of a table add up to its total:

              ต.ค. พ.ย. ธ.ค.               ต.ค. พ.ย. ธ.ค.     compared
    บางคล้า 69   ✓    ✓    ✓     บางคล้า 70   ✓    ✓    -      ต.ค. พ.ย.
    แปลงยาว 69   -    ✓    ✓     แปลงยาว 70   ✓    ✓    -      พ.ย.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.thai.calendar import add_months, months_told
from core.thai.digits import percent
from core.users.models import User
from sales.figures.confirmed import Dimension, Key, Scope, sums
from sales.figures.coverage import Coverage, confirmed_months
from sales.figures.origin import origin_of
from sales.figures.rollup import Amounts

NOT_COMPARED = "ไม่มีเดือนที่ยืนยันแล้วทั้งสองปี จึงไม่เทียบกับ{}"


def change(now: Decimal, before: Decimal) -> Decimal | None:
    """Percent more (or, negative, less) than before; none where there was nothing."""
    return percent(now - before, before)


@dataclass(frozen=True)
class Comparison:
    """Baht of both years by the keys asked for, months under this year's name, of the area-months
    `coverage.confirmed` that both hold; `coverage.months` are those that anybody does."""

    now: Mapping[Key, Amounts]
    before: Mapping[Key, Amounts]
    coverage: Coverage
    origin_before: str = ""  # what of the year before comes from the system before the portal
    earlier: str = "ปีก่อน"  # what the year is called that this one is compared with

    def pair(self, key: Key) -> tuple[Amounts, Amounts]:
        """This year and the one before; zero where nothing was sold."""
        return self.now.get(key, Amounts.zero()), self.before.get(key, Amounts.zero())

    @property
    def whole(self) -> tuple[Amounts, Amounts]:
        """Everything compared, both years."""
        zero = Amounts.zero()
        return sum(self.now.values(), zero), sum(self.before.values(), zero)

    def months_of(self, code: str) -> frozenset[date]:
        """The months both years hold of an area: of a district, for the nation, its province's."""
        held = self.coverage.confirmed
        return held.get(code) or held.get(code[:2]) or frozenset()

    @property
    def told(self) -> str:
        """Which areas and months are compared, and which are not, in a sentence of Thai."""
        months, level = self.coverage.months, self.coverage.level
        if not months:
            return NOT_COMPARED.format(self.earlier)
        when = f"{months_told(months)} ({len(months)} เดือน)"
        missing = self.coverage.missing_told
        compared = sum(not self.coverage.missing_of(area.code) for area in self.coverage.areas)
        whose = f"{compared} จาก {len(self.coverage.areas)} {level}"
        left_out = f" ไม่เทียบ: {missing}" if missing else ""
        if self.origin_before:
            left_out += f" · {self.earlier}{self.origin_before}"
        return f"เทียบ{self.earlier}เฉพาะ{level}และเดือนที่ยืนยันแล้วทั้งสองปี: {when} {whose}{left_out}"


def compare(
    user: User, scope: Scope, by: Sequence[Dimension], coverage: Coverage, *, years: int = 1
) -> Comparison:
    """What this officer may report of a scope (`coverage` is that of its `whose_figures`), beside the
    same so many years before. Four queries."""
    ago = scope.in_period(scope.period.years_before(years))
    back = 12 * years
    before = scope.known_before
    held = confirmed_months(user, coverage.areas, scope.period, ago.period, known_before=before)
    year_before = {month: add_months(month, -back) for month in scope.period.months}
    both = {
        code: frozenset(
            [month for month, before in year_before.items() if month in own and before in own]
        )
        for code, own in held.items()
    }
    months = tuple(sorted(frozenset[date]().union(*both.values())))
    earlier = {code: {year_before[month] for month in own} for code, own in both.items()}
    return Comparison(
        sums(user, scope, by, held=both),
        _years_later(sums(user, ago, by, held=earlier), by, back),
        replace(coverage, months=months, confirmed=both),
        origin_of(year_before[month] for month in months),
        "ปีก่อน" if years == 1 else f"ปี {ago.period.fiscal_year} ",
    )


def _years_later(
    found: Mapping[Key, Amounts], by: Sequence[Dimension], months: int
) -> dict[Key, Amounts]:
    """The earlier months under the names of this year's, so that they stand side by side."""
    return {
        tuple(
            add_months(value, months) if dimension == "month" and isinstance(value, date) else value
            for dimension, value in zip(by, key, strict=True)
        ): amounts
        for key, amounts in found.items()
    }
