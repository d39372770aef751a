"""The four-colour OTOP mark beside the Quadrant: its scheme, its certificate, its pages and its sheet.

The results here are made up: the department has not published the mark's.
"""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from core.history.changes import events_of
from core.steps import StepRefused
from core.tables.loading import load
from products.assessment import Certificate, assess_product
from products.imports import ProductTable
from products.models import Assessment, HeldStandard, Product, QuadrantScheme, SchemeKind, Standard
from products.starting_values import QUADRANT_RESULTS
from tests.support import factories as make
from tests.support.sheets_by_column import checked, exported, read

pytestmark = pytest.mark.django_db

ONE, TWO = "สีสมมติหนึ่ง", "สีสมมติสอง"
PAPER = Certificate("12/2568", date(2025, 10, 1), date(2028, 9, 30))
TO_D = {
    "standard": "1.3",
    "capacity": "2.1",
    "process": "3.1",
    "development": "4.1",
    "market": "5.1",
}


@pytest.fixture
def by():
    return make.district_officer(make.district())


@pytest.fixture
def client(by) -> Client:
    client = Client()
    client.force_login(by)
    return client


@pytest.fixture
def product(by) -> Product:
    return make.product(make.producer(by.district), "food", name="น้ำพริก")


@pytest.fixture
def scheme() -> QuadrantScheme:
    return make.mark_scheme()


def given(product, by, result=ONE, **said) -> Assessment:
    scheme = QuadrantScheme.objects.in_force(kind=SchemeKind.MARK)
    said = {"reason": "ตามประกาศผล", "certificate": PAPER} | said
    return assess_product(product, scheme=scheme, answers={}, by=by, decided=result, **said)


def posted(**said) -> dict[str, str]:
    return {
        "assessed_on": "1/11/2569",
        "decided": ONE,
        "reason": "ตามประกาศผลของกรม",
        "certificate_number": "12/2568",
        "issued_on": "1/10/2568",
        "expires_on": "30/9/2571",
    } | said


def address(product) -> str:
    return f"/products/mark/{product.pk}/"


# --- The scheme -------------------------------------------------------------------------------------


def test_the_mark_is_shipped_without_criteria_and_not_in_force(client, product):
    shipped = QuadrantScheme.objects.get(kind=SchemeKind.MARK)
    assert (shipped.results, shipped.aspects, shipped.rules) == ([], [], [])
    assert shipped.effective_from is None
    assert QuadrantScheme.objects.in_force(kind=SchemeKind.MARK) is None
    page = client.get(address(product))
    assert page.status_code == 200
    assert "กรมยังไม่ได้กำหนดเกณฑ์เครื่องหมาย OTOP" in page.content.decode()
    assert client.post(address(product), posted()).status_code == 403


def test_the_quadrant_in_force_is_still_the_quadrant(scheme):
    quadrant = QuadrantScheme.objects.in_force()
    assert (quadrant.kind, quadrant.results) == (SchemeKind.QUADRANT, QUADRANT_RESULTS)


def test_the_department_types_the_results_a_line_each():
    client = Client()
    client.force_login(make.department_officer())
    shipped = QuadrantScheme.objects.get(kind=SchemeKind.MARK)
    page = f"/products/quadrantscheme/{shipped.pk}/change/"
    said = {
        "kind": "mark", "name": shipped.name, "version": "1", "effective_from": "1/10/2568",
        "results": f"{ONE}: ผลที่หนึ่ง\n{TWO}\n", "default_result": "", "aspects": "", "rules": "",
    }  # fmt: skip
    assert client.post(page, said).status_code == 302
    shipped.refresh_from_db()
    assert shipped.results == [{"code": ONE, "title": "ผลที่หนึ่ง"}, {"code": TWO, "title": ""}]
    assert (shipped.aspects, shipped.rules) == ([], [])
    assert f"{ONE}: ผลที่หนึ่ง" in client.get(page).content.decode()
    for faulty in ({"results": ""}, {"results": f"{ONE}\n{ONE}"}, {"default_result": "อื่น"}):
        answer = client.post(page, said | faulty)
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors


@pytest.mark.parametrize(
    "results", [[], [{"code": "A", "title": ""}], [*QUADRANT_RESULTS, {"code": "E", "title": ""}]]
)
def test_the_results_of_a_quadrant_are_those_of_the_nations_table(results):
    quadrant = QuadrantScheme.objects.in_force()
    quadrant.results = results
    with pytest.raises(ValidationError):
        quadrant.full_clean()


