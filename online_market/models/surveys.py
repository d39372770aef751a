"""แบบสำรวจความพร้อม of a district in a round, its answers product by product, and the results."""

from collections.abc import Sequence
from typing import Self

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet, Role
from online_market.models.base import (
    BaseProduct,
    OfDistrictQuerySet,
    changes_while_open,
    taken_as_the_round_opens,
)
from online_market.models.rounds import MarketRound, by_officer, role_of
from products.models import Product

# The survey's four questions, each 1 or blank on the form, in its order (layouts.survey_columns).
READINESS = ("trained", "sells_online", "has_standard", "product_ready")


def _signed(level: str) -> Q:
    return Q(
        **{
            f"{level}_signed_at__isnull": False,
            f"{level}_signed_by__isnull": False,
            f"{level}_signed_on__isnull": False,
        }
    ) & ~Q(**{f"{level}_signed_name": ""})


def _unsigned(level: str) -> Q:
    return Q(
        **{
            f"{level}_signed_at": None,
            f"{level}_signed_by": None,
            f"{level}_signed_on": None,
            f"{level}_signed_name": "",
            f"{level}_signed_position": "",
        }
    )


class Survey(models.Model):
    """A district's survey in a round; only `online_market.signing` sets its status.

    Each level's signature has who, as which name and position, the date put to it and the moment it was
    made. `revision` counts every change of its answers: a signature concerns what was shown.
    """

    class Status(models.TextChoices):
        OPEN = "open", "กำลังสำรวจ"
        DISTRICT_SIGNED = "district_signed", "อำเภอลงนามแล้ว รอจังหวัด"
        PROVINCE_SIGNED = "province_signed", "จังหวัดรับรองแล้ว รอกรม"
        DEPARTMENT_SIGNED = "department_signed", "กรมรับแล้ว"

    LEVELS = ("district", "province", "department")

    round = models.ForeignKey(MarketRound, models.PROTECT, related_name="surveys")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")
    status = models.CharField("สถานะ", max_length=20, choices=Status, default=Status.OPEN)
    revision = models.PositiveIntegerField(default=1)
    district_signed_at = models.DateTimeField("อำเภอลงนามเมื่อ", null=True, blank=True)
    district_signed_by = by_officer("อำเภอลงนามโดย", null=True)
    district_signed_name = models.CharField("ชื่อผู้ลงนามของอำเภอ", max_length=150, blank=True)
    district_signed_position = models.CharField("ตำแหน่ง", max_length=150, blank=True)
    district_signed_on = models.DateField("ลงวันที่", null=True, blank=True)
    province_signed_at = models.DateTimeField("จังหวัดรับรองเมื่อ", null=True, blank=True)
    province_signed_by = by_officer("จังหวัดรับรองโดย", null=True)
    province_signed_name = models.CharField("ชื่อผู้รับรองของจังหวัด", max_length=150, blank=True)
    province_signed_position = models.CharField("ตำแหน่ง", max_length=150, blank=True)
    province_signed_on = models.DateField("ลงวันที่", null=True, blank=True)
    department_signed_at = models.DateTimeField("กรมรับเมื่อ", null=True, blank=True)
    department_signed_by = by_officer("กรมรับโดย", null=True)
    department_signed_name = models.CharField("ชื่อผู้รับของกรม", max_length=150, blank=True)
    department_signed_position = models.CharField("ตำแหน่ง", max_length=150, blank=True)
    department_signed_on = models.DateField("ลงวันที่", null=True, blank=True)

    objects = OfDistrictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "แบบสำรวจความพร้อม"
        ordering = ["district"]
        constraints = [
            models.UniqueConstraint(fields=["round", "district"], name="one_survey_of_a_district"),
            models.CheckConstraint(
                name="survey_status_with_signatures",
                condition=Q(status="open")
                & _unsigned("district")
                & _unsigned("province")
                & _unsigned("department")
                | Q(status="district_signed")
                & _signed("district")
                & _unsigned("province")
                & _unsigned("department")
                | Q(status="province_signed")
                & _signed("district")
                & _signed("province")
                & _unsigned("department")
                | Q(status="department_signed")
                & _signed("district")
                & _signed("province")
                & _signed("department"),
            ),
        ]
        triggers = [
            taken_as_the_round_opens("surveys_made_once"),
            pgtrigger.ReadOnly(name="survey_of_its_district", fields=["round", "district"]),
            changes_while_open("survey_while_open", "surveys"),
            pgtrigger.Protect(name="survey_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"แบบสำรวจ {self.district_id} {self.round_id}"

    @property
    def is_open(self) -> bool:
        """Whether the district still answers it; the round has to be open too."""
        return self.status == self.Status.OPEN

    @property
    def tone(self) -> str:
        return {
            "open": "entering",
            "district_signed": "waiting",
            "province_signed": "done",
            "department_signed": "closed",
        }[self.status]


class OfSurveyQuerySet(AreaScopedQuerySet):
    """What a survey holds. The department sees a district's once its province signed it."""

    district_path = "survey__district"
    department_sees = """EXISTS (SELECT FROM online_market_survey signed
        WHERE signed.id = online_market_surveyanswer.survey_id
          AND signed.status IN ('province_signed', 'department_signed'))"""

    def visible_to(self, user) -> Self:
        own = super().visible_to(user)
        if role_of(user) == Role.DEPARTMENT:
            passed = (Survey.Status.PROVINCE_SIGNED, Survey.Status.DEPARTMENT_SIGNED)
            return own.filter(survey__status__in=passed)
        return own

    def ready(self) -> Self:
        """The product is ready and its producer in at least one of three ways (decision 0017)."""
        producer = Q(trained=True) | Q(sells_online=True) | Q(has_standard=True)
        return self.filter(producer, product_ready=True)


# The share locks make a signature or a closing under way finish first. Product and series are the
# base's and the round's, whatever was written: so the unique constraint below holds on every path.
_OF_AN_OPEN_SURVEY = """
    PERFORM 1 FROM online_market_survey s JOIN online_market_marketround r ON r.id = s.round_id
     WHERE s.id IN (NEW.survey_id, OLD.survey_id) ORDER BY s.id FOR SHARE;
    IF EXISTS (SELECT 1 FROM online_market_survey s JOIN online_market_marketround r
                     ON r.id = s.round_id
                WHERE s.id IN (NEW.survey_id, OLD.survey_id)
                  AND (s.status <> 'open' OR r.status <> 'open')) THEN
        RAISE EXCEPTION 'answers of a signed survey or a closed round do not change'
              USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    SELECT b.product_id, r.series INTO NEW.product_id, NEW.series
      FROM online_market_survey s
      JOIN online_market_marketround r ON r.id = s.round_id
      JOIN online_market_baseproduct b ON b.round_id = s.round_id
                                      AND b.district_id = s.district_id
     WHERE s.id = NEW.survey_id AND b.id = NEW.base_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a product that is not of the base of the district'
              USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


ONE_ROUND_OF_A_SERIES = "no_product_in_two_rounds_of_a_series"


class SurveyAnswer(models.Model):
    """One product of a survey: the four questions and last fiscal year's online sales, baht.

    `product` and `series` are written by a trigger from the base and the round. `words` are the eleven
    texts of the form's first columns as they were signed; None before. `version` counts saves.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers")
    base = models.ForeignKey(BaseProduct, models.PROTECT, related_name="answers")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", editable=False)
    series = models.PositiveSmallIntegerField(editable=False)
    trained = models.BooleanField("ผ่านการอบรมออนไลน์", default=False)
    sells_online = models.BooleanField("จำหน่ายออนไลน์อยู่แล้ว", default=False)
    has_standard = models.BooleanField("มีมาตรฐานที่เกี่ยวข้อง", default=False)
    product_ready = models.BooleanField("ผลิตภัณฑ์พร้อม", default=False)
    online_sales = models.DecimalField(
        "ยอดจำหน่ายออนไลน์ปีงบประมาณที่ผ่านมา (บาท)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    words = models.JSONField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    answered_at = models.DateTimeField("ตอบเมื่อ")
    answered_by = by_officer("ตอบโดย")

    objects = OfSurveyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำตอบแบบสำรวจ"
        constraints = [
            models.UniqueConstraint(fields=["base"], name="one_answer_of_a_base_product"),
            models.UniqueConstraint(fields=["series", "product"], name=ONE_ROUND_OF_A_SERIES),
            models.CheckConstraint(
                name="surveyed_sales_not_negative",
                condition=Q(online_sales=None) | Q(online_sales__gte=0),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answer_of_an_open_survey",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_OF_AN_OPEN_SURVEY,
            )
        ]

    def __str__(self):
        return f"{self.survey_id} {self.base_id}"

    @property
    def said(self) -> tuple:
        """What it answers, in the order of the form's last five columns."""
        return (*(getattr(self, name) for name in READINESS), self.online_sales)


class ResultQuerySet(OfSurveyQuerySet):
    district_path = "answer__survey__district"
    department_sees = ""  # with its answer

    def visible_to(self, user) -> Self:
        return self.filter(answer__in=SurveyAnswer.objects.visible_to(user))


_WHILE_ROUND_OPEN = """
    PERFORM 1 FROM online_market_marketround r
      JOIN online_market_survey s ON s.round_id = r.id
      JOIN online_market_surveyanswer a ON a.survey_id = s.id
     WHERE a.id IN (NEW.answer_id, OLD.answer_id) ORDER BY r.id FOR SHARE OF r;
    IF EXISTS (SELECT 1 FROM online_market_surveyanswer a
                 JOIN online_market_survey s ON s.id = a.survey_id
                 JOIN online_market_marketround r ON r.id = s.round_id
                WHERE a.id IN (NEW.answer_id, OLD.answer_id) AND r.status <> 'open') THEN
        RAISE EXCEPTION 'results of a closed round do not change'
              USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


class OnlineResult(models.Model):
    """What came of a surveyed product in the round: sold online or not, where, for how much (baht)."""

    answer = models.OneToOneField(SurveyAnswer, models.PROTECT, related_name="result")
    sold = models.BooleanField("จำหน่ายออนไลน์แล้ว", default=False)
    channels = models.CharField("ช่องทาง ลิงก์", max_length=500, blank=True)
    sales = models.DecimalField(
        "ยอดจำหน่ายออนไลน์ในรอบ (บาท)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    sold_on = models.DateField("วันที่เริ่มจำหน่าย", null=True, blank=True)
    note = models.CharField("หมายเหตุ", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField("บันทึกเมื่อ")
    recorded_by = by_officer("บันทึกโดย")

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลการจำหน่ายออนไลน์"
        constraints = [
            models.CheckConstraint(
                name="online_result_sold_somewhere",
                condition=Q(sold=False, sales=None, sold_on=None)
                | Q(sold=True) & ~Q(channels="") & (Q(sales=None) | Q(sales__gte=0)),
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="result_of_its_answer", fields=["answer"]),
            pgtrigger.Trigger(
                name="result_while_round_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_WHILE_ROUND_OPEN,
            ),
        ]

    def __str__(self):
        return f"{self.answer_id} {self.sold}"

    @property
    def said(self) -> tuple:
        return (self.sold, self.channels, self.sales, self.sold_on, self.note)


class SurveyUploadQuerySet(AreaScopedQuerySet):
    district_path = "survey__district"
    department_sees = "false"

    def visible_to(self, user) -> Self:
        """A district's own: what it sent in is its own business until it signs."""
        own = super().visible_to(user)
        return own if role_of(user) == Role.DISTRICT else self.none()


class SurveyUpload(models.Model):
    """A filled-in form that was read and checked; its rows are kept until they are confirmed.

    `rows` holds what online_market.survey_import read, `counts` what was written at its confirmation.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="uploads")
    file_name = models.CharField("ไฟล์", max_length=200)
    file_hash = models.CharField("รหัสตรวจไฟล์", max_length=64)
    rows = models.JSONField()
    uploaded_at = models.DateTimeField("ส่งเมื่อ")
    uploaded_by = by_officer("ส่งโดย")
    confirmed_at = models.DateTimeField("ยืนยันเมื่อ", null=True, blank=True)
    counts = models.JSONField(null=True, blank=True)

    objects = SurveyUploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ไฟล์แบบสำรวจที่นำเข้า"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                name="upload_confirmed_with_its_counts",
                condition=Q(confirmed_at=None, counts=None)
                | Q(confirmed_at__isnull=False, counts__isnull=False),
            )
        ]

    def __str__(self):
        return self.file_name

    def told(self) -> Sequence[str]:
        """What the receipt says of it, in Thai."""
        counts = self.counts or {}
        return [f"{label} {counts.get(key, 0)}" for key, label in COUNTED.items()]


COUNTED = {"new": "เลือกใหม่", "changed": "เปลี่ยน", "unchanged": "เหมือนเดิม"}
