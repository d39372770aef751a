"""The month's workflow, as a story (DOMAIN.md 8): the only place that assigns a status.

    the department opens a month > districts enter (sales.entry) > the chief confirms > the province
    returns, or confirms; with its last district the province has reported > the department closes

Every step re-reads its rows locked, in the order month > province > district, through the door of
the person who takes it, looks itself up in STEPS, and leaves a line in the trail. A step that cannot
be taken raises StepRefused with a Thai sentence for the screen; nothing is then half done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.areas.models import District, Province
from core.areas.scope import Role
from core.thai.calendar import month_name, today
from sales import entry, readiness
from sales.models import (
    CHANNELS,
    DistrictMonth,
    ProvinceMonth,
    RowMark,
    SalesMonth,
    SalesRow,
    Snapshot,
    SnapshotLine,
    SnapshotProducers,
    Step,
)
from sales.sources import sum_rows

ENTERING = DistrictMonth.Status.ENTERING
DISTRICT_CONFIRMED = DistrictMonth.Status.DISTRICT_CONFIRMED
RETURNED = DistrictMonth.Status.RETURNED
PROVINCE_CONFIRMED = DistrictMonth.Status.PROVINCE_CONFIRMED


class StepRefused(Exception):
    """A step that cannot be taken now; the message says why, `row_ids` which rows to look at."""

    def __init__(self, message: str, row_ids: Iterable[int] = ()):
        super().__init__(message)
        self.row_ids = frozenset(row_ids)


@dataclass(frozen=True)
class StepRule:
    """One line of the table: from where, to where, by whom."""

    name: Step.Name
    sources: frozenset[str]
    target: str
    role: Role
    certifies: bool = False
    needs_reason: bool = False


STEPS: Mapping[Step.Name, StepRule] = {
    rule.name: rule
    for rule in (
        StepRule(Step.Name.OPEN_MONTH, frozenset({""}), "open", Role.DEPARTMENT),
        StepRule(
            Step.Name.CONFIRM_DISTRICT,
            frozenset({ENTERING, RETURNED}),
            DISTRICT_CONFIRMED,
            Role.DISTRICT,
            certifies=True,
        ),
        StepRule(
            Step.Name.RETURN_DISTRICT,
            frozenset({DISTRICT_CONFIRMED, PROVINCE_CONFIRMED}),
            RETURNED,
            Role.PROVINCE,
            needs_reason=True,
        ),
        StepRule(
            Step.Name.CONFIRM_PROVINCE,
            frozenset({DISTRICT_CONFIRMED}),
            PROVINCE_CONFIRMED,
            Role.PROVINCE,
        ),
        StepRule(Step.Name.REPORT_PROVINCE, frozenset({"collecting"}), "confirmed", Role.PROVINCE),
        StepRule(
            Step.Name.WITHDRAW_PROVINCE,
            frozenset({"confirmed"}),
            "collecting",
            Role.PROVINCE,
            needs_reason=True,
        ),
        StepRule(Step.Name.CLOSE_MONTH, frozenset({"open"}), "closed", Role.DEPARTMENT),
        StepRule(
            Step.Name.REOPEN_MONTH,
            frozenset({"closed"}),
            "open",
            Role.DEPARTMENT,
            needs_reason=True,
        ),
    )
}


# --- The department: the month --------------------------------------------------------------------


@transaction.atomic
def open_month(
    month: date, *, by: User, district_due: date, province_due: date, close_due: date
) -> SalesMonth:
    """Open `month` for every district of the nation, with the dates each office should be done by.

    Its rows stand there at once: every active producer x category. Refused for anybody but the
    department, for a month that exists, and for dates out of order.
    """
    _may(by, STEPS[Step.Name.OPEN_MONTH])
    if month.day != 1:
        raise StepRefused(f"เดือนเขียนด้วยวันที่ 1 ไม่ใช่วันที่ {month.day}")
    if month > today():
        raise StepRefused(f"{month_name(month)} ยังมาไม่ถึง เปิดได้เมื่อเริ่มเดือนแล้ว")
    if SalesMonth.objects.filter(pk=month).exists():
        raise StepRefused(f"เดือน{month_name(month)} เปิดไว้แล้ว")
    now = timezone.now()
    sales_month = SalesMonth(
        month=month,
        district_due=district_due,
        province_due=province_due,
        close_due=close_due,
        opened_at=now,
        opened_by=by,
    )
    try:
        sales_month.full_clean()
    except ValidationError as error:
        raise StepRefused(" ".join(error.messages)) from error
    sales_month.save(force_insert=True)
    ProvinceMonth.objects.bulk_create(
        ProvinceMonth(month=sales_month, province=province) for province in Province.objects.all()
    )
    DistrictMonth.objects.bulk_create(
        DistrictMonth(month=sales_month, district=district) for district in District.objects.all()
    )
    entry.prepare_rows_of_month(sales_month)
    _log(Step.Name.OPEN_MONTH, sales_month, by=by, at=now)
    return sales_month


@transaction.atomic
def close_month(month: date, *, by: User, without_missing: bool = False) -> SalesMonth:
    """Close `month`: nothing of it changes any more. Kept are the snapshots the provinces confirmed.

    Refused while provinces have not confirmed, unless the department says it closes without them.
    """
    rule = STEPS[Step.Name.CLOSE_MONTH]
    sales_month = _locked_month(month, rule, by)
    # Saves under way finish first; those that come later find the month closed.
    districts = DistrictMonth.objects.filter(month=sales_month).order_by("pk")
    list(districts.select_for_update(no_key=True).values_list("pk"))
    missing = ProvinceMonth.objects.filter(
        month=sales_month, status=ProvinceMonth.Status.COLLECTING
    ).count()
    if missing and not without_missing:
        raise StepRefused(
            f"ยังขาด {missing} จังหวัดที่ไม่ยืนยัน ถ้าปิด ตัวเลขของจังหวัดเหล่านั้นจะไม่อยู่ในรายงาน "
            "ทำเครื่องหมาย “ปิดโดยไม่รวมจังหวัดที่ขาด” แล้วปิดอีกครั้ง"
        )
    now = timezone.now()
    sales_month.status = rule.target
    sales_month.closed_at, sales_month.closed_by = now, by
    sales_month.version += 1
    sales_month.save()
    reason = f"ปิดโดยยังขาด {missing} จังหวัด" if missing else ""
    _log(Step.Name.CLOSE_MONTH, sales_month, by=by, at=now, reason=reason)
    return sales_month


@transaction.atomic
def reopen_month(month: date, *, by: User, reason: str) -> SalesMonth:
    """Open a closed month again, with the reason on record; what was confirmed stays confirmed until
    its province returns a district."""
    rule = STEPS[Step.Name.REOPEN_MONTH]
    reason = _reason(reason, rule)
    sales_month = _locked_month(month, rule, by)
    sales_month.status = rule.target
    sales_month.closed_at = sales_month.closed_by = None
    sales_month.version += 1
    sales_month.save()
    _log(Step.Name.REOPEN_MONTH, sales_month, by=by, at=timezone.now(), reason=reason)
    return sales_month


# --- The district ---------------------------------------------------------------------------------


@transaction.atomic
def confirm_district(district_month: DistrictMonth, *, by: User, seen: str) -> DistrictMonth:
    """The chief confirms what was shown; the rows are then closed to change.

    `seen` is `readiness.fingerprint` of the rows on the page. Refused, with the rows in question,
    when a row was changed or added since, is not filled in, or is out of line with the producer's own
    past without a comment.
    """
    rule = STEPS[Step.Name.CONFIRM_DISTRICT]
    locked = _locked_district(district_month, rule, by)
    entry.prepare_rows(locked)
    rows = list(readiness.rows_to_check(locked))
    changed = readiness.changed_since(seen, rows)
    if changed:
        raise StepRefused(
            f"มี {len(changed)} รายการเปลี่ยนไปหลังจากที่เปิดหน้านี้ (ทำเครื่องหมายไว้แล้ว) ตรวจอีกครั้งแล้วยืนยันใหม่",
            changed,
        )
    faults = readiness.faults(rows)
    if faults.blank:
        raise StepRefused(f"ยังไม่บันทึก {len(faults.blank)} รายการ", faults.blank)
    if faults.unexplained:
        raise StepRefused(
            f"{len(faults.unexplained)} รายการสูงหรือต่ำกว่าปกติ ต้องมีคำชี้แจงก่อนยืนยัน",
            faults.unexplained,
        )
    now = timezone.now()
    _log(Step.Name.CONFIRM_DISTRICT, locked.month, district=locked, by=by, at=now)
    locked.status = rule.target
    locked.district_confirmed_at, locked.district_confirmed_by = now, by
    locked.version += 1
    locked.save()
    return locked


# --- The province ---------------------------------------------------------------------------------


@transaction.atomic
def return_district(
    district_month: DistrictMonth,
    *,
    by: User,
    seen_version: int,
    reason: str,
    marks: Mapping[int, str] | None = None,
) -> DistrictMonth:
    """The province sends a district's month back with what is wrong; `marks`: row id to note.

    A province that had reported withdraws its report with it: the department no longer counts it
    until the province confirms again (DOMAIN.md 8). Marks on rows of elsewhere are refused.
    """
    rule = STEPS[Step.Name.RETURN_DISTRICT]
    reason = _reason(reason, rule)
    locked = _locked_district(district_month, rule, by, seen_version=seen_version)
    now = timezone.now()
    step = _log(
        Step.Name.RETURN_DISTRICT, locked.month, district=locked, by=by, at=now, reason=reason
    )
    marks = marks or {}
    marked = SalesRow.objects.filter(district_month=locked, pk__in=marks)
    own = set(marked.values_list("pk", flat=True))
    if own != set(marks):
        raise StepRefused("รายการที่ทำเครื่องหมายไม่อยู่ในอำเภอนี้")
    RowMark.objects.bulk_create(
        RowMark(step=step, row_id=row_id, note=note.strip() or reason[:300])
        for row_id, note in marks.items()
    )
    locked.status = rule.target
    locked.returned_at, locked.returned_by, locked.return_reason = now, by, reason
    locked.district_confirmed_at = locked.district_confirmed_by = None
    locked.province_confirmed_at = locked.province_confirmed_by = None
    locked.version += 1
    locked.save()
    _withdraw_report(locked, by=by, at=now, reason=reason)
    return locked


@transaction.atomic
def confirm_province(
    seen_versions: Mapping[int, int], *, by: User, month: date
) -> tuple[list[DistrictMonth], bool]:
    """The province confirms one, several or all of its districts of `month`, all or none.

    `seen_versions`: id of the district's month to the version the page showed; one that has moved on
    refuses the step. With the last district the province has reported: a snapshot of the totals is
    taken and the department sees everything at once. Returns the districts, and whether it reported.
    """
    rule = STEPS[Step.Name.CONFIRM_PROVINCE]
    if not seen_versions:
        raise StepRefused("เลือกอำเภอที่จะยืนยันอย่างน้อยหนึ่งอำเภอ")
    sales_month, province_month = _locked_province(month, by, rule)
    chosen = list(
        DistrictMonth.objects.visible_to(by)
        .filter(pk__in=seen_versions, month=sales_month)
        .select_related("district")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if len(chosen) != len(seen_versions):
        raise DistrictMonth.DoesNotExist
    now = timezone.now()
    for district_month in chosen:
        _allowed(rule, district_month, seen_versions[district_month.pk])
        _log(Step.Name.CONFIRM_PROVINCE, sales_month, district=district_month, by=by, at=now)
        district_month.status = rule.target
        district_month.province_confirmed_at, district_month.province_confirmed_by = now, by
        district_month.version += 1
    DistrictMonth.objects.bulk_update(
        chosen, ["status", "province_confirmed_at", "province_confirmed_by", "version"]
    )
    waiting = DistrictMonth.objects.filter(
        month=sales_month, district__province=province_month.province_id
    ).exclude(status=PROVINCE_CONFIRMED)
    reported = not waiting.exists()
    if reported:
        _report(province_month, by=by, at=now)
    return chosen, reported


def _report(province_month: ProvinceMonth, *, by: User, at: datetime) -> None:
    """The confirmation is the report: the province's status, and the snapshot of its totals."""
    rule = STEPS[Step.Name.REPORT_PROVINCE]
    _log(Step.Name.REPORT_PROVINCE, province_month.month, province=province_month, by=by, at=at)
    province_month.status = rule.target
    province_month.confirmed_at, province_month.confirmed_by = at, by
    province_month.save()
    last = province_month.snapshots.order_by("-version").first()
    snapshot = Snapshot.objects.create(
        province_month=province_month,
        version=last.version + 1 if last else 1,
        taken_at=at,
        taken_by=by,
    )
    lines, counts = sum_rows(
        SalesRow.objects.visible_to(by).filter(
            month=province_month.month_id,
            district_month__district__province=province_month.province_id,
        )
    )
    SnapshotLine.objects.bulk_create(
        SnapshotLine(
            snapshot=snapshot,
            district_id=line.district_code,
            category=line.category,
            kind=line.kind,
            producers=line.producers,
            **{channel: getattr(line.amounts, channel) for channel in CHANNELS},
        )
        for line in lines
    )
    SnapshotProducers.objects.bulk_create(
        SnapshotProducers(
            snapshot=snapshot,
            district_id=count.district_code,
            kind=count.kind,
            producers=count.producers,
        )
        for count in counts
    )


