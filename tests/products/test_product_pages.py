"""The product's fourteen sections and its assessment on screen."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from core.steps import StepRefused
from products.admin.sections import SECTIONS
from products.assessment import assess_product
from products.models import (
    Assessment,
    HeldStandard,
    Price,
    Product,
    QuadrantScheme,
    Standard,
    Subcategory,
)
from registration.sections import completeness
from tests.support import factories as make
from tests.support.forms import shown
from tests.support.pdf_files import scanned

pytestmark = pytest.mark.django_db

TO_A = {"1": "1.1", "2": "2.1", "3": "3.1", "4": "4.1", "5": "5.1"}
TO_D = TO_A | {"1": "1.3"}
TO_NONE = TO_A | {"3": "3.3"}


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def by(of):
    return make.district_officer(of)


@pytest.fixture
def client(by) -> Client:
    client = Client()
    client.force_login(by)
    return client


@pytest.fixture
def product(of) -> Product:
    return make.product(make.producer(of), "food", name="น้ำพริก")


@pytest.fixture
def scheme() -> QuadrantScheme:
    return QuadrantScheme.objects.in_force()


def by_number(scheme, answers: dict[str, str]) -> dict[str, str]:
    """Answers by the aspect's key, from the numbers of the aspects."""
    keys = [aspect.key for aspect in scheme.scheme.aspects]
    return {keys[int(number) - 1]: code for number, code in answers.items()}


def posted(scheme, answers, **beside) -> dict[str, str]:
    today = timezone.localdate()
    said = {f"aspect-{key}": code for key, code in by_number(scheme, answers).items()}
    day = f"{today.day}/{today.month}/{today.year + 543}"
    return said | {"assessed_on": day, "decided": "as-proposed"} | beside


def page_of(product, section: str) -> str:
    return f"/products/product/{product.pk}/change/?section={section}"


def address(product) -> str:
    return f"/products/assessment/{product.pk}/"


# --- The sections -----------------------------------------------------------------------------------


def test_fourteen_sections_in_the_order_of_the_form():
    assert [section.number for section in SECTIONS] == [*range(1, 15), ""]


@pytest.mark.parametrize("section", [section.key for section in SECTIONS])
def test_every_section_opens_saves_and_is_read_by_the_department(client, product, section):
    page = client.get(page_of(product, section))
    assert page.status_code == 200
    if section not in {"pictures", "standards"}:
        assert client.post(page_of(product, section), shown(page)).status_code == 302
    department = Client()
    department.force_login(make.department_officer())
    page = department.get(page_of(product, section))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()


def test_a_sub_category_of_another_category_is_refused_at_its_field(client, product):
    cloth = Subcategory.objects.get(name="ผ้า")
    form = shown(client.get(page_of(product, "product"))) | {"subcategory": cloth.pk}
    answer = client.post(page_of(product, "product"), form)
    assert "เป็นประเภทย่อยของ" in str(answer.context["adminform"].form.errors["subcategory"])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE products_product SET subcategory_id = {cloth.pk}; SET CONSTRAINTS ALL IMMEDIATE"
        )


def test_the_lowest_retail_price_is_the_products(client, product):
    Price.objects.create(product=product, detail="ขวดใหญ่", retail="80")
    small = Price.objects.create(product=product, detail="ขวดเล็ก", retail="35.50", wholesale="30")
    product.refresh_from_db()
    assert str(product.price) == "35.50"
    small.delete()
    product.refresh_from_db()
    assert str(product.price) == "80.00"
    assert completeness(product, SECTIONS).percent > 0


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("products_price", "wholesale = 100", "product_wholesale_within_retail"),
        ("products_price", "retail = -1", "product_prices_not_negative"),
        ("products_product", "capacity_per_day = 5", "product_capacity_with_unit"),
        (
            "products_product",
            "capacity_per_day = 5, capacity_per_month = 4, capacity_unit = '-'",
            "product_capacity_grows_with_time",
        ),
        ("products_product", "content = 5", "product_content_with_unit"),
        (
            "products_heldstandard",
            "issued_on = '2026-01-02', expires_on = '2026-01-01'",
            "product_standard_expires_after_issue",
        ),
    ],
)
def test_the_database_refuses_what_cannot_be(product, table, change, constraint):
    Price.objects.create(product=product, detail="ขวด", retail="80")
    HeldStandard.objects.create(product=product, standard=Standard.objects.first())
    refused = pytest.raises(IntegrityError, match=constraint)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")


