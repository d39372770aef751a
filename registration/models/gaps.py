"""How far the records of a register are filled, kept: 226,000 are not looked through for a list."""

from django.db import models


class RecordGaps(models.Model):
    """What one record lacks of what its sections ask for: how much, and in which sections (a bit for
    each, the first the lowest). Written by `registration.gaps`, read with records that were found
    through their door.

    `asked`: which sections those were, since a new release may ask for more.
    """

    register = models.CharField(max_length=40, help_text="producers.producer")
    record_id = models.BigIntegerField()
    missing = models.PositiveSmallIntegerField("ยังขาด")
    sections = models.IntegerField("หมวดที่ยังไม่ครบ")
    asked = models.CharField(max_length=12)

    class Meta:
        verbose_name = verbose_name_plural = "ความครบถ้วนของระเบียน"
        constraints = [
            models.UniqueConstraint(fields=["register", "record_id"], name="gaps_of_a_record_once")
        ]
        indexes = [
            models.Index(
                fields=["register", "missing", "record_id"],
                include=["sections", "asked"],
                name="gaps_by_missing",
            )
        ]

    def __str__(self):
        return f"{self.register} {self.record_id}: {self.missing}"


class UncountedRecord(models.Model):
    """A record whose content changed since its gaps were counted. Marked by triggers of the register
    (`gaps_triggers`), taken off by `registration.gaps`."""

    register = models.CharField(max_length=40)
    record_id = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "ระเบียนที่ยังไม่ได้นับ"
        constraints = [
            models.UniqueConstraint(fields=["register", "record_id"], name="record_uncounted_once")
        ]

    def __str__(self):
        return f"{self.register} {self.record_id}"
