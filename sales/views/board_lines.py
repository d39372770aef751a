"""The lines of the province's board: districts x months, and the districts that wait for it."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from core.areas.compiled import CompiledDoor
from core.areas.models import District
from core.compiled import CompiledQuery
from core.thai import calendar
from core.users.models import User
from sales.calendar.deadlines import ExtendedDays, extended_days
from sales.calendar.timeliness import Outcome, Timeliness, of_districts
from sales.figures.confirmed import LINE_MONTH, sum_of_channels
from sales.models import (
    DistrictMonth,
    Reading,
    Resolution,
    SalesMonth,
    SalesRow,
    SnapshotLine,
    Step,
    know_totals_only,
)
from sales.months.progress import ZERO, Progress, progress_of
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


@dataclass(frozen=True)
class Gathered:
    """Everything that a province's pages show of its districts in some months, looked up once.

    `progress` is of what the province has not confirmed, `totals` (baht) by district and month of all:
    of a reported month what its snapshot holds, else the sums of the rows.
    """

    districts: Sequence[District]
    district_months: Sequence[DistrictMonth]
    progress: Mapping[int, Progress]
    judged: Mapping[int, Timeliness]
    extended: ExtendedDays
    read: Mapping[int, Reading]
    totals: Mapping[tuple[str, date], Decimal]

    @property
    def waiting(self) -> list[DistrictMonth]:
        return [dm for dm in self.district_months if dm.status == WAITING]


WAITING = DistrictMonth.Status.DISTRICT_CONFIRMED
CONFIRMED = DistrictMonth.Status.PROVINCE_CONFIRMED


def gather(user: User, months: Collection[date], *, full: Collection[date] = ()) -> Gathered:
    """As they stand now, in as many queries however many months and districts.

    Of the months of `full` the districts' months have all their fields and who confirmed them; of the
    others what a cell of the board shows.
    """
    districts = _DISTRICTS.read(user)
    opened = {one.pk: one for one in _MONTHS.read(months=[*months, *full])}
    rest = list(set(months) - set(full))
    found = _CELLS.read(user, months=rest) if rest else []
    found += _IN_FULL.read(user, months=list(full)) if full else []
    by_code = {district.pk: district for district in districts}
    for dm in found:
        dm.month, dm.district = opened[dm.month_id], by_code[dm.district_id]
    know_totals_only(found)
    progress = progress_of([dm for dm in found if dm.status != CONFIRMED])
    confirmed = [dm for dm in found if dm.status == CONFIRMED]
    totals = _confirmed_totals(user, confirmed) | {
        (dm.district_id, dm.month_id): progress[dm.pk].total for dm in found if dm.pk in progress
    }
    waiting = [dm for dm in found if dm.status == WAITING]
    read = readings_of(user, waiting) if waiting else {}
    extended = extended_days(opened)
    judged = of_districts(user, found, extended)
    return Gathered(districts, found, progress, judged, extended, read, totals)


_OF_A_CELL = ("month", "district", "status", "version", "out_of_line", "explanation")
_DISTRICTS = CompiledDoor(lambda officer: District.objects.visible_to(officer).order_by("code"))
_MONTHS = CompiledQuery(
    lambda months: SalesMonth.objects.filter(month__among=months).order_by(), months=list[date]
)
_CELLS = CompiledDoor(
    lambda officer, months: (
        DistrictMonth.objects.visible_to(officer)
        .filter(month__among=months)
        .order_by("district")
        .only(*_OF_A_CELL)
    ),
    months=list[date],
)
_IN_FULL = CompiledDoor(
    lambda officer, months: (
        DistrictMonth.objects.visible_to(officer)
        .filter(month__among=months)
        .order_by("district")
        .select_related("district_confirmed_by")
    ),
    months=list[date],
)


def _confirmed_totals(
    user: User, district_months: Sequence[DistrictMonth]
) -> dict[tuple[str, date], Decimal]:
    """Baht by district and month: of the provinces that reported from their snapshots; of districts
    whose province has still others to confirm from the rows, in a query more."""
    months = {dm.month_id for dm in district_months}
    if not months:
        return {}
    kept = _KEPT.read(user, months=list(months))
    totals = {(district, month): total for district, month, total in kept}
    reported = {month for _, month in totals}
    others = [dm.pk for dm in district_months if dm.month_id not in reported]
    if others:
        summed = _SUMMED.read(user, months=others)
        totals |= {(district, month): total for district, month, total in summed}
    return totals


_KEPT = CompiledDoor(
    lambda officer, months: (
        SnapshotLine.objects.visible_to(officer)
        .filter(snapshot__superseded_at=None, **{f"{LINE_MONTH}__among": months})
        .order_by()
        .values_list("district", LINE_MONTH)
        .annotate(sum=Sum(sum_of_channels()))
    ),
    months=list[date],
)
_SUMMED = CompiledDoor(
    lambda officer, months: (
        SalesRow.objects.visible_to(officer)
        .filter(district_month__among=months)
        .order_by()
        .values_list("district_month__district", "month")
        .annotate(sum=Sum("total"))
    ),
    months=list[int],
)


def board_lines(found: Gathered, months: Sequence[date]) -> list[BoardLine]:
    """Districts x months with their state and the share entered."""
    unread = {dm.pk for dm in found.waiting if dm.pk not in found.read and dm.month.is_open}
    shown = set(months)
    of_district: dict[str, dict[date, DistrictMonth]] = {one.pk: {} for one in found.districts}
    for dm in found.district_months:
        if dm.month_id in shown:
            of_district[dm.district_id][dm.month_id] = dm
    return [
        _board_line(district, of_district[district.pk], months, found, unread)
        for district in found.districts
    ]


def _board_line(
    district: District,
    own: Mapping[date, DistrictMonth],
    months: Sequence[date],
    found: Gathered,
    unread: Container[int],
) -> BoardLine:
    totals = {month: found.totals.get((district.pk, month), ZERO) for month in own}
    return BoardLine(
        district=district,
        cells=[
            board_cell(own[month], found.progress, found.judged, unread)
            if month in own
            else NOT_OPENED
            for month in months
        ],
        total=sum(totals.values(), ZERO),
        unconfirmed=sum(
            (totals[month] for month, dm in own.items() if dm.status != CONFIRMED), ZERO
        ),
        returned=[dm for dm in own.values() if dm.status == DistrictMonth.Status.RETURNED],
    )


def board_cell(
    district_month: DistrictMonth,
    progress: Mapping[int, Progress],
    judged: Mapping[int, Timeliness],
    unread: Container[int] = (),
) -> BoardCell:
    status, timeliness = district_month.status, judged[district_month.pk]
    if not district_month.month.is_open and district_month.month.is_taken_over:
        sign, state, name = "เดิม", "closed", district_month.origin
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


def waiting_districts(user: User, found: Gathered, months: Collection[date]) -> list[WaitingLine]:
    """Those of some months gathered in full; the month before each must be among the gathered too."""
    waiting = [dm for dm in found.waiting if dm.month_id in months]
    if not waiting:
        return []
    resolutions: dict[int | None, list[Resolution]] = {}
    for one in _RESOLUTIONS.read(user, months=[dm.pk for dm in waiting]):
        resolutions.setdefault(one.district_month_id, []).append(one)
    return [_waiting_line(dm, found, resolutions.get(dm.pk, ())) for dm in waiting]


_RESOLUTIONS = CompiledDoor(
    lambda officer, months: Resolution.objects.visible_to(officer).filter(
        district_month__among=months
    ),
    months=list[int],
)


def _waiting_line(
    dm: DistrictMonth, found: Gathered, resolutions: Iterable[Resolution]
) -> WaitingLine:
    for one in resolutions:
        one.district_month = dm
    before = found.totals.get((dm.district_id, calendar.add_months(dm.month_id, -1)))
    return WaitingLine(
        district_month=dm,
        progress=found.progress[dm.pk],
        timeliness=found.judged[dm.pk],
        change=_change(found.progress[dm.pk].total, before),
        read=found.read.get(dm.pk),
        resolution=next((one for one in resolutions if one.is_in_force), None),
    )


@dataclass(frozen=True)
class BehindLine:
    """A district that has still to confirm a month: how far it is, how it stands to its day, and the
    last time the province reminded it."""

    district_month: DistrictMonth
    progress: Progress
    timeliness: Timeliness
    reminded: Step | None


def districts_behind(user: User, found: Gathered, month: date) -> list[BehindLine]:
    """Those of an open month gathered in full, in the order of the board."""
    behind = [
        dm
        for dm in found.district_months
        if dm.month_id == month and dm.month.is_open and dm.status in RULE.sources
    ]
    if not behind:
        return []
    reminded = reminders_of(user, behind)
    return [
        BehindLine(dm, found.progress[dm.pk], found.judged[dm.pk], reminded.get(dm.pk))
        for dm in behind
    ]


def _change(total: Decimal, before: Decimal | None) -> Decimal | None:
    return ((total / before - 1) * 100).quantize(Decimal("0.1")) if before else None
