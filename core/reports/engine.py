"""Builds a report from its key, the user and the parameters, for the pages and the command alike."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection, transaction

from core.postgresql.replica import from_replica
from core.reports.parameters import ParametersForm
from core.reports.registry import all_reports, get_report
from core.reports.report import Basis, Report
from core.reports.tables import ReportTable
from core.users.models import User


class ReportNotFound(Exception):
    """No such report, or none for this officer, or an area that is not theirs: all the same."""


class BadParameters(Exception):
    """What was asked is incomplete or wrong; `form` says what, in Thai."""

    def __init__(self, form: ParametersForm):
        super().__init__("bad parameters")
        self.form = form

    def messages(self) -> list[str]:
        """One line for each error: the field's label, then what is wrong."""
        return [
            f"{self.form.fields[name].label}: {message}"
            if name in self.form.fields
            else str(message)
            for name, messages in self.form.errors.items()
            for message in messages
        ]


def reports_for(user: User) -> list[Report]:
    """The reports this officer's role may see."""
    return [report for report in all_reports() if report.allows(user)]


def find_report(key: str, user: User) -> Report:
    """The report, or ReportNotFound where there is none for this officer."""
    report = get_report(key)
    if report is None or not report.allows(user):
        raise ReportNotFound(key)
    return report


def read_parameters(report: Report, user: User, given: Mapping[str, str]) -> ParametersForm:
    """The checked form. Raises ReportNotFound out of area, BadParameters for anything else."""
    form = report.form_class(user, given)
    if form.is_valid():
        return form
    if form.out_of_area and (form.given or not form.nothing_to_choose):
        raise ReportNotFound(report.key)
    raise BadParameters(form)


def build(report: Report, user: User, form: ParametersForm, *, within: bool = False) -> ReportTable:
    """The filled table of a checked form. ReportNotFound where the figures are not the user's.

    `within`: called inside a transaction that wrote nothing of what reports read.
    """

    def read() -> ReportTable:
        with one_picture():
            return report.build(user, form.cleaned_data)

    return from_replica(read, within=within) if user.of_nation else read()


def build_paper(
    report: Report,
    user: User,
    form: ParametersForm,
    *,
    thai_digits: bool = False,
    with_charts: bool | None = None,
    within: bool = False,
) -> ReportTable:
    """As `build`, for paper: what is certified comes with its certificate, and is kept, without its
    charts. They go with a paper that nobody signs, unless `with_charts` says otherwise."""

    def read() -> tuple[ReportTable, Basis | None]:
        with one_picture():
            table = report.build(user, form.cleaned_data)
            return table, report.basis(user, form.cleaned_data, table)

    table, basis = from_replica(read, within=within) if user.of_nation else read()
    paper = replace(table, chart=None, tile_map=None)
    if basis is not None:
        paper = basis.certify(user, report.key, paper, thai_digits=thai_digits)
    if not report.paper_is_signed if with_charts is None else with_charts:
        paper = replace(paper, chart=table.chart, tile_map=table.tile_map)
    return paper


@contextmanager
def one_picture() -> Iterator[None]:
    """Everything read inside comes from one database snapshot, so a province that withdraws its
    report meanwhile is entirely in a report or not at all. Inside an open transaction, that
    transaction decides."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def file_name(report: Report, form: ParametersForm, extension: str) -> str:
    """รต.๓ แยกตามผลิตภัณฑ์ ตุลาคม 2569 จังหวัดฉะเชิงเทรา.xlsx: title and choices, as the page says them.

    For programs (JSON) rt3_2026-10_24.json, which every system takes.
    """
    if extension == "json":
        chosen = "_".join([report.key, *form.chosen().values()])
        return f"{_NOT_IN_FILE_NAMES.sub('-', chosen)}.json"
    said = " ".join([report.title, *form.said()])
    return f"{_NOT_IN_FILE_NAMES.sub(' ', said)[:LONGEST_FILE_NAME].strip()}.{extension}"


LONGEST_FILE_NAME = 80  # letters; a file system takes 255 bytes, and a Thai letter is three
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
