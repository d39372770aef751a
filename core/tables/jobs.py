"""The work of tables that takes long: exports, checks and loads, done by the worker."""

from core.jobs import workflow
from core.jobs.models import Job
from core.jobs.performers import Outcome, performs
from core.jobs.progress import Progress
from core.tables import exporting
from core.tables import workflow as imports  # noqa: F401  (registers the checks and loads)
from core.tables.tables import Table, table_of
from core.users.models import User


def ask_export(table: Table, form: str, *, only: list[int] | None = None) -> Job:
    """Have the table written in the background; `only`: keys of the rows a filtered list showed."""
    return workflow.ask(
        "export",
        title=f"ส่งออก{table.title} ({exporting.FORMATS[form]})",
        by=table.by,
        parameters={"entity": table.entity, "form": form, "only": only, "chosen": table.chosen},
    )


@performs("export")
def export(job: Job, progress: Progress) -> Outcome:
    """What `ask_export` asked for, through the door of who asked, as it is now."""
    table = _table(job.parameters["entity"], job.by)
    form, only = job.parameters["form"], job.parameters["only"]
    table.choose(job.parameters.get("chosen", {}))
    records = None if only is None else table.among(only)
    file = exporting.export(table, form, records, progress)
    return Outcome("ไฟล์พร้อมแล้ว", file=file, file_title=exporting.file_title(table, form))


def _table(entity: str, by: User) -> Table:
    found = table_of(entity)
    assert found is not None, entity
    return found(by)
