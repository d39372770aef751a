"""What a person shows beside the password at a sign-in, and the sessions that are open in their name."""

from typing import Any, Self

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.areas.scope import Officer
from core.users.models.users import User


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        """Only the person's own; the office above sees on the account that there is one."""
        return self.filter(account=getattr(user, "pk", None))


class Authenticator(models.Model):
    """An app that shows six digits, or a passkey.

    Of an app the secret is kept encrypted (core.personal.encryption), of a passkey only its public
    key. `last_step`: the half-minute whose digits were taken last, so that none are taken twice.
    """

    class Kind(models.TextChoices):
        APP = "app", "แอปยืนยันตัวตน"
        PASSKEY = "passkey", "พาสคีย์"

    account = models.ForeignKey(User, models.PROTECT, related_name="authenticators")
    kind = models.CharField("วิธี", max_length=7, choices=Kind)
    name = models.CharField("ชื่อเรียก", max_length=60)
    secret_encrypted = models.TextField(blank=True, editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)
    credential_id = models.CharField(max_length=1400, blank=True, editable=False)
    credential = models.TextField(blank=True, editable=False)
    sign_count = models.BigIntegerField(default=0, editable=False)
    added_at = models.DateTimeField("เพิ่มเมื่อ", default=timezone.now, editable=False)
    last_used_at = models.DateTimeField("ใช้ล่าสุด", null=True, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "วิธียืนยันขั้นที่สอง"
        ordering = ["added_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="authenticator_is_an_app_or_a_passkey",
                condition=(Q(kind="app", credential_id="", credential="") & ~Q(secret_encrypted=""))
                | (
                    Q(kind="passkey", secret_encrypted="")
                    & ~Q(credential_id="")
                    & ~Q(credential="")
                ),
            ),
            models.UniqueConstraint(
                fields=["credential_id"],
                condition=Q(kind="passkey"),
                name="one_account_of_a_passkey",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of the codes on paper for whoever has the other factor not at hand; works once. Kept as
    a password is: nobody can read it again."""

    account = models.ForeignKey(User, models.PROTECT, related_name="recovery_codes")
    code_hash = models.CharField(max_length=200, editable=False)
    made_at = models.DateTimeField("ออกเมื่อ", default=timezone.now, editable=False)
    used_at = models.DateTimeField("ใช้เมื่อ", null=True, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รหัสสำรอง"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="recovery_code_used_after_it_was_made",
                condition=Q(used_at=None) | Q(used_at__gte=F("made_at")),
            )
        ]

    def __str__(self) -> str:
        return f"รหัสสำรอง {self.account_id}"


class OpenSession(models.Model):
    """A session of a signed-in person, as they recognize it; goes with the session itself."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="opened")
    account = models.ForeignKey(User, models.CASCADE, related_name="open_sessions")
    device = models.CharField("เครื่อง", max_length=200, blank=True)
    address = models.GenericIPAddressField("ที่อยู่ IP", null=True)
    began_at = models.DateTimeField("เข้าเมื่อ", default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การเข้าใช้ที่เปิดอยู่"
        ordering = ["-began_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.account_id} {self.device}"
