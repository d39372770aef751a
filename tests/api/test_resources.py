"""What the API says: of whom, how it is paged, filtered and named by its content."""

import csv
import gzip
import io
import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api import answers, problems, records, schemas, words
from api.description import PREFIX, description
from catalogue import consenting
from core.thai import calendar
from producers import merging
from products.models import HeldStandard, Product, Standard
from registration.models import Announcement, Status
from tests.support import factories as make
from tests.support.catalogue_factories import agreed, shown_product
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

SECRETS = {
    "person_title": "นางสาว",
    "person_first_name": "สมมติชื่อ",
    "person_last_name": "สมมติสกุล",
    "tax_id": "0245560000010",
    "registration_number": "ทะเบียนลับ77",
    "remark": "หมายเหตุลับ",
}


@pytest.fixture
def maker():
    of = make.district()
    made = make.producer(
        of, "วิสาหกิจชุมชนทอผ้าสมมติ", kind="sme", phone="038123456", house_number="99/9",
        subdistrict=make.subdistrict(of, name_th="ปากน้ำ"), postal_code="24110", **SECRETS,
    )  # fmt: skip
    made.set_national_id("1999900000013")
    made.save()
    made.sales_channels.create(kind="online", place="ร้านในสมมติ", link="https://shop.example/a")
    made.star_results.create(year=2569, stars=5, product_name="ผ้าไหมมัดหมี่")
    return made


@pytest.fixture
def product(maker) -> Product:
    return shown_product(maker, story="ทอมือมาแต่รุ่นยาย", price=350, content=1, content_unit="ผืน")


def ask(path: str, **headers: str):
    return Client(headers=headers).get(f"/api/v1/{path}")


def said(path: str) -> dict:
    answer = ask(path)
    assert answer.status_code == 200, (answer.status_code, answer.content.decode())
    return answer.json()


def names(path: str) -> list[str]:
    return [row["name"] for row in said(path)["data"]]


def test_a_product_says_what_was_agreed(product, maker):
    found = said(f"products/{product.pk}")
    assert found["name"] == "ผ้าไหมมัดหมี่"
    assert found["category"]["code"] == "fabric"
    assert found["category"]["name_en"] == "Fabric and clothing"
    assert found["price_baht"] == "350.00"
    assert found["story"] == "ทอมือมาแต่รุ่นยาย"
    assert found["stars"] == [{"year": 2026, "stars": 5, "product_name": "ผ้าไหมมัดหมี่"}]
    assert found["producer"] == {"id": maker.pk, "name": maker.name}
    assert found["place"]["district"]["code"] == maker.district_id
    assert found["place"]["subdistrict"]["name_th"] == "ปากน้ำ"
    assert found["address"] == f"{settings.PUBLIC_ADDRESS}/p/{product.pk}/"
    assert found["shown"] == ["story", "pictures", "price"]


def test_a_producer_and_an_outlet(product, maker):
    outlet = make.outlet(maker.district, "ครัวสมมติ", owner="กลุ่มสมมติ", phone="038999999")
    outlet.items.create(name="แกงส้ม", price=80)
    agreed(outlet)
    found = said(f"producers/{maker.pk}")
    assert (found["phone"], found["street"], found["postal_code"]) == (
        "0-3812-3456",
        "99/9",
        "24110",
    )
    assert found["channels"][0]["link"] == "https://shop.example/a"
    assert found["channels"][0]["kind"]["name_en"] == "Online"
    shown = said(f"outlets/{outlet.pk}")
    assert shown["items"] == [
        {"name": "แกงส้ม", "kind": {"code": "dish", "name_th": "อาหารจานหลัก", "name_en": "Main dish"},
         "price_baht": "80.00"}
    ]  # fmt: skip
    assert shown["owner"] == "กลุ่มสมมติ"
    assert names("outlets") == ["ครัวสมมติ"]


def test_a_part_that_was_not_agreed_to_is_null(maker):
    product = make.product(maker, name="ผ้าขาวม้า", story="เรื่องลับ", price=777, storage="ที่ลับ")
    make.product_picture(product)
    outlet = make.outlet(maker.district, "ครัวสมมติ", owner="เจ้าของลับ", phone="038111111")
    outlet.items.create(name="แกงลับ", price=80)
    agreed(maker, product, parts=[])
    agreed(outlet, parts=[])
    shown = said(f"products/{product.pk}")
    assert shown["shown"] == []
    hidden = ("story", "directions", "storage", "price_baht", "content", "content_unit")
    assert [shown[name] for name in hidden] == [None] * len(hidden)
    assert shown["pictures"] == []
    text = "".join(
        ask(path, accept=accept).content.decode()
        for path in ("products", "producers", "outlets")
        for accept in ("application/json", "text/csv")
    )
    secrets = ("ลับ", "777", "99/9", "24110", "038", "ร้านในสมมติ", "/pictures/")
    assert [one for one in secrets if one in text] == []