def test_neither_a_mark_without_results_nor_a_quadrant_without_a_day_can_be_kept(scheme):
    QuadrantScheme.objects.filter(pk=scheme.pk).update(effective_from=None)
    with pytest.raises(IntegrityError, match="scheme_in_force_has_results"), transaction.atomic():
        QuadrantScheme.objects.filter(pk=scheme.pk).update(
            effective_from=date(2025, 1, 1), results=[]
        )
    with pytest.raises(IntegrityError, match="quadrant_scheme_has_its_day"), transaction.atomic():
        QuadrantScheme.objects.filter(kind="quadrant").update(effective_from=None)


def test_a_result_that_was_given_stays_in_the_scheme(product, by, scheme):
    given(product, by)
    scheme.refresh_from_db()
    scheme.results = [{"code": TWO, "title": ""}]
    with pytest.raises(ValidationError, match="แล้ว"):
        scheme.full_clean()
    with pytest.raises(Exception, match="results were given"), transaction.atomic():
        QuadrantScheme.objects.filter(pk=scheme.pk).update(results=scheme.results)
    with pytest.raises(Exception, match="assessments were made"), transaction.atomic():
        QuadrantScheme.objects.filter(pk=scheme.pk).update(kind="quadrant")
    words = [{"code": ONE, "title": "คำใหม่"}]
    QuadrantScheme.objects.filter(pk=scheme.pk).update(results=words)
    assert Assessment.objects.select_related("scheme").get().result_title == f"{ONE} คำใหม่"


# --- One assessment ---------------------------------------------------------------------------------


def test_a_mark_leaves_the_quadrant_and_the_checks_of_it_alone(product, by, scheme):
    quadrant = QuadrantScheme.objects.in_force()
    assess_product(product, scheme=quadrant, answers=TO_D, by=by)
    HeldStandard.objects.create(product=product, standard=Standard.objects.first())
    assert list(Product.objects.to_assess_again()) == [product]
    mark = given(product, by)
    product.refresh_from_db()
    assert (product.quadrant, product.mark) == ("D", mark)
    assert list(Product.objects.to_assess_again()) == [product]
    assess_product(product, scheme=quadrant, answers=TO_D, by=by)
    product.refresh_from_db()
    assert (product.quadrant, product.mark) == ("D", mark)
    assert list(Product.objects.to_assess_again()) == []


def test_the_latest_mark_counts_also_one_without_a_result(product, by, scheme):
    newer = given(product, by, TWO)
    given(product, by, ONE, assessed_on=timezone.localdate() - timedelta(days=30))
    product.refresh_from_db()
    assert product.mark == newer
    lost = given(product, by, "", certificate=None)
    product.refresh_from_db()
    assert (product.mark, product.mark.is_in_force) == (lost, False)


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("valid", {"ยังใช้ได้", "ไม่มีวันหมดอายุ"}),
        ("expired", {"หมดอายุ"}),
        ("-", {"ไม่ได้", "ไม่เคย"}),
        (f"={TWO}", {"หมดอายุ"}),
        ("=ไม่มีสีนี้", set()),
    ],
)
def test_the_list_of_products_is_narrowed_by_the_mark(client, product, by, scheme, chosen, found):
    paper = Certificate("1", date(2024, 1, 1), date(2025, 1, 1))
    endless = Certificate("2", date(2024, 1, 1))
    marks = {
        "ยังใช้ได้": {},
        "หมดอายุ": {"result": TWO, "certificate": paper},
        "ไม่มีวันหมดอายุ": {"certificate": endless},
        "ไม่ได้": {"result": "", "certificate": None},
    }
    for name, said in marks.items():
        given(make.product(product.producer, "food", name=name), by, **said)
    product.name = "ไม่เคย"
    product.save()
    page = client.get("/products/product/", {"mark": chosen})
    assert {one.name for one in page.context["cl"].result_list} == found


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"result": "A"}, "ไม่มีในเกณฑ์"),
        ({"result": None}, "เลือกผล"),
        ({"reason": " "}, "ระบุเหตุผลด้วย"),
        ({"result": ""}, "ไม่ได้เครื่องหมายแต่มีเลขที่"),
        ({"certificate": Certificate("1", date(2025, 2, 1), date(2025, 1, 1))}, "ก่อนวันที่ออก"),
    ],
)
def test_a_mark_that_cannot_be_is_refused_in_thai(product, by, scheme, said, sentence):
    with pytest.raises(StepRefused, match=sentence):
        given(product, by, **said)
    assert not Assessment.objects.exists()


