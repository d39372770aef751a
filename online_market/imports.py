"""The bases that a letter gives, in Excel and CSV: one row = round x district (DOMAIN.md 10).

Beside the registry's own counts stand the letter's; left empty the registry's count. Writing goes
through online_market.letter_bases. A province types its own on the page of targets.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet

from core.areas.scope import Role
from core.steps import StepRefused
from core.tables.cells import CodeCell, IntegerCell, TextCell, YearCell
from core.tables.checked import Checked
from core.tables.choices import Choice
from core.tables.import_rows import WHOLE_ROW, ImportRow
from core.tables.loading import LoadRefused
from core.tables.row_checks import row_check
from core.tables.tables import VERSION_HEADING, Column, Table, register
from online_market.letter_bases import LONGEST_LETTER, LetterBase, set_bases
from online_market.models import DistrictTarget, MarketRound


@register
class OnlineBaseTable(Table):
    """Districts of rounds that were opened; changed only while their round is open."""

    entity = "online-bases"
    position = 85
    title = "ฐานตลาดออนไลน์ตามหนังสือ"
    about = "แถวละหนึ่งอำเภอในรอบ กรอกจำนวนตามหนังสือพร้อมเลขที่หนังสือ เว้นว่างคือใช้ฐานตามทะเบียน"
    model = DistrictTarget
    key = ("series", "number", "district")
    name_column = "district_name"
    extras = ("round_id", "round__status", "override")
    importers = frozenset({Role.DEPARTMENT})

    series = Column("round__series", "ชุดตัวชี้วัด (เริ่มปีงบประมาณ)", YearCell(blank=False))
    number = Column("round__number", "รอบที่", IntegerCell(blank=False))
    district = Column("district_id", "รหัสอำเภอ", CodeCell(4))
    district_name = Column("district__name_th", "อำเภอ", readonly=True)
    province_name = Column("district__province__name_th", "จังหวัด", readonly=True)
    counted_producers = Column("producers", "ผู้ประกอบการตามทะเบียน", IntegerCell(), readonly=True)
    counted_products = Column("products", "ผลิตภัณฑ์ตามทะเบียน", IntegerCell(), readonly=True)
    letter = Column("letter", "ตามหนังสือที่", TextCell(LONGEST_LETTER))
    producers = Column("letter_producers", "จำนวนผู้ประกอบการ", IntegerCell())
    products = Column("letter_products", "จำนวนผลิตภัณฑ์ OTOP", IntegerCell())
    version = Column("version", VERSION_HEADING, CodeCell(), readonly=True)

    def records(self) -> QuerySet:
        return (
            DistrictTarget.objects.visible_to(self.by)
            .exclude(round__status=MarketRound.Status.DRAFT)
            .order_by("-round__series", "-round__number", "district")
        )

    def choices(self) -> Sequence[Choice]:
        rounds = MarketRound.objects.visible_to(self.by).exclude(status=MarketRound.Status.DRAFT)
        options = [(str(one.pk), str(one)) for one in rounds]
        return (Choice("round", "รอบ", options, options[0][0] if options else ""),)

    def exported(self) -> QuerySet:
        if not self.chosen:
            self.choose({})
        round = self.chosen["round"]
        return self.records().filter(round=round) if round else self.records().none()

    def refuse_missing(self, lines: Sequence[ImportRow]) -> None:
        """Rounds have all their districts as they open; none is added by a file."""
        for line in lines:
            series, number, district = line.key
            line.refuse(f"ไม่มีอำเภอ {district} ในรอบที่ {number} ชุด {series}", WHOLE_ROW)

    def closed_because(self, line: ImportRow) -> str:
        assert line.record is not None
        is_open = line.record["round__status"] == MarketRound.Status.OPEN
        return "" if is_open else "รอบนี้ปิดแล้ว แก้ฐานไม่ได้"

    # What `set_bases` refuses, said at its cell.

    @row_check("producers", "products", "letter")
    def check_letter(self, line: ImportRow) -> None:
        says_base = not (line.value("producers") is None and line.value("products") is None)
        if says_base and not line.value("letter"):
            line.refuse("ระบุเลขที่หนังสือที่ให้ฐานนี้", "letter")
        elif line.value("letter") and not says_base:
            line.refuse("เว้นว่างด้วย เมื่อใช้ฐานตามทะเบียน", "letter")

    @row_check("producers", "products")
    def check_both(self, line: ImportRow) -> None:
        producers, products = line.value("producers"), line.value("products")
        if (producers is None) != (products is None):
            line.refuse(
                "กรอกทั้งสองจำนวน หรือเว้นว่างทั้งคู่", "products" if products is None else "producers"
            )

    @row_check("products", "counted_products")
    def check_override(self, line: ImportRow) -> None:
        products, override = line.value("products"), line.held("override")
        base = line.held("counted_products") if products is None else products
        if override is not None and override > base:
            line.refuse(f"เป้าหมายที่ปรับไว้ {override:,} เกินฐานนี้ ปรับเป้าหมายก่อน", "products")

    def write(self, checked: Checked) -> list[object]:
        """Round by round, all of them or nothing."""
        bases: dict[int, list[LetterBase]] = defaultdict(list)
        for line in checked.changed:
            record = line.record
            assert record is not None
            bases[record["round_id"]].append(
                LetterBase(
                    record["district"],
                    line.value("producers"),
                    line.value("products"),
                    line.value("letter") or "",
                    record["version"],
                )
            )
        rounds = MarketRound.objects.visible_to(self.by).in_bulk(bases)
        try:
            for pk, own in bases.items():
                set_bases(rounds[pk], own, by=self.by)
        except StepRefused as refusal:
            raise LoadRefused(f"{refusal} ไม่มีแถวใดบันทึก", again=True) from refusal
        return [line.pk for line in checked.changed]
