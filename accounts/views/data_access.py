"""การเข้าใช้และการเปิดดูข้อมูล: who saw whose data is asked here, and what to look at stands below."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpResponse
from django.utils import timezone

from accounts.life_steps import KEEPERS
from core.areas.compiled import AnyOfficer, CompiledDoor
from core.areas.scope import Role
from core.compiled import Small
from core.logbook.models import Access
from core.pages import RoleView
from core.personal.models import Reveal
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest

LOOKED_BACK = timedelta(days=7)
RECENT = 20
_LISTED = [Access.Kind.EXPORT, Access.Kind.IMPORT]
_WRONG = [Access.Kind.FAILED, Access.Kind.LOCKED]


@dataclass(frozen=True)
class ManyReveals:
    """So many national ids an account opened on a day."""

    by: int
    day: date
    count: int


def many_reveals(user: User) -> list[ManyReveals]:
    """Accounts below this office that opened many national ids on a day of the last week. The
    department looks after the provinces, they after their districts."""
    since = timezone.now() - LOOKED_BACK
    found = _MANY.read(user, since=since, at_least=settings.REVEALS_TOLD)
    return [ManyReveals(*one) for one in found]


def _many(officer: AnyOfficer, since: datetime, at_least: Small) -> QuerySet[Any, Any]:
    kept = User.objects.kept_by(officer)
    if officer.of_nation:
        kept = kept.exclude(role=Role.DISTRICT)
    return (
        Reveal.objects.filter(by__in=kept, at__gte=since)
        .order_by()
        .values_list("by", TruncDate("at"))
        .annotate(count=Count("pk"))
        .filter(count__gte=at_least)
        .order_by("-truncdate1", "-count")
    )


_MANY = CompiledDoor(_many, since=datetime, at_least=Small)


class DataAccessView(RoleView):
    """Leads to the two reports and the log of reveals; the last week's files and failed sign-ins."""

    roles = KEEPERS

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        told = many_reveals(request.user)
        lately = Access.objects.visible_to(request.user).filter(
            at__gte=timezone.now() - LOOKED_BACK
        )
        lately = lately.select_related("by__district", "by__province").defer("persons")
        accounts = User.objects.select_related("district", "province").in_bulk(
            one.by for one in told
        )
        context = {
            "title": "การเข้าใช้และการเปิดดูข้อมูล",
            "many": [asdict(one) | {"account": accounts[one.by]} for one in told],
            "files": lately.filter(kind__in=_LISTED)[:RECENT],
            "failed": lately.filter(kind__in=_WRONG)[:RECENT],
            "days": LOOKED_BACK.days,
            "kept_days": settings.ACCESS_KEPT_DAYS,
        }
        return self.show("accounts/data_access.html", context)
