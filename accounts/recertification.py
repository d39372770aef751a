"""การทบทวนบัญชีประจำปี, as a story: the department opens a round, offices answer for their accounts.

Each account that was there when the round began needs one answer of who keeps it: ยังปฏิบัติงานที่เดิม
leaves it as it is, ย้ายไป suspends it until it is moved to the new office, พ้นหน้าที่ ends it. Where the
round says so, whoever nobody answered for is suspended after the due date, once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from accounts import lifecycle
from accounts.life_steps import DEPARTMENT, LIFE, Name, Standing, lock
from core.areas.compiled import AnyOfficer, CompiledDoor
from core.areas.scope import Role
from core.compiled import CompiledQuery, CompiledSql
from core.counting import counted, counting
from core.steps import StepRefused, StepRule, may
from core.thai import calendar
from core.users.models import Recertification, RecertificationRound, User

Answer = Recertification.Answer
OPEN = StepRule(Name.CONFIRM, frozenset(), None, DEPARTMENT, workflow=LIFE)
NOT_ONES_OWN = "ให้ผู้อื่นที่ดูแลบัญชีตอบแทนบัญชีของตนเอง"


def current_round() -> RecertificationRound | None:
    """The newest round: answers are taken until the next one begins."""
    return next(iter(_NEWEST.read()), None)


_NEWEST = CompiledQuery(lambda: RecertificationRound.objects.select_related("opened_by")[:1])


@transaction.atomic
def open_round(fiscal_year: int, *, due_on: date, suspends: bool, by: User) -> RecertificationRound:
    """Begin the review of a fiscal year. Refused for anybody but the department, a due date that is
    not to come, a second round of a year, and a year before the newest."""
    may(by, OPEN)
    if due_on <= calendar.today():
        raise StepRefused("วันครบกำหนดต้องอยู่หลังวันนี้")
    newest = current_round()
    if newest and newest.fiscal_year > fiscal_year:
        raise StepRefused(f"มี{newest}แล้ว เปิดปีก่อนหน้านั้นไม่ได้")
    try:
        with transaction.atomic():
            return RecertificationRound.objects.create(
                fiscal_year=fiscal_year,
                due_on=due_on,
                suspends=suspends,
                opened_at=timezone.now(),
                opened_by=by,
            )
    except IntegrityError as error:
        raise StepRefused(f"เปิดการทบทวนของปีงบประมาณ {fiscal_year} แล้ว") from error


def to_review(round: RecertificationRound, accounts: QuerySet) -> QuerySet:
    """The accounts the round covers: made before it began, and not closed unless by the round's own
    answer. Annotated with `answered`."""
    return _to_review(round.pk, round.opened_at, accounts)


def _to_review(round: int, opened_at: datetime, accounts: QuerySet) -> QuerySet:
    answered = Exists(Recertification.objects.filter(round=round, account=OuterRef("pk")))
    return (
        accounts.filter(date_joined__lte=opened_at)
        .annotate(answered=answered)
        .filter(Q(answered=True) | ~Q(standing=Standing.ENDED))
    )


def left_to_review(round: RecertificationRound, user: User) -> int:
    """How many of the accounts this office keeps have no answer yet: of the department those that no
    province answers for. One query."""
    found = _LEFT.read(user, of=round.pk, opened_at=round.opened_at)
    return counted(found).get("left", 0)


def _left(officer: AnyOfficer, of: int, opened_at: datetime) -> tuple[str, list[Any]]:
    accounts = User.objects.kept_by(officer)
    if officer.of_nation:
        accounts = accounts.exclude(role=Role.DISTRICT)
    return counting({"left": [_to_review(of, opened_at, accounts).filter(answered=False)]})


_LEFT = CompiledDoor(_left, kept=CompiledSql, of=int, opened_at=datetime)


@transaction.atomic
def confirm(round: RecertificationRound, keys: Iterable[int], *, by: User) -> int:
    """Answer ยังปฏิบัติงานที่เดิม for many accounts; returns how many. Refused, with nothing
    written, for an account this office does not manage, one outside the round, one answered
    already, and one's own."""
    accounts = _asked_about(round, keys, by)
    lifecycle.note(Name.CONFIRM, lifecycle.keys_of(accounts), by=by, reason=str(round))
    _keep(round, accounts, Answer.STAYS, by=by)
    return len(accounts)


@transaction.atomic
def moved_away(round: RecertificationRound, key: int, *, by: User, where_to: str) -> None:
    """ย้ายไป: the account is suspended at once, until it is moved to the new office and lifted."""
    if not where_to.strip():
        raise StepRefused("ระบุว่าย้ายไปที่ใด")
    accounts = _asked_about(round, [key], by)
    if accounts[0].standing != Standing.SUSPENDED:
        lifecycle.suspend([key], by=by, reason=f"ย้ายไป {where_to.strip()} ({round})")
    _keep(round, accounts, Answer.MOVED, by=by, note=where_to.strip())


