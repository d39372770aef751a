"""Who asks, and how often one may: an address so many times a minute, a partner's key as often as it
says a minute and a day. All processes count together (core.users.brakes; KeyUse).
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from api import keys
from api.models import KeyUse, PartnerKey
from api.problems import QUOTA, UNAUTHORIZED, Refused, problem
from core.logbook.models import Access
from core.thai import calendar
from core.users.access import note
from core.users.brakes import Limit, held, note_try
from core.users.client_address import client_address

_MINUTE, _QUARTER = timedelta(minutes=1), timedelta(minutes=15)
# Of one address, behind which a whole campus may sit; enough to look, and to take all of it in an hour.
OF_ADDRESS = Limit("api_address", 60, _MINUTE, (_MINUTE,))
# Keys that the portal never made: whoever sends so many guesses, or copied one wrongly.
OF_UNKNOWN_KEYS = Limit("api_unknown_key", 20, _QUARTER, (_QUARTER,))


def count(request: HttpRequest) -> PartnerKey | None:
    """The key the request came with. Raises Refused: for a key that does not work (401), for too many
    requests (429)."""
    said = request.headers.get("Authorization")
    if said is None:
        _count(OF_ADDRESS, client_address(request))
        return None
    key = _key(request, said)
    _count_day(key, request)
    try:
        _count(Limit("api_key", key.per_minute, _MINUTE, (_MINUTE,)), str(key.pk))
    except Refused:
        _count_refused(key)
        raise
    return key


def _key(request: HttpRequest, said: str) -> PartnerKey:
    """Of `Authorization: Bearer ...`."""
    scheme, _, token = said.partition(" ")
    token = token.strip()
    if keys.was_made(token):
        found = keys.usable(token) if scheme.lower() == "bearer" else None
        if found:
            return found
    else:
        _count_guess(client_address(request))
    answer = problem(
        UNAUTHORIZED,
        "Send a key that is in force as Authorization: Bearer KEY, or none",
        "ส่งคีย์ที่ยังใช้ได้ในหัวข้อ Authorization: Bearer หรือไม่ส่งเลย คีย์หมดอายุหรือเพิกถอนแล้วขอใหม่จากกรม",
    )
    answer["WWW-Authenticate"] = 'Bearer realm="api"'
    raise Refused(answer)


def _count_guess(address: str | None) -> None:
    if until := held(OF_UNKNOWN_KEYS, address):
        raise too_many(until, "Fewer unknown keys", "คีย์ที่ไม่รู้จักจำนวนน้อยกว่านี้")
    note_try(OF_UNKNOWN_KEYS, address)


def _count(limit: Limit, subject: str | None) -> None:
    """The request that fills the quota is still answered; the next one waits."""
    if until := held(limit, subject):
        raise too_many(until, f"{limit.most} requests a minute", f"นาทีละ {limit.most} ครั้ง")
    note_try(limit, subject)


def _count_day(key: PartnerKey, request: HttpRequest) -> None:
    day = calendar.today()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key.pk, "day": day})
        (asked,) = cursor.fetchone()
    if asked == 1:  # of the day; each request after it is in the count
        note(Access.Kind.EXPORT, None, f"API: {key}", request=request)
    if asked > key.per_day:
        _count_refused(key)
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        raise too_many(ends, f"{key.per_day} requests a day", f"วันละ {key.per_day} ครั้ง")


# One statement: of two requests at once both count.
_COUNT = """
    INSERT INTO api_keyuse AS kept (key_id, day, asked, refused) VALUES (%(key)s, %(day)s, 1, 0)
    ON CONFLICT (key_id, day) DO UPDATE SET asked = kept.asked + 1
    RETURNING asked
"""


def _count_refused(key: PartnerKey) -> None:
    uses: Any = KeyUse.objects.filter(key=key, day=calendar.today())
    uses.update(refused=F("refused") + 1)


def too_many(until: datetime, said: str, said_th: str) -> Refused:
    answer = problem(
        QUOTA,
        f"{said} are answered; ask again after {timezone.localtime(until).isoformat()}",
        f"ตอบได้{said_th} ขอใหม่ได้หลัง {calendar.moment(until)}",
    )
    seconds = (until - timezone.now()).total_seconds()
    answer["Retry-After"] = str(max(1, int(seconds) + 1))
    return Refused(answer)
