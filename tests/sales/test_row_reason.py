"""The reason of one row, asked beside its figure in the grid: as the check page takes it."""

import pytest
from django.test import Client

from sales.models import DistrictMonth, SalesRow
from tests.sales.test_reasons import explained, far_rows, picked
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

GRID = "/sales/2026-10/2402/"


@pytest.fixture
def month() -> DistrictMonth:
    return make.district_month(make.district())


@pytest.fixture
def clerk(month) -> Client:
    return signed_in(make.district_officer(month.district, may_certify=False))


def address(row: SalesRow) -> str:
    return f"{GRID}rows/{row.pk}/reason/"


def test_the_grid_leads_to_the_reason_of_what_is_out_of_line_alone(month, clerk):
    (far,) = far_rows(month, 1)
    page = clerk.get(GRID).text
    assert page.count('class="reason-link"') == 1
    assert f'href="rows/{far.pk}/reason/"' in page
    assert ">ระบุเหตุผล <" in page
    clerk.post(address(far), picked(far, "หยุดผลิต"))
    assert ">แก้ไขเหตุผล <" in clerk.get(GRID).text
    make.district_chief(month.district)
    make.confirm_district(month)
    assert "reason-link" not in clerk.get(GRID).text


def test_it_is_kept_as_the_check_page_keeps_it_and_leads_back(month, clerk):
    row, other = far_rows(month, 2)
    assert f'name="reason-{row.pk}"' in clerk.get(address(row)).text
    sent = picked(row, "ตลาดใหม่") | picked(other, "หยุดผลิต")  # only its own row is asked about
    answer = clerk.post(address(row), sent)
    assert answer.headers["Location"] == f"{GRID}#row-{row.pk}"
    assert explained(row, other) == ["ตลาดใหม่", ""]
    assert SalesRow.objects.get(pk=row.pk).version == row.version
    assert "selected" in clerk.get(address(row)).text
    taken_back = picked(row, "", was=f"{make.reason('ตลาดใหม่').pk} ")
    assert clerk.post(address(row), taken_back).status_code == 302
    assert explained(row) == [""]


def test_a_script_hears_how_the_row_stands_now(month, clerk):
    (row,) = far_rows(month, 1)
    answer = clerk.post(
        address(row), picked(row, "หยุดผลิต"), headers={"Accept": "application/json"}
    ).json()
    (now,) = answer["rows"]
    assert (now["id"], now["state"], now["version"]) == (row.pk, "saved", row.version)
    assert now["state_text"].endswith("ชี้แจงแล้ว")
    assert now["anomaly"] is True  # what the grid's script draws the link by


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("", "", "เลือกเหตุผลจากรายการ"),
        ("", "ขายดี", "เลือกเหตุผลจากรายการด้วย"),
        ("อื่น ๆ", "-", "เขียนอย่างน้อย 10 ตัวอักษร"),
    ],
)
def test_what_cannot_be_taken_stays_with_what_is_wrong(month, clerk, name, words, said):
    (row,) = far_rows(month, 1)
    refused = clerk.post(address(row), picked(row, name, words))
    assert refused.status_code == 422
    assert said in refused.text
    assert f'value="{words}"' in refused.text
    assert explained(row) == [""]


def test_a_month_closed_meanwhile_keeps_what_was_typed_on_the_page(month, clerk):
    (row,) = far_rows(month, 1)
    make.district_chief(month.district)
    make.confirm_district(month)
    kept = explained(row)
    sent = picked(row, "หยุดผลิต", "โรงงานปิดซ่อม")
    refused = clerk.post(address(row), sent)
    assert refused.status_code == 409
    script = clerk.post(address(row), sent, headers={"Accept": "application/json"})
    assert script.status_code == 409
    assert "แก้ไขไม่ได้" in script.json()["message"]
    assert explained(row) == kept


def test_a_row_of_elsewhere_and_one_in_line_are_not_asked_about(month, clerk):
    (far,) = far_rows(month, 1)
    steady = SalesRow.objects.exclude(pk=far.pk).get(district_month=month)
    assert "ไม่ต้องระบุเหตุผล" in clerk.get(address(steady)).text
    elsewhere = make.row(
        make.district_month(make.district("2401")), make.producer(make.district("2401"))
    )
    assert clerk.get(address(elsewhere)).status_code == 404
    assert clerk.get(f"{GRID}rows/999999999/reason/").status_code == 404
