"""The lists kept beside the registry (DOMAIN.md 11): ศิลปิน OTOP, Young OTOP, ขึ้นเครื่อง and others."""

from django.db import models

from core.areas.scope import AreaScopedQuerySet
from core.history.tracking import tracked
from core.thai.years import ThaiYearField
from producers.models.producers import Producer
from registration.references import ReferenceItem


@tracked()
class RegistryList(ReferenceItem):
    """One list; the department keeps which there are and whether they name producers or products."""

    class Names(models.TextChoices):
        PRODUCERS = "producers", "ผู้ผลิต"
        PRODUCTS = "products", "ผลิตภัณฑ์"

    names = models.CharField("เป็นบัญชีของ", max_length=10, choices=Names, default=Names.PRODUCERS)

    class Meta(ReferenceItem.Meta):
        verbose_name = verbose_name_plural = "บัญชีรายชื่อ"


class Membership(models.Model):
    """A record's place in a list, in a year (พ.ศ., the list's own); abstract."""

    list = models.ForeignKey(
        RegistryList, models.PROTECT, related_name="%(class)ss", verbose_name="บัญชี"
    )
    year = ThaiYearField("ปี พ.ศ.")
    note = models.CharField("หมายเหตุ", max_length=255, blank=True)

    class Meta:
        abstract = True
        ordering = ["-year", "pk"]

    def __str__(self):
        return f"{self.list} {self.year}"


class ProducerMembershipQuerySet(AreaScopedQuerySet):
    district_path = "producer__district"


@tracked(part_of="producer")
class ProducerMembership(Membership):
    """A producer in a list of producers."""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="memberships")

    objects = ProducerMembershipQuerySet.as_manager()

    class Meta(Membership.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "บัญชีรายชื่อ"
        constraints = [
            models.UniqueConstraint(
                "producer",
                "list",
                "year",
                name="producer_in_a_list_once_a_year",
                violation_error_message="อยู่ในบัญชีนี้ของปีเดียวกันแล้ว",
            )
        ]
