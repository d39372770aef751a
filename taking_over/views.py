"""Taking over the old systems, as pages of the department: the files, how they are read, what came of
them."""

from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from core.areas.scope import Role
from core.pages import RoleView
from core.reading import FileRefused
from core.reading.batches import look_into, open_table
from core.tables.exporting import CONTENT_TYPES
from core.tables.tables import Table, table_of
from core.users.requests import AuthenticatedHttpRequest
from taking_over import asking, mapping, workflow
from taking_over.folder import offered, table_called
from taking_over.forms import BeginForm, FilesForm
from taking_over.mapping import MappingRefused
from taking_over.models import TakenTable, TakeOver
from taking_over.opening import known_headings
from taking_over.workflow import TakeOverRefused

RECENT = 20
BATCHES_LOOKED_AT = 4  # of words that are not understood

_KEPT = {
    "held-back": ("held_back_file", "กันไว้", "xlsx"),
    "not-taken": ("not_taken_file", "ค่าที่เก็บไม่ได้", "csv"),
}


class TakeOversView(RoleView):
    """The take-overs there were, and a new one."""

    roles = frozenset({Role.DEPARTMENT})

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page(BeginForm())

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        form = BeginForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        made = workflow.begin(form.cleaned_data["title"], by=request.user)
        return redirect("admin:take-over", pk=made.pk)

    def _page(self, form: BeginForm, status: int = 200) -> HttpResponse:
        found = TakeOver.objects.visible_to(self.request.user).select_related("by")[:RECENT]
        context = {"title": "นำเข้าจากระบบเดิม", "form": form, "take_overs": found}
        return self.show("taking_over/list.html", context, status=status)


