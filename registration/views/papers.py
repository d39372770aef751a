"""The papers of a record on screen: which there are, more of them, one opened, one taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.areas.scope import Role
from core.documents.serving import as_download
from core.personal.models import Reveal
from core.personal.shown import person_of
from core.personal.views import RevealForm
from core.steps import is_for, offers
from core.users import proof
from core.users.access import Kind, note
from core.users.requests import AuthenticatedHttpRequest
from registration import papers
from registration.models import Paper, RegisteredRecord
from registration.papers import PaperRefused
from registration.views.records import RecordView


class PaperForm(forms.Form):
    """What the chosen files are; the files themselves are read one by one."""

    kind = forms.ChoiceField(
        label="ชนิดเอกสาร",
        choices=[("", "– เลือกชนิดเอกสาร –"), *Paper.Kind.choices],  # none is meant by itself
        error_messages={"required": "เลือกชนิดเอกสาร"},
    )
    caption = forms.CharField(label="คำบรรยาย (ถ้ามี)", max_length=200, required=False)


class PaperView(RecordView):
    """A page about one paper of a record; both are found through the record's door."""

    roles = frozenset(Role)

    def get_paper(self, record: RegisteredRecord) -> Paper:
        return get_object_or_404(Paper.objects.of(record).kept(), pk=self.kwargs["paper"])

    def address(self, name: str, record: RegisteredRecord, *more: int) -> str:
        meta = record._meta
        return reverse(f"admin:{name}", args=[meta.app_label, meta.model_name, record.pk, *more])


class PapersView(PaperView):
    """The papers of one record, and the form to add some."""

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.get_record(), PaperForm())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        if not is_for(papers.ADD, request.user):
            raise Http404("papers are the district's to add")
        record, form = self.get_record(), PaperForm(request.POST)
        uploads: list[Any] = request.FILES.getlist("files")
        if not uploads:
            form.add_error(None, "เลือกไฟล์ก่อน")
        if not form.is_valid():
            return self._page(record, form, status=422)
        try:
            outcomes = papers.add_papers(record, uploads, by=request.user, **form.cleaned_data)
        except PaperRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(record, form, status=409)
        for one in outcomes:
            if one.refusal:
                messages.error(request, f"{one.name}: {one.refusal}")
            elif one.warning:
                messages.warning(request, f"{one.name}: เก็บแล้ว แต่{one.warning}")
        if kept := sum(one.paper is not None for one in outcomes):
            messages.success(request, f"แนบเอกสารแล้ว {kept} ไฟล์")
        return redirect(self.address("registration-papers", record))

    def _page(self, record: RegisteredRecord, form: PaperForm, status: int = 200) -> HttpResponse:
        found = Paper.objects.of(record).select_related("uploaded_by", "removed_by")
        may_remove = offers(papers.REMOVE, record, self.request.user)
        context = {
            "title": f"เอกสารการลงทะเบียน {record}",
            "record": record,
            "record_address": self.record_address(record),
            "lines": [
                {
                    "paper": one,
                    "open": self.address("registration-paper", record, one.pk),
                    "remove": self.address("registration-paper-remove", record, one.pk),
                    "may_remove": may_remove and not one.removed_at,
                }
                for one in found
            ],
            "may_add": offers(papers.ADD, record, self.request.user),
            "may_reveal": self.request.user.has_perm("personal.reveal_national_id"),
            "form": form,
        }
        return self.show("registration/papers.html", context, status=status)


class PaperFileView(PaperView):
    """One paper. What shows a national id is handed out upon a reason, which is logged; 403 for who may
    not see one in full."""

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponseBase:
        record = self.get_record()
        paper = self.get_paper(record)
        if not paper.is_secret:
            return self._file(paper)
        self._may_reveal()
        if again := proof.asked(request):
            return again
        return self._ask(record, paper, RevealForm())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponseBase:
        record = self.get_record()
        paper = self.get_paper(record)
        if not paper.is_secret:
            raise Http404("opened without a reason")
        self._may_reveal()
        if again := proof.asked(request):
            return again
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self._ask(record, paper, form, status=422)
        said = f"{paper.get_kind_display()}: {form.cleaned_data['reason']}"
        longest = Reveal._meta.get_field("reason").max_length
        if longest and len(said) > longest:
            form.add_error("reason", f"เหตุผลยาวเกินไป ตัดออก {len(said) - longest} ตัวอักษร")
            return self._ask(record, paper, form, status=422)
        answer = self._file(paper)  # a file that is lost is not logged as seen
        Reveal.objects.create(
            record=record, district=record.home_district(), reason=said, by=request.user
        )
        subject = f"เอกสาร{paper.get_kind_display()}"
        note(Kind.REVEAL, request.user, subject, persons=person_of(record), request=request)
        return answer

    def _may_reveal(self) -> None:
        if not self.request.user.has_perm("personal.reveal_national_id"):
            raise PermissionDenied

    def _file(self, paper: Paper) -> FileResponse:
        return as_download(paper.file, f"{paper.get_kind_display()} {paper.pk}")

    def _ask(
        self, record: RegisteredRecord, paper: Paper, form: RevealForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "title": paper.get_kind_display(),
            "record": record,
            "paper": paper,
            "form": form,
            "back": self.address("registration-papers", record),
        }
        return self.show("registration/paper_reveal.html", context, status=status)


class RemovePaperView(PaperView):
    """Takes one paper back."""

    roles = papers.REMOVE.roles

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        record = self.get_record()
        try:
            papers.remove_paper(self.get_paper(record), record, by=request.user)
            messages.success(request, "ลบเอกสารแล้ว")
        except PaperRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.address("registration-papers", record))
