"""The list of reports and the page of one; files come from the same address with `format`."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode

from core.pages import PortalView
from core.reports import engine
from core.reports.charts import Drawing, NothingToDraw, drawings
from core.reports.jobs import ask_file, is_large, note_file
from core.reports.parameters import ParametersForm
from core.reports.renderers import FILE_FORMATS, html
from core.reports.report import Report
from core.reports.tables import DRAFT_MARK, EMPTY_TABLE, ReportTable
from core.sending.costly import CostlyView
from core.users.access import shows
from core.users.requests import AuthenticatedHttpRequest

ROWS_ON_A_PAGE = 200  # of the screen; a district's รต.๒ of 130 rows stays in one piece


class ReportListView(PortalView):
    """The reports of the officer's role."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        # The roof names the order of the headings; one it does not name stands at the end.
        groups: dict[str, list[dict[str, Any]]] = {name: [] for name in settings.REPORT_GROUPS}
        for report in engine.reports_for(request.user):
            url = reverse("admin:report", args=[report.key])
            groups.setdefault(report.group, []).append({"report": report, "url": url})
        context = {
            "title": "รายงาน",
            "groups": {name: entries for name, entries in groups.items() if entries},
        }
        return self.show("reports/list.html", context)


class ReportView(CostlyView, PortalView):
    """One report: its parameters, the table, and the same as a file.

    Not this role's, no such key, an area that is not the officer's: 404. Where there is nothing of what
    was chosen, or nothing to see yet, the page says so; a file of it is not found. Anything else wrong
    comes back as the form with what is wrong; where a file was asked for, with status 400.
    """

    def get(self, request: AuthenticatedHttpRequest, key: str) -> HttpResponse:
        given = request.GET.dict()
        file_format = given.pop("format", "") or "html"
        thai_digits = given.pop("thai_digits", "") == "1"
        given.pop("page", "")
        with_charts = {"1": True, "0": False}.get(given.pop("chart", ""))
        try:
            report = engine.find_report(key, request.user)
            form = engine.read_parameters(report, request.user, given)
        except engine.ReportNotFound as error:
            raise Http404 from error
        except engine.BadParameters as error:
            if not given and file_format == "html":
                error.form.forgive()
            status = 200 if file_format == "html" else 400
            return self._page(request, report, error.form, status=status)
        try:
            table = (
                engine.build_paper(
                    report, request.user, form, thai_digits=thai_digits, with_charts=with_charts
                )
                if file_format == "pdf"
                else engine.build(report, request.user, form)
            )
        except engine.ReportNotFound as error:
            if file_format != "html":
                raise Http404 from error
            return self._page(request, report, form, nothing=report.nothing)
        if file_format == "html":
            shows(request, f"รายงาน{report.title}", table.persons)
            return self._page(request, report, form, table)
        if file_format not in FILE_FORMATS:
            form.add_error(None, "รูปแบบไฟล์มี xlsx, pdf, json, svg และ map")
            return self._page(request, report, form, status=400)
        if is_large(table, file_format):
            asked = ask_file(
                report,
                form,
                request.user,
                file_format,
                thai_digits=thai_digits,
                with_charts=with_charts,
            )
            return redirect("admin:job", pk=asked.pk)
        try:
            file = self._file(report, form, table, file_format, thai_digits)
        except NothingToDraw as error:
            raise Http404 from error
        note_file(request.user, report, table, request)
        return file

    def _file(
        self,
        report: Report,
        form: ParametersForm,
        table: ReportTable,
        file_format: str,
        thai_digits: bool,
    ) -> HttpResponse:
        chosen = FILE_FORMATS[file_format]
        name = _named(engine.file_name(report, form, chosen.extension), file_format)
        return HttpResponse(
            chosen.render(table, thai_digits),
            content_type=chosen.content_type,
            headers={
                "Content-Disposition": content_disposition_header(
                    not chosen.opens_in_browser, name
                ),
                "X-Content-Type-Options": "nosniff",
            },
        )

    def _page(
        self,
        request: AuthenticatedHttpRequest,
        report: Report,
        form: ParametersForm,
        table: ReportTable | None = None,
        status: int = 200,
        nothing: str = "",
    ) -> HttpResponse:
        nothing_to_choose = table is None and form.nothing_to_choose
        context: dict[str, Any] = {
            "title": report.title,
            "report": report,
            "form": form,
            "list_url": reverse("admin:report-list"),
            "beside": report.beside(request.user, form),
            "nothing_to_choose": nothing_to_choose,
            "nothing": nothing or (report.not_begun if nothing_to_choose else ""),
        }
        if table is not None:
            pictures = [self._picture(report, form, drawing) for drawing in drawings(table)]
            page = Paginator(table.rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
            begin = (page.number - 1) * ROWS_ON_A_PAGE
            context |= {
                "table": table,
                "grid": html.grid(table, begin, begin + ROWS_ON_A_PAGE),
                "page": page,
                "kept": urlencode(form.chosen()),
                "summaries": [html.grid(summary) for summary in table.summaries],
                "draft_mark": DRAFT_MARK,
                "empty": f"{EMPTY_TABLE}ตามช่วงเวลาและพื้นที่ที่เลือก",
                "links": self._links(
                    form, may_add_charts=bool(pictures) and report.paper_is_signed
                ),
                "pictures": pictures,
            }
        return self.show("reports/report.html", context, status=status)

    def _picture(self, report: Report, form: ParametersForm, drawing: Drawing) -> dict[str, Any]:
        """A drawing, where it is a file and what it is called as PNG."""
        file_format = "map" if drawing.key == "map" else "svg"
        return {
            "drawing": drawing,
            "query": urlencode(form.chosen() | {"format": file_format}),
            "name": _named(engine.file_name(report, form, "png"), file_format),
        }

    def _links(self, form: ParametersForm, *, may_add_charts: bool) -> list[dict[str, str]]:
        """The same report as files."""
        chosen = form.chosen()
        kinds = [
            ("Excel", {"format": "xlsx"}),
            ("PDF", {"format": "pdf"}),
            ("พิมพ์เลขไทย", {"format": "pdf", "thai_digits": "1"}),
        ]
        if may_add_charts:
            kinds.append(("PDF พร้อมแผนภูมิ", {"format": "pdf", "chart": "1"}))
        return [{"label": label, "query": urlencode(chosen | extra)} for label, extra in kinds]


def _named(file_name: str, file_format: str) -> str:
    """Chart and map of one report do not write over each other."""
    return f"แผนที่ {file_name}" if file_format == "map" else file_name
