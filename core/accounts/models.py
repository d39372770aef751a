"""Personal accounts (DOMAIN.md 11): one person, one role, the area that goes with it."""

from typing import Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.areas.models import District, Province
from core.areas.scope import Role
from core.history.tracking import tracked


class UserQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
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


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """A new account. The first password is changed at first sign-in unless said otherwise."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "User":
        """The first account of a new installation: a department officer (createsuperuser)."""
        fields.setdefault("role", Role.DEPARTMENT)
        fields.setdefault("must_change_password", False)
        return self.create_user(username, password, **fields)


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """An officer of a district, a province or the department.

    There is no superuser: what a person may do is the role's, what a person may see is the area's.
    """

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
    must_change_password = models.BooleanField("ต้องเปลี่ยนรหัสผ่านเมื่อเข้าระบบครั้งแรก", default=True)
    is_active = models.BooleanField("ใช้งานได้", default=True)
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
        ]

    def __str__(self):
        return self.full_name or self.username

    is_staff = True  # every account works in the portal; the site asks for is_active
    is_superuser = False

    def has_perm(self, permission: str, obj=None) -> bool:
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
    def area(self) -> Province | District | None:
        """The district, the province, or None for the nation."""
        return self.district if self.role == Role.DISTRICT else self.province

    @property
    def office(self) -> str:
        """The office as its people write it: สพอ.บางคล้า, สพจ.ฉะเชิงเทรา, กรมการพัฒนาชุมชน."""
        return self.area.office if self.area else Role.DEPARTMENT.label
