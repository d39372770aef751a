"""What reports have in common that say which producers are to be followed up: asked as a list, as visits
on paper, or as a summary (products.expiring_reports, producers.star_reports)."""

from typing import Any, ClassVar, cast

from django import forms

from core.areas.models import District, Province
from core.reports.parameters import AreaForm
from core.reports.tables import Column, Row
from core.thai import calendar, phones
from core.users.models import User
from producers.models import Producer

LIST, VISITS = "list", "visits"

NUMBER = Column("number", "ที่", width=5, kind="count")
PHONE = Column("phone", "โทรศัพท์", width=15)
DISTRICT = Column("district", "อำเภอ", width=14)
ADDRESS = Column("address", "ที่อยู่", width=30)
# Filled in by hand on the way.
FOUND = Column("found", "ผลการเยี่ยม", width=20)
SIGNED = Column("signed", "ลงชื่อผู้ผลิต", width=16)


class FollowUpForm(AreaForm):
    """`summary`: the third way to ask, its value and name; the department's own until it chose a
    province, since a list of the nation is too long to follow up."""

    summary: ClassVar[tuple[str, str]]

    use = forms.ChoiceField(label="แบบ")

    def narrow(self, user: User, given: Any) -> None:
        super().narrow(user, given)
        ways = [(LIST, "รายการติดตาม"), (VISITS, "บัญชีออกเยี่ยม (มีที่อยู่และช่องลงชื่อ)"), self.summary]
        cast(forms.ChoiceField, self.fields["use"]).choices = ways

    def defaults(self) -> dict[str, str]:
        summed_up = self.user.of_nation and "province" not in self.given
        return {"use": self.summary[0] if summed_up else LIST} | super().defaults()

    def clean(self) -> Any:
        cleaned = super().clean()
        value, name = self.summary
        lists = cleaned.get("use") != value
        if self.user.of_nation and lists and not self.errors and not cleaned.get("province"):
            said = f"เลือกจังหวัด หรือเลือกแบบ{name} รายการของทั่วประเทศยาวเกินกว่าจะใช้ติดตามได้"
            self.add_error("province", said)
        return cleaned


def place_name(province: Province | None, district: District | None) -> str:
    place = district or province
    return str(place.titled_name) if place else "ทั่วประเทศ"


def as_registered_today() -> str:
    return f"ตามทะเบียนวันที่ {calendar.day_short(calendar.today())}"


def on_the_way(producer: Producer) -> tuple[str, str, str]:
    """The order of visits: as one drives."""
    return (producer.district_id, producer.subdistrict_id or "", producer.sort_key)


def cells_of(producer: Producer) -> Row:
    """The cells of the columns above, and the producer's name."""
    return {
        "producer": producer.name,
        "phone": phones.shown(producer.phone),
        "address": producer.address,
        "district": producer.district.name_th,
        "found": "",
        "signed": "",
    }
