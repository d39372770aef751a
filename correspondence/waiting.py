"""What waits for a person in the correspondence, for the home and the menu."""

from typing import Any

from django.db.models import QuerySet

from core.counting import counts_of
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from correspondence.models import Notice, Question

SHOWN_AT_HOME = 3

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


def at_home(user: User) -> list[Notice]:
    """The newest that this person has not opened."""
    unread = Notice.objects.unread_by(user).select_related("province", "to_province")
    return list(unread[:SHOWN_AT_HOME])
