"""What every step of the KPI asks: whose it is, where the round stands, what was seen; and its line."""

from django.db import connection
from django.utils import timezone

from core.areas.models import District, Province
from core.areas.scope import Role
from core.users.models import User
from online_market.models import MarketRound, MarketStep, Survey

TOO_LATE = "มีผู้แก้ไขหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่"


class StepRefused(Exception):
    """A step that cannot be taken now; the message says why, in Thai."""


def reason_given(reason: str, what: str) -> str:
    """The reason, trimmed; one that is missing or too long is refused."""
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise StepRefused(f"เขียนเหตุผลของการ{what}")
    if len(reason) > 300:
        raise StepRefused(f"เหตุผลยาว {len(reason)} ตัวอักษร ใส่ได้ไม่เกิน 300")
    return reason


def of_role(by: User, role: Role, what: str) -> None:
    """Refused for anybody but an active officer of the role."""
    if by.role != role or not by.is_active:
        raise StepRefused(f"การ{what}เป็นหน้าที่ของ{role.label}")


def locked_round(round: MarketRound, by: User, seen: int | None = None) -> MarketRound:
    """The round re-read under lock through the officer's door; `seen` is the revision shown."""
    found = (
        MarketRound.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=round.pk)
    )
    if seen is not None and found.revision != seen:
        raise StepRefused(TOO_LATE)
    return found


def locked_survey(survey: Survey, by: User, seen: int | None = None) -> Survey:
    """The survey re-read under lock through the officer's door; a closing under way is waited for.

    Refused once the round is closed, and when it changed since revision `seen` was shown.
    """
    with connection.cursor() as cursor:
        # Shared, so that districts do not wait for each other: Django has no lock of this kind.
        cursor.execute(
            "SELECT 1 FROM online_market_marketround WHERE id = %s FOR SHARE", [survey.round_id]
        )
    found = (
        Survey.objects.visible_to(by)
        .select_related("round", "district__province")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=survey.pk)
    )
    if not found.round.is_open:
        raise StepRefused(f"{found.round} {found.round.get_status_display()} แก้ไขแบบสำรวจและผลไม่ได้")
    if seen is not None and found.revision != seen:
        raise StepRefused(TOO_LATE)
    return found


def log(
    round: MarketRound,
    name: MarketStep.Name,
    *,
    by: User,
    district: District | None = None,
    province: Province | None = None,
    told: str = "",
    reason: str = "",
) -> None:
    """The line of a step."""
    MarketStep.objects.create(
        round=round,
        district=district,
        province=province,
        name=name,
        by=by,
        at=timezone.now(),
        told=told[:300],
        reason=reason,
    )
