"""Recording a committee's certification and serving its file."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.scope import Role
from core.documents.serving import as_download
from core.pages import RoleView
from core.users.requests import AuthenticatedHttpRequest
from sales.models import DistrictMonth, ProvinceMonth, Resolution
from sales.months.forms import ResolutionForm
from sales.views.check import TEMPLATE, check_page
from sales.views.doors import DistrictMonthView, month_or_404


def _record(
    request: AuthenticatedHttpRequest, **subject: DistrictMonth | ProvinceMonth
) -> ResolutionForm | None:
    """Record what was typed; what cannot be recorded comes back as the form with its messages."""
    form = ResolutionForm(request.POST, request.FILES)
    if not form.is_valid():
        for field, errors in form.errors.items():
            label = form.fields[field].label if field in form.fields else ""
            messages.error(request, f"มติยังไม่ได้บันทึก — {label}: {' '.join(map(str, errors))}")
        return form
    form.instance.recorded_by = request.user
    for name, value in subject.items():
        setattr(form.instance, name, value)
    form.save()
    messages.success(request, f"บันทึกมติแล้ว: {form.instance}")
    return None


class DistrictResolutionView(DistrictMonthView):
    """มติ นตผ.อำเภอ on a district's month it has confirmed; what cannot be recorded comes back on the
    page of the check."""

    roles = frozenset({Role.DISTRICT})

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        district_month = self.get_district_month()
        if district_month.is_editable:
            messages.error(request, "อำเภอต้องยืนยันยอดก่อน จึงบันทึกมติของ นตผ.อำเภอ ได้")
        elif refused := _record(request, district_month=district_month):
            context = check_page(request, district_month, resolution_form=refused)
            return self.show(TEMPLATE, context, status=422)
        return redirect("admin:sales-check", **self.kwargs)


class ProvinceResolutionView(RoleView):
    """มติ นตผ.จังหวัด on a province's month."""

    roles = frozenset({Role.PROVINCE})

    def post(self, request: AuthenticatedHttpRequest, month: str, **kwargs) -> HttpResponse:
        province_month = get_object_or_404(
            ProvinceMonth.objects.visible_to(request.user), month=month_or_404(month)
        )
        _record(request, province_month=province_month)
        return redirect(f"{reverse('admin:sales-board')}?month={month}")


class ResolutionFileView(RoleView):
    """The file of a resolution, for those who may see the month it belongs to."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> FileResponse:
        resolution = get_object_or_404(
            Resolution.objects.visible_to(request.user).exclude(file=""), pk=pk
        )
        return as_download(resolution.file, f"resolution-{pk}")
