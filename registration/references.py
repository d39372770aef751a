"""Choice lists that the department keeps (standards, agencies, programmes ...): the names offered by
the forms, in an order, never deleted once a record holds them (DOMAIN.md 2-4).
"""

from typing import Self

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.users.scoped_admin import ScopedModelAdmin, state_badge


class ReferenceItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Every office reads the department's lists; nobody unknown does."""
        return self.all() if getattr(user, "is_active", False) else self.none()

    def offered(self, *, keeping=()) -> Self:
        """Those in use now, and those a record already holds (`keeping`: ids, or a queryset of them)."""
        return self.filter(models.Q(is_active=True) | models.Q(pk__in=keeping))


class ReferenceItem(models.Model):
    """One choice of a list; no longer offered when it is not active."""

    name = models.CharField("ชื่อ", max_length=150)
    position = models.PositiveSmallIntegerField("ลำดับ", default=100)
    is_active = models.BooleanField("ให้เลือกใช้", default=True)

    objects = ReferenceItemQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint("name", name="%(app_label)s_%(class)s_name")]

    def __str__(self):
        return self.name


class ReferenceAdmin(ScopedModelAdmin):
    """A choice list as the department keeps it: names, their order, which are offered."""

    list_display = ["name", "position", "offered"]
    search_fields = ["name"]
    fields = ["name", "position", "is_active"]
    form_question = "รายการให้เลือกในแบบของทุกอำเภอ รายการที่เลิกใช้ยังอยู่ในระเบียนเดิม"

    @admin.display(description="สถานะ", ordering="is_active")
    def offered(self, item: ReferenceItem) -> str:
        return state_badge("ใช้อยู่", "done") if item.is_active else state_badge("เลิกใช้", "cancelled")

    def _is_keeper(self, request: HttpRequest) -> bool:
        return request.user.has_perm("registration.keep_references")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_keeper(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._is_keeper(request)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
