"""มาตรฐานและเครื่องหมายที่ใกล้หมดอายุ: what is to be renewed, with the days left, or as a list of visits."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from core.areas.models import District, Province
from core.areas.scope import Role
from core.reports.parameters import ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row
from core.thai import calendar
from core.users.models import User
from producers.follow_up import (
    ADDRESS,
    DISTRICT,
    FOUND,
    LIST,
    NUMBER,
    PHONE,
    SIGNED,
    VISITS,
    FollowUpForm,
    as_registered_today,
    cells_of,
    on_the_way,
    place_name,
)
from products.expiring import AreaCount, Ending, ending_counts, endings

DAYS = (30, 90, 180, 365)
AREAS = "areas"


class ExpiringForm(FollowUpForm):
    summary = (AREAS, "สรุปรายพื้นที่")

    days = forms.TypedChoiceField(
        label="หมดอายุภายใน", coerce=int, choices=[(days, f"{days} วัน") for days in DAYS]
    )
    field_order = ("days", "use", "province", "district")

    def defaults(self) -> dict[str, str]:
        return {"days": "90"} | super().defaults()


PRODUCT = Column("name", "ผลิตภัณฑ์", width=26)
PRODUCER = Column("producer", "ผู้ผลิต ผู้ประกอบการ", width=26)
PAPER = Column("paper", "มาตรฐาน / เครื่องหมาย", width=20)
ENDS = Column("ends", "หมดอายุ", width=12)
LEFT = Column("left", "เหลือ (วัน)", width=9, kind="count")
OF_LIST = (
    NUMBER,
    PRODUCT,
    ENDS,
    LEFT,
    PAPER,
    Column("paper_number", "เลขที่", width=14),
    PRODUCER,
    PHONE,
)
OF_VISITS = (
    NUMBER,
    PRODUCER,
    ADDRESS,
    PHONE,
    PRODUCT,
    PAPER,
    ENDS,
    FOUND,
    SIGNED,
)

OF_AREAS = (
    Column("area", "พื้นที่", width=24),
    Column("past", "หมดไปแล้ว", kind="count", width=12),
    Column("d30", "ใน 30 วัน", kind="count", width=12),
    Column("d90", "31–90 วัน", kind="count", width=12),
    Column("d180", "91–180 วัน", kind="count", width=12),
    Column("d365", "181–365 วัน", kind="count", width=12),
    Column("total", "รวม", kind="count", width=12),
)


@register
class ExpiringReport(Report):
    """Papers that run out, the first to end first; what has run out within a year stands before them."""

    key = "expiring"
    title = "มาตรฐานและเครื่องหมายที่ใกล้หมดอายุ"
    summary = "ใบรับรองที่ต้องต่ออายุ เหลือกี่วัน ของผู้ผลิตรายใด และบัญชีสำหรับออกเยี่ยม"
    group = "ทะเบียน"
    roles = frozenset(Role)
    form_class = ExpiringForm
    beside_template = "products/expiring_letters.html"

    def beside(self, user: User, form: ParametersForm) -> Mapping[str, Any]:
        """The letters, for the district that sends them."""
        if not (user.of_district and form.is_valid()) or form.cleaned_data["use"] == AREAS:
            return {}
        return {"letters_days": form.cleaned_data["days"]}

    def build(self, user: User, params: Mapping[str, Any]) -> ReportTable:
        province, district = params["province"], params["district"]
        if params["use"] == AREAS:
            return self._by_areas(user, province, district)
        found = endings(user, params["days"], province=province, district=district)
        visits = params["use"] == VISITS
        if visits:  # producer by producer, as one drives
            found.sort(key=lambda one: (*on_the_way(one.product.producer), one.expires_on))
        several = (DISTRICT,) if district is None else ()
        return ReportTable(
            title=self.title,
            subtitle_lines=(
                place_name(province, district),
                f"หมดอายุภายใน {params['days']} วัน หรือหมดไปแล้วไม่เกิน 1 ปี",
            ),
            coverage=as_registered_today(),
            columns=(*(OF_VISITS if visits else OF_LIST), *several),
            rows=tuple(_row(number, one) for number, one in enumerate(found, 1)),
            by_hand=visits,
            orientation="landscape",
            links=tuple((_producer_page if visits else renewal_address)(one) for one in found),
            persons=tuple({one.product.producer_id for one in found}),
        )

    def _by_areas(
        self, user: User, province: Province | None, district: District | None
    ) -> ReportTable:
        """How many run out, by province for the nation, else by district; each leads to its list."""
        found = ending_counts(user, province=province, district=district)
        keys = [column.key for column in OF_AREAS[1:]]
        return ReportTable(
            title=self.title,
            subtitle_lines=(place_name(province, district),),
            coverage=as_registered_today(),
            columns=OF_AREAS,
            rows=tuple({"area": one.area, **one.counts} for one in found),
            total={"area": "รวม", **{key: sum(one.counts[key] for one in found) for key in keys}},
            links=tuple(_list_of(one) for one in found),
            notes=("หมดไปแล้ว: ไม่เกิน 1 ปี ช่วงวันนับไม่ซ้ำกัน",),
        )


def _list_of(one: AreaCount) -> str:
    """The list behind a line: its papers of the next year."""
    named = {"district": one.code} if len(one.code) == 4 else {"province": one.code}
    asked = named | {"use": LIST, "days": "365"}
    if "district" in named:
        asked["province"] = one.code[:2]
    return f"{reverse('admin:report', args=['expiring'])}?{urlencode(asked)}"


def _row(number: int, one: Ending) -> Row:
    return {
        "number": number,
        "name": one.product.name,
        "paper": one.name,
        "paper_number": one.number,
        "ends": calendar.day_short(one.expires_on),
        "left": one.days_left,
        **cells_of(one.product.producer),
    }


def _producer_page(one: Ending) -> str:
    return reverse("admin:producers_producer_change", args=[one.product.producer_id])


def renewal_address(one: Ending) -> str:
    """The product's page, a row for the new paper of the same standard begun; of the mark its page."""
    if one.held is None:
        return reverse("admin:product-mark", args=[one.product.pk])
    page = reverse("admin:products_product_change", args=[one.product.pk])
    return f"{page}?{urlencode({'section': 'standards', 'renew': one.held})}"
