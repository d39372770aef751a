"""หนังสือรับรองยอดจำหน่าย: confirmed months only, numbered, verified by its address, revoked."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from core.steps import StepRefused
from producers.models import Producer
from sales.certificates import issuing
from sales.models import DistrictMonth, SalesCertificate, SalesRow
from tests.support import factories as make
from tests.support.pdf_text import pdfium
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def weaver():
    """Sold in August (confirmed), September (confirmed) and October (being entered)."""
    district = make.district()
    weaver = make.producer(district, "กลุ่มทอผ้าบ้านสวน")
    other = make.producer(district, "กลุ่มอื่น")
    for month, baht in ((AUGUST, "1000"), (SEPTEMBER, "2500.50"), (OCTOBER, "777777")):
        of = make.district_month(district, month)
        make.row(of, weaver, "fabric", (baht, "0", "0", "0"))
        make.row(of, other, "fabric", ("444444", "0", "0", "0"))
    make.confirm_province(district.province, AUGUST)
    make.confirm_province(district.province, SEPTEMBER)
    return weaver


@pytest.fixture
def officer(weaver):
    return make.district_officer(weaver.district)


def made(weaver, officer, first=AUGUST, last=OCTOBER) -> SalesCertificate:
    return issuing.make(weaver, first, last, by=officer, thai_digits=False)


def path_of(certificate: SalesCertificate) -> str:
    return f"/verify/{certificate.token}/"


def test_it_counts_confirmed_months_and_names_the_others_as_missing(weaver, officer):
    certificate = made(weaver, officer)
    said = pdfium(issuing.paper(certificate))
    assert str(certificate.total) == "3500.50"
    assert "3,500.50" in said
    assert "1,000.00" in said
    assert "ยืนยันแล้ว 2 จาก 3 เดือน" in said
    assert "ต.ค. 2569 (ยังไม่ยืนยัน)" in said
    assert "777,777" not in said
    assert "444,444" not in said
    assert "กลุ่มอื่น" not in said
    assert path_of(certificate) in said
    assert issuing.paper(certificate) == issuing.paper(certificate)


def test_a_month_that_only_the_district_confirmed_is_missing(weaver, officer):
    make.confirm_district(DistrictMonth.objects.get(month=OCTOBER))
    assert str(made(weaver, officer).total) == "3500.50"


def test_a_confirmed_month_without_a_row_is_named_too(weaver, officer):
    newcomer = make.producer(weaver.district, "รายใหม่")
    with pytest.raises(StepRefused, match="ยังรับรองไม่ได้"):
        made(newcomer, officer)
    certified = issuing.certified_of(officer, newcomer, AUGUST, OCTOBER)
    assert [why for _, why in certified.missing] == ["ไม่มีรายการ", "ไม่มีรายการ", "ยังไม่ยืนยัน"]


def test_numbers_go_on_within_the_office_and_year(weaver, officer):
    assert [made(weaver, officer).numbered for _ in range(3)] == ["1/2569", "2/2569", "3/2569"]


def test_its_address_verifies_it_and_tells_no_name(weaver, officer):
    certificate = made(weaver, officer)
    page = Client().get(path_of(certificate)).text
    assert "ฉบับที่ยืนยันแล้ว" in page
    assert "กลุ่มทอผ้า" not in page
    assert "3,500" not in page
    right = Client().post(path_of(certificate), {"total": "๓,๕๐๐.๕๐"})
    assert "ตรงกับฉบับที่พิมพ์จากระบบ" in right.text
    assert "ไม่ตรงกับ" in Client().post(path_of(certificate), {"total": "3500"}).text


def test_its_address_follows_the_figures(weaver, officer):
    certificate = made(weaver, officer)
    september = DistrictMonth.objects.get(month=SEPTEMBER)
    make.reopen_province(weaver.district.province, SEPTEMBER)
    make.return_district(september)
    assert "อยู่ระหว่างตรวจแก้ไข" in Client().get(path_of(certificate)).text
    SalesRow.objects.filter(producer=weaver, month=SEPTEMBER).update(domestic_offline=9)
    make.confirm_province(weaver.district.province, SEPTEMBER)
    assert "ตัวเลขเปลี่ยนแปลงหลังจากพิมพ์" in Client().get(path_of(certificate)).text


def test_a_missing_month_that_is_confirmed_later_takes_nothing_from_it(weaver, officer):
    certificate = made(weaver, officer)
    make.confirm_province(weaver.district.province, OCTOBER)
    assert "ฉบับที่ยืนยันแล้ว" in Client().get(path_of(certificate)).text


def test_revoked_it_says_so_once_and_for_all(weaver, officer):
    certificate, client = made(weaver, officer), signed_in(officer)
    page = f"/sales/certificates/{certificate.pk}/"
    assert client.post(page, {"reason": ""}).status_code == 422
    client.post(page, {"reason": "พิมพ์ผิดช่วงเดือน"})
    assert "ยกเลิกแล้ว" in Client().get(path_of(certificate)).text
    assert "พิมพ์ผิดช่วงเดือน" in client.get(page).text
    assert "พิมพ์ผิดช่วงเดือน" not in Client().get(path_of(certificate)).text
    with pytest.raises(StepRefused):
        issuing.revoke(certificate, reason="อีกครั้ง", by=officer)
    revoked = SalesCertificate.objects.filter(pk=certificate.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        revoked.update(revoked_at=None, revoked_by=None, revoked_because="")


def test_the_producers_link_gives_out_its_own_that_are_in_force(weaver, officer):
    certificate = made(weaver, officer)
    other = Producer.objects.get(name="กลุ่มอื่น")
    foreign = made(other, officer)
    _, token = make.producer_link(DistrictMonth.objects.get(month=OCTOBER), weaver)
    page = Client().get(f"/r/{token}/").text
    assert f'href="certificates/{certificate.pk}/"' in page
    assert f"certificates/{foreign.pk}/" not in page
    paper = Client().get(f"/r/{token}/certificates/{certificate.pk}/")
    assert paper["Content-Type"] == "application/pdf"
    assert "no-store" in paper["Cache-Control"]
    assert Client().get(f"/r/{token}/certificates/{foreign.pk}/").status_code == 404
    issuing.revoke(certificate, reason="ออกใหม่", by=officer)
    assert Client().get(f"/r/{token}/certificates/{certificate.pk}/").status_code == 404


def test_it_is_made_on_the_page(weaver, officer):
    client = signed_in(officer)
    sent = {"producer": "กลุ่มทอผ้าบ้านสวน", "first": "2026-08", "last": "2026-09"}
    answer = client.post("/sales/certificates/", sent, follow=True)
    assert "ออกหนังสือรับรองเลขที่ 1/2569 แล้ว" in answer.text
    assert "2,500.50" not in answer.text  # only the sum stands in the list
    assert "3,500.50" in answer.text
    wrong = client.post("/sales/certificates/", sent | {"first": "2026-10"})
    assert wrong.status_code == 422
    assert "เดือนสุดท้ายอยู่ก่อนเดือนแรก" in wrong.text
    unknown = client.post("/sales/certificates/", sent | {"producer": "ไม่มีใคร"})
    assert "ไม่พบผู้ผลิต" in unknown.text
    assert 'value="ไม่มีใคร"' in unknown.text


def test_another_office_makes_none_of_it(weaver):
    make.district_month(make.district("2403", "คลองเขื่อน"), AUGUST)
    sibling = make.district_officer(make.district("2403"))
    with pytest.raises(Producer.DoesNotExist):
        made(weaver, sibling)
    with pytest.raises(StepRefused):
        made(weaver, make.province_officer(weaver.district.province))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_1_and_at_3(weaver, officer, django_assert_num_queries, count):
    for _ in range(count):
        made(weaver, officer)
    client = signed_in(officer)
    with django_assert_num_queries(6):
        client.get("/sales/certificates/")
