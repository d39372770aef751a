"""ตารางสรุปที่บันทึกไว้: how an officer laid sales out, by a name, for himself or his office."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.areas.models import District, Province
from core.areas.scope import Officer, Role
from core.history.tracking import tracked
from core.users.models import User


class SavedPivotQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        """Those the person saved, and those shared within the own office."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        office = Q(role=role, shared=True)
        if role == Role.DISTRICT and user.district_id:
            office &= Q(district=user.district_id)
        elif role == Role.PROVINCE and user.province_id:
            office &= Q(province=user.province_id)
        elif role != Role.DEPARTMENT:
            return self.none()
        return self.filter(Q(by=user.pk) | office)

    def keep(self, user: User, name: str, **said: object) -> "SavedPivot":
        """Under the person's own name for it, in the person's office as it is now."""
        office = {"role": user.role, "district": user.district, "province": user.province}
        pivot: SavedPivot = self.update_or_create(by=user, name=name, defaults=office | said)[0]
        return pivot

    def pinned(self) -> Self:
        return self.filter(pinned=True)


@tracked()
class SavedPivot(models.Model):
    """Parameters of the pivot as its address writes them. What it shows is asked anew through the door
    of whoever opens it; nothing of the figures is kept here."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )
    role = models.CharField("ระดับ", max_length=20, choices=Role)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, related_name="+", verbose_name="จังหวัด"
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", verbose_name="อำเภอ"
    )
    name = models.CharField("ชื่อตาราง", max_length=100)
    query = models.CharField("ตัวเลือก", max_length=500, blank=True)
    shared = models.BooleanField("ให้ทั้งสำนักงานใช้", default=False)
    pinned = models.BooleanField("แสดงที่หน้างานวันนี้", default=False)

    objects = SavedPivotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ตารางสรุปที่บันทึกไว้"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["by", "name"], name="one_pivot_of_a_name"),
            models.CheckConstraint(name="saved_pivot_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="saved_pivot_of_one_office",
                condition=Q(role=Role.DISTRICT, district__isnull=False, province=None)
                | Q(role=Role.PROVINCE, province__isnull=False, district=None)
                | Q(role=Role.DEPARTMENT, province=None, district=None),
            ),
        ]

    def __str__(self):
        return self.name