def test_where_the_scheme_has_rules_they_propose_the_mark(product, by):
    aspect = {
        "key": "one",
        "title": "ข้อสมมติ",
        "answers": [{"code": "1", "text": "ใช่"}, {"code": "2", "text": "ไม่"}],
    }
    rule = {"result": ONE, "title": "", "allowed": {"one": ["1"]}}
    scheme = make.mark_scheme(aspects=[aspect], rules=[rule])
    made = assess_product(product, scheme=scheme, answers={"one": "1"}, by=by, certificate=PAPER)
    assert (made.computed, made.result, made.reason) == (ONE, ONE, "")
    with pytest.raises(StepRefused, match="ระบุเหตุผลด้วย"):
        assess_product(product, scheme=scheme, answers={"one": "2"}, by=by, decided=TWO)


@pytest.mark.parametrize(
    "said",
    [
        {"result": "ไม่มีในเกณฑ์"},
        {"computed": "A", "proposed": "A", "result": "A"},
        {"result": "", "certificate_number": "1"},
        {"issued_on": date(2025, 2, 1), "expires_on": date(2025, 1, 1)},
        {"kind": "quadrant", "result": ONE},
        {"kind": "quadrant", "result": "A", "certificate_number": "1"},
    ],
)
def test_the_database_refuses_what_no_scheme_says(product, by, scheme, said):
    used = QuadrantScheme.objects.in_force(kind=said.pop("kind", SchemeKind.MARK))
    plain = {"answers": {}, "result": ONE, "reason": "-", "assessed_on": timezone.localdate()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            product=product, scheme=used, at=timezone.now(), by=by, **(plain | said)
        )


def test_a_mark_never_changes_and_is_of_its_own_product(product, by, scheme):
    mark = given(product, by)
    other = make.product(product.producer, "herb")
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=other.pk).update(mark=mark)
    refused = pytest.raises((ProgrammingError, InternalError))
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE products_assessment SET certificate_number = '9'")


# --- Its pages --------------------------------------------------------------------------------------


def test_recorded_on_screen_with_certificate_and_shown_beside_the_quadrant(client, product, scheme):
    Product.objects.filter(pk=product.pk).update(quadrant="C")
    assert client.post(address(product), posted()).status_code == 302
    mark = Assessment.objects.get()
    assert (mark.result, mark.certificate_number) == (ONE, "12/2568")
    assert (mark.issued_on, mark.expires_on) == (PAPER.issued_on, PAPER.expires_on)
    for path in (
        address(product),
        f"/products/assessment/{product.pk}/",
        f"/products/product/{product.pk}/change/?section=quadrant",
    ):
        page = client.get(path).content.decode()
        assert f"{ONE} ผล{ONE}" in page
        assert "12/2568" in page
        assert "หมดอายุ 30 ก.ย. 2571" in page
        assert "จากระบบเดิม" in page  # the Quadrant C
    page = client.get(address(product)).content.decode()
    assert "ไม่ได้ใช้กติกา" in page
    assert "ไม่เข้าเกณฑ์ใด" not in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"decided": "as-proposed"}, "เลือกผล"),
        ({"decided": "A"}, "decided"),
        ({"reason": ""}, "ระบุเหตุผลด้วย"),
        ({"expires_on": "1/1/2568"}, "ก่อนวันที่ออก"),
        ({"issued_on": "1/1/2600"}, "ยังมาไม่ถึง"),
        ({"certificate_number": "1" * 61}, "60"),
    ],
)
def test_what_cannot_be_is_said_on_the_page(client, product, scheme, said, sentence):
    answer = client.post(address(product), posted(**said))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Assessment.objects.exists()


def test_an_expired_mark_is_called_so(client, product, by, scheme):
    given(product, by, certificate=Certificate("7", date(2020, 1, 1), date(2022, 1, 1)))
    page = f"/products/product/{product.pk}/change/?section=quadrant"
    assert "หมดอายุแล้ว" in client.get(page).content.decode()
    assert "หมดอายุแล้ว" in client.get(address(product)).content.decode()


def test_each_page_has_its_own_history(client, product, by, scheme):
    assess_product(product, scheme=QuadrantScheme.objects.in_force(), answers=TO_D, by=by)
    given(product, by)
    of_mark = client.get(address(product)).context["history"]
    of_quadrant = client.get(f"/products/assessment/{product.pk}/").context["history"]
    assert [one.result for one in of_mark] == [ONE]
    assert [one.result for one in of_quadrant] == ["D"]


