"""How often one may ask: so many requests a minute of an address, all processes counting together
(core.users.brakes)."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from api.problems import QUOTA, Refused, problem
from core.thai import calendar
from core.users.brakes import Limit, held, note_try
from core.users.client_address import client_address

_MINUTE = timedelta(minutes=1)
# Of one address, behind which a whole campus may sit; enough to look, and to take all of it in an hour.
OF_ADDRESS = Limit("api_address", 60, _MINUTE, (_MINUTE,))


def count(request: HttpRequest) -> None:
    """Raises Refused (429) where it is too much."""
    _count(OF_ADDRESS, client_address(request))


def _count(limit: Limit, subject: str | None) -> None:
    """The request that fills the quota is still answered; the next one waits."""
    if until := held(limit, subject):
        raise too_many(until, f"{limit.most} requests a minute", f"นาทีละ {limit.most} ครั้ง")
    note_try(limit, subject)


def too_many(until: datetime, said: str, said_th: str) -> Refused:
    answer = problem(
        QUOTA,
        f"{said} are answered; ask again after {timezone.localtime(until).isoformat()}",
        f"ตอบได้{said_th} ขอใหม่ได้หลัง {calendar.moment(until)}",
    )
    seconds = (until - timezone.now()).total_seconds()
    answer["Retry-After"] = str(max(1, int(seconds) + 1))
    return Refused(answer)
