"""The base of a round as it stood on its day, and the target of each district that follows from it."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core.areas.models import District
from core.areas.scope import AreaScopedQuerySet, Role
from online_market.models.rounds import MarketRound, by_officer, role_of
from producers.models import Producer
from products.models import Product

_TAKEN_IN_DRAFT = """
    IF EXISTS (SELECT 1 FROM online_market_marketround r
                WHERE r.id IN (SELECT round_id FROM new_rows) AND r.status <> 'draft') THEN
        RAISE EXCEPTION 'the base of a round is taken once, as it opens'
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


def taken_as_the_round_opens(name: str) -> pgtrigger.Trigger:
    """Rows come in one statement, before the round is opened; none after."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=_TAKEN_IN_DRAFT,
    )


class OfDistrictQuerySet(AreaScopedQuerySet):
    """What a round says of a district; the offices below the department see no drafts."""

    district_path = "district"

    def visible_to(self, user) -> Self:
        own = super().visible_to(user)
        if role_of(user) == Role.DEPARTMENT:
            return own
        return own.exclude(round__status=MarketRound.Status.DRAFT)


class BaseProduct(models.Model):
    """A product of the base: registered at the base date, in one of the round's years.

    Producer and district are those of the day it was taken: a product that moves later, is renamed or
    cancelled stays in the base it was counted in.
    """

    round = models.ForeignKey(MarketRound, models.PROTECT, related_name="base")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name="ผลิตภัณฑ์")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="+", verbose_name="ผู้ผลิต")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")

    objects = OfDistrictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลิตภัณฑ์ฐาน"
        constraints = [
            models.UniqueConstraint(fields=["round", "product"], name="one_base_row_of_a_product")
        ]
        indexes = [models.Index(fields=["round", "district"], name="base_of_a_district")]
        triggers = [
            taken_as_the_round_opens("base_taken_once"),
            pgtrigger.Protect(
                name="base_stands_still", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self):
        return f"{self.round_id} {self.product_id}"


# The share lock makes a closing under way finish first.
_WHILE_OPEN = """
    PERFORM 1 FROM online_market_marketround WHERE id = NEW.round_id FOR SHARE;
    IF NOT EXISTS (SELECT 1 FROM online_market_marketround
                    WHERE id = NEW.round_id AND status = 'open') THEN
        RAISE EXCEPTION '{what} change only while their round is open'
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


def changes_while_open(name: str, what: str) -> pgtrigger.Trigger:
    """A row with a `round`: updated only while that is open."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=_WHILE_OPEN.format(what=what),
    )


class DistrictTarget(models.Model):
    """What a district has to bring online in a round: counted, computed, or set by hand and why.

    `producers` and `products` are what the registry counted; where a letter gives the base, its
    counts stand beside them with the letter's number, and `base_producers` and `base_products` are the
    letter's. `computed` is the ceiling of the percentage of the base products (online_market.ceilings).
    """

    round = models.ForeignKey(MarketRound, models.PROTECT, related_name="targets")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="อำเภอ")
    producers = models.PositiveIntegerField("ผู้ผลิตฐาน")
    products = models.PositiveIntegerField("ผลิตภัณฑ์ฐาน")
    letter = models.CharField("ฐานตามหนังสือ", max_length=100, blank=True)
    letter_producers = models.PositiveIntegerField("ผู้ผลิตตามหนังสือ", null=True, blank=True)
    letter_products = models.PositiveIntegerField("ผลิตภัณฑ์ตามหนังสือ", null=True, blank=True)
    letter_by = by_officer("บันทึกฐานตามหนังสือโดย", null=True)
    letter_at = models.DateTimeField("บันทึกฐานตามหนังสือเมื่อ", null=True, blank=True)
    base_producers = models.GeneratedField(
        expression=Coalesce(F("letter_producers"), F("producers")),
        output_field=models.PositiveIntegerField("ผู้ผลิตฐาน"),
        db_persist=True,
    )
    base_products = models.GeneratedField(
        expression=Coalesce(F("letter_products"), F("products")),
        output_field=models.PositiveIntegerField("ผลิตภัณฑ์ฐาน"),
        db_persist=True,
    )
    computed = models.PositiveIntegerField("คำนวณได้")
    override = models.PositiveIntegerField("ปรับเป็น", null=True, blank=True)
    reason = models.CharField("เหตุผล", max_length=300, blank=True)
    overridden_by = by_officer("ปรับโดย", null=True)
    overridden_at = models.DateTimeField("ปรับเมื่อ", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    target = models.GeneratedField(
        expression=Coalesce(F("override"), F("computed")),
        output_field=models.PositiveIntegerField("เป้าหมาย"),
        db_persist=True,
    )

    objects = OfDistrictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เป้าหมายของอำเภอ"
        ordering = ["district"]
        constraints = [
            models.UniqueConstraint(fields=["round", "district"], name="one_target_of_a_district"),
            models.CheckConstraint(
                name="market_target_within_its_base",
                condition=Q(computed__lte=Coalesce(F("letter_products"), F("products")))
                & (
                    Q(override=None)
                    | Q(override__lte=Coalesce(F("letter_products"), F("products")))
                ),
            ),
            models.CheckConstraint(
                name="market_base_of_a_letter_whole",
                condition=Q(
                    letter="",
                    letter_producers=None,
                    letter_products=None,
                    letter_by=None,
                    letter_at=None,
                )
                | Q(
                    letter_producers__isnull=False,
                    letter_products__isnull=False,
                    letter_by__isnull=False,
                    letter_at__isnull=False,
                )
                & ~Q(letter=""),
            ),
            models.CheckConstraint(
                name="market_override_with_reason",
                condition=Q(override=None, reason="", overridden_by=None, overridden_at=None)
                | Q(
                    override__isnull=False,
                    overridden_by__isnull=False,
                    overridden_at__isnull=False,
                )
                & ~Q(reason=""),
            ),
        ]
        triggers = [
            taken_as_the_round_opens("targets_taken_once"),
            pgtrigger.ReadOnly(
                name="market_target_counts_stand",
                fields=["round", "district", "producers", "products"],
            ),
            changes_while_open("market_target_while_open", "targets"),
            pgtrigger.Protect(name="market_target_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.round_id} {self.district_id}"