def _withdraw_report(district_month: DistrictMonth, *, by: User, at: datetime, reason: str) -> None:
    """A returned district takes its province's report back; the snapshot stays, out of force."""
    province_month = ProvinceMonth.objects.get(
        month=district_month.month, province=district_month.district.province_id
    )
    if not province_month.is_confirmed:
        return
    rule = STEPS[Step.Name.WITHDRAW_PROVINCE]
    _log(
        Step.Name.WITHDRAW_PROVINCE,
        district_month.month,
        province=province_month,
        by=by,
        at=at,
        reason=f"{district_month.district.titled_name}: {reason}",
    )
    province_month.status = rule.target
    province_month.confirmed_at = province_month.confirmed_by = None
    province_month.save()
    province_month.snapshots.current().update(superseded_at=at)


# --- What every step asks -------------------------------------------------------------------------


def may_take(step: Step.Name, district_month: DistrictMonth, user: User) -> bool:
    """Whether a page should offer this step of a district's month to this person."""
    rule = STEPS[step]
    return (
        user.role == rule.role
        and (user.may_certify or not rule.certifies)
        and district_month.status in rule.sources
        and district_month.month.is_open
    )


def _may(by: User, rule: StepRule) -> None:
    if by.role != rule.role or not by.is_active:
        raise StepRefused(f"ขั้น “{rule.name.label}” เป็นหน้าที่ของ{rule.role.label}")
    if rule.certifies and not by.may_certify:
        raise StepRefused(f"ขั้น “{rule.name.label}” เป็นสิทธิของพัฒนาการอำเภอ")


