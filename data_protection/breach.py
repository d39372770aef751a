"""What a breach's notice needs (section 37 (4)): what, when, whose data, how many, which accounts.

It collects what the portal logged between two days, of some accounts or of all, and counts whose data
those accounts can reach. Each kind of log is a source in `SOURCES`. Whether the Office and the persons
are to be told, and in which words, the department's lawyers decide: the letters are drafts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from chuanchim.models import Outlet
from core.areas.models import Province
from core.jobs.models import Job
from core.letters.letter import Letter
from core.logbook.models import Access
from core.personal.models import Reveal
from core.reports.tables import Column, ReportTable, Row, Signature, Summary
from core.tables.models import ImportRun
from core.thai import calendar
from core.users.models import User
from data_protection.models import Controller, PersonRequestStep
from producers.models import Producer
from registration.models import Paper

HOURS = 72
_MOST = 2000  # lines of one source
_DOTS = "." * 40


@dataclass(frozen=True)
class Scope:
    """Which breach: between two days, of these accounts (none: all), in a province (none: all)."""

    since: date
    until: date
    accounts: Sequence[User] = ()
    province: Province | None = None
    known_at: datetime | None = None
    what: str = ""

    @property
    def moments(self) -> tuple[datetime, datetime]:
        begun = timezone.make_aware(datetime.combine(self.since, time.min))
        ended = timezone.make_aware(datetime.combine(self.until, time.min)) + timedelta(days=1)
        return begun, ended

    @property
    def due_at(self) -> datetime | None:
        """Seventy-two hours after the department knew."""
        return self.known_at and self.known_at + timedelta(hours=HOURS)

    @property
    def days_said(self) -> str:
        return f"{calendar.day_short(self.since)} ถึง {calendar.day_short(self.until)}"


@dataclass(frozen=True)
class Found:
    """What one source says: a line for each account, and how many persons' records it names."""

    title: str
    lines: tuple[tuple[User, int, int], ...]  # account, times, persons

    @property
    def times(self) -> int:
        return sum(times for _, times, _ in self.lines)

    @property
    def persons(self) -> int:
        return sum(persons for _, _, persons in self.lines)


def _by_account(rows: Any, scope: Scope, at: str, persons: Any) -> tuple[Any, ...]:
    begun, ended = scope.moments
    rows = rows.filter(**{f"{at}__gte": begun, f"{at}__lt": ended})
    if scope.accounts:
        rows = rows.filter(by__in=scope.accounts)
    counted = (
        rows.exclude(by=None)
        .order_by()
        .values("by")
        .annotate(times=Count("pk"), persons=persons)
        .order_by("-times")[:_MOST]
    )
    found = list(counted)
    accounts = User.objects.in_bulk([one["by"] for one in found])
    return tuple((accounts[one["by"]], one["times"], one["persons"]) for one in found)


def _reveals(scope: Scope) -> Found:
    rows = Reveal.objects.all()
    if scope.province:
        rows = rows.filter(district__province=scope.province)
    lines = _by_account(rows, scope, "at", Count("record_id", distinct=True))
    return Found("เปิดดูเลขประจำตัวหรือเอกสารที่มีเลข", lines)


def _copies(scope: Scope) -> Found:
    rows = PersonRequestStep.objects.filter(name=PersonRequestStep.Name.HAND_OUT)
    if scope.province:
        rows = rows.filter(request__district__province=scope.province)
    lines = _by_account(rows, scope, "at", Count("request__record_id", distinct=True))
    return Found("มอบสำเนาข้อมูลให้เจ้าของข้อมูล", lines)


def _files(scope: Scope) -> Found:
    rows = Job.objects.exclude(file_title="")
    return Found(
        "จัดทำไฟล์ตารางหรือรายงานขนาดใหญ่",
        _by_account(_of_province(rows, scope), scope, "asked_at", Count("pk", filter=Q(pk=None))),
    )


def _imports(scope: Scope) -> Found:
    rows = _of_province(ImportRun.objects.all(), scope)
    lines = _by_account(rows, scope, "sent_at", Count("pk", filter=Q(pk=None)))
    return Found("นำเข้าตาราง", lines)


def _of_province(rows: Any, scope: Scope) -> Any:
    """Of the accounts of a province and its districts."""
    if scope.province is None:
        return rows
    return rows.filter(Q(by__province=scope.province) | Q(by__district__province=scope.province))


