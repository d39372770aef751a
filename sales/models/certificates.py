"""หนังสือรับรองยอดจำหน่าย: the confirmed sales of one producer in a span of months (decision 0034)."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet
from producers.models import Producer
from sales.models.prints import new_token


class SalesCertificateQuerySet(AreaScopedQuerySet):
    district_path = "district"

    def visible_to_department(self) -> Self:
        """They are the district's own papers."""
        return self.none()

    def in_force(self) -> Self:
        return self.filter(revoked_at=None)


class SalesCertificate(models.Model):
    """A numbered paper of a district about one producer; kept whole, so it is printed again to the byte.

    `content` is core.reports.keeping's; `lines` what it certifies: month, category and four amounts of
    each row, against which its address compares. Revoked it stays, and its address says so.
    """

    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")
    producer = models.ForeignKey(
        Producer, models.PROTECT, related_name="sales_certificates", verbose_name="ผู้ผลิต"
    )
    year = models.PositiveSmallIntegerField("ปี พ.ศ.")
    number = models.PositiveIntegerField("เลขที่")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    first_month = models.DateField("ตั้งแต่เดือน")
    last_month = models.DateField("ถึงเดือน")
    content = models.JSONField(help_text="core.reports.keeping")
    lines = models.JSONField()
    total = models.DecimalField("ยอดรวม", max_digits=20, decimal_places=2)
    thai_digits = models.BooleanField("เลขไทย", default=True)
    made_at = models.DateTimeField("ออกเมื่อ")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ออกโดย"
    )
    revoked_at = models.DateTimeField("ยกเลิกเมื่อ", null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="ยกเลิกโดย",
    )
    revoked_because = models.CharField("เหตุผลที่ยกเลิก", max_length=300, blank=True)

    objects = SalesCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "หนังสือรับรองยอดจำหน่าย"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "year", "number"], name="one_certificate_of_a_number"
            ),
            models.CheckConstraint(
                name="certificate_months_in_order", condition=Q(last_month__gte=F("first_month"))
            ),
            models.CheckConstraint(
                name="certificate_revoked_with_reason",
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="revoked_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.revoked_at IS NOT NULL OR ROW(OLD.district_id, OLD.producer_id, OLD.year,"
                    " OLD.number, OLD.token, OLD.first_month, OLD.last_month, OLD.content, OLD.lines,"
                    " OLD.total, OLD.thai_digits, OLD.made_at, OLD.made_by_id) IS DISTINCT FROM"
                    " ROW(NEW.district_id, NEW.producer_id, NEW.year, NEW.number, NEW.token,"
                    " NEW.first_month, NEW.last_month, NEW.content, NEW.lines, NEW.total,"
                    " NEW.thai_digits, NEW.made_at, NEW.made_by_id)"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"หนังสือรับรองเลขที่ {self.numbered}"

    @property
    def numbered(self) -> str:
        """12/2569"""
        return f"{self.number}/{self.year}"
