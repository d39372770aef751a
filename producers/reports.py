"""Whose data did an account see, and who saw this person's: what is asked when something went wrong, and
what a person may ask of the office. The basis of the notice within 72 hours."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count, Max, Sum
from django.db.models.expressions import RawSQL
from django.utils.timezone import localtime, make_aware

from core.areas.models import District, Province
from core.areas.scope import Role
from core.logbook.models import Access
from core.reports.parameters import OUT_OF_AREA, ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row, Summary
from core.thai import calendar
from core.thai.forms import ThaiDateField
from core.users.models import User
from producers import star_reports  # noqa: F401  (found with this one)
from producers.models import Producer

GROUP = "บัญชีผู้ใช้"
ASKED_BY = frozenset({Role.PROVINCE, Role.DEPARTMENT})
DAYS = 30  # looked back over unless said otherwise

Kind = Access.Kind

_NUMBER = Column("number", "ที่", kind="count", width=5)

PERSONS_COLUMNS = (
    _NUMBER,
    Column("code", "รหัส", width=12),
    Column("name", "ผู้ผลิต ผู้ประกอบการ", width=30),
    Column("district", "อำเภอ", width=14),
    Column("viewed", "เปิดดู", group="จำนวนครั้ง", kind="count", width=9),
    Column("exported", "ดาวน์โหลด", group="จำนวนครั้ง", kind="count", width=9),
    Column("revealed", "เปิดเลข", group="จำนวนครั้ง", kind="count", width=9),
    Column("first", "ครั้งแรก", width=16),
    Column("last", "ครั้งล่าสุด", width=16),
)
DONE_COLUMNS = (
    Column("what", "สิ่งที่ทำ", width=30),
    Column("times", "ครั้ง", kind="count", width=9),
    Column("rows", "รายการ", kind="count", width=12),
    Column("last", "ครั้งล่าสุด", width=18),
)
ACCOUNTS_COLUMNS = (
    _NUMBER,
    Column("at", "เมื่อ", width=18),
    Column("who", "บัญชี", width=26),
    Column("office", "สังกัดขณะนั้น", width=18),
    Column("what", "สิ่งที่ทำ", width=16),
    Column("subject", "หน้า ตาราง หรือรายงาน", width=34),
    Column("address", "ที่อยู่เครือข่าย", width=16),
)


class BetweenForm(ParametersForm):
    """Two days, both counted; the last thirty unless said."""

    since = ThaiDateField(label="ตั้งแต่วันที่", error_messages={"required": "ระบุวันแรก"})
    until = ThaiDateField(label="ถึงวันที่", error_messages={"required": "ระบุวันสุดท้าย"})

    def defaults(self) -> dict[str, str]:
        today = calendar.today()
        days = {"since": today - timedelta(days=DAYS), "until": today}
        return {name: _typed(day) for name, day in days.items()}

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "วันสุดท้ายต้องไม่อยู่ก่อนวันแรก")
        return cleaned


class AccountForm(BetweenForm):
    account = forms.CharField(
        label="ชื่อผู้ใช้", max_length=60, error_messages={"required": "ระบุชื่อผู้ใช้ของบัญชี"}
    )
    field_order = ("account", "since", "until")

    def clean_account(self) -> User:
        named = User.objects.visible_to(self.user).filter(username=self.cleaned_data["account"])
        account = named.select_related("district", "province").first()
        if account is None:
            raise ValidationError("ไม่พบบัญชีนี้ในพื้นที่ของท่าน", code=OUT_OF_AREA)
        return account


class PersonForm(BetweenForm):
    code = forms.CharField(
        label="รหัสผู้ผลิต", max_length=20, error_messages={"required": "ระบุรหัสผู้ผลิต"}
    )
    field_order = ("code", "since", "until")

    def clean_code(self) -> Producer:
        known = Producer.objects.visible_to(self.user).select_related("district__province")
        producer = known.filter(code=self.cleaned_data["code"].strip()).first()
        if producer is None:
            raise ValidationError("ไม่พบผู้ผลิตรหัสนี้ในพื้นที่ของท่าน", code=OUT_OF_AREA)
        return producer


@register
class DataSeenReport(Report):
    """The producers whose data an account saw, took out or revealed between two days."""

    key = "data-seen"
    title = "บัญชีหนึ่งเห็นข้อมูลของใครบ้าง"
    group = GROUP
    summary = "ผู้ผลิตที่บัญชีเปิดดู ดาวน์โหลด หรือเปิดเลขประจำตัว ระหว่างสองวัน"
    roles = ASKED_BY
    form_class = AccountForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        account: User = params["account"]
        days = _between(params)
        seen = _persons_seen(account, days)
        known = _named(user, account, days)
        rows = [{**known.get(person, _ELSEWHERE), **_times(*told)} for person, *told in seen]
        done = Access.objects.visible_to(user).filter(by=account, at__range=days)
        return ReportTable(
            title="ข้อมูลที่บัญชีเห็น",
            subtitle_lines=(f"{account} ({account.username}) {account.office}", _days(params)),
            coverage=f"เห็นข้อมูลของผู้ผลิต {len(rows):,} ราย",
            columns=PERSONS_COLUMNS,
            rows=tuple({"number": number, **row} for number, row in enumerate(rows, 1)),
            summaries=(Summary("การใช้งานของบัญชีนี้", DONE_COLUMNS, tuple(_done(done))),),
            notes=(_KEPT,),
            orientation="landscape",
            persons=tuple(known),
        )


@register
class DataSeenByReport(Report):
    """Every account that saw a producer's data, whichever its office: the person may ask for it."""

    key = "data-seen-by"
    title = "ใครเห็นข้อมูลของผู้ผลิตรายนี้"
    group = GROUP
    summary = "บัญชีที่เปิดดู ดาวน์โหลด หรือเปิดเลขประจำตัวของผู้ผลิตหนึ่งราย ระหว่างสองวัน"
    roles = ASKED_BY
    form_class = PersonForm

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        producer: Producer = params["code"]
        seen = (
            Access.objects.exclude(persons=[])
            .filter(persons__contains=[producer.pk], at__range=_between(params))
            .select_related("by")
            .defer("persons")
            .order_by("-at", "-pk")
        )
        lines = list(seen)
        offices = _offices({line.office for line in lines})
        accounts = {line.by_id for line in lines}
        rows: list[Row] = [
            {
                "number": number,
                "at": calendar.moment(line.at),
                "who": f"{line.by} ({line.by.username})" if line.by else "",
                "office": offices.get(line.office, Role.DEPARTMENT.label),
                "what": line.get_kind_display(),
                "subject": line.subject,
                "address": line.address or "",
            }
            for number, line in enumerate(lines, 1)
        ]
        return ReportTable(
            title="ผู้ที่เห็นข้อมูลของผู้ผลิต",
            subtitle_lines=(
                f"{producer} {producer.code} {producer.district.titled_name}",
                _days(params),
            ),
            coverage=f"{len(accounts):,} บัญชี {len(rows):,} ครั้ง",
            columns=ACCOUNTS_COLUMNS,
            rows=tuple(rows),
            notes=(_KEPT,),
            orientation="landscape",
            persons=(producer.pk,),
        )


