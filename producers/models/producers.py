"""Producers (ผู้ผลิต ผู้ประกอบการ OTOP, DOMAIN.md 2): what a producer's record says once.

The repeating parts of its twelve sections are in producers.models.parts.
"""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from core.areas.models import District, Subdistrict
from core.history.tracking import tracked
from core.personal.models import NationalIdHolder, NationalIdQuerySet
from core.thai.identifiers import PERSON_IN_TEXT, PERSON_PATTERN
from core.thai.order import thai_sort_key
from core.thai.years import ThaiYearField, validate_birth_date
from producers.models.references import Agency
from quality.expressions import bare
from quality.names import address, spelt_wrong, without_thai
from quality.telephones import short_telephone, wrong_telephone
from registration.models import RegisteredQuerySet, RegisteredRecord
from registration.models.count_triggers import count_triggers, products_follow
from registration.models.records import content_trigger, gaps_triggers, status_trigger
from registration.models.sizes import size_triggers

# Names are compared when somebody asks (producers.alike_names). The mark that stands already is touched,
# so that nobody takes it off before this change is seen.
_MARK = """
    INSERT INTO producers_uncomparedname (producer_id) {which}
    ON CONFLICT (producer_id) DO UPDATE SET producer_id = excluded.producer_id;
    RETURN NULL;
"""


# In SQL, which producers an area had before they moved away: what they sold and answered there stays.
MOVED_AWAY = (
    "SELECT producer_id FROM producers_relocation"
    " WHERE status = 'taken_over' AND starts_with(from_district_id, area)"
)


class ProducerQuerySet(  # type: ignore[override]  # the stubs give each base an as_manager
    NationalIdQuerySet, RegisteredQuerySet
):
    district_path = "district"
    area_also_reads = ("id", MOVED_AWAY)


