"""The producers' table in Excel and CSV, both ways: one row a producer (DOMAIN.md 2).

What a producer has once; its repeating parts are edited on its page, its standards and lists have
tables of their own.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import connection

from core.areas.row_security import seen_as_portal
from core.areas.scope import Role
from core.personal.encryption import keyed_hash
from core.tables.cells import CodeCell, DateCell, ReferenceCell, TextCell
from core.tables.contact_cells import PhoneCell
from core.tables.import_rows import ImportRow
from core.tables.personal_cells import (
    NATIONAL_ID_FIELDS,
    NationalIdCell,
    RegistrationNumberCell,
    TaxIdCell,
    move_persons_numbers,
)
from core.tables.places import OfDistrict, district_columns, district_name
from core.tables.row_checks import row_check
from core.tables.tables import VERSION_HEADING, Column, own, register
from core.thai.years import age_of, validate_birth_date
from producers.models import Agency, Producer, ProducerMembership, RegistryList
from registration.part_tables import OwnedTable
from registration.record_state import closed_for
from registration.record_tables import RegisteredTable
from registration.standing_tables import StandingTable, standing_of

_LOST_ZEROS = ("0", "00", "000")


def refuse_shared(lines: Sequence[ImportRow], name: str) -> None:
    """Rows of one file that say the same number: nobody knows which of them is right."""
    by_number: dict[str, list[ImportRow]] = defaultdict(list)
    for line in lines:
        if number := line.values.get(name):
            by_number[str(number)].append(line)
    for same in by_number.values():
        if len(same) > 1:
            numbers = ", ".join(str(one) for one in sorted(line.number for line in same))
            for line in same:
                line.refuse(
                    f"เลขเดียวกันอยู่ในแถว {numbers} ตรวจเลขอีกครั้ง ถ้าเป็นคนเดียวกันจริง "
                    "ให้นำเข้าแถวเดียว อีกรายการบันทึกที่หน้าระเบียน",
                    name,
                )


@register
class ProducerTable(OfDistrict, RegisteredTable):
    """New producers come in as drafts of their district; the department brings in those of the old
    systems, offices correct their own."""

    entity = "producers"
    holds_persons = True
    position = 10
    title = "ผู้ผลิต ผู้ประกอบการ"
    about = "แถวละหนึ่งราย รหัสว่างคือรายใหม่ (เข้าเป็นร่างของอำเภอ) เลขประจำตัวประชาชนเว้นว่างคือคงเดิม"
    model = Producer
    key = ("code",)
    gives_keys = True
    name_column = "name"
    twins = ("district_code", "name")
    keys_may_be_ids = True
    extras = ("district_id", "status", "national_id_hash")
    importers = frozenset(Role)
    adders = frozenset({Role.DISTRICT, Role.DEPARTMENT})
    changers = frozenset({Role.DISTRICT, Role.PROVINCE})  # as on the form (otop_registry.rights)

    code = own(Producer, "code", widget=CodeCell(30))
    version = Column("version", VERSION_HEADING, CodeCell(), readonly=True)
    name = own(Producer, "name", required=True)
    kind = own(Producer, "kind", words="kind")
    registration_number = own(Producer, "registration_number", widget=RegistrationNumberCell(30))
    without_registration_number = own(Producer, "without_registration_number")
    tax_id = own(Producer, "tax_id", widget=TaxIdCell())
    phone = own(Producer, "phone", widget=PhoneCell(), rest="remark")
    house_number = own(Producer, "house_number")
    village_number = own(Producer, "village_number")
    subdistrict = Column("subdistrict__name_th", "ตำบล", TextCell(100), target="subdistrict")
    district_code, district, province = district_columns()
    postal_code = own(Producer, "postal_code")
    founded_year = own(Producer, "founded_year")
    founding_agency = Column(
        "founding_agency__name",
        "หน่วยงานที่สนับสนุนการจัดตั้ง",
        ReferenceCell(Agency.objects.filter(is_active=True).all),
        target="founding_agency",
    )
    founding_support = own(Producer, "founding_support")
    sells_abroad = own(Producer, "sells_abroad")
    export_countries = own(Producer, "export_countries")
    person_title = own(Producer, "person_title")
    person_first_name = own(Producer, "person_first_name", "ชื่อผู้ลงทะเบียน")
    person_last_name = own(Producer, "person_last_name", "นามสกุลผู้ลงทะเบียน")
    national_id = Column(
        "national_id_masked", "เลขประจำตัวประชาชน", NationalIdCell(), target=NATIONAL_ID_FIELDS
    )
    person_born_on = own(
        Producer,
        "person_born_on",
        # A minor is registered seldom, an old person's 2510 read as 2010 often.
        widget=DateCell(validators=[validate_birth_date], is_doubtful=lambda day: age_of(day) < 20),
    )
    person_position = own(Producer, "person_position")
    member_count = own(Producer, "member_count")
    labour_count = own(Producer, "labour_count")
    local_labour_count = own(Producer, "local_labour_count")
    raw_material = own(Producer, "raw_material")
    uses_local_material = own(Producer, "uses_local_material")
    managed_by_community = own(Producer, "managed_by_community")
    benefits_community = own(Producer, "benefits_community")
    has_business_plan = own(Producer, "has_business_plan")
    keeps_accounts = own(Producer, "keeps_accounts")
    logistics = own(Producer, "logistics")
    without_projects = own(Producer, "without_projects")
    without_stars = own(Producer, "without_stars")
    without_state_support = own(Producer, "without_state_support")
    remark = own(Producer, "remark")
    registered_on = own(Producer, "registered_on", widget=DateCell(), passing=True)
    status = own(Producer, "status", passing=True)

    def refuse_missing(self, lines: Sequence[ImportRow]) -> None:
        """A code nobody has is a new record's own, unless Excel took the zeros it began with, or it
        is somebody else's."""
        codes = {line.key[0] for line in lines}
        padded = {zeros + code: code for code in codes if code.isdigit() for zeros in _LOST_ZEROS}
        asked = Producer.objects.filter(code__among=codes | set(padded))
        with seen_as_portal("a code of another area is taken too; told is that it is"):
            held = set(asked.values_list("code", flat=True))
        lost = {padded[code]: code for code in held if code in padded}
        for line in lines:
            code = line.key[0]
            if code in held:
                line.refuse(f"รหัส {code} ไม่อยู่ในพื้นที่ของท่าน", "code")
            elif code in lost:
                line.refuse(
                    f"เลขศูนย์ข้างหน้าหายไป รหัสในระบบคือ {lost[code]} ตั้งรูปแบบช่องเป็น “ข้อความ” แล้วกรอกใหม่",
                    "code",
                )

    @row_check()
    def check_persons_numbers(self, line: ImportRow) -> None:
        move_persons_numbers(self, line)

    @row_check("name")
    def check_name(self, line: ImportRow) -> None:
        if not line.value("name"):
            line.refuse("ต้องระบุชื่อ", "name")

    @row_check("local_labour_count", "labour_count")
    def check_labour(self, line: ImportRow) -> None:
        local, labour = line.value("local_labour_count"), line.value("labour_count")
        if local is not None and labour is not None and local > labour:
            line.refuse(
                f"แรงงานในจังหวัด ({local}) มากกว่าแรงงานทั้งหมด ({labour})", "local_labour_count"
            )

    @row_check("person_born_on")
    def doubt_birth_date(self, line: ImportRow) -> None:
        """A date cell of a young person's birth may be that of an old one, typed with two digits."""
        cell, born = line.cells.get("person_born_on"), line.values.get("person_born_on")
        if not isinstance(cell, date) or not isinstance(born, date):
            return
        widget = self.columns["person_born_on"].widget
        if other := widget.other_reading(born):
            line.doubt(
                f"อ่านเป็น {widget.render(born)} ถ้าพิมพ์ปีสองหลักใน Excel อาจหมายถึง {widget.render(other)}",
                "person_born_on",
            )

    def check_file(self, lines: Sequence[ImportRow]) -> None:
        for name in ("national_id", "tax_id"):
            refuse_shared(lines, name)

    def check_together(self, lines: Sequence[ImportRow]) -> None:
        super().check_together(lines)
        for name in ("national_id", "tax_id"):
            self._doubt_held(lines, name)

    def _doubt_held(self, lines: Sequence[ImportRow], name: str) -> None:
        """A number that another record of this officer's area holds: taken, and said (decision 0011)."""
        told = {
            str(line.values[name]): line
            for line in lines
            if line.values.get(name) and not line.faults
        }
        if not told:
            return
        path, stored = ("tax_id", {number: number for number in told})
        if name == "national_id":
            path, stored = "national_id_hash", {keyed_hash(number): number for number in told}
        held = Producer.objects.visible_to(self.by).not_cancelled().order_by("-pk")
        found = held.filter(**{f"{path}__among": stored}).values_list(path, "pk", "code", "name")
        for value, pk, code, maker in found:
            line = told[stored[value]]
            if pk != line.pk:
                line.doubt(f"เลขนี้อยู่ในรหัส {code} “{maker}” แล้ว ตรวจว่าเป็นรายเดียวกันหรือไม่", name)

    def closed_because(self, line: ImportRow) -> str:
        return closed_for(self.by, line.held("status"))

    def new_values(self, lines: Sequence[ImportRow]) -> dict[str, list[object]]:
        """Codes of those that came without one."""
        districts = [str(line.values["district_code"]) for line in lines]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval('producers_producer_code') FROM generate_series(1, %s)",
                [sum(1 for line in lines if not line.values.get("code"))],
            )
            numbers = iter([number for (number,) in cursor.fetchall()])
        return {
            "code": [
                str(line.values.get("code") or f"{district}{next(numbers):06d}")
                for line, district in zip(lines, districts, strict=True)
            ]
        }


