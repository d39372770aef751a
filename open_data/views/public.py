"""/p/open-data/: what is published, for everybody, without a sign-in; below it each file at an address
that stays. What is kept is sent as it went out; records are drawn anew (open_data.records)."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation

from catalogue import facts, kept, structured
from catalogue.views.public import PublicView
from core.thai import calendar
from core.users.brakes import Limit
from open_data import descriptions, published
from open_data.datasets import DATASETS, LICENCE, SALES, Dataset
from open_data.files import CSV, JSON, File, as_json, csv_of, json_of, schema_of
from open_data.models import Edition, Publication, PublishedFile
from open_data.records import rows_of

# Downloads of one address, behind which a whole school or a carrier may sit; of records, which are drawn
# anew, fewer.
OF_FILES = Limit("open_data_files", 600, timedelta(minutes=10), (timedelta(minutes=10),))
OF_RECORDS = Limit("open_data_records", 30, timedelta(minutes=10), (timedelta(minutes=10),))
SHOWN_EDITIONS = 12


class OpenDataView(PublicView):
    """Held by the brake of its kind."""

    limit = OF_FILES

    def waits(self, **kwargs: Any) -> HttpResponse | None:
        return self.told_to_wait(self.limit_of(**kwargs), "open_data/waits.html")

    def limit_of(self, **kwargs: Any) -> Limit:
        return self.limit

    def with_files(self, edition: Edition) -> dict[str, Any]:
        return edition_told(edition, self.language) | {"files": files_told(edition, self.language)}

    def send_file(self, content: bytes, media_type: str, name: str) -> HttpResponseBase:
        page = kept.as_page_of(content)
        packed = "gzip" in self.request.headers.get("Accept-Encoding", "")
        answer = HttpResponse(page.packed if packed else page.body)
        if packed:
            answer["Content-Encoding"] = "gzip"
        text = media_type in (CSV, JSON)
        answer["Content-Type"] = f"{media_type}; charset=utf-8" if text else media_type
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["ETag"] = page.etag
        return self.named(answer)


class OpenDataPage(OpenDataView):
    """The datasets: what, of which months, how often, in which forms, under which licence."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        last = Publication.objects.defer("index").first()
        with translation.override(self.language):
            title = translation.gettext("ข้อมูลเปิด OTOP")
        context = {
            "title": title,
            "canonical": structured.address(reverse("open-data")),
            "datasets": [self.told(one) for one in DATASETS.values()],
            "licence": LICENCE,
            "last": last,
            "last_at": facts.day_said(timezone.localdate(last.at), self.language) if last else "",
            "json_ld": structured.as_json_ld(descriptions.dcat()),
        }
        return self.send(kept.as_page(kept.draw("open_data/page.html", context, self.language)))

    def told(self, one: Dataset) -> dict[str, Any]:
        editions = list(published.current(one.key)) if one.keeps_versions else []
        told = [edition_told(edition, self.language) for edition in editions]
        return {
            "key": one.key,
            "title": one.title.said(self.language),
            "about": one.about.said(self.language),
            "frequency": one.frequency.said(self.language),
            "keeps_versions": one.keeps_versions,
            "newest": self.with_files(editions[0]) if editions else None,
            "recent": told[1:SHOWN_EDITIONS],
            "older": told[SHOWN_EDITIONS:],
            "forms": [
                {"form": form.upper(), "path": reverse("open-data-latest", args=[one.key, form])}
                for form in ("csv", "json")
            ],
        }


def edition_told(edition: Edition, language: str) -> dict[str, Any]:
    """Of when, which version, where its page is."""
    english = language == facts.ENGLISH
    month = f"{edition.of:%Y-%m}" if english else calendar.month_name(edition.of)
    return {
        "of": month if edition.dataset == SALES else facts.day_said(edition.of, language),
        "version": edition.version,
        "path": reverse("open-data-edition", args=[edition.dataset, edition.name]),
    }


def files_told(edition: Edition, language: str) -> list[dict[str, Any]]:
    """In the order of the dataset's tables, what describes them last."""
    tables = {one.name: one for one in DATASETS[edition.dataset].tables}
    order = list(tables)
    files = []
    for one in edition.files.defer("packed"):
        stem = one.name.rpartition(".")[0]
        files.append(
            {
                "name": one.name,
                "title": tables[stem].title.said(language) if stem in tables else "",
                "path": reverse("open-data-file", args=[edition.dataset, edition.name, one.name]),
                "size": f"{one.size:,}",
                "sha256": one.sha256,
                "place": order.index(stem) if stem in tables else len(order),
            }
        )
    return sorted(files, key=lambda one: (one["place"], one["name"]))


