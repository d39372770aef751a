"""A national id in full: asked for with a reason, logged, shown once."""

from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from core.areas.row_security import seen_as_portal
from core.areas.scope import visible_rows
from core.pages import PortalView
from core.personal.error_reports import hide_numbers
from core.personal.models import NationalIdHolder, Reveal
from core.steps import ReasonForm, longest_in, reason_field
from core.thai.identifiers import grouped
from core.users.access import Kind, note
from core.users.models import User
from core.users.proof import ProvedView
from core.users.requests import AuthenticatedHttpRequest, signed_in_user

UNREADABLE = "เปิดเลขนี้ไม่ได้: กุญแจเข้ารหัสของระบบไม่ตรงกับตอนที่บันทึก แจ้งผู้ดูแลระบบของกรม หรือพิมพ์เลขใหม่แทนเลขเดิม"


class RevealForm(ReasonForm):
    reason = reason_field(
        "เหตุผลที่ต้องดูเลขเต็ม",
        longest=longest_in(Reveal),
        shortest=10,
        rows=3,
        missing="ระบุเหตุผล ระบบบันทึกไว้พร้อมชื่อผู้เปิดดู",
        too_short="ระบุเหตุผลให้พอเข้าใจ อย่างน้อย 10 ตัวอักษร",
        too_long="เหตุผลยาวเกินไป เขียนไม่เกิน %(limit_value)d ตัวอักษร",
    )

    def clean_reason(self) -> str:
        """Refuses an id in the reason: the log is read by other offices."""
        reason = self.cleaned_data["reason"]
        if hide_numbers(reason) != reason:
            raise ValidationError("ห้ามระบุเลขประจำตัวหรือเลขหลายหลักในเหตุผล ผู้อื่นอ่านบันทึกนี้ได้")
        return reason


_ENOUGH = "วันนี้เปิดดูเลขครบ {:,} รายการแล้ว เปิดดูต่อได้พรุ่งนี้ ถ้าจำเป็นต้องดูเพิ่มวันนี้ แจ้งผู้ดูแลระบบ"


def _midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


@seen_as_portal("a day's limit is a person's, wherever it worked that day; told is a number")
def _looked_at_today(user: User) -> int:
    return Reveal.objects.filter(by=user, at__gte=_midnight()).count()


@method_decorator(never_cache, name="dispatch")
class RevealView(ProvedView, PortalView):
    """Asks for a reason, then shows the number on this one answer. 403 without the right, 404 for a
    record out of area, without a number, or of a kind that holds none."""

    request: AuthenticatedHttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.record = self._record(**kwargs)
        if not signed_in_user(request).has_perm("personal.reveal_national_id"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def _record(self, app_label: str, model: str, pk: int) -> NationalIdHolder:
        try:
            holder = apps.get_model(app_label, model)
        except LookupError:
            raise Http404 from None
        if not issubclass(holder, NationalIdHolder):
            raise Http404
        held = visible_rows(holder, self.request.user)
        return get_object_or_404(held.exclude(national_id_encrypted=""), pk=pk)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(request, RevealForm())

    @sensitive_variables("number")
    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        if _looked_at_today(request.user) >= settings.REVEALS_A_DAY:
            form.add_error(None, _ENOUGH.format(settings.REVEALS_A_DAY))
            return self._page(request, form, status=429)
        Reveal.objects.create(
            record=self.record,
            district=self.record.district,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        subject = f"เลขประจำตัวของ{self.record._meta.verbose_name}"
        note(Kind.REVEAL, request.user, subject, persons=[self.record.pk], request=request)
        try:
            number = grouped(self.record.reveal_national_id())
        except InvalidToken:
            form.add_error(None, UNREADABLE)
            return self._page(request, form, status=422)
        return self._page(request, form, number=number)

    @sensitive_variables("number", "context")
    def _page(
        self,
        request: AuthenticatedHttpRequest,
        form: RevealForm,
        *,
        number: str = "",
        status: int = 200,
    ) -> HttpResponse:
        meta = self.record._meta
        context = {
            "title": "เลขประจำตัวประชาชน",
            "record": self.record,
            "back": reverse(
                f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.record.pk]
            ),
            "form": form,
            "number": number,
        }
        return self.show("personal/reveal.html", context, status=status)
