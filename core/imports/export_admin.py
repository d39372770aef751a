"""ส่งออก Excel on a register's list: what the list shows now, in the columns of its resource."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.urls import path, reverse
from import_export.resources import Resource

from core.imports.workbooks import write_workbook

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExcelExportMixin:
    """Adds the export to a ScopedModelAdmin; the same rows, search and filters as its list.

    `resource_class` declares the columns with their Thai headings, once for both directions.
    """

    resource_class: type[Resource]
    export_related: tuple[str, ...] = ()
    export_parts: tuple[str, ...] = ()  # repeating parts that a column puts together

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=self._export_name()), *super().get_urls()]

    def _export_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_export"

    def changelist_view(self, request: HttpRequest, extra_context=None):
        address = reverse(f"admin:{self._export_name()}")
        export_url = f"{address}?{request.GET.urlencode()}" if request.GET else address
        return super().changelist_view(request, {"export_url": export_url, **(extra_context or {})})

    def export_view(self, request: HttpRequest) -> FileResponse:
        """The list as a workbook; refused for who may not see the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows: QuerySet = self.get_changelist_instance(request).get_queryset(request)
        rows = rows.select_related(*self.export_related) if self.export_related else rows
        rows = rows.prefetch_related(*self.export_parts)
        resource = self.resource_class()
        title = str(self.opts.verbose_name_plural)
        file = write_workbook(
            title,
            resource.get_export_headers(),
            (resource.export_resource(row) for row in rows.iterator(chunk_size=2000)),
        )
        return FileResponse(file, as_attachment=True, filename=f"{title}.xlsx", content_type=EXCEL)
