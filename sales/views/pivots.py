"""Keeping a pivot by a name, sharing it within the office, pinning it, getting it by mail."""

from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode

from core.pages import PortalView
from core.users.requests import AuthenticatedHttpRequest
from sales.models import PivotSubscription, SavedPivot
from sales.reports.pivot import PivotForm, PivotReport
from sales.reports.saved_pivots import SavePivotForm

MOST = 50  # of one person


class SavePivotView(PortalView):
    """Saves the pivot that the page showed; one of the same name is saved over."""

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        user, form = request.user, SavePivotForm(request.POST)
        if not form.is_valid():
            messages.error(request, str(next(iter(form.errors.values()))[0]))
            return redirect(_report(""))
        said = form.cleaned_data
        asked = dict(parse_qsl(said["query"]))
        if said["newest"]:
            asked.pop("period", None)
        query = urlencode(asked)
        if not PivotForm(user, asked).is_valid():
            messages.error(request, "ตารางนี้แสดงไม่ได้ เลือกตัวเลือกใหม่แล้วบันทึกอีกครั้ง")
            return redirect(_report(""))
        own = SavedPivot.objects.visible_to(user).filter(by=user)
        if not own.filter(name=said["name"]).exists() and own.count() >= MOST:
            messages.error(request, f"บันทึกได้ไม่เกิน {MOST} ตาราง ลบตารางที่ไม่ใช้ก่อน")
            return redirect(_report(query))
        kept = {"query": query, "shared": said["shared"], "pinned": said["pinned"]}
        pivot = SavedPivot.objects.keep(user, said["name"], **kept)
        if said["mailed"] and user.email:
            PivotSubscription.objects.get_or_create(pivot=pivot, to=user)
        messages.success(request, f"บันทึกตาราง “{said['name']}” แล้ว")
        return redirect(_report(query))


class RemovePivotView(PortalView):
    """Removes one that the person saved; those of others are theirs."""

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        own = SavedPivot.objects.visible_to(request.user).filter(by=request.user)
        pivot = get_object_or_404(own, pk=pk)
        pivot.delete()
        messages.success(request, f"ลบตาราง “{pivot}” แล้ว")
        return redirect(_report(""))


class MailPivotView(PortalView):
    """Begins or ends the monthly mail of a pivot that the person may see, to that person."""

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        user = request.user
        pivot = get_object_or_404(SavedPivot.objects.visible_to(user), pk=pk)
        if request.POST.get("wanted") != "1":
            PivotSubscription.objects.visible_to(user).filter(pivot=pivot).delete()
            messages.success(request, f"เลิกรับตาราง “{pivot}” ทางอีเมลแล้ว")
        elif not user.email:
            messages.error(request, "บัญชีของท่านยังไม่มีอีเมล แจ้งผู้ดูแลบัญชีให้บันทึกอีเมลก่อน")
        else:
            PivotSubscription.objects.get_or_create(pivot=pivot, to=user)
            messages.success(
                request,
                f"จะส่งตาราง “{pivot}” ไปที่ {user.email} ในวันถัดจากวันที่กรมปิดเดือน ทุกเดือนจนกว่าจะเลิกรับ",
            )
        return redirect(_report(pivot.query))


def _report(query: str) -> str:
    address = reverse("admin:report", args=[PivotReport.key])
    return f"{address}?{query}" if query else address
