"""Work over the whole nation, one at a time: a count, a campaign's freeze, whoever started it.

Two at once would write the same rows or wait for each other in a circle. The first holds an advisory
lock for its transaction; the second is told who began, and when.
"""

from datetime import datetime

from django.db import connection

from core.jobs.performers import JobRefused
from core.thai import calendar
from core.users.models import User

_LOCK = 20_271_108

# What runs, by the mark it sets on its session: PostgreSQL keeps only plain letters there.
_WORDS = {
    "count": "การนับคุณภาพข้อมูลทั่วประเทศ",
    "campaign": "การเปิดรอบแก้ไขข้อมูลทั่วประเทศ",
}


class UnderWay(JobRefused):
    """Another work over the nation runs; the message says which, by whom, since when."""


def hold(what: str, by: User | None = None) -> None:
    """For the rest of this transaction no other work over the nation begins; UnderWay where one runs.

    `what`: a key of the words above; `by`: who started it, nobody for the night's work.
    """
    assert connection.in_atomic_block
    assert what in _WORDS, what
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise UnderWay(_said())
        cursor.execute(
            "SELECT set_config('application_name', %s, true)"
            " WHERE current_setting('application_name') NOT LIKE 'nationwide:%%'",
            [f"nationwide:{what}:{by.pk if by else 0}"],
        )


def _said() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name, xact_start FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND objsubid = 1"
            " AND classid = 0 AND objid = %s AND datname = current_database()",
            [_LOCK],
        )
        found = cursor.fetchone()
    if found is None or not found[0].startswith("nationwide:"):  # it ended between two questions
        return "งานทั่วประเทศอีกงานเพิ่งเสร็จ สั่งใหม่ได้ทันที"
    _, what, key = found[0].split(":")
    return under_way(_WORDS[what], User.objects.filter(pk=key).first(), found[1])


def under_way(work: str, by: User | None, since: datetime) -> str:
    """การนับ… กำลังดำเนินการ เริ่มโดย … เมื่อ …"""
    who = f"{by.full_name} ({by.office})" if by else "งานประจำคืน"
    begun = f"{work}ยังไม่เสร็จ เริ่มโดย {who} เมื่อ {calendar.moment(since)}"
    return f"{begun} ดำเนินการพร้อมกันไม่ได้ รอให้เสร็จแล้วสั่งใหม่"
