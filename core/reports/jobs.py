"""Files of large reports, made by the worker: thousands of rows on paper would keep a person waiting."""

from io import BytesIO

from django.http import HttpRequest

from core.jobs import workflow
from core.jobs.models import Job
from core.jobs.performers import JobRefused, Outcome, performs
from core.jobs.progress import Progress
from core.reports import engine
from core.reports.parameters import ParametersForm
from core.reports.renderers import FILE_FORMATS
from core.reports.report import Report
from core.reports.tables import ReportTable
from core.users.access import Kind, note
from core.users.models import User

# Cells that are written within a second; a page of paper is set much slower than a sheet is filled.
AT_ONCE = {"pdf": 6_000, "xlsx": 12_000}


def is_large(table: ReportTable, file_format: str) -> bool:
    """Whether this file is the worker's. One that is certified is kept as it is printed, at once."""
    if table.certificate is not None or file_format not in AT_ONCE:
        return False
    cells = len(table.rows) * len(table.columns)
    for summary in table.summaries:
        cells += len(summary.rows) * len(summary.columns)
    return cells > AT_ONCE[file_format]


def ask_file(
    report: Report,
    form: ParametersForm,
    by: User,
    file_format: str,
    *,
    thai_digits: bool,
    with_charts: bool | None = None,
) -> Job:
    """Have the file made in the background."""
    return workflow.ask(
        "report",
        title=f"{report.title} ({FILE_FORMATS[file_format].extension})",
        by=by,
        parameters={
            "key": report.key,
            "chosen": form.chosen(),
            "format": file_format,
            "thai_digits": thai_digits,
            "with_charts": with_charts,
        },
    )


def note_file(
    by: User, report: Report, table: ReportTable, request: HttpRequest | None = None
) -> None:
    """Who took out a report that names persons; figures of areas are nobody's."""
    if not table.persons:
        return
    subject = f"รายงาน{report.title}"
    count = len(table.rows)
    note(Kind.EXPORT, by, subject, persons=table.persons, count=count, request=request)


@performs("report")
def make_file(job: Job, progress: Progress) -> Outcome:
    """What `ask_file` asked for, through the door of who asked, as it is now."""
    asked = job.parameters
    thai_digits, chosen = asked["thai_digits"], FILE_FORMATS[asked["format"]]
    progress.advance("อ่านข้อมูล")
    try:
        report = engine.find_report(asked["key"], job.by)
        form = engine.read_parameters(report, job.by, asked["chosen"])
        table = (
            engine.build_paper(
                report,
                job.by,
                form,
                thai_digits=thai_digits,
                with_charts=asked["with_charts"],
                within=True,
            )
            if asked["format"] == "pdf"
            else engine.build(report, job.by, form, within=True)
        )
    except engine.ReportNotFound as error:
        raise JobRefused("ไม่มีรายงานนี้ในพื้นที่ของท่านแล้ว") from error
    except engine.BadParameters as error:
        raise JobRefused(" ".join(error.messages())) from error
    progress.advance(f"จัดทำไฟล์ {len(table.rows):,} แถว")
    note_file(job.by, report, table)
    file = BytesIO(chosen.render(table, thai_digits))
    name = engine.file_name(report, form, chosen.extension)
    return Outcome("ไฟล์พร้อมแล้ว", file=file, file_title=name)
