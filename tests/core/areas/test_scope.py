"""The one door to rows: what each role sees of every register, and nobody unknown sees anything."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser

from chuanchim.models import Outlet
from core.areas.models import District, Province, Subdistrict
from core.areas.scope import AreaScopedQuerySet, Role
from core.users.models import User
from producers.models import Producer
from products.models import Product
from sales.models import (
    DistrictMonth,
    PivotMailLine,
    PivotSubscription,
    ProvinceMonth,
    Resolution,
    SalesRow,
    SavedPivot,
    Snapshot,
    Step,
)
from tests.support import factories as make

pytestmark = pytest.mark.django_db

PLACES = ("2402", "2403", "2501")


@pytest.fixture
def everywhere() -> dict[str, District]:
    """In each of three districts (two of one province) one of everything that could be seen."""
    for code in PLACES:
        of = make.district(code, f"อำเภอ {code}")
        make.district_officer(of)
        make.province_officer(of.province)
        Subdistrict.objects.create(
            code=f"{code}01", district=of, name_th=code, name_en="-", type_th="ตำบล"
        )
        maker = make.producer(of, name=f"กลุ่ม {code}")
        Product.objects.create(producer=maker, name=code, category="food")
        Outlet.objects.create(district=of, name=code)
        month = make.district_month(of)
        make.row(month, maker, amounts=("1", "0", "0", "0"))
        make.resolution(month)
        make.resolution(of.province)
        make.step(month)
    make.department_officer()
    return {code: District.objects.get(pk=code) for code in PLACES}


# What can be seen, by model: the district's code of each row, or the province's.
PATHS = {
    District: "pk",
    Subdistrict: "district",
    Producer: "district",
    Product: "producer__district",
    Outlet: "district",
    DistrictMonth: "district",
    SalesRow: "district_month__district",
}
REGISTERS = (District, Subdistrict, Producer, Product, Outlet)
OF_SALES = (DistrictMonth, SalesRow)


def seen(model, user, path: str) -> list:
    return sorted(model.objects.visible_to(user).values_list(path, flat=True))


@pytest.mark.parametrize("model", PATHS, ids=lambda model: model.__name__)
def test_each_office_sees_its_own_area(everywhere, model):
    path = PATHS[model]
    district, province = everywhere["2402"], everywhere["2402"].province
    assert seen(model, make.district_officer(district), path) == ["2402"]
    assert seen(model, make.province_officer(province), path) == ["2402", "2403"]
    everything = list(PLACES) if model in REGISTERS else []
    assert seen(model, make.department_officer(), path) == everything


@pytest.mark.parametrize("model", OF_SALES, ids=lambda model: model.__name__)
def test_the_department_sees_sales_of_a_province_once_it_confirmed(everywhere, model):
    make.confirm_province(everywhere["2501"].province)
    assert seen(model, make.department_officer(), PATHS[model]) == ["2501"]


def test_provinces_and_their_months(everywhere):
    district, province = everywhere["2402"], everywhere["2402"].province
    officers = [
        make.district_officer(district),
        make.province_officer(province),
        make.department_officer(),
    ]
    assert [seen(Province, by, "pk") for by in officers] == [["24"], ["24"], ["24", "25"]]
    assert [seen(ProvinceMonth, by, "province") for by in officers] == [[], ["24"], ["24", "25"]]


def test_accounts(everywhere):
    district, province = everywhere["2402"], everywhere["2402"].province
    assert seen(User, make.district_officer(district), "username") == ["district2402"]
    assert seen(User, make.province_officer(province), "username") == [
        "district2402",
        "district2403",
        "province24",
    ]
    assert seen(User, make.department_officer(), "username") == [
        "department",
        "district2402",
        "district2403",
        "district2501",
        "province24",
        "province25",
    ]


def test_snapshots_trail_and_resolutions(everywhere):
    make.confirm_province(everywhere["2501"].province)
    make.confirm_province(everywhere["2402"].province)
    make.reopen_province(everywhere["2402"].province)
    district, province = everywhere["2402"], everywhere["2402"].province
    by_district, by_province = make.district_officer(district), make.province_officer(province)
    department = make.department_officer()

    of_province = "province_month__province"
    assert seen(Snapshot, by_district, of_province) == []
    assert seen(Snapshot, by_province, of_province) == ["24"]
    assert seen(Snapshot, department, of_province) == ["25"]  # the other one is out of force

    assert seen(Step, by_district, "district") == ["2402"]
    assert seen(Step, by_province, "district") == ["2402", "2403"]
    assert seen(Step, department, "district") == [
        "2501"
    ]  # when it confirmed; 24 took its report back

    def resolutions(user):
        found = Resolution.objects.visible_to(user)
        return sorted(
            r.district_month.district_id if r.district_month else r.province_month.province_id
            for r in found
        )

    assert resolutions(by_district) == ["2402"]
    assert resolutions(by_province) == ["24", "24", "2402", "2403"]
    assert resolutions(department) == ["25", "2501"]


UNKNOWN = {
    "anonymous": AnonymousUser(),
    "nobody": None,
    "unknown role": SimpleNamespace(
        pk=1, is_active=True, role="minister", province_id="24", district_id="2402"
    ),
    "no role": SimpleNamespace(pk=1, is_active=True, role="", province_id="24", district_id="2402"),
    "district without one": SimpleNamespace(
        pk=1, is_active=True, role=Role.DISTRICT, province_id="24", district_id=None
    ),
    "province without one": SimpleNamespace(
        pk=1, is_active=True, role=Role.PROVINCE, province_id=None, district_id="2402"
    ),
    "inactive": SimpleNamespace(
        pk=1, is_active=False, role=Role.DEPARTMENT, province_id=None, district_id=None
    ),
}


@pytest.mark.parametrize("who", UNKNOWN)
def test_nobody_unknown_sees_anything(everywhere, who):
    make.confirm_province(everywhere["2501"].province)
    make.mailed_pivot(make.saved_pivot(make.department_officer(), shared=True))
    doors = (
        *PATHS, PivotMailLine, PivotSubscription, Province, ProvinceMonth, SavedPivot, Snapshot, Step,
        Resolution, User,
    )  # fmt: skip
    assert all(model.objects.exists() for model in doors)
    assert {
        model: model.objects.visible_to(UNKNOWN[who]).count() for model in doors
    } == dict.fromkeys(doors, 0)


def test_a_queryset_without_its_path_to_a_district_cannot_be_defined():
    with pytest.raises(TypeError, match="PathlessQuerySet must name its district_path"):
        type("PathlessQuerySet", (AreaScopedQuerySet,), {})


def test_every_register_on_the_screen_has_the_door():
    doorless = [m for m in admin.site._registry if not hasattr(m._default_manager, "visible_to")]
    assert doorless == []
