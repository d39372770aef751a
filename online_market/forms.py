"""Forms of the pages of the KPI; what may be done and when is in the workflow and its neighbours."""

import re
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError

from core.fields import form_field
from core.steps import ReasonForm, longest_in, reason_field
from core.thai import calendar
from core.thai.calendar import BUDDHIST_ERA_OFFSET, fiscal_year, fiscal_year_months, last_day
from core.thai.digits import to_arabic
from core.thai.forms import ThaiDateField, ThaiDecimalField, ThaiIntegerField
from online_market.letter_bases import LONGEST_LETTER
from online_market.models import MarketRound, MarketStep
from online_market.survey_form import LARGEST_FILE

NEW_SERIES = "new"


class YearsField(forms.CharField):
    """Fiscal years as people write them: 2560-2563, or 2560, 2562; a ค.ศ. year is refused."""

    def prepare_value(self, value):
        return (
            MarketRound(registration_years=value).years_told if isinstance(value, list) else value
        )

    def clean(self, value) -> list[int]:
        typed = to_arabic(super().clean(value))
        years: set[int] = set()
        for part in re.split(r"[,\s]+(?![-–])", re.sub(r"\s*[-–]\s*", "-", typed.strip())):
            spelt = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", part)
            if spelt is None:
                raise ValidationError("พิมพ์ปีเป็น พ.ศ. เช่น 2560-2563 หรือ 2560, 2562")
            first, last = int(spelt[1]), int(spelt[2] or spelt[1])
            if first < 2500:
                raise ValidationError(f"ปีต้องเป็น พ.ศ. (พิมพ์ {first})")
            if not first <= last <= 2700 or last - first > 30:
                raise ValidationError(f"ช่วงปี {part} ไม่ถูกต้อง ปีแรกมาก่อนปีหลัง ไม่เกิน 30 ปี")
            years |= set(range(first, last + 1))
        return sorted(years)


class TermsForm(forms.Form):
    """What of a round may be corrected while it is open."""

    title = forms.CharField(label="ชื่อรอบ", max_length=200)
    percentage = ThaiDecimalField(
        label="ร้อยละของผลิตภัณฑ์ฐาน", min_value=0.01, max_value=100, max_digits=5, decimal_places=2
    )
    period_from = ThaiDateField(label="นับผลตั้งแต่ (พ.ศ.)")
    period_until = ThaiDateField(label="นับผลถึง (พ.ศ.)")
    survey_due = ThaiDateField(label="อำเภอส่งแบบสำรวจภายใน (พ.ศ.)")
    result_due = ThaiDateField(label="อำเภอส่งผลภายใน (พ.ศ.)")

    def clean(self):
        said = self.cleaned_data
        pairs = (
            ("period_from", "period_until", "วันสุดท้ายที่นับผลอยู่ก่อนวันแรก"),
            ("survey_due", "result_due", "กำหนดส่งผลอยู่ก่อนกำหนดส่งแบบสำรวจ"),
        )
        for first, last, sentence in pairs:
            if said.get(first) and said.get(last) and said[first] > said[last]:
                self.add_error(last, sentence)
        return said


class ReviseForm(TermsForm):
    """The terms of an open round, with the reason of the change."""

    reason = reason_field("เหตุผลที่แก้ไขเงื่อนไข", longest=longest_in(MarketStep))


