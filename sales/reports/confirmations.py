"""Menu 5: who confirmed which month (DOMAIN.md 8) [reading: the state of every province by month]."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from core.areas.models import District, Province
from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, TileMap, Value
from core.thai.calendar import MONTHS_SHORT, day_short
from core.users.models import User
from sales.figures.confirmed import Scope, within
from sales.figures.origin import origin_told
from sales.figures.places import (
    districts_of,
    opened_with_origin,
    provinces_of,
)
from sales.models import DistrictMonth, ProvinceMonth, SalesMonth
from sales.reports.parameters import AreaPeriodForm, scope_of
from sales.reports.wording import place_and_period

_SIGNS = {
    DistrictMonth.Status.ENTERING: "กำลังบันทึก",
    DistrictMonth.Status.DISTRICT_CONFIRMED: "รอตรวจ",
    DistrictMonth.Status.RETURNED: "ส่งกลับ",
    DistrictMonth.Status.PROVINCE_CONFIRMED: "✓",
}

TAKEN_OVER_SIGN = "✓ เดิม"


class ConfirmationForm(AreaPeriodForm):
    """The newest fiscal year unless said; the district does not matter."""

    newest = "year"
    district = None  # type: ignore[assignment]  # Django's way to leave a field of the base out


@register
class ConfirmationReport(Report):
    """Provinces x months for the department, districts x months for a province, a district its own: the
    state, and how many confirmed. It holds no figures, so the department sees every province in it."""

    key = "confirmations"
    title = "สถานะการยืนยันยอดจำหน่าย"
    summary = "จังหวัดใดหรืออำเภอใดยืนยันเดือนใดแล้ว"
    group = "การส่งรายงาน"
    roles = frozenset(Role)
    form_class = ConfirmationForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        scope = scope_of(params)
        opened = opened_with_origin(scope)
        months = [one.month for one in opened]
        origin = origin_told(
            (one.month for one in opened if one.is_taken_over),
            (one.month for one in opened if one.totals_only),
            alone=False,
        )
        of_provinces = user.of_nation
        if of_provinces:
            areas: Sequence[Province | District] = (
                (scope.province,) if scope.province else provinces_of(user, scope)
            )
            signs = self._provinces(user, scope)
        else:
            areas = districts_of(user, scope)
            signs = self._districts(user, scope)
        rows: list[Row] = []
        whole = 0
        for number, area in enumerate(areas, 1):
            row: dict[str, Value] = {"number": number, "name": area.name_th}
            own = {f"m{month:%Y%m}": signs.get((area.code, month), "–") for month in months}
            confirmed = sum(sign.startswith("✓") for sign in own.values())
            whole += confirmed
            rows.append(row | own | {"confirmed": confirmed})
        total: dict[str, Value] = {"name": "ยืนยันแล้ว"}
        for month in months:
            total[f"m{month:%Y%m}"] = str(
                sum(signs.get((area.code, month), "").startswith("✓") for area in areas)
            )
        total["confirmed"] = whole
        level = "จังหวัด" if of_provinces else "อำเภอ"
        return ReportTable(
            title=self.title,
            subtitle_lines=place_and_period(user, scope),
            coverage=(
                f"ณ {day_short(timezone.localdate())} · {len(areas)} {level} {len(months)} เดือนที่เปิด"
            ),
            columns=(
                Column("number", "ที่", kind="count", width=5),
                Column("name", level, width=20),
                *(
                    Column(f"m{month:%Y%m}", MONTHS_SHORT[month.month - 1], width=11)
                    for month in months
                ),
                Column("confirmed", "ยืนยันแล้ว (เดือน)", kind="count", width=10),
            ),
            rows=tuple(rows),
            total=total,
            notes=(f"{TAKEN_OVER_SIGN} {origin}",) if origin else (),
            orientation="landscape",
            tile_map=TileMap("confirmed", tuple(area.code for area in areas))
            if of_provinces
            else None,
        )

    def _provinces(self, user: User, scope: Scope) -> dict[tuple[str, date], str]:
        months = ProvinceMonth.objects.visible_to(user).filter(**within(scope.period))
        return {
            (one.province_id, one.month_id): _confirmed_on(one.confirmed_at, one.month)
            if one.is_confirmed
            else "รอยืนยัน"
            for one in months.select_related("month")
        }

    def _districts(self, user: User, scope: Scope) -> dict[tuple[str, date], str]:
        months = DistrictMonth.objects.visible_to(user).filter(**within(scope.period))
        return {
            (one.district_id, one.month_id): _confirmed_on(one.province_confirmed_at, one.month)
            if one.status == DistrictMonth.Status.PROVINCE_CONFIRMED
            else _SIGNS[one.status]
            for one in months.select_related("month")
        }


def _confirmed_on(at: Any, month: SalesMonth) -> str:
    """✓ 6 พ.ย.; ✓ เดิม of a month taken over, which nobody confirmed here."""
    if month.is_taken_over and at == month.taken_over_at:
        return TAKEN_OVER_SIGN
    day = timezone.localdate(at)
    return f"✓ {day.day} {MONTHS_SHORT[day.month - 1]}"
