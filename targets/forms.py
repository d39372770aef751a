"""Forms of the pages of targets; what may be done and when is in targets.workflow and its neighbours."""

import re
from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from core.steps import ReasonForm, longest_in, reason_field
from core.thai.digits import parse_baht, to_arabic
from core.thai.forms import ThaiDateField, ThaiIntegerField
from targets.allocation import CannotAllocate, Level, checked_levels
from targets.computing import used
from targets.income_file import BadTable, IncomeTable, csv_lines, excel_lines, read_income
from targets.models import PlanPeriod, TargetBase, TargetCell, TargetPlan
from targets.models.growth import LOWEST
from targets.schemes import parse_share
from targets.tables import PlanRow

LARGEST_FILE = 2 * 1024 * 1024


class BahtField(forms.CharField):
    """An amount as a clerk types it: Thai digits, separators; None for an empty one."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "strip": True} | kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value) -> Decimal | None:
        try:
            return parse_baht(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class OverrideForm(ReasonForm):
    """The targets of one area, each by its level; an empty one takes the computed figure again."""

    reason = reason_field(longest=longest_in(TargetCell))

    def __init__(self, row: PlanRow, data=None):
        super().__init__(data, prefix="target")
        for cell in row.cells:
            self.fields[f"level-{cell.level_id}"] = BahtField(
                label=cell.level.name,
                initial=f"{cell.target:,.0f}",
                help_text=self._help(cell),
            )
        self.order_fields([*(f"level-{cell.level_id}" for cell in row.cells), "reason"])

    def _help(self, cell: TargetCell) -> str:
        return f"คำนวณได้ {cell.computed:,.0f}" if cell.override is not None else ""

    def targets(self) -> dict[int, Decimal | None]:
        return {
            int(name.removeprefix("level-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("level-")
        }


class BasesForm(ReasonForm):
    """The incomes of one area that a period starts from; an empty one takes the source's again."""

    reason = reason_field(longest=longest_in(TargetBase))

    def __init__(self, row: PlanRow, data=None):
        super().__init__(data, prefix="base")
        self.bases: dict[int, TargetBase] = {
            base.fiscal_year: base for base in row.bases if base is not None
        }
        for year, base in self.bases.items():
            self.fields[f"year-{year}"] = BahtField(
                label=f"รายได้ปี {year}",
                initial=f"{used(base):,.2f}" if base.is_known else "",
                help_text=_told(base),
            )
        self.order_fields([*(f"year-{year}" for year in self.bases), "reason"])

    def incomes(self) -> dict[int, Decimal]:
        """By year; one left empty is its source's, or left out where the source knows none."""
        typed = {year: self.cleaned_data[f"year-{year}"] for year in self.bases}
        return {
            year: base.income if typed[year] is None else typed[year]
            for year, base in self.bases.items()
            if typed[year] is not None or base.months != 0
        }


def _told(base: TargetBase) -> str:
    """What the source says where somebody corrected it, or that it says nothing."""
    if base.corrected is not None and base.months != 0:
        return f"{base.get_source_display()} {base.income:,.2f}"
    return "ระบบยังไม่มียอดที่ยืนยันของปีนี้" if base.months == 0 else ""


