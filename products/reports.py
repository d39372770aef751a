"""บัญชีรายชื่อ: who and what is in the lists kept beside the registry (DOMAIN.md 11)."""

from collections.abc import Mapping
from typing import Any

from django import forms

from core.areas.scope import Role
from core.fields import form_field
from core.reports.parameters import AreaForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Column, ReportTable, Row
from producers.models import ProducerMembership, RegistryList
from products import closure_reports, expiring_reports  # noqa: F401  (found with this one)
from products.models import ProductMembership


class ListForm(AreaForm):
    """A list, the first unless said, and a year or all of them."""

    list = forms.TypedChoiceField(
        label="บัญชี", coerce=int, error_messages={"invalid_choice": "ไม่มีบัญชีนี้ เลือกจากรายการ"}
    )
    year = forms.TypedChoiceField(
        label="ปี พ.ศ.",
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "ไม่มีรายชื่อของปี %(value)s"},
    )
    field_order = ("list", "year", "province", "district")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        self.lists = list(RegistryList.objects.visible_to(user).values_list("pk", "name"))
        form_field(self, "list", forms.TypedChoiceField).choices = self.lists
        years: set[int] = set()
        for memberships in (ProducerMembership, ProductMembership):
            seen = memberships.objects.visible_to(user).order_by()
            years |= set(seen.values_list("year", flat=True).distinct())
        form_field(self, "year", forms.TypedChoiceField).choices = [
            ("", "ทุกปี"),
            *((year, str(year)) for year in sorted(years, reverse=True)),
        ]

    def defaults(self) -> dict[str, str]:
        first = {"list": str(self.lists[0][0])} if self.lists else {}
        return first | super().defaults()


COLUMNS = (
    Column("number", "ที่", width=5, kind="count"),
    Column("name", "ชื่อ", width=34),
    Column("producer", "ผู้ผลิต", width=30),
    Column("code", "รหัสผู้ประกอบการ", width=14),
    Column("district", "อำเภอ", width=14),
    Column("province", "จังหวัด", width=14),
    Column("year", "ปี พ.ศ.", kind="year", width=8),
    Column("note", "หมายเหตุ", width=20),
)


@register
class ListReport(Report):
    """The members of one list."""

    key = "lists"
    title = "บัญชีรายชื่อ"
    group = "ทะเบียน"
    summary = "ศิลปิน OTOP, Young OTOP, ขึ้นเครื่อง และบัญชีอื่นข้างทะเบียน แยกตามปีและพื้นที่"
    roles = frozenset(Role)
    form_class = ListForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        chosen = RegistryList.objects.visible_to(user).get(pk=params["list"])
        of_producers = chosen.names == RegistryList.Names.PRODUCERS
        model, path = (
            (ProducerMembership, "producer")
            if of_producers
            else (ProductMembership, "product__producer")
        )
        members = model.objects.visible_to(user).filter(list=chosen)
        if params["year"]:
            members = members.filter(year=params["year"])
        if params["district"]:
            members = members.filter(**{f"{path}__district": params["district"]})
        elif params["province"]:
            members = members.filter(**{f"{path}__district__province": params["province"]})
        members = members.select_related(f"{path}__district__province").order_by(
            f"{path}__district", "-year", f"{path}__sort_key", "pk"
        )
        place = params["district"] or params["province"]
        return ReportTable(
            title=f"บัญชี{chosen.name}",
            subtitle_lines=(
                place.titled_name if place else "ทั่วประเทศ",
                f"ปี {params['year']}" if params["year"] else "ทุกปี",
            ),
            coverage="ตามทะเบียนปัจจุบัน",
            columns=COLUMNS
            if not of_producers
            else tuple(c for c in COLUMNS if c.key != "producer"),
            rows=tuple(_row(number, member) for number, member in enumerate(members, 1)),
            orientation="landscape",
        )


def _row(number: int, member: ProducerMembership | ProductMembership) -> Row:
    product = member.product if isinstance(member, ProductMembership) else None
    producer = (
        member.producer if isinstance(member, ProducerMembership) else member.product.producer
    )
    return {
        "number": number,
        "name": (product or producer).name,
        "producer": producer.name,
        "code": producer.code,
        "district": producer.district.name_th,
        "province": producer.district.province.name_th,
        "year": member.year,
        "note": member.note,
    }
