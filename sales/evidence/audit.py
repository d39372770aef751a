"""The province's audit of evidence: the only place that draws a sample and assigns a result.

    the district confirmed > the province draws > the district adds what is missing > the province
    writes down for each row ตรง, ไม่ตรง or ไม่มีหลักฐาน > what does not match is returned
    (sales.months.workflow.return_district)

Before the draw nobody knows the rows, and nobody chooses them: the seed comes from the system and is
kept. Every result leaves a line (AuditStep); one may be corrected, which leaves another.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.areas.compiled import AnyOfficer, CompiledDoor
from core.areas.scope import Role
from core.steps import (
    StepRefused,
    StepRule,
    Workflow,
    locked,
    longest_in,
    offers,
    reason_given,
    reread,
)
from core.users.models import User
from sales.evidence.sampling import default_size, draw
from sales.models import AuditItem, AuditSample, AuditStep, DistrictMonth, Evidence, SalesRow

DRAWN_FROM = frozenset(
    {DistrictMonth.Status.DISTRICT_CONFIRMED, DistrictMonth.Status.PROVINCE_CONFIRMED}
)
LARGEST_SAMPLE = 100
Result = AuditItem.Result


AUDIT = Workflow(
    not_yours="การสุ่มตรวจหลักฐานเป็นหน้าที่ของจังหวัด",
    no_reason="เดือนนี้สุ่มไปแล้ว ถ้าต้องสุ่มใหม่ ระบุเหตุผล",
    elsewhere="สุ่มตรวจได้เมื่ออำเภอยืนยันแล้ว เพราะตัวเลขต้องไม่เปลี่ยนระหว่างตรวจ",
)
PROVINCE = frozenset({Role.PROVINCE})
DRAW = StepRule("draw", DRAWN_FROM, None, PROVINCE, longest=longest_in(AuditSample), workflow=AUDIT)
DRAW_AGAIN = replace(DRAW, needs_reason=True)
RECORD = StepRule("record", frozenset(DistrictMonth.Status), None, PROVINCE, workflow=AUDIT)


def may_draw(district_month: DistrictMonth, user: User) -> bool:
    """Whether a page should offer the draw to this person."""
    return offers(DRAW, district_month, user)


@transaction.atomic
def draw_sample(
    district_month: DistrictMonth,
    *,
    by: User,
    size: int | None = None,
    method: str = AuditSample.Method.EQUAL,
    reason: str = "",
    seen: int = 0,
) -> AuditSample:
    """Draw rows with sales of a confirmed district; `size`: five or 5 % unless said.

    `seen`: how many draws the page showed. Refused if somebody drew meanwhile, so that nobody
    redraws until the sample suits them. A second draw needs a reason. Refused for anybody but the
    province, for a month not confirmed, and for a district without sales.
    """
    month = locked(_door(by), district_month, DRAW, by)
    earlier = AuditSample.objects.filter(district_month=month).count()
    if earlier != seen:
        raise StepRefused("มีผู้สุ่มไปแล้วหลังจากที่เปิดหน้านี้ ดูรายการที่สุ่มได้ด้านล่าง")
    reason = reason_given(reason, DRAW_AGAIN if earlier else DRAW)
    rows = {
        row.pk: row
        for row in SalesRow.objects.filter(district_month=month, total__gt=0).order_by("pk")
    }
    if not rows:
        raise StepRefused("เดือนนี้ไม่มีรายการที่มียอดจำหน่าย จึงสุ่มตรวจไม่ได้")
    size = default_size(len(rows)) if size is None else size
    if not 0 < size <= min(LARGEST_SAMPLE, len(rows)):
        raise StepRefused(f"สุ่มได้ 1 ถึง {min(LARGEST_SAMPLE, len(rows))} รายการ")
    drawn_from = [(row.pk, int(row.total * 100)) for row in rows.values()]
    seed = secrets.token_hex(8)
    sample = AuditSample.objects.create(
        district_month=month,
        number=earlier + 1,
        method=method,
        seed=seed,
        drawn_from=drawn_from,
        drawn_at=timezone.now(),
        drawn_by=by,
        reason=reason,
    )
    drawn = draw(drawn_from, size, seed, by_amount=method == AuditSample.Method.BY_AMOUNT)
    AuditItem.objects.bulk_create(
        AuditItem(
            sample=sample,
            place=place,
            row=rows[row_id],
            producer_id=rows[row_id].producer_id,
            category=rows[row_id].category,
            figure=rows[row_id].total,
        )
        for place, row_id in enumerate(drawn, 1)
    )
    return sample


@transaction.atomic
def record_result(
    item: AuditItem,
    result: str,
    *,
    by: User,
    seen_version: int,
    found_amount: Decimal | None = None,
    note: str = "",
) -> AuditItem:
    """Write down what the evidence of a drawn row says; a later correction leaves its own line.

    `found_amount`: baht as the evidence has it, of ไม่ตรง only, which needs it or a note. Refused for
    anybody but the province, and when somebody wrote a result meanwhile.
    """
    district_month = item.sample.district_month
    locked(_door(by), district_month, RECORD, by)
    found = reread(AuditItem.objects.all(), item)  # of the month that is locked
    newest = AuditSample.objects.filter(district_month=district_month).order_by("-number")
    if newest.values_list("pk", flat=True).first() != found.sample_id:
        raise StepRefused("มีการสุ่มครั้งใหม่แล้ว ผลของครั้งก่อนแก้ไขไม่ได้")
    if found.version != seen_version:
        raise StepRefused("มีผู้บันทึกผลรายการนี้หลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วบันทึกใหม่")
    note = note.strip()
    if result == Result.MISMATCH:
        if found_amount is None and not note:
            raise StepRefused("ไม่ตรง: กรอกยอดตามหลักฐาน หรือเขียนว่าไม่ตรงอย่างไร")
        if found_amount == found.figure:
            raise StepRefused("ยอดตามหลักฐานเท่ากับยอดที่รายงาน เลือก “ตรง”")
    else:
        found_amount = None
    now = timezone.now()
    AuditStep.objects.create(
        item=found,
        from_result=found.result,
        to_result=result,
        found_amount=found_amount,
        note=note,
        by=by,
        at=now,
    )
    found.result, found.found_amount, found.note = result, found_amount, note
    found.checked_at, found.checked_by = now, by
    found.version += 1
    found.save()
    return found


def newest_sample(district_month: DistrictMonth, user: User) -> AuditSample | None:
    """The draw in force of a month this person may see."""
    return (
        AuditSample.objects.visible_to(user)
        .filter(district_month=district_month)
        .select_related("drawn_by")
        .order_by("-number")
        .first()
    )


@dataclass(frozen=True)
class UnderWay:
    """A draw with rows not checked yet: how many, and how many of these have no evidence so far."""

    month: date
    district: str
    name: str
    pending: int
    missing: int


def under_way(user: User) -> list[UnderWay]:
    """The draws in force that wait for evidence or for the province, the oldest first; one query."""
    return [UnderWay(*line) for line in _UNDER_WAY.read(user)]


def _under_way(user: AnyOfficer) -> QuerySet[AuditItem, Any]:
    later = AuditSample.objects.filter(
        district_month=OuterRef("sample__district_month"), number__gt=OuterRef("sample__number")
    )
    shown = Evidence.objects.kept().filter(
        district_month=OuterRef("sample__district_month"), producer=OuterRef("producer")
    )
    of = "sample__district_month"
    return (
        AuditItem.objects.filter(
            ~Exists(later),
            sample__in=AuditSample.objects.visible_to(user),
            result=AuditItem.Result.PENDING,
        )
        .annotate(shown=Exists(shown))
        .order_by(f"{of}__month__month", f"{of}__district")
        .values_list(f"{of}__month__month", f"{of}__district", f"{of}__district__name_th")
        .annotate(pending=Count("pk"), missing=Count("pk", filter=Q(shown=False)))
    )


_UNDER_WAY = CompiledDoor(_under_way)


def _door(by: User) -> QuerySet[Any]:
    """The districts' months this person sees; its lock makes a step and a draw wait in turn."""
    return DistrictMonth.objects.visible_to(by).select_related("month", "district")
