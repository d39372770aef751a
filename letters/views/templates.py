"""The templates of letters: which there are, one to read or change, a new one."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core.areas.scope import Role
from core.pages import RoleView, whole_number
from core.users.requests import AuthenticatedHttpRequest
from letters import workflow
from letters.forms import TemplateForm
from letters.models import LetterTemplate, Subject
from letters.subjects import SUBJECTS, fields_of, subjects_of

_OFFICES = ("province", "district__province")


class TemplateListView(RoleView):
    """To write a letter from; and the office's own, to change. `?all=1` with those out of use."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        user = request.user
        found = LetterTemplate.objects.visible_to(user).select_related(*_OFFICES)
        every = request.GET.get("all") == "1"
        own = set(LetterTemplate.objects.of_office(user).values_list("pk", flat=True))
        rows = [
            {
                "template": one,
                "is_own": one.pk in own,
                "may_write": one.is_used and SUBJECTS[one.subject].is_for(user),
            }
            for one in (found if every else found.filter(is_used=True))
        ]
        rows.sort(key=lambda row: not row["may_write"])  # what this office writes first
        context = {"title": "แบบหนังสือ", "rows": rows, "every": every}
        return self.show("letters/templates.html", context)


class TemplateView(RoleView):
    """One template: the own office changes it, an office below reads and copies it."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        template = self._template(pk)
        form = TemplateForm(request.user, instance=template)
        return _page(self, form, template, is_own=self._is_own(template))

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        own = LetterTemplate.objects.of_office(request.user)
        template = get_object_or_404(own.select_related(*_OFFICES), pk=pk)
        form = TemplateForm(request.user, request.POST, instance=template)
        if not form.is_valid():
            return _page(self, form, template, is_own=True, status=422)
        workflow.keep_template(form.save(commit=False), by=request.user)
        messages.success(request, "บันทึกแบบหนังสือแล้ว")
        return redirect("admin:letter-templates")

    def _template(self, pk: int) -> LetterTemplate:
        seen = LetterTemplate.objects.visible_to(self.request.user).select_related(*_OFFICES)
        return get_object_or_404(seen, pk=pk)

    def _is_own(self, template: LetterTemplate) -> bool:
        own = LetterTemplate.objects.of_office(self.request.user)
        return own.filter(pk=template.pk).exists()


class NewTemplateView(RoleView):
    """A new template of the office; `?copy=`: with the words of another."""

    roles = workflow.KEEP_TEMPLATE.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        user = request.user
        copied = whole_number(request.GET.get("copy", ""))
        of = LetterTemplate.objects.visible_to(user).filter(pk=copied).first()
        words = model_to_dict(of, TemplateForm.Meta.fields) if of else {}
        return _page(self, TemplateForm(user, initial=words), None, is_own=True)

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = TemplateForm(request.user, request.POST)
        if not form.is_valid():
            return _page(self, form, None, is_own=True, status=422)
        workflow.keep_template(form.save(commit=False), by=request.user)
        messages.success(request, "บันทึกแบบหนังสือของสำนักงานแล้ว")
        return redirect("admin:letter-templates")


def _page(
    view: RoleView,
    form: TemplateForm,
    template: LetterTemplate | None,
    *,
    is_own: bool,
    status: int = 200,
) -> HttpResponse:
    user: Any = view.request.user
    offered = dict(subjects_of(user))
    if template is not None:
        offered[template.subject] = Subject(template.subject).label
    context = {
        "title": template.name if template else "แบบหนังสือใหม่",
        "form": form,
        "template": template,
        "is_own": is_own,
        "fields_of_subjects": [
            (label, [(f"{{{name}}}", example) for name, example in fields_of(subject).items()])
            for subject, label in offered.items()
        ],
    }
    return view.show("letters/template.html", context, status=status)
