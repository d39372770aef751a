"""The department's desk of open data: what was published, when and why, and the rule of what is left
out; publishing by hand, and a new rule."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core.areas.scope import Role
from core.pages import RoleView
from core.steps import StepRefused
from core.thai.forms import ThaiTextField
from core.users.requests import AuthenticatedHttpRequest
from open_data.models import Publication, SuppressionRule
from open_data.publishing import ask_to_publish, set_rule

PER_PAGE = 20


class RuleForm(forms.ModelForm[SuppressionRule]):
    """A rule for what is published from now on."""

    reason = ThaiTextField(label="เหตุผล", max_length=300)

    class Meta:
        model = SuppressionRule
        fields = ("fewest", "largest_share", "reason")
        error_messages = {
            "fewest": {
                "min_value": "ต้องไม่น้อยกว่า 3 ราย เพราะผู้ผลิตสองรายจะคำนวณยอดของกันได้",
                "max_value": "ต้องไม่เกิน 50 ราย",
            },
            "largest_share": {
                "min_value": "ต้องอยู่ระหว่างร้อยละ 50 ถึง 100",
                "max_value": "ต้องอยู่ระหว่างร้อยละ 50 ถึง 100",
            },
        }


class OpenDataDeskView(RoleView):
    """What was published, a button, and the rule."""

    roles = frozenset({Role.DEPARTMENT})

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        rule = SuppressionRule.in_force()
        initial = {"fewest": rule.fewest, "largest_share": rule.largest_share}
        return self.desk(RuleForm(initial=initial))

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        try:
            if "publish" in request.POST:
                job = ask_to_publish(Publication.Cause.BY_HAND, by=request.user)
                return redirect("admin:job", pk=job.pk)
            form = RuleForm(request.POST)
            if not form.is_valid():
                return self.desk(form, status=422)
            set_rule(form.instance, by=request.user, at=timezone.now())
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "บันทึกเกณฑ์แล้ว ใช้กับการเผยแพร่ครั้งต่อไป")
        return redirect("admin:open-data-desk")

    def desk(self, form: RuleForm, status: int = 200) -> HttpResponse:
        rows = Publication.objects.defer("index", "signature").select_related("by")
        page = Paginator(rows.prefetch_related("editions"), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        context: dict[str, Any] = {
            "title": "ข้อมูลเปิด",
            "form": form,
            "page": page,
            "rules": SuppressionRule.objects.select_related("by")[:5],
            "rule": SuppressionRule.in_force(),
        }
        return self.show("open_data/desk.html", context, status=status)
