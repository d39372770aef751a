"""หนังสือรับรองยอดจำหน่าย: made by the district of what its province confirmed, numbered, revoked.

Counted are the rows of months that stand confirmed by the province; each other month of the span is
named as missing, with why, and adds nothing. What was made is kept whole (sales.models.certificates).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.areas.models import District
from core.areas.scope import Role
from core.reports.keeping import as_kept, from_kept
from core.reports.renderers import pdf
from core.reports.tables import Certificate, Column, ReportTable, Row, Signature
from core.steps import StepRefused, StepRule, may, reason_given
from core.thai import calendar
from core.thai.digits import format_baht
from core.users.models import User
from producers.models import Producer
from products.models import Category
from sales.figures.certification import address_of
from sales.figures.paper_signing import CERTIFICATE, Signed, figures_of
from sales.models import CHANNELS, DistrictMonth, SalesCertificate, SalesRow
from sales.models.prints import new_token
from sales.models.rows import SalesRowQuerySet
from sales.reports.certifying import DOTS, SIGN_HERE

DISTRICT = frozenset({Role.DISTRICT})
MAKE = StepRule("ออกหนังสือรับรอง", frozenset(), None, DISTRICT)
REVOKE = StepRule("ยกเลิกหนังสือรับรอง", frozenset(), None, DISTRICT, needs_reason=True, longest=300)
MOST_MONTHS = 60
TITLE = "หนังสือรับรองยอดจำหน่ายผลิตภัณฑ์ OTOP"
NOT_CONFIRMED, NO_ROW = "ยังไม่ยืนยัน", "ไม่มีรายการ"

Line = tuple[str, ...]  # month, category, four amounts


@dataclass(frozen=True)
class Certified:
    """What of a span can be certified: the rows, and each missing month with why."""

    rows: Sequence[SalesRow]
    months: Sequence[date]
    missing: Sequence[tuple[date, str]]

    @property
    def total(self) -> Decimal:
        return sum((row.total for row in self.rows), Decimal("0.00"))


def certified_of(user: User, producer: Producer, first: date, last: date) -> Certified:
    """The producer's confirmed rows of a span of months, through the officer's door."""
    months = list(calendar.months_between(first, last))
    seen = DistrictMonth.objects.visible_to(user).filter(month__in=months)
    confirmed = set(
        seen.filter(status=DistrictMonth.Status.PROVINCE_CONFIRMED).values_list("month", flat=True)
    )
    rows = confirmed_rows(producer, first, last).visible_to(user).in_form_order()
    found = sorted(rows, key=lambda row: row.month)  # stable: within a month the form's order
    told = {row.month for row in found}
    missing = [
        (month, NO_ROW if month in confirmed else NOT_CONFIRMED)
        for month in months
        if month not in told
    ]
    return Certified(found, sorted(told), missing)


def confirmed_rows(producer: Producer, first: date, last: date) -> SalesRowQuerySet:
    """As they stand now; the caller's door is asked beside it."""
    return SalesRow.objects.filter(
        producer=producer,
        month__range=(first, last),
        district_month__status=DistrictMonth.Status.PROVINCE_CONFIRMED,
    ).filled()


@transaction.atomic
def make(
    producer: Producer, first: date, last: date, *, by: User, thai_digits: bool = True
) -> SalesCertificate:
    """A certificate with the next number of the office's year. Refused for another role, for a span
    that is backwards or longer than MOST_MONTHS, and where no month of it is confirmed; out of area
    raises DoesNotExist."""
    may(by, MAKE)
    if last < first:
        raise StepRefused("เดือนสุดท้ายอยู่ก่อนเดือนแรก เลือกใหม่", field="last")
    if len(list(calendar.months_between(first, last))) > MOST_MONTHS:
        raise StepRefused(f"เลือกได้ไม่เกิน {MOST_MONTHS} เดือน", field="last")
    producer = Producer.objects.visible_to(by).get(pk=producer.pk)
    # Locked, so that two at once get two numbers.
    district = District.objects.select_for_update(no_key=True).get(pk=by.district_id)
    certified = certified_of(by, producer, first, last)
    if not certified.months:
        raise StepRefused("ไม่มีเดือนที่จังหวัดยืนยันแล้วในช่วงนี้ จึงยังรับรองไม่ได้", field="last")
    year = calendar.buddhist_year(calendar.today())
    own = SalesCertificate.objects.filter(district=district, year=year)
    made = SalesCertificate(
        district=district,
        producer=producer,
        year=year,
        number=(own.aggregate(last=Max("number"))["last"] or 0) + 1,
        token=new_token(),
        first_month=first,
        last_month=last,
        lines=[list(line) for line in lines_of(certified.rows)],
        total=certified.total,
        thai_digits=thai_digits,
        made_at=timezone.now(),
        made_by=by,
    )
    table = _table(made, certified)
    number, figures = made.numbered, figures_of(table)
    signed = Signed(made.token, CERTIFICATE, number, made.total, figures).after_the_address()
    certificate = Certificate(f"เลขที่ {number}", address_of(made.token), signed)
    made.content = as_kept(replace(table, certificate=certificate))
    made.save()
    return made


