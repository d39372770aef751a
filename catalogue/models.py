"""That a producer agreed to be shown to the public: of which record, which parts, on what word.

A consent is kept for good. Withdrawn (by the producer's word, or replaced by a newer one) it gets its
moment once, and nothing else of it ever changes: the rows are the trail.
"""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chuanchim.models import Outlet
from core.areas.scope import AreaScopedQuerySet
from producers.models import Producer
from products.models import Product

_WITHDRAWAL = ["withdrawn_at", "withdrawn_by", "withdrawn_because"]


class ConsentQuerySet(AreaScopedQuerySet):
    """Abstract in use: each register's has its own path."""

    district_path = "record__district"

    def in_force(self) -> models.QuerySet[Any]:
        return self.filter(withdrawn_at=None)


class ProductConsentQuerySet(ConsentQuerySet):
    district_path = "record__producer__district"


class Consent(models.Model):
    """One record, the parts of it that may be shown (catalogue.rules), and whose word that rests on."""

    class Source(models.TextChoices):
        PAPER = "paper", "หนังสือยินยอมที่ลงนาม"
        SPOKEN = "spoken", "แจ้งด้วยวาจาต่อเจ้าหน้าที่"

    record: Any
    shown = ArrayField(models.CharField(max_length=20), verbose_name="ส่วนที่เผยแพร่", default=list)
    source = models.CharField("ยินยอมโดย", max_length=10, choices=Source)
    words = models.CharField("เลขที่หนังสือ หรือคำที่แจ้ง", max_length=300, blank=True)
    agreed_on = models.DateField("วันที่ยินยอม")
    at = models.DateTimeField("บันทึกเมื่อ")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="บันทึกโดย"
    )
    withdrawn_at = models.DateTimeField("ถอนเมื่อ", null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="ถอนโดย"
    )
    withdrawn_because = models.CharField("ถอนเพราะ", max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(withdrawn_at=None), name="%(class)s_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["paper", "spoken"]), name="%(class)s_on_somebodys_word"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="%(class)s_withdrawn_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="lasting", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="said_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=_WITHDRAWAL),
            ),
            pgtrigger.Protect(
                name="withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record}: {self.get_source_display()}"


class ProducerConsent(Consent):
    """Of a producer's own page; no product of it is shown without it."""

    record = models.ForeignKey(
        Producer, models.PROTECT, related_name="consents", verbose_name="ผู้ผลิต"
    )
    objects = ConsentQuerySet.as_manager()

    class Meta(Consent.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "ความยินยอมเผยแพร่ผู้ผลิต"


class ProductConsent(Consent):
    record = models.ForeignKey(
        Product, models.PROTECT, related_name="consents", verbose_name="ผลิตภัณฑ์"
    )
    objects = ProductConsentQuerySet.as_manager()

    class Meta(Consent.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "ความยินยอมเผยแพร่ผลิตภัณฑ์"


class OutletConsent(Consent):
    record = models.ForeignKey(
        Outlet, models.PROTECT, related_name="consents", verbose_name="ร้าน OTOP ชวนชิม"
    )
    objects = ConsentQuerySet.as_manager()

    class Meta(Consent.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "ความยินยอมเผยแพร่ร้าน OTOP ชวนชิม"


CONSENT_OF: dict[type[models.Model], type[Consent]] = {
    Producer: ProducerConsent,
    Product: ProductConsent,
    Outlet: OutletConsent,
}
