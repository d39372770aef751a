"""The record of processing (section 39) and who answers for it; the department keeps both."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.history.tracking import tracked
from registration.references import ReferenceItem


@tracked()
class ProcessingActivity(ReferenceItem):
    """One activity of the record of processing, with what section 39 asks for."""

    purpose = models.TextField("วัตถุประสงค์", max_length=500)
    basis = models.CharField("ฐานทางกฎหมาย", max_length=200)
    persons = models.CharField("เจ้าของข้อมูล", max_length=200)
    data = models.TextField("ข้อมูลที่เก็บรวบรวม", max_length=500)
    recipients = models.CharField("ผู้ใช้และผู้ได้รับข้อมูล", max_length=300)
    kept = models.CharField("ระยะเวลาเก็บรักษา", max_length=200)
    safeguards = models.CharField("มาตรการรักษาความมั่นคงปลอดภัย", max_length=300)

    class Meta(ReferenceItem.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "กิจกรรมการประมวลผลข้อมูล"


class ControllerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """It stands on the notice, which anybody reads."""
        return self.all() if getattr(user, "is_active", False) else self.none()


@tracked()
class Controller(models.Model):
    """Who answers for the data, a single row: what the notice has to name (section 23 (5))."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField("ผู้ควบคุมข้อมูล", max_length=150)
    address = models.CharField("สถานที่ติดต่อ", max_length=300, blank=True)
    contact = models.CharField("วิธีการติดต่อ", max_length=200, blank=True)
    officer = models.CharField("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", max_length=200, blank=True)

    objects = ControllerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผู้ควบคุมข้อมูลส่วนบุคคล"
        constraints = [models.CheckConstraint(name="one_controller", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.name
