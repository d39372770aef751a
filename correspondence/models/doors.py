"""Whose office an officer looks through the door with; and an office that writes."""

from django.db import models

from core.areas.models import Province
from core.areas.scope import Officer, Role
from core.users.models import User

LONGEST_TITLE = 200
LONGEST_TEXT = 5000


def known_role(user: Officer) -> Role | None:
    """The role of an account in use that has its area; None sees nothing."""
    if not getattr(user, "is_active", False):
        return None
    match getattr(user, "role", None):
        case Role.DISTRICT if user.district_id:
            return Role.DISTRICT
        case Role.PROVINCE if user.province_id:
            return Role.PROVINCE
        case Role.DEPARTMENT:
            return Role.DEPARTMENT
    return None


def office_of(province: Province | None) -> str:
    """The office that writes for this province; for none it is the department."""
    return province.office if province else Role.DEPARTMENT.label


def belongs_to(user: User, province_id: str | None) -> bool:
    """Whether a province's office, or for None the department's, is this officer's own."""
    return not user.of_district and user.province_id == province_id


def written_by(related: str = "+") -> models.ForeignKey[User, User]:
    """The person who wrote it; the office stands beside, for people move."""
    return models.ForeignKey(User, models.PROTECT, related_name=related, verbose_name="โดย")
