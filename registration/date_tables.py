"""The day records were registered on, in Excel and CSV: the department corrects many at once.

Each changed row goes the way of the page (registration.workflow.correct_registered_on), with its own
reason, and leaves its line in the trail.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, QuerySet, Value

from core.areas.scope import Role
from core.steps import StepRefused
from core.tables.cells import DateCell, TextCell
from core.tables.checked import Checked
from core.tables.import_rows import ImportRow
from core.tables.loading import LoadRefused
from core.tables.row_checks import row_check
from core.tables.tables import Column, Table
from core.users.models import User
from registration import workflow
from registration.models import Status
from registration.steps import STEPS, Name

_RULE = STEPS[Name.CORRECT_DATE]


def validate_day(day: date) -> None:
    """As the step refuses it."""
    if refusal := workflow.day_refused(day):
        raise ValidationError(refusal)


class RegisteredOnTable(Table):
    """A register's days; abstract. The concrete table has the record's key, its name and its place."""

    about = "แถวละหนึ่งระเบียน แก้วันที่แล้วระบุเหตุผลในแถวเดียวกัน ระบบเก็บวันเดิมและวันใหม่ไว้"
    name_column = "name"
    extras = ("status",)
    exporters = importers = changers = frozenset({Role.DEPARTMENT})

    registered_on = Column(
        "registered_on", "วันที่ลงทะเบียน", DateCell(blank=False, validators=[validate_day])
    )
    reason = Column("reason_of_change", "เหตุผลที่แก้", TextCell(_RULE.longest))

    def __init__(self, by: User, **kwargs: Any) -> None:
        super().__init__(by, **kwargs)
        corrected = {name: self.columns.pop(name) for name in ("registered_on", "reason")}
        self.columns |= corrected  # behind whose day it is

    def records(self) -> QuerySet[Any]:
        nothing = Value("", output_field=CharField())
        return super().records().annotate(reason_of_change=nothing)

    def refuse_missing(self, lines: Sequence[ImportRow]) -> None:
        column = self.columns[self.key[0]]
        for line in lines:
            line.refuse(f"ไม่พบ{column.column_name} {line.key[0]} ในทะเบียน", self.key[0])

    def closed_because(self, line: ImportRow) -> str:
        status = Status(line.held("status"))
        if status in _RULE.sources:
            return ""
        return f"{status.label} แก้วันที่ลงทะเบียนได้เมื่อจังหวัดรับรองแล้วและยังไม่ยกเลิก"

    @row_check("registered_on", "reason")
    def check_reason(self, line: ImportRow) -> None:
        if "registered_on" not in line.values:
            line.refuse("วันที่เหมือนในระบบแล้ว ถ้าไม่แก้ให้ลบเหตุผล", "reason")
        elif not line.values.get("reason"):
            line.refuse("แก้วันที่แล้ว ต้องระบุเหตุผล", "reason")

    def write(self, checked: Checked) -> list[object]:
        records = self.among([line.pk for line in checked.changed]).in_bulk()
        try:
            for line in checked.changed:
                day, reason = line.values["registered_on"], line.values["reason"]
                workflow.correct_registered_on(records[line.pk], by=self.by, day=day, reason=reason)
        except StepRefused as refusal:
            raise LoadRefused(f"{refusal} ไม่มีแถวใดบันทึก", again=True) from refusal
        return [line.pk for line in checked.changed]
