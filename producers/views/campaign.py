"""๑ พัฒนากร ๑ กลุ่ม on screen: progress, and for the province the number of officers of each district."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.areas.models import District, Province
from core.pages import PortalView
from core.thai import calendar
from core.thai.digits import parse_count
from core.users.models import User
from core.users.requests import AuthenticatedHttpRequest
from producers.campaign import progress_by_district, progress_by_province
from producers.models import CampaignTarget

YEARS_SHOWN = 4
MOST_OFFICERS = 200


class CampaignView(PortalView):
    """Districts for a district and a province, provinces for the department; the province writes."""

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        return self._page(request, _year(request.GET.get("year")), {}, {})

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        """Every number or none: a wrong one is shown at its place, nothing is saved."""
        if not _may_write(request.user):
            raise Http404("not this role's to write")
        year = _year(request.POST.get("year"))
        districts = list(District.objects.visible_to(request.user))
        typed = {one.pk: request.POST.get(f"officers-{one.pk}", "").strip() for one in districts}
        errors, officers = {}, {}
        for code, text in typed.items():
            try:
                number = parse_count(text)
            except ValueError as error:
                errors[code] = str(error)
                continue
            if number is not None and number > MOST_OFFICERS:
                errors[code] = f"จำนวนเต็ม 0 ถึง {MOST_OFFICERS}"
            elif number is not None:
                officers[code] = number
        if errors:
            return self._page(request, year, typed, errors, status=422)
        with transaction.atomic():
            for code in typed:
                targets = CampaignTarget.objects.visible_to(request.user)
                if code not in officers:
                    targets.filter(district=code, fiscal_year=year).delete()
                    continue
                targets.update_or_create(
                    district_id=code,
                    fiscal_year=year,
                    defaults={"officers": officers[code], "updated_by": request.user},
                )
        messages.success(request, f"บันทึกเป้าหมายปีงบประมาณ {year} แล้ว")
        return HttpResponseRedirect(f"{reverse('admin:producer-campaign')}?year={year}")

    def _page(
        self,
        request: AuthenticatedHttpRequest,
        year: int,
        typed: dict,
        errors: dict,
        status: int = 200,
    ) -> HttpResponse:
        user = request.user
        if user.of_nation:
            rows = progress_by_province(user, year, Province.objects.visible_to(user))
        else:
            districts = District.objects.visible_to(user).order_by("code")
            rows = progress_by_district(user, year, districts)
        first = calendar.fiscal_year(calendar.today())
        context = {
            "title": "๑ พัฒนากร ๑ กลุ่ม",
            "year": year,
            "years": range(first, first - YEARS_SHOWN, -1),
            "rows": [
                {
                    "progress": row,
                    "typed": typed.get(row.area.pk, "" if row.officers is None else row.officers),
                    "error": errors.get(row.area.pk, ""),
                }
                for row in rows
            ],
            "officers": sum(row.officers or 0 for row in rows),
            "groups": sum(row.groups for row in rows),
            "may_write": _may_write(user),
            "by_province": user.of_nation,
        }
        return self.show("producers/campaign.html", context, status=status)


def _may_write(user: User) -> bool:
    return user.has_perm("producers.change_campaigntarget")


def _year(text: str | None) -> int:
    """The fiscal year asked for, of those shown; this one for any other."""
    this = calendar.fiscal_year(calendar.today())
    asked = int(text) if text and text.isdecimal() and len(text) == 4 else this
    return asked if this - YEARS_SHOWN < asked <= this else this
