"""ระดับของข้อตรวจ: which checks block the certification; the department changes it with a reason."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from core.areas.scope import Role
from core.pages import RoleView
from core.steps import StepRefused, is_for
from core.users.requests import AuthenticatedHttpRequest
from quality.models import SeverityChange
from quality.rules import all_rules, get_rule
from quality.severity import CHANGE_SEVERITY, blocking_codes, change_severity

CHANGES_SHOWN = 50


class SeverityView(RoleView):
    """Every office reads it; the department changes."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(request)

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        rule = get_rule(request.POST.get("code", ""))
        if rule is None:
            raise Http404("no such check")
        self.only_for(CHANGE_SEVERITY)
        blocks, reason = request.POST.get("blocks") == "1", request.POST.get("reason", "")[:300]
        try:
            change_severity(rule, blocks=blocks, reason=reason, by=request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(request, status=422)
        word = "ต้องแก้ก่อนรับรอง" if blocks else "เตือน"
        messages.success(request, f"{rule.code} เป็น “{word}” แล้ว มีผลกับการรับรองครั้งต่อไป")
        return redirect("admin:quality-rules")

    def _page(self, request: AuthenticatedHttpRequest, status: int = 200) -> HttpResponse:
        blocking = blocking_codes()
        changes = SeverityChange.objects.visible_to(request.user).select_related("by")
        context = {
            "title": "ระดับของข้อตรวจ",
            "lines": [{"rule": rule, "blocks": rule.code in blocking} for rule in all_rules()],
            "changes": changes[:CHANGES_SHOWN],
            "may_change": is_for(CHANGE_SEVERITY, request.user),
        }
        return self.show("quality/rules.html", context, status=status)
