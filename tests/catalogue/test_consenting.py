"""Consents to be shown: who records them, what they become, what the database refuses."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from catalogue import consenting, published
from catalogue.consenting import Word
from catalogue.models import ProducerConsent, ProductConsent
from catalogue.rules import PARTS, PHONE, known
from core.areas.row_security import seen_as, seen_as_portal
from core.steps import StepRefused
from core.thai import calendar
from producers import merging
from producers.models import Producer
from products.models import Product
from tests.support import factories as make
from tests.support.catalogue_factories import agreed, shown_product

pytestmark = pytest.mark.django_db

TODAY = Word("paper", calendar.today(), "ที่ ฉช 1/2569")


@pytest.fixture
def maker() -> Producer:
    return make.producer(make.district(), "กลุ่มทอผ้าสมมติ")


@pytest.fixture
def officer(maker):
    return make.district_officer(maker.district)


def test_a_producer_agrees_and_is_shown(maker, officer):
    product = make.product(maker, name="ข้าวแต๋น")
    assert not published.products().exists()
    assert consenting.record(maker, {maker: ["channels"], product: []}, word=TODAY, by=officer) == 2
    assert list(published.products()) == [product]
    assert published.shown_parts(maker) == {"channels"}
    kept = ProducerConsent.objects.get()
    assert (kept.by, kept.words, kept.source) == (officer, "ที่ ฉช 1/2569", "paper")


def test_a_part_that_the_register_does_not_have_is_not_kept(maker, officer):
    consenting.record(maker, {maker: ["national_id", "phone", "story"]}, word=TODAY, by=officer)
    assert ProducerConsent.objects.get().shown == ["phone"]


def test_no_part_is_a_number_or_a_name_of_a_person():
    keys = {part.key for parts in PARTS.values() for part in parts}
    assert keys == {
        "channels", "phone", "address", "story", "pictures", "price", "items", "owner",
    }  # fmt: skip
    assert known(Producer, ["phone", "channels", "price"]) == ["channels", "phone"]


def test_the_telephone_is_proposed_of_a_firm_alone():
    assert PHONE.is_proposed(Producer(kind="sme"))
    assert not PHONE.is_proposed(Producer(kind="group"))
    assert not PHONE.is_proposed(Producer(kind="individual"))


def test_agreeing_anew_replaces_and_the_same_again_does_not(maker, officer):
    consenting.record(maker, {maker: ["phone"]}, word=TODAY, by=officer)
    assert consenting.record(maker, {maker: ["phone"]}, word=TODAY, by=officer) == 0
    assert consenting.record(maker, {maker: []}, word=TODAY, by=officer) == 1
    newer, older = ProducerConsent.objects.order_by("-pk")
    assert (newer.withdrawn_at, newer.shown) == (None, [])
    assert (older.withdrawn_because, older.withdrawn_by) == (consenting.REPLACED, officer)


def test_a_product_no_longer_ticked_is_taken_off(maker, officer):
    first, second = shown_product(maker, "หนึ่ง"), shown_product(maker, "สอง")
    assert set(published.products()) == {first, second}
    consenting.record(maker, {maker: [], second: []}, word=TODAY, by=officer)
    assert list(published.products()) == [second]


def test_withdrawing_takes_everything_off_at_once(maker, officer):
    shown_product(maker)
    assert consenting.withdraw(maker, because="ขอถอน", by=officer) == 2
    assert not published.producers().exists()
    assert not published.products().exists()
    assert ProductConsent.objects.get().withdrawn_because == "ขอถอน"


@pytest.mark.parametrize("who", ["sibling", "province", "department"])
def test_another_office_records_nothing(maker, who):
    by = {
        "sibling": lambda: make.district_officer(make.district("2403", "อื่น")),
        "province": lambda: make.province_officer(maker.district.province),
        "department": make.department_officer,
    }[who]()
    with pytest.raises((StepRefused, Producer.DoesNotExist)), seen_as(by):
        consenting.record(maker, {maker: []}, word=TODAY, by=by)
    assert not ProducerConsent.objects.exists()


def test_a_day_to_come_a_cancelled_record_and_a_strange_product_are_refused(maker, officer):
    later = Word("paper", calendar.today() + timedelta(days=1))
    with pytest.raises(StepRefused, match="ยังมาไม่ถึง"):
        consenting.record(maker, {maker: []}, word=later, by=officer)
    strange = make.product(make.producer(maker.district, "รายอื่น"))
    with pytest.raises(StepRefused, match="ไม่ใช่ของรายนี้"):
        consenting.record(maker, {maker: [], strange: []}, word=TODAY, by=officer)
    gone = make.producer(maker.district, "เลิกแล้ว", status="cancelled")
    with pytest.raises(StepRefused, match="ยกเลิกแล้ว"):
        consenting.record(gone, {gone: []}, word=TODAY, by=officer)


@pytest.mark.parametrize(
    "change",
    [
        {"shown": ["phone"]},
        {"words": "อื่น"},
        {"agreed_on": calendar.today() - timedelta(days=9)},
    ],
)
def test_the_database_changes_no_word_of_a_consent(maker, change):
    agreed(maker, parts=[])
    with pytest.raises(DatabaseError), transaction.atomic():
        ProducerConsent.objects.update(**change)


def test_the_database_keeps_a_consent_and_its_withdrawal(maker, officer):
    agreed(maker)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProducerConsent.objects.all().delete()
    consenting.withdraw(maker, because="", by=officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProducerConsent.objects.update(withdrawn_at=None, withdrawn_by=None)


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "certified", "cancelled"])
def test_what_is_not_announced_is_not_shown(maker, status):
    product = make.product(maker, status=status)
    agreed(maker, product)
    assert ProductConsent.objects.in_force().exists()
    assert not published.products().exists()
    assert published.producers().exists()


def test_nor_is_what_is_no_longer_made_or_whose_producer_is_not_shown(maker, officer):
    product = shown_product(maker)
    Product.objects.update(production="ended")
    assert not published.products().exists()
    Product.objects.update(production="made")
    assert list(published.products()) == [product]
    ProducerConsent.objects.update(withdrawn_at=product.updated_at, withdrawn_by=officer)
    assert not published.products().exists()


def test_a_merged_producer_is_shown_no_more_and_its_products_with_the_one_kept(maker, officer):
    kept = make.producer(maker.district, "กลุ่มที่เหลือ")
    agreed(kept)
    product = shown_product(maker)
    merging.merge(kept, maker, choices={}, reason="รายเดียวกัน", by=officer)
    assert list(published.producers()) == [kept]
    assert list(published.products()) == [product]
    assert ProducerConsent.objects.get(record=maker).withdrawn_because == consenting.MERGED
    assert published.merged_into(Producer, maker.pk) == kept.pk


def test_row_security_keeps_consents_with_their_records(maker, officer):
    shown_product(maker)
    for model in (ProducerConsent, ProductConsent):
        with seen_as(officer):
            assert model.objects.count() == 1
        with seen_as(make.district_officer(make.district("2403", "อื่น"))):
            assert model.objects.count() == 0
        with seen_as(None):
            assert model.objects.count() == 0
        with seen_as_portal("a test counts what is there"):
            assert model.objects.count() == 1


# --- The page of the office ------------------------------------------------------------------------


def test_two_clicks_from_the_record(client, maker, officer):
    product = make.product(maker, name="ข้าวแต๋น")
    client.force_login(officer)
    address = reverse("admin:catalogue-consent", args=[maker.pk])
    record = client.get(reverse("admin:producers_producer_change", args=[maker.pk]))
    assert address in record.content.decode()
    page = client.get(address)
    form = page.context["form"]
    assert form["shown"].value() == ["channels"]  # a group's telephone is a person's
    assert form["products"].value() == [str(product.pk)]
    posted = {name: form[name].value() for name in ("shown", "products", "of_products")}
    posted |= {"agreed_on": form["agreed_on"].as_widget().split('value="')[1].split('"')[0]}
    done = client.post(address, posted | {"source": "spoken", "words": ""}, follow=True)
    assert "เผยแพร่อยู่" in done.content.decode()
    assert list(published.products()) == [product]
    assert ProductConsent.objects.get().shown == ["story", "pictures", "price"]


def test_what_stands_is_what_the_form_shows_next(client, maker, officer):
    one, two = make.product(maker, name="หนึ่ง"), make.product(maker, name="สอง")
    consenting.record(maker, {maker: ["phone"], two: ["price"]}, word=TODAY, by=officer)
    client.force_login(officer)
    form = client.get(reverse("admin:catalogue-consent", args=[maker.pk])).context["form"]
    assert form["shown"].value() == ["phone"]
    assert form["products"].value() == [str(two.pk)]
    assert form["of_products"].value() == ["price"]
    assert one.pk != two.pk


def test_a_wrong_day_is_said_and_what_was_ticked_stays(client, maker, officer):
    client.force_login(officer)
    address = reverse("admin:catalogue-consent", args=[maker.pk])
    body = {"shown": ["phone"], "source": "paper"}
    answer = client.post(address, body | {"agreed_on": "31/2/2569"})
    assert answer.status_code == 422
    assert 'value="phone" id="id_shown_1" checked' in answer.content.decode()
    answer = client.post(address, body | {"agreed_on": "1/1/2590"})
    assert answer.status_code in (409, 422)
    assert not ProducerConsent.objects.exists()


def test_withdrawing_on_the_page_and_the_trail_of_it(client, maker, officer):
    shown_product(maker)
    client.force_login(officer)
    address = reverse("admin:catalogue-consent", args=[maker.pk])
    refused = client.post(address, {"withdraw": "1", "because": "ก" * 301})
    assert refused.status_code == 422
    assert "ก" * 301 in refused.content.decode()
    assert ProducerConsent.objects.in_force().exists()
    said = client.post(address, {"withdraw": "1", "because": "เลิกขาย"}, follow=True)
    said = said.content.decode()
    assert "ยังไม่เผยแพร่" in said
    assert "เลิกขาย" in said
    assert "หนังสือยินยอมที่ลงนาม" in said


def test_the_province_reads_and_has_no_form(client, maker):
    agreed(maker)
    client.force_login(make.province_officer(maker.district.province))
    page = client.get(reverse("admin:catalogue-consent", args=[maker.pk])).content.decode()
    assert "เผยแพร่อยู่" in page
    assert "ถอนความยินยอมทั้งหมด" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_the_page_do_not_grow(
    client, maker, officer, count, django_assert_max_num_queries
):
    for number in range(count):
        shown_product(maker, f"ที่ {number}")
    client.force_login(officer)
    address = reverse("admin:catalogue-consent", args=[maker.pk])
    client.get(address)
    with django_assert_max_num_queries(16):
        client.get(address)
