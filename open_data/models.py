"""What the portal published: by which rule, when, of what, and every file as it went out.

Nothing here is ever changed or deleted: a file that somebody downloaded can be fetched and compared for
ever. Records of persons are never among the files (decision 0038).
"""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.thai.calendar import day_short, month_name
from open_data.datasets import DATASETS, SALES
from open_data.suppression import Rule

_ONLY_ADDED = [pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update | pgtrigger.Delete)]


class SuppressionRule(models.Model):
    """From when which sums are too small to be published; the newest is in force, none: the usual."""

    fewest = models.PositiveSmallIntegerField(
        "จำนวนผู้ผลิตอย่างน้อย (ราย)",
        validators=[MinValueValidator(3), MaxValueValidator(50)],
        help_text="ยอดที่มีผู้ผลิตน้อยกว่านี้จะไม่เผยแพร่",
    )
    largest_share = models.PositiveSmallIntegerField(
        "สัดส่วนสูงสุดของรายเดียว (ร้อยละ)",
        validators=[MinValueValidator(50), MaxValueValidator(100)],
        help_text="ยอดที่ผู้ผลิตรายเดียวมีสัดส่วนเกินนี้จะไม่เผยแพร่",
    )
    at = models.DateTimeField("กำหนดเมื่อ")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="กำหนดโดย"
    )
    reason = models.CharField("เหตุผล", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "เกณฑ์ปกปิดยอดขนาดเล็ก"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="suppression_never_below_three",
                condition=Q(fewest__gte=3, fewest__lte=50)
                & Q(largest_share__gte=50, largest_share__lte=100),
            )
        ]
        triggers = _ONLY_ADDED

    def __str__(self) -> str:
        return f"{self.fewest} ราย ร้อยละ {self.largest_share}"

    @classmethod
    def in_force(cls) -> Rule:
        found = cls.objects.first()
        return Rule(found.fewest, found.largest_share) if found else Rule()


class Publication(models.Model):
    """One time the portal published, and the signed list of every file that is published since.

    `index` lists them with their SHA-256 and the one of the list before it, so the lists are a chain.
    """

    class Cause(models.TextChoices):
        MONTH_CLOSED = "month_closed", "กรมปิดเดือน"
        ROUND_ANNOUNCED = "round_announced", "กรมประกาศรับรองผล"
        BY_HAND = "by_hand", "กรมสั่งเผยแพร่"

    number = models.PositiveIntegerField("ครั้งที่", unique=True)
    at = models.DateTimeField("เผยแพร่เมื่อ")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )
    cause = models.CharField("เนื่องจาก", max_length=20, choices=Cause)
    index = models.BinaryField("บัญชีไฟล์")
    sha256 = models.CharField("รหัสตรวจบัญชีไฟล์", max_length=64)
    signature = models.BinaryField("ลายมือชื่ออิเล็กทรอนิกส์")
    key = models.CharField("กุญแจ", max_length=64, help_text="Ed25519, เลขฐานสิบหก")

    class Meta:
        verbose_name = verbose_name_plural = "การเผยแพร่ข้อมูลเปิด"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="publication_hash_and_key_are_hexadecimal",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$") & Q(key__regex=r"^[0-9a-f]{64}$"),
            )
        ]
        triggers = _ONLY_ADDED

    def __str__(self) -> str:
        return f"ครั้งที่ {self.number}"

    @property
    def more(self) -> int:
        """Editions beside the four that the desk names."""
        return len(self.editions.all()) - 4


class Edition(models.Model):
    """One dataset of one month (or day) as it was published once; corrected, it gets the next version.

    `withheld`: the sums left out, as open_data.cube writes cells; a later version leaves them out too.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="editions", verbose_name="การเผยแพร่"
    )
    dataset = models.CharField("ชุดข้อมูล", max_length=30)
    of = models.DateField("ของเดือนหรือวันที่")
    version = models.PositiveIntegerField("ฉบับที่")
    withheld = models.JSONField("ยอดที่ไม่เผยแพร่", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "ฉบับของชุดข้อมูล"
        ordering = ["-of", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "of", "version"], name="one_edition_of_a_version"
            )
        ]
        triggers = _ONLY_ADDED

    def __str__(self) -> str:
        return f"{self.dataset} {self.name}"

    @property
    def name(self) -> str:
        """As its address says it: 2026-08-v1 of a month, 2026-11-29-v1 of a day."""
        of = f"{self.of:%Y-%m}" if self.dataset == SALES else f"{self.of:%Y-%m-%d}"
        return f"{of}-v{self.version}"

    @property
    def title(self) -> str:
        """As an office reads it: which dataset, of when, which version."""
        of = month_name(self.of) if self.dataset == SALES else day_short(self.of)
        return f"{DATASETS[self.dataset].title.th} {of} ฉบับที่ {self.version}"


class PublishedFile(models.Model):
    """A file as it went out, packed by gzip; `size` and `sha256` are of what is in it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files", verbose_name="ฉบับ")
    name = models.CharField("ชื่อไฟล์", max_length=60)
    media_type = models.CharField("ชนิดไฟล์", max_length=100)
    size = models.PositiveIntegerField("ขนาด (ไบต์)")
    sha256 = models.CharField("รหัสตรวจไฟล์", max_length=64)
    packed = models.BinaryField("เนื้อหา")

    class Meta:
        verbose_name = verbose_name_plural = "ไฟล์ข้อมูลเปิด"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="one_file_of_a_name"),
            models.CheckConstraint(
                name="published_file_hash_is_hexadecimal",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]
        triggers = _ONLY_ADDED

    def __str__(self) -> str:
        return f"{self.edition}/{self.name}"


class BasisQuerySet(models.QuerySet):
    """Figures of single producers: no area's to read, the portal's own alone."""

    area_sees = "false"
    department_sees = "false"


class Basis(models.Model):
    """The rows an edition was summed from, packed: what a later version is compared with, so that two
    versions beside each other do not tell what one producer corrected. Read by nobody but the next
    publication."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="basis")
    packed = models.BinaryField()

    objects = BasisQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ฐานของยอดที่เผยแพร่"
        triggers = _ONLY_ADDED

    def __str__(self) -> str:
        return str(self.edition)
