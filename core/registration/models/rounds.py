"""A registration round: a fiscal quarter with three windows (DOMAIN.md 5)."""

from django.db import models
from django.db.models import F, Q


class Round(models.Model):
    """One quarter's round; the department makes it. Days are included at both ends of a window."""

    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ (พ.ศ.)")
    quarter = models.PositiveSmallIntegerField("ไตรมาส")
    register_from = models.DateField("อำเภอลงทะเบียน ตั้งแต่")
    register_until = models.DateField("อำเภอลงทะเบียน ถึง")
    certify_from = models.DateField("จังหวัดตรวจและรับรอง ตั้งแต่")
    certify_until = models.DateField("จังหวัดตรวจและรับรอง ถึง")
    announce_from = models.DateField("กรมประกาศ ตั้งแต่")
    announce_until = models.DateField("กรมประกาศ ถึง")

    class Meta:
        verbose_name = verbose_name_plural = "รอบการลงทะเบียน"
        ordering = ["-fiscal_year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                "fiscal_year",
                "quarter",
                name="round_once_a_quarter",
                violation_error_message="มีรอบของไตรมาสนี้แล้ว",
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="round_quarter_1_to_4"),
            models.CheckConstraint(
                name="round_windows_in_order",
                condition=Q(register_from__lte=F("register_until"))
                & Q(register_until__lte=F("certify_from"))
                & Q(certify_from__lte=F("certify_until"))
                & Q(certify_until__lte=F("announce_from"))
                & Q(announce_from__lte=F("announce_until")),
                violation_error_message="ช่วงวันต้องเรียงกัน: อำเภอลงทะเบียน จังหวัดรับรอง กรมประกาศ",
            ),
        ]

    def __str__(self):
        return f"รอบ {self.quarter}/{self.fiscal_year}"
