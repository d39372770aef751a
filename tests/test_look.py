"""The portal's doors and registers: signing in, the first password, what a list may show to whom."""

import re
import sys
from types import ModuleType

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chuanchim.models import Outlet
from core.areas.models import Subdistrict
from core.users.models import User
from producers.models import Producer
from products.models import Product
from tests.support import factories
from tests.support.pages import shown_page, text_of

pytestmark = pytest.mark.django_db

PASSWORD = "test-password"
LISTS = ["producers_producer", "products_product", "chuanchim_outlet"]


def subdistrict(code: str, name_th: str) -> Subdistrict:
    of = factories.district(code[:4], f"อำเภอ {code[:4]}")
    return Subdistrict.objects.create(
        code=code, district=of, name_th=name_th, name_en=code, type_th="ตำบล", postal_code="24110"
    )


def product(of, name: str) -> Product:
    return Product.objects.create(producer=factories.producer(of, f"ผู้ผลิต{name}"), name=name)


@pytest.fixture
def own():
    return factories.district("2402", "บางคล้า")


@pytest.fixture
def other():
    return factories.district("3001", "เมืองอื่น")


@pytest.fixture
def officer(client, own) -> Client:
    client.force_login(factories.district_officer(own))
    return client


@pytest.fixture
def department(own, other) -> Client:
    client = Client()
    client.force_login(factories.department_officer())
    return client


def sign_in(client: Client, username: str, password: str = PASSWORD):
    return client.post(reverse("admin:login"), {"username": username, "password": password})


def content(response) -> str:
    return response.content.decode()


# --- Signing in -----------------------------------------------------------------------------------


def test_the_sign_in_page_is_thai_and_says_what_to_check(client, own):
    factories.district_officer(own)
    assert "เข้าสู่ระบบ" in content(client.get(reverse("admin:login")))
    refused = content(sign_in(client, "district2402", "wrong"))
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in refused
    assert not re.search(r"[Pp]lease|[Uu]sername</label>", refused)


def test_an_office_signs_in_and_finds_its_menu(client, own):
    factories.district_officer(own)
    assert sign_in(client, "district2402").url == reverse("admin:index")
    page = content(client.get(reverse("admin:producers_producer_changelist")))
    assert "สพอ.บางคล้า" in page
    assert re.search(r'aria-current="page">ผู้ผลิต ผู้ประกอบการ', page)
    assert "บัญชีผู้ใช้" not in page


def test_demo_sign_ins_are_offered_only_by_a_demo(client, settings, monkeypatch):
    accounts = ModuleType("demo.accounts")
    accounts.DEMO_SIGN_INS = (("somebody", "ผู้ใช้ตัวอย่าง"),)
    accounts.DEMO_PASSWORD = "made-up-password"
    monkeypatch.setitem(sys.modules, "demo.accounts", accounts)
    page = content(client.get(reverse("admin:login")))
    assert "ผู้ใช้ตัวอย่าง" not in page
    assert "made-up-password" not in page
    settings.PORTAL_DEMO = True
    page = content(client.get(reverse("admin:login")))
    assert "ผู้ใช้ตัวอย่าง" in page
    assert 'name="username" value="somebody"' in page


