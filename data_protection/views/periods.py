"""How long what is kept: every rule, its period, and what the nights did; the department's."""

from django.contrib import messages
from django.db.models import Max, Min, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core.pages import RoleView
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from data_protection import notice, retention, workflow
from data_protection.forms import PeriodForm
from data_protection.models import RetentionRun
from data_protection.retention import Standing

RUNS_SHOWN = 50


class PeriodsView(RoleView):
    """The table of rules. What is due is counted only when asked: of the nation it takes a while."""

    roles = workflow.SET_PERIOD.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        counted = "count" in request.GET
        now = timezone.now()
        runs = (
            RetentionRun.objects.visible_to(request.user)
            .values("rule", "table", "action", "before__date")
            .annotate(rows=Sum("rows"), files=Sum("files"), begun=Min("at"), ended=Max("at"))
            .order_by("-ended", "rule", "table")[:RUNS_SHOWN]
        )
        titles, actions = notice.rule_titles(), dict(RetentionRun.Action.choices)
        context = {
            "title": "ระยะเวลาเก็บรักษาข้อมูล",
            "lines": [self._line(one, counted=counted, now=now) for one in retention.standings()],
            "counted": counted,
            "runs": [
                run | {"title": titles.get(run["rule"], run["rule"]), "did": actions[run["action"]]}
                for run in runs
            ],
            "unset": notice.unset(),
            "backup_days": notice.BACKUP_DAYS,
        }
        return self.show("data_protection/periods.html", context)

    def _line(self, one: Standing, *, counted: bool, now) -> dict:
        due = sum(done.rows for done in retention.due(one, now)) if counted else None
        return {"standing": one, "rule": one.rule, "said": notice.period_said(one), "due": due}


class PeriodView(RoleView):
    """The period of one rule."""

    roles = workflow.SET_PERIOD.roles

    def get(self, request: AuthenticatedHttpRequest, rule: str) -> HttpResponse:
        one = self._standing(rule)
        first = {
            "days": one.days,
            "source": one.period.source if one.period else "",
            "in_force": one.in_force,
        }
        return self._page(one, PeriodForm(initial=first))

    def post(self, request: AuthenticatedHttpRequest, rule: str) -> HttpResponse:
        one, form = self._standing(rule), PeriodForm(request.POST)
        if not form.is_valid():
            return self._page(one, form, status=422)
        try:
            workflow.set_period(one.rule, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(one, form, status=409)
        messages.success(request, f"กำหนดระยะเวลาของ “{one.rule.title}” แล้ว")
        return redirect("admin:retention-periods")

    def _standing(self, key: str) -> Standing:
        found = [one for one in retention.standings() if one.rule.key == key and one.rule.works]
        if not found:
            raise Http404("no such rule")
        return found[0]

    def _page(self, one: Standing, form: PeriodForm, status: int = 200) -> HttpResponse:
        context = {
            "title": one.rule.title,
            "standing": one,
            "rule": one.rule,
            "proposed": notice.days_said(one.rule.days or 0),
            "form": form,
        }
        return self.show("data_protection/period.html", context, status=status)
