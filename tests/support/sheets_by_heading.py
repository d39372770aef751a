"""Sheets of the tables as offices send them: an export as rows to be altered, a file of it, its way
through the pages."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client

from core.tables import exporting
from core.tables.checked import Checked
from core.tables.checking import check
from core.tables.models import ImportRun
from core.tables.tables import Table, table_of
from core.tables.workbooks import write_workbook
from core.tables.workflow import read_for
from core.users.models import User
from tests.support.worker import work

SheetRow = dict[str, object]


def table(entity: str, by: User) -> Table:
    found = table_of(entity)
    assert found is not None, entity
    return found(by)


def sheet_rows(entity: str, by: User, **asked: str) -> list[SheetRow]:
    """The export of an officer as rows by heading, to be altered."""
    of = table(entity, by)
    of.choose(asked)
    return [dict(zip(of.headings, row, strict=True)) for row in of.export_rows()]


def workbook(rows: Sequence[Mapping[str, object]]) -> bytes:
    """A workbook with the headings of the first row."""
    headings = list(rows[0])
    with write_workbook(
        "ตาราง", headings, [[row[name] for name in headings] for row in rows]
    ) as file:
        return file.read()


def checked(entity: str, by: User, rows: Sequence[Mapping[str, object]]) -> Checked:
    """What the check makes of such a sheet."""
    of = table(entity, by)
    return check(of, read_for(of, BytesIO(workbook(rows)), "ไฟล์.xlsx"))


def faults(found: Checked) -> list[dict[str, str]]:
    """The faults of the faulty lines, by column."""
    return [line.faults for line in found.faulty]


def send(entity: str, by: User, rows: Sequence[Mapping[str, object]]) -> ImportRun:
    """Send a sheet through the page and let the worker check it."""
    client = Client()
    client.force_login(by)
    file = SimpleUploadedFile("ไฟล์.xlsx", workbook(rows))
    answer = client.post(f"/tables/{entity}/", {"file": file})
    assert answer.status_code == 302, answer.status_code
    work()
    return ImportRun.objects.filter(by=by).latest("pk")


def confirm(run: ImportRun, *, with_faults: bool = False) -> ImportRun:
    """Confirm through the page, let the worker write."""
    client = Client()
    client.force_login(run.by)
    client.post(f"/tables/imports/{run.pk}/confirm/", {"with_faults": "1"} if with_faults else {})
    work()
    run.refresh_from_db()
    return run


def exported_file(entity: str, by: User, form: str) -> bytes:
    with exporting.export(table(entity, by), form) as file:
        return file.read()


def stored(models: Iterable[type[Model]]) -> dict[str, list[tuple]]:
    """Every value of every row of these models: what must be the same afterwards."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in models
    }
