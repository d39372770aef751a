"""What no page can mean is refused in Thai, whichever page it was sent to."""

import json

import pytest

from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/producers/producer/?province=%00",
        "/products/product/?status__exact=%00",
        "/reports/rt4/?%00=1",
        "/login/?next=%00",
        "/verify/%00/",
        "/areas/district/%00/change/",
    ],
)
def test_a_nul_in_an_address_is_refused(client, address):
    client.force_login(make.department_officer())
    response = client.get(address)
    assert response.status_code == 400
    assert "กลับ" in response.content.decode()


def test_a_nul_that_was_posted_is_refused(client):
    client.force_login(make.department_officer())
    address = f"/accounts/{make.district_officer(make.district()).pk}/suspend/"
    assert client.post(address, {"reason": "ลา\0ศึกษาต่อ"}).status_code == 400
    assert client.post(address, {"reason": "ลาศึกษาต่อ"}).status_code == 302


@pytest.mark.parametrize(
    ("note", "status"), [("ก\0ข", 400), ("\\u0000", 200), ("\\\0", 400), ("ปกติ", 200)]
)
def test_a_nul_in_a_row_of_the_grid_is_refused(client, note, status):
    """An escaped NUL only, not the six letters that look like one."""
    month = make.district_month(make.district())
    client.force_login(make.district_officer(month.district))
    amounts = {"domestic_offline": "5"}
    row = make.row(month, make.producer(month.district))
    sent = {"id": row.pk, "version": row.version, "amounts": amounts, "note": note}
    answer = client.post(
        f"/sales/2026-10/{month.district_id}/rows/",
        json.dumps({"rows": [sent]}),
        content_type="application/json",
    )
    assert answer.status_code == status


@pytest.mark.parametrize(("count", "status"), [("200", 200), ("201", 400), ("9" * 20, 400)])
def test_a_formset_larger_than_any_page_is_refused(client, count, status):
    producer = make.producer(make.district())
    client.force_login(make.district_officer(producer.district))
    answer = client.post(
        f"/producers/producer/{producer.pk}/change/?section=projects",
        {"past_projects-TOTAL_FORMS": count, "past_projects-INITIAL_FORMS": "0"},
    )
    assert answer.status_code == status


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PUT", "DELETE", "PROPFIND"])
def test_a_method_that_no_page_has_is_refused(client, method):
    client.force_login(make.department_officer())
    answer = client.generic(method, "/", HTTP_X_SECRET="not to be sent back")
    assert answer.status_code == 405
    assert "not to be sent back" not in answer.content.decode()
