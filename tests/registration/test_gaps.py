"""What is kept of how far records are filled is what their pages count, at every moment."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chuanchim.admin.outlets import SECTIONS as OF_OUTLETS
from chuanchim.models import Outlet
from producers.admin.sections import SECTIONS as OF_PRODUCERS
from producers.models import Producer, SalesChannel, StarResult
from products.admin.sections import SECTIONS as OF_PRODUCTS
from products.models import Price, Product
from registration import gaps
from registration.models import RecordGaps, UncountedRecord
from registration.sections import completeness
from tests.support import factories as make
from tests.support.parts import parts_of_outlet, parts_of_producer, parts_of_product

pytestmark = pytest.mark.django_db

REGISTERS = [(Producer, OF_PRODUCERS), (Product, OF_PRODUCTS), (Outlet, OF_OUTLETS)]


@pytest.fixture
def of():
    of = make.district()
    full = make.producer(of, "กลุ่มครบ", phone="+66810000000", registration_number="007")
    parts_of_producer(full, "ตัวอย่าง")
    parts_of_product(make.product(full, name="ของครบ"), "ตัวอย่าง")
    bare = make.producer(of, "กลุ่มว่าง", phone="", kind="")
    make.product(bare, name="ของว่าง")
    parts_of_outlet(make.outlet(of, "ร้านครบ"), "ตัวอย่าง")
    make.outlet(of, "ร้านว่าง")
    for model, sections in REGISTERS:
        gaps.count(model, sections)
    return of


def as_their_pages_say(model, sections) -> None:
    """Whatever is asked of a list, it holds the records whose pages say so."""
    said = {record.pk: completeness(record, sections) for record in model.objects.all()}
    for missing in {one.missing for one in said.values()}:
        found = gaps.with_missing(model.objects.all(), sections, [missing])
        assert {one.pk for one in found} == {k for k, one in said.items() if one.missing == missing}
    for place, section in enumerate(sections):
        found = gaps.with_gap_in(model.objects.all(), sections, section)
        lacking = {key for key, one in said.items() if one.sections[place].missing}
        assert {one.pk for one in found} == lacking, section.key


def kept(record) -> RecordGaps:
    return RecordGaps.objects.get(register=record._meta.label_lower, record_id=record.pk)


def lacks(producer: Producer, key: str) -> bool:
    return bool(kept(producer).sections >> [one.key for one in OF_PRODUCERS].index(key) & 1)


@pytest.mark.parametrize(("model", "sections"), REGISTERS)
def test_what_is_kept_is_what_the_pages_count(of, model, sections):
    assert not UncountedRecord.objects.exists()
    assert RecordGaps.objects.filter(register=model._meta.label_lower).count() == 2
    as_their_pages_say(model, sections)


def test_a_change_is_seen_by_whatever_path_it_comes(of):
    bare, product = Producer.objects.get(name="กลุ่มว่าง"), Product.objects.get(name="ของว่าง")
    Producer.objects.filter(pk=bare.pk).update(phone="+66810000001")
    as_their_pages_say(Producer, OF_PRODUCERS)
    SalesChannel.objects.bulk_create([SalesChannel(producer=bare, kind="shop", place="หน้าร้าน")])
    as_their_pages_say(Producer, OF_PRODUCERS)
    assert not lacks(bare, "channels")
    SalesChannel.objects.all().delete()
    as_their_pages_say(Producer, OF_PRODUCERS)
    assert lacks(bare, "channels")
    StarResult.objects.create(producer=bare, year=2565, stars=4)
    Price.objects.create(product=product, detail="ถุง", retail=60)
    for model, sections in REGISTERS:
        as_their_pages_say(model, sections)


def test_a_list_reads_what_is_kept(of):
    with CaptureQueriesContext(connection) as captured:
        list(gaps.with_missing(Product.objects.all(), OF_PRODUCTS, [0]))
    assert not any("products_price" in one["sql"] for one in captured)


def test_a_register_that_waits_for_the_night_is_asked_itself(of, monkeypatch):
    monkeypatch.setattr(gaps, "MOST_ON_A_PAGE", 0)
    bare = Producer.objects.get(name="กลุ่มว่าง")
    Producer.objects.filter(pk=bare.pk).update(phone="+66810000001")
    before = kept(bare)
    as_their_pages_say(Producer, OF_PRODUCERS)
    assert kept(bare).missing == before.missing  # nothing was counted
    call_command("count_gaps", stdout=StringIO())
    assert kept(bare).missing == before.missing - 1


def test_sections_that_ask_for_something_else_are_counted_anew(of):
    fewer = OF_PRODUCERS[:3]
    as_their_pages_say(Producer, fewer)
    call = StringIO()
    assert gaps.count(Producer, fewer) == 2
    as_their_pages_say(Producer, fewer)
    call_command("count_gaps", stdout=call)
    as_their_pages_say(Producer, OF_PRODUCERS)


def test_a_record_that_is_deleted_leaves_nothing(of):
    outlet = make.outlet(of, "ร้านผิด", status="draft")
    gaps.count(Outlet, OF_OUTLETS)
    key = outlet.pk
    Outlet.objects.filter(pk=key).delete()
    assert not RecordGaps.objects.filter(register="chuanchim.outlet", record_id=key).exists()


@pytest.mark.parametrize(("model", "sections"), REGISTERS)
def test_all_that_is_asked_for_marks_its_record(model, sections):
    """A column that changes without a new version would leave what is kept behind it."""
    from registration.models.records import STANDING

    columns = {field.name for field in model._meta.concrete_fields}
    asked = {name for section in sections for name in (*section.asks, *section.unless.values())}
    assert asked & columns
    assert not asked & {*STANDING, "sort_key", "merged_into", "national_id_encrypted"}
    parts = {name for section in sections for name in section.needed_rows}
    assert asked <= columns | parts
    for name in parts:
        triggers = model._meta.get_field(name).related_model._meta.triggers
        assert {"touches_record_insert", "touches_record_delete"} <= {one.name for one in triggers}
