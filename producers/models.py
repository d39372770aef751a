"""Producers (ผู้ผลิต ผู้ประกอบการ OTOP, DOMAIN.md 2): the fields the lists and the sales need.

The twelve sections of the record grow beside this file as models of their own.
"""

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from core.areas.models import District, Subdistrict
from core.areas.scope import AreaScopedQuerySet
from core.thai.order import thai_sort_key


class ProducerQuerySet(AreaScopedQuerySet):
    district_path = "district"

    def active(self):
        """Those still in the programme; a cancelled one stays in the past."""
        return self.filter(status=Producer.Status.ACTIVE)


class Producer(models.Model):
    """A registered producer; belongs to the district where it produces."""

    class Kind(models.TextChoices):
        GROUP = "group", "กลุ่มผู้ผลิตชุมชน"
        INDIVIDUAL = "individual", "ผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว"
        SME = "sme", "ผู้ผลิตวิสาหกิจขนาดกลางและขนาดย่อม (SMEs)"

        @classmethod
        def short(cls, kind: str) -> str:
            """กลุ่ม, รายเดียว, SMEs: as narrow columns write it; ว่าง for none."""
            return {cls.GROUP: "กลุ่ม", cls.INDIVIDUAL: "รายเดียว", cls.SME: "SMEs"}.get(kind, "ว่าง")

    class Status(models.TextChoices):
        ACTIVE = "active", "ดำเนินการ"
        CANCELLED = "cancelled", "ยกเลิกแล้ว"

    code = models.CharField(
        "รหัสผู้ประกอบการ", max_length=30, unique=True, blank=True, help_text="เว้นว่างไว้ ระบบออกให้"
    )
    name = models.CharField("ชื่อผู้ผลิต ผู้ประกอบการ", max_length=255)
    sort_key = thai_sort_key("name")
    kind = models.CharField("ลักษณะผู้ประกอบการ", max_length=10, choices=Kind, blank=True)
    phone = models.CharField("โทรศัพท์", max_length=50, blank=True)
    house_number = models.CharField("เลขที่", max_length=50, blank=True)
    village_number = models.CharField("หมู่ที่", max_length=20, blank=True)
    district = models.ForeignKey(District, models.PROTECT, verbose_name="อำเภอ")
    subdistrict = models.ForeignKey(
        Subdistrict, models.PROTECT, null=True, blank=True, verbose_name="ตำบล"
    )
    postal_code = models.CharField(
        "รหัสไปรษณีย์",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", "รหัสไปรษณีย์มี 5 หลัก")],
    )
    status = models.CharField("สถานะ", max_length=10, choices=Status, default=Status.ACTIVE)
    registered_on = models.DateField("วันที่ลงทะเบียน", null=True, blank=True)
    created_at = models.DateTimeField("บันทึกเมื่อ", auto_now_add=True)
    updated_at = models.DateTimeField("แก้ไขล่าสุด", auto_now=True)

    objects = ProducerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผู้ผลิต ผู้ประกอบการ"
        ordering = ["district", "sort_key", "name", "id"]
        indexes = [
            models.Index("district", "sort_key", "name", "id", name="producer_in_district"),
            models.Index("sort_key", "name", "id", name="producer_in_order"),
            GinIndex(fields=["name"], name="producer_name_trgm", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="producer_has_code"),
            models.CheckConstraint(
                condition=Q(subdistrict=None)
                | Exact(Left(F("subdistrict_id"), 4), F("district_id")),
                name="producer_subdistrict_in_district",
                violation_error_message="ตำบลที่เลือกไม่อยู่ในอำเภอนี้",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.code:
            self.code = self._next_code()
        super().save(*args, **kwargs)

    def _next_code(self) -> str:
        """The portal's own code: the district's, then a running number of the nation."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('producers_producer_code')")
            return f"{self.district_id}{cursor.fetchone()[0]:06d}"

    @property
    def kind_short(self) -> str:
        return self.Kind.short(self.kind)
