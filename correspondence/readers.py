"""Which offices have read a notice: every office it is written to, by province."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import Coalesce

from core.areas.models import District, Province
from core.users.models import User
from correspondence.models import Notice, NoticeReading


@dataclass(frozen=True)
class OfficeRead:
    """An office the notice is written to, and who of it opened it first."""

    office: str
    reading: NoticeReading | None


@dataclass
class ProvinceRead:
    """The offices of one province, those that have not read first."""

    province: Province
    offices: list[OfficeRead] = field(default_factory=list)

    @property
    def read(self) -> int:
        return sum(one.reading is not None for one in self.offices)


def readers_of(notice: Notice, user: User) -> list[ProvinceRead]:
    """Three queries; only for who wrote it, others find no readings but their own."""
    first: dict[str, NoticeReading] = {}
    readings = NoticeReading.objects.visible_to(user).filter(notice=notice).select_related("by")
    for reading in readings:
        first.setdefault(reading.district_id or reading.province_id, reading)
    provinces, districts = _addressed(notice)
    of_province = defaultdict(list)
    for office in districts:
        of_province[office.province_id].append(office)
    found = []
    for province in provinces:
        offices = [OfficeRead(one.office, first.get(one.pk)) for one in of_province[province.pk]]
        if notice.to != Notice.To.DISTRICTS:
            offices.insert(0, OfficeRead(province.office, first.get(province.pk)))
        found.append(ProvinceRead(province, sorted(offices, key=lambda one: bool(one.reading))))
    return found


def _addressed(notice: Notice) -> tuple[Iterable[Province], Iterable[District]]:
    match notice.to:
        case Notice.To.ALL:
            return Province.objects.all(), District.objects.all()
        case Notice.To.PROVINCES:
            return Province.objects.all(), ()
    within = District.objects.filter(province=notice.to_province_id)
    return Province.objects.filter(pk=notice.to_province_id), within


def counts_of(notices: list[Notice]) -> dict[int, tuple[int, int]]:
    """Of notices of the own office: how many offices have read each, of how many. Two queries."""
    if not notices:
        return {}
    districts = dict(
        Province.objects.annotate(offices=Count("districts")).values_list("pk", "offices")
    )
    read = dict(
        NoticeReading.objects.filter(notice__in=notices)
        .order_by()
        .values("notice")
        .annotate(offices=Count(Coalesce("district_id", "province_id"), distinct=True))
        .values_list("notice", "offices")
    )
    asked: dict[str, int] = {
        Notice.To.ALL: len(districts) + sum(districts.values()),
        Notice.To.PROVINCES: len(districts),
    }
    return {
        one.pk: (
            read.get(one.pk, 0),
            asked[one.to] if one.to_province_id is None else districts[one.to_province_id],
        )
        for one in notices
    }