@transaction.atomic
def revoke(certificate: SalesCertificate, *, reason: str, by: User) -> SalesCertificate:
    """Make it void: its address says so from now on, and the producer's link does not give it out."""
    may(by, REVOKE)
    reason = reason_given(reason, REVOKE)
    visible = SalesCertificate.objects.visible_to(by).select_for_update(of=("self",))
    found = visible.get(pk=certificate.pk)
    if found.revoked_at is not None:
        raise StepRefused("ยกเลิกไปแล้ว")
    found.revoked_at, found.revoked_by, found.revoked_because = timezone.now(), by, reason
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    return found


def paper(certificate: SalesCertificate) -> bytes:
    """The PDF, as it was made."""
    return pdf.render(from_kept(certificate.content), thai_digits=certificate.thai_digits)


def lines_of(rows: Sequence[SalesRow]) -> list[Line]:
    """What rows say, to be kept and compared."""
    return [
        (f"{row.month:%Y-%m}", row.category, *(str(amount) for amount in row.amounts))
        for row in rows
    ]


_COLUMNS = (
    Column("month", "เดือน", width=12),
    Column("category", "ประเภท", width=13),
    Column("domestic_offline", "ออฟไลน์", "ในประเทศ (บาท)", "baht", 15),
    Column("domestic_online", "ออนไลน์", "ในประเทศ (บาท)", "baht", 15),
    Column("export_offline", "ออฟไลน์", "ส่งออก (บาท)", "baht", 14),
    Column("export_online", "ออนไลน์", "ส่งออก (บาท)", "baht", 14),
    Column("total", "รวม (บาท)", kind="baht", width=16),
)


def _table(certificate: SalesCertificate, certified: Certified) -> ReportTable:
    producer, district = certificate.producer, certificate.district
    span = calendar.month_name(certificate.first_month)
    if certificate.last_month != certificate.first_month:
        span = f"{span} ถึง {calendar.month_name(certificate.last_month)}"
    day = calendar.day_in_full(calendar.today())
    total: dict[str, Decimal] = {
        one: sum((getattr(row, one) for row in certified.rows), Decimal("0.00"))
        for one in (*CHANNELS, "total")
    }
    post = "พัฒนาการ" if district.type_th == "อำเภอ" else "ผู้รับรองยอดจำหน่าย "
    return ReportTable(
        title=TITLE,
        subtitle_lines=(f"เลขที่ {certificate.numbered}", f"{producer.name} รหัส {producer.code}"),
        coverage=_coverage(certified),
        preamble=(
            f"{district.office} ขอรับรองว่า {producer.name} {district.titled_name} "
            f"{district.province.titled_name} ได้รายงานยอดจำหน่ายผลิตภัณฑ์ OTOP เดือน{span} "
            f"ซึ่งจังหวัดยืนยันแล้ว รวม {format_baht(certified.total)} บาท ดังนี้",
        ),
        columns=_COLUMNS,
        rows=tuple(_row(row) for row in certified.rows),
        total={"month": "รวม", **total},
        notes=(f"ออกให้ ณ วันที่ {day}", "ยอดตามที่ผู้ผลิตรายงานต่ออำเภอ ตรวจสอบเอกสารนี้ได้ด้วย QR มุมบนขวา"),
        signatures=(Signature((SIGN_HERE, DOTS, f"{post}{district.titled_name}")),),
    )


def _row(row: SalesRow) -> Row:
    return {
        "month": calendar.month_short(row.month),
        "category": Category.short(row.category),
        **{channel: getattr(row, channel) for channel in CHANNELS},
        "total": row.total,
    }


def _coverage(certified: Certified) -> str:
    of = len(certified.months) + len(certified.missing)
    if not certified.missing:
        return f"ยืนยันแล้วครบ {of} เดือน"
    named = ", ".join(f"{calendar.month_short(month)} ({why})" for month, why in certified.missing)
    return f"ยืนยันแล้ว {len(certified.months)} จาก {of} เดือน ไม่รวมเดือนที่ขาด: {named}"
