"""Which area a page of data quality is about, of those the officer may see."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404

from core.areas.models import District, Province
from core.users.requests import AuthenticatedHttpRequest


@dataclass(frozen=True)
class Shown:
    """A district, a province or, with neither, the nation; `asked`: what the address narrowed it to."""

    district: District | None = None
    province: Province | None = None
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def areas(self) -> dict[str, str]:
        return dict(self.asked)

    @property
    def words(self) -> str:
        if self.district:
            return f"{self.district.titled_name} {self.district.province.titled_name}"
        return self.province.titled_name if self.province else "ทั่วประเทศ"

    @property
    def query(self) -> str:
        return urlencode(self.areas)


def shown_area(request: AuthenticatedHttpRequest) -> Shown:
    """The own area, or the part of it the address asks for; 404 for any other."""
    user = request.user
    district, province = request.GET.get("district", ""), request.GET.get("province", "")
    if user.of_district:
        district, province = (district or user.district_id or ""), ""
    elif user.of_province:
        province = ""
    if district:
        districts = District.objects.visible_to(user).select_related("province")
        found = districts.filter(pk=district).first()
        if found is None:
            raise Http404("no such district for this officer")
        asked = () if user.of_district else (("district", found.pk),)
        return Shown(found, found.province, asked)
    if province:
        found = Province.objects.visible_to(user).filter(pk=province).first()
        if found is None:
            raise Http404("no such province for this officer")
        return Shown(province=found, asked=(("province", found.pk),))
    return Shown(province=user.province)
