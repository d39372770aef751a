"""The lines of the province's board: districts x months, and the districts that wait for it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from core.areas.models import District
from core.thai import calendar
from core.users.models import User
from sales.calendar.timeliness import Outcome, Timeliness, of_districts
from sales.figures.sources import lines_of_totals_only
from sales.models import DistrictMonth, Reading, Resolution, SalesMonth, SalesRow, Step
from sales.months.progress import Progress, progress_of
from sales.months.readings import readings_of
from sales.months.reminding import RULE, reminders_of

FALLEN = -50  # per cent against the month before, and the board marks it


@dataclass(frozen=True)
class BoardCell:
    """One district's month: `state` is the stylesheet's word, `name` says it to a reader, `late` that
    the district confirmed late; `asked`: the total was out of line and its chief explained it."""

    state: str
    sign: str
    name: str
    late: str = ""
    district_month: DistrictMonth | None = None
    asked: bool = False
    unread: bool = False  # waits, and nobody of the province opened it


NOT_OPENED = BoardCell("none", "", "ยังไม่เปิดเดือน")


@dataclass(frozen=True)
class BoardLine:
    """One district: its cells, the total (baht) of what is entered in the months shown, how much of it
    its province has not confirmed, its months that were returned."""

    district: District
    cells: Sequence[BoardCell]
    total: Decimal
    unconfirmed: Decimal
    returned: Sequence[DistrictMonth]


@dataclass(frozen=True)
class BoardFoot:
    """All districts: of each month how many the province confirmed, of how many (None: not opened)."""

    districts: int
    confirmed: Sequence[tuple[int, int] | None]
    total: Decimal
    unconfirmed: Decimal


def board_foot(lines: Sequence[BoardLine]) -> BoardFoot:
    columns = zip(*(line.cells for line in lines), strict=True)
    confirmed = []
    for cells in columns:
        months = [cell.district_month for cell in cells if cell.district_month]
        done = sum(dm.status == DistrictMonth.Status.PROVINCE_CONFIRMED for dm in months)
        confirmed.append((done, len(months)) if months else None)
    return BoardFoot(
        districts=len(lines),
        confirmed=confirmed,
        total=sum((line.total for line in lines), Decimal(0)),
        unconfirmed=sum((line.unconfirmed for line in lines), Decimal(0)),
    )


def board_lines(user: User, months: Sequence[date]) -> list[BoardLine]:
    """Districts x months with their state and the share entered."""
    district_months = list(
        DistrictMonth.objects.visible_to(user)
        .filter(month__in=months)
        .select_related("month", "district")
    )
    judged = of_districts(user, district_months)
    progress = progress_of([dm for dm in district_months if dm.is_editable])
    rows = SalesRow.objects.visible_to(user).filter(month__in=months)
    totals = _totals(rows)
    unconfirmed = _totals(
        rows.exclude(district_month__status=DistrictMonth.Status.PROVINCE_CONFIRMED)
    )
    waiting = [dm for dm in district_months if dm.status == DistrictMonth.Status.DISTRICT_CONFIRMED]
    read = readings_of(user, waiting)
    unread = {dm.pk for dm in waiting if dm.pk not in read and dm.month.is_open}
    totals_only = {dm.month_id for dm in district_months if dm.month.totals_only}
    for line in lines_of_totals_only(user, totals_only) if totals_only else ():
        before = totals.get(line.area_code, Decimal(0))
        totals[line.area_code] = before + line.amounts.total
    cells = {
        (dm.district_id, dm.month_id): board_cell(dm, progress, judged, unread)
        for dm in district_months
    }
    return [
        BoardLine(
            district=district,
            cells=[cells.get((district.pk, month), NOT_OPENED) for month in months],
            total=totals.get(district.pk, Decimal(0)),
            unconfirmed=unconfirmed.get(district.pk, Decimal(0)),
            returned=[
                dm
                for dm in district_months
                if dm.district_id == district.pk and dm.status == DistrictMonth.Status.RETURNED
            ],
        )
        for district in District.objects.visible_to(user).order_by("code")
    ]


def board_cell(
    district_month: DistrictMonth,
    progress: Mapping[int, Progress],
    judged: Mapping[int, Timeliness],
    unread: Container[int] = (),
) -> BoardCell:
    status, timeliness = district_month.status, judged[district_month.pk]
    if not district_month.month.is_open and district_month.month.is_taken_over:
        sign, state, name = "เดิม", "closed", district_month.month.origin
        return BoardCell(state=state, sign=sign, name=name, district_month=district_month)
    if not district_month.month.is_open and status == DistrictMonth.Status.PROVINCE_CONFIRMED:
        sign, state, name = "■", "closed", "กรมปิดเดือนแล้ว"
    elif status == DistrictMonth.Status.PROVINCE_CONFIRMED:
        sign, state, name = "✓", status, "จังหวัดยืนยันแล้ว"
    elif status == DistrictMonth.Status.DISTRICT_CONFIRMED:
        sign, state, name = "รอ", status, "รอจังหวัดตรวจ"
    elif status == DistrictMonth.Status.RETURNED:
        sign, state, name = "↩", status, "ส่งกลับแก้ไข"
    elif not district_month.month.is_open:
        sign, state, name = "–", "missing", "ปิดเดือนโดยไม่มีตัวเลข"
    else:
        percent = progress[district_month.pk].percent
        overdue = timeliness.outcome == Outcome.OVERDUE
        sign, state = (timeliness.sign, "late") if overdue else (f"{percent}%", "entering")
        name = "บันทึกครบ ยังไม่ยืนยัน" if percent == 100 else f"กำลังบันทึก {percent}%"
    asked = bool(district_month.out_of_line) and status not in DistrictMonth.EDITABLE
    return BoardCell(
        state=state,
        sign=sign,
        name=f"{name} {timeliness.sentence}"
        + (" ยอดรวมต้องชี้แจง" if asked else "")
        + (" ยังไม่ได้เปิดดู" if district_month.pk in unread else ""),
        late=timeliness.sign if timeliness.outcome == Outcome.LATE else "",
        district_month=district_month,
        asked=asked,
        unread=district_month.pk in unread,
    )


@dataclass(frozen=True)
class WaitingLine:
    """A district whose confirmation waits for the province, with what to look at: how far it moved from
    the month before (`change`, per cent), who opened it (`read`), its committee's resolution."""

    district_month: DistrictMonth
    progress: Progress
    timeliness: Timeliness
    change: Decimal | None
    read: Reading | None
    resolution: Resolution | None

    @property
    def fallen(self) -> bool:
        return self.change is not None and self.change <= FALLEN