def test_the_fifth_wrong_password_locks_and_the_page_says_how_long(client, own):
    factories.district_officer(own)
    answers = [sign_in(client, "district2402", "wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "15 นาที" in content(answers[-1])
    assert sign_in(client, "district2402").status_code == 429


def test_a_new_password_from_the_department_lifts_the_lock(client, own, department):
    user = factories.district_officer(own)
    for _ in range(5):
        sign_in(client, user.username, "wrong")
    form = {"username": user.username, "full_name": "สมมติ", "role": "district"}
    form |= {"district": own.pk}
    form |= {"password1": "ทอผ้า-ย้อมคราม-12", "password2": "ทอผ้า-ย้อมคราม-12"}
    saved = department.post(reverse("admin:accounts_user_change", args=[user.pk]), form)
    assert saved.status_code == 302
    assert sign_in(client, user.username, "ทอผ้า-ย้อมคราม-12").status_code == 302
    assert client.get(reverse("admin:index")).url == reverse("admin:password_change")


def test_the_first_password_must_be_changed_for_another(client, own):
    user = factories.district_officer(own, must_change_password=True)
    sign_in(client, user.username)
    change = reverse("admin:password_change")
    assert client.get(reverse("admin:producers_producer_changelist")).url == change
    assert "ต้องตั้งรหัสผ่านใหม่ก่อนเริ่มใช้งาน" in content(client.get(change))

    same = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert "เหมือนรหัสผ่านเดิม" in content(client.post(change, same))
    short = {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"}
    assert "ต้องยาวอย่างน้อย 12 ตัวอักษร" in content(client.post(change, short))

    new = {"new_password1": "ทอผ้า-ย้อมคราม", "new_password2": "ทอผ้า-ย้อมคราม"}
    assert client.post(change, same | new).url == reverse("admin:password_change_done")
    user.refresh_from_db()
    assert not user.must_change_password
    assert client.get(reverse("admin:index")).status_code == 200


# --- Registers ------------------------------------------------------------------------------------


def test_lists_and_pages_show_only_what_is_of_the_area(officer, own, other):
    for of, name in ((own, "ของเรา"), (other, "ของเขา")):
        product(of, name)
        Outlet.objects.create(name=f"ร้าน{name}", district=of)
    for model in LISTS:
        page = content(officer.get(reverse(f"admin:{model}_changelist")))
        assert "ของเรา" in page
        assert "ของเขา" not in page
        assert "เมืองอื่น" not in page
    for theirs in (
        Producer.objects.get(district=other),
        Product.objects.get(producer__district=other),
        Outlet.objects.get(district=other),
    ):
        for view in ("change", "history"):
            name = f"admin:{theirs._meta.app_label}_{theirs._meta.model_name}_{view}"
            answer = officer.get(reverse(name, args=[theirs.pk]))
            assert answer.status_code == 404
            assert "ไม่พบหน้านี้" in content(answer)


def test_a_filter_in_the_address_opens_no_other_area(officer, own, other):
    product(own, "ของอำเภอ")
    product(other, "ของเขา")
    address = reverse("admin:products_product_changelist")
    shown = shown_page(officer, address, "ของอำเภอ", {"district": other.pk})
    assert "ของเขา" not in shown


def test_a_province_filters_by_its_own_districts(client, own, other):
    factories.district("2401", "เมืองฉะเชิงเทรา")
    client.force_login(factories.province_officer(own.province))
    page = content(client.get(reverse("admin:producers_producer_changelist")))
    assert "เมืองฉะเชิงเทรา" in page
    assert "เมืองอื่น" not in page


def complete(client, field: str, term: str) -> list[str]:
    app, model, name = field.split(".")
    asked = {"app_label": app, "model_name": model, "field_name": name, "term": term}
    answer = client.get(reverse("admin:autocomplete"), asked)
    return [found["text"] for found in answer.json()["results"]]


def test_autocomplete_knows_only_the_area(officer, own, other):
    factories.producer(own, "กลุ่มจักสานของเรา")
    factories.producer(other, "กลุ่มจักสานของเขา")
    subdistrict("240201", "บางสวน")
    subdistrict("300101", "บางอื่น")
    assert complete(officer, "products.product.producer", "จักสาน") == ["กลุ่มจักสานของเรา"]
    assert complete(officer, "producers.producer.subdistrict", "บาง") == ["บางสวน"]


def test_a_new_producer_belongs_to_the_office_that_wrote_it(officer, own, other):
    add = reverse("admin:producers_producer_add")
    assert 'name="district"' not in content(officer.get(add))
    form = {"name": "กลุ่มใหม่", "district": other.pk, "status": "announced"}
    assert officer.post(add, form).status_code == 302
    made = Producer.objects.get(name="กลุ่มใหม่")
    assert (made.district, made.status) == (own, "draft")
    person = reverse("admin:producers_producer_change", args=[made.pk]) + "?section=person"
    assert officer.post(person, {"person_born_on": "๒๔ พ.ย. ๒๕๐๘"}).status_code == 302
    made.refresh_from_db()
    assert made.person_born_on.isoformat() == "1965-11-24"
    assert "24/11/2508" in content(officer.get(person))
    history = content(officer.get(reverse("admin:producers_producer_history", args=[made.pk])))
    assert re.search(r"\d+ \S+ 25\d\d \d\d:\d\d", history)


def test_a_subdistrict_of_another_district_is_refused(client, own):
    made = factories.producer(own)
    elsewhere = subdistrict("240301", "หัวสำโรง")
    client.force_login(factories.province_officer(own.province))
    address = reverse("admin:producers_producer_change", args=[made.pk]) + "?section=address"
    page = client.post(address, {"subdistrict": elsewhere.pk})
    assert "ไม่อยู่ในอำเภอของระเบียนนี้" in content(page)


def test_the_department_reads_and_deletes_nothing(department, own):
    made = product(own, "ผ้าทอ")
    change = reverse("admin:products_product_change", args=[made.pk])
    page = content(department.get(change))
    assert "ผ้าทอ" in page
    form = page.split('id="product_form"')[1]
    fields = re.findall(r"<input[^>]*name=\"([^\"]+)", form)
    assert sorted(fields) == ["csrfmiddlewaretoken", "form_token"]  # nothing to type into
    assert department.post(change, {"name": "อื่น"}).status_code == 403
    assert department.get(reverse("admin:products_product_add")).status_code == 403
    delete = reverse("admin:products_product_delete", args=[made.pk])
    assert department.post(delete, {"post": "yes"}).status_code == 403


def test_numbers_find_codes_and_telephones_and_words_names(officer, own):
    factories.producer(own, "กลุ่มผ้า OTOP", phone="0812345678")
    factories.producer(own, "กลุ่มขนม", phone="0899999999", code="2402777")
    address = reverse("admin:producers_producer_changelist")
    for typed, name in {"12345": "ผ้า", "๒๔๐๒๗๗๗": "ขนม", "otop": "ผ้า", "ขนม": "ขนม"}.items():
        page = content(officer.get(address, {"q": typed}))
        assert [word for word in ("กลุ่มผ้า", "กลุ่มขนม") if word in page] == [f"กลุ่ม{name}"]


# --- Accounts -------------------------------------------------------------------------------------


def test_the_department_adds_an_account_whose_first_password_must_be_changed(department, own):
    form = {"username": "new.officer", "full_name": "สมมติ คนใหม่", "role": "district"}
    form |= {"district": own.pk, "may_certify": "on"}
    add = reverse("admin:accounts_user_add")
    assert "ต้องกรอกช่องนี้" in content(department.post(add, form | {"full_name": ""}))
    half = form | {"password1": "ทอผ้า-ย้อมคราม"}
    assert "พิมพ์รหัสผ่านให้ครบทั้งสองช่อง" in content(department.post(add, half))
    passwords = {"password1": "ทอผ้า-ย้อมคราม", "password2": "ทอผ้า-ย้อมคราม"}
    without_area = form | passwords | {"district": ""}
    assert "สังกัดกับพื้นที่ไม่ตรงกัน" in content(department.post(add, without_area))
    assert department.post(add, form | passwords).status_code == 302
    made = User.objects.get(username="new.officer")
    assert made.must_change_password
    assert made.may_certify
    assert made.check_password("ทอผ้า-ย้อมคราม")
    page = content(department.get(reverse("admin:accounts_user_change", args=[made.pk])))
    assert made.password not in page


def test_a_province_sees_its_accounts_and_a_district_none(officer, own, other):
    factories.district_officer(own)
    factories.district_officer(other)
    province = Client()
    province.force_login(factories.province_officer(own.province))
    page = content(province.get(reverse("admin:accounts_user_changelist")))
    assert "district2402" in page
    assert "district3001" not in page
    assert officer.get(reverse("admin:accounts_user_changelist")).status_code == 403


# --- Cost, and the whole dress --------------------------------------------------------------------


def fill(of, count: int) -> None:
    for number in range(count):
        made = product(of, f"ผ้า {Product.objects.count()}")
        Outlet.objects.create(name=f"ร้าน {number}", district=of, owner=made.name)


@pytest.mark.parametrize("model", [*LISTS, "accounts_user"])
def test_a_list_costs_the_same_for_three_rows_as_for_one(department, own, other, model):
    address = reverse(f"admin:{model}_changelist")
    fill(own, 1)
    department.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        department.get(address)
    fill(other, 2)
    factories.district_officer(own)
    factories.district_officer(other)
    with CaptureQueriesContext(connection) as three:
        department.get(address)
    assert len(three) == len(one)


def test_no_page_of_the_admin_carries_inline_style_or_script(officer, department, own):
    made = product(own, "ผ้าทอ")
    pages = [Client().get(reverse("admin:login"))]
    pages += [
        officer.get(reverse(f"admin:{model}_{view}"))
        for model in LISTS
        for view in ("changelist", "add")
    ]
    pages += [
        officer.get(reverse("admin:products_product_change", args=[made.pk])),
        officer.get(reverse("admin:products_product_history", args=[made.pk])),
        officer.get(reverse("admin:password_change")),
        department.get(reverse("admin:accounts_user_add")),
        officer.get("/no/such/page/"),
    ]
    assert [shown.status_code for shown in pages] == [200] * (len(pages) - 1) + [404]
    for shown in pages:
        html = text_of(shown, "ทะเบียน OTOP")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)


def test_every_register_is_behind_the_one_door():
    from core.areas.admin import AreaAdmin
    from core.users.scoped_admin import ScopedModelAdmin

    for model, model_admin in admin.site._registry.items():
        assert isinstance(model_admin, (ScopedModelAdmin, AreaAdmin)), model
