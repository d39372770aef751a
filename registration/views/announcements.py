"""Announcements and, for the department, how far the provinces are with a round."""

from collections import Counter, defaultdict
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.models import Province
from core.areas.scope import Role, visible_rows
from core.pages import RoleView
from core.steps import StepRefused, StepRule
from core.thai.calendar import today
from core.users.requests import AuthenticatedHttpRequest
from registration import announcing
from registration.forms import AnnounceForm
from registration.models import Announcement, Round, Status, Window
from registration.registers import owner_path, registered_models
from registration.views.lists import window_words
from registration.waiting import counts_by_register

PER_PAGE = 50
ANNOUNCE: dict[str, Callable[..., Announcement]] = {
    announcing.BY_PROVINCE.name: announcing.announce_province,
    announcing.BY_DEPARTMENT.name: announcing.announce_department,
}


class AnnouncementsView(RoleView):
    """Every announcement of one's area and the nation; the office that may makes the next one here."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        rule = announcing.announcement_of(request.user)
        if rule is None:
            return HttpResponse(status=405, headers={"Allow": "GET"})
        form = AnnounceForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            made = ANNOUNCE[rule.name](by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=409)
        messages.success(
            request, f"บันทึก{made} แล้ว {made.entries.count()} รายการ พิมพ์ได้จากรายการข้างล่าง"
        )
        return redirect("admin:registration-announcements")

    def _page(self, form: AnnounceForm | None = None, status: int = 200) -> HttpResponse:
        user = self.request.user
        found = (
            Announcement.objects.visible_to(user)
            .select_related("round", "province", "made_by")
            .annotate(entry_count=Count("entries"))
            .order_by("-announced_on", "-pk")
        )
        context = {
            "title": "ประกาศผลการลงทะเบียน",
            "page": Paginator(found, PER_PAGE).get_page(self.request.GET.get("page")),
            "report_address": reverse("admin:report", args=["announcement"]),
        }
        rule = announcing.announcement_of(user)
        if rule is not None:
            context |= self._to_announce(rule, form)
        return self.show("registration/announcements.html", context, status=status)

    def _to_announce(self, rule: StepRule, form: AnnounceForm | None) -> dict:
        user = self.request.user
        if rule is announcing.BY_PROVINCE:
            waiting = announcing.waiting_for_province(user)
            question = window_words(Window.CERTIFY, "จังหวัดรับรองและประกาศ")
        else:
            waiting = announcing.waiting_for_department(user)
            question = window_words(Window.ANNOUNCE, "กรมประกาศ")
        counts = counts_by_register(waiting)
        initial = {
            "number": announcing.next_number(user.province, today()),
            "announced_on": today(),
            "title": "รับรองผลการลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP",
        }
        return {
            "question": question,
            "form": form or AnnounceForm(initial=initial),
            "waiting": [(model._meta.verbose_name, count) for model, count in counts.items()],
            "waiting_count": sum(counts.values()),
        }


class ProgressView(RoleView):
    """The department: what each province has submitted, certified and announced in one round."""

    roles = frozenset({Role.DEPARTMENT})

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
        counted: dict[str, Counter] = defaultdict(Counter)
        for model in registered_models():
            path = f"{owner_path(model)}__province"
            rows = visible_rows(model, request.user).filter(round=round)
            grouped = rows.order_by().values_list(path, "status").annotate(count=Count("pk"))
            for province, status, count in grouped:
                counted[province][status] += count
        announced = Counter(
            Announcement.objects.visible_to(request.user)
            .filter(round=round, level=Announcement.Level.PROVINCE)
            .values_list("province", flat=True)
        )
        lines = [
            {
                "province": province,
                "waiting": counted[province.pk][Status.SUBMITTED],
                "returned": counted[province.pk][Status.RETURNED],
                "certified": counted[province.pk][Status.CERTIFIED],
                "announced": counted[province.pk][Status.ANNOUNCED],
                "all": counted[province.pk].total(),
                "announcements": announced[province.pk],
            }
            for province in Province.objects.visible_to(request.user)
        ]
        total = sum(counted.values(), Counter())
        context = {
            "title": f"{round}: ความก้าวหน้ารายจังหวัด",
            "round": round,
            "windows": [
                ("อำเภอลงทะเบียน", round.window_words(Window.REGISTER)),
                ("จังหวัดตรวจ รับรอง ประกาศ", round.window_words(Window.CERTIFY)),
                ("กรมประกาศ", round.window_words(Window.ANNOUNCE)),
            ],
            "lines": [line for line in lines if line["all"]],
            "silent": [line["province"] for line in lines if not line["all"]],
            "total": total.total(),
            "total_waiting": total[Status.SUBMITTED],
        }
        return self.show("registration/progress.html", context)