class RoundForm(TermsForm):
    """A draft: what it counts, and its terms."""

    fiscal_year = ThaiIntegerField(label="ปีงบประมาณ", min_value=2500, max_value=2700)
    series = forms.ChoiceField(label="ชุดตัวชี้วัด", help_text="ผลิตภัณฑ์หนึ่งนับได้รอบเดียวในชุดเดียวกัน")
    registration_years = YearsField(
        label="นับผลิตภัณฑ์ที่ลงทะเบียนปีงบประมาณ", help_text="เช่น 2560-2563", max_length=200
    )
    base_date = ThaiDateField(label="วันตัดข้อมูลฐาน (พ.ศ.)", help_text="ทะเบียน ณ สิ้นวันนี้")

    field_order = [
        "title",
        "fiscal_year",
        "series",
        "percentage",
        "registration_years",
        "base_date",
        "period_from",
        "period_until",
        "survey_due",
        "result_due",
    ]

    def __init__(self, *args, known_series: list[int], round: MarketRound | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round
        offered = [(str(one), f"ต่อจากชุดที่เริ่มปีงบประมาณ {one}") for one in known_series]
        form_field(self, "series", forms.ChoiceField).choices = [
            (NEW_SERIES, "เริ่มชุดใหม่ในปีงบประมาณนี้"),
            *offered,
        ]
        if round is not None:  # its number is of its series
            del self.fields["series"]

    def clean(self):
        said = super().clean()
        year = said.get("fiscal_year")
        if self.round is not None:
            said["series"] = self.round.series
        elif said.get("series") == NEW_SERIES:
            said["series"] = year
        elif said.get("series"):
            said["series"] = int(said["series"])
        if year and said.get("series") and said["series"] > year:
            self.add_error("fiscal_year", "ปีงบประมาณอยู่ก่อนปีที่ชุดนี้เริ่ม")
        if year and year > fiscal_year(calendar.today()) + 1:
            self.add_error("fiscal_year", "สร้างรอบล่วงหน้าได้ถึงปีงบประมาณถัดไป")
        return said


def proposed_round(today: date, known: list[int]) -> dict:
    """What a new round begins with: this fiscal year's halves, the four years before, 11 percent."""
    year = fiscal_year(today)
    months = fiscal_year_months(year)
    first_half = today <= last_day(months[5])
    period = (months[0], last_day(months[5])) if first_half else (months[6], last_day(months[11]))
    return {
        "title": f"การส่งเสริมผลิตภัณฑ์สู่ตลาดออนไลน์ ปีงบประมาณ {year}",
        "fiscal_year": year,
        "series": str(max(known)) if known and max(known) == year else NEW_SERIES,
        "percentage": 11,
        "registration_years": list(range(year - 4, year)),
        "base_date": date(year - BUDDHIST_ERA_OFFSET - 1, 9, 30),
        "period_from": period[0],
        "period_until": period[1],
        "survey_due": min(max(today, period[0]) + timedelta(days=30), period[1]),
        "result_due": period[1],
    }


class MarketReasonForm(ReasonForm):
    reason = reason_field(longest=longest_in(MarketStep))


class OverrideForm(MarketReasonForm):
    """A district's target by hand; an empty one takes the computed figure again."""

    target = ThaiIntegerField(
        label="เป้าหมาย (รายการ)", required=False, min_value=0, help_text="เว้นว่าง = ใช้ที่คำนวณได้"
    )
    field_order = ["target", "reason"]


class LetterBaseForm(forms.Form):
    """A district's base as a letter gives it; both counts empty: the registry's again."""

    letter = forms.CharField(
        label="ตามหนังสือที่", max_length=LONGEST_LETTER, required=False, help_text="เลขที่และวันที่ของหนังสือ"
    )
    producers = ThaiIntegerField(label="จำนวนผู้ประกอบการ", required=False, min_value=0)
    products = ThaiIntegerField(
        label="จำนวนผลิตภัณฑ์ OTOP",
        required=False,
        min_value=0,
        help_text="เว้นว่างทั้งสองช่อง = ใช้ฐานตามทะเบียน",
    )


class SignForm(forms.Form):
    """What stands under a signature beside the officer's name."""

    position = forms.CharField(label="ตำแหน่ง", max_length=150)
    signed_on = ThaiDateField(label="ลงวันที่ (พ.ศ.)")


class UploadForm(forms.Form):
    file = forms.FileField(label="แบบสำรวจที่กรอกแล้ว (.xlsx)")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("ไฟล์ใหญ่เกิน 5 MB แบบสำรวจหนึ่งอำเภอไม่ถึง ตรวจว่าเลือกไฟล์ถูก")
        return file
