"""Personal accounts (DOMAIN.md 11): one person, one role, the area that goes with it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.areas.models import District, Province
from core.areas.scope import HasLevel, Officer, Role
from core.history.tracking import tracked


class UserQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        """The department sees every account, a province those of its offices, a district its own."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.DEPARTMENT:
            return self.all()
        if role == Role.PROVINCE and user.province_id:
            own = Q(province=user.province_id)
            return self.filter(own | Q(district__province=user.province_id))
        if role == Role.DISTRICT and user.district_id:
            return self.filter(pk=user.pk)
        return self.none()

    def kept_by(self, user: Officer) -> Self:
        """The accounts whose life this officer looks after, of those visible: the department all of
        them, a province those of its district offices, but not its own office's (decision 0018)."""
        role = getattr(user, "role", None)
        if role == Role.DEPARTMENT:
            return self.visible_to(user)
        if role == Role.PROVINCE:
            return self.visible_to(user).filter(role=Role.DISTRICT)
        return self.none()

    def unlocked_by(self, user: Officer) -> Self:
        """The accounts whose wait after wrong passwords this officer may end: those kept, and of one's
        own district for who certifies there."""
        role = getattr(user, "role", None) if getattr(user, "is_active", False) else None
        if role == Role.DISTRICT and getattr(user, "may_certify", False):
            return self.filter(district=user.district_id)
        return self.kept_by(user)

    def unused_since(self, moment: datetime) -> Self:
        """Active accounts last used before `moment` (User.used_at)."""
        return self.filter(standing=User.Standing.ACTIVE).filter(
            Q(last_login=None) | Q(last_login__lt=moment), standing_since__lt=moment
        )

    def with_used_at(self) -> Self:
        """Each with `last_used`: User.used_at, to sort by."""
        return self.annotate(last_used=Greatest("last_login", "standing_since"))


ManagerOfAccounts = models.Manager.from_queryset(UserQuerySet)