@transaction.atomic
def left_service(round: RecertificationRound, key: int, *, by: User, note: str = "") -> None:
    """พ้นหน้าที่: the account is ended."""
    accounts = _asked_about(round, [key], by)
    because = f"พ้นหน้าที่ {note.strip()}".strip()
    lifecycle.end([key], by=by, reason=f"{because} ({round})")
    _keep(round, accounts, Answer.LEFT, by=by, note=note.strip())


@transaction.atomic
def enforce(round: RecertificationRound) -> list[User]:
    """Suspend whoever nobody answered for, if the round says so and its due date is over; once, so
    that a suspension lifted afterwards stays lifted. The department's last account is left."""
    round = RecertificationRound.objects.select_for_update().get(pk=round.pk)
    if not is_enforceable(round):
        return []
    keys = [account.pk for account in lock(unanswered(round).values_list("pk", flat=True))]
    accounts = list(unanswered(round).filter(pk__in=keys))
    suspended: list[User] = []
    if accounts:
        reason = f"ไม่มีคำตอบใน{round} ภายใน {calendar.day_short(round.due_on)}"
        chosen = lifecycle.keys_of(accounts)
        suspended = lifecycle.suspend(chosen, by=None, reason=reason)
    round.enforced_at = timezone.now()
    round.save()
    return suspended


def is_enforceable(round: RecertificationRound) -> bool:
    return round.suspends and round.enforced_at is None and calendar.today() > round.due_on


def unanswered(round: RecertificationRound) -> QuerySet:
    """The accounts that would be suspended: asked about, not answered for, still in use; of the
    department all but one."""
    in_use = User.objects.filter(standing__in=[Standing.INVITED, Standing.ACTIVE])
    found = to_review(round, in_use).filter(answered=False)
    of_department = User.objects.filter(role=Role.DEPARTMENT, standing=Standing.ACTIVE)
    leaving = set(found.values_list("pk", flat=True))
    staying = of_department.exclude(pk__in=leaving)
    if staying.exists():
        return found
    kept = of_department.with_used_at().order_by("-last_used", "pk").first()
    return found.exclude(pk=kept.pk) if kept else found


@dataclass(frozen=True)
class Progress:
    """How far one office is: `code` of a province for its district offices, "" for the accounts of the
    provinces and the department, which the department answers for."""

    code: str
    accounts: int
    stays: int
    moved: int
    left: int

    @property
    def answered(self) -> int:
        return self.stays + self.moved + self.left

    @property
    def missing(self) -> int:
        return self.accounts - self.answered


def progress(round: RecertificationRound, by: User) -> list[Progress]:
    """By who has to answer, in the order of the provinces' codes; one query."""
    who = Case(When(role=Role.DISTRICT, then=F("district__province")), default=Value(""))
    of_round = Q(recertifications__round=round)
    counts = {
        answer.value: Count("pk", filter=of_round & Q(recertifications__answer=answer))
        for answer in Answer
    }
    rows = (
        to_review(round, User.objects.kept_by(by))
        .order_by()
        .annotate(who=who)
        .values("who")
        .annotate(accounts=Count("pk", distinct=True), **counts)
        .order_by("who")
    )
    return [
        Progress(row["who"], row["accounts"], row["stays"], row["moved"], row["left"])
        for row in rows
    ]


def _asked_about(round: RecertificationRound, keys: Iterable[int], by: User) -> Sequence[User]:
    """The accounts under lock; all must be kept by `by`, asked about, unanswered, not one's own."""
    wanted = set(keys)
    newest = current_round()
    if newest is None or newest.pk != round.pk:
        raise StepRefused(f"{round}ปิดแล้ว ตอบในรอบล่าสุด")
    lock(wanted)
    found = list(to_review(round, User.objects.kept_by(by).filter(pk__in=wanted)).order_by("pk"))
    if len(found) != len(wanted):
        raise User.DoesNotExist("not kept by this office, or not asked about")
    for account in found:
        if account.answered:
            raise StepRefused(f"{account} ({account.username}) มีคำตอบแล้ว เปิดหน้านี้ใหม่")
    if by.pk in wanted and has_a_colleague(by):
        raise StepRefused(NOT_ONES_OWN)
    return found


def has_a_colleague(by: User) -> bool:
    """Whether another person of the department could answer for this one."""
    others = User.objects.filter(role=Role.DEPARTMENT, standing=Standing.ACTIVE)
    return others.exclude(pk=by.pk).exists()


def _keep(
    round: RecertificationRound, accounts: Sequence[User], answer: Answer, *, by: User, note=""
) -> None:
    now = timezone.now()
    Recertification.objects.bulk_create(
        Recertification(
            round=round,
            account=account,
            answer=answer,
            note=note,
            office=account.office_code,
            by=by,
            at=now,
        )
        for account in accounts
    )
