"""Keys of partner agencies to the API, what was done with each, and how often it was used.

What a key opens beyond what everybody may read is a higher quota, nothing more.
"""

from datetime import date, timedelta
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.areas.scope import Officer, Role
from core.history.trail import StepLine

LONGEST_DAYS = 731  # two years, a leap day among them


class Resource(models.TextChoices):
    """What a key may be limited to; areas and lists of codes are open to every key."""

    PRODUCTS = "products", "ผลิตภัณฑ์"
    PRODUCERS = "producers", "ผู้ผลิต ผู้ประกอบการ"
    OUTLETS = "outlets", "ร้าน OTOP ชวนชิม"
    ROUNDS = "rounds", "รอบที่ประกาศผลแล้ว"
    SALES = "sales", "ยอดจำหน่ายที่เผยแพร่แล้ว"


class PartnerKeyQuerySet(models.QuerySet[Any]):
    area_sees = "false"  # the department's alone

    def visible_to(self, user: Officer) -> Self:
        is_department = getattr(user, "is_active", False) and user.role == Role.DEPARTMENT
        return self.all() if is_department else self.none()


class PartnerKey(models.Model):
    """One key. Only a keyed hash of it is kept: it is shown once, and nobody can read it again.

    `beginning`: its first letters, by which it is told from others; `areas`: codes of provinces, none
    for the nation. Nothing of a key changes but that it is revoked, once; who needs another has a new
    one made.
    """

    partner = models.CharField("หน่วยงาน", max_length=200)
    contact = models.CharField("ผู้ประสานงาน (ตำแหน่งและโทรศัพท์ของสำนักงาน)", max_length=200)
    beginning = models.CharField("ขึ้นต้นด้วย", max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    areas = ArrayField(
        models.CharField(max_length=2), verbose_name="จังหวัด", default=list, blank=True
    )
    resources = ArrayField(
        models.CharField(max_length=20, choices=Resource), verbose_name="ข้อมูลที่ขอได้"
    )
    per_minute = models.PositiveIntegerField("ครั้งต่อนาที")
    per_day = models.PositiveIntegerField("ครั้งต่อวัน")
    made_at = models.DateTimeField("ออกเมื่อ")
    expires_at = models.DateTimeField("ใช้ได้ถึง")
    revoked_at = models.DateTimeField("เพิกถอนเมื่อ", null=True)

    objects = PartnerKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คีย์ API ของหน่วยงานภาคี"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="partner_key_runs_out",
                condition=Q(expires_at__gt=F("made_at"))
                & Q(expires_at__lte=F("made_at") + timedelta(days=LONGEST_DAYS)),
            ),
            models.CheckConstraint(
                name="partner_key_has_quotas",
                condition=Q(per_minute__range=(1, 6_000), per_day__range=(1, 5_000_000)),
            ),
            models.CheckConstraint(
                name="partner_key_opens_something", condition=Q(resources__len__gte=1)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="said_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["revoked_at"]),
            ),
            pgtrigger.Protect(
                name="revoked_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} ({self.beginning}…)"

    @property
    def last_day(self) -> date:
        """On which it still works; it runs out at that day's end."""
        return timezone.localdate(self.expires_at - timedelta(microseconds=1))


class SeenWithKey(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        return self.filter(key__in=PartnerKey.objects.visible_to(user))


class KeyStep(StepLine):
    """A key was made or revoked."""

    seen_with = "key"

    class Name(models.TextChoices):
        MAKE = "make", "ออกคีย์"
        REVOKE = "revoke", "เพิกถอนคีย์"

    key = models.ForeignKey(PartnerKey, models.PROTECT, related_name="steps", verbose_name="คีย์")
    name = models.CharField("ขั้น", max_length=10, choices=Name)

    objects = SeenWithKey.as_manager()

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ประวัติของคีย์ API"


class KeyUse(models.Model):
    """How often a key asked on a day of Bangkok, and how many of these its quotas refused."""

    seen_with = "key"

    key = models.ForeignKey(PartnerKey, models.PROTECT, related_name="uses", verbose_name="คีย์")
    day = models.DateField("วันที่")
    asked = models.PositiveIntegerField("ครั้ง", default=0)
    refused = models.PositiveIntegerField("เกินโควตา", default=0)

    objects = SeenWithKey.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การใช้คีย์ API"
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["key", "day"], name="one_use_of_a_key_and_day"),
            models.CheckConstraint(
                name="key_use_refused_of_asked", condition=Q(refused__lte=F("asked"))
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.key} {self.day}"
