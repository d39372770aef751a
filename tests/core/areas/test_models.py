"""Codes of areas lie within each other, and names come in Thai dictionary order."""

import pytest
from django.db import IntegrityError, transaction

from core.areas.models import District, Province, Subdistrict
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def test_tricky_names_come_in_dictionary_order():
    """Leading vowels after their consonant; tone marks, spaces and dots do not count."""
    in_order = ["กา", "ก่าน", "ก้าม", "เก่า", "แก", "เขา", "ขี้เหล็ก", "โคก", "ฉาง", "เฉลิม", "ไทย"]
    expected = ["กา", "ก่าน", "ก้าม", "เก่า", "แก", "ขี้เหล็ก", "เขา", "โคก", "ฉาง", "เฉลิม", "ไทย"]
    for number, name in enumerate(in_order):
        make.province(f"{number + 10}", name)
    assert list(Province.objects.values_list("name_th", flat=True)) == expected


def test_codes_lie_within_each_other():
    district = make.district("2402")
    with pytest.raises(IntegrityError), transaction.atomic():
        District.objects.create(
            code="2502", province=district.province, name_th="-", name_en="-", type_th="อำเภอ"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Subdistrict.objects.create(
            code="240301", district=district, name_th="-", name_en="-", type_th="ตำบล"
        )