@register
@standing_of
class ProducerStandingTable(StandingTable):
    """When each producer was registered, and how it stands."""

    entity = "producers-standing"
    position = 110
    title = "สถานะการลงทะเบียนของผู้ผลิต"
    about = "แถวละหนึ่งราย วันที่ลงทะเบียน รอบ สถานะ ให้ดูและเก็บ เปลี่ยนที่หน้าระเบียนเท่านั้น"
    model = Producer
    key = ("code",)

    code = own(Producer, "code", widget=CodeCell(30))
    name = own(Producer, "name", readonly=True)
    merged_into = Column("merged_into__code", "รวมกับรหัส", CodeCell(30), target="merged_into")


class MembershipTable(OwnedTable):
    """Places in the lists kept beside the registry (DOMAIN.md 11); abstract. The department imports
    its lists of the nation, an office its own records' places."""

    about = "แถวละหนึ่งรายชื่อในบัญชีของปี แถวที่ยังไม่มีในระบบเป็นรายชื่อใหม่"
    importers = adders = frozenset(Role)

    @staticmethod
    def list_column(names: RegistryList.Names) -> Column:
        """บัญชี: one of the active lists of producers, or of products."""
        lists = RegistryList.objects.filter(names=names, is_active=True)
        return Column(
            "list__name", "บัญชี", ReferenceCell(lists.all, blank=False), target="list", required=True
        )


@register
class ProducerMembershipTable(MembershipTable):
    """Which producers are in which list, of which year."""

    entity = "producer-lists"
    position = 40
    title = "บัญชีรายชื่อผู้ผลิต"
    model = ProducerMembership
    key = ("producer", "list", "year")
    name_column = "producer_name"
    extras = ("producer__status",)
    owner, owner_model, owner_key, owner_status = "producer", Producer, "code", "producer__status"

    producer = Column(
        "producer__code", "รหัสผู้ประกอบการ", CodeCell(30), target="producer", required=True
    )
    producer_name = Column("producer__name", "ชื่อผู้ผลิต ผู้ประกอบการ", readonly=True)
    list = MembershipTable.list_column(RegistryList.Names.PRODUCERS)
    year = own(ProducerMembership, "year", required=True)
    note = own(ProducerMembership, "note")
    district = district_name("producer__district")
