"""What producers report by phone: the link given out for a month, and what came by it (decision 0034).

A proposal is no figure. It stands beside the row until the district accepts it, and only then the row is
saved, as any row is (sales.proposals.answering).
"""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core.areas.scope import AreaScopedQuerySet
from core.history.trail import StepLine, unchanging
from producers.models import Producer
from products.models import Category
from sales.models.evidence import Evidence
from sales.models.months import DistrictMonth, of_confirmed_province
from sales.models.rows import CHANNELS, SalesRow

LONGEST_WORDS = 300  # of a producer's note; a clerk's row takes 500, which holds it

# The share lock makes a confirmation under way finish first: nothing comes in behind it.
_REFUSE_CLOSED = """
    PERFORM 1 FROM sales_districtmonth d JOIN sales_producerlink l ON l.district_month_id = d.id
     WHERE l.id = NEW.link_id FOR SHARE OF d;
    IF NOT EXISTS (
        SELECT 1 FROM sales_producerlink l
          JOIN sales_districtmonth d ON d.id = l.district_month_id
          JOIN sales_salesmonth m ON m.month = d.month_id
         WHERE l.id = NEW.link_id AND l.ended_at IS NULL
           AND d.status IN ('entering', 'returned') AND m.status = 'open'
    ) THEN
        RAISE EXCEPTION 'a producer reports by a link in use, of a month that is being entered'
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


def _while_entered() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="while_entered",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=_REFUSE_CLOSED,
    )


class ProducerLinkQuerySet(AreaScopedQuerySet):
    district_path = "district_month__district"

    def visible_to_department(self) -> Self:
        """The department has nothing to do with them."""
        return self.none()

    def in_use(self) -> Self:
        """Neither replaced nor withdrawn; may have run out."""
        return self.filter(ended_at=None)

    def usable(self, at: datetime) -> Self:
        return self.in_use().filter(expires_at__gt=at)


class ProducerLink(models.Model):
    """A link by which one producer reports one month, without an account. Only a keyed hash of its token
    is kept: nobody can read the link again, and whoever copies the database cannot use one."""

    district_month = models.ForeignKey(
        DistrictMonth, models.PROTECT, related_name="producer_links", verbose_name="เดือนของอำเภอ"
    )
    producer = models.ForeignKey(Producer, models.PROTECT, verbose_name="ผู้ผลิต")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("ออกเมื่อ")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ออกโดย"
    )
    expires_at = models.DateTimeField("ใช้ได้ถึง")
    ended_at = models.DateTimeField("สิ้นผลเมื่อ", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="ให้สิ้นผลโดย",
    )

    objects = ProducerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ลิงก์แจ้งยอดของผู้ผลิต"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district_month", "producer"],
                condition=Q(ended_at=None),
                name="one_link_in_use_of_a_producer_and_month",
            ),
            models.CheckConstraint(
                name="producer_link_runs_out_later", condition=Q(expires_at__gt=F("made_at"))
            ),
            models.CheckConstraint(
                name="producer_link_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        triggers = [
            # An ended link stays ended, and none passes to another producer or month.
            pgtrigger.Protect(
                name="ended_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.ended_at IS NOT NULL OR ROW(OLD.district_month_id, OLD.producer_id,"
                    " OLD.token_hash, OLD.made_at, OLD.made_by_id, OLD.expires_at) IS DISTINCT FROM"
                    " ROW(NEW.district_month_id, NEW.producer_id, NEW.token_hash, NEW.made_at,"
                    " NEW.made_by_id, NEW.expires_at)"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"ลิงก์แจ้งยอด {self.producer}"


class ProposalQuerySet(AreaScopedQuerySet):
    district_path = "link__district_month__district"

    def visible_to_department(self) -> Self:
        """As the figures: only of a province that confirmed."""
        month = "link__district_month"
        return self.filter(of_confirmed_province(f"{month}__month", f"{month}__district__province"))

    def with_row_producer(self) -> Self:
        """`row_producer`: under which producer its row stands, which is another where the one that
        reported was merged away (two merges deep; a longer chain finds no row and says so)."""
        merged = "link__producer__merged_into"
        return self.annotate(
            row_producer=Coalesce(f"{merged}__merged_into", merged, "link__producer")
        )

    def newest(self) -> Self:
        """Of each producer and category the last that came; what came before it counts no more."""
        later = Proposal.objects.filter(
            link__district_month=models.OuterRef("link__district_month"),
            link__producer=models.OuterRef("link__producer"),
            category=models.OuterRef("category"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.filter(~models.Exists(later))

    def waiting(self) -> Self:
        """The newest that the district has not settled; may have been asked back."""
        settled = ProposalStep.objects.filter(
            proposal=models.OuterRef("pk"), name__in=ProposalStep.SETTLE
        )
        return self.newest().filter(~models.Exists(settled))


class Proposal(models.Model):
    """What a producer reported of one category, baht; added and never changed. What the district made of
    it stands in its steps. `sending` is the form's own key: the same form sent twice is one proposal."""

    link = models.ForeignKey(ProducerLink, models.PROTECT, related_name="proposals")
    category = models.CharField("ประเภท", max_length=10, choices=Category)
    sending = models.UUIDField(default=uuid.uuid4)
    entry = models.CharField("การบันทึก", max_length=10, choices=SalesRow.Entry)
    domestic_offline = models.DecimalField("ในประเทศ ออฟไลน์", max_digits=14, decimal_places=2)
    domestic_online = models.DecimalField("ในประเทศ ออนไลน์", max_digits=14, decimal_places=2)
    export_offline = models.DecimalField("ส่งออก ออฟไลน์", max_digits=14, decimal_places=2)
    export_online = models.DecimalField("ส่งออก ออนไลน์", max_digits=14, decimal_places=2)
    note = models.CharField("หมายเหตุของผู้ผลิต", max_length=LONGEST_WORDS, blank=True)
    sent_at = models.DateTimeField("ส่งเมื่อ")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ยอดที่ผู้ผลิตแจ้ง"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "category", "sending"], name="one_proposal_of_a_sending"
            ),
            models.CheckConstraint(
                name="proposal_amounts_not_negative",
                condition=Q(**{f"{channel}__gte": 0 for channel in CHANNELS}),
            ),
            models.CheckConstraint(
                name="proposal_says_something",
                condition=Q(entry="amounts")
                | Q(entry="no_sales", **dict.fromkeys(CHANNELS, Decimal(0))),
            ),
        ]
        triggers = [_while_entered(), *unchanging()]

    def __str__(self) -> str:
        return f"{self.link.producer} · {Category(self.category).label}"

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        return tuple(getattr(self, channel) for channel in CHANNELS)

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, Decimal("0.00"))

    @property
    def category_short(self) -> str:
        return Category.short(self.category)


