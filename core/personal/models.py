"""Records that hold a national id, who looked at one in full, and under which keys they are kept."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet
from core.personal import encryption
from core.thai import identifiers


class NationalIdQuerySet(models.QuerySet):
    """Mixed into the queryset of a NationalIdHolder."""

    def with_national_id(self, number: str) -> Self:
        """Those that hold this number (13 digits)."""
        return self.filter(national_id_hash=encryption.keyed_hash(number))


class NationalIdHolder(models.Model):
    """A record of a person known by a national id; abstract.

    Three columns, all or none: encrypted, keyed hash, masked. There is no uniqueness: one person may
    lead two groups; the same id twice is a warning and a worklist (DOMAIN.md 7). Only
    `reveal_national_id` decrypts, and only core.personal.views calls it, after logging.
    """

    district: models.ForeignKey[District, District]  # the concrete model's own

    national_id_encrypted = models.TextField(blank=True, editable=False)
    national_id_hash = models.CharField(max_length=64, blank=True, editable=False)
    national_id_masked = models.CharField(
        "เลขประจำตัวประชาชน", max_length=17, blank=True, editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_national_id_all_or_none",
                condition=Q(national_id_encrypted="", national_id_hash="", national_id_masked="")
                | ~Q(national_id_encrypted="")
                & ~Q(national_id_hash="")
                & Q(national_id_masked__regex=r"^x-xxxx-xxxxx-\d\d-\d$"),
            )
        ]

    def set_national_id(self, number: str) -> None:
        """Hold this number (13 digits, checked before by core.thai.identifiers); "" holds none."""
        self.national_id_encrypted = encryption.encrypt(number) if number else ""
        self.national_id_hash = encryption.keyed_hash(number) if number else ""
        self.national_id_masked = identifiers.masked(number) if number else ""

    def holds_another_than(self, number: str) -> bool:
        """Whether a national id is held, and it is not this one."""
        return bool(self.national_id_hash) and self.national_id_hash != encryption.keyed_hash(
            number
        )

    def reveal_national_id(self) -> str:
        """The whole number. Log a `Reveal` first."""
        return encryption.decrypt(self.national_id_encrypted)


class RevealQuerySet(AreaScopedQuerySet):
    district_path = "district"


class Reveal(models.Model):
    """Somebody looked at a national id in full: who, whose, why. Never changed, never deleted."""

    record_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    record_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("record_type", "record_id")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")
    reason = models.CharField("เหตุผล", max_length=300)
    at = models.DateTimeField("เมื่อ", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ผู้เปิดดู"
    )

    objects = RevealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การเปิดดูเลขประจำตัว"
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="reveal_has_reason", condition=~Q(reason=""))]
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.by}: {self.record}"


class KeyFingerprint(models.Model):
    """A key that numbers of this database are kept under: its fingerprint (core.personal.keys). Several
    of encryption while keys change, one of the hash."""

    class Purpose(models.TextChoices):
        ENCRYPTION = "encryption", "เข้ารหัส"
        HASH = "hash", "ค้นหา"

    purpose = models.CharField(max_length=10, choices=Purpose)
    fingerprint = models.CharField(max_length=16)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("purpose", "fingerprint", name="key_is_noted_once"),
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(purpose="hash"), name="one_hash_key"
            ),
            models.CheckConstraint(
                name="fingerprint_is_hexadecimal",
                condition=Q(
                    fingerprint__regex=r"^[0-9a-f]{16}$", purpose__in=["encryption", "hash"]
                ),
            ),
        ]

    def __str__(self):
        return f"{self.purpose}: {self.fingerprint}"
