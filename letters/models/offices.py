"""Whose a letter or a template is: a district's, a province's, or (neither named) the department's."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from core.areas.models import District, Province
from core.areas.scope import Officer, Role
from correspondence.models.doors import known_role

LONGEST_LINE = 300
LONGEST_BODY = 6000


class OfOffice(models.Model):
    """A row of one office."""

    province = models.ForeignKey(
        Province, models.PROTECT, null=True, related_name="+", verbose_name="จังหวัด",
        help_text="จังหวัดของสำนักงาน เว้นว่างหากเป็นของกรม",
    )  # fmt: skip
    district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", verbose_name="อำเภอ"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_of_a_district_lies_in_its_province",
                condition=Q(district=None)
                | Q(Exact(Left("district_id", 2), models.F("province_id"))),
            )
        ]

    @property
    def letterhead(self) -> str:
        """The office in full, as its letters have it."""
        return letterhead_of(self.district or self.province)


def letterhead_of(place: District | Province | None) -> str:
    """สำนักงานพัฒนาชุมชนอำเภอบางคล้า; of no place the department."""
    return f"สำนักงานพัฒนาชุมชน{place.titled_name}" if place else Role.DEPARTMENT.label


def of_own_office(user: Officer) -> Q:
    """Rows of the very office of this officer; of nobody known, none."""
    match known_role(user):
        case Role.DISTRICT:
            return Q(district=user.district_id)
        case Role.PROVINCE:
            return Q(province=user.province_id, district=None)
        case Role.DEPARTMENT:
            return Q(province=None, district=None)
    return Q(pk__in=[])


def office_columns(user: Officer) -> dict[str, Any]:
    """What a new row of this officer's office has in its columns."""
    return {"province_id": user.province_code, "district_id": user.district_id}
