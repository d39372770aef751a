"""รต.๑ and รต.๒: one district's month, row by row."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from core.areas.scope import Role
from core.reports.engine import ReportNotFound
from core.reports.registry import register
from core.reports.report import Basis, Report
from core.reports.tables import ReportTable, Row, Signature, Summary, Value
from core.thai import calendar
from core.thai.numbered import bare_number
from core.users.models import User
from products.models import Category
from sales.figures.certification import certified_by_district
from sales.figures.confirmed import CONFIRMED
from sales.figures.coverage import coverage_of_district
from sales.figures.rollup import Amounts, SalesLine, by_category
from sales.figures.sources import lines_of_totals_only
from sales.models import DistrictMonth, Resolution, SalesRow
from sales.reports import layouts
from sales.reports.parameters import CollectionForm, DistrictForm
from sales.reports.wording import UNIT, channel_values, place_and_month

NO_SALES = SalesRow.Entry.NO_SALES.label


def _amounts(row: SalesRow) -> Amounts:
    return Amounts(*row.amounts)


def _form_row(number: int, row: SalesRow, *, blank: bool) -> Row:
    """A row of รต.๑: amounts stay empty on a blank form, and where nothing was entered yet."""
    values: dict[str, Value] = {
        "number": number,
        "name": row.producer.name,
        f"category_{row.category}": True,
        f"kind_{row.kind}": True,
    }
    if blank:
        return values
    if row.entry != SalesRow.Entry.BLANK:
        values |= channel_values(_amounts(row))
    remarks = [NO_SALES] if row.entry == SalesRow.Entry.NO_SALES else []
    return values | {"note": " · ".join([*remarks, *filter(None, [row.explained, row.note])])}


class DistrictReport(Report):
    """What รต.๑ and รต.๒ share: the rows of one district's month."""

    group = "แบบ รต."
    roles = frozenset(Role)

    def district_month(self, user: User, params: Mapping[str, Any]) -> DistrictMonth:
        """The month asked for; ReportNotFound where the officer may not see it (yet)."""
        visible = DistrictMonth.objects.visible_to(user).select_related(
            "district__province", "district_confirmed_by", "month__taken_over_by"
        )
        found = visible.filter(month=params["month"], district=params["district"]).first()
        if found is None:
            raise ReportNotFound(self.key)
        return found

    def rows(self, user: User, district_month: DistrictMonth) -> list[SalesRow]:
        visible = SalesRow.objects.visible_to(user).filter(district_month=district_month)
        return list(visible.select_related("producer", "reason").in_form_order())

    def lines(
        self, user: User, district_month: DistrictMonth, rows: Iterable[SalesRow]
    ) -> list[SalesLine]:
        """What the totals are summed from: the rows, or of a month of totals only its lines."""
        code = district_month.district_id
        if district_month.month.totals_only:
            return list(lines_of_totals_only(user, [district_month.month_id], district=code))
        return [
            SalesLine(code, row.category, row.kind, int(row.total > 0), _amounts(row))
            for row in rows
        ]

    def subtitle(self, district_month: DistrictMonth) -> tuple[str, ...]:
        district = district_month.district
        place = f"{district.titled_name} {district.province.titled_name}"
        return (place_and_month(place, district_month.month_id), UNIT)


def _total(lines: Iterable[SalesLine]) -> Amounts:
    return sum((line.amounts for line in lines), Amounts.zero())


@register
class CollectionReport(DistrictReport):
    """รต.๑: filled in at the producers, the source of what is entered."""

    key = "rt1"
    title = "รต.๑ แบบเก็บข้อมูลยอดจำหน่าย"
    summary = "รายชื่อผู้ผลิตของอำเภอ แบบเปล่าไว้จดที่ผู้ผลิต หรือมีตัวเลขที่บันทึกแล้ว"
    form_class = CollectionForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        district_month = self.district_month(user, params)
        rows = self.rows(user, district_month)
        blank = params["blank"] == "yes"
        total: dict[str, Value] = {"name": "รวม"}
        if not blank:
            total |= channel_values(_total(self.lines(user, district_month, rows)))
        return ReportTable(
            title="แบบ รต.๑ แบบเก็บข้อมูลยอดจำหน่าย OTOP",
            subtitle_lines=self.subtitle(district_month),
            coverage=coverage_of_district(district_month),
            columns=layouts.DISTRICT_FORM,
            rows=tuple(_form_row(n, row, blank=blank) for n, row in enumerate(rows, 1)),
            total=total,
            by_hand=blank,
            orientation="landscape",
        )


@register
class CertificationReport(DistrictReport):
    """รต.๒: printed after the district confirmed, signed by its chief, sent to the province."""

    key = "rt2"
    title = "รต.๒ แบบรับรองยอดจำหน่าย"
    summary = "ยอดของอำเภอพร้อมมติ นตผ.อำเภอ ลงนามแล้วส่งจังหวัด"
    form_class = DistrictForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        district_month = self.district_month(user, params)
        rows = self.rows(user, district_month)
        lines = self.lines(user, district_month, rows)
        return ReportTable(
            title="แบบ รต.๒ แบบรับรองยอดจำหน่าย OTOP",
            subtitle_lines=self.subtitle(district_month),
            coverage=coverage_of_district(district_month),
            columns=layouts.DISTRICT_FORM,
            rows=tuple(_form_row(n, row, blank=False) for n, row in enumerate(rows, 1)),
            total={"name": "รวม"} | channel_values(_total(lines)),
            summaries=_summaries(lines),
            notes=_certification(user, district_month),
            links=_histories(district_month, rows),
            signatures=(_chief_signature(district_month),),
            draft=district_month.status not in CONFIRMED,
            orientation="landscape",
        )

    def basis(self, user: User, params: Mapping[str, Any], table: ReportTable) -> Basis | None:
        return certified_by_district(user, self.district_month(user, params))


