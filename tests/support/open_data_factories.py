"""A closed month as open data are made of, and its publication."""

from datetime import date

from open_data.models import Publication
from open_data.publishing import Outcome, publish
from sales.models import SalesMonth, SalesRow
from tests.support import factories as make

OCTOBER = date(2026, 10, 1)
PLACES = (("2402", "บางคล้า", "24", "ฉะเชิงเทรา"), ("2001", "เมืองชลบุรี", "20", "ชลบุรี"))
EACH = 4  # producers of a category in a province


def closed_month(*, lonely: bool = True) -> SalesMonth:
    """`lonely`: one single producer of herbs in the first province."""
    for code, name, province, of in PLACES:
        make.province(province, of)
        here = make.district(code, name)
        month = make.district_month(here)
        for category in ("food", "fabric"):
            for number in range(EACH):
                who = make.producer(here, f"กลุ่ม{category}{number}{name}")
                make.row(month, who, category, (f"{1000 + 10 * number}.25", "100", "0", "0"))
        if lonely and code == PLACES[0][0]:
            who = make.producer(here, "กลุ่มสมุนไพรรายเดียว")
            make.row(month, who, "herb", ("777.77", "0", "0", "0"))
        make.confirm_province(here.province)
    return make.close_month(SalesMonth.objects.get(month=OCTOBER))


def publish_october(cause: str = Publication.Cause.MONTH_CLOSED) -> Outcome:
    return publish(cause, by=make.department_officer(), month=OCTOBER)


def correct_october(count: int) -> None:
    """Opened again, so many rows of food raised by 55 baht, confirmed and closed once more."""
    keys = (
        SalesRow.objects.filter(category="food").order_by("pk").values_list("pk", flat=True)[:count]
    )
    SalesMonth.objects.update(status="open", closed_at=None, closed_by=None)
    provinces = set()
    for row in SalesRow.objects.filter(pk__in=list(keys)):
        of = row.district_month
        if not of.is_editable:
            make.reopen_province(of.district.province)
            make.return_district(of)
        SalesRow.objects.filter(pk=row.pk).update(domestic_offline=row.domestic_offline + 55)
        provinces.add(of.district.province)
    for province in provinces:
        make.confirm_province(province)
    make.close_month(SalesMonth.objects.get(month=OCTOBER))
