"""What SQL says of telephones and tax ids is what core.thai says of them."""

import csv

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.areas.management.commands.load_areas import load_areas
from core.areas.models import District, Province, Subdistrict
from core.thai.identifiers import IdentifierRefused, check_tax_id, clean, is_of_person
from core.thai.phones import PhoneRefused, parse_phone
from core.thai.texts import clean_text
from producers.models import Producer
from quality.names import mistyped, telephone
from quality.tax_ids import is_refused, refusal_words
from quality.telephones import is_telephone
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def _vectors(name: str) -> list[dict]:
    with (settings.BASE_DIR / f"fixtures/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _is_number(text: str) -> bool:
    try:
        parse_phone(text)
    except PhoneRefused:
        return False
    return True


def sql_says_number(text: str) -> bool:
    producer = Producer.objects.get()
    Producer.objects.filter(pk=producer.pk).update(phone=text)
    return Producer.objects.filter(is_telephone("phone")).exists()


@pytest.mark.parametrize("vector", _vectors("phone_check_vectors"), ids=lambda one: one["what"])
def test_telephones_of_the_vectors(vector):
    make.producer(make.district())
    assert sql_says_number(vector["text"]) == (vector["rule_kind"] != "invalid")


@pytest.mark.parametrize(
    "text",
    ["+66810000001 ต่อ 24", "(02) 555-0100", "+66 (0)81 000 0000", "66 38 510 000", "1800 000 000",
     "๐-๓๘๕๑-๐๐๐๐–๓", "0810000000 ext. 5", "0810000000, 0810000001", "+6638510000-3", "66", "ไม่มี",
     "081-000-00-00", "+66", "0000000000", "081-000-0001-2", "+66810000001-2", "1800-000-000-1",
     "0999999999", "+66888888888", "02-222-2222"],
)  # fmt: skip
def test_telephones_as_people_write_them(text):
    make.producer(make.district())
    assert sql_says_number(text) == _is_number(text)


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("กลุ่มสาน 08-1000 0005", True),
        ("กลุ่มสาน (๐๘๑๐๐๐๐๐๐๕)", True),
        ("กลุ่มสาน โทร.0-3851-0000", True),
        ("กลุ่มสาน 038 510 000 บ้านหนอง", True),
        ("กลุ่มสาน (รหัสโอทอป 4807000286851)", False),
        ("กลุ่มสาน 4807-000-286851", False),
        ("กลุ่มสาน 0245599999996", False),
        ("กลุ่มสาน 0-2455-99999-99-6", False),
        ("กลุ่มสาน 2000 ปี 12/3 หมู่ 5", False),
    ],
)
def test_a_telephone_in_a_name_is_no_other_number(name, holds):
    producer = make.producer(make.district())
    Producer.objects.filter(pk=producer.pk).update(name=name)
    assert Producer.objects.filter(telephone("name")).exists() == holds


def test_no_official_name_is_mistyped():
    load_areas()

    assert Subdistrict.objects.count() == 7436
    for areas in (Province, District, Subdistrict):
        assert list(areas.objects.filter(mistyped("name_th"))) == []


class TestMistypedNames(TestCase):
    """Whatever the cleaning of Thai mends, the check finds in records that came in before it."""

    @hypothesis_settings(max_examples=150, deadline=None)
    @example("กิ่ิ")
    @example("กำา")
    @given(st.text("กนฤมาำะเแๅ\u0e4d\u0e48\u0e49\u0e31\u0e34\u0e4c", min_size=1, max_size=12))
    def test_agree(self, name: str):
        if not Producer.objects.exists():
            make.producer(make.district())
        meant = clean_text(name)
        ordered = sorted(meant) == sorted(name)  # marks the other way round alone are no finding
        Producer.objects.update(name=name)
        assert (meant == name or ordered) or Producer.objects.filter(mistyped("name")).exists()


class TestTelephonesOfAnyDigits(TestCase):
    @hypothesis_settings(max_examples=150, deadline=None)
    @given(st.from_regex(r"\A(\+66|66|0)?[0-9 -]{3,11}\Z"))
    def test_agree(self, text: str):
        if not Producer.objects.exists():
            make.producer(make.district())
        # The numbering plan of phonenumbers refuses more than the rule does; the check does not.
        assert _is_number(text) <= sql_says_number(text)


def _province_codes() -> set[str]:
    return {"24", "10"}


@pytest.mark.parametrize(
    "number",
    sorted(
        number
        for number in {clean(one["number"]) for one in _vectors("id_check_vectors")}
        if len(number) == 13 and not is_of_person(number)  # the database refuses any other
    ),
)
def test_tax_ids_of_the_vectors(number):
    make.province("24")
    make.province("10", "กรุงเทพมหานคร")
    producer = make.producer(make.district())
    Producer.objects.filter(pk=producer.pk).update(tax_id=number)
    try:
        check_tax_id(number, _province_codes(), 2569)
        refused = ""
    except IdentifierRefused as refusal:
        refused = str(refusal)
    assert Producer.objects.filter(is_refused("tax_id")).exists() == bool(refused)
    if refused:
        assert refusal_words(number) == refused


def test_an_empty_tax_id_is_not_refused():
    make.producer(make.district())
    assert not Producer.objects.filter(is_refused("tax_id")).exists()