class ProposalStep(StepLine):
    """What the district made of a proposal: accepted, corrected with a reason, asked back, or closed
    without taking it; never changed afterwards. All but asking back settles it, once."""

    class Name(models.TextChoices):
        ACCEPT = "accept", "รับยอดที่ผู้ผลิตแจ้ง"
        CORRECT = "correct", "แก้ไขยอดที่ผู้ผลิตแจ้ง"
        ASK = "ask", "ถามกลับผู้ผลิต"
        CLOSE = "close", "ไม่รับยอดที่ผู้ผลิตแจ้ง"

    SETTLE = (Name.ACCEPT, Name.CORRECT, Name.CLOSE)
    seen_with = "proposal"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="steps")
    name = models.CharField(max_length=10, choices=Name)

    class Meta(StepLine.Meta):
        verbose_name = verbose_name_plural = "ผลของยอดที่ผู้ผลิตแจ้ง"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(name__in=["accept", "correct", "close"]),
                name="proposal_settled_once",
            ),
            models.CheckConstraint(
                name="proposal_step_with_its_reason",
                condition=Q(name="accept") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_name_display())


def photo_file_name(photo: "ProducerPhoto", filename: str) -> str:
    """A random name; the file is served through the portal, with permission."""
    name = uuid.uuid4().hex
    return f"evidence/{name[:2]}/{name}.jpg"  # where it stays once it is evidence


class ProducerPhotoQuerySet(AreaScopedQuerySet):
    district_path = "link__district_month__district"

    def visible_to_department(self) -> Self:
        return self.none()

    def waiting(self) -> Self:
        """Not yet among the evidence of the month."""
        return self.filter(evidence=None)


class ProducerPhoto(models.Model):
    """A photograph of the account book that came with a report, remade as any picture. When a figure of
    its producer is accepted it becomes evidence of the month, and its file is that one's."""

    link = models.ForeignKey(ProducerLink, models.PROTECT, related_name="photos")
    file = models.FileField("ไฟล์", upload_to=photo_file_name, max_length=200, blank=True)
    thumbnail = models.FileField("รูปย่อ", upload_to=photo_file_name, max_length=200, blank=True)
    bytes = models.PositiveIntegerField("ขนาด")
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField("ส่งเมื่อ")
    evidence = models.OneToOneField(
        Evidence, models.SET_NULL, null=True, related_name="+", verbose_name="หลักฐาน"
    )

    objects = ProducerPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รูปที่ผู้ผลิตส่ง"
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "sha256"], name="photo_once_by_a_link"),
        ]
        triggers = [_while_entered()]

    def __str__(self) -> str:
        return f"รูปจาก {self.link.producer}"
