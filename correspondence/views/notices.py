"""Notices on screen: the list, one with who has read it, a new one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.areas.scope import Role
from core.documents.serving import as_download
from core.pages import RoleView
from core.steps import StepRefused, is_for
from core.users.requests import AuthenticatedHttpRequest
from correspondence import workflow
from correspondence.forms import NoticeForm, WithdrawForm
from correspondence.models import Notice, NoticeReading
from correspondence.models.doors import belongs_to
from correspondence.readers import counts_of, readers_of
from correspondence.waiting import counted

ON_A_PAGE = 50


class NoticeListView(RoleView):
    """Notices to the own office and of it, the newest first."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        user = request.user
        read = NoticeReading.objects.filter(notice=OuterRef("pk"), by=user)
        notices = (
            Notice.objects.visible_to(user)
            .annotate(
                was_read=Exists(read),
                is_unread=Exists(Notice.objects.unread_by(user).filter(pk=OuterRef("pk"))),
            )
            .select_related("province", "to_province", "withdrawal")
        )
        page = Paginator(notices, ON_A_PAGE).get_page(request.GET.get("page"))
        own = [one for one in page if belongs_to(user, one.province_id)]
        counts = counts_of(own)
        context = {
            "title": "หนังสือแจ้ง",
            "rows": [(one, counts.get(one.pk)) for one in page],
            "page": page,
            "unread": counted(request).get("admin:notices", 0),
            "may_send": is_for(workflow.SEND, user),
        }
        return self.show("correspondence/notices.html", context)


class NoticeView(RoleView):
    """One notice. Whom it is written to has read it by opening it; who wrote it sees who has."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        notice = self._notice(pk)
        workflow.opened(notice, request.user)
        counted(request)
        return self._page(notice, WithdrawForm())

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        self.only_for(workflow.WITHDRAW)
        notice = self._notice(pk, province=request.user.province)
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self._page(notice, form, status=422)
        try:
            workflow.withdraw(notice, by=request.user, reason=form.cleaned_data["reason"])
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(notice, form, status=409)
        messages.success(request, "ยกเลิกหนังสือแจ้งแล้ว ผู้ที่เปิดอ่านเห็นว่ายกเลิกพร้อมเหตุผล")
        return redirect(request.path)

    def _notice(self, pk: int, **office: Any) -> Notice:
        seen = Notice.objects.visible_to(self.request.user).filter(**office)
        return get_object_or_404(
            seen.select_related("province", "to_province", "by", "withdrawal__by"), pk=pk
        )

    def _page(self, notice: Notice, form: WithdrawForm, status: int = 200) -> HttpResponse:
        user = self.request.user
        own = belongs_to(user, notice.province_id)
        readers = readers_of(notice, user) if own else []
        withdrawn = hasattr(notice, "withdrawal")
        context = {
            "title": notice.title,
            "notice": notice,
            "own": own,
            "readers": readers,
            "read": sum(one.read for one in readers),
            "asked": sum(len(one.offices) for one in readers),
            "may_withdraw": own and not withdrawn and is_for(workflow.WITHDRAW, user),
            "form": form,
        }
        return self.show("correspondence/notice.html", context, status=status)


class NoticeFileView(RoleView):
    """The file of a notice, for who sees the notice."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> FileResponse:
        notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
        return as_download(notice.file, f"notice-{pk}")


class NewNoticeView(RoleView):
    roles = workflow.SEND.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page(NoticeForm(request.user))

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = NoticeForm(request.user, request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            notice = workflow.send(by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(form, status=422)
        messages.success(request, f"ส่งหนังสือแจ้งถึง{notice.addressees}แล้ว")
        return redirect("admin:notice", pk=notice.pk)

    def _page(self, form: NoticeForm, status: int = 200) -> HttpResponse:
        context = {"title": "เขียนหนังสือแจ้ง", "form": form}
        return self.show("correspondence/notice_new.html", context, status=status)
