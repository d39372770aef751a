"""ส่งออก on a register's list: what the list shows now, in the columns of its table."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.safestring import SafeString

from core.tables import exporting
from core.tables.jobs import ask_export
from core.tables.tables import Table
from core.users import proof
from core.users.requests import signed_in_user


class ExcelExportMixin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Adds the export to a ScopedModelAdmin; the same rows, search and filters as its list."""

    table_class: type[Table]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=self._export_name()), *super().get_urls()]

    def _export_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_export"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        address = reverse(f"admin:{self._export_name()}")
        export_url = f"{address}?{request.GET.urlencode()}" if request.GET else address
        table_url = reverse("admin:table", args=[self.table_class.entity])
        context = {"export_url": export_url, "table_url": table_url}
        return super().changelist_view(request, context | (extra_context or {}))

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list as a workbook; a long one is written in the background. Refused for who may not
        see the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        whole_list = reverse(admin_urlname(self.opts, SafeString("changelist")))
        back = f"{whole_list}?{request.GET.urlencode()}" if request.GET else whole_list
        if self.table_class.holds_persons and (again := proof.asked(request, back)):
            return again
        try:
            shown: QuerySet[Any] = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:  # as the list itself answers it
            return redirect(f"{whole_list}?{ERROR_FLAG}=1")
        table = self.table_class(signed_in_user(request))
        if (count := shown.count()) > exporting.AT_ONCE:
            is_whole = count == table.records().count()
            only = None if is_whole else list(shown.order_by().values_list("pk", flat=True))
            return redirect("admin:job", pk=ask_export(table, "xlsx", only=only).pk)
        keys = list(shown.order_by().values_list("pk", flat=True))
        records = table.among(keys).order_by(*shown.query.order_by)
        return FileResponse(
            exporting.export(table, "xlsx", records),
            as_attachment=True,
            filename=exporting.file_title(table, "xlsx"),
            content_type=exporting.CONTENT_TYPES["xlsx"],
        )