def standard_row(**beside) -> dict:
    return {
        "standards-TOTAL_FORMS": "1",
        "standards-INITIAL_FORMS": "0",
        "standards-0-standard": Standard.objects.get(name="มผช.").pk,
        "standards-0-number": "มผช.1/2560",
        **{f"standards-0-{name}": value for name, value in beside.items()},
    }


def test_a_standard_with_its_certificate(client, product):
    paper = SimpleUploadedFile("ใบรับรอง.pdf", scanned())
    given = standard_row(issued_on="1/2/2567", expires_on="1/2/2570", file=paper)
    assert client.post(page_of(product, "standards"), given).status_code == 302
    held = HeldStandard.objects.get()
    assert (held.issued_on, held.expires_on) == (date(2024, 2, 1), date(2027, 2, 1))
    assert "ใบรับรอง" not in held.file.name
    answer = client.get(f"/products/certificate/{held.pk}/")
    assert b"".join(answer).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"issued_on": "1/2/2024"}, "ปีต้องเป็น พ.ศ. (พิมพ์ 2024; หมายถึง 2567 หรือไม่)"),
        ({"issued_on": "1/2/2599"}, "ยังมาไม่ถึง"),
        ({"issued_on": "1/2/2499"}, "ปี พ.ศ. 2499 ไม่น่าเป็นไปได้"),
        ({"expires_on": "1/2/2699"}, "ปี พ.ศ. 2699 ไม่น่าเป็นไปได้"),
        ({"issued_on": "1/2/2567", "expires_on": "1/2/2566"}, "วันหมดอายุอยู่ก่อนวันที่ออก"),
        ({"file": SimpleUploadedFile("x.pdf", b"MZ program")}, "ไม่ใช่ PDF, JPG หรือ PNG"),
    ],
)
def test_a_certificate_that_cannot_be_is_refused_and_the_rest_kept(
    client, product, given, sentence
):
    answer = client.post(page_of(product, "standards"), standard_row(**given))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "มผช.1/2560" in page
    assert not HeldStandard.objects.exists()


# --- Quadrant ---------------------------------------------------------------------------------------


def test_assessed_on_screen_and_kept_as_history(client, product, scheme):
    answer = client.post(address(product), posted(scheme, TO_D))
    assert answer.status_code == 302
    answer = client.post(address(product), posted(scheme, TO_A))
    product.refresh_from_db()
    assert product.quadrant == "A"
    assert [one.result for one in product.assessments.latest_first()] == ["A", "D"]
    assert "ประวัติการประเมิน" in client.get(address(product)).content.decode()


def test_the_result_is_looked_at_before_it_is_recorded(client, product, scheme):
    answer = client.post(address(product), posted(scheme, TO_A, look="1"))
    assert "ตามเกณฑ์: A" in answer.content.decode()
    answer = client.post(address(product), posted(scheme, TO_NONE, look="1"))
    assert "ไม่เข้าเกณฑ์ใด" in answer.content.decode()
    assert not Assessment.objects.exists()


def test_another_group_needs_a_reason(client, product, scheme):
    answer = client.post(address(product), posted(scheme, TO_NONE, decided="B"))
    assert answer.status_code == 422
    assert "ระบุเหตุผลด้วย" in answer.content.decode()
    client.post(address(product), posted(scheme, TO_NONE, decided="B", reason="กรรมการเห็นชอบ"))
    assessment = Assessment.objects.get()
    assert (assessment.computed, assessment.result, assessment.is_overridden) == ("", "B", True)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE products_assessment SET result = 'A'")


def test_a_question_left_open_is_said_at_its_place(client, product, scheme):
    given = posted(scheme, TO_A)
    given.pop(next(name for name in given if name.startswith("aspect-")))
    answer = client.post(address(product), given)
    assert answer.status_code == 422
    assert "เลือกหนึ่งข้อ" in answer.content.decode()


def test_one_entered_after_the_fact_does_not_undo_a_newer_one(product, scheme, by):
    def take(answers, days_ago: int) -> None:
        day = timezone.localdate() - timedelta(days=days_ago)
        assess_product(
            product, scheme=scheme, answers=by_number(scheme, answers), by=by, assessed_on=day
        )

    take(TO_A, 0)
    take(TO_D, 30)
    product.refresh_from_db()
    assert product.quadrant == "A"
    with pytest.raises(StepRefused, match="ยังมาไม่ถึง"):
        take(TO_D, -1)