def _reason(reason: str, rule: StepRule) -> str:
    reason = reason.strip()
    if rule.needs_reason and not reason:
        raise StepRefused(f"เขียนเหตุผลของการ{rule.name.label}")
    return reason


def _lock_month(month: date) -> SalesMonth:
    return SalesMonth.objects.select_for_update(no_key=True).get(pk=month)


def _locked_month(month: date, rule: StepRule, by: User) -> SalesMonth:
    """The month, locked against every other step of it."""
    _may(by, rule)
    sales_month = _lock_month(month)
    if sales_month.status not in rule.sources:
        raise StepRefused(f"เดือนนี้{sales_month.get_status_display()}อยู่แล้ว")
    return sales_month


def _locked_province(month: date, by: User, rule: StepRule) -> tuple[SalesMonth, ProvinceMonth]:
    _may(by, rule)
    sales_month = _lock_month(month)
    if not sales_month.is_open:
        raise StepRefused(f"กรมปิดเดือน{sales_month}แล้ว ขอให้กรมเปิดเดือนอีกครั้งก่อน")
    province_month = (
        ProvinceMonth.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .get(month=sales_month)
    )
    return sales_month, province_month


def _locked_district(
    district_month: DistrictMonth, rule: StepRule, by: User, *, seen_version: int | None = None
) -> DistrictMonth:
    """The district's month, re-read under lock through the person's own door."""
    _may(by, rule)
    sales_month = _lock_month(district_month.month_id)
    if not sales_month.is_open:
        raise StepRefused(f"กรมปิดเดือน{sales_month}แล้ว ขอให้กรมเปิดเดือนอีกครั้งก่อน")
    if rule.role == Role.PROVINCE:
        ProvinceMonth.objects.select_for_update(no_key=True).get(
            month=sales_month, province=district_month.district.province_id
        )
    locked = (
        DistrictMonth.objects.visible_to(by)
        .select_related("month", "district")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=district_month.pk)
    )
    _allowed(rule, locked, seen_version)
    return locked


def _allowed(rule: StepRule, district_month: DistrictMonth, seen_version: int | None) -> None:
    where = district_month.district.titled_name
    if district_month.status not in rule.sources:
        raise StepRefused(
            f"{where}: ทำขั้น “{rule.name.label}” ไม่ได้ เพราะขณะนี้{district_month.get_status_display()}"
        )
    if seen_version is not None and district_month.version != seen_version:
        raise StepRefused(f"{where}: มีการเปลี่ยนแปลงหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่")


def _log(
    name: Step.Name,
    month: SalesMonth,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    district: DistrictMonth | None = None,
    province: ProvinceMonth | None = None,
) -> Step:
    """The trail's line. Called before the status is assigned: `from_status` is what stands now."""
    subject = district or province
    return Step.objects.create(
        month=month,
        district=district.district if district else None,
        province=province.province if province else None,
        name=name,
        from_status=subject.status if subject else next(iter(STEPS[name].sources)),
        to_status=STEPS[name].target,
        by=by,
        at=at,
        reason=reason,
    )
