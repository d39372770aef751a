"""D02: what names say of categories, by the department's words and by the registry's own."""

import re

import pytest
from django.test import Client

from products import category_evidence
from products.category_evidence import LEAST_PRODUCTS
from products.models import CategoryDoubt, CategoryWord, LearntWord, Product, Subcategory
from quality.checking import faults_of_record
from quality.mends.answering import proposed
from quality.rules import get_rule
from quality.worklists import lines, worklist
from tests.support import factories as make

pytestmark = pytest.mark.django_db

D02 = get_rule("D02")


@pytest.fixture
def maker():
    return make.producer(make.district())


@pytest.fixture
def clerk(maker):
    return make.district_officer(maker.district)


def many(of, name: str, category: str, count: int) -> list[Product]:
    return [make.product(of, category, name=f"{name}แบบ{number}") for number in range(1, count + 1)]


def doubts() -> list[tuple[str, str, str]]:
    category_evidence.refresh()
    found = CategoryDoubt.objects.order_by("product")
    return [(one.name, one.says, one.word) for one in found]


def words_of(product: Product) -> str:
    (line,) = lines(D02, [product], {})
    (fault,) = line.faults
    return fault.words


def test_a_word_of_the_department_with_what_the_registry_says_of_it(maker, clerk):
    many(maker, "กระจูด", "utensil", 48)
    odd = make.product(maker, "food", name="กระจูดสานใบใหญ่")
    make.product(maker, "food", name="กล้วยตากกระจูดน้อย")  # กล้วยตาก speaks for its own
    assert doubts() == [("กระจูดสานใบใหญ่", "utensil", "กระจูด")]
    assert list(worklist(D02, clerk)) == [odd]
    assert words_of(odd) == (
        "ชื่อมีคำว่า “กระจูด”: กรมกำหนดให้อยู่ในของใช้ ของตกแต่ง ของที่ระลึก "
        "ผลิตภัณฑ์ที่มีคำนี้ 96% (48 จาก 50) อยู่ในของใช้ ของตกแต่ง ของที่ระลึก แต่รายการนี้อยู่ในอาหาร"
    )


def test_a_word_that_only_the_registry_knows(maker):
    many(maker, "ตุ๊กตาดินปั้น", "utensil", 30)
    odd = make.product(maker, "herb", name="ตุ๊กตาดินหอม")
    assert doubts() == [("ตุ๊กตาดินหอม", "utensil", "ตุ๊กตาดิน")]
    assert words_of(odd) == (
        "ชื่อมีคำว่า “ตุ๊กตาดิน”: ผลิตภัณฑ์ที่มีคำนี้ 96% (30 จาก 31) อยู่ในของใช้ ของตกแต่ง ของที่ระลึก "
        "แต่รายการนี้อยู่ในสมุนไพรที่ไม่ใช่อาหาร"
    )


def test_too_few_or_too_divided_speak_for_nothing(maker):
    many(maker, "ตุ๊กตาดินปั้น", "utensil", LEAST_PRODUCTS - 2)
    make.product(maker, "herb", name="ตุ๊กตาดินหอม")
    assert doubts() == []
    many(maker, "ตุ๊กตาดินปั้น", "utensil", 20)
    many(maker, "ตุ๊กตาดินหอม", "herb", 4)
    assert doubts() == []


def test_the_registry_can_contradict_the_department(maker):
    many(maker, "กระจูดทอด", "food", LEAST_PRODUCTS)
    assert doubts() == []


def test_a_word_ends_where_a_syllable_can(maker):
    many(maker, "เครื่องหอมดอกไม้", "herb", LEAST_PRODUCTS)
    category_evidence.refresh()
    learnt = LearntWord.objects.filter(source="registry").values_list("word", flat=True)
    assert "เครื่" not in learnt
    assert all(word[-1] not in "เแโใไ" for word in learnt)


def test_a_word_taken_out_of_use_speaks_no_more(maker):
    make.product(maker, "food", name="กระจูดสานใบใหญ่")
    assert len(doubts()) == 1
    CategoryWord.objects.filter(name="กระจูด").update(is_active=False)
    assert doubts() == []


def test_neither_drafts_nor_the_unclassified_teach_or_are_doubted(maker):
    make.product(maker, "food", name="กระจูดสานร่าง", status="draft")
    make.product(maker, "", name="กระจูดสานว่าง")
    assert doubts() == []
    assert not LearntWord.objects.exists()


def proposed_in(page) -> str:
    """What the tick of the page's first proposal sends."""
    return re.search(r'name="mend" value="([^"]+)"', page.content.decode())[1]


def test_the_proposal_is_taken_with_one_button(maker, clerk):
    subcategory = Subcategory.objects.filter(category="food").first()
    product = make.product(maker, "food", name="กระจูดสานใบใหญ่", subcategory=subcategory)
    category_evidence.refresh()
    client = Client()
    client.force_login(clerk)
    page = client.get("/quality/D02/")
    assert "ประเภทผลิตภัณฑ์ → ของใช้ ของตกแต่ง ของที่ระลึก" in page.content.decode()
    posted = {"mend": proposed_in(page), "answer": "take", "here": "/quality/D02/"}
    assert client.post("/quality/D02/mends/", posted)["Location"] == "/quality/D02/"
    product.refresh_from_db()
    assert (product.category, product.subcategory) == ("utensil", None)
    assert faults_of_record(product) == [
        fault for fault in faults_of_record(product) if fault.rule.code != "D02"
    ]
    assert list(worklist(D02, clerk)) == []


def test_one_without_a_category_is_proposed_the_one_of_its_words(maker, clerk):
    many(maker, "ตุ๊กตาดินปั้น", "utensil", LEAST_PRODUCTS)
    told = make.product(maker, "", name="กระจูดสานใบใหญ่")
    learnt = make.product(maker, "", name="ตุ๊กตาดินหอม")
    silent = make.product(maker, "", name="ของฝากคุณยาย")
    category_evidence.refresh()
    rows = [line.record for line in lines(D02, [told, learnt, silent], {})]
    said = {pk: one.open[0][1] for pk, one in proposed(D02, rows).items()}
    assert {pk: mend.changes[0].value for pk, mend in said.items()} == {
        told.pk: "utensil",
        learnt.pk: "utensil",
    }
    assert said[told.pk].source == "กรมกำหนดให้คำว่า “กระจูด” อยู่ในประเภทนี้"
    assert said[learnt.pk].source.startswith("ผลิตภัณฑ์ในทะเบียนที่มีคำว่า “ตุ๊กตาดิน")


def test_the_form_offers_it_only_to_who_may_take_it(maker, clerk):
    product = make.product(maker, "food", name="กระจูดสานใบใหญ่")
    category_evidence.refresh()
    client = Client()
    address = f"/products/product/{product.pk}/change/?worklist=D02"
    for user, offered in ((clerk, True), (make.department_officer(), False)):
        client.force_login(user)
        page = client.get(address).content.decode()
        assert "ผิดที่" in page
        assert ('action="/quality/D02/mends/"' in page) is offered
