"""What waits for a person in the correspondence, for the home and the menu."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.areas.compiled import CompiledDoor
from core.counting import counts_of
from core.thai import calendar
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from correspondence.models import Answer, Notice, Question

SHOWN_AT_HOME = 3
ANSWERS_TOLD = timedelta(days=14)  # so long the home of who asked tells of an answer
ANSWERS = "answers"  # no entry of the menu: what the home tells

# In the session: url name of a menu entry > how many wait. Counted where the roof counts for the whole
# menu, and on the pages of the correspondence, so that no other page pays a query for its menu.
COUNTS = "menu_counts"


def counted(request: AuthenticatedHttpRequest) -> dict[str, int]:
    """Count anew, for this page's menu and those that follow."""
    user = request.user
    own: dict[str, list[QuerySet[Any]]] = {
        "admin:notices": [Notice.objects.unread_by(user)],
        "admin:questions": [Question.objects.waiting_for(user)],
    }
    counts = counts_of(own)
    kept = request.session.get(COUNTS, {})
    of_others = {name: count for name, count in kept.items() if name not in own}
    if kept != of_others | counts:
        request.session[COUNTS] = of_others | counts
    return counts


def answers_to(user: User, today: date) -> QuerySet[Answer]:
    """What the own office asked and heard of late, the newest first."""
    return Answer.objects.told_to(user, _told_since(today)).order_by("-at", "-pk")


def answers_at_home(user: User) -> list[Answer]:
    return _ANSWERS.read(user, since=_told_since(calendar.today()))


def _told_since(today: date) -> datetime:
    """The same all day, for whoever counts keeps it for the day."""
    return timezone.make_aware(datetime.combine(today, time.min)) - ANSWERS_TOLD


_ANSWERS = CompiledDoor(
    lambda officer, since: (
        Answer.objects.told_to(officer, since)
        .order_by("-at", "-pk")
        .select_related("question", "province")[:SHOWN_AT_HOME]
    ),
    since=datetime,
)


def at_home(user: User) -> list[Notice]:
    """The newest that this person has not opened."""
    return _UNREAD.read(user)


_UNREAD = CompiledDoor(
    lambda officer: Notice.objects.unread_by(officer).select_related("province", "to_province")[
        :SHOWN_AT_HOME
    ]
)