@tracked(exclude=["national_id_encrypted", "national_id_hash"])
class Producer(NationalIdHolder, RegisteredRecord):
    """A registered producer; belongs to the district where it produces."""

    class Kind(models.TextChoices):
        GROUP = "group", "กลุ่มผู้ผลิตชุมชน"
        INDIVIDUAL = "individual", "ผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว"
        SME = "sme", "ผู้ผลิตวิสาหกิจขนาดกลางและขนาดย่อม (SMEs)"

        @classmethod
        def short(cls, kind: str) -> str:
            """กลุ่ม, รายเดียว, SMEs: as narrow columns write it; ว่าง for none."""
            words: dict[str, str] = {cls.GROUP: "กลุ่ม", cls.INDIVIDUAL: "รายเดียว", cls.SME: "SMEs"}
            return words.get(kind, "ว่าง")

    code = models.CharField(
        "รหัสผู้ประกอบการ", max_length=30, unique=True, blank=True, help_text="เว้นว่างไว้ ระบบจะออกรหัสให้"
    )
    name = models.CharField("ชื่อผู้ผลิต ผู้ประกอบการ", max_length=255)
    sort_key = thai_sort_key("name")
    kind = models.CharField("ลักษณะผู้ประกอบการ", max_length=10, choices=Kind, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name="รวมกับ",
    )

    # Section 1, general
    registration_number = models.CharField("เลขทะเบียนพาณิชย์/วิสาหกิจชุมชน", max_length=30, blank=True)
    tax_id = models.CharField("เลขประจำตัวผู้เสียภาษี", max_length=13, blank=True)
    phone = models.CharField("โทรศัพท์", max_length=50, blank=True)

    # Section 2, the place of business
    house_number = models.CharField("เลขที่", max_length=50, blank=True)
    village_number = models.CharField("หมู่ที่", max_length=20, blank=True)
    district = models.ForeignKey(District, models.PROTECT, verbose_name="อำเภอ")
    subdistrict = models.ForeignKey(
        Subdistrict, models.PROTECT, null=True, blank=True, verbose_name="ตำบล"
    )
    postal_code = models.CharField(
        "รหัสไปรษณีย์",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", "รหัสไปรษณีย์มี 5 หลัก")],
    )

    # Section 3, how it was set up, selling abroad
    founded_year = ThaiYearField("ปีที่ก่อตั้ง (พ.ศ.)", null=True, blank=True)
    founding_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="หน่วยงานที่สนับสนุนการจัดตั้ง"
    )
    founding_support = models.CharField("เรื่องที่สนับสนุนการจัดตั้ง", max_length=255, blank=True)
    sells_abroad = models.BooleanField("จำหน่ายในต่างประเทศ", null=True, blank=True)
    export_countries = models.CharField("ประเทศที่จำหน่าย", max_length=255, blank=True)

    # Section 5, the person who answers for it, its people
    person_title = models.CharField("คำนำหน้า", max_length=30, blank=True)
    person_first_name = models.CharField("ชื่อ", max_length=100, blank=True)
    person_last_name = models.CharField("นามสกุล", max_length=100, blank=True)
    person_born_on = models.DateField(
        "วันเกิด (พ.ศ.)", null=True, blank=True, validators=[validate_birth_date]
    )
    person_position = models.CharField("ตำแหน่งในกลุ่ม", max_length=100, blank=True)
    member_count = models.PositiveIntegerField("จำนวนสมาชิก (คน)", null=True, blank=True)
    remark = models.CharField("หมายเหตุ", max_length=500, blank=True)

    # Section 7, the link to the community (by labour or raw material, management, benefit)
    labour_count = models.PositiveIntegerField("แรงงานทั้งหมด (คน)", null=True, blank=True)
    local_labour_count = models.PositiveIntegerField("แรงงานในจังหวัด (คน)", null=True, blank=True)
    raw_material = models.CharField("วัตถุดิบหลัก", max_length=255, blank=True)
    uses_local_material = models.BooleanField("ใช้วัตถุดิบในชุมชน", null=True, blank=True)
    managed_by_community = models.BooleanField("ชุมชนร่วมบริหาร", null=True, blank=True)
    benefits_community = models.BooleanField("ชุมชนได้รับประโยชน์", null=True, blank=True)

    # Section 9, management
    has_business_plan = models.BooleanField("มีแผนธุรกิจ", null=True, blank=True)
    keeps_accounts = models.BooleanField("จัดทำบัญชี", null=True, blank=True)
    logistics = models.CharField("การจัดการคลังและขนส่งสินค้า", max_length=255, blank=True)

    # Checked, and there is none: what the letters want filled is then not missing (sections 1, 4, 8, 10)
    without_registration_number = models.BooleanField("ไม่มีเลขทะเบียน (ตรวจสอบแล้ว)", default=False)
    without_projects = models.BooleanField("ไม่เคยเข้าร่วมโครงการ (ตรวจสอบแล้ว)", default=False)
    without_stars = models.BooleanField("ไม่เคยเข้าคัดสรร (ตรวจสอบแล้ว)", default=False)
    without_state_support = models.BooleanField(
        "ไม่เคยได้รับการสนับสนุนของภาครัฐ (ตรวจสอบแล้ว)", default=False
    )

    objects = ProducerQuerySet.as_manager()

    class Meta(RegisteredRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "ผู้ผลิต ผู้ประกอบการ"
        ordering = ["district", "sort_key", "name", "id"]
        indexes = [
            models.Index("district", "sort_key", "name", "id", name="producer_in_district"),
            models.Index("sort_key", "name", "id", name="producer_in_order"),
            models.Index(
                fields=["national_id_hash"],
                name="producer_national_id",
                condition=~Q(national_id_hash=""),
            ),
            models.Index(fields=["tax_id"], name="producer_tax_id", condition=~Q(tax_id="")),
            models.Index(fields=["phone"], name="producer_phone", condition=~Q(phone="")),
            GinIndex(fields=["name"], name="producer_name_trgm", opclasses=["gin_trgm_ops"]),
            # What few records fail of the checks of quality, so that a list of the nation finds them.
            models.Index(bare(F("name")), name="producer_name_bare"),
            models.Index(
                fields=["id"],
                name="producer_name_wrong",
                condition=spelt_wrong("name") | address("name") | without_thai("name"),
            ),
            models.Index(
                fields=["id"],
                name="producer_phone_wrong",
                condition=wrong_telephone("phone") | short_telephone("phone"),
            ),
        ]
        triggers = [
            content_trigger("sort_key", "merged_into", "national_id_encrypted", "national_id_hash"),
            *gaps_triggers("producers.producer"),
            *size_triggers("producers.producer"),
            *count_triggers("producers.producer", "kind"),
            products_follow(),
            status_trigger("producers.producer"),
            pgtrigger.Trigger(
                name="compare_new_name",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=_MARK.format(which="SELECT id FROM new_rows ORDER BY id"),
            ),
            pgtrigger.Trigger(
                name="compare_changed_name",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("name", "district"),
                func=_MARK.format(which="VALUES (NEW.id)"),
            ),
        ]
        constraints = [
            *RegisteredRecord.Meta.constraints,
            *NationalIdHolder.Meta.constraints,
            models.CheckConstraint(condition=~Q(code=""), name="producer_has_code"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(status="cancelled"),
                name="producer_merged_is_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(subdistrict=None)
                | Q(Exact(Left(F("subdistrict_id"), 4), F("district_id"))),
                name="producer_subdistrict_in_district",
                violation_error_message="ตำบลที่เลือกไม่อยู่ในอำเภอนี้",
            ),
            models.CheckConstraint(
                condition=Q(local_labour_count=None)
                | Q(labour_count=None)
                | Q(local_labour_count__lte=F("labour_count")),
                name="producer_local_labour_within_labour",
                violation_error_message="แรงงานในจังหวัดมากกว่าแรงงานทั้งหมด ตรวจจำนวนอีกครั้ง",
            ),
            models.CheckConstraint(
                condition=Q(tax_id="")
                | Q(tax_id__regex=r"^\d{13}$") & ~Q(tax_id__regex=PERSON_PATTERN),
                name="producer_tax_id_of_a_firm",
                violation_error_message="เลขประจำตัวผู้เสียภาษีต้องเป็นเลขนิติบุคคล 13 หลัก",
            ),
            models.CheckConstraint(
                condition=~Q(registration_number__regex=PERSON_IN_TEXT),
                name="producer_registration_number_of_no_person",
                violation_error_message="เลขทะเบียนเป็นเลขประจำตัวประชาชน ใส่ที่ช่องเลขประจำตัวประชาชน (หมวด 5)",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.code:
            self.code = self._next_code()
        super().save(*args, **kwargs)

    def _next_code(self) -> str:
        """The portal's own code: the district's, then a running number of the nation."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('producers_producer_code')")
            return f"{self.district_id}{cursor.fetchone()[0]:06d}"

    def submission_obstacles(self) -> list[str]:
        """Must-fix above all (DOMAIN.md 2): the kind and the id, of an SME its tax id or its person's;
        the place too, for the announcement names it."""
        obstacles = []
        if not self.kind:
            obstacles.append("ยังไม่ระบุลักษณะผู้ประกอบการ (หมวด 1)")
        if not (self.national_id_masked or (self.kind == self.Kind.SME and self.tax_id)):
            obstacles.append("ยังไม่มีเลขประจำตัวประชาชนของผู้ลงทะเบียน (หมวด 5)")
        if not self.subdistrict_id:
            obstacles.append("ยังไม่ระบุตำบลที่ตั้ง (หมวด 2)")
        return obstacles

    def announced_detail(self) -> str:
        """กลุ่มผู้ผลิตชุมชน รหัส 2402000001"""
        return f"{self.get_kind_display()} รหัส {self.code}".strip()

    @property
    def person_name(self) -> str:
        """นางสาวตัวอย่าง ใจดี: title and first name are written together."""
        return f"{self.person_title}{self.person_first_name} {self.person_last_name}".strip()

    @property
    def address(self) -> str:
        """24 หมู่ 3 ตำบลบางคล้า อำเภอบางคล้า จังหวัดฉะเชิงเทรา 24110, as far as it is known."""
        parts = [
            self.house_number,
            f"หมู่ {self.village_number}" if self.village_number else "",
            self.subdistrict.titled_name if self.subdistrict else "",
            self.district.titled_name,
            self.district.province.titled_name,
            self.postal_code,
        ]
        return " ".join(part for part in parts if part)

    @property
    def kind_short(self) -> str:
        return self.Kind.short(self.kind)
