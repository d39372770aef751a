"""A clock that jumps (a dead battery, a time server that came back): no work is lost or done twice."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.sending.models import SentForm
from sales.models import SalesMonth, SalesRow
from tests.support import factories as make
from tests.support.forms import form_of
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

JUMPS = [timedelta(hours=-3), timedelta(minutes=-1), timedelta(minutes=20)]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_row_is_saved_after_the_clock_jumped(jump):
    of = make.district_month(make.district())
    row = make.row(of, make.producer(of.district), amounts=("1", "0", "0", "0"))
    client = signed_in(make.district_officer(of.district))
    typed = {"id": row.pk, "version": row.version, "amounts": {"domestic_offline": "12.50"}}
    with time_machine.travel(timezone.now() + jump):
        for _ in range(2):  # the browser that did not hear the answer sends it again
            answer = client.post(
                f"/sales/2026-10/{of.district_id}/rows/",
                json.dumps({"rows": [typed]}),
                content_type="application/json",
            )
            assert [one["outcome"] for one in answer.json()["rows"]] == ["saved"]
    saved = SalesRow.objects.get(pk=row.pk)
    assert (saved.version, str(saved.domestic_offline)) == (row.version + 1, "12.50")


@pytest.mark.parametrize("jump", JUMPS)
def test_a_form_is_done_once_though_the_clock_jumped_between(jump):
    make.district()
    client = signed_in(make.department_officer())
    form = form_of(client.get("/sales/months/"), holding="month").fields
    assert client.post("/sales/months/", form).status_code == 302
    with time_machine.travel(timezone.now() + jump):
        assert client.post("/sales/months/", form).status_code == 302
    assert (SalesMonth.objects.count(), SentForm.objects.count()) == (1, 1)


def test_a_day_forward_asks_to_sign_in_again_and_back_it_goes_on():
    client = signed_in(make.department_officer())
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        page = client.get("/")
    assert page.status_code == 302
    assert page["Location"].startswith("/login/")
