"""Targets in Excel and CSV, both ways: one row = fiscal year x period x level x area, whole baht
(DOMAIN.md 9).

What is computed is to be looked at; a target set by hand needs its reason. Writing goes through
`targets.overrides`, so only a draft of the officer's own office changes.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, QuerySet, SmallIntegerField, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.areas.scope import Role
from core.reading import ReadTable
from core.steps import StepRefused
from core.tables.cells import ChoiceCell, CodeCell, DecimalCell, TextCell, YearCell
from core.tables.checked import Checked
from core.tables.choices import Choice
from core.tables.import_rows import WHOLE_ROW, ImportRow
from core.tables.loading import LoadRefused
from core.tables.row_checks import row_check
from core.tables.tables import VERSION_HEADING, Column, Table, own, register
from core.thai import calendar
from core.thai.digits import format_baht
from targets import steps
from targets.models import PlanPeriod, TargetCell, TargetPlan
from targets.overrides import override_cells

TAKEN_BACK = "กลับไปใช้เป้าหมายที่คำนวณได้"


class TargetAmountCell(DecimalCell):
    """Whole baht. A computed target may lie below zero until its office mends it, so one is read."""

    def render(self, value, obj=None, **kwargs) -> int | str:
        return "" if value is None else int(value)

    def clean(self, value, row=None, **kwargs) -> Decimal | None:
        text = str(value).strip()
        negative = text[:1] in {"-", "−"} and len(text) > 1
        found = super().clean(text[1:] if negative else value)
        if found is not None and found != found.to_integral_value():
            raise ValueError("เป้าหมายเป็นบาทเต็ม ไม่มีสตางค์")
        return -found if negative and found is not None else found


class SetByHandCell(CodeCell):
    """When a target was last set by hand, as digits (25691121143005); 0 of a computed one."""

    def render(self, value: datetime | None, obj=None, **kwargs) -> str:
        if value is None:
            return "0"
        local = timezone.localtime(value)
        return f"{calendar.buddhist_year(local)}{local:%m%d%H%M%S}"


@register
class TargetTable(Table):
    """The draft an office works on, else the plan in force; of the nation and of its provinces."""

    entity = "targets"
    position = 80
    title = "เป้าหมายรายพื้นที่"
    about = "แถวละหนึ่งเป้าหมายของพื้นที่ ช่วง และระดับ แก้ไขได้เฉพาะร่าง หากเว้นว่าง ระบบใช้เป้าหมายที่คำนวณได้"
    model = TargetCell
    key = ("fiscal_year", "period", "level", "area")
    name_column = "area_name"
    extras = ("plan_id", "plan__status", "plan__province_id", "level_id")
    importers = frozenset({Role.PROVINCE, Role.DEPARTMENT})
    needs_all_amounts = True

    fiscal_year = Column("plan__scheme_id", "ปีงบประมาณ", YearCell(blank=False))
    number = Column("plan__number", "ฉบับที่", readonly=True)
    status = Column(
        "plan__status", "สถานะ", ChoiceCell(TargetPlan.Status.choices, blank=False), readonly=True
    )
    period = own(TargetCell, "period")
    area = Column("area", "รหัสพื้นที่", CodeCell(4))
    area_name = Column("area_name", "พื้นที่", readonly=True)
    level = Column("level__name", "ระดับ", TextCell(40))
    computed = Column("computed", "เป้าหมายที่คำนวณได้", TargetAmountCell(), readonly=True)
    target = Column("amount", "เป้าหมาย", TargetAmountCell(), is_money=True)
    reason = own(TargetCell, "reason", "เหตุผลที่ปรับ")
    version = Column("overridden_at", VERSION_HEADING, SetByHandCell(), readonly=True)

    # --- Reading ----------------------------------------------------------------------------------

    def records(self) -> QuerySet:
        """One cell a key: what the office is working on hides what it will replace."""
        plans = TargetPlan.objects.visible_to(self.by)
        worked_on = {
            tuple(plan) for plan in plans.filter(status="draft").values_list("scheme", "province")
        }
        hidden = [
            pk
            for pk, *plan in plans.in_force().values_list("pk", "scheme", "province")
            if tuple(plan) in worked_on
        ]
        period_place = Case(
            *(When(period=value, then=place) for place, value in enumerate(PlanPeriod.values)),
            output_field=SmallIntegerField(),
        )
        return (
            TargetCell.objects.visible_to(self.by)
            .exclude(plan__status=TargetPlan.Status.SUPERSEDED)
            .exclude(plan__in=hidden)
            .annotate(
                area=Coalesce("district_id", "province_id"),
                area_name=Coalesce("district__name_th", "province__name_th"),
            )
            .order_by("-plan__scheme_id", period_place, "area", "level__position")
        )

    def choices(self) -> Sequence[Choice]:
        years = self.records().order_by("-plan__scheme_id")
        found = list(years.values_list("plan__scheme_id", flat=True).distinct())
        options = [(str(year), f"ปีงบประมาณ {year}") for year in found]
        return (Choice("fiscal_year", "ปีงบประมาณ", options, options[0][0] if options else ""),)

    def exported(self) -> QuerySet:
        if not self.chosen:
            self.choose({})
        year = self.chosen["fiscal_year"]
        return self.records().filter(plan__scheme_id=year) if year else self.records().none()

    # --- The check of a row -----------------------------------------------------------------------

    def refuse_missing(self, lines: Sequence[ImportRow]) -> None:
        """Targets are computed, never added by a file."""
        for line in lines:
            year, period, level, area = line.key
            line.refuse(
                f"ไม่มีเป้าหมาย{period} {level} ของพื้นที่ {area} ปีงบประมาณ {year} ที่ท่านเห็น "
                "ตรวจรหัส ช่วง และระดับ",
                WHOLE_ROW,
            )

    def closed_because(self, line: ImportRow) -> str:
        record = line.record
        assert record is not None
        if record["plan__province_id"] != self.by.province_id:
            owner = "จังหวัด" if record["plan__province_id"] else "กรม"
            return f"เป้าหมายนี้{owner}เป็นผู้กำหนด บัญชีนี้แก้ไม่ได้"
        return steps.closed_because(record["plan__status"])

    # What `override_cells` refuses, said at its cell.

    @row_check("target", "computed")
    def check_target(self, line: ImportRow) -> None:
        wanted = self._wanted(line)
        if wanted < 0 and wanted != line.held("computed"):
            line.refuse("เป้าหมายติดลบไม่ได้", "target")

    @row_check("target", "computed", "reason")
    def check_reason(self, line: ImportRow) -> None:
        record = line.record
        assert record is not None
        wanted = self._wanted(line)
        if wanted == record["computed"]:
            self._take_back(line)
        elif not line.value("reason"):
            line.refuse(f"ต่างจากที่คำนวณได้ {format_baht(record['computed'])} ต้องระบุเหตุผล", "reason")
        elif wanted == record["target"]:
            line.refuse("เป้าหมายเท่าเดิม แก้เฉพาะเหตุผลในไฟล์ไม่ได้", "reason")

    def _take_back(self, line: ImportRow) -> None:
        """A target as computed has no reason: one that stood there goes, a new one says nothing."""
        record = line.record
        assert record is not None
        if record["target"] == record["computed"]:  # so it was before
            if line.values.get("reason"):
                line.refuse("เป้าหมายเท่ากับที่คำนวณได้ ไม่ต้องมีเหตุผล", "reason")
            line.values.clear()
            return
        line.values["target"] = record["computed"]
        line.values["reason"] = ""

    @staticmethod
    def _wanted(line: ImportRow) -> Decimal:
        """The target a row asks for; left empty it is the computed one."""
        assert line.record is not None
        wanted = line.value("target")
        return line.held("computed") if wanted is None else wanted

    # --- Writing ----------------------------------------------------------------------------------

    def lock(self, read: ReadTable) -> None:
        """The drafts this office works on: every change of their cells waits for them."""
        drafts = TargetPlan.objects.editable_by(self.by).filter(status=TargetPlan.Status.DRAFT)
        list(drafts.order_by("pk").select_for_update(of=("self",), no_key=True))

    def write(self, checked: Checked) -> list[object]:
        """Area by area, all levels of a period set for one reason at once: one line of the trail."""
        together: dict[tuple, list[ImportRow]] = defaultdict(list)
        for line in checked.changed:
            record = line.record
            assert record is not None
            reason = str(line.value("reason") or TAKEN_BACK)
            key = (record["plan_id"], str(record["period"]), str(record["area"]), reason)
            together[key].append(line)
        plans = TargetPlan.objects.editable_by(self.by).in_bulk({key[0] for key in together})
        try:
            for (plan, period, area, reason), lines in together.items():
                targets = {line.held("level_id"): self._wanted(line) for line in lines}
                override_cells(
                    plans[plan], PlanPeriod(period), area, targets, by=self.by, reason=reason
                )
        except StepRefused as refusal:
            raise LoadRefused(f"{refusal} ไม่มีแถวใดบันทึก", again=True) from refusal
        return [line.pk for line in checked.changed]
