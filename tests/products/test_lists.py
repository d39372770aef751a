"""The lists kept beside the registry: rows of a record, a filter, a report."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.reports.engine import BadParameters, build, find_report, read_parameters
from producers.models import ProducerMembership, RegistryList
from products.models import ProductMembership
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def artists() -> RegistryList:
    return RegistryList.objects.get(name="ศิลปิน OTOP")


@pytest.fixture
def on_board() -> RegistryList:
    return RegistryList.objects.get(name="ขึ้นเครื่อง")


def report(user, **given):
    found = find_report("lists", user)
    return build(found, user, read_parameters(found, user, given))


def test_nine_lists_to_begin_with():
    assert RegistryList.objects.count() == 9


def test_a_list_of_producers_and_one_of_products(of, artists, on_board):
    maker = make.producer(of, "แม่มะลิ")
    product = make.product(maker, name="ขนมจาก")
    away = make.producer(make.district("2501", "-"), "ที่อื่น")
    ProducerMembership.objects.create(producer=maker, list=artists, year=2567, note="ทอผ้า")
    ProducerMembership.objects.create(producer=maker, list=artists, year=2568)
    ProducerMembership.objects.create(producer=away, list=artists, year=2567)
    ProductMembership.objects.create(product=product, list=on_board, year=2567)
    user = make.province_officer(of.province)
    rows = report(user, list=str(artists.pk)).rows
    assert [(row["name"], row["year"], row["note"]) for row in rows] == [
        ("แม่มะลิ", 2568, ""),
        ("แม่มะลิ", 2567, "ทอผ้า"),
    ]
    assert len(report(user, list=str(artists.pk), year="2567").rows) == 1
    (row,) = report(user, list=str(on_board.pk)).rows
    assert (row["name"], row["producer"]) == ("ขนมจาก", "แม่มะลิ")
    assert len(report(make.department_officer(), list=str(artists.pk)).rows) == 3
    with pytest.raises(BadParameters):
        report(user, list="999999")


def test_the_register_is_filtered_by_a_list(of, artists):
    member = make.producer(of, "แม่มะลิ")
    make.producer(of, "ไม่อยู่ในบัญชี")
    ProducerMembership.objects.create(producer=member, list=artists, year=2567)
    client = Client()
    client.force_login(make.district_officer(of))
    page = client.get(f"/producers/producer/?list={artists.pk}").content.decode()
    assert "แม่มะลิ" in page
    assert "ไม่อยู่ในบัญชี" not in page
    assert client.get("/producers/producer/?list=ไม่มี").status_code == 200


def test_the_producers_page_offers_the_lists_of_producers_only(of):
    maker = make.producer(of)
    client = Client()
    client.force_login(make.district_officer(of))
    page = client.get(f"/producers/producer/{maker.pk}/change/?section=lists").content.decode()
    assert "ศิลปิน OTOP" in page
    assert "ขึ้นเครื่อง" not in page


def test_once_a_year_in_a_list(of, artists):
    maker = make.producer(of)
    ProducerMembership.objects.create(producer=maker, list=artists, year=2567)
    with pytest.raises(IntegrityError, match="once_a_year"), transaction.atomic():
        ProducerMembership.objects.create(producer=maker, list=artists, year=2567)


def test_as_many_queries_for_three_members_as_for_one(of, artists):
    user = make.department_officer()

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            report(user, list=str(artists.pk))
        return len(counted)

    def join(name: str) -> None:
        maker = make.producer(of, name)
        ProducerMembership.objects.create(producer=maker, list=artists, year=2567)

    join("ก")
    one = queries()
    join("ข")
    join("ค")
    assert queries() == one
