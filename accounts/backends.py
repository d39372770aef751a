"""The gate before the password: who may not sign in now, and who is told why."""

from functools import cache
from typing import Any, cast

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.timezone import localdate

from accounts import unused
from core.compiled import CompiledRead
from core.history.acting import acting
from core.thai import calendar
from core.users.models import User

_ASK = {
    "district": "แจ้งสำนักงานพัฒนาชุมชนจังหวัด",
    "province": "แจ้งกรมการพัฒนาชุมชน",
    "department": "แจ้งผู้ดูแลบัญชีของกรม",
}


class OfficeBackend(ModelBackend):
    """Django's, which reads the person of a session with the office, in one statement made once: every
    request asks for both."""

    def get_user(self, user_id: int) -> User | None:
        try:
            user: User = _person().get(user_id)
        except ValueError:  # gone since
            return None
        return user if self.user_can_authenticate(user) else None


@cache
def _person() -> CompiledRead:
    return CompiledRead(User.objects.select_related("province", "district__province"))


class StandingBackend:
    """Refuses accounts that are not in use, and those unused for too long although no nightly command
    ran. The next backend checks the password; it is checked here only to show the reason for a
    refusal to the account's owner and to nobody else.
    """

    def authenticate(self, request: HttpRequest | None, username=None, password=None, **other):
        account = User.objects.filter(username=username).first() if username else None
        if account is None or not _refuses(account):
            return None
        if password and account.check_password(password):
            account = _now_suspended(account)
            if request is not None:
                cast(Any, request).sign_in_refusal = refusal_of(account)
        raise PermissionDenied


def refusal_now(account: User) -> str:
    """Why this account cannot sign in, told to whom its provider vouches for; "" for one that can."""
    if not _refuses(account):
        return ""
    return refusal_of(_now_suspended(account))


def _refuses(account: User) -> bool:
    if account.standing != User.Standing.ACTIVE:
        return True
    if account.used_at >= unused.limit():
        return False
    kept = unused.last_of_department()
    return kept is None or kept.pk != account.pk


def _now_suspended(account: User) -> User:
    """Suspends an account unused for too long, as the nightly command would have."""
    if account.standing == User.Standing.ACTIVE:
        with acting(command="suspend_unused_accounts"):
            unused.suspend_unused([account.pk])
        account.refresh_from_db()
    return account


def refusal_of(account: User) -> str:
    """Why the account cannot be signed in with, and whom to ask; to its own person only."""
    ask = _ASK.get(account.role, "")
    if account.standing == User.Standing.SUSPENDED:
        last = account.steps.filter(name="suspend").first()
        why = f" ({last.reason})" if last else ""
        since = calendar.day_short(localdate(account.standing_since))
        return f"บัญชีนี้ถูกพักการใช้ตั้งแต่ {since}{why} {ask}เพื่อใช้งานต่อ"
    return f"บัญชีนี้{account.get_standing_display()}แล้ว {ask}ถ้ายังต้องใช้งาน"
