"""The standing of records in Excel and CSV: registered when, in which round, announced, cancelled.

No office changes a standing by a sheet (registration.workflow), so these tables go out only. With
the records' own tables they say all that a registry knows, and are read where one is taken over
(taking_over).
"""

import re
from datetime import datetime, time
from typing import Any

from django.db.models import Case, CharField, Model, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from core.areas.scope import Role
from core.tables.cells import DateCell, TextCell, typed_text
from core.tables.tables import Column, Table, own
from core.thai import calendar
from core.thai.digits import to_arabic
from core.users.models import User
from registration.models import RegisteredRecord

_ROUND = re.compile(r"(?:รอบ(?:ที่)?|ไตรมาส(?:ที่)?)?\s*([1-4])\s*/\s*(2[45]\d\d)")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?: ?น\.)?")


class MomentCell(DateCell):
    """A moment in Bangkok, 24/11/2569 10:30:00; a day alone is its beginning."""

    def render(self, value: datetime | None, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        local = timezone.localtime(value)
        return f"{super().render(local.date())} {local:%H:%M:%S}"

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime | None:
        if isinstance(value, datetime):
            return timezone.make_aware(value.replace(tzinfo=None))
        if isinstance(value, str) and value:
            day_text, _, time_text = to_arabic(typed_text(value)).strip().partition(" ")
            if found := _TIME.fullmatch(time_text.strip()):
                day = calendar.parse_thai_date(day_text)
                hour, minute, second = (int(part or 0) for part in found.groups())
                return timezone.make_aware(datetime.combine(day, time(hour, minute, second)))
        found_day = super().clean(value)
        if found_day is None:
            return None
        return timezone.make_aware(datetime.combine(found_day, time.min))


class RoundCell(TextCell):
    """A round as letters name it, 2/2561: fiscal year and quarter, (2561, 2)."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = to_arabic(typed_text(value)).strip()
        if not text:
            return None
        found = _ROUND.fullmatch(text)
        if found is None:
            raise ValueError(f"ไม่รู้จักรอบ “{text}” เขียนไตรมาส/ปีงบประมาณ เช่น 2/2561")
        return int(found[2]), int(found[1])


class StandingTable(Table):
    """The standing of one register's records, for the department; abstract. The concrete table has
    the record's key and its name."""

    exporters = frozenset({Role.DEPARTMENT})

    status = own(RegisteredRecord, "status")
    registered_on = own(RegisteredRecord, "registered_on", widget=DateCell())
    round = Column("round_words", "รอบ", RoundCell(20), target="round")
    submitted_at = own(RegisteredRecord, "submitted_at", widget=MomentCell())
    certified_at = own(RegisteredRecord, "certified_at", widget=MomentCell())
    announced_at = own(RegisteredRecord, "announced_at", widget=MomentCell())
    cancelled_at = own(RegisteredRecord, "cancelled_at", widget=MomentCell())
    acknowledged_at = own(RegisteredRecord, "acknowledged_at", widget=MomentCell())
    paper_date = own(RegisteredRecord, "paper_date", widget=DateCell())
    late_reason = own(RegisteredRecord, "late_reason")

    def __init__(self, by: User, **kwargs: Any) -> None:
        super().__init__(by, **kwargs)
        whose = {name: self.columns[name] for name in (*self.key, "name")}
        self.columns = whose | self.columns

    def records(self) -> QuerySet[Any]:
        quarter, year = (Cast(f"round__{name}", CharField()) for name in ("quarter", "fiscal_year"))
        told = Case(When(round=None, then=Value("")), default=Concat(quarter, Value("/"), year))
        return super().records().annotate(round_words=told)


_standings: dict[type[Model], type[StandingTable]] = {}


def standing_of(table: type[StandingTable]) -> type[StandingTable]:
    """Class decorator: this table says the standing of its model's records."""
    _standings[table.model] = table
    return table


def standing_table(model: type[Model]) -> type[StandingTable] | None:
    """The table of the standing of a register's records; None for what is no register."""
    return _standings.get(model)
