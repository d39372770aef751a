"""The register of outgoing letters; writing one, and its paper."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from core.areas.scope import Role
from core.letters import document, pdf
from core.letters.letter import Letter
from core.pages import RoleView
from core.reports.renderers.pdf import table_texts
from core.steps import StepRefused
from core.thai import calendar
from core.users.access import shows
from core.users.requests import AuthenticatedHttpRequest
from letters import workflow
from letters.filling import filled
from letters.forms import CancelForm, LetterForm
from letters.models import Kind, LetterTemplate, OutgoingLetter
from letters.models.offices import letterhead_of
from letters.setting import kept_letter, letter_of
from letters.subjects import SUBJECTS, Found, NotFound, office_values

ON_A_PAGE = 50
WORDS = ("title", "to", "enclosures", "body", "signature")
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RENDERED = {"pdf": (pdf.render, PDF), "docx": (document.render, DOCX)}


class OutgoingLetterListView(RoleView):
    """What the own office sent, newest first."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        found = OutgoingLetter.objects.visible_to(request.user).select_related("by", "cancellation")
        context = {
            "title": "หนังสือส่งของสำนักงาน",
            "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        }
        return self.show("letters/register.html", context)


class WriteView(RoleView):
    """A letter out of a template: what it is about is chosen (`?about=`), the words come filled and may
    be changed; with `preview` the paper without being kept, else it gets its number."""

    roles = workflow.ISSUE.roles

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        template = self._template(pk)
        try:
            found = self._found(template, request.GET.get("about", ""))
        except NotFound as wrong:
            return self._page(template, None, None, refusal=str(wrong), status=422)
        if found is None:
            return self._page(template, None, None)
        return self._page(template, found, LetterForm(initial=self._words(template, found)))

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        template, user, form = self._template(pk), request.user, LetterForm(request.POST)
        try:
            found = self._found(template, request.POST.get("about", ""))
        except NotFound as wrong:  # it was there when the letter was begun: what is typed stays
            return self._page(template, None, form, refusal=str(wrong), status=422)
        if found is None:
            return self._page(template, None, None, status=422)
        if not form.is_valid():
            return self._page(template, found, form, status=422)
        table = found.table if template.with_table else None
        if "preview" in request.POST:
            office = letterhead_of(user.district or user.province)
            words: Mapping[str, Any] = form.cleaned_data
            return _file(
                letter_of(template.kind, office, words, table, day=words["day"]), "pdf", "preview",
                thai_digits=True, shown=True,
            )  # fmt: skip
        try:
            letter = workflow.issue(
                template, by=user, about=found.about, table=table, **form.cleaned_data
            )
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(template, found, form, status=422)
        messages.success(request, f"ออกเลขหนังสือ {letter.full_number} แล้ว")
        return redirect("admin:outgoing-letter", pk=letter.pk)

    def _template(self, pk: int) -> LetterTemplate:
        """One in use, on a subject this office writes about; else 404."""
        used = LetterTemplate.objects.visible_to(self.request.user).filter(is_used=True)
        template = get_object_or_404(used, pk=pk)
        if not SUBJECTS[template.subject].is_for(self.request.user):
            raise Http404("not a letter of this office")
        return template

    def _found(self, template: LetterTemplate, key: str) -> Found | None:
        """What the letter is about; None where that is still to be chosen."""
        find = SUBJECTS[template.subject].find
        if find is None:
            return Found("", {})
        found = find(self.request.user, key.strip()) if key.strip() else None
        if found and found.persons:
            shows(self.request, "หนังสือถึงผู้ผลิต", found.persons)
        return found

    def _words(self, template: LetterTemplate, found: Found) -> dict[str, Any]:
        user, today = self.request.user, calendar.today()
        values = office_values(user) | found.values
        likely = workflow.next_number(user, template.kind, today)
        return {name: filled(getattr(template, name), values) for name in WORDS} | {
            "reference": likely.reference,
            "number": likely.number,
            "day": today,
        }

    def _page(
        self,
        template: LetterTemplate,
        found: Found | None,
        form: LetterForm | None,
        *,
        refusal: str = "",
        status: int = 200,
    ) -> HttpResponse:
        subject = SUBJECTS[template.subject]
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        context = {
            "title": f"ออกหนังสือ: {template.name}",
            "template": template,
            "subject": subject,
            "choices": subject.choices(self.request.user) if subject.choices else None,
            "about": asked.get("about", ""),
            "found": found,
            "form": form,
            "refusal": refusal,
            "is_circular": template.kind == Kind.CIRCULAR,
        }
        return self.show("letters/write.html", context, status=status)


class OutgoingLetterView(RoleView):
    """A letter as it went out; POST: cancel it."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return self._page(_letter(request, pk), CancelForm())

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        letter, form = _letter(request, pk), CancelForm(request.POST)
        if not form.is_valid():
            return self._page(letter, form, status=422)
        try:
            workflow.cancel(letter, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(letter, form, status=422)
        messages.success(request, f"ยกเลิกหนังสือ {letter.full_number} แล้ว")
        return redirect(request.path)

    def _page(self, letter: OutgoingLetter, form: CancelForm, status: int = 200) -> HttpResponse:
        said = kept_letter(letter)
        texts = table_texts(said.table) if said.table else None
        context = {
            "title": letter.full_number,
            "letter": letter,
            "set": said,
            "table_rows": [*texts["rows"], texts["total"]] if texts else [],
            "cancellation": getattr(letter, "cancellation", None),
            "form": form,
        }
        return self.show("letters/letter.html", context, status=status)


class LetterFileView(RoleView):
    """The paper (PDF) or the document to go on writing in; `?thai_digits=1`."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int, file_format: str) -> HttpResponse:
        letter = _letter(request, pk)
        if file_format not in RENDERED:
            raise Http404("no such file")
        name = f"letter_{letter.year}_{letter.number}"
        thai_digits = request.GET.get("thai_digits") == "1"
        return _file(kept_letter(letter), file_format, name, thai_digits=thai_digits)


def _letter(request: AuthenticatedHttpRequest, pk: int) -> OutgoingLetter:
    related = ("province", "district__province", "by", "template", "cancellation__by")
    seen = OutgoingLetter.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(seen, pk=pk)


def _file(
    letter: Letter, file_format: str, name: str, *, thai_digits: bool, shown: bool = False
) -> HttpResponse:
    """`shown`: in the browser's own window."""
    render, content_type = RENDERED[file_format]
    disposition = content_disposition_header(not shown, f"{name}.{file_format}") or ""
    return HttpResponse(
        render(letter, thai_digits=thai_digits),
        content_type=content_type,
        headers={"Content-Disposition": disposition},
    )