class OneTakeOverView(RoleView):
    """A page about one take-over."""

    roles = frozenset({Role.DEPARTMENT})

    def take_over(self) -> TakeOver:
        found = TakeOver.objects.visible_to(self.request.user).select_related("job", "by")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def page(
        self, take_over: TakeOver, *, refusal: str = "", form: FilesForm | None = None,
        status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        tables = list(take_over.tables.all())
        context = {
            "title": take_over.title,
            "take_over": take_over,
            "tables": tables,
            "waiting": sum(1 for one in tables if one.status != TakenTable.Status.DONE),
            "lines": take_over.lines.select_related("by"),
            "form": form or FilesForm(),
            "refusal": refusal,
            "may_go_on": not take_over.is_under_way
            and any(
                one.upload and one.status in (TakenTable.Status.WAITING, TakenTable.Status.CHECKED)
                for one in tables
            ),
        }
        return self.show("taking_over/take_over.html", context, status=status)


class TakeOverView(OneTakeOverView):
    """One take-over: its files, a bar while the worker is at it, the receipts, the reconciliation."""

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return self.page(self.take_over())


class FilesView(OneTakeOverView):
    """Files are sent into a take-over."""

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return redirect("admin:take-over", pk=pk)

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        take_over = self.take_over()
        form = FilesForm(request.POST, _lists(request))
        if not form.is_valid():
            return self.page(take_over, form=form, status=422)
        chosen = form.cleaned_data["entity"]
        named = [
            (file, offered(chosen) if chosen else table_called(file.name))
            for file in form.cleaned_data["sheets"]
        ]
        unknown = [file.name for file, table in named if table is None]
        if unknown:
            form.add_error("sheets", f"ไม่รู้ว่า {', '.join(unknown)} เป็นตารางใด เลือกตารางแล้วส่งใหม่")
            return self.page(take_over, form=form, status=422)
        try:
            for file, table in named:
                assert table is not None
                workflow.receive(take_over, table, file.name, file, by=request.user)
        except TakeOverRefused as refusal:
            return self.page(self.take_over(), refusal=str(refusal), status=409)
        return redirect("admin:take-over", pk=pk)


def _lists(request: HttpRequest) -> Any:
    """The files of a field that takes several."""
    return {"sheets": request.FILES.getlist("sheets")}


class AskView(OneTakeOverView):
    """Have it looked at, or taken over."""

    check_only = False

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return redirect("admin:take-over", pk=pk)

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        take_over = self.take_over()
        try:
            asking.ask(take_over, by=request.user, check_only=self.check_only)
        except TakeOverRefused as refusal:
            return self.page(self.take_over(), refusal=str(refusal), status=409)
        return redirect("admin:take-over", pk=pk)


class TakenTableView(OneTakeOverView):
    """A page about one file of a take-over."""

    def table(self) -> TakenTable:
        return get_object_or_404(self.take_over().tables.all(), pk=self.kwargs["table"])


class MappingView(TakenTableView):
    """How the file is read: its headings and words on the left, ours on the right."""

    def get(self, request: AuthenticatedHttpRequest, pk: int, table: int) -> HttpResponse:
        return self._page(self.table())

    def post(self, request: AuthenticatedHttpRequest, pk: int, table: int) -> HttpResponse:
        of, found = self._table()
        if request.POST.get("part") == "words":
            mapping.keep_words(of.entity, self._words(of, found), request.POST)
            return redirect("admin:take-over", pk=pk)
        try:
            choices = mapping.heading_choices(found, self._first(of, found))
            mapping.keep_headings(of.entity, choices, request.POST)
        except MappingRefused as refusal:
            return self._page(of, refusal=str(refusal), status=422)
        except (FileRefused, FileNotFoundError):
            return redirect("admin:take-over", pk=pk)
        return redirect("admin:take-over-mapping", pk=pk, table=table)

    def _table(self) -> tuple[TakenTable, Table]:
        of = self.table()
        found = table_of(of.entity)
        if found is None:
            raise Http404("a table that is no more")
        return of, found(self.request.user)

    def _first(self, of: TakenTable, found: Table) -> Any:
        known = known_headings(found, mapping.mapped_for(of.entity))
        with asking.sent(of) as file:
            return look_into(file, of.file_title, known)

    def _words(self, of: TakenTable, found: Table) -> list[mapping.WordChoice]:
        known = known_headings(found, mapping.mapped_for(of.entity))
        columns = mapping.columns_of(found)
        by_heading = {column.column_name: name for name, column in columns.items()}
        try:
            with asking.sent(of) as file, open_table(file, of.file_title, known) as opened:
                names = [by_heading.get(heading, heading) for heading in opened.headings]
                rows = (
                    dict(zip(names, row.cells, strict=True))
                    for batch in islice(opened.batches(), BATCHES_LOOKED_AT)
                    for row in batch
                )
                return mapping.word_choices(found, rows)
        except (FileRefused, FileNotFoundError):
            return []

    def _page(self, of: TakenTable, *, refusal: str = "", status: int = 200) -> HttpResponse:
        of, found = self._table()
        choices: list[mapping.HeadingChoice] = []
        try:
            choices = mapping.heading_choices(found, self._first(of, found))
        except FileNotFoundError:
            refusal = "ไฟล์นี้นำเข้าแล้วและลบออกจากระบบแล้ว ส่งไฟล์ใหม่เพื่อจับคู่"
        except FileRefused as error:
            refusal = str(error)
        context = {
            "title": f"จับคู่หัวคอลัมน์และคำ: {of.table_title}",
            "table": of,
            "take_over": of.take_over,
            "choices": choices,
            "words": self._words(of, found),
            "blank": mapping.BLANK,
            "columns": [
                (name, column.column_name) for name, column in mapping.columns_of(found).items()
            ],
            "refusal": refusal,
        }
        return self.show("taking_over/mapping.html", context, status=status)


class KeptFileView(TakenTableView):
    """The rows held back, to be corrected and sent again; the cells that were not taken."""

    def get(
        self, request: AuthenticatedHttpRequest, pk: int, table: int, kind: str
    ) -> HttpResponse:
        if kind not in _KEPT:
            raise Http404("no such file")
        name, word, suffix = _KEPT[kind]
        of = self.table()
        try:
            content = of.content(name)
        except FileNotFoundError:
            raise Http404("nothing of that is kept") from None
        title = f"{of.entity} {word}.{suffix}"
        answer = HttpResponse(content, content_type=CONTENT_TYPES[suffix])
        answer.headers["Content-Disposition"] = str(content_disposition_header(True, title))
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
