"""The survey's Excel form: taken along, sent back, looked at before it is written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.areas.scope import Role
from core.pages import RoleView
from core.steps import StepRefused
from core.tables.exporting import CONTENT_TYPES
from core.users.requests import AuthenticatedHttpRequest
from online_market import survey_import
from online_market.forms import UploadForm
from online_market.models import Survey, SurveyUpload
from online_market.survey_form import FormRefused
from online_market.views.doors import survey_or_404

DISTRICT = frozenset({Role.DISTRICT})


class FormView(RoleView):
    """The form of the own district, filled in with what is known."""

    roles = DISTRICT

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        survey = survey_or_404(request.user, pk)
        answer = HttpResponse(
            survey_import.form_of(survey, request.user), content_type=CONTENT_TYPES["xlsx"]
        )
        name = f"survey_{survey.round.fiscal_year}-{survey.round.number}_{survey.district_id}.xlsx"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


class UploadView(RoleView):
    """Sending the form back; a refused one is answered with what differs."""

    roles = DISTRICT

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        return self._page(survey_or_404(request.user, pk), UploadForm())

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        survey = survey_or_404(request.user, pk)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(survey, form, status=422)
        file = form.cleaned_data["file"]
        try:
            upload = survey_import.receive(survey, file.name, file, by=request.user)
        except FormRefused as refusal:
            return self._page(survey, form, refusal.differences, status=422)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(survey, form, status=409)
        return redirect("admin:online-market-preview", pk=upload.pk)

    def _page(self, survey: Survey, form, differences=(), status: int = 200) -> HttpResponse:
        context = {
            "title": "นำเข้าแบบสำรวจที่กรอกแล้ว",
            "survey": survey,
            "form": form,
            "differences": differences,
        }
        return self.show("online_market/upload.html", context, status=status)


class PreviewView(RoleView):
    """What a file would do to the survey; writing it all, or nothing."""

    roles = DISTRICT

    def get(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        return self._page(self._upload(pk))

    def post(self, request: AuthenticatedHttpRequest, pk: int, **kwargs) -> HttpResponse:
        upload = self._upload(pk)
        try:
            upload = survey_import.confirm(upload, by=request.user)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return self._page(self._upload(pk), status=409)
        messages.success(request, f"นำเข้า {upload.file_name} แล้ว: {' '.join(upload.told())}")
        return redirect("admin:online-market-survey", pk=upload.survey_id)

    def _upload(self, pk: int) -> SurveyUpload:
        uploads = SurveyUpload.objects.visible_to(self.request.user)
        return get_object_or_404(
            uploads.select_related("survey__round", "survey__district__province", "uploaded_by"),
            pk=pk,
        )

    def _page(self, upload: SurveyUpload, status: int = 200) -> HttpResponse:
        done = upload.confirmed_at is not None
        found = None if done else survey_import.preview(upload, self.request.user)
        context = {
            "title": "ตรวจก่อนนำเข้าแบบสำรวจ" if not done else "นำเข้าแบบสำรวจแล้ว",
            "upload": upload,
            "survey": upload.survey,
            "found": found,
            "counts": found
            and {
                "เลือกใหม่": found.count("new"),
                "เปลี่ยน": found.count("changed"),
                "เหมือนเดิม": found.count("unchanged"),
                "ผิด": len(found.faulty),
            },
        }
        return self.show("online_market/preview.html", context, status=status)
