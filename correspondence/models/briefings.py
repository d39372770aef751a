"""Briefings (การประชุมชี้แจง): their questions are collected before the day."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.areas.models import Province
from core.areas.scope import Officer, Role
from core.history.tracking import tracked
from core.thai import calendar
from correspondence.models.doors import (
    LONGEST_TITLE,
    known_role,
    office_of,
    written_by,
)


class BriefingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        """The department's are everybody's; a province's are its own and its districts'."""
        role = known_role(user)
        if role is None:
            return self.none()
        departments = Q(province=None)
        if role == Role.DEPARTMENT:
            return self.filter(departments)
        return self.filter(departments | Q(province=user.province_code))

    def of_office(self, user: Officer) -> Self:
        """Those the own office holds."""
        held = Q(province=user.province_id) if user.province_id else Q(province=None)
        return self.none() if user.district_id else self.visible_to(user).filter(held)

    def still_asked(self) -> Self:
        """Those that take questions: until the day itself."""
        return self.filter(held_on__gte=calendar.today())


@tracked()
class Briefing(models.Model):
    """A day on which the department or a province explains to its offices."""

    province = models.ForeignKey(
        Province, models.PROTECT, null=True, related_name="+", verbose_name="จัดโดยจังหวัด",
        help_text="เว้นว่างหากกรมเป็นผู้จัด", editable=False,
    )  # fmt: skip
    title = models.CharField("เรื่อง", max_length=LONGEST_TITLE)
    held_on = models.DateField("วันที่ประชุม")
    place = models.CharField("สถานที่หรือช่องทาง", max_length=LONGEST_TITLE, blank=True)
    by = written_by()
    made_at = models.DateTimeField("สร้างเมื่อ")

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การประชุมชี้แจง"
        ordering = ["-held_on", "-pk"]
        constraints = [models.CheckConstraint(name="briefing_has_title", condition=~Q(title=""))]

    def __str__(self):
        return f"{self.title} ({calendar.day_short(self.held_on)})"

    @property
    def holder(self) -> str:
        return office_of(self.province)

    @property
    def takes_questions(self) -> bool:
        return self.held_on >= calendar.today()