def test_nothing_says_what_nobody_can_agree_to(product, maker):
    paths = ("products", "producers", f"producers/{maker.pk}", f"products/{product.pk}")
    text = "".join(ask(path).content.decode() for path in paths)
    hidden = [one for one in (*SECRETS.values(), "1999900000013", "00-01") if one in text]
    assert hidden == []


def hide_by_withdrawing(product, maker):
    consenting.withdraw(maker, by=make.district_officer(maker.district), because="")


def hide_by_stopping(product, maker):
    Product.objects.filter(pk=product.pk).update(production=Product.Production.ENDED)


def hide_by_cancelling(product, maker):
    now = timezone.now()
    make.jump(Product.objects.filter(pk=product.pk), status=Status.CANCELLED, cancelled_at=now)


def hide_with_its_producer(product, maker):
    make.jump(type(maker).objects.filter(pk=maker.pk), status=Status.CERTIFIED, announced_at=None)


@pytest.mark.parametrize(
    "hide", [hide_by_withdrawing, hide_by_stopping, hide_by_cancelling, hide_with_its_producer]
)
def test_what_the_public_is_not_shown_any_more_is_gone_at_once(product, maker, hide):
    """Though the pages were kept, and their ETag is known."""
    stays = shown_product(make.producer(maker.district, "รายอื่น"), name="ของรายอื่น")
    asked = [f"products/{product.pk}", "products", f"products?category=fabric&producer={maker.pk}"]
    etags = {path: ask(path)["ETag"] for path in asked}
    hide(product, maker)
    assert ask(asked[0], if_none_match=etags[asked[0]]).status_code == 410
    assert [row["id"] for row in said("products")["data"]] == [stays.pk]
    assert said(asked[2])["data"] == []
    for path in asked[1:]:
        assert ask(path, if_none_match=etags[path]).status_code == 200


def test_what_was_never_agreed_or_announced_is_unknown(maker):
    draft = make.product(maker, name="ร่าง", status=Status.DRAFT)
    announced = make.product(maker, name="ไม่ยินยอม")
    agreed(maker)
    assert names("products") == []
    for one in (draft, announced):
        assert ask(f"products/{one.pk}").status_code == 404


def test_a_merged_producer_leads_to_the_one_kept(maker, product):
    kept = make.producer(maker.district, "รายที่คงไว้")
    agreed(kept)
    officer = make.district_officer(maker.district, may_certify=True)
    ask(f"producers/{maker.pk}")
    merging.merge(kept, maker, choices={}, reason="รายเดียวกัน", by=officer)
    answer = ask(f"producers/{maker.pk}")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/producers/{kept.pk}")
    assert [row["id"] for row in said("producers")["data"]] == [kept.pk]


def test_a_change_shows_with_the_next_request(product, maker):
    path = f"products/{product.pk}"
    first = ask(path)
    assert ask(path, if_none_match=first["ETag"]).status_code == 304
    for change in (
        lambda: Product.objects.filter(pk=product.pk).update(name="ชื่อใหม่"),
        lambda: type(maker).objects.filter(pk=maker.pk).update(name="ผู้ผลิตชื่อใหม่"),
        lambda: agreed(maker, product, parts=[]),
        lambda: HeldStandard.objects.create(
            product=product, standard=Standard.objects.create(name="มาตรฐานสมมติ")
        ),
        lambda: Standard.objects.filter(name="มาตรฐานสมมติ").update(name="มาตรฐานชื่อใหม่"),
    ):
        before = {asked: ask(asked)["ETag"] for asked in (path, "products")}
        change()
        for asked, etag in before.items():
            answer = ask(asked, if_none_match=etag)
            assert answer.status_code == 200
            assert answer["ETag"] != etag


def test_pages_by_key(maker):
    made = [shown_product(maker, name=f"ผ้าผืนที่ {number}").pk for number in range(5)]
    seen, path = [], "products?limit=2"
    pages = 0
    while path:
        page = said(path)
        seen += [row["id"] for row in page["data"]]
        pages += 1
        if page["next"]:
            assert ask(path)["Link"] == f'<{page["next"]}>; rel="next"'
            assert page["next_after"] == seen[-1]
        # One that comes off behind is not skipped, nor is another: no offset moves.
        if pages == 1:
            Product.objects.filter(pk=made[0]).update(production=Product.Production.ENDED)
        path = page["next"] and page["next"].split(PREFIX)[1]
    assert seen == made
    assert pages == 3