class EditionPage(OpenDataView):
    """One edition: its files with sizes and hashes, and the other versions of the same month."""

    def get(self, request: HttpRequest, dataset: str, version: str) -> HttpResponseBase:
        edition = published.edition(dataset, version)
        if edition is None:
            raise Http404("no such edition")
        others = Edition.objects.filter(dataset=dataset, of=edition.of).exclude(pk=edition.pk)
        about = DATASETS[dataset]
        context = {
            "title": about.title.said(self.language),
            "canonical": structured.address(request.path),
            "edition": self.with_files(edition),
            "about": about.about.said(self.language),
            "others": [edition_told(one, self.language) for one in others],
            "published": facts.day_said(timezone.localdate(edition.publication.at), self.language),
        }
        return self.send(kept.as_page(kept.draw("open_data/edition.html", context, self.language)))


class EditionFile(OpenDataView):
    """A file as it went out."""

    def get(self, request: HttpRequest, dataset: str, version: str, name: str) -> HttpResponseBase:
        edition = published.edition(dataset, version)
        file = edition and edition.files.filter(name=name).first()
        if not file:
            raise Http404("no such file")
        return self.send_kept(file)

    def send_kept(self, file: PublishedFile) -> HttpResponseBase:
        edition = file.edition
        stem, _, form = file.name.rpartition(".")
        name = f"otop-{edition.dataset}-{edition.name}-{stem}.{form}"
        return self.send_file(published.content(file), file.media_type, name)


class LatestFile(EditionFile):
    """latest.csv, latest.json: the first table of the newest edition; of records, drawn now."""

    def limit_of(self, dataset: str = "", **kwargs: Any) -> Limit:
        of_records = dataset in DATASETS and not DATASETS[dataset].keeps_versions
        return OF_RECORDS if of_records else OF_FILES

    def get(self, request: HttpRequest, dataset: str, form: str) -> HttpResponseBase:  # type: ignore[override]
        if dataset not in DATASETS or form not in ("csv", "json"):
            raise Http404("no such dataset")
        one = DATASETS[dataset]
        table = one.tables[0]
        if not one.keeps_versions:
            draw, media = (csv_of, CSV) if form == "csv" else (json_of, JSON)
            return self.send_file(draw(table, rows_of(dataset)), media, f"otop-{dataset}.{form}")
        newest = published.latest(dataset)
        file = newest and newest.files.filter(name=f"{table.name}.{form}").first()
        if not file:
            raise Http404("nothing is published yet")
        return self.send_kept(file)


class RecordPackage(OpenDataView):
    """datapackage.json of a dataset of records, which names no hash: what it describes is drawn anew."""

    def get(self, request: HttpRequest, dataset: str) -> HttpResponseBase:
        one = DATASETS.get(dataset)
        if one is None:
            raise Http404("no such dataset")
        newest = published.latest(dataset) if one.keeps_versions else None
        if newest:
            name = "datapackage.json"
            return self.send_file(published.content(newest.files.get(name=name)), JSON, name)
        if one.keeps_versions:
            raise Http404("nothing is published yet")
        return self.send_file(as_json(_package_of_records(one)), JSON, "datapackage.json")


def _package_of_records(one: Dataset) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": f"otop-{one.key}",
        "title": one.title.th,
        "description": one.about.th,
        "licenses": [{"name": LICENCE[0], "path": LICENCE[1]}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name,
                "path": descriptions.record_address(one.key, "csv"),
                "format": "csv",
                "mediatype": CSV,
                "encoding": "utf-8-sig",
                "schema": schema_of(table),
            }
            for table in one.tables
        ],
    }


class IndexFile(OpenDataView):
    """The signed list of all files, the newest or an earlier one, and its signature (64 bytes)."""

    def get(self, request: HttpRequest, form: str, number: int = 0) -> HttpResponseBase:
        rows = Publication.objects.all()
        found = rows.filter(number=number).first() if number else rows.first()
        if found is None:
            raise Http404("nothing is published yet")
        file = File("index.json", JSON, bytes(found.index))
        if form == "sig":
            file = File("index.json.sig", "application/octet-stream", bytes(found.signature))
        return self.send_file(file.content, file.media_type, file.name)


class CatalogFile(OpenDataView):
    """DCAT and GD Catalog."""

    def get(self, request: HttpRequest, form: str) -> HttpResponseBase:
        if form == "dcat":
            content = as_json(descriptions.dcat())
            return self.send_file(content, "application/ld+json", "catalog.jsonld")
        return self.send_file(as_json(descriptions.gd_catalog()), JSON, "gd-catalog.json")