def test_a_standard_of_a_product_at_d_proposes_a_new_assessment(client, product, scheme):
    client.post(address(product), posted(scheme, TO_D))
    page = page_of(product, "product")
    assert "ประเมินใหม่" not in client.get(page).content.decode()
    expired = timezone.localdate() - timedelta(days=1)
    held = HeldStandard.objects.create(
        product=product, standard=Standard.objects.first(), expires_on=expired
    )
    assert "ประเมินใหม่" not in client.get(page).content.decode()
    HeldStandard.objects.filter(pk=held.pk).update(expires_on=None)
    assert "ประเมินใหม่" in client.get(page).content.decode()
    assert list(Product.objects.to_assess_again()) == [product]
    client.post(address(product), posted(scheme, TO_A))
    assert "ประเมินใหม่" not in client.get(page).content.decode()


def test_a_used_scheme_keeps_its_rules(product, scheme, by):
    answers = by_number(scheme, TO_A)
    assess_product(product, scheme=scheme, answers=answers, by=by)
    refused = pytest.raises(Exception, match="assessments were made")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE products_quadrantscheme SET rules = '[]'")


def test_answers_to_a_scheme_replaced_meanwhile_are_refused(client, product, scheme):
    given = posted(scheme, TO_A) | {"scheme": str(scheme.pk)}
    fields = {"aspects": scheme.aspects, "rules": scheme.rules, "default_result": "D"}
    today = timezone.localdate()
    QuadrantScheme.objects.create(name="Quadrant", version="2", effective_from=today, **fields)
    answer = client.post(address(product), given)
    assert answer.status_code == 422
    assert "กรมเปลี่ยนเกณฑ์แล้ว" in answer.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    "rules",
    [
        [1],
        [{"result": "D"}],
        [{"result": "D", "title": "-", "allowed": {"ไม่มี": ["1.1"]}}],
        [{"result": "E", "title": "-", "allowed": {}}],
        [{"result": one, "title": "-", "allowed": {}} for one in "AB"],
    ],
)
def test_rules_that_cannot_be_are_refused_in_thai(scheme, rules):
    client = Client()
    client.force_login(make.department_officer())
    given = {
        "name": "Quadrant", "version": "2", "effective_from": "1/10/2569", "default_result": "D",
        "aspects": json.dumps(scheme.aspects), "rules": json.dumps(rules),
    }  # fmt: skip
    answer = client.post("/products/quadrantscheme/add/", given)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert not QuadrantScheme.objects.filter(version="2").exists()


def test_of_a_used_scheme_the_words_can_be_changed_and_no_code(product, scheme, by):
    assess_product(product, scheme=scheme, answers=by_number(scheme, TO_A), by=by)
    scheme.aspects[0]["answers"][0]["text"] = "ถ้อยคำใหม่"
    scheme.full_clean()
    scheme.aspects[0]["answers"][0]["code"] = "1.9"
    with pytest.raises(ValidationError):
        scheme.full_clean()


def test_a_product_added_from_its_producers_page_is_that_producers(client, product):
    own = product.producer
    link = f"/products/product/add/?producer={own.pk}"
    assert f'href="{link}"' in client.get(f"/producers/producer/{own.pk}/change/").content.decode()
    chosen = f'<option value="{own.pk}" selected>'
    assert chosen in client.get(link).content.decode()
    from_list = client.get(f"/products/product/?producer__id__exact={own.pk}").content.decode()
    assert "_changelist_filters=producer__id__exact%3D" in from_list
    kept = f"/products/product/add/?_changelist_filters=producer__id__exact%3D{own.pk}"
    assert chosen in client.get(kept).content.decode()


def test_no_other_producer_is_filled_in(client, product):
    elsewhere = make.producer(make.district("3001", "อื่น"), "ของเขา")
    gone = make.producer(product.producer.district, "เลิกแล้ว", status="cancelled")
    for named in (elsewhere.pk, gone.pk, "abc", "9" * 40):
        page = client.get(f"/products/product/add/?producer={named}")
        assert page.status_code == 200
        assert "ของเขา" not in page.content.decode()
        assert f'<option value="{named}" selected>' not in page.content.decode()
