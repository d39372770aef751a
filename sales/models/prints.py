"""Printed versions of certified figures (DESIGN.md Reports): made again, and asked about."""

import secrets
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.areas.models import District, Province
from core.areas.scope import Role
from sales.models.months import TAKEN_OVER, DistrictMonth


def new_token() -> str:
    """22 letters that nobody can guess: whoever holds the paper holds them."""
    return secrets.token_urlsafe(16)


class CertifiedPrintQuerySet(models.QuerySet):
    area_sees = """CASE role
        WHEN 'district' THEN starts_with(district_id, (SELECT seen_area()))
        WHEN 'province' THEN (SELECT seen_area()) = province_id
        ELSE false END"""
    department_sees = "role = 'department'"

    def visible_to(self, user) -> Self:
        """What the own office printed."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.DISTRICT and user.district_id:
            return self.filter(role=role, district=user.district_id)
        if role == Role.PROVINCE and user.province_id:
            return self.filter(role=role, province=user.province_id)
        return self.filter(role=role) if role == Role.DEPARTMENT else self.none()


class CertifiedPrint(models.Model):
    """One version of a รต.๒, ๓ or ๔ as it was printed, with what certified its figures.

    Either a district's confirmation (รต.๒: its month and the moment) or the snapshots that were in force
    in a period and area. The same figures printed again by the same office are the same version.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    report = models.CharField("รายงาน", max_length=30)
    content = models.JSONField(help_text="core.reports.keeping")
    content_hash = models.CharField(max_length=64)
    file_hash = models.CharField(max_length=64, help_text="SHA-256 ของไฟล์ PDF ที่พิมพ์ครั้งแรก")
    thai_digits = models.BooleanField("เลขไทย", default=False)
    total = models.DecimalField("ยอดรวม", max_digits=20, decimal_places=2)

    district_month = models.ForeignKey(
        DistrictMonth, models.PROTECT, null=True, related_name="prints"
    )
    confirmed_at = models.DateTimeField(null=True)

    first_month = models.DateField(null=True)
    last_month = models.DateField(null=True)
    of_region = models.CharField(max_length=50, blank=True)
    of_province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    snapshots = ArrayField(models.BigIntegerField(), default=list)

    role = models.CharField(max_length=20, choices=Role)
    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    printed_at = models.DateTimeField("พิมพ์เมื่อ", auto_now_add=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )

    objects = CertifiedPrintQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ฉบับที่พิมพ์"
        ordering = ["-printed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_hash", "thai_digits", "role", "province", "district"],
                name="one_print_of_a_version",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="print_certified_by_one_thing",
                condition=Q(
                    district_month__isnull=False, confirmed_at__isnull=False,
                    first_month=None, last_month=None, snapshots__len=0,
                )
                | Q(
                    district_month=None, confirmed_at=None,
                    first_month__isnull=False, last_month__isnull=False, snapshots__len__gt=0,
                ),
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.content['title']} {self.content['subtitle_lines'][0]}"

    @property
    def of_taken_over(self) -> bool:
        """Whether figures in it come from the system before the portal: its paper says so."""
        return TAKEN_OVER in self.content["coverage"]
