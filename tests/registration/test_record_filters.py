"""What the letters name is asked for; lists are filtered by what is missing, and so is their export."""

import pytest
from django.test import Client

from chuanchim.admin.outlets import SECTIONS as OF_OUTLETS
from chuanchim.models import Outlet
from producers.admin.sections import SECTIONS as OF_PRODUCERS
from producers.models import Producer, StarResult
from products.admin.sections import SECTIONS as OF_PRODUCTS
from products.models import Product
from registration.sections import completeness, lacking, missing_count
from tests.support import factories as make
from tests.support.parts import parts_of_outlet, parts_of_producer, parts_of_product

pytestmark = pytest.mark.django_db

REGISTERS = [(Producer, OF_PRODUCERS), (Product, OF_PRODUCTS), (Outlet, OF_OUTLETS)]


@pytest.fixture
def of():
    """Of each register three records: filled with parts, bare, and bare with what was looked for."""
    of = make.district("2402", "บางคล้า")
    full = make.producer(of, "กลุ่มครบ", phone="+66810000000", registration_number="007")
    bare = make.producer(of, "กลุ่มว่าง", phone="", kind="")
    looked = make.producer(of, "กลุ่มตรวจแล้ว", without_stars=True, without_projects=True)
    parts_of_producer(full, "ตัวอย่าง")
    parts_of_product(make.product(full, name="ของครบ"), "ตัวอย่าง")
    make.product(bare, name="ของว่าง")
    Product.objects.filter(pk=make.product(looked, name="ของตรวจแล้ว").pk).update(
        without_awards=True, search_words=["ผ้า"]
    )
    parts_of_outlet(make.outlet(of, "ร้านครบ"), "ตัวอย่าง")
    make.outlet(of, "ร้านว่าง")
    return of


@pytest.fixture
def client(of) -> Client:
    client = Client()
    client.force_login(make.district_officer(of))
    return client


def names(client: Client, address: str) -> set[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return {str(one) for one in answer.context["cl"].result_list}


@pytest.mark.parametrize(
    ("sections", "asked"),
    [
        (OF_PRODUCERS, {"registration_number", "projects", "star_results", "state_supports"}),
        (OF_PRODUCTS, {"standards", "awards", "projects", "search_words"}),
    ],
)
def test_what_the_letters_name_is_asked_for(sections, asked):
    assert asked <= {name for section in sections for name in section.asks}


@pytest.mark.parametrize(("model", "sections"), REGISTERS)
def test_the_database_and_the_page_count_alike(of, model, sections):
    counted = model.objects.annotate(count=missing_count(model, sections))
    assert counted.exists()
    for record in counted:
        said = completeness(record, sections)
        assert record.count == said.missing
        for state in said.sections:
            found = model.objects.filter(lacking(model, state.section), pk=record.pk).exists()
            assert found == bool(state.missing), (record, state.section.key)


def test_what_was_looked_for_and_is_not_there_is_not_missing(of):
    maker = Producer.objects.get(name="กลุ่มตรวจแล้ว")
    marks = {one.section.key: one.mark for one in completeness(maker, OF_PRODUCERS).sections}
    assert (marks["stars"], marks["projects"], marks["support"]) == (
        "complete",
        "complete",
        "missing",
    )


def test_lists_are_filtered_by_what_is_missing(client):
    producers = "/producers/producer/"
    assert names(client, f"{producers}?missing=stars") == {"กลุ่มว่าง"}
    assert names(client, f"{producers}?missing=support") == {"กลุ่มว่าง", "กลุ่มตรวจแล้ว"}
    assert names(client, f"{producers}?stars=none") == {"กลุ่มว่าง", "กลุ่มตรวจแล้ว"}
    assert names(client, f"{producers}?stars=any") == {"กลุ่มครบ"}
    assert names(client, "/products/product/?missing=awards") == {"ของว่าง"}
    assert names(client, "/products/product/?missing=words") == {"ของครบ", "ของว่าง"}
    assert names(client, "/chuanchim/outlet/?missing=items") == {"ร้านว่าง"}
    assert len(names(client, f"{producers}?missing=nothing&complete=7&stars=x")) == 3


@pytest.mark.parametrize(("model", "sections"), REGISTERS)
def test_each_record_is_in_the_span_of_its_percent(client, model, sections):
    address = f"/{model._meta.app_label}/{model._meta.model_name}/?complete="
    spans = {"100": (100, 100), "75": (75, 99), "50": (50, 74), "0": (0, 49)}
    for record in model.objects.all():
        percent = completeness(record, sections).percent
        own = [key for key, (least, most) in spans.items() if least <= percent <= most]
        assert [key for key in spans if str(record) in names(client, address + key)] == own


def test_the_export_of_a_filtered_list_holds_what_it_shows(client):
    answer = client.get("/producers/producer/export/?missing=stars")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")
    of_it = client.get("/producers/producer/?missing=stars").context["export_url"]
    assert of_it.endswith("export/?missing=stars")


def test_a_result_that_comes_takes_the_mark_away_that_there_is_none(client):
    maker = Producer.objects.get(name="กลุ่มตรวจแล้ว")
    address = f"/producers/producer/{maker.pk}/change/?section=stars"
    assert "ไม่เคยเข้าคัดสรร" in client.get(address).content.decode()
    typed = {
        "without_stars": "on",
        "star_results-TOTAL_FORMS": "1",
        "star_results-INITIAL_FORMS": "0",
        "star_results-0-year": "2565",
        "star_results-0-stars": "4",
    }
    assert client.post(address, typed).status_code == 302
    assert StarResult.objects.get(producer=maker).stars == 4
    maker.refresh_from_db()
    assert not maker.without_stars