class UserManager(BaseUserManager["User"], ManagerOfAccounts):  # type: ignore[type-arg]  # generic in the stubs only
    use_in_migrations = False

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A new account. The first password is changed at first sign-in unless said otherwise."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """The first account of a new installation: a department officer (createsuperuser)."""
        fields.setdefault("role", Role.DEPARTMENT)
        fields.setdefault("must_change_password", False)
        return self.create_user(username, password, **fields)


@tracked(
    exclude=[
        "password",
        "last_login",
        "standing_since",
        "session_stamp",
        "second_factor_since",
        "second_factor_due_at",
        "identity_hash",
    ]
)
class User(HasLevel, AbstractBaseUser):
    """An officer of a district, a province or the department.

    There is no superuser: what a person may do is the role's, what a person may see is the area's.
    `standing` and the office are assigned in accounts.lifecycle alone; `is_active` follows.
    """

    class Standing(models.TextChoices):
        INVITED = "invited", "รอตั้งรหัสผ่าน"
        ACTIVE = "active", "ใช้งานอยู่"
        SUSPENDED = "suspended", "พักการใช้"
        ENDED = "ended", "ปิดบัญชี"

    username = models.CharField(
        "ชื่อผู้ใช้",
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": "มีชื่อผู้ใช้นี้แล้ว"},
    )
    full_name = models.CharField("ชื่อ-นามสกุล", max_length=150)
    position = models.CharField("ตำแหน่ง", max_length=150, blank=True)
    role = models.CharField("สังกัด", max_length=10, choices=Role)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, verbose_name="จังหวัด"
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, verbose_name="อำเภอ"
    )
    may_certify = models.BooleanField(
        "มีสิทธิรับรองยอดของอำเภอ", default=False, help_text="พัฒนาการอำเภอหรือผู้รักษาการ"
    )
    must_change_password = models.BooleanField("ต้องเปลี่ยนรหัสผ่านเมื่อเข้าสู่ระบบครั้งแรก", default=True)
    email = models.EmailField(
        "อีเมล", blank=True, help_text="สำหรับส่งคำเชิญให้ตั้งรหัสผ่าน เว้นว่างได้หากจะพิมพ์ใบเชิญ"
    )
    standing = models.CharField(
        "สถานะ", max_length=10, choices=Standing, default=Standing.ACTIVE, editable=False
    )
    standing_since = models.DateTimeField("ตั้งแต่", default=timezone.now, editable=False)
    is_active = models.BooleanField("ใช้งานได้", default=True, editable=False)
    session_stamp = models.PositiveIntegerField(default=0, editable=False)
    # Read with the person at every request (accounts.second_factor): since when the sign-in asks for a
    # second factor; by when one that has none must have set one up.
    second_factor_since = models.DateTimeField(null=True, editable=False)
    second_factor_due_at = models.DateTimeField(null=True, editable=False)
    # Of the national id, or of the subject, that the identity provider vouches for (accounts.provider).
    identity_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  (none is no value to compare)
    date_joined = models.DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = verbose_name_plural = "บัญชีผู้ใช้"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="user_role_with_its_area",
                condition=Q(role=Role.DEPARTMENT, province=None, district=None)
                | Q(role=Role.PROVINCE, province__isnull=False, district=None)
                | Q(role=Role.DISTRICT, province=None, district__isnull=False),
                violation_error_message=(
                    "สังกัดกับพื้นที่ไม่ตรงกัน: อำเภอต้องเลือกอำเภออย่างเดียว "
                    "จังหวัดต้องเลือกจังหวัดอย่างเดียว กรมไม่ต้องเลือกพื้นที่"
                ),
            ),
            models.CheckConstraint(
                name="user_certifies_for_a_district",
                condition=Q(may_certify=False) | Q(role=Role.DISTRICT),
                violation_error_message="สิทธิรับรองยอดมีได้เฉพาะบัญชีของอำเภอ",
            ),
            models.CheckConstraint(
                name="user_standing_agrees_with_is_active",
                condition=Q(standing="active", is_active=True)
                | Q(standing__in=["invited", "suspended", "ended"], is_active=False),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Never writes the standing or office of an existing account: only the lifecycle does, so
        that a password change cannot undo a suspension or move made meanwhile."""
        if not self._state.adding and not args and kwargs.get("update_fields") is None:
            left_alone = LIFE | self.get_deferred_fields()
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and not {field.name, field.attname} & left_alone
            ]
        super().save(*args, **kwargs)

    def get_session_auth_hash(self) -> str:
        """What a session must carry: a new password or a new `session_stamp` ends all of them."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for key in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(key)

    def _session_hash(self, secret: str | bytes) -> str:
        said = f"{self.password}:{self.session_stamp}"
        salt = "core.accounts.models.User.session"
        return salted_hmac(salt, said, secret=secret, algorithm="sha256").hexdigest()

    is_staff = True  # every account works in the portal; the site asks for is_active
    is_superuser = False

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        """Whether the table of rights gives the role this permission (otop_registry.rights)."""
        return self.is_active and permission in settings.ROLE_PERMISSIONS.get(self.role, ())

    def has_module_perms(self, app_label: str) -> bool:
        granted = settings.ROLE_PERMISSIONS.get(self.role, ()) if self.is_active else ()
        return any(permission.startswith(f"{app_label}.") for permission in granted)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def province_code(self) -> str | None:
        """The province the office is or lies in; None for the department."""
        return self.district_id[:2] if self.district_id else self.province_id

    @property
    def area(self) -> Province | District | None:
        """The district, the province, or None for the nation."""
        return self.district if self.of_district else self.province

    @property
    def office(self) -> str:
        """The office as its people write it: สพอ.บางคล้า, สพจ.ฉะเชิงเทรา, กรมการพัฒนาชุมชน."""
        return self.area.office if self.area else Role.DEPARTMENT.label

    @property
    def office_code(self) -> str:
        """The code of the area: 2402, 24, or "" for the department."""
        return self.district_id or self.province_id or ""

    @property
    def used_at(self) -> datetime:
        """The later of the last sign-in and the moment the account became usable (accepted, made or
        reinstated)."""
        return max(self.last_login or self.standing_since, self.standing_since)

    @property
    def unused_after(self) -> datetime:
        """From when it counts as unused (ACCOUNT_UNUSED_DAYS)."""
        return self.used_at + timedelta(days=settings.ACCOUNT_UNUSED_DAYS)


# What a plain save of a stored account never writes.
LIFE = frozenset(
    {"standing", "standing_since", "is_active", "session_stamp", "role", "province", "district"}
    | {"second_factor_since", "second_factor_due_at", "identity_hash"}
)