def waiting_districts(user: User, month: date) -> list[WaitingLine]:
    waiting = list(
        DistrictMonth.objects.visible_to(user)
        .filter(month=month, status=DistrictMonth.Status.DISTRICT_CONFIRMED)
        .select_related("month", "district", "district_confirmed_by")
        .prefetch_related("resolutions")
    )
    progress, judged = progress_of(waiting), of_districts(user, waiting)
    read = readings_of(user, waiting)
    before = _totals(
        SalesRow.objects.visible_to(user).filter(
            month=calendar.add_months(month, -1),
            district_month__district__in=[dm.district_id for dm in waiting],
        )
    )
    return [
        WaitingLine(
            district_month=dm,
            progress=progress[dm.pk],
            timeliness=judged[dm.pk],
            change=_change(progress[dm.pk].total, before.get(dm.district_id)),
            read=read.get(dm.pk),
            resolution=next((one for one in dm.resolutions.all() if one.is_in_force), None),
        )
        for dm in waiting
    ]


@dataclass(frozen=True)
class BehindLine:
    """A district that has still to confirm a month: how far it is, how it stands to its day, and the
    last time the province reminded it."""

    district_month: DistrictMonth
    progress: Progress
    timeliness: Timeliness
    reminded: Step | None


def districts_behind(user: User, month: date) -> list[BehindLine]:
    """Those of an open month, in the order of the board."""
    behind = list(
        DistrictMonth.objects.visible_to(user)
        .filter(month=month, month__status=SalesMonth.Status.OPEN, status__in=RULE.sources)
        .select_related("month", "district")
        .order_by("district")
    )
    progress, judged = progress_of(behind), of_districts(user, behind)
    reminded = reminders_of(user, behind)
    return [BehindLine(dm, progress[dm.pk], judged[dm.pk], reminded.get(dm.pk)) for dm in behind]


def _change(total: Decimal, before: Decimal | None) -> Decimal | None:
    return ((total / before - 1) * 100).quantize(Decimal("0.1")) if before else None


def _totals(rows) -> dict[str, Decimal]:
    """Sums (baht) of rows by the code of their district."""
    return dict(
        rows.values_list("district_month__district")
        .annotate(Sum("total"))
        .values_list("district_month__district", "total__sum")
    )
