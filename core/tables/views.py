"""Tables in Excel and CSV: the list of them, one table's page, an import from preview to receipt."""

from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from core.areas.scope import Role
from core.pages import RoleView
from core.sending.costly import CostlyView
from core.tables import exporting, workflow
from core.tables.jobs import ask_export
from core.tables.models import ImportRun
from core.tables.tables import Table, all_tables, table_of
from core.tables.workflow import ImportRefused
from core.users import proof
from core.users.requests import AuthenticatedHttpRequest

RECENT = 10


class SendForm(forms.Form):
    """The file to check."""

    file = forms.FileField(
        label="ไฟล์ Excel, LibreOffice (.ods) หรือ CSV",
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"required": "เลือกไฟล์ก่อน", "empty": "ไฟล์นี้ว่างเปล่า เลือกไฟล์ใหม่"},
    )


class TableView(RoleView):
    """A page about one table, for whom it exists."""

    roles = frozenset(Role)

    def table(self) -> Table:
        found = table_of(self.kwargs["entity"])
        if found is None or self.request.user.role not in found.exporters:
            raise Http404("no such table")
        return found(self.request.user)


class TablesView(RoleView):
    """นำเข้า–ส่งออก: which tables there are, and the person's latest imports."""

    roles = frozenset(Role)

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        role = request.user.role
        context = {
            "title": "นำเข้า–ส่งออก",
            "tables": [
                {"table": one, "may_import": role in one.importers}
                for one in all_tables()
                if role in one.exporters
            ],
            "runs": ImportRun.objects.visible_to(request.user).select_related("job")[:RECENT],
        }
        return self.show("tables/list.html", context)


class OneTableView(TableView):
    """One table: export, the blank form, and the file to send."""

    def get(self, request: AuthenticatedHttpRequest, entity: str) -> HttpResponse:
        return self._page(self.table(), SendForm())

    def post(self, request: AuthenticatedHttpRequest, entity: str) -> HttpResponse:
        table = self.table()
        if request.user.role not in table.importers:
            raise Http404("no table to import for this role")
        form = SendForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                run = workflow.receive(table, file, file.name)
            except ImportRefused as refusal:
                form.add_error("file", ValidationError(str(refusal)))
            else:
                return redirect("admin:import", pk=run.pk)
        return self._page(table, form, status=422)

    def _page(self, table: Table, form: SendForm, status: int = 200) -> HttpResponse:
        runs = ImportRun.objects.visible_to(self.request.user).filter(entity=table.entity)
        context = {
            "title": table.title,
            "table": table,
            "columns": table.columns.values(),
            "choices": table.choices(),
            "may_import": self.request.user.role in table.importers,
            "form": form,
            "runs": runs.select_related("job")[:RECENT],
        }
        return self.show("tables/table.html", context, status=status)


class ExportView(CostlyView, TableView):
    """The table as a file; a large one is written in the background."""

    def get(self, request: AuthenticatedHttpRequest, entity: str) -> HttpResponseBase:
        table, form = self.table(), request.GET.get("form", "xlsx")
        if form not in exporting.FORMATS:
            raise Http404("no such form")
        try:
            table.choose(request.GET)
        except ValueError:
            raise Http404("nothing of that to export") from None
        page = reverse("admin:table", args=[entity])
        if table.holds_persons and (again := proof.asked(request, page)):
            return again
        if table.exported().count() > exporting.AT_ONCE:
            return redirect("admin:job", pk=ask_export(table, form).pk)
        return as_file(exporting.export(table, form), table, form)


class BlankFormView(TableView):
    """The headings alone."""

    def get(self, request: AuthenticatedHttpRequest, entity: str) -> HttpResponseBase:
        table = self.table()
        return as_file(exporting.blank_form(table), table, "xlsx")


def as_file(file: IO[bytes], table: Table, form: str) -> FileResponse:
    return FileResponse(
        file,
        as_attachment=True,
        filename=exporting.file_title(table, form),
        content_type=exporting.CONTENT_TYPES[form],
        headers={"Cache-Control": "private, no-store"},
    )


class OwnImportView(RoleView):
    """A page about one import of the person's own; another's is 404."""

    roles = frozenset(Role)

    def run(self) -> ImportRun:
        runs = ImportRun.objects.visible_to(self.request.user).select_related("job")
        return get_object_or_404(runs, pk=self.kwargs["pk"])


class ImportView(OwnImportView):
    """One import: a bar while the worker is at it, the preview to decide upon, the receipt."""

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return self.page(self.run())

    def page(self, run: ImportRun, refusal: str = "", status: int = 200) -> HttpResponse:
        context = {
            "title": f"{'ย้อนกลับการ' if run.undoes_id else ''}นำเข้า{run.table_class.title}",
            "run": run,
            "refusal": refusal,
            "kinds": _kinds(run),
        }
        return self.show("tables/import.html", context, status=status)


def _kinds(run: ImportRun) -> list[dict[str, Any]]:
    """The preview's parts, what needs a person first."""
    words = {"faulty": "ต้องแก้ก่อน", "changed": "จะแก้ไข", "new": "จะเพิ่มใหม่"}
    return [
        {
            "kind": kind,
            "word": word,
            "count": run.counts[kind],
            "rows": run.preview.get(kind, []),
        }
        for kind, word in words.items()
        if run.counts.get(kind)
    ]


class StepView(ImportView):
    """A step of an import, by POST; one that is refused says why on the import's own page.
    `may_give_rights`: what it leads to may say what people may do, so who sits there shows it."""

    may_give_rights = True

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return redirect("admin:import", pk=pk)

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        run = self.run()
        page = reverse("admin:import", args=[run.pk])
        asks = self.may_give_rights and run.table_class.gives_rights
        if asks and (again := proof.asked(request, page)):
            return again
        try:
            return self.take(run)
        except ImportRefused as refusal:
            return self.page(self.run(), str(refusal), status=409)

    def take(self, run: ImportRun) -> HttpResponse:
        """Take the step; where it leads."""
        raise NotImplementedError


class ConfirmView(StepView):
    """Confirms the import: writes what the preview shows."""

    def take(self, run: ImportRun) -> HttpResponse:
        with_faults = self.request.POST.get("with_faults") == "1"
        workflow.confirm(run, by=self.request.user, with_faults=with_faults)
        return redirect("admin:import", pk=run.pk)


class CallOffView(StepView):
    """Cancels the import and deletes its file."""

    may_give_rights = False

    def take(self, run: ImportRun) -> HttpResponse:
        workflow.call_off(run, by=self.request.user)
        return redirect("admin:table", entity=run.entity)


class TakeBackView(StepView):
    """Takes a finished import back: what it changed, as an import of its own to be confirmed."""

    def take(self, run: ImportRun) -> HttpResponse:
        return redirect("admin:import", pk=workflow.take_back(run, by=self.request.user).pk)


class FaultyRowsView(OwnImportView):
    """The faulty rows as a workbook, to be mended and sent again."""

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        run = self.run()
        try:
            content = run.content("faulty")
        except FileNotFoundError:
            raise Http404("no faulty rows are kept") from None
        title = f"{run.table_class.title} แถวที่ต้องแก้.xlsx"
        answer = HttpResponse(content, content_type=exporting.CONTENT_TYPES["xlsx"])
        answer.headers["Content-Disposition"] = str(content_disposition_header(True, title))
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
