"""Whose figures a report holds and whose are missing, in one sentence of Thai (DESIGN.md Reports)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.areas.models import District, Province
from core.thai.calendar import MONTHS_SHORT, month_short
from sales.models import DistrictMonth

NAMES_AT_MOST = 10


@dataclass(frozen=True)
class Coverage:
    """Areas x months of a report: `areas` are those it could hold, `months` those opened so far of
    the `asked` ones, `confirmed` the months each area's code has. `level` is จังหวัด, อำเภอ or เขต."""

    level: str
    areas: tuple[Province | District, ...]
    months: tuple[date, ...]
    confirmed: Mapping[str, frozenset[date]]
    asked: int = 1

    def missing_of(self, code: str) -> tuple[date, ...]:
        """The months this area has not confirmed."""
        held = self.confirmed.get(code, frozenset())
        return tuple(month for month in self.months if month not in held)

    @property
    def included(self) -> frozenset[str]:
        """Codes of the areas that have figures in the report."""
        return frozenset(code for code, months in self.confirmed.items() if months)

    @property
    def complete(self) -> bool:
        return bool(self.months) and not any(self.missing_of(area.code) for area in self.areas)

    @property
    def sentence(self) -> str:
        """อำเภอยืนยันแล้ว 9 จาก 11 อำเภอ ขาด: บางคล้า แปลงยาว; of several months, which are missing."""
        missing = [area for area in self.areas if self.missing_of(area.code)]
        whole = len(self.areas) - len(missing)
        several = len(self.months) > 1
        each = f"ครบทั้ง {len(self.months)} เดือน " if several else ""
        counted = f"{self.level}ยืนยันแล้ว {each}{whole} จาก {len(self.areas)} {self.level}"
        if not missing:
            told = f"{counted} ครบทุก{self.level}"
        else:
            names = [self._named(area, several) for area in missing[:NAMES_AT_MOST]]
            beyond = len(missing) - len(names)
            more = f" และอีก {beyond} {self.level}" if beyond else ""
            told = f"{counted} ขาด: {' '.join(names)}{more}"
        return f"{told}{self._so_far}"

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


def coverage_of_district(district_month: DistrictMonth) -> str:
    """อำเภอบางคล้า: อำเภอยืนยันแล้ว"""
    name = district_month.district.titled_name
    return f"{name}: {district_month.get_status_display()}"
