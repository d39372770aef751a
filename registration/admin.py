"""The rounds as the department plans them."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core.thai import calendar
from core.thai.digits import to_arabic
from core.users.scoped_admin import ScopedModelAdmin
from registration.models import Round, Window
from registration.models.rounds import plan_of_quarter


class RoundForm(forms.ModelForm):
    """The windows are checked against each other and against the other rounds by the model."""

    class Meta:
        model = Round
        fields = "__all__"  # noqa: DJ007  (the admin's fieldsets say which)


def _asked_quarter(request: HttpRequest) -> tuple[int, int]:
    """The fiscal year and quarter of the address, else the ones after the last round planned."""
    asked = [to_arabic(request.GET.get(name, "")) for name in ("fiscal_year", "quarter")]
    if all(one.isdecimal() for one in asked):
        year, quarter = map(int, asked)
        if 2540 <= year <= 2700 and 1 <= quarter <= 4:
            return year, quarter
    last = Round.objects.order_by("fiscal_year", "quarter").last()
    if last is None:
        day = calendar.today()
        return calendar.fiscal_year(day), (day.month - 10) % 12 // 3 + 1
    return (last.fiscal_year, last.quarter + 1) if last.quarter < 4 else (last.fiscal_year + 1, 1)


@admin.register(Round)
class RoundAdmin(ScopedModelAdmin):
    """Made and changed by the department; a new one comes filled in by the pattern of its quarter."""

    form = RoundForm
    list_display = ["round_name", "register_days", "certify_days", "announce_days", "state"]
    ordering = ["-fiscal_year", "-quarter"]
    add_label = "เพิ่มรอบการลงทะเบียน"
    list_question = "หนึ่งไตรมาสหนึ่งรอบ สามช่วง: อำเภอลงทะเบียน จังหวัดรับรอง กรมประกาศ"
    form_question = "วันที่เสนอตามแบบแผนของไตรมาส แก้ไขได้ สองช่วงอยู่วันเดียวกันได้"
    fieldsets = [
        ("รอบ", {"fields": ["fiscal_year", "quarter"]}),
        ("1 อำเภอลงทะเบียน", {"fields": ["register_from", "register_until", "committee_first"]}),
        ("2 จังหวัดตรวจ รับรอง และประกาศ", {"fields": ["certify_from", "certify_until"]}),
        ("3 กรมประกาศรับรองผล", {"fields": ["announce_from", "announce_until"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        year, quarter = _asked_quarter(request)
        return {"fiscal_year": year, "quarter": quarter} | plan_of_quarter(year, quarter)

    @admin.display(description="รอบ", ordering="register_from")
    def round_name(self, round: Round) -> str:
        return str(round)

    @admin.display(description="อำเภอลงทะเบียน", ordering="register_from")
    def register_days(self, round: Round) -> str:
        return round.window_words(Window.REGISTER)

    @admin.display(description="จังหวัดรับรอง", ordering="certify_from")
    def certify_days(self, round: Round) -> str:
        return round.window_words(Window.CERTIFY)

    @admin.display(description="กรมประกาศ", ordering="announce_from")
    def announce_days(self, round: Round) -> str:
        return round.window_words(Window.ANNOUNCE)

    @admin.display(description="ความก้าวหน้า")
    def state(self, round: Round) -> str:
        address = reverse("admin:registration-progress", args=[round.pk])
        return format_html('<a href="{}">รายจังหวัด</a>', address)
