"""รต.๑ in Excel and CSV, both ways: taken along, filled in without a line, sent back (DOMAIN.md 8).

One row = producer x category x month, four amounts in baht. What a typed row means is
`sales.months.entry.read_figures`, as in the grid; what is written goes through
`sales.months.entry`, so its locks, versions and refusals hold here too.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from django.db.models import BooleanField, Case, DecimalField, F, QuerySet, Value, When

from core.areas.scope import Role
from core.fields import column_of
from core.reading import ReadTable
from core.tables.cells import BooleanCell, Cell, CodeCell, DecimalCell
from core.tables.checked import Checked
from core.tables.choices import Choice
from core.tables.import_rows import WHOLE_ROW, ImportRow
from core.tables.loading import LoadRefused
from core.tables.places import district_name, province_name
from core.tables.row_checks import row_check
from core.tables.tables import VERSION_HEADING, Column, Table, own, register
from core.thai import calendar
from core.thai.digits import format_baht, to_arabic
from core.thai.texts import clean_text
from producers.models import Producer
from sales.models import CHANNELS, DistrictMonth, ProvinceMonth, SalesMonth, SalesRow
from sales.months import entry
from sales.months.entry import EntryRefused, Figures, RowInput

TOTAL_HEADING = "รวม"
ALL_FOUR = "ทั้งสี่ช่อง"  # on the receipt
NO_SALES_HEADING = "ไม่มียอดจำหน่าย"

ZERO = Decimal("0.00")

_YEAR = r"(\d{4}|[5-9]\d)"
_NUMBERS_OF_MONTH = re.compile(rf"(?:\d{{1,2}}\s*[/\-.]\s*)?(\d{{1,2}})\s*[/\-.]\s*{_YEAR}")
# What a spreadsheet in English makes of our own 10/2569, and a CSV keeps.
_MONTHS_OF_EXCEL = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH_OF_EXCEL = re.compile(
    rf"(?:\d{{1,2}}-)?({'|'.join(_MONTHS_OF_EXCEL)})-{_YEAR}", re.IGNORECASE
)
_WORD_OF_MONTH = re.compile(
    rf"(?:\d{{1,2}}\s+)?(?:(?:ประจำ)?เดือน)?\s*([ก-๙.]+?)[\s-]*(?:พ\.ศ\.)?\s*{_YEAR}"
)

Month = date


class MonthCell(Cell):
    """A month, written 10/2569; a date Excel made of it is read as its month."""

    def render(self, value, obj=None, **kwargs) -> str:
        return "" if value is None else f"{value.month}/{calendar.buddhist_year(value)}"

    def clean(self, value, row=None, **kwargs) -> Month:
        if isinstance(value, datetime | date):
            return date(value.year, value.month, 1)
        text = to_arabic(str(value)).strip()
        try:
            return self._read(text)
        except ValueError:
            raise ValueError(
                f"“{value}” ไม่ใช่เดือน เขียนเป็น เดือน/ปี พ.ศ. เช่น 10/2569" if text else "ต้องระบุเดือน"
            ) from None

    @staticmethod
    def _read(text: str) -> Month:
        """10/2569, 1/10/2569, ต.ค. 69, Oct-69, 31 ตุลาคม 2569; two digits of a year are of 25xx."""
        if named := _MONTH_OF_EXCEL.fullmatch(text):
            text = f"{_MONTHS_OF_EXCEL.index(named[1].lower()) + 1}/{named[2]}"
        written = _NUMBERS_OF_MONTH.fullmatch(text) or _WORD_OF_MONTH.fullmatch(text)
        if written is None:
            raise ValueError(text)
        month, year = written.groups()
        year = year if len(year) == 4 else f"25{year}"
        return calendar.parse_thai_date(
            f"1/{month}/{year}" if month.isdecimal() else f"1 {month} {year}"
        )


class NoSalesCell(BooleanCell):
    """ใช่, or left empty."""

    def render(self, value, obj=None, **kwargs) -> str:
        return "ใช่" if value else ""


def told_amount(channel: str) -> Case:
    """An amount as people see it: nothing where none was typed, which is not 0.00."""
    return Case(
        When(entry=SalesRow.Entry.AMOUNTS, then=F(channel)),
        default=None,
        output_field=DecimalField(max_digits=16, decimal_places=2),
    )


def amount_column(channel: str) -> Column:
    label = str(column_of(SalesRow, channel).verbose_name)
    return Column(f"told_{channel}", label, DecimalCell(), is_money=True)


@register
class SalesTable(Table):
    """A district's rows of a month. Blank amounts beside a figure count as 0; all blank is not filled
    in. Of what they may see, provinces and the department export only."""

    entity = "sales"
    position = 5
    title = "ยอดจำหน่าย รต.๑"
    about = "แถวละหนึ่งผู้ประกอบการต่อประเภทในเดือน ช่องยอดว่างทั้งสี่คือยังไม่บันทึก ถ้าไม่มียอดกรอก “ใช่” ในช่องไม่มียอดจำหน่าย"
    model = SalesRow
    key = ("month", "producer", "category")
    name_column = "producer_name"
    extras = ("entry",)
    importers = adders = frozenset({Role.DISTRICT})
    needs_all_amounts = new_rows_go_blank = True
    undone_together = (*CHANNELS, "no_sales")

    month = Column("month", "เดือน", MonthCell())
    producer = Column("producer__code", "รหัสผู้ประกอบการ", CodeCell(30))
    producer_name = Column("producer__name", "ชื่อ", readonly=True)
    category = own(SalesRow, "category", words="category")
    kind = own(SalesRow, "kind", readonly=True)
    domestic_offline, domestic_online, export_offline, export_online = map(amount_column, CHANNELS)
    total = Column("told_total", TOTAL_HEADING, DecimalCell(), is_sum=True)
    no_sales = Column("told_no_sales", NO_SALES_HEADING, NoSalesCell())
    note = own(SalesRow, "note")
    version = Column("version", VERSION_HEADING, CodeCell(), readonly=True)
    district = district_name("district_month__district")
    province = province_name("district_month__district")

    # --- Reading ----------------------------------------------------------------------------------

    def records(self) -> QuerySet:
        told = {f"told_{channel}": told_amount(channel) for channel in (*CHANNELS, "total")}
        told["told_no_sales"] = Case(
            When(entry=SalesRow.Entry.NO_SALES, then=Value(True)),
            default=None,
            output_field=BooleanField(),
        )
        return SalesRow.objects.visible_to(self.by).annotate(**told).in_form_order()

    def choices(self) -> Sequence[Choice]:
        """The month: a district takes along the one it enters, others the latest they see."""
        found = self._months_seen()
        origin = {one.month: one.origin for one in SalesMonth.objects.filter(month__in=found)}
        options = [
            (f"{month:%Y-%m}", " ".join(filter(None, [calendar.month_name(month), origin[month]])))
            for month in found
        ]
        entering = DistrictMonth.objects.visible_to(self.by).filter(
            status__in=DistrictMonth.EDITABLE, month__status=SalesMonth.Status.OPEN
        )
        newest = None
        if self.by.of_district:
            newest = entering.order_by("-month_id").values_list("month_id", flat=True).first()
        newest = newest or next(iter(found), None)
        return (Choice("month", "เดือน", options, f"{newest:%Y-%m}" if newest else ""),)

    def _months_seen(self) -> list[Month]:
        seen: QuerySet
        if self.by.of_district:
            seen = DistrictMonth.objects.visible_to(self.by)
        else:
            seen = ProvinceMonth.objects.visible_to(self.by)
        if self.by.of_nation:
            seen = seen.filter(status=ProvinceMonth.Status.CONFIRMED)
        return list(seen.order_by("-month_id").values_list("month_id", flat=True).distinct())

    def exported(self) -> QuerySet:
        """The rows of the month; one that a district is entering first gets those the registry gives."""
        if not self.chosen:
            self.choose({})
        if not self.chosen["month"]:
            return self.records().none()
        month = calendar.parse_month(self.chosen["month"])
        if self.by.of_district:
            own_months = DistrictMonth.objects.visible_to(self.by).select_related("month")
            for one in own_months.filter(month=month):
                if one.is_editable:
                    entry.prepare_rows(one)
        return self.records().filter(month=month)

    def with_first_keys(self, records: QuerySet, keys: Sequence[str]) -> QuerySet:
        months = [self.columns["month"].widget.clean(key) for key in keys]
        return records.filter(month__in=months)

    # --- The check of a row -----------------------------------------------------------------------

    def begin(self, lines: Sequence[ImportRow]) -> None:
        super().begin(lines)
        months = DistrictMonth.objects.visible_to(self.by).select_related(
            "month__closed_by", "district_confirmed_by", "province_confirmed_by", "returned_by"
        )
        self.months = {
            one.month_id: one for one in months.filter(month__in=_months_of(self, lines))
        }
        self.closed = {month: entry.closed_because(one) for month, one in self.months.items()}

    def refuse_missing(self, lines: Sequence[ImportRow]) -> None:
        """A row the registry does not give is added, of a producer registered in the district, once."""
        columns = self.columns
        keys = [self._read_key(line) for line in lines]
        codes = {code for _, code, _ in keys}
        own_producers = (
            Producer.objects.visible_to(self.by)
            .registered()
            .filter(code__in=codes)
            .select_related("district__province")
        )
        self.producers = {one.code: one for one in own_producers}
        elsewhere = set(
            SalesRow.objects.filter(
                month__in={month for month, _, _ in keys}, producer__in=self.producers.values()
            ).values_list("month", "producer__code", "category")
        )
        for line, key in zip(lines, keys, strict=True):
            maker = self.producers.get(key[1])
            name = clean_text(maker.name) if maker else ""
            told = str(line.cells.get("producer_name", ""))
            if maker is None:
                line.refuse(f"ไม่พบรหัส {key[1]} ที่ลงทะเบียนในพื้นที่ของท่าน ตรวจรหัสอีกครั้ง", "producer")
            elif told and told != name:
                line.refuse(
                    f"รหัส {key[1]} คือ “{name}” ไม่ใช่ “{told}” ตรวจรหัส หรือเว้นช่องชื่อว่างไว้", "producer"
                )
            elif key in elsewhere:
                label = columns["category"].widget.render(key[2])
                line.refuse(f"{name} ประเภท{label} ของเดือนนี้มีอยู่แล้วที่อำเภออื่น")
            else:
                self._refuse_other_place(line, maker)

    def _refuse_other_place(self, line: ImportRow, maker: Producer) -> None:
        places = {"district": maker.district.name_th, "province": maker.district.province.name_th}
        for name, shown in places.items():
            cell = line.cells.get(name, "")
            if cell != "" and not self.columns[name].widget.means(cell, shown):
                line.refuse(f"รหัส {maker.code} อยู่{shown} ตรวจรหัส หรือเว้นช่องนี้ว่างไว้", name)

    def _read_key(self, line: ImportRow) -> tuple[Month, str, str]:
        month, code, category = line.key
        columns = self.columns
        return (
            columns["month"].widget.clean(month),
            code,
            columns["category"].widget.clean(category),
        )

    def closed_because(self, line: ImportRow) -> str:
        return self.closed[line.held("month")]

    @row_check("month")
    def check_month(self, line: ImportRow) -> None:
        """Whether a row can be added to its month now."""
        if not line.is_new:
            return
        month = line.values["month"]
        if month not in self.months:
            line.refuse(f"ยังไม่เปิดให้บันทึกยอดของเดือน{calendar.month_name(month)}", "month")
        elif closed := self.closed[month]:
            line.refuse(closed)

    @row_check()
    def check_figures(self, line: ImportRow) -> None:
        """As in the grid; a sum, and what four cells come to, only where all of them could be read."""
        figures, errors = entry.read_figures(self._typed(line))
        for name, said in errors.items():
            line.refuse(said, name if name in self.columns else WHOLE_ROW)
        if figures is None or not line.tells(*CHANNELS, "no_sales"):
            return
        total, entered = line.values.get("total"), sum(figures.amounts, ZERO)
        if total is not None and total != entered:
            line.refuse(
                f"รวม {format_baht(total)} ไม่เท่ากับผลบวกของสี่ช่อง {format_baht(entered)} ตรวจยอดแต่ละช่อง "
                "หรือเว้นช่องรวมว่างไว้ ระบบรวมให้",
                "total",
            )
        elif line.is_new and figures.entry == SalesRow.Entry.BLANK and not line.faults:
            line.refuse("แถวนี้ไม่มีในระบบและยังไม่มียอด กรอกยอดหรือ “ใช่” ในช่องไม่มียอดจำหน่าย ถ้าไม่ใช้ให้ลบแถว")
        elif not line.is_new and figures == self._standing(line):
            line.values.clear()  # four zeros of a row without sales, a dash for nothing
        elif not line.is_new:
            self._follow_with_total(line, figures, entered)

    def _follow_with_total(self, line: ImportRow, figures: Figures, entered: Decimal) -> None:
        """The total the preview shows is what the amounts come to; one left as exported is not typed."""
        line.values.pop("total", None)
        after = entered if figures.entry == SalesRow.Entry.AMOUNTS else None
        if "total" in line.cells and after != line.value("total"):
            line.values["total"] = after

    def _typed(self, line: ImportRow) -> RowInput:
        """The row as the grid would send it; a column the file does not have keeps its figure, a cell
        that could not be read is blank."""
        told = (*CHANNELS, "no_sales", "note")
        read = {name: line.value(name) if line.tells(name) else None for name in told}
        return RowInput(
            row_id=cast(int, line.pk or 0),
            version=line.version or 0,
            amounts={
                channel: "" if read[channel] is None else f"{read[channel]:f}"
                for channel in CHANNELS
            },
            no_sales=bool(read["no_sales"]),
            note=str(read["note"] or ""),
        )

    def _standing(self, line: ImportRow) -> Figures:
        record = line.record
        assert record is not None
        amounts = tuple(record[channel] or ZERO for channel in CHANNELS)
        return Figures(record["entry"], amounts, record["note"])

    # --- Writing ----------------------------------------------------------------------------------

    def lock(self, read: ReadTable) -> None:
        """The district's months of the file, oldest first: every change of their rows waits for them."""
        place = read.headings.index(self.columns["month"].column_name)
        months = set()
        for row in read.rows:
            try:
                months.add(self.columns["month"].widget.clean(row.cells[place]))
            except ValueError:
                continue  # said by the check
        found = DistrictMonth.objects.visible_to(self.by).filter(month__in=months)
        list(found.order_by("month_id").select_for_update(of=("self",), no_key=True))

    def write(self, checked: Checked) -> list[object]:
        """Month by month: rows that are not there are added, then all are saved at once."""
        by_month: dict[Month, list[ImportRow]] = defaultdict(list)
        for line in [*checked.new, *checked.changed]:
            by_month[line.value("month")].append(line)
        written: list[object] = []
        try:
            for month, lines in sorted(by_month.items()):
                written += self._save(self.months[month], lines)
        except EntryRefused as refusal:
            raise LoadRefused(f"{refusal} ไม่มีแถวใดบันทึก", again=True) from refusal
        return written

    def _save(self, month: DistrictMonth, lines: Sequence[ImportRow]) -> list[object]:
        for line in lines:
            if line.is_new:
                maker = self.producers[line.key[1]]
                row = entry.add_row(month, maker, str(line.values["category"]), by=self.by)
                line.pk, line.version = row.pk, row.version
        results = entry.save_rows(month, [self._typed(line) for line in lines], by=self.by)
        for line, result in zip(lines, results, strict=True):
            if not result.saved:
                said = " ".join(result.errors.values()) or "มีผู้แก้รายการนี้ระหว่างนำเข้า"
                raise LoadRefused(f"แถว {line.number}: {said} ไม่มีแถวใดบันทึก", again=True)
        return [line.pk for line in lines]

    def sums(self, of_columns: dict[str, Decimal]) -> dict[str, Decimal]:
        """The four amounts, and what they come to."""
        return of_columns | {ALL_FOUR: sum(of_columns.values(), ZERO)}


def _months_of(table: SalesTable, lines: Iterable[ImportRow]) -> Collection[Month]:
    """The months the keys of a file name."""
    widget = table.columns["month"].widget
    return {widget.clean(line.key[0]) for line in lines if line.key}