_SEEN = """
SELECT by_id, count(DISTINCT access.id), count(DISTINCT person)
  FROM logbook_access access LEFT JOIN unnest(persons) AS person ON true
 WHERE kind = ANY (%s) AND at >= %s AND at < %s AND by_id IS NOT NULL
   AND (%s OR by_id = ANY (%s)) AND (%s = '' OR office LIKE %s || '%%')
 GROUP BY by_id ORDER BY 3 DESC, 2 DESC, 1 LIMIT %s
"""


def _seen(title: str, *kinds: Access.Kind) -> Callable[[Scope], Found]:
    """Of the log of accesses: whose data was shown or taken out, by account."""

    def source(scope: Scope) -> Found:
        accounts = [one.pk for one in scope.accounts]
        province = scope.province.pk if scope.province else ""
        with connection.cursor() as cursor:
            cursor.execute(
                _SEEN,
                [list(kinds), *scope.moments, not accounts, accounts, province, province, _MOST],
            )
            rows = cursor.fetchall()
        known = User.objects.in_bulk([by for by, _, _ in rows])
        return Found(title, tuple((known[by], times, persons) for by, times, persons in rows))

    return source


SOURCES: list[Callable[[Scope], Found]] = [
    _reveals,
    _copies,
    _seen("เปิดดูข้อมูลของผู้ผลิต", Access.Kind.VIEW),
    _seen("ดาวน์โหลดข้อมูล", Access.Kind.EXPORT),
    _seen("เข้าสู่ระบบ", Access.Kind.SIGN_IN),
    _seen("รหัสผ่านผิดหรือถูกหยุด", Access.Kind.FAILED, Access.Kind.LOCKED),
    _files,
    _imports,
]


def found(scope: Scope) -> list[Found]:
    return [source(scope) for source in SOURCES]


# --- Whose data -----------------------------------------------------------------------------------


def reach(scope: Scope) -> list[tuple[str, int]]:
    """How many persons' data the accounts can reach by their areas; all where none is named."""
    producers, outlets = Producer.objects.all(), Outlet.objects.all()
    papers, officers = Paper.objects.kept(), User.objects.all()
    if (area := _area(scope)) is not None:
        producers, outlets = producers.filter(area), outlets.filter(area)
        papers = papers.filter(area)
        own = Q(province__in=_provinces(scope)) | Q(district__province__in=_provinces(scope))
        officers = officers.filter(own)
    kind = ContentType.objects.get_for_model(Producer)
    counted = producers.aggregate(
        named=Count("pk", filter=~Q(person_first_name="")),
        numbered=Count("pk", filter=~Q(national_id_hash="")),
        called=Count("pk", filter=~Q(phone="")),
        born=Count("pk", filter=Q(person_born_on__isnull=False)),
    )
    secret = papers.filter(kind__in=Paper.SECRET, record_type=kind)
    return [
        ("ผู้รับผิดชอบที่มีชื่อในทะเบียน", counted["named"]),
        ("ที่มีเลขประจำตัวประชาชน (เข้ารหัส)", counted["numbered"]),
        ("ที่มีโทรศัพท์", counted["called"]),
        ("ที่มีวันเกิด", counted["born"]),
        ("ที่มีสำเนาบัตร ทะเบียนบ้าน หรือหนังสือมอบอำนาจ", secret.values("record_id").distinct().count()),
        ("เจ้าของร้าน OTOP ชวนชิม", outlets.exclude(owner="").count()),
        ("บัญชีเจ้าหน้าที่", officers.count()),
    ]


def _provinces(scope: Scope) -> set[str]:
    if scope.province:
        return {scope.province.pk}
    return {code for one in scope.accounts if (code := one.province_code)}


def _area(scope: Scope) -> Q | None:
    """The districts that the named accounts see; None for the nation."""
    if any(one.province_code is None for one in scope.accounts):  # the department's see all
        return Q(district__province=scope.province) if scope.province else None
    if not scope.accounts:
        return Q(district__province=scope.province) if scope.province else None
    seen = Q()
    for one in scope.accounts:
        seen |= (
            Q(district=one.district_id)
            if one.district_id
            else Q(district__province=one.province_id)
        )
    return seen


# --- On paper -------------------------------------------------------------------------------------

_COUNT_COLUMNS = (
    Column("name", "ข้อมูลของ", width=60),
    Column("count", "จำนวน (ราย)", kind="count", width=14),
)
_LOG_COLUMNS = (
    Column("log", "รายการ", width=34),
    Column("account", "บัญชี", width=30),
    Column("office", "สังกัด", width=22),
    Column("times", "ครั้ง", kind="count", width=8),
    Column("persons", "ราย", kind="count", width=8),
)


