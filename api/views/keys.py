"""คีย์ API ของหน่วยงานภาคี: the department gives them out, sees how they are used, revokes them."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from api import keys
from api.forms import KeyForm, RevokeForm
from api.models import KeyUse, PartnerKey, Resource
from catalogue import structured
from core.areas.models import Province
from core.pages import RoleView
from core.steps import StepRefused
from core.thai import calendar
from core.users.proof import ProvedView
from core.users.requests import AuthenticatedHttpRequest

DAYS_SHOWN = 30


def standing(key: PartnerKey) -> tuple[str, str]:
    """Its colour and word."""
    if key.revoked_at:
        return "cancelled", "เพิกถอนแล้ว"
    return ("done", "ใช้ได้") if key.expires_at > timezone.now() else ("none", "หมดอายุ")


class KeyListView(RoleView):
    """All keys there ever were, those in force first."""

    roles = keys.MAKE.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        since = calendar.today() - timedelta(days=DAYS_SHOWN - 1)
        uses = KeyUse.objects.filter(key=OuterRef("pk"), day__gte=since).order_by()
        asked = uses.values("key").annotate(total=Sum("asked")).values("total")
        found = PartnerKey.objects.visible_to(request.user).annotate(
            asked=Coalesce(Subquery(asked), 0)
        )
        lines = [{"key": one, "standing": standing(one)} for one in found]
        lines.sort(key=lambda line: line["standing"][0] != "done")
        context = {"title": "คีย์ API ของหน่วยงานภาคี", "lines": lines, "days": DAYS_SHOWN}
        return self.show("api/keys.html", context)


@method_decorator(never_cache, name="dispatch")
class NewKeyView(ProvedView, RoleView):
    """POST makes a key and shows it, this one time."""

    roles = keys.MAKE.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page(KeyForm())

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = KeyForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            made = keys.make(by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(form, status=422)
        example = structured.address(reverse("api-products"))
        context = {"title": "ออกคีย์แล้ว", "made": made, "example": example}
        return self.show("api/made.html", context)

    def _page(self, form: KeyForm, status: int = 200) -> HttpResponse:
        return self.show("api/new.html", {"title": "ออกคีย์ API", "form": form}, status=status)


class KeyView(RoleView):
    """One key: what it covers, its use by day, its trail; POST revokes it."""

    roles = keys.MAKE.roles

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return self._page(self._found(pk), RevokeForm())

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        self.only_for(keys.REVOKE)
        key, form = self._found(pk), RevokeForm(request.POST)
        if not form.is_valid():
            return self._page(key, form, status=422)
        try:
            keys.revoke(key, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(key, form, status=409)
        messages.success(request, f"เพิกถอนคีย์ของ{key.partner}แล้ว ใช้ไม่ได้ตั้งแต่บัดนี้")
        return redirect("admin:partner-key", pk)

    def _found(self, pk: int) -> PartnerKey:
        return get_object_or_404(PartnerKey.objects.visible_to(self.request.user), pk=pk)

    def _page(self, key: PartnerKey, form: RevokeForm, status: int = 200) -> HttpResponse:
        labels: Any = dict(Resource.choices)
        names = Province.objects.filter(pk__in=key.areas).values_list("name_th", flat=True)
        context = {
            "title": f"คีย์ API: {key.partner}",
            "key": key,
            "standing": standing(key),
            "areas": list(names),
            "resources": [labels[one] for one in key.resources],
            "uses": key.uses.all()[:DAYS_SHOWN],
            "steps": key.steps.select_related("by"),
            "form": form if key.revoked_at is None else None,
        }
        return self.show("api/key.html", context, status=status)
