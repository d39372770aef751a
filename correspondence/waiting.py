"""What waits for a person in the correspondence, for the home and the menu."""

from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from correspondence.models import Notice, Question

SHOWN_AT_HOME = 3

# In the session: url name of a menu entry > how many wait. Counted on the home and on the pages of the
# correspondence, so that no other page pays a query for its menu.
COUNTS = "correspondence"


def counted(request: AuthenticatedHttpRequest) -> dict[str, int]:
    """Count anew, for this page's menu and those that follow."""
    user = request.user
    counts = {
        "admin:notices": Notice.objects.unread_by(user).count(),
        "admin:questions": Question.objects.waiting_for(user).count(),
    }
    counts = {name: count for name, count in counts.items() if count}
    if request.session.get(COUNTS, {}) != counts:
        request.session[COUNTS] = counts
    return counts


def at_home(user: User) -> list[Notice]:
    """The newest that this person has not opened."""
    unread = Notice.objects.unread_by(user).select_related("province", "to_province")
    return list(unread[:SHOWN_AT_HOME])
