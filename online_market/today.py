"""One line of งานวันนี้ for each open round: what it asks of this officer, and by when."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from core.areas.compiled import AnyOfficer, CompiledDoor
from core.users.models import User
from online_market.models import DistrictTarget, MarketRound, Survey

Status = Survey.Status


@dataclass(frozen=True)
class RoundTask:
    """`tone` and `sign` are the badge's, `address` where it leads."""

    round: MarketRound
    tone: str
    sign: str
    text: str
    due: date
    address: str


def lines_of_today(user: User) -> list[RoundTask]:
    """A line for each open round; nothing where no round is open or the district has no base."""
    rounds = {one.pk: one for one in _OPEN.read(user)}
    if not rounds:
        return []
    if user.of_district:
        return [
            _of_district(rounds[one.round_id], one) for one in _OWN.read(user, rounds=[*rounds])
        ]
    counts: dict[int, Counter] = {}
    for round, status, surveys in _COUNTED.read(user, rounds=[*rounds]):
        counts.setdefault(round, Counter())[status] = surveys
    of_office = _of_province if user.of_province else _of_department
    return [of_office(rounds[round], found) for round, found in counts.items()]


_TARGET = DistrictTarget.objects.filter(round=OuterRef("round"), district=OuterRef("district"))


def _surveys(officer: AnyOfficer, rounds: list[int]) -> QuerySet[Survey]:
    """Of districts that have a base."""
    surveys: QuerySet[Survey] = Survey.objects.visible_to(officer)
    return surveys.filter(Exists(_TARGET.filter(products__gt=0)), round__among=rounds).order_by(
        "round__survey_due", "round"
    )


_OPEN = CompiledDoor(lambda officer: MarketRound.objects.visible_to(officer).open())
_OWN = CompiledDoor(
    lambda officer, rounds: (
        _surveys(officer, rounds)
        .only("round", "status")
        .annotate(
            picked=Count("answers"),
            sold=Count("answers", filter=Q(answers__result__sold=True)),
            target=Subquery(_TARGET.values("target")),
        )
    ),
    rounds=list[int],
)
_COUNTED = CompiledDoor(
    lambda officer, rounds: (
        _surveys(officer, rounds).values_list("round", "status").annotate(Count("pk"))
    ),
    rounds=list[int],
)


def _of_district(round: MarketRound, survey: Any) -> RoundTask:
    if survey.is_open:
        text = f"แบบสำรวจความพร้อมตลาดออนไลน์: เลือกแล้ว {survey.picked:,} เป้าหมาย {survey.target:,} รายการ"
        address = reverse("admin:online-market-survey", args=[survey.pk])
        return RoundTask(round, "entering", "สำรวจ", text, round.survey_due, address)
    text = f"ผลการจำหน่ายออนไลน์: จำหน่ายแล้ว {survey.sold:,} จากเป้าหมาย {survey.target:,} รายการ"
    address = reverse("admin:online-market-result", args=[survey.pk])
    reached = survey.sold >= survey.target
    tone, sign = ("done", "✓ ครบ") if reached else ("waiting", "รายงานผล")
    return RoundTask(round, tone, sign, text, round.result_due, address)


def _of_province(round: MarketRound, found: Counter) -> RoundTask:
    waiting, unsigned = found[Status.DISTRICT_SIGNED], found[Status.OPEN]
    return _of_offices(round, found, waiting, "รับรอง", f"อำเภอยังไม่ลงนาม {unsigned}")


def _of_department(round: MarketRound, found: Counter) -> RoundTask:
    waiting = found[Status.PROVINCE_SIGNED]
    left = found[Status.OPEN] + found[Status.DISTRICT_SIGNED]
    return _of_offices(round, found, waiting, "รับ", f"จังหวัดยังไม่รับรอง {left:,}")


def _of_offices(
    round: MarketRound, found: Counter, waiting: int, verb: str, left: str
) -> RoundTask:
    text = f"แบบสำรวจความพร้อมตลาดออนไลน์: รอ{verb} {waiting:,} จาก {found.total():,} อำเภอ · {left}"
    tone, sign = ("waiting", f"รอ{verb}") if waiting else ("entering", "ติดตาม")
    address = reverse("admin:online-market-round", args=[round.pk])
    return RoundTask(round, tone, sign, text, round.survey_due, address)