def reach_summary(scope: Scope) -> Summary:
    return Summary(
        title="ข้อมูลที่บัญชีเข้าถึงได้ตามพื้นที่",
        columns=_COUNT_COLUMNS,
        rows=tuple({"name": name, "count": count} for name, count in reach(scope)),
    )


def pack(scope: Scope) -> ReportTable:
    """Everything collected, for Excel and paper."""
    rows: tuple[Row, ...] = tuple(
        {
            "log": one.title,
            "account": f"{account} ({account.username})",
            "office": account.office,
            "times": times,
            "persons": persons,
        }
        for one in found(scope)
        for account, times, persons in one.lines
    )
    known = scope.known_at and calendar.moment(scope.known_at)
    due = scope.due_at and calendar.moment(scope.due_at)
    return ReportTable(
        title="ข้อมูลประกอบการแจ้งเหตุละเมิดข้อมูลส่วนบุคคล",
        subtitle_lines=(
            f"{scope.days_said} {scope.province.titled_name if scope.province else 'ทั่วประเทศ'}",
            f"ทราบเหตุ {known} น. ครบ {HOURS} ชั่วโมง {due} น.",
        ),
        coverage=scope.what or "รายการที่ระบบบันทึกไว้ในช่วงเวลาที่เกิดเหตุ",
        columns=_LOG_COLUMNS,
        rows=rows,
        summaries=(reach_summary(scope),),
        notes=(
            "จำนวนที่เข้าถึงได้เป็นจำนวนสูงสุด ไม่ได้หมายความว่ามีผู้เห็นครบทุกราย",
            "รายชื่อเจ้าของข้อมูลที่แต่ละบัญชีเห็นอยู่ในรายงานของหน้าการเข้าใช้และการเปิดดูข้อมูล",
        ),
        orientation="landscape",
    )


def office_letter(scope: Scope) -> Letter:
    """The draft to the Office of the Personal Data Protection Committee."""
    controller = Controller.objects.first()
    officer = (controller and controller.officer) or _DOTS
    contact = (controller and controller.contact) or _DOTS
    known = calendar.moment(scope.known_at) if scope.known_at else _DOTS
    return Letter(
        "external",
        office=controller.name if controller else _DOTS,
        subject="แจ้งเหตุการละเมิดข้อมูลส่วนบุคคล",
        to="เลขาธิการคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล",
        enclosures=("ข้อมูลประกอบการแจ้งเหตุ จำนวน 1 ชุด",),
        paragraphs=(
            f"ด้วยเมื่อ {known} น. หน่วยงานทราบเหตุการละเมิดข้อมูลส่วนบุคคลในระบบทะเบียน OTOP "
            f"ซึ่งเกิดระหว่าง {scope.days_said} ลักษณะของเหตุคือ {scope.what or _DOTS}",
            f"ผลกระทบที่อาจเกิดขึ้นต่อเจ้าของข้อมูล {_DOTS} มาตรการที่ดำเนินการแล้วและจะดำเนินการ {_DOTS}",
            f"เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล {officer} ติดต่อ {contact}",
            "จึงเรียนมาเพื่อโปรดทราบ ตามมาตรา 37 (4) แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562",
        ),
        table=reach_summary(scope),
        signature=Signature((f"({_DOTS})", "อธิบดีกรมการพัฒนาชุมชน")),
    )


def person_letter(scope: Scope) -> Letter:
    """The draft to a person whose data it is, where the risk to people is high."""
    controller = Controller.objects.first()
    contact = (controller and controller.contact) or _DOTS
    return Letter(
        "external",
        office=controller.name if controller else _DOTS,
        subject="แจ้งเหตุการละเมิดข้อมูลส่วนบุคคลของท่าน และแนวทางเยียวยา",
        to=_DOTS,
        paragraphs=(
            f"ด้วยระหว่าง {scope.days_said} เกิดเหตุ {scope.what or _DOTS} ในระบบทะเบียน OTOP "
            f"ซึ่งอาจกระทบข้อมูลของท่าน ได้แก่ {_DOTS}",
            f"สิ่งที่ท่านควรทำ {_DOTS} สิ่งที่หน่วยงานทำแล้วและแนวทางเยียวยา {_DOTS}",
            f"สอบถามหรือใช้สิทธิได้ที่สำนักงานพัฒนาชุมชนอำเภอที่ลงทะเบียน หรือ {contact}",
            "จึงเรียนมาเพื่อโปรดทราบ",
        ),
        signature=Signature((f"({_DOTS})", "อธิบดีกรมการพัฒนาชุมชน")),
    )