def _histories(district_month: DistrictMonth, rows: list[SalesRow]) -> tuple[str, ...]:
    """Each row leads to its history; the grid's address is looked up once for all."""
    grid = reverse(
        "admin:sales-grid", args=[f"{district_month.month_id:%Y-%m}", district_month.district_id]
    )
    return tuple(f"{grid}rows/{row.pk}/history/" for row in rows)


def _summaries(lines: Iterable[SalesLine]) -> tuple[Summary, ...]:
    """Totals of รต.๒ by category and by channel."""
    summed = by_category(lines, [])
    amounts = summed.total.amounts
    return (
        Summary(
            "รวมตามประเภทผลิตภัณฑ์",
            layouts.TOTALS_BY_CATEGORY,
            tuple(
                {"name": Category(row.key).label} | channel_values(row.amounts)
                for row in summed.rows
            ),
            {"name": "รวม"} | channel_values(amounts),
        ),
        Summary(
            "รวมตามช่องทาง",
            layouts.TOTALS_BY_CHANNEL,
            (
                {
                    "name": "จำหน่ายในประเทศ",
                    "offline": amounts.domestic_offline,
                    "online": amounts.domestic_online,
                    "total": amounts.domestic_offline + amounts.domestic_online,
                },
                {
                    "name": "ส่งออกต่างประเทศ",
                    "offline": amounts.export_offline,
                    "online": amounts.export_online,
                    "total": amounts.export_offline + amounts.export_online,
                },
            ),
            {
                "name": "รวม",
                "offline": amounts.domestic_offline + amounts.export_offline,
                "online": amounts.domestic_online + amounts.export_online,
                "total": amounts.total,
            },
        ),
    )


def _certification(user: User, district_month: DistrictMonth) -> tuple[str, ...]:
    """The district committee's resolution on these very figures, and who confirmed when; or that they
    were certified in the system before the portal."""
    if (origin := _taken_over(district_month)) and not _confirmed_here(district_month):
        return (origin,)
    recorded = (
        Resolution.objects.visible_to(user)
        .filter(district_month=district_month)
        .select_related("district_month")
        .order_by("-recorded_at", "-id")
    )
    resolution = next((one for one in recorded if one.is_in_force), None)
    committee = f"คณะกรรมการ นตผ.{district_month.district.type_th}"
    if resolution is None:
        lines = [f"{committee}: ยังไม่ได้บันทึกมติรับรอง"]
    else:
        number = bare_number(resolution.number)
        how = (
            f"ในการประชุมครั้งที่ {number}"
            if resolution.form == Resolution.Form.MEETING
            else f"โดยหนังสือเวียน เลขที่ {number}"
        )
        lines = [f"{committee} รับรองแล้ว {how} วันที่ {calendar.day_short(resolution.held_on)}"]
    confirmed_at = district_month.district_confirmed_at
    if district_month.status in CONFIRMED and confirmed_at is not None:
        by = district_month.district_confirmed_by
        at = calendar.moment(confirmed_at)
        lines.append(f"{district_month.district.type_th}ยืนยันในระบบโดย {by} เมื่อ {at}")
    return tuple(lines if not origin else [origin, *lines])


def _taken_over(district_month: DistrictMonth) -> str:
    """From which file, by whom and when; "" of a month of the portal's own."""
    month = district_month.month
    if not month.is_taken_over:
        return ""
    assert month.taken_over_at is not None
    at = calendar.moment(month.taken_over_at)
    return f"{month.origin} โดย {month.taken_over_by} เมื่อ {at} ไฟล์ {month.taken_over_file}"


def _confirmed_here(district_month: DistrictMonth) -> bool:
    """Whether the district itself confirmed: always of the portal's own months; of one taken over only
    where it was opened again since."""
    month = district_month.month
    return not month.is_taken_over or district_month.district_confirmed_at != month.taken_over_at


def _chief_signature(district_month: DistrictMonth) -> Signature:
    """พัฒนาการอำเภอ signs; Bangkok's เขต have none, so theirs names no post [reading]."""
    district = district_month.district
    post = "พัฒนาการ" if district.type_th == "อำเภอ" else "ผู้รับรองยอดจำหน่าย "
    by = district_month.district_confirmed_by
    confirmed = (
        district_month.status in CONFIRMED
        and by is not None
        and by.may_certify
        and _confirmed_here(district_month)
    )
    return Signature(
        (
            "ขอรับรองว่ายอดจำหน่ายข้างต้นถูกต้อง",
            "(ลงชื่อ) ............................................................",
            f"({by.full_name})" if confirmed else f"({'.' * 60})",
            f"{post}{district.titled_name}",
            "วันที่ ............ / .................... / ............",
        )
    )
