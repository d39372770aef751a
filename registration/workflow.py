"""Registration as a story (DOMAIN.md 5): the only place that assigns a record's status.

    the district drafts and submits > the province certifies, or returns with what is wrong > the
    province announces what it certified > the department announces: the record is OTOP

What the district corrects after certification takes effect at once and changes no status; it shows to
the province (แก้ไขหลังรับรอง), which takes note of it. Every step re-reads its record locked through
the door of the person who takes it, looks itself up in `registration.steps.STEPS`, and leaves a
line in the trail. A step that cannot be taken raises StepRefused with a Thai sentence; nothing is
then half done. What stands in an old system is no step of ours: `standing_taken_over` says with which
status it comes in, and leaves its line too (DOMAIN.md 14).

A submitted record is closed to its district's form until it is returned or taken back. The database
does not refuse such an edit: whatever comes by another path raises the version, and the province's
certification of the version it saw is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import F, JSONField, Value
from django.utils import timezone

from core.fields import column_of
from core.steps import StepRefused, may, reason_given
from core.thai.calendar import buddhist_year, day_short, today
from core.users.models import User
from registration.content import content_of, field_labels
from registration.models import RegisteredRecord, RegistrationStep, Round, Status, Window
from registration.obstacles import certification_obstacles
from registration.signals import record_cancelled, record_restored
from registration.steps import (
    CANCEL_MERGED,
    STEPS,
    TAKE_OVER,
    Name,
    RegistrationRule,
    line,
    locked,
    may_take,
    moment_after,
    next_date,
    open_round,
)

__all__ = [
    "STEPS",
    "Name",
    "acknowledge",
    "announce",
    "cancel",
    "cancel_merged",
    "certify",
    "correct_registered_on",
    "day_refused",
    "entry_today",
    "may_take",
    "record_standing_taken_over",
    "restore",
    "return_record",
    "standing_taken_over",
    "submit",
    "take_back",
]

BEGAN = 2544  # พ.ศ., the first year of the programme


@dataclass(frozen=True)
class Resolution:
    """What นตผ.อำเภอ resolved: in a meeting or by circular letter, its number and day."""

    form: str
    number: str
    held_on: date


# --- The district ---------------------------------------------------------------------------------


@transaction.atomic
def submit(
    record: RegisteredRecord,
    *,
    by: User,
    seen_version: int | None = None,
    late_reason: str = "",
    paper_date: date | None = None,
    resolution: Resolution | None = None,
) -> RegisteredRecord:
    """The district submits a draft, or what came back, to its province.

    In a round's first window as it is; after it, until the province's window ends, only what was
    taken down on paper before: with the reason and the paper's date. Refused otherwise with the next
    date, and while the register names obstacles (`submission_obstacles`). Where the round has นตผ.อำเภอ
    consider first, its `resolution` is recorded with the submission, and one without is refused.
    """
    rule = STEPS[Name.SUBMIT]
    found = locked(record, rule, by, seen_version=seen_version)
    obstacles = found.submission_obstacles()
    if obstacles:
        raise StepRefused(f"“{found}” ยังเสนอไม่ได้: {' · '.join(obstacles)}")
    rule_of_day = entry_today(found)
    round, standing = rule_of_day.round, {}
    if rule_of_day.is_late:
        late_reason = reason_given(late_reason, rule)
        paper_date = _paper_of_late_entry(round, late_reason, paper_date)
        standing = {"late_reason": late_reason, "paper_date": paper_date}
    elif not rule_of_day.is_again:
        late_reason, paper_date = "", None
        standing = {"late_reason": "", "paper_date": None}
    else:
        late_reason = ""
    if standing:
        standing["registered_on"] = paper_date or today()
    if rule_of_day.asks_resolution and resolution is None:
        raise StepRefused(f"{round} นตผ.อำเภอพิจารณาก่อน บันทึกมติพร้อมการเสนอ")
    now = timezone.now()
    step = line(found, rule, by=by, at=now, to=rule.reached, round=round, reason=late_reason)
    if resolution is not None:
        step.resolution_form, step.resolution_number = resolution.form, resolution.number
        step.resolution_on = resolution.held_on
    step.save()
    return _write(found, status=rule.reached, round=round, submitted_at=now, **standing)


@dataclass(frozen=True)
class Entry:
    """Into which round a record can be submitted today, and how: `is_late` asks for its paper,
    `is_again` goes on with what was submitted in this round before and came back."""

    round: Round
    is_late: bool = False
    is_again: bool = False

    @property
    def asks_resolution(self) -> bool:
        """Whether นตผ.อำเภอ has to have considered it; what came back was considered before."""
        return self.round.committee_first and not self.is_again


def entry_today(record: RegisteredRecord) -> Entry:
    """How `record` can be submitted today; StepRefused, with the next date, where it cannot.

    What came back during the province's window goes on in its own round until that window ends.
    """
    day = today()
    own = record.round if record.submitted_at else None
    if own and own.register_from <= day <= own.certify_until:
        return Entry(own, is_again=True)
    current = Round.objects.open_for(Window.REGISTER, day).first()
    if current is not None:
        return Entry(current)
    just_over = Round.objects.filter(register_until__lt=day, certify_until__gte=day)
    latest = just_over.order_by("register_from").last()
    if latest is None:
        raise StepRefused(
            f"ขณะนี้ไม่อยู่ในช่วงอำเภอลงทะเบียน {next_date(Window.REGISTER, day)} ระหว่างนี้บันทึกเป็นร่างไว้ได้"
        )
    return Entry(latest, is_late=True)


def _paper_of_late_entry(round: Round, reason: str, paper_date: date | None) -> date:
    closed = f"{round} ปิดรับเมื่อ {day_short(round.register_until)}"
    if not reason or paper_date is None:
        raise StepRefused(
            f"{closed} เสนอได้เฉพาะที่เก็บในแบบกระดาษไว้ก่อน ถึง {day_short(round.certify_until)} "
            "ระบุเหตุผลและวันที่ในแบบกระดาษ"
        )
    if paper_date > round.register_until:
        raise StepRefused(
            f"{closed} แต่แบบกระดาษลงวันที่ {day_short(paper_date)} เสนอได้ในรอบถัดไป: "
            f"{next_date(Window.REGISTER, today())}"
        )
    return paper_date


@transaction.atomic
def take_back(record: RegisteredRecord, *, by: User) -> RegisteredRecord:
    """The district takes a submission back to correct it, until the province certified it."""
    rule = STEPS[Name.TAKE_BACK]
    found = locked(record, rule, by)
    line(found, rule, by=by, at=timezone.now(), to=rule.reached).save()
    return _write(found, status=rule.reached)


# --- The province ---------------------------------------------------------------------------------


@transaction.atomic
def certify(record: RegisteredRecord, *, by: User, seen_version: int) -> RegisteredRecord:
    """The province certifies the version it saw, in its window; what it saw is kept.

    A record left over from an earlier round is certified in the one that is open now. Refused outside
    the window with the next date, while what the record belongs to is not certified, and while a
    blocking check of its data fails (registration.obstacles).
    """
    rule = STEPS[Name.CERTIFY]
    found = locked(record, rule, by, seen_version=seen_version)
    round = _round_to_certify_in(found)
    obstacles = certification_obstacles(found)
    if obstacles:
        raise StepRefused(f"“{found}” ยังรับรองไม่ได้: {' · '.join(obstacles)}")
    now = moment_after(found)
    content = content_of(found)
    line(found, rule, by=by, at=now, to=rule.reached, round=round, content=content).save()
    return _write(found, status=rule.reached, round=round, certified_at=now)


def _round_to_certify_in(record: RegisteredRecord) -> Round:
    current = open_round(Window.CERTIFY, today(), "จังหวัดตรวจและรับรอง")
    if record.round and record.round.register_from > current.register_from:
        raise StepRefused(
            f"“{record}” อยู่ใน{record.round} รับรองได้ {record.round.window_words(Window.CERTIFY)}"
        )
    return current


@transaction.atomic
def return_record(
    record: RegisteredRecord,
    *,
    by: User,
    seen_version: int,
    reason: str,
    marks: Mapping[str, str] | None = None,
) -> RegisteredRecord:
    """The province sends a record back with what is wrong; `marks`: name of a field or part to note.

    Marks on what the record has not are refused; one without a note carries the reason.
    """
    rule = STEPS[Name.RETURN]
    reason = reason_given(reason, rule)
    marks = {name: note.strip() or reason for name, note in (marks or {}).items()}
    if not set(marks) <= set(field_labels(type(record))):
        raise StepRefused("ช่องที่ทำเครื่องหมายไม่มีในระเบียนนี้")
    found = locked(record, rule, by, seen_version=seen_version)
    now = timezone.now()
    line(found, rule, by=by, at=now, to=rule.reached, reason=reason, marks=marks).save()
    return _write(found, status=rule.reached)


@transaction.atomic
def acknowledge(record: RegisteredRecord, *, by: User, seen_version: int) -> RegisteredRecord:
    """The province takes note of what was corrected after certification; what it saw is kept.

    The certification stands: neither the status nor its moment changes.
    """
    rule = STEPS[Name.ACKNOWLEDGE]
    found = locked(record, rule, by, seen_version=seen_version)
    if not found.is_corrected_after_certification:
        raise StepRefused(f"“{found}” ไม่มีการแก้ไขที่จังหวัดยังไม่ได้รับทราบ")
    now = moment_after(found)
    line(found, rule, by=by, at=now, to=found.status, content=content_of(found)).save()
    return _write(found, acknowledged_at=now)


# --- The department: called by registration.announcing ---------------------------------------


def announce(records: Sequence[RegisteredRecord], *, by: User, round: Round) -> None:
    """Certified records become announced, inside the announcement's own transaction.

    `records` are locked by the caller. Refused for anybody but the department and for a record that
    is not certified.
    """
    rule = STEPS[Name.ANNOUNCE]
    may(by, rule)
    now = timezone.now()
    if any(record.status not in rule.sources for record in records):
        raise StepRefused("มีระเบียนที่จังหวัดยังไม่ได้รับรองอยู่ในรายการ เปิดหน้านี้ใหม่แล้วตรวจอีกครั้ง")
    RegistrationStep.objects.bulk_create(
        line(record, rule, by=by, at=now, to=rule.reached, round=round) for record in records
    )
    for model in {type(record) for record in records}:
        keys = [record.pk for record in records if type(record) is model]
        model._base_manager.filter(pk__in=keys).update(status=rule.reached, announced_at=now)


@transaction.atomic
def correct_registered_on(
    record: RegisteredRecord, *, by: User, day: date, reason: str
) -> RegisteredRecord:
    """The department corrects the day a record was registered on: wrong in the old systems, or none
    known. Counts of who was registered in which years follow it; bases frozen before do not.

    The trail keeps both days. Refused for a record that is not registered, a day to come or before the
    programme began, and the day that stands there already.
    """
    rule = STEPS[Name.CORRECT_DATE]
    reason = reason_given(reason, rule)
    found = locked(record, rule, by)
    if refusal := day_refused(day):
        raise StepRefused(refusal, field="day")
    if day == found.registered_on:
        raise StepRefused(f"วันที่ลงทะเบียนเป็น {day_short(day)} อยู่แล้ว", field="day")
    before = day_short(found.registered_on) if found.registered_on else "ไม่ระบุ"
    said = f"{before} แก้เป็น {day_short(day)}: {reason}"
    line(found, rule, by=by, at=timezone.now(), to=found.status, reason=said).save()
    return _write(found, registered_on=day)


def day_refused(day: date) -> str:
    """Why a record cannot have been registered on this day; empty for one that it can."""
    if day > today():
        return "วันที่ลงทะเบียนยังมาไม่ถึง ตรวจปี พ.ศ. อีกครั้ง"
    if buddhist_year(day) < BEGAN:
        return f"โครงการเริ่มปี พ.ศ. {BEGAN} ตรวจปี พ.ศ. อีกครั้ง"
    return ""


# --- Cancelling: called by the register's own procedure (DOMAIN.md 6) -----------------------------


@transaction.atomic
def cancel(
    record: RegisteredRecord, *, by: User, reason: str, at: datetime | None = None
) -> RegisteredRecord:
    """The district takes a record out of the registry; its stamps and its past stay.

    `at`: the moment of a step this one belongs to (a product goes with its producer); now unless said.
    """
    return _cancel(record, STEPS[Name.CANCEL], by=by, reason=reason, at=at or timezone.now())


@transaction.atomic
def cancel_merged(record: RegisteredRecord, *, by: User, reason: str) -> RegisteredRecord:
    """As `cancel`, for a record merged into another. The province may too: records of two of its
    districts are seen together only there."""
    return _cancel(record, CANCEL_MERGED, by=by, reason=reason, at=timezone.now())


def _cancel(
    record: RegisteredRecord, rule: RegistrationRule, *, by: User, reason: str, at: datetime
) -> RegisteredRecord:
    reason = reason_given(reason, rule)
    found = locked(record, rule, by)
    line(found, rule, by=by, at=at, to=rule.reached, reason=reason).save()
    _write(found, status=rule.reached, cancelled_at=at)
    record_cancelled.send(
        sender=type(found),
        record=found,
        by=by,
        reason=reason,
        at=at,
        merged=rule is CANCEL_MERGED,
    )
    return found


@transaction.atomic
def restore(record: RegisteredRecord, *, by: User, reason: str) -> RegisteredRecord:
    """The district takes a cancelling back: the record stands again where its stamps say it stood,
    announced, certified, else a draft."""
    rule = STEPS[Name.RESTORE]
    reason = reason_given(reason, rule)
    found = locked(record, rule, by)
    if found.announced_at:
        status = Status.ANNOUNCED
    else:
        status = Status.CERTIFIED if found.certified_at else Status.DRAFT
    cancelled_at = found.cancelled_at
    line(found, rule, by=by, at=timezone.now(), to=status, reason=reason).save()
    _write(found, status=status, cancelled_at=None)
    record_restored.send(
        sender=type(found), record=found, by=by, reason=reason, cancelled_at=cancelled_at
    )
    return found


# --- Taking over the old systems (DOMAIN.md 14): called by taking_over -----------------------------


def standing_taken_over(
    told: Mapping[str, Any], round: Round | None, at: datetime
) -> dict[str, Any]:
    """The standing a record of an old system comes in with: the columns of a new row, by field.

    `told`: what the old system says, by field; anything may be missing. Without a status it is
    announced, for the register is the list of who is registered, or cancelled where that has a date; one
    merged into another is cancelled, whatever it says.
    A stamp the status needs and nobody knows is that of the step after it, else the day of
    registration, else the last day of its round's certification, else `at`, the take-over itself; no
    day of registration is made up.
    """
    gone = told.get("cancelled_at") or told.get("merged_into")
    status = told.get("status") or (Status.CANCELLED if gone else Status.ANNOUNCED)
    if told.get("merged_into"):
        status = Status.CANCELLED
    registered = told.get("registered_on")
    day = registered or (round and round.certify_until)
    known = timezone.make_aware(datetime.combine(day, time.min)) if day else at
    stood = {name: told.get(name) for name in _STAMPS}
    if status in (Status.DRAFT, Status.SUBMITTED, Status.RETURNED):
        stood |= {"certified_at": None, "announced_at": None, "acknowledged_at": None}
    else:
        stood["certified_at"] = stood["certified_at"] or stood["announced_at"] or known
    if status == Status.SUBMITTED:
        stood["submitted_at"] = stood["submitted_at"] or known
    if status == Status.ANNOUNCED:
        stood["announced_at"] = stood["announced_at"] or stood["certified_at"]
    elif status == Status.CERTIFIED:
        stood["announced_at"] = None
    stood["cancelled_at"] = (stood["cancelled_at"] or at) if status == Status.CANCELLED else None
    return {
        **stood,
        "status": str(status),
        "round": round and round.pk,
        "registered_on": registered,
        "paper_date": told.get("paper_date"),
        "late_reason": told.get("late_reason") or "",
        # As it stands it was certified: nothing of it is a later correction.
        "content_changed_at": stood["certified_at"] or at,
    }


_STAMPS = ("submitted_at", "certified_at", "announced_at", "cancelled_at", "acknowledged_at")


def record_standing_taken_over(
    model: type[RegisteredRecord], keys: Sequence[int], *, by: User, at: datetime, reason: str
) -> None:
    """The trail's line of each of these new records, in one statement: it stands as an old system had
    it. `reason`: which take-over. Refused for anybody but the department."""
    may(by, TAKE_OVER)
    records = model._default_manager.filter(pk__in=list(keys)).order_by()
    said: dict[str, Any] = {
        "content_type": Value(ContentType.objects.get_for_model(model).pk),
        "record_id": F("pk"),
        "district": F(f"{getattr(records, 'district_path')}_id"),  # noqa: B009  (of its queryset)
        "round": F("round_id"),
        "name": Value(str(Name.TAKE_OVER)),
        "from_status": Value(""),
        "to_status": F("status"),
        "by": Value(by.pk),
        "at": Value(at),
        "reason": Value(reason),
        "version": F("version"),
        "marks": Value({}, JSONField()),
    }
    blank = RegistrationStep()
    said |= {  # what only other steps say
        one.name: Value(value)
        for one in RegistrationStep._meta.concrete_fields
        if one.name not in said
        and not one.primary_key
        and (value := one.value_from_object(blank)) is not None
    }
    columns = [str(column_of(RegistrationStep, name).column) for name in said]
    annotated = {f"said_{name}": value for name, value in said.items()}
    chosen = records.annotate(**annotated).values_list(*annotated)
    select, params = chosen.query.sql_with_params()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(RegistrationStep._meta.db_table)}"
            f" ({', '.join(map(quote, columns))}) {select}",
            params,
        )


def _write(record: RegisteredRecord, **standing: Any) -> RegisteredRecord:
    type(record)._base_manager.filter(pk=record.pk).update(**standing)
    for name, value in standing.items():
        setattr(record, name, value)
    return record