class ReconcileForm(ReasonForm):
    """The area that takes a level's difference."""

    reason = reason_field(longest=longest_in(TargetCell))
    level = forms.IntegerField(widget=forms.HiddenInput)
    area = forms.ChoiceField(label="ย้ายไปที่")

    def __init__(self, areas, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["area"].choices = [(area.pk, area.name_th) for area in areas]
        self.order_fields(["level", "area", "reason"])


class UploadForm(forms.Form):
    """A file of incomes: the columns of `manage.py allocate_targets`."""

    period = forms.ChoiceField(label="ฐานของ", choices=TargetBase.PERIODS)
    file = forms.FileField(label="ไฟล์ Excel, LibreOffice (.ods) หรือ CSV")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv"

    def clean_period(self) -> PlanPeriod:
        return PlanPeriod(self.cleaned_data["period"])

    def clean_file(self):
        """The table the file holds stands in `table`; what is wrong in it is told line by line."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("ไฟล์ใหญ่เกิน 2 MB ตารางฐานมีเพียงไม่กี่สิบแถว ตรวจว่าเลือกไฟล์ถูกต้อง")
        content = file.read()
        try:
            is_sheet = content.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
            lines = excel_lines(content) if is_sheet else csv_lines(content)
            self.table: IncomeTable = read_income(lines)
        except BadTable as error:
            raise ValidationError(
                [ValidationError(message) for message in error.messages]
            ) from error
        return file


class GrowthForm(forms.Form):
    """How a year is scored: its base year, what is asked, and from which growth each score is given."""

    SCORES = range(1, 6)

    base_year = ThaiIntegerField(label="ปีฐาน (ปีงบประมาณ)", min_value=2500, max_value=2700)
    goal = forms.CharField(
        label="ร้อยละที่ต้องเพิ่มขึ้น", required=False, max_length=10, help_text="เช่น 10 เว้นว่างได้"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for score in self.SCORES:
            self.fields[f"percent-{score}"] = forms.CharField(
                label=f"คะแนน {score} เมื่อเพิ่มขึ้นตั้งแต่ร้อยละ", required=False, max_length=10
            )
        for name in ("goal", *(f"percent-{score}" for score in self.SCORES)):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self):
        said = super().clean()
        for name in self.fields:
            if name != "base_year" and name in said:
                try:
                    said[name] = _percent(said[name])
                except ValueError as error:
                    self.add_error(name, str(error))
        levels = [(score, said.get(f"percent-{score}")) for score in self.SCORES]
        self.levels = [(score, percent) for score, percent in levels if percent is not None]
        if not self.errors and not self.levels and said.get("goal") is None:
            raise ValidationError("กรอกร้อยละของคะแนนอย่างน้อยหนึ่งระดับ หรือร้อยละที่ต้องเพิ่มขึ้น")
        return said


def _percent(typed: str) -> Decimal | None:
    """10, 2.5, -5, in Thai digits too; None for an empty one."""
    text = to_arabic(typed).replace("%", "").replace("−", "-").strip()
    if not text:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,4}(?:[.][0-9]{1,2})?", text):
        raise ValueError("กรอกร้อยละเป็นตัวเลข ทศนิยมไม่เกิน 2 ตำแหน่ง เช่น 10 หรือ 2.5")
    percent = Decimal(text)
    if percent < LOWEST:
        raise ValueError("ร้อยละต่ำกว่า -100 ไม่ได้")
    return percent


class DueForm(forms.Form):
    """The day by which a year's estimates are due."""

    due_on = ThaiDateField(label="ส่งประมาณการภายใน (พ.ศ.)")


class TotalsForm(forms.Form):
    totals_from = forms.ChoiceField(
        label="ยอดรวมที่ต้องได้", choices=TargetPlan.TotalsFrom, widget=forms.RadioSelect
    )


class LevelsForm(forms.Form):
    """The levels of a year, from the lowest up: a line of a name and its place between low and high.

    Lines left empty fall away. Thai digits, fractions, decimals and percent are read.
    """

    LINES = 8

    def __init__(self, levels: tuple[Level, ...] = (), data: Mapping | None = None):
        super().__init__(data)
        for n in range(1, self.LINES + 1):
            level = levels[n - 1] if n <= len(levels) else None
            self.fields[f"name-{n}"] = forms.CharField(
                label=f"ชื่อระดับที่ {n}",
                max_length=40,
                required=False,
                initial=level.name if level else "",
            )
            self.fields[f"share-{n}"] = forms.CharField(
                label=f"ตำแหน่งของระดับที่ {n}",
                max_length=20,
                required=False,
                initial=str(level.share) if level else "",
            )

    @property
    def lines(self):
        return [(self[f"name-{n}"], self[f"share-{n}"]) for n in range(1, self.LINES + 1)]

    def clean(self):
        levels = []
        for n in range(1, self.LINES + 1):
            name = self.cleaned_data.get(f"name-{n}", "")
            share = self.cleaned_data.get(f"share-{n}", "")
            if not name and not share:
                continue
            if not name or not share:
                self.add_error(f"name-{n}", "กรอกทั้งชื่อและตำแหน่ง หรือเว้นว่างทั้งคู่")
                continue
            try:
                levels.append(Level(name, parse_share(share)))
            except ValueError as error:
                self.add_error(f"share-{n}", str(error))
        if not self.errors:
            try:
                self.levels = checked_levels(levels)
            except CannotAllocate as error:
                raise ValidationError(str(error)) from error
        return self.cleaned_data
