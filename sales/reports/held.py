"""Which cells of a table hold figures: an area-month that nobody confirmed is empty, since 0.00 would
say that nothing was sold; and what the notes beside rows, columns and totals say of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from core.areas.models import District, Province
from sales.figures.coverage import Coverage
from sales.reports.dimensions import Axis

NOT_CONFIRMED = "ยังไม่ยืนยัน"


def total_note(coverage: Coverage) -> str:
    """Whose figures a total holds, where somebody's are missing: ยืนยันแล้ว 9 จาก 11 อำเภอ."""
    if coverage.complete:
        return ""
    if not coverage.included:
        return NOT_CONFIRMED
    whole = sum(not coverage.missing_of(area.code) for area in coverage.areas)
    every = "ครบทุกเดือน " if len(coverage.months) > 1 else ""
    return f"ยืนยัน{every or 'แล้ว '}{whole} จาก {len(coverage.areas)} {coverage.level}"


class Held:
    """The combinations of values of some axes of which an area-month is confirmed.

    Categories, kinds and channels say nothing of areas and months: every one is held where any is.
    """

    def __init__(self, coverage: Coverage, axes: Sequence[Axis]):
        self.coverage, self.axes = coverage, tuple(axes)
        self.opened: dict[tuple[str, ...], int] = {}
        self.confirmed: dict[tuple[str, ...], int] = {}
        for area in coverage.areas:
            for month in coverage.months:
                place = self._place(area, month)
                self.opened[place] = self.opened.get(place, 0) + 1
                if month in coverage.confirmed.get(area.code, ()):
                    self.confirmed[place] = self.confirmed.get(place, 0) + 1

    def _place(self, area: Province | District, month: date) -> tuple[str, ...]:
        return tuple(_value_of(axis, area, month) for axis in self.axes)

    def _asked(self, values: Iterable[str]) -> tuple[str, ...]:
        """As `_place` writes them: a district is its province where only that is known to confirm."""
        by_province = self.coverage.level == "จังหวัด"
        return tuple(
            ""
            if axis.base not in ("month", "region", "province", "district")
            else value[:2]
            if axis.base == "district" and by_province
            else value
            for axis, value in zip(self.axes, values, strict=True)
        )

    def has(self, *values: str) -> bool:
        """Whether anything confirmed is in the cell, row or column of these values."""
        return bool(self.confirmed.get(self._asked(values)))

    def note(self, value: str) -> str:
        """Beside a row (of the only axis): not confirmed at all, or so many area-months missing."""
        place = self._asked([value])
        opened, confirmed = self.opened.get(place, 0), self.confirmed.get(place, 0)
        if not confirmed:
            return NOT_CONFIRMED
        if confirmed == opened or place == ("",):
            return ""
        unit: dict[str | None, str] = {
            "month": self.coverage.level,
            "province": "เดือน",
            "district": "เดือน",
        }
        one_month = self.axes[0].key == "month"
        of_one_area = self.axes[0].base == "district" or self.coverage.level == "จังหวัด"
        if one_month or (self.axes[0].base in ("province", "district") and of_one_area):
            return f"ขาด {opened - confirmed} {unit[self.axes[0].base]}"
        return f"ขาด {opened - confirmed} {self.coverage.level}-เดือน"


def _value_of(axis: Axis, area: Province | District, month: date) -> str:
    """The axis's value of an area-month; "" where it says nothing of them."""
    if axis.base == "month":
        return axis.value(month)
    if axis.base == "region":
        return area.region if isinstance(area, Province) else area.province.region
    if axis.base == "province":
        return area.code[:2]
    return area.code if axis.base == "district" else ""
