"""Brakes on what is tried in vain: counted in the database, so that all processes count together.

    LIMIT = Limit("address", most=50, window=timedelta(minutes=15), holds=(timedelta(minutes=15),))
    held(LIMIT, address)       the moment until which it has to wait, or None
    note_try(LIMIT, address)   counts one; after each `most` of them within `window` it has to wait

The wait grows along `holds`, the last one is never passed, and a try during the wait does not count:
whoever asks `held` first begins no wait anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.users.models import Brake, User

# What nobody tried for so long is forgotten (manage.py nightly).
KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """`name` is the column's; a window begins with its first try."""

    name: str
    most: int
    window: timedelta
    holds: tuple[timedelta, ...]

    def hold_after(self, tries: int) -> timedelta | None:
        nth, rest = divmod(tries, self.most)
        return None if rest or not nth else self.holds[min(nth, len(self.holds)) - 1]


def held(limit: Limit, *subject: str | None) -> datetime | None:
    """Until when this one waits; None where it need not."""
    found = Brake.objects.filter(name=limit.name, subject=_hash(limit, subject))
    return found.filter(held_until__gt=timezone.now()).values_list("held_until", flat=True).first()


def note_try(limit: Limit, *subject: str | None, account: User | None = None) -> datetime | None:
    """Count one; until when it has to wait because of it, or None."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "name": limit.name,
                "subject": _hash(limit, subject),
                "account": account.pk if account else None,
                "now": now,
                "begins": now - limit.window,
            },
        )
        key, tries = cursor.fetchone()
    hold = limit.hold_after(tries)
    if hold is None:
        return None
    Brake.objects.filter(pk=key).update(held_until=now + hold)
    return now + hold


# One statement: of two tries at once both count.
_COUNT = """
    INSERT INTO accounts_brake AS kept (name, subject, account_id, tries, since, last_at)
    VALUES (%(name)s, %(subject)s, %(account)s, 1, %(now)s, %(now)s)
    ON CONFLICT (name, subject) DO UPDATE SET
        tries = CASE WHEN kept.since < %(begins)s THEN 1 ELSE kept.tries + 1 END,
        since = CASE WHEN kept.since < %(begins)s THEN %(now)s ELSE kept.since END,
        last_at = %(now)s,
        account_id = COALESCE(%(account)s, kept.account_id)
    RETURNING id, tries
"""


def forget(limits: Iterable[Limit], *subject: str | None) -> None:
    """Of this one, after it went well."""
    for limit in limits:
        Brake.objects.filter(name=limit.name, subject=_hash(limit, subject)).delete()


def forget_old() -> int:
    """What counts no more; returns how many."""
    return Brake.objects.filter(last_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _hash(limit: Limit, subject: Iterable[str | None]) -> str:
    said = "\0".join(part or "" for part in subject)
    return salted_hmac(f"core.users.brakes.{limit.name}", said, algorithm="sha256").hexdigest()
