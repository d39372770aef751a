"""Briefings on screen: which come, and the questions collected for each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.areas.scope import Role
from core.pages import RoleView
from core.steps import is_for
from core.users.requests import AuthenticatedHttpRequest
from correspondence import workflow
from correspondence.forms import BriefingForm
from correspondence.models import Answer, Briefing, Question
from correspondence.models.doors import belongs_to

ON_A_PAGE = 50


class BriefingListView(RoleView):
    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        user = request.user
        seen = Q(questions__in=Question.objects.visible_to(user))
        briefings = (
            Briefing.objects.visible_to(user)
            .select_related("province")
            .annotate(collected=Count("questions", filter=seen))
            .order_by(*Briefing._meta.ordering)  # a count forgets it
        )
        context = {
            "title": "การประชุมชี้แจง",
            "page": Paginator(briefings, ON_A_PAGE).get_page(request.GET.get("page")),
            "may_call": is_for(workflow.CALL, user),
            "may_ask": is_for(workflow.ASK, user),
        }
        return self.show("correspondence/briefings.html", context)


class BriefingView(RoleView):
    """One briefing and the questions for it; who holds it may change its day."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        briefing = self._briefing(pk)
        return self._page(briefing, BriefingForm(instance=briefing))

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        self.only_for(workflow.CALL)
        briefing = get_object_or_404(Briefing.objects.of_office(request.user), pk=pk)
        form = BriefingForm(request.POST, instance=briefing)
        if not form.is_valid():
            return self._page(self._briefing(pk), form, status=422)
        workflow.call(form.instance, by=request.user)
        messages.success(request, "บันทึกการประชุมชี้แจงแล้ว")
        return redirect(request.path)

    def _briefing(self, pk: int) -> Briefing:
        seen = Briefing.objects.visible_to(self.request.user).select_related("province")
        return get_object_or_404(seen, pk=pk)

    def _page(self, briefing: Briefing, form: BriefingForm, status: int = 200) -> HttpResponse:
        user = self.request.user
        answers = Answer.objects.visible_to(user).filter(question=OuterRef("pk"))
        questions = (
            Question.objects.visible_to(user)
            .filter(briefing=briefing)
            .annotate(is_answered=Exists(answers))
            .select_related("district", "province")
            .order_by("asked_at", "pk")
        )
        own = belongs_to(user, briefing.province_id)
        context = {
            "title": briefing.title,
            "briefing": briefing,
            "questions": list(questions),
            "may_call": own and is_for(workflow.CALL, user),
            "may_ask": not own and is_for(workflow.ASK, user) and briefing.takes_questions,
            "form": form,
        }
        return self.show("correspondence/briefing.html", context, status=status)


class NewBriefingView(RoleView):
    roles = workflow.CALL.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page(BriefingForm())

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = BriefingForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        briefing = workflow.call(form.instance, by=request.user)
        messages.success(request, "บันทึกการประชุมชี้แจงแล้ว สำนักงานส่งคำถามล่วงหน้าได้จนถึงวันประชุม")
        return redirect("admin:briefing", pk=briefing.pk)

    def _page(self, form: BriefingForm, status: int = 200) -> HttpResponse:
        context = {"title": "จัดการประชุมชี้แจง", "form": form}
        return self.show("correspondence/briefing_new.html", context, status=status)