def test_another_area_neither_sees_nor_gives_it(product, by, scheme):
    given(product, by)
    foreign = make.district_officer(make.district("2501"))
    client = Client()
    client.force_login(foreign)
    assert client.get(address(product)).status_code == 404
    assert client.post(address(product), posted()).status_code == 404
    assert not Assessment.objects.visible_to(foreign).exists()
    with pytest.raises(Product.DoesNotExist):
        given(product, foreign)


def test_the_history_of_the_product_tells_of_its_mark(client, product, by, scheme):
    given(product, by)
    assert [field.name for field in events_of(product)[0].changed()] == ["mark"]
    page = client.get(f"/products/product/{product.pk}/history/").content.decode()
    assert f"{ONE} เลขที่ 12/2568 หมดอายุ 30 ก.ย. 2571" in page


# --- In Excel ---------------------------------------------------------------------------------------


def test_the_sheet_carries_the_mark_and_comes_back_unchanged(product, by, scheme):
    given(product, by)
    row = exported(ProductTable, by)
    assert {name: row[name] for name in row if name.startswith("mark")} == {
        "mark": ONE, "mark_number": "12/2568",
        "mark_issued_on": "1/10/2568", "mark_expires_on": "30/9/2571",
    }  # fmt: skip
    assert checked(ProductTable, by, row).unchanged == 1


def test_a_mark_in_the_sheet_is_a_new_assessment(product, by, scheme):
    first = given(product, by)
    row = exported(ProductTable, by) | {"mark": TWO, "mark_number": "๙/๒๕๖๙", "storage": "แห้ง"}
    load(ProductTable(by), read(ProductTable, row))
    product.refresh_from_db()
    assert product.storage == "แห้ง"
    assert (product.mark.result, product.mark.certificate_number) == (TWO, "9/2569")
    assert product.mark.issued_on == PAPER.issued_on
    assert (product.mark.by, product.mark.scheme) == (by, scheme)
    assert [one.pk for one in product.assessments.latest_first()] == [product.mark.pk, first.pk]
    row = exported(ProductTable, by) | {"mark_expires_on": "30/9/2572"}
    load(ProductTable(by), read(ProductTable, row))
    product.refresh_from_db()
    assert (product.mark.result, product.mark.expires_on) == (TWO, date(2029, 9, 30))


def test_a_new_product_brings_its_mark_and_one_without_brings_none(product, by, scheme):
    row = {"id": "", "producer": product.producer.code, "category": "อาหาร"}
    with_mark = row | {"name": "ขนมชั้น", "mark": ONE, "mark_issued_on": "1/10/2568"}
    load(ProductTable(by), read(ProductTable, with_mark, row | {"name": "ขนมตาล", "mark": ""}))
    marks = dict(Product.objects.exclude(pk=product.pk).values_list("name", "mark__result"))
    assert marks == {"ขนมชั้น": ONE, "ขนมตาล": None}
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"mark": "A"}, "mark"),
        ({"mark": "", "mark_number": "12"}, "mark"),
        (
            {"mark": ONE, "mark_issued_on": "1/10/2568", "mark_expires_on": "1/9/2568"},
            "mark_expires_on",
        ),
        ({"mark": ONE, "mark_issued_on": "1/10/2590"}, "mark_issued_on"),
    ],
)
def test_what_the_sheet_cannot_say_is_said_where_it_is(product, by, scheme, cells, column):
    (line,) = checked(ProductTable, by, exported(ProductTable, by) | cells).faulty
    assert set(line.faults) == {column}


def test_a_sheet_of_another_area_or_of_who_changes_nothing_gives_no_mark(product, by, scheme):
    row = exported(ProductTable, by) | {"mark": ONE}
    for other in (make.district_officer(make.district("2501")), make.department_officer()):
        found = checked(ProductTable, other, row)
        assert (len(found.faulty), found.changed, found.new) == (1, [], [])


def test_before_there_is_a_scheme_a_sheet_brings_no_mark(product, by):
    (line,) = checked(ProductTable, by, exported(ProductTable, by) | {"mark": ONE}).faulty
    assert "กรมยังไม่ได้กำหนดเกณฑ์" in line.faults["mark"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_sheet_do_not_grow_with_its_rows(
    by, scheme, count, django_assert_max_num_queries
):
    maker = make.producer(by.district)
    for number in range(count):
        make.product(maker, "food", name=f"ขนม {number}")
    rows = [{"id": str(pk), "mark": ONE} for pk in Product.objects.values_list("pk", flat=True)]
    sheet = read(ProductTable, *rows)
    with django_assert_max_num_queries(25):
        load(ProductTable(by), sheet)
    assert Product.objects.filter(mark__result=ONE).count() == count
