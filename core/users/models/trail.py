"""What happened to an account: each step with who, when, why; never changed afterwards."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.areas.scope import Officer
from core.history.trail import StepLine
from core.users.models.users import User


class AccountStepQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        """Whoever may see the account sees its whole trail, including the time it belonged to
        another office."""
        return self.filter(account__in=User.objects.visible_to(user))


class AccountStep(StepLine):
    """One step of accounts.lifecycle. `by` is None for what the portal does by itself.

    The offices are codes of areas, "" for the department; they differ only where the person moved.
    """

    class Name(models.TextChoices):
        CREATE = "create", "สร้างบัญชี"
        INVITE = "invite", "ออกคำเชิญ"
        WITHDRAW = "withdraw", "ยกเลิกคำเชิญ"
        RELEASE = "release", "กรมรับรองคำเชิญ"
        ACCEPT = "accept", "ตั้งรหัสผ่านจากคำเชิญ"
        FIRST_PASSWORD = "first_password", "กรมตั้งรหัสผ่านแรกเข้า"
        SUSPEND = "suspend", "พักการใช้"
        LIFT = "lift", "ยกเลิกการพัก"
        END = "end", "ปิดบัญชี"
        REINSTATE = "reinstate", "เปิดบัญชีอีกครั้ง"
        MOVE = "move", "ย้ายสังกัด"
        ADD_FACTOR = "add_factor", "เพิ่มวิธียืนยันขั้นที่สอง"
        REMOVE_FACTOR = "remove_factor", "ลบวิธียืนยันขั้นที่สอง"
        NEW_CODES = "new_codes", "ออกรหัสสำรองชุดใหม่"
        USE_CODE = "use_code", "เข้าด้วยรหัสสำรอง"
        RELEASE_FACTOR = "release_factor", "ปลดการยืนยันขั้นที่สอง"
        BIND_IDENTITY = "bind_identity", "ผูกกับผู้ให้บริการยืนยันตัวตน"
        FREE_IDENTITY = "free_identity", "ยกเลิกการผูกกับผู้ให้บริการยืนยันตัวตน"
        CONFIRM = "confirm", "ทบทวนแล้ว ยังปฏิบัติงานที่เดิม"
        UNLOCK = "unlock", "ปลดการพักเข้าสู่ระบบ"

    account = models.ForeignKey(User, models.PROTECT, related_name="steps")
    name = models.CharField("ขั้น", max_length=15, choices=Name)
    by = models.ForeignKey(  # type: ignore[assignment]  # of the base it is never None
        User, models.PROTECT, null=True, related_name="+", verbose_name="โดย"
    )
    from_standing = models.CharField(max_length=10, choices=User.Standing, blank=True)
    to_standing = models.CharField(max_length=10, choices=User.Standing)
    from_office = models.CharField(max_length=4, blank=True)
    to_office = models.CharField(max_length=4, blank=True)
    reason = models.CharField("เหตุผล", max_length=500, blank=True)

    objects = AccountStepQuerySet.as_manager()

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ขั้นตอนของบัญชี"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["account", "at"], name="steps_of_an_account")]
        constraints = [
            models.CheckConstraint(
                name="account_step_says_why",
                condition=~Q(
                    name__in=[
                        *("suspend", "lift", "end", "reinstate", "move"),
                        *("release", "release_factor"),
                    ]
                )
                | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()} {self.account_id}"