@pytest.mark.parametrize("most", [1, 3])
def test_a_page_asks_the_database_as_often_for_three_rows_as_for_one(maker, most):
    for number in range(most):
        other = make.producer(maker.district, f"รายที่ {number}")
        one = shown_product(other, name=f"ผ้า {number}")
        make.product_picture(one)
        outlet = make.outlet(maker.district, f"ครัว {number}")
        outlet.items.create(name="แกง", price=1)
        agreed(outlet)
    counts = {}
    for path in ("products", "producers", "outlets", "districts", "rounds"):
        said(path)
        records.forget()
        with CaptureQueriesContext(
            connection,
        ) as cold:
            said(path)
        with CaptureQueriesContext(connection) as warm:
            said(path)
        counts[path] = (len(cold), len(warm))
    assert counts == {
        "products": (9, 3), "producers": (7, 3), "outlets": (8, 3), "districts": (3, 3),
        "rounds": (3, 3),
    }  # fmt: skip


def test_filters(maker, product):
    far = make.producer(make.district("2501", "ที่อื่น"), "รายที่อื่น", kind="group")
    food = shown_product(far, name="ขนมสมมติ", category="food")
    standard = Standard.objects.create(name="มาตรฐานสมมติ")
    HeldStandard.objects.create(product=food, standard=standard)
    over = Standard.objects.create(name="หมดแล้ว")
    yesterday = calendar.today() - timedelta(days=1)
    HeldStandard.objects.create(product=food, standard=over, expires_on=yesterday)
    assert names("products") == ["ผ้าไหมมัดหมี่", "ขนมสมมติ"]
    for query, found in (
        ("province=25", ["ขนมสมมติ"]),
        ("district=2501&province=25", ["ขนมสมมติ"]),
        ("district=2501&province=24", []),
        ("category=fabric", ["ผ้าไหมมัดหมี่"]),
        ("kind=group", ["ขนมสมมติ"]),
        (f"standard={standard.pk}", ["ขนมสมมติ"]),
        (f"standard={over.pk}", []),
        (f"producer={maker.pk}", ["ผ้าไหมมัดหมี่"]),
    ):
        assert names(f"products?{query}") == found, query
    assert names("producers?kind=sme") == [maker.name]
    assert names("producers?district=2501") == [far.name]
    assert names("outlets?province=25") == []


def test_changed_since_knows_the_record_its_producer_and_its_consent(maker, product, time_machine):
    begun = timezone.now()
    later = begun + timedelta(days=2)
    since = (
        (begun + timedelta(days=1)).astimezone().isoformat(timespec="seconds").replace("+", "%2B")
    )
    assert names(f"products?changed_since={since}") == []
    time_machine.move_to(later)
    agreed(maker, product)  # the same parts anew: another word, or the same standing
    agreed(maker, product, parts=["story"])
    assert names(f"products?changed_since={since}") == [product.name]
    assert said("products")["data"][0]["changed_at"] >= since.replace("%2B", "+")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=201", "limit=x", "after=0", "after=x", f"after={2**63}", "province=๒๔",
        "province=", "district=24", "category=cloth", "kind=x", "standard=-1", "offset=3", "Limit=3",
        "changed_since=2569-11-01", "changed_since=2026-02-30", "changed_since=20261101",
        "changed_since=2026-11-01T08:00:00", "province=24%0A",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_its_name(query):
    answer = ask(f"products?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == problems.CONTENT_TYPE
    told = answer.json()
    assert told["errors"][0]["parameter"] == query.partition("=")[0]
    assert query.partition("=")[0] in told["detail_th"]
    assert told["type"] == f"{settings.PUBLIC_ADDRESS}/p/api/#parameter"


def test_csv_has_the_same_rows(maker, product):
    Product.objects.filter(pk=product.pk).update(name="=1+1", story='มี "คำ" และ\nบรรทัด')
    answer = ask("products", accept="text/csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    text = answer.content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    told = said("products")["data"][0]
    assert row["name"] == "'=1+1"
    assert row["id"] == str(told["id"])
    assert row["place.district.code"] == told["place"]["district"]["code"]
    assert row["story"] == told["story"]
    assert json.loads(row["stars"]) == told["stars"]
    assert row["directions"] == ""
    assert answer["ETag"] != ask("products")["ETag"]
    assert "Accept" in answer["Vary"]
    one = ask(f"products/{product.pk}", accept="text/csv;q=0.9, application/json;q=0.1")
    assert next(csv.DictReader(io.StringIO(one.content.decode("utf-8-sig"))))["name"] == "'=1+1"


def test_every_field_is_a_column():
    paths = [".".join(path) for path in answers.columns(schemas.Producer)]
    assert paths[:3] == ["id", "name", "address"]
    assert {"place.subdistrict.name_en", "kind.code", "channels", "phone"} <= set(paths)


def test_another_format_is_refused():
    answer = ask("products", accept="application/xml")
    assert answer.status_code == 406
    assert ask("products", accept="*/*")["Content-Type"] == "application/json"


def test_areas_and_codes(maker):
    assert said("provinces?limit=1")["data"][0]["code"] == "24"
    (district,) = said("districts?province=24")["data"]
    assert (district["code"], district["type_th"], district["province_code"]) == (
        "2402",
        "อำเภอ",
        "24",
    )
    (sub,) = said("subdistricts?district=2402")["data"]
    assert (sub["name_th"], sub["province_code"]) == ("ปากน้ำ", "24")
    assert said("subdistricts?district=2403")["data"] == []
    make.district("2403", "บางน้ำเปรี้ยว")
    first = said("districts?limit=1")
    assert first["next_after"] == "2402"
    assert [row["code"] for row in said("districts?limit=1&after=2402")["data"]] == ["2403"]
    assert [row["code"] for row in said("kinds")["data"]] == ["group", "individual", "sme"]
    assert len(said("categories")["data"]) == 5
    assert ask("categories?limit=1").status_code == 422
    assert said("standards?limit=1")["data"][0]["in_use"] is True


def test_rounds_are_those_the_department_announced(maker):
    of = make.registration_round()
    officer = make.department_officer()
    said_of = {"round": of, "title": "ประกาศผล", "announced_on": calendar.today(), "made_by": officer,
               "made_at": timezone.now()}  # fmt: skip
    Announcement.objects.create(
        level="province", province=maker.district.province, number="1/2570", **said_of
    )
    Announcement.objects.create(level="department", number="2/2570", **said_of)
    (row,) = said("rounds")["data"]
    assert row["number"] == "2/2570"
    assert row["fiscal_year"] == of.fiscal_year - 543
    assert row["register_from"] == of.register_from.isoformat()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["products", "openapi.json", "nothing"])
def test_it_only_reads(method, path):
    answer = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1/{path}")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Content-Type"] == problems.CONTENT_TYPE


