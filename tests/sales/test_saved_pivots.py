"""A pivot kept by a name: for oneself, for the office, on the home; its figures are the reader's own."""

import pytest
from django.db import IntegrityError, transaction

from core.history.tracking import tracked_models
from sales.models import SavedPivot
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

PIVOT, SAVE = "/reports/pivot/", "/sales/pivots/"
QUERY = "rows=category&columns=district&shown=baht&period=2026-10"


@pytest.fixture
def month():
    month = make.district_month(make.district("2402", "บางคล้า"))
    make.row(month, make.producer(month.district), amounts=("5", "0", "0", "0"))
    return month


@pytest.fixture
def chief(month):
    return make.district_chief(month.district)


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_pivot_is_kept_with_what_it_shows_and_saved_over_by_its_name(chief):
    client = signed_in(chief)
    answer = client.post(SAVE, {"name": "รายประเภท", "query": QUERY}, follow=True)
    assert said(answer) == ["บันทึกตาราง “รายประเภท” แล้ว"]
    kept = SavedPivot.objects.get()
    assert (kept.query, kept.shared, kept.pinned) == (QUERY, False, False)
    assert f"?{QUERY}".replace("&", "&amp;") in client.get(PIVOT).content.decode()
    client.post(SAVE, {"name": "รายประเภท", "query": QUERY, "newest": "on", "pinned": "on"})
    kept = SavedPivot.objects.get()
    assert "period" not in kept.query  # the newest there is, whenever it is opened
    assert kept.pinned
    assert "รายประเภท" in client.get("/").content.decode()
    assert client.get(f"{PIVOT}?{kept.query}").status_code == 200
    assert SavedPivot in tracked_models()


def test_an_office_sees_what_is_shared_and_nobody_else_does(chief, month):
    make.saved_pivot(chief, "ของข้าพเจ้า", pinned=True)
    make.saved_pivot(chief, "ตารางที่ใช้ร่วมกัน", shared=True, pinned=True)
    seen = {}
    for name, user in {
        "own": chief,
        "clerk": make.district_clerk(month.district),
        "sibling": make.district_officer(make.district("2403", "ข้างเคียง")),
        "province": make.province_officer(month.district.province),
        "department": make.department_officer(),
    }.items():
        seen[name] = {one.name for one in SavedPivot.objects.visible_to(user)}
        content = signed_in(user).get("/").content.decode()
        assert {one for one in ("ของข้าพเจ้า", "ตารางที่ใช้ร่วมกัน") if one in content} == seen[name]
    assert seen == {
        "own": {"ของข้าพเจ้า", "ตารางที่ใช้ร่วมกัน"},
        "clerk": {"ตารางที่ใช้ร่วมกัน"},
        "sibling": set(),
        "province": set(),
        "department": set(),
    }


def test_only_who_saved_it_removes_it(chief, month):
    pivot = make.saved_pivot(chief, "ตารางที่ใช้ร่วมกัน", shared=True)
    remove = f"{SAVE}{pivot.pk}/remove/"
    assert signed_in(make.district_clerk(month.district)).post(remove).status_code == 404
    answer = signed_in(chief).post(remove, follow=True)
    assert said(answer) == ["ลบตาราง “ตารางที่ใช้ร่วมกัน” แล้ว"]
    assert not SavedPivot.objects.exists()


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"name": " ", "query": QUERY}, "ตั้งชื่อตารางก่อนบันทึก"),
        ({"name": "ก", "query": "rows=month&columns=month"}, "ตารางนี้แสดงไม่ได้"),
        ({"name": "ก", "query": "rows=nothing"}, "ตารางนี้แสดงไม่ได้"),
        ({"name": "ก", "query": "province=25"}, "ตารางนี้แสดงไม่ได้"),
    ],
)
def test_what_cannot_be_shown_is_not_kept(chief, form, message):
    answer = signed_in(chief).post(SAVE, form, follow=True)
    assert said(answer)[0].startswith(message)
    assert not SavedPivot.objects.exists()


def test_the_database_refuses_one_without_a_name_or_of_two_offices(chief, month):
    for fields in ({"name": ""}, {"province": month.district.province}, {"district": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.saved_pivot(chief, **{"name": "ก"} | fields)
