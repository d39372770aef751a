"""The nation's areas: 77 / 928 / 7,436, in Thai dictionary order, loaded as often as one likes."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction

from core.areas.models import District, Province, Subdistrict
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def nation(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Every area, loaded once for the module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_areas", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_the_whole_nation_is_loaded_and_repeating_it_changes_nothing(nation):
    def counts():
        return tuple(model.objects.count() for model in (Province, District, Subdistrict))

    assert counts() == (77, 928, 7436)
    Province.objects.filter(pk="24").update(name_th="ผิด")
    call_command("load_areas", verbosity=0)
    assert counts() == (77, 928, 7436)
    assert Province.objects.get(pk="24").name_th == "ฉะเชิงเทรา"


def test_the_demo_province_has_its_eleven_districts(nation):
    names = (
        District.objects.filter(province="24").order_by("code").values_list("name_th", flat=True)
    )
    assert list(names) == [
        "เมืองฉะเชิงเทรา",
        "บางคล้า",
        "บางน้ำเปรี้ยว",
        "บางปะกง",
        "บ้านโพธิ์",
        "พนมสารคาม",
        "ราชสาส์น",
        "สนามชัยเขต",
        "แปลงยาว",
        "ท่าตะเกียบ",
        "คลองเขื่อน",
    ]


def test_provinces_come_in_dictionary_order(nation):
    assert list(Province.objects.values_list("name_th", flat=True))[:12] == [
        "กระบี่",
        "กรุงเทพมหานคร",
        "กาญจนบุรี",
        "กาฬสินธุ์",
        "กำแพงเพชร",
        "ขอนแก่น",
        "จันทบุรี",
        "ฉะเชิงเทรา",
        "ชลบุรี",
        "ชัยนาท",
        "ชัยภูมิ",
        "ชุมพร",
    ]


@pytest.mark.parametrize("term", ["บางคล้า", "ต.บางคล้า", "ตำบล บางคล้า", "240201", "๒๔๐๒๐๑"])
def test_a_subdistrict_is_found_however_it_is_typed(nation, client, term):
    client.force_login(make.district_officer(District.objects.get(pk="2402")))
    asked = {"app_label": "producers", "model_name": "producer", "field_name": "subdistrict"}
    found = client.get("/autocomplete/", asked | {"term": term}).json()["results"]
    assert "240201" in [one["id"] for one in found]
