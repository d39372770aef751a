"""Lists, their search, filters, choices and files hold what lies in the own area, and nothing else."""

from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from core.areas.models import Subdistrict
from core.users.models import User
from producers.models import Producer
from products.models import Product
from tests.support import factories as make
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

REGISTERS = {
    "producers/producer": "กลุ่ม {}",
    "products/product": "ผลิตภัณฑ์ {}",
    "chuanchim/outlet": "ร้าน {}",
    "accounts/user": "เจ้าหน้าที่ {}",
    "areas/subdistrict": "ตำบลที่ {}",
}
PLACES = ("2402", "2403", "2501")
SEEN = {
    "district2402": {"2402"},
    "province24": {"2402", "2403"},
    "province25": {"2501"},
    "department": set(PLACES),
}


@pytest.fixture
def everywhere() -> None:
    """One of every register in each of three districts, named by its district's code."""
    for code in PLACES:
        of = make.district(code, f"ที่ {code}")
        maker = make.producer(of, f"กลุ่ม {code}")
        make.product(maker, name=f"ผลิตภัณฑ์ {code}")
        make.outlet(of, f"ร้าน {code}")
        make.district_officer(of, full_name=f"เจ้าหน้าที่ {code}")
        make.province_officer(of.province)
        Subdistrict.objects.create(
            code=f"{code}01", district=of, name_th=f"ตำบลที่ {code}", name_en="-", type_th="ตำบล"
        )
    make.department_officer()


def as_named(username: str) -> Client:
    return signed_in(User.objects.get(username=username))


def named(text: str, name: str) -> set[str]:
    return {code for code in PLACES if name.format(code) in text}


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("search", ["", "?q=", "?q=24"])
def test_lists_and_their_search_name_only_the_own_area(everywhere, who, register, search):
    name = REGISTERS[register]
    search = f"?q={name.format('')}" if search == "?q=" else search
    answer = as_named(who).get(f"/{register}/{search}")
    if register == "accounts/user" and who.startswith("district"):
        assert answer.status_code == 403  # no list of theirs
        return
    assert answer.status_code == 200
    shown = SEEN[who] if search != "?q=24" else {code for code in SEEN[who] if "24" in code}
    assert named(answer.content.decode(), name) == shown


def narrowed(who: str, province: str = "", district: str = "") -> set[str]:
    """What a filter leaves of the own area. One that is not offered counts for nothing: a district
    is offered to its province, and to the department below its province only."""
    seen = SEEN[who]
    if who == "department":
        seen = {code for code in seen if code.startswith(province)}
    offers = who.startswith("province") or (who == "department" and province)
    return seen & {district} if offers and district else seen


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize("code", PLACES)
@pytest.mark.parametrize("register", ["producers/producer", "products/product", "chuanchim/outlet"])
def test_a_filter_by_area_finds_nothing_of_elsewhere(everywhere, who, code, register):
    """Whatever is written into the address, named by the filter or not."""
    name = REGISTERS[register]
    for asked in ({"district": code}, {"province": code[:2]}):
        page = as_named(who).get(f"/{register}/", asked)
        assert page.status_code == 200
        assert named(page.content.decode(), name) == narrowed(who, **asked)


@pytest.mark.parametrize("who", SEEN)
def test_filters_offer_only_the_own_areas(everywhere, who):
    page = as_named(who).get("/producers/producer/").content.decode()
    offered = {code for code in PLACES if f"district={code}" in page}
    assert offered == (SEEN[who] if who.startswith("province") else set())


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize("register", ["producers/producer", "products/product", "chuanchim/outlet"])
def test_the_excel_of_a_list_holds_only_the_own_area(everywhere, who, register):
    both = {"province": "25", "district": "2501"}
    for asked in ({}, {"district": "2403"}, {"province": "25"}, both):
        answer = as_named(who).get(f"/{register}/export/", asked)
        sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0)
        assert named(str(sheet.to_python()), REGISTERS[register]) == narrowed(who, **asked)


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("app_label=products&model_name=product&field_name=producer", "กลุ่ม {}"),
        ("app_label=producers&model_name=producer&field_name=subdistrict", "ตำบลที่ {}"),
    ],
)
def test_choices_by_typing_are_the_own_areas(everywhere, who, field, name):
    for term in ("", name.format("")):
        answer = as_named(who).get(f"/autocomplete/?{field}&term={term}")
        text = " ".join(result["text"] for result in answer.json()["results"])
        assert named(text, name) == SEEN[who]


def test_a_choice_of_elsewhere_is_refused_when_it_is_posted(everywhere):
    client = as_named("district2402")
    foreign = Producer.objects.get(name="กลุ่ม 2403")
    answer = client.post(
        "/products/product/add/", {"producer": foreign.pk, "name": "ของเขา", "category": "food"}
    )
    assert answer.status_code == 200
    assert "producer" in answer.context["adminform"].form.errors
    own = Product.objects.get(name="ผลิตภัณฑ์ 2402")
    client.post(
        f"/products/product/{own.pk}/change/",
        {"producer": foreign.pk, "name": "ย้าย", "production": "made"},
    )
    assert set(Product.objects.filter(producer=foreign).values_list("name", flat=True)) == {
        "ผลิตภัณฑ์ 2403"
    }
