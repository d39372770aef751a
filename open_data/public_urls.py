"""Addresses of the open data. Programs of others fetch them: none ever changes (decision 0038)."""

from django.urls import path

from open_data.views.public import (
    CatalogFile,
    EditionFile,
    EditionPage,
    IndexFile,
    LatestFile,
    OpenDataPage,
    RecordPackage,
)

_INDEX = "p/open-data/index"
urlpatterns = [
    path("p/open-data/", OpenDataPage.as_view(), name="open-data"),
    path(f"{_INDEX}.json", IndexFile.as_view(), {"form": "json"}, name="open-data-index"),
    path(f"{_INDEX}.json.sig", IndexFile.as_view(), {"form": "sig"}, name="open-data-signature"),
    path(
        f"{_INDEX}/<int:number>.json", IndexFile.as_view(), {"form": "json"}, name="open-data-list"
    ),
    path(
        f"{_INDEX}/<int:number>.json.sig",
        IndexFile.as_view(),
        {"form": "sig"},
        name="open-data-seal",
    ),
    path(
        "p/open-data/catalog.jsonld", CatalogFile.as_view(), {"form": "dcat"}, name="open-data-dcat"
    ),
    path("p/open-data/gd-catalog.json", CatalogFile.as_view(), {"form": "gd"}, name="open-data-gd"),
    path(
        "p/open-data/<slug:dataset>/latest.<slug:form>",
        LatestFile.as_view(),
        name="open-data-latest",
    ),
    path(
        "p/open-data/<slug:dataset>/datapackage.json",
        RecordPackage.as_view(),
        name="open-data-package",
    ),
    path(
        "p/open-data/<slug:dataset>/<slug:version>/",
        EditionPage.as_view(),
        name="open-data-edition",
    ),
    path(
        "p/open-data/<slug:dataset>/<slug:version>/<str:name>",
        EditionFile.as_view(),
        name="open-data-file",
    ),
]
