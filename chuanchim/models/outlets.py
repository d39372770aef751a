"""The outlet itself (DOMAIN.md 4, sections 1 and 2)."""

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from core.areas.models import District, Subdistrict
from core.history.tracking import tracked
from core.thai.order import thai_sort_key
from registration.models import RegisteredQuerySet, RegisteredRecord
from registration.models.count_triggers import count_triggers
from registration.models.records import content_trigger, gaps_triggers, status_trigger
from registration.models.sizes import size_triggers


class OutletQuerySet(RegisteredQuerySet):
    district_path = "district"


@tracked()
class Outlet(RegisteredRecord):
    """An eating place or food seller of OTOP ชวนชิม."""

    name = models.CharField("ชื่อร้าน", max_length=255)
    sort_key = thai_sort_key("name")
    owner = models.CharField("กลุ่ม องค์กร หรือเจ้าของ", max_length=255, blank=True)
    phone = models.CharField("โทรศัพท์", max_length=50, blank=True)
    district = models.ForeignKey(District, models.PROTECT, verbose_name="อำเภอ")
    subdistrict = models.ForeignKey(
        Subdistrict, models.PROTECT, null=True, blank=True, verbose_name="ตำบล"
    )
    house_number = models.CharField("เลขที่", max_length=50, blank=True)
    village_number = models.CharField("หมู่ที่", max_length=20, blank=True)
    postal_code = models.CharField(
        "รหัสไปรษณีย์",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", "รหัสไปรษณีย์มี 5 หลัก")],
    )
    remark = models.CharField("หมายเหตุ", max_length=500, blank=True)

    objects = OutletQuerySet.as_manager()

    class Meta(RegisteredRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "OTOP ชวนชิม"
        ordering = ["sort_key", "name", "id"]
        triggers = [
            content_trigger("sort_key"),
            *gaps_triggers("chuanchim.outlet"),
            *size_triggers("chuanchim.outlet"),
            *count_triggers("chuanchim.outlet", ""),
            status_trigger("chuanchim.outlet"),
        ]
        constraints = [
            *RegisteredRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(subdistrict=None)
                | Q(Exact(Left(F("subdistrict_id"), 4), F("district_id"))),
                name="outlet_subdistrict_in_district",
                violation_error_message="ตำบลที่เลือกไม่อยู่ในอำเภอนี้",
            ),
        ]
        indexes = [
            models.Index("district", "sort_key", "name", "id", name="outlet_in_district"),
            GinIndex(fields=["name"], name="outlet_name_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self):
        return self.name

    def submission_obstacles(self) -> list[str]:
        """It sells something to eat: a plain beverage is a product of its own (DOMAIN.md 4)."""
        kinds = set(self.items.values_list("kind", flat=True))
        if not kinds:
            return ["ยังไม่ระบุรายการที่จำหน่าย"]
        if kinds == {"beverage"}:
            return ["เครื่องดื่มล้วนไม่เข้าเกณฑ์ชวนชิม ให้ลงทะเบียนเป็นผลิตภัณฑ์ประเภทเครื่องดื่ม"]
        return []

    def announced_detail(self) -> str:
        return self.owner
