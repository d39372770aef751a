"""Postal codes are offered beside the field, a choice where there are several, and never filled in."""

import re

import pytest
from django.test import Client

from core.areas.management.commands.load_areas import load_areas
from core.areas.models import District, Subdistrict
from producers.models import Producer
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas():
    load_areas()


def address_of(district: str, subdistrict: str, **fields) -> tuple[Client, Producer, str]:
    """The section of the address as the district's officer opens it."""
    of = District.objects.get(pk=district)
    maker = make.producer(of, subdistrict_id=subdistrict, **fields)
    client = Client()
    client.force_login(make.district_officer(of))
    answer = client.get(f"/producers/producer/{maker.pk}/change/?section=address")
    assert answer.status_code == 200
    return client, maker, answer.content.decode()


def offered(page: str) -> dict[str, str]:
    (listed,) = re.findall(
        r'<datalist id="id_postal_code_offers">(.*?)</datalist>', page, re.DOTALL
    )
    return dict(re.findall(r'<option value="(\d+)">(.*?)</option>', listed))


def test_every_code_of_the_sources_is_loaded(areas):
    several = Subdistrict.objects.filter(postal_codes__len__gt=1)
    assert several.count() == 160
    assert Subdistrict.objects.filter(postal_conflict=True).count() == 102
    assert Subdistrict.objects.get(pk="100203").postal_codes == ["10300", "10303"]


def test_the_codes_of_the_district_are_offered_its_own_first_and_none_is_filled_in(areas):
    _, maker, page = address_of("2402", "240201", postal_code="")
    codes = offered(page)
    own = Subdistrict.objects.get(pk="240201")
    assert next(iter(codes)) == own.postal_code
    assert codes[own.postal_code].startswith("ตำบลบางคล้า")
    assert f"รหัสของตำบลบางคล้า: {own.postal_code}" in page
    maker.refresh_from_db()
    assert maker.postal_code == ""


def test_of_several_codes_of_a_place_each_can_be_chosen(areas):
    _, _, page = address_of("1002", "100203")
    assert {"10300", "10303"} <= set(offered(page))
    assert "รหัสของแขวงสวนจิตรลดา: 10300 หรือ 10303" in page


def test_where_sources_differ_it_is_said_and_the_others_of_the_district_are_named(areas):
    place = Subdistrict.objects.filter(postal_conflict=True, district="2001").first()
    _, _, page = address_of("2001", place.pk)
    said = re.search(rf"รหัสของตำบล{place.name_th}: ([^<]*)", page)[1]
    assert said.startswith(place.postal_code)
    assert "หรือ" in said
    assert "แหล่งข้อมูลไม่ตรงกัน" in said


def test_what_the_office_types_stands_whatever_is_offered(areas):
    client, maker, page = address_of("2402", "240201", postal_code="", house_number="1")
    fields = dict(re.findall(r'name="([\w-]+)"[^>]*value="([^"]*)"', page))
    answer = client.post(
        f"/producers/producer/{maker.pk}/change/?section=address",
        fields | {"subdistrict": "240201", "house_number": "1", "postal_code": "24190"},
    )
    assert answer.status_code == 302
    maker.refresh_from_db()
    assert maker.postal_code == "24190"
