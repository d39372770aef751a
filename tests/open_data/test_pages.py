"""The public pages of open data, and the department's desk."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalogue import consenting
from core.jobs.models import Job
from open_data.models import Edition, Publication, SuppressionRule
from open_data.views import public
from tests.support import factories as make
from tests.support.catalogue_factories import agreed
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/p/open-data/"


def test_the_page_lists_what_there_is(client, published):
    page = client.get(PAGE).content.decode()
    assert "ยอดจำหน่ายผลิตภัณฑ์ OTOP รายเดือน" in page
    assert "ตุลาคม 2569" in page
    for one in Edition.objects.get(dataset="sales").files.all():
        assert one.sha256 in page
        assert f"{one.size:,}" in page
    assert "CC-BY-4.0" in page
    english = client.get(f"{PAGE}?lang=en").content.decode()
    assert "Monthly sales of OTOP products" in english
    assert "Sums that are not published" in english


def test_the_page_before_anything_is_published(client, db):
    assert "ยังไม่มีข้อมูลที่เผยแพร่" in client.get(PAGE).content.decode()
    for path in ("sales/latest.csv", "index.json", "index.json.sig", "sales/datapackage.json"):
        assert client.get(f"{PAGE}{path}").status_code == 404


def test_a_file_is_sent_as_it_went_out(client, published):
    edition = Edition.objects.get(dataset="sales")
    for one in edition.files.all():
        path = f"{PAGE}sales/{edition.name}/{one.name}"
        answer = client.get(path)
        assert len(answer.content) == one.size
        again = client.get(path, HTTP_IF_NONE_MATCH=answer["ETag"])
        assert again.status_code == 304
        assert "attachment" in answer["Content-Disposition"]
    latest = client.get(f"{PAGE}sales/latest.csv")
    assert latest.content == client.get(f"{PAGE}sales/{edition.name}/sales.csv").content
    assert latest["Cache-Control"] == "public, no-cache"
    assert not latest.cookies


def test_the_list_and_its_signature(client, published):
    listed = json.loads(client.get(f"{PAGE}index.json").content)["files"]
    for one in listed:
        assert client.get(f"{PAGE}{one['path']}").status_code == 200
    assert len(client.get(f"{PAGE}index.json.sig").content) == 64
    assert client.get(f"{PAGE}index/1.json").status_code == 200
    assert client.get(f"{PAGE}index/2.json").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "sales/2026-10-v2/",
        "sales/2026-10/",
        "sales/2026-13-v1/",
        "sales/2026-10-01-v1/",
        "nothing/latest.csv",
        "sales/latest.xml",
        "nothing/datapackage.json",
        "sales/2026-10-v1/nothing.csv",
        "sales/2026-10-v99999999999999999999/",
    ],
)
def test_what_there_is_not_is_not_found(client, published, path):
    assert client.get(f"{PAGE}{path}").status_code == 404


def lines(client, dataset: str) -> list[dict[str, str]]:
    answer = client.get(f"{PAGE}{dataset}/latest.csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_records_are_those_of_the_catalogue_and_go_with_their_consent(client, db):
    maker = make.producer(make.district(), "=วิสาหกิจสมมติ", kind="sme", phone="038000000")
    product = make.product(maker, "fabric", name="ผ้าสมมติ")
    outlet = make.outlet(make.district(), "ครัวสมมติ")
    hidden = make.producer(make.district(), "กลุ่มที่ไม่ยินยอม")
    agreed(maker, product)
    agreed(outlet)
    (one,) = lines(client, "products")
    assert one["name"] == "ผ้าสมมติ"
    assert one["page"].endswith(reverse("catalogue-product", args=[product.pk]))
    (who,) = lines(client, "producers")
    assert who["name"] == "'=วิสาหกิจสมมติ"
    assert "038000000" not in str(who)
    assert hidden.name not in str(who)
    (place,) = lines(client, "outlets")
    assert place["province"] == "ฉะเชิงเทรา"
    told = json.loads(client.get(f"{PAGE}products/latest.json").content)
    assert [row["id"] for row in told["rows"]] == [product.pk]
    officer = make.district_officer(make.district())
    consenting.withdraw(maker, because="", by=officer)
    consenting.withdraw(outlet, because="", by=officer)
    for dataset in ("products", "producers", "outlets"):
        assert lines(client, dataset) == []


def test_the_descriptions_name_every_dataset(client, published):
    catalog = json.loads(client.get(f"{PAGE}catalog.jsonld").content)
    told = {one["dct:identifier"]: one for one in catalog["dcat:dataset"]}
    assert set(told) == {"sales", "registry", "products", "producers", "outlets"}
    sales = told["sales"]["dcat:distribution"]
    assert len(sales) == 10
    edition = Edition.objects.get(dataset="sales")
    sums = {one.sha256 for one in edition.files.all()}
    assert {one["spdx:checksum"]["spdx:checksumValue"]["@value"] for one in sales} == sums
    fields = json.loads(client.get(f"{PAGE}gd-catalog.json").content)
    assert len(fields) == 5
    asked = ("ประเภทข้อมูล", "ชื่อผู้ติดต่อ", "วัตถุประสงค์", "แหล่งที่มา", "สัญญาอนุญาตให้ใช้ข้อมูล")
    assert all(one[name] for one in fields for name in asked)


def test_whoever_asks_without_end_waits(client, db, monkeypatch):
    monkeypatch.setattr(public, "OF_RECORDS", replace(public.OF_RECORDS, most=2))
    answers = [client.get(f"{PAGE}products/latest.csv").status_code for _ in range(4)]
    assert answers[0] == 200
    assert answers[-1] == 429
    said = client.get(f"{PAGE}products/latest.csv?lang=en").content.decode()
    assert "Too many downloads" in said
    assert client.get(PAGE).status_code == 200


def test_the_desk(published):
    client = signed_in(make.department_officer())
    page = client.get("/open-data/").content.decode()
    assert "กรมปิดเดือน" in page
    assert "ยอดจำหน่ายผลิตภัณฑ์ OTOP รายเดือน ตุลาคม 2569 ฉบับที่ 1" in page
    asked = client.post("/open-data/", {"publish": "1"})
    assert asked.status_code == 302
    assert Job.objects.latest("pk").parameters["cause"] == Publication.Cause.BY_HAND


def test_a_rule_of_the_department(db):
    client = signed_in(make.department_officer())
    said = {"fewest": "2", "largest_share": "85", "reason": "มติ"}
    refused = client.post("/open-data/", said)
    assert refused.status_code == 422
    assert "ต้องไม่น้อยกว่า 3 ราย" in refused.content.decode()
    assert client.post("/open-data/", said | {"fewest": "5"}).status_code == 302
    assert SuppressionRule.in_force().fewest == 5
    assert "5 ราย" in client.get("/open-data/").content.decode()


def published_again(times: int) -> None:
    """So many publications more, each of a registry of its own day."""
    for day in range(1, times + 1):
        number = Publication.objects.count() + 1
        publication = Publication.objects.create(
            number=number,
            at=timezone.now(),
            by=make.department_officer(),
            cause=Publication.Cause.BY_HAND,
            index=b"{}",
            sha256="0" * 64,
            signature=b"-",
            key="0" * 64,
        )
        publication.editions.create(dataset="registry", of=date(2026, 9, day), version=1)


def test_more_publications_take_no_more_queries(client, published):
    desk = signed_in(make.department_officer())
    desk.get("/open-data/")
    pages = ((client, PAGE), (desk, "/open-data/"))
    counts = []
    for times in (0, 2):
        published_again(times)
        for who, path in pages:
            with CaptureQueriesContext(connection) as asked:
                assert who.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
