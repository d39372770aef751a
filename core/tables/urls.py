"""Addresses of imports and exports; the roof mounts them behind the sign-in."""

from django.urls import path

from core.tables.views import (
    BlankFormView,
    CallOffView,
    ConfirmView,
    ExportView,
    FaultyRowsView,
    ImportView,
    OneTableView,
    TablesView,
    TakeBackView,
)

urlpatterns = [
    path("", TablesView.as_view(), name="tables"),
    path("imports/<int:pk>/", ImportView.as_view(), name="import"),
    path("imports/<int:pk>/confirm/", ConfirmView.as_view(), name="import-confirm"),
    path("imports/<int:pk>/call-off/", CallOffView.as_view(), name="import-call-off"),
    path("imports/<int:pk>/take-back/", TakeBackView.as_view(), name="import-take-back"),
    path("imports/<int:pk>/faulty/", FaultyRowsView.as_view(), name="import-faulty"),
    path("<slug:entity>/", OneTableView.as_view(), name="table"),
    path("<slug:entity>/export/", ExportView.as_view(), name="table-export"),
    path("<slug:entity>/form/", BlankFormView.as_view(), name="table-form"),
]
