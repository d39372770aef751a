"""The forms of records clean what is typed as a sheet's cells are cleaned; searches too."""

import pytest
from django.contrib import admin
from django.db import models
from django.test import RequestFactory

from core.thai.forms import HouseNumberField, PhoneField, ThaiTextField
from core.users.scoped_admin import ScopedModelAdmin
from producers.models import Producer
from tests.support import factories as make

pytestmark = pytest.mark.django_db

NUMBERS = {"tax_id", "registration_number"}  # cleaned as numbers, by fields of their own
RECORDS = [
    model
    for model, one in admin.site._registry.items()
    if isinstance(one, ScopedModelAdmin)
    and model._meta.app_label in {"producers", "products", "chuanchim"}
]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_every_text_of_a_record_is_cleaned(model):
    request = RequestFactory().get("/")
    request.user = make.district_officer(make.district())
    one = admin.site.get_model_admin(model)
    seen = 0
    for owner in (one, *one.get_inline_instances(request)):
        for field in owner.model._meta.get_fields():
            if type(field) not in (models.CharField, models.TextField) or field.choices:
                continue
            if not field.editable or field.name in NUMBERS:
                continue
            formfield = owner.formfield_for_dbfield(field, request)
            assert isinstance(formfield, ThaiTextField | PhoneField), field
            seen += 1
    assert seen


def test_the_fields_of_an_address_are_read_as_such():
    request = RequestFactory().get("/")
    request.user = make.district_officer(make.district())
    field = Producer._meta.get_field("house_number")
    formfield = admin.site.get_model_admin(Producer).formfield_for_dbfield(field, request)

    assert isinstance(formfield, HouseNumberField)
    assert formfield.clean("เลขที่ ๑๒/๓") == "12/3"


def test_a_search_is_cleaned_too(client):
    district = make.district()
    make.producer(district, "ร้านแม่แดง")
    make.producer(district, "ร้านป้าดำ")
    client.force_login(make.district_officer(district))
    page = client.get("/producers/producer/", {"q": "เเม่"}).content.decode()

    assert "ร้านแม่แดง" in page
    assert "ร้านป้าดำ" not in page
