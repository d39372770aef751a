"""OTOP ชวนชิม outlets (DOMAIN.md 4): what the lists and the national table need of them."""

from django.db import models

from core.areas.models import District, Subdistrict
from core.history.tracking import tracked
from core.registration.models import RegisteredQuerySet, RegisteredRecord
from core.registration.models.records import content_trigger
from core.thai.order import thai_sort_key


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
    items = models.TextField("รายการอาหารที่จำหน่าย", blank=True)

    objects = OutletQuerySet.as_manager()

    class Meta(RegisteredRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "OTOP ชวนชิม"
        ordering = ["sort_key", "name", "id"]
        triggers = [content_trigger("sort_key")]

    def __str__(self):
        return self.name

    def submission_obstacles(self) -> list[str]:
        return [] if self.items.strip() else ["ยังไม่ระบุรายการอาหารที่จำหน่าย"]

    def announced_detail(self) -> str:
        return self.owner
