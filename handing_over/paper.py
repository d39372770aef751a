"""A hand-over on paper: a memo with the open work as a table, signed by who left and who took over."""

from core.letters.letter import Letter
from core.reports.tables import Column, Signature, Summary
from core.thai import calendar
from handing_over.models import HandOver
from sales.reports.certifying import DOTS

COLUMNS = (Column("title", "งาน", width=24), Column("text", "รายการ", width=66))


def memo_of(handed: HandOver) -> Letter:
    """With the names of both, or dots where nobody took it over yet."""
    taking = getattr(handed, "taking", None)
    taken = f"รับมอบเมื่อ {calendar.moment(taking.at)} {taking.remark}".strip() if taking else ""
    return Letter(
        "memo",
        office=handed.letterhead,
        subject=f"ส่งมอบงานของ {handed.by}",
        to="หัวหน้าสำนักงาน",
        paragraphs=tuple(
            filter(
                None,
                (
                    f"ข้าพเจ้า {handed.by} ขอส่งมอบงานในระบบทะเบียน OTOP ตามที่เป็นอยู่ ณ "
                    f"{calendar.moment(handed.at)} น. ดังนี้",
                    *handed.note.splitlines(),
                    "จึงเรียนมาเพื่อโปรดทราบ และมอบหมายผู้รับช่วงต่อไป",
                ),
            )
        ),
        table=Summary("", COLUMNS, tuple(_rows(handed))),
        signature=Signature((f"({handed.by})", "ผู้ส่งมอบ")),
        endorsement=Signature(
            tuple(filter(None, (taken, f"({taking.by})" if taking else DOTS, "ผู้รับมอบ")))
        ),
    )


def _rows(handed: HandOver) -> list[dict[str, str]]:
    return [
        {"title": section["title"] if nth == 0 else "", "text": line["text"]}
        for section in handed.content
        for nth, line in enumerate(section["lines"])
    ]
