"""The log: what was done (`Access` and the trails), and the chain that shows that nothing of it was
changed, removed or put in between.

`Line`, `Chain` and `DayHead` are written by the database alone (core.logbook.triggers): the portal may
read them and has no right to add a line.
"""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from core.areas.scope import Officer, Role
from core.history.trail import unchanging

# No setting makes a line go sooner: the floor of ACCESS_KEPT_DAYS, held by the database.
LEAST_DAYS_KEPT = 90


class AccessQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        """Of accounts: the department all, a province what its own and its districts' offices did, a
        district its own account's. An office is the one of then, by the beginning of its code."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.DEPARTMENT:
            return self.all()
        if role == Role.PROVINCE and user.province_id:
            return self.filter(office__startswith=user.province_id)
        if role == Role.DISTRICT and user.district_id:
            return self.filter(by=user.pk)
        return self.none()


class Access(models.Model):
    """Somebody came in or was refused, saw personal data, or took it out.

    `persons`: keys of the producers' records whose data the page or file showed; `count`: how many rows
    there were; `office`: the code of the account's area at that time; `subject`: the page, table or
    report by its name. No national id stands in any of it.
    """

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", "เข้าสู่ระบบ"
        SIGN_OUT = "sign_out", "ออกจากระบบ"
        FAILED = "failed", "รหัสผ่านไม่ถูกต้อง"
        LOCKED = "locked", "ถูกหยุดเพราะใส่รหัสผิดหลายครั้ง"
        PASSWORD = "password", "เปลี่ยนรหัสผ่าน"
        REFUSED = "refused", "ขอเปิดสิ่งที่ไม่มีสิทธิ"
        THROTTLED = "throttled", "ถูกจำกัดจำนวนครั้ง"
        VIEW = "view", "เปิดดูข้อมูล"
        REVEAL = "reveal", "เปิดดูเลขประจำตัว"
        EXPORT = "export", "ดาวน์โหลดข้อมูล"
        IMPORT = "import", "นำเข้าข้อมูล"

    kind = models.CharField("สิ่งที่ทำ", max_length=10, choices=Kind)
    at = models.DateTimeField("เมื่อ", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="บัญชี",
    )
    office = models.CharField("สังกัด", max_length=4, blank=True)
    address = models.GenericIPAddressField("ที่อยู่เครือข่าย", null=True)
    subject = models.CharField("หน้า ตาราง หรือรายงาน", max_length=200, blank=True)
    count = models.PositiveIntegerField("จำนวน", default=0)
    persons: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การใช้งาน"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["by", "at"], name="access_of_an_account"),
            models.Index(fields=["at"], name="access_at"),
            models.Index(fields=["kind", "at"], name="access_of_a_kind"),
            GinIndex(fields=["persons"], name="access_to_a_person", condition=~Q(persons=[])),
        ]
        triggers = [
            pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="kept_for_its_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF OLD.at > now() - interval '{LEAST_DAYS_KEPT} days' THEN
                        RAISE EXCEPTION 'lines of access are kept for {LEAST_DAYS_KEPT} days'
                              USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M:%S}"


class Line(models.Model):
    """A link of a chain: which rows of which table were written, with their digest.

    `said`: moment, account, table, number of rows, keys, columns, digest; separated by tabs. `hash` is
    of the hash before, the number and what is said (core.logbook.proof). Empty until its transaction
    ends.
    """

    day = models.DateField(null=True)
    office = models.CharField(max_length=10, blank=True)
    number = models.PositiveIntegerField(null=True)
    said = models.TextField()
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "บรรทัดของบันทึก"
        constraints = [
            models.UniqueConstraint(fields=["day", "office", "number"], name="line_has_its_place")
        ]
        indexes = [
            models.Index(fields=["office"], name="line_not_yet_chained", condition=Q(number=None))
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.office} {self.number}"


class Chain(models.Model):
    """The end of an office's chain of one day; locked while a transaction of that office ends."""

    day = models.DateField()
    office = models.CharField(max_length=10, blank=True)
    lines = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "สายของบันทึก"
        constraints = [models.UniqueConstraint(fields=["day", "office"], name="chain_of_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.office}: {self.lines}"


class DayHead(models.Model):
    """The chains of a day joined, and to the day before; a day without a line has one too."""

    day = models.DateField(primary_key=True)
    text = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "หัวบันทึกประจำวัน"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.hash}"


class SignedHead(models.Model):
    """The signature of a day's head (Ed25519), and when it was sent where the log cannot be reached."""

    head = models.OneToOneField(DayHead, models.PROTECT, related_name="signed")
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "ลายมือชื่อของหัวบันทึก"
        triggers = unchanging()

    def __str__(self) -> str:
        return f"{self.head_id}"