def test_head_and_options(product):
    path = f"/api/v1/products/{product.pk}"
    whole, head = Client().get(path), Client().head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]
    assert Client().head(path, headers={"if-none-match": whole["ETag"]}).status_code == 304
    told = Client().options(path)
    assert (told.status_code, told["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ["products", "nothing", "products?limit=0", "openapi.json"])
def test_any_page_may_read_it_and_none_with_somebodys_name(path):
    """With `*` a browser sends no cookie along, and a key it may not send."""
    answer = ask(path, origin="https://other.example")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.has_header("Access-Control-Allow-Credentials")
    assert "Authorization" not in answer["Access-Control-Allow-Headers"]
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


def test_what_caches_are_told(product):
    answer = ask("products", accept_encoding="gzip")
    assert answer["Cache-Control"] == "public, no-cache"
    assert {"Accept", "Accept-Encoding"} <= set(answer["Vary"].split(", "))
    assert json.loads(gzip.decompress(answer.content)) == said("products")
    assert ask("products?limit=0")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["", "/", "/v1", "/v1/", "/v2/products", "/v1/products/x", "/v1/products/"]
)
def test_other_addresses_are_unknown_in_its_own_words(path):
    answer = Client().get(f"/api{path}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == problems.CONTENT_TYPE


@pytest.mark.parametrize("path", ["products?province=%00", "products/%00", "%00?a=b"])
def test_a_nul_is_refused(path):
    officer = signed_in(make.department_officer())  # whose refused requests are in the log
    assert officer.get(f"/api/v1/{path}").status_code == 400
    answer = ask(path)
    assert answer.status_code == 400
    assert answer["Content-Type"] == problems.CONTENT_TYPE


def test_numbers_longer_than_any_of_ours():
    for number in ("9" * 25, "9" * 5000):
        assert ask(f"products/{number}").status_code == 404


def test_the_page_for_its_users_says_all_of_it():
    paths = description()["paths"]
    thai, english = (Client().get(f"/p/api/{lang}").content.decode() for lang in ("", "?lang=en"))
    for path, methods in paths.items():
        if "{" not in path:
            assert path in thai
            assert words.RESOURCES[path.removeprefix(PREFIX)] in thai
        for one in methods["get"].get("parameters", ()):
            assert one["in"] == "path" or one["name"] in words.PARAMETERS
    for kind in problems.KINDS:
        assert f'id="{kind.slug}"' in thai
        assert kind.title in english
        assert kind.title_th in thai
    assert "นาทีละ 60 ครั้ง" in thai
    assert "60 times a minute" in english
    records.forget()
