"""The one place that publishes: what is new goes out as the next publication, under a signed list.

    the department closes a month, or announces a round > a job > new editions, or none

A month whose correction may not be seen (open_data.months) keeps its version, and the job says so.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from django.db import connection, transaction
from django.dispatch import receiver
from django.utils import timezone

from core.areas.row_security import seen_as_portal
from core.areas.scope import Role
from core.jobs.models import Job
from core.jobs.workflow import ask
from core.steps import StepRule, may
from core.thai import calendar
from core.thai.calendar import fiscal_year
from core.users.models import User
from open_data import tables
from open_data.datasets import (
    BY_CATEGORY,
    BY_MONTH,
    BY_PROVINCE,
    DATASETS,
    REGISTERED,
    REGISTRY,
    SALES,
    SUMS,
)
from open_data.files import SDMX, File, as_json, data_package, files_of, sdmx_of
from open_data.models import Basis, Edition, Publication, PublishedFile, SuppressionRule
from open_data.months import NotPublished, ProtectedMonth, as_cells, packed, protected
from open_data.published import files_in_order, rows_of_month
from registration.signals import round_announced
from sales.figures.paper_signing import detached_signature, key_in_use
from sales.models import SalesMonth
from sales.signals import month_closed

KIND = "open_data"
TITLE = "เผยแพร่ข้อมูลเปิด"
Cause = Publication.Cause
PUBLISH = StepRule("เผยแพร่ข้อมูลเปิด", frozenset(), None, frozenset({Role.DEPARTMENT}))
SET_RULE = StepRule("กำหนดเกณฑ์ปกปิด", frozenset(), None, frozenset({Role.DEPARTMENT}))
_ONE_AT_A_TIME = 20_271_138


@dataclass
class Made:
    """An edition before it is kept."""

    dataset: str
    of: date
    version: int
    files: Sequence[File]
    month: ProtectedMonth | None = None


@dataclass
class Outcome:
    publication: Publication | None = None
    editions: list[Edition] = field(default_factory=list[Edition])
    left: list[str] = field(default_factory=list[str])  # why months were not published


# --- What asks for it -----------------------------------------------------------------------------


def ask_to_publish(cause: str, *, by: User, month: date | None = None) -> Job:
    """Put a publication in the queue; refused for whoever is not of the department."""
    may(by, PUBLISH)
    parameters = {"cause": cause, "month": month.isoformat() if month else ""}
    return ask(KIND, title=TITLE, by=by, parameters=parameters)


@receiver(month_closed)
def publish_closed_month(month: date, by: User, **kwargs: Any) -> None:
    ask_to_publish(Cause.MONTH_CLOSED, by=by, month=month)


@receiver(round_announced)
def publish_announced_round(by: User, **kwargs: Any) -> None:
    ask_to_publish(Cause.ROUND_ANNOUNCED, by=by)


def set_rule(rule: SuppressionRule, *, by: User, at: datetime) -> SuppressionRule:
    """From the next publication on; the rules before stay on record."""
    may(by, SET_RULE)
    rule.by, rule.at = by, at
    rule.save(force_insert=True)
    return rule


# --- Publishing -----------------------------------------------------------------------------------


@transaction.atomic
@seen_as_portal(
    "what an earlier version was summed from is nobody's to read; figures go by the door"
)
def publish(cause: str, *, by: User, month: date | None = None) -> Outcome:
    """What is new: the month (of a closing), every closed month (by hand), and the registry."""
    may(by, PUBLISH)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    outcome = Outcome()
    made: list[Made] = []
    for one in _months(cause, month):
        try:
            made.append(_sales(protected(one, SuppressionRule.in_force(), by=by), made))
        except NotPublished as reason:
            outcome.left.append(str(reason))
    if registry := _registry(by):
        made.append(registry)
    if made:
        _keep(made, outcome, cause, by)
    return outcome


def _months(cause: str, month: date | None) -> list[SalesMonth]:
    """Of what is closed, oldest first, since a year's table grows by its months."""
    closed = SalesMonth.objects.filter(status=SalesMonth.Status.CLOSED).order_by("month")
    if cause == Cause.BY_HAND:
        return list(closed)
    return list(closed.filter(month=month)) if month else []


