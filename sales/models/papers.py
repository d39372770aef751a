"""What lets a paper prove itself without the portal: the keys it is signed with, and which papers are
no longer true (decision 0035)."""

import hashlib
from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q


class PaperKey(models.Model):
    """A public key of papers and the days on which it signed; the private one stands in the settings.

    A key that fell into other hands is withdrawn: nothing signed with it counts from then on, whatever
    day stands in it.
    """

    key = models.CharField(
        "กุญแจสาธารณะ", max_length=64, unique=True, help_text="Ed25519, เลขฐานสิบหก"
    )
    since = models.DateField("ตั้งแต่")
    until = models.DateField("ถึง", null=True)
    withdrawn_on = models.DateField("เพิกถอนเมื่อ", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "กุญแจของเอกสาร"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="paper_key_is_hexadecimal", condition=Q(key__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="paper_key_days_in_order",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="named_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.withdrawn_on IS NOT NULL"
                    " OR ROW(OLD.key, OLD.since) IS DISTINCT FROM ROW(NEW.key, NEW.since)"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Which key a paper names: 8 hexadecimal digits."""
        return key_code(self.key)


def key_code(key: str) -> str:
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()[:8]


class WithdrawnPapers(models.Model):
    """The list of papers whose figures no longer stand, as published on one night; only added.

    `marks`: 16 hexadecimal digits of the SHA-256 of each token, so that the list opens no address.
    """

    published_at = models.DateTimeField("เผยแพร่เมื่อ")
    marks = models.JSONField("เครื่องหมายของเอกสาร", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "รายการเอกสารที่ใช้ไม่ได้แล้ว"
        ordering = ["-published_at", "-pk"]
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{len(self.marks)} ฉบับ"


def paper_mark(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def signed_on(day: date) -> str:
    """As a signed text writes a day: 20261129."""
    return f"{day:%Y%m%d}"
