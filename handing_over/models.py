"""Hand-overs (การส่งมอบงาน): what was open when an officer left a desk, and who took it over."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.areas.scope import Officer, Role
from core.history.trail import unchanging
from correspondence.models.doors import known_role, written_by
from letters.models.offices import OfOffice, of_own_office

LONGEST_NOTE = 3000
_OFFICE = "COALESCE(handing_over_handover.district_id, handing_over_handover.province_id, '')"


class HandOverQuerySet(models.QuerySet[Any]):
    area_sees = f"starts_with({_OFFICE}, (SELECT seen_area()))"
    department_sees = "(handing_over_handover.district_id IS NULL)"

    def visible_to(self, user: Officer) -> Self:
        """Those of the own office, and of the offices it looks after: a province of its districts, the
        department of the provinces."""
        below = Q(pk__in=[])
        match known_role(user):
            case Role.PROVINCE:
                below = Q(province=user.province_id)
            case Role.DEPARTMENT:
                below = Q(district=None)
        return self.filter(of_own_office(user) | below)

    def of_office(self, user: Officer) -> Self:
        """Those of the very office, which its officers take over."""
        return self.filter(of_own_office(user))

    def waiting_for(self, user: Officer) -> Self:
        """Handed over in this office by somebody else, and taken over by nobody yet."""
        return self.of_office(user).filter(taking=None).exclude(by=user.pk)


class HandOver(OfOffice):
    """One desk, on the day it was left. Never changed: whoever leaves later hands over anew.

    `content`, as the portal counted it: [{"title": ..., "lines": [{"text": ..., "address": ...}]}].
    """

    by = written_by()
    at = models.DateTimeField("ส่งมอบเมื่อ")
    note = models.TextField("เรื่องที่ผู้รับมอบควรรู้", max_length=LONGEST_NOTE, blank=True)
    content = models.JSONField("งานที่ส่งมอบ", default=list)

    objects = HandOverQuerySet.as_manager()

    class Meta(OfOffice.Meta):
        verbose_name = verbose_name_plural = "การส่งมอบงาน"
        ordering = ["-at", "-pk"]
        triggers = unchanging()

    def __str__(self) -> str:
        return f"{self.letterhead}: {self.by}"


class TakingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        return self.filter(hand_over__in=HandOver.objects.visible_to(user))


class Taking(models.Model):
    """Another officer of the office signed that the desk was taken over."""

    seen_with = "hand_over"

    hand_over = models.OneToOneField(HandOver, models.PROTECT, related_name="taking")
    remark = models.CharField("ข้อสังเกต", max_length=500, blank=True)
    by = written_by()
    at = models.DateTimeField("รับมอบเมื่อ")

    objects = TakingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การรับมอบงาน"
        triggers = unchanging()

    def __str__(self) -> str:
        return f"{self.by}: {self.hand_over}"
