"""The tables of a producer's repeating parts, both ways: one row a part (DOMAIN.md 2, sections 4, 6, 8,
10, 11, 12). Amounts are baht, years พ.ศ.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields import column_of
from core.tables.cells import CodeCell, IdCell, IntegerCell, ReferenceCell, TextCell
from core.tables.import_rows import ImportRow
from core.tables.places import district_name, province_name
from core.tables.row_checks import row_check
from core.tables.tables import Column, own, register
from producers.models import (
    Agency,
    Funding,
    FundingSource,
    Producer,
    Programme,
    ProjectParticipation,
    SalesChannel,
    StarResult,
    StateSupport,
    Transport,
    TransportMode,
)
from registration.date_tables import RegisteredOnTable
from registration.part_tables import PartTable


class LinkCell(TextCell):
    """An address of the web; one written without https:// gets it, as on the form."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            found = str(forms.URLField(assume_scheme="https").clean(text))
        except ValidationError:
            raise ValueError(f"“{text}” ไม่ใช่ลิงก์ เช่น https://www.example.com") from None
        return super().clean(found)


class ProducerPartTable(PartTable):
    """Parts of producers; abstract."""

    name_column = "producer_name"
    extras = ("producer__status",)
    owner, owner_model, owner_key, owner_status = "producer", Producer, "code", "producer__status"

    id = Column("id", "เลขที่รายการ", IdCell())
    producer = Column(
        "producer__code", "รหัสผู้ประกอบการ", CodeCell(30), target="producer", required=True
    )
    producer_name = Column("producer__name", "ชื่อผู้ผลิต ผู้ประกอบการ", readonly=True)
    district = district_name("producer__district")
    province = province_name("producer__district")


@register
class ProducerDayTable(RegisteredOnTable):
    """When each producer was registered."""

    entity = "producers-registered-on"
    position = 17
    title = "วันที่ลงทะเบียนของผู้ผลิต"
    model = Producer
    key = ("code",)

    code = own(Producer, "code", widget=CodeCell(30))
    name = own(Producer, "name", readonly=True)
    district = district_name("district")
    province = province_name("district")


def programme_column() -> Column:
    """โครงการ: one of the department's list."""
    programmes = Programme.objects.filter(is_active=True)
    return Column(
        "programme__name", "โครงการ", ReferenceCell(programmes.all, blank=False), target="programme"
    )


def agency_column(*, blank: bool) -> Column:
    """หน่วยงาน: one of the department's list."""
    agencies = Agency.objects.filter(is_active=True)
    return Column(
        "agency__name", "หน่วยงาน", ReferenceCell(agencies.all, blank=blank), target="agency"
    )


@register
class ProjectTable(ProducerPartTable):
    """โครงการที่เคยเข้าร่วม (section 4)"""

    entity = "producer-projects"
    position = 11
    title = "โครงการที่ผู้ผลิตเคยเข้าร่วม"
    about = "แถวละหนึ่งโครงการของปี เลขที่รายการว่างคือโครงการใหม่ของผู้ประกอบการตามรหัส"
    model = ProjectParticipation
    once = ("programme", "year")
    twice = "ผู้ผลิตนี้มีโครงการนี้ของปีเดียวกันแล้ว"

    programme = programme_column()
    year = own(ProjectParticipation, "year")
    agency = agency_column(blank=True)
    note = own(ProjectParticipation, "note")


@register
class FundingTable(ProducerPartTable):
    """แหล่งทุน (section 6)"""

    entity = "producer-funding"
    position = 12
    title = "แหล่งทุนของผู้ผลิต"
    about = "แถวละหนึ่งแหล่งทุน เลขที่รายการว่างคือแหล่งทุนใหม่ของผู้ประกอบการตามรหัส"
    model = Funding
    once = ("source", "year", "amount")
    twice = "ผู้ผลิตนี้มีแหล่งทุน ปี และจำนวนเงินนี้แล้ว"

    source = Column(
        "source__name",
        "แหล่งทุน",
        ReferenceCell(FundingSource.objects.filter(is_active=True).all, blank=False),
        target="source",
    )
    year = own(Funding, "year")
    amount = own(Funding, "amount", is_money=True)


@register
class StarTable(ProducerPartTable):
    """ผลการคัดสรร (section 8), from the first to now."""

    entity = "producer-stars"
    position = 13
    title = "ผลการคัดสรร (ดาว) ของผู้ผลิต"
    about = "แถวละหนึ่งผลของปี เลขที่รายการว่างคือผลใหม่ของผู้ประกอบการตามรหัส"
    model = StarResult
    once = ("year", "product_name")
    twice = "ผู้ผลิตนี้มีผลการคัดสรรของผลิตภัณฑ์นี้ในปีเดียวกันแล้ว"

    year = own(StarResult, "year")
    stars = own(
        StarResult,
        "stars",
        widget=IntegerCell(blank=False, validators=column_of(StarResult, "stars").validators),
    )
    product_name = own(StarResult, "product_name")


@register
class StateSupportTable(ProducerPartTable):
    """การสนับสนุนของภาครัฐ (section 10)"""

    entity = "producer-support"
    position = 14
    title = "การสนับสนุนของภาครัฐต่อผู้ผลิต"
    about = "แถวละหนึ่งเรื่องที่สนับสนุน เลขที่รายการว่างคือรายการใหม่ของผู้ประกอบการตามรหัส"
    model = StateSupport
    once = ("agency", "what", "year")
    twice = "ผู้ผลิตนี้มีการสนับสนุนเรื่องนี้ของปีเดียวกันแล้ว"

    agency = agency_column(blank=False)
    what = own(StateSupport, "what")
    year = own(StateSupport, "year")


@register
class SalesChannelTable(ProducerPartTable):
    """ช่องทางการขาย (section 11)"""

    entity = "producer-channels"
    position = 15
    title = "ช่องทางการขายของผู้ผลิต"
    about = "แถวละหนึ่งช่องทาง เลขที่รายการว่างคือช่องทางใหม่ของผู้ประกอบการตามรหัส"
    model = SalesChannel
    once = ("kind", "place", "link")
    twice = "ผู้ผลิตนี้มีช่องทางนี้แล้ว"

    kind = own(SalesChannel, "kind")
    place = own(SalesChannel, "place")
    link = own(SalesChannel, "link", widget=LinkCell(500))

    @row_check("kind", "link")
    def check_link(self, line: ImportRow) -> None:
        if line.value("kind") == SalesChannel.Kind.ONLINE and not line.value("link"):
            line.refuse("ช่องทางออนไลน์ต้องมีลิงก์ เช่น https://…", "link")


@register
class TransportTable(ProducerPartTable):
    """การขนส่ง (section 12)"""

    entity = "producer-transport"
    position = 16
    title = "การขนส่งของผู้ผลิต"
    about = "แถวละหนึ่งวิธีขนส่ง เลขที่รายการว่างคือวิธีใหม่ของผู้ประกอบการตามรหัส"
    model = Transport
    once = ("mode",)
    twice = "ผู้ผลิตนี้มีวิธีขนส่งนี้แล้ว"

    mode = Column(
        "mode__name",
        "วิธีขนส่ง",
        ReferenceCell(TransportMode.objects.filter(is_active=True).all, blank=False),
        target="mode",
    )
    note = own(Transport, "note")