def _sales(of: ProtectedMonth, made: Sequence[Made]) -> Made:
    provinces = tables.province_names()
    sums = list(tables.sums(of, provinces))
    files = files_of(SUMS, sums)
    files.append(File("sales-sdmx.csv", SDMX, sdmx_of(sums)))
    files += files_of(BY_PROVINCE, list(tables.by_province(of, provinces)))
    files += files_of(BY_CATEGORY, list(tables.by_category(of, provinces)))
    files += files_of(BY_MONTH, _year_so_far(of, made))
    return _described(Made(SALES, of.month, of.version, files, of))


def _year_so_far(of: ProtectedMonth, made: Sequence[Made]) -> list[tables.Row]:
    """The rows of the fiscal year's months up to this one, each as its newest version says it."""
    year = fiscal_year(of.month)
    rows = {
        one: row
        for one, row in rows_of_month().items()
        if fiscal_year(one) == year and one < of.month
    }
    for one in made:
        if one.month and fiscal_year(one.of) == year and one.of < of.month:
            rows[one.of] = next(iter(tables.by_month(one.month, {})))
    rows[of.month] = next(iter(tables.by_month(of, {})))
    return [rows[one] for one in sorted(rows)]


def _registry(by: User) -> Made | None:
    """None where today's counts went out already."""
    today = calendar.today()
    files = files_of(REGISTERED, tables.registry(today, tables.province_names(), by=by))
    last = Edition.objects.filter(dataset=REGISTRY, of=today).order_by("-version").first()
    if last is None:
        return _described(Made(REGISTRY, today, 1, files))
    kept = last.files.filter(name=files[0].name).values_list("sha256", flat=True)
    if files[0].sha256 in kept:
        return None
    return _described(Made(REGISTRY, today, last.version + 1, files))


def _described(made: Made) -> Made:
    """With its data package."""
    edition = Edition(dataset=made.dataset, of=made.of, version=made.version)
    package = data_package(
        DATASETS[made.dataset],
        name=f"otop-{made.dataset}-{edition.name}",
        version=f"{made.version}.0.0",
        made=timezone.localtime().isoformat(timespec="seconds"),
        files=made.files,
    )
    made.files = [*made.files, package]
    return made


def _keep(made: Sequence[Made], outcome: Outcome, cause: str, by: User) -> None:
    last = Publication.objects.first()
    number = last.number + 1 if last else 1
    now = timezone.now()
    index = _index(made, last, number, now)
    content = as_json(index)
    file = File("index.json", "application/json", content)
    key = key_in_use().public_key()
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    outcome.publication = Publication.objects.create(
        number=number,
        at=now,
        by=by,
        cause=cause,
        index=content,
        sha256=file.sha256,
        signature=detached_signature(content),
        key=key.public_bytes(*raw).hex(),
    )
    for one in made:
        outcome.editions.append(_edition(one, outcome.publication))


def _edition(made: Made, publication: Publication) -> Edition:
    edition = Edition.objects.create(
        publication=publication,
        dataset=made.dataset,
        of=made.of,
        version=made.version,
        withheld=as_cells(made.month.sums.withheld) if made.month else [],
    )
    PublishedFile.objects.bulk_create(
        PublishedFile(
            edition=edition,
            name=one.name,
            media_type=one.media_type,
            size=len(one.content),
            sha256=one.sha256,
            packed=gzip.compress(one.content, mtime=0),
        )
        for one in made.files
    )
    if made.month:
        Basis.objects.create(edition=edition, packed=packed(made.month.lines))
    return edition


def _index(made: Sequence[Made], last: Publication | None, number: int, now: Any) -> dict[str, Any]:
    """Every file there is, those of before first: {path, bytes, sha256}."""
    files = [
        {"path": f"{dataset}/{edition}/{name}", "bytes": size, "sha256": sha256}
        for dataset, edition, name, size, sha256 in files_in_order()
    ]
    for one in made:
        edition = Edition(dataset=one.dataset, of=one.of, version=one.version).name
        files += [
            {
                "path": f"{one.dataset}/{edition}/{file.name}",
                "bytes": len(file.content),
                "sha256": file.sha256,
            }
            for file in one.files
        ]
    return {
        "format": "otop-open-data/1",
        "number": number,
        "at": timezone.localtime(now).isoformat(timespec="seconds"),
        "before": last.sha256 if last else "",
        "files": files,
    }