_KEPT = "บันทึกเมื่อเปิดรายการ ระเบียน ประวัติ และรายงานรายผู้ผลิต เมื่อดาวน์โหลดไฟล์ และเมื่อเปิดเลขประจำตัว"
_ELSEWHERE: Row = {"code": "", "name": "ระเบียนนอกพื้นที่ของท่าน", "district": ""}

_PERSONS = """
SELECT person,
       count(*) FILTER (WHERE kind = 'view'), count(*) FILTER (WHERE kind = 'export'),
       count(*) FILTER (WHERE kind = 'reveal'), min(at), max(at)
  FROM logbook_access, unnest(persons) AS person
 WHERE by_id = %s AND at BETWEEN %s AND %s
 GROUP BY person ORDER BY 4 DESC, 3 DESC, 2 DESC, 1
"""
_KEYS = """
SELECT DISTINCT unnest(persons) FROM logbook_access WHERE by_id = %s AND at BETWEEN %s AND %s
"""

_Days = tuple[datetime, datetime]


def _persons_seen(account: User, days: _Days) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_PERSONS, [account.pk, *days])
        return list(cursor.fetchall())


def _named(user: User, account: User, days: _Days) -> dict[int, Row]:
    """The producers among them that who asks may see, by key."""
    keys = RawSQL(_KEYS, [account.pk, *days])  # noqa: S611  (written out above)
    found = Producer.objects.visible_to(user).filter(pk__in=keys).order_by()
    told = found.values_list("pk", "code", "name", "district__name_th")
    return {
        pk: {"code": code, "name": name, "district": district} for pk, code, name, district in told
    }


def _times(viewed: int, exported: int, revealed: int, first: datetime, last: datetime) -> Row:
    return {
        "viewed": viewed,
        "exported": exported,
        "revealed": revealed,
        "first": calendar.moment(localtime(first)),
        "last": calendar.moment(localtime(last)),
    }


def _done(found: Any) -> list[Row]:
    counted = found.order_by().values_list("kind").annotate(Count("pk"), Sum("count"), Max("at"))
    by_kind = {kind: told for kind, *told in counted}
    return [
        {
            "what": kind.label,
            "times": by_kind[kind][0],
            "rows": by_kind[kind][1] or None,
            "last": calendar.moment(localtime(by_kind[kind][2])),
        }
        for kind in Kind
        if kind in by_kind
    ]


def _offices(codes: set[str]) -> dict[str, str]:
    return {
        code: area.office
        for model in (Province, District)
        for code, area in model.objects.in_bulk(codes).items()
    }


def _between(params: Mapping[str, Any]) -> _Days:
    return (
        make_aware(datetime.combine(params["since"], time.min)),
        make_aware(datetime.combine(params["until"], time.max)),
    )


def _days(params: Mapping[str, Any]) -> str:
    return f"{calendar.day_long(params['since'])} ถึง {calendar.day_long(params['until'])}"


def _typed(day: date) -> str:
    return f"{day.day}-{day.month}-{calendar.buddhist_year(day)}"
