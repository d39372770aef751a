"""The month's workflow, as a story (DOMAIN.md 8): the only place that assigns a status, but for months
that were confirmed before the portal, which are stored as they stood (sales.months.taking_over).

    the department opens a month > districts enter (sales.months.entry) > the chief confirms > the
    province returns, or confirms; with its last district the province has reported > the
    department closes, and reports to the Director-General

Every step re-reads its rows locked, through the door of the person who takes it, looks itself up in
`sales.months.steps.STEPS`, and leaves a line in the trail. A step that cannot be taken raises
StepRefused with a Thai sentence for the screen; nothing is then half done.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.new_passwords import told_of_new_password
from core.areas.models import District, Province
from core.areas.row_security import seen_as_portal
from core.fields import column_of
from core.steps import StepRefused, may, reason_given
from core.thai.calendar import day_short, moment, month_name, today
from core.users.models import User
from sales.figures.snapshots import take_snapshot, withdraw_snapshot
from sales.models import (
    DistrictMonth,
    ProvinceMonth,
    RowAnomaly,
    SalesMonth,
    Step,
)
from sales.months import entry
from sales.months.answering import Answers, write_answers
from sales.months.checks import MonthCheck
from sales.months.marks import mark_rows
from sales.months.steps import (
    PROVINCE_CONFIRMED,
    STEPS,
    BatchStopped,
    Outcome,
    WithdrawsReport,
    locked_district,
    locked_month,
    locked_province,
    log,
    may_take,
    outcome_of,
)
from sales.signals import month_closed

__all__ = [
    "STEPS",
    "BatchStopped",
    "Outcome",
    "StepRefused",
    "WithdrawsReport",
    "change_dates",
    "close_month",
    "confirm_district",
    "confirm_province",
    "may_take",
    "open_month",
    "reopen_month",
    "report_month",
    "return_district",
]

NAMED = 5  # marks in a refusal; the page shows them all


# --- The department: the month --------------------------------------------------------------------


@transaction.atomic
def open_month(
    month: date,
    *,
    by: User,
    district_due: date,
    province_due: date,
    close_due: date,
    report_due: date | None = None,
) -> SalesMonth:
    """Open `month` for every district of the nation, with the dates each office should be done by.

    Its rows stand there at once: every active producer x category. Refused for anybody but the
    department, for a month that exists, and for dates out of order.
    """
    may(by, STEPS[Step.Name.OPEN_MONTH])
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
        report_due=report_due,
        opened_at=now,
        opened_by=by,
    )
    _checked(sales_month)
    sales_month.save(force_insert=True)
    ProvinceMonth.objects.bulk_create(
        ProvinceMonth(month=sales_month, province=province) for province in Province.objects.all()
    )
    with seen_as_portal("the department opens months whose figures it does not see yet"):
        DistrictMonth.objects.bulk_create(
            DistrictMonth(month=sales_month, district=one) for one in District.objects.all()
        )
        entry.prepare_rows_of_month(sales_month)
    log(Step.Name.OPEN_MONTH, sales_month, by=by, at=now)
    return sales_month


@transaction.atomic
def change_dates(
    month: date,
    *,
    by: User,
    seen_version: int,
    district_due: date,
    province_due: date,
    close_due: date,
    report_due: date | None = None,
    reason: str,
) -> SalesMonth:
    """Other dates for an open month, on the version that was shown; every office reads the reason.

    Whoever is late counts by the new dates. Refused for dates out of order, and where nothing changes.
    """
    rule = STEPS[Step.Name.CHANGE_DATES]
    reason = reason_given(reason, rule)
    sales_month = locked_month(month, rule, by, seen_version=seen_version)
    changes = []
    for name, day in (
        ("district_due", district_due),
        ("province_due", province_due),
        ("close_due", close_due),
        ("report_due", report_due),
    ):
        before = getattr(sales_month, name)
        if day != before:
            label = column_of(SalesMonth, name).verbose_name
            changes.append(f"{label} {_day_or_none(before)} เป็น {_day_or_none(day)}")
        setattr(sales_month, name, day)
    if not changes:
        raise StepRefused("วันที่ยังเหมือนเดิม ไม่มีข้อมูลใดเปลี่ยน")
    sales_month.version += 1
    _checked(sales_month)
    sales_month.save()
    said = f"{', '.join(changes)}: {reason}"
    log(Step.Name.CHANGE_DATES, sales_month, by=by, at=timezone.now(), reason=said)
    return sales_month


def _day_or_none(day: date | None) -> str:
    return day_short(day) if day else "ไม่กำหนด"


def _checked(sales_month: SalesMonth) -> None:
    try:
        sales_month.full_clean(validate_unique=sales_month._state.adding)
    except ValidationError as error:
        raise StepRefused(" ".join(error.messages)) from error


@transaction.atomic
def close_month(month: date, *, by: User, without_missing: bool = False) -> SalesMonth:
    """Close `month`: nothing of it changes any more. Kept are the snapshots the provinces confirmed.

    Refused while provinces have not confirmed, unless the department says it closes without them.
    """
    rule = STEPS[Step.Name.CLOSE_MONTH]
    sales_month = locked_month(month, rule, by)
    # Saves under way finish first; those that come later find the month closed.
    districts = DistrictMonth.objects.filter(month=sales_month).order_by("pk")
    with seen_as_portal("the department sees no month of a province that has not reported"):
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
    sales_month.status = rule.reached
    sales_month.closed_at, sales_month.closed_by = now, by
    sales_month.version += 1
    sales_month.save()
    reason = f"ปิดโดยยังขาด {missing} จังหวัด" if missing else ""
    log(Step.Name.CLOSE_MONTH, sales_month, by=by, at=now, reason=reason)
    month_closed.send(SalesMonth, month=sales_month.month, by=by)
    return sales_month


@transaction.atomic
def report_month(month: date, *, by: User) -> SalesMonth:
    """The closed month is reported to the Director-General (roadmap's last day): once for each closing.

    Refused while the month is open, where it was reported already, and of a month taken over, which the
    system before the portal reported.
    """
    rule = STEPS[Step.Name.REPORT_MONTH]
    sales_month = locked_month(month, rule, by)
    if sales_month.is_taken_over:
        raise StepRefused(f"เดือน{sales_month} {sales_month.origin} จึงไม่มีขั้นรายงานอธิบดี")
    if sales_month.reported_at is not None:
        at = moment(sales_month.reported_at)
        raise StepRefused(f"รายงานอธิบดีแล้วเมื่อ {at} โดย {sales_month.reported_by}")
    now = timezone.now()
    sales_month.reported_at, sales_month.reported_by = now, by
    sales_month.version += 1
    sales_month.save()
    log(Step.Name.REPORT_MONTH, sales_month, by=by, at=now)
    return sales_month


@transaction.atomic
def reopen_month(month: date, *, by: User, reason: str) -> SalesMonth:
    """Open a closed month again, with the reason on record; what was confirmed stays confirmed until
    its province returns a district. A month of totals only has nothing to correct, and stays closed."""
    rule = STEPS[Step.Name.REOPEN_MONTH]
    reason = reason_given(reason, rule)
    sales_month = locked_month(month, rule, by)
    if sales_month.totals_only:
        raise StepRefused(f"เดือน{sales_month} {sales_month.origin} ไม่มีรายการให้แก้ไข จึงเปิดอีกครั้งไม่ได้")
    sales_month.status = rule.reached
    sales_month.closed_at = sales_month.closed_by = None
    sales_month.reported_at = sales_month.reported_by = None  # what follows is another report
    sales_month.version += 1
    sales_month.save()
    log(Step.Name.REOPEN_MONTH, sales_month, by=by, at=timezone.now(), reason=reason)
    return sales_month


# --- The district ---------------------------------------------------------------------------------


@transaction.atomic
def confirm_district(
    district_month: DistrictMonth,
    *,
    by: User,
    seen: str,
    answers: Answers | None = None,
) -> DistrictMonth:
    """The chief confirms what was shown; the rows are then closed to change.

    `seen` is the fingerprint of the `MonthCheck` on the page, `answers` what was written on it with the
    confirmation. The same check is demanded of the locked month: refused, with the rows in question,
    when a row was changed or added since, is not filled in, or is out of line without a reason; when a
    mark of the province has neither a change nor a reply; and when the district's total is out of line
    with its past without a reason, which the province and the department read. What was asked is kept.
    """
    rule = STEPS[Step.Name.CONFIRM_DISTRICT]
    locked = locked_district(district_month, rule, by)
    entry.prepare_rows(locked)
    check = MonthCheck.of(locked)
    if changed := check.changed_since(seen):
        raise StepRefused(
            f"มี {len(changed)} รายการเปลี่ยนไปหลังจากที่เปิดหน้านี้ (ทำเครื่องหมายไว้แล้ว) ตรวจอีกครั้งแล้วยืนยันใหม่",
            changed,
        )
    if answers:
        write_answers(locked, answers, check.rows, check.open_marks, by=by)
    _refuse_unready(check)
    out_of_line = check.total.sentence
    if not out_of_line:
        locked.reason, locked.explanation = None, ""
    elif locked.reason is None:
        raise StepRefused(f"ยอดรวมของอำเภอ{out_of_line} เลือกเหตุผลก่อนยืนยัน")
    _keep_what_was_asked(check)
    now, said = timezone.now(), locked.explanation
    log(
        Step.Name.CONFIRM_DISTRICT,
        locked.month,
        district=locked,
        by=by,
        at=now,
        reason=said,
        new_password=told_of_new_password(by, now),
    )
    locked.status = rule.reached
    locked.out_of_line = out_of_line
    locked.district_confirmed_at, locked.district_confirmed_by = now, by
    locked.version += 1
    locked.save()
    return locked


def _refuse_unready(check: MonthCheck) -> None:
    """What is not filled in, what has no reason, and what the province marked, which is not sent again
    as if nothing had been said."""
    faults = check.faults
    if faults.blank:
        raise StepRefused(f"ยังไม่บันทึก {len(faults.blank)} รายการ", faults.blank)
    if faults.unexplained:
        raise StepRefused(
            f"{len(faults.unexplained)} รายการสูงหรือต่ำกว่าปกติ เลือกเหตุผลก่อนยืนยัน",
            faults.unexplained,
        )
    if waiting := faults.unanswered:
        named = ", ".join(mark.about for mark in waiting[:NAMED])
        more = f" และอีก {len(waiting) - NAMED} รายการ" if len(waiting) > NAMED else ""
        raise StepRefused(
            f"จังหวัดทำเครื่องหมายไว้ ยังไม่แก้และยังไม่ตอบ {len(waiting)} รายการ: {named}{more} "
            "แก้ตัวเลข หรือเขียนคำตอบถึงจังหวัดในรายการนั้น",
            [mark.row_id for mark in waiting if mark.row_id],
        )


def _keep_what_was_asked(check: MonthCheck) -> None:
    """The sentences and answers of this confirmation instead of an earlier one's."""
    RowAnomaly.objects.filter(row__district_month=check.district_month).delete()
    RowAnomaly.objects.bulk_create(
        RowAnomaly(row=row, short=found.short, sentence=found.sentence, answer=row.explained)
        for row in check.rows
        if (found := check.anomalies.get(row.pk))
    )


# --- The province ---------------------------------------------------------------------------------


@transaction.atomic
def return_district(
    district_month: DistrictMonth,
    *,
    by: User,
    seen_version: int,
    reason: str,
    marks: Mapping[int, str] | None = None,
    withdraws: bool = True,
) -> DistrictMonth:
    """The province sends a district's month back with what is wrong; `marks`: row id to note.

    A province that had reported withdraws its report with it: the department no longer counts it
    until the province confirms again (DOMAIN.md 8). Unless `withdraws` is true it raises
    WithdrawsReport, so that the user can confirm first. Marks on rows of elsewhere are refused.
    """
    rule = STEPS[Step.Name.RETURN_DISTRICT]
    reason = reason_given(reason, rule)
    locked = locked_district(district_month, rule, by, seen_version=seen_version)
    if locked.totals_only:
        raise StepRefused(f"{locked} {locked.origin} ไม่มีรายการให้แก้ไข จึงส่งกลับไม่ได้")
    if not withdraws and _province_month(locked).is_confirmed:
        raise WithdrawsReport(
            "ยังไม่ได้ส่งกลับ จังหวัดรายงานเดือนนี้ต่อกรมแล้ว ถ้าจะส่งกลับ ทำเครื่องหมายรับทราบว่ารายงานของทั้งจังหวัดจะถูกถอน"
        )
    now = timezone.now()
    step = log(
        Step.Name.RETURN_DISTRICT, locked.month, district=locked, by=by, at=now, reason=reason
    )
    mark_rows(step, locked, marks or {})
    locked.status = rule.reached
    locked.returned_at, locked.returned_by, locked.return_reason = now, by, reason
    locked.district_confirmed_at = locked.district_confirmed_by = None
    locked.province_confirmed_at = locked.province_confirmed_by = None
    locked.version += 1
    locked.save()
    _withdraw_report(locked, by=by, at=now)
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
    sales_month, province_month = locked_province(month, by, rule)
    chosen = list(
        DistrictMonth.objects.visible_to(by)
        .filter(pk__in=seen_versions, month=sales_month)
        .select_related("district")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if len(chosen) != len(seen_versions):
        raise DistrictMonth.DoesNotExist
    outcomes = [outcome_of(rule, one, seen_versions[one.pk]) for one in chosen]
    if any(one.refused for one in outcomes):
        raise BatchStopped(outcomes)
    now = timezone.now()
    told = told_of_new_password(by, now)
    for district_month in chosen:
        log(
            Step.Name.CONFIRM_PROVINCE,
            sales_month,
            district=district_month,
            by=by,
            at=now,
            new_password=told,
        )
        district_month.status = rule.reached
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
        _report(province_month, by=by, at=now, new_password=told)
    return chosen, reported


def _report(province_month: ProvinceMonth, *, by: User, at: datetime, new_password: str) -> None:
    """The confirmation is the report: the province's status, and the snapshot of its totals."""
    rule = STEPS[Step.Name.REPORT_PROVINCE]
    log(
        Step.Name.REPORT_PROVINCE,
        province_month.month,
        province=province_month,
        by=by,
        at=at,
        new_password=new_password,
    )
    province_month.status = rule.reached
    province_month.confirmed_at, province_month.confirmed_by = at, by
    province_month.save()
    take_snapshot(province_month, by=by, at=at)


def _withdraw_report(district_month: DistrictMonth, *, by: User, at: datetime) -> None:
    """A returned district takes its province's report back; the snapshot stays, out of force.

    The department reads this line of the trail, so it names the district and not what was wrong.
    """
    province_month = _province_month(district_month)
    if not province_month.is_confirmed:
        return
    rule = STEPS[Step.Name.WITHDRAW_PROVINCE]
    log(
        Step.Name.WITHDRAW_PROVINCE,
        district_month.month,
        province=province_month,
        by=by,
        at=at,
        reason=f"ส่งกลับ{district_month.district.titled_name}",
    )
    province_month.status = rule.reached
    province_month.confirmed_at = province_month.confirmed_by = None
    province_month.save()
    withdraw_snapshot(province_month, at=at)


def _province_month(district_month: DistrictMonth) -> ProvinceMonth:
    """The province's month; the caller's step has locked it."""
    return ProvinceMonth.objects.get(
        month=district_month.month, province=district_month.district.province_id
    )
