"""What was cancelled in a period, on paper and in Excel; the facts of case 2."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from core.steps import StepRefused
from registration import closure as closing
from registration.models import Closure, ClosureStep
from tests.support import factories as make
from tests.support.paper import overruns

pytestmark = pytest.mark.django_db

FACTS = "ไม่พบสถานที่ผลิต เพื่อนบ้านแจ้งว่าย้ายออกเมื่อสองปีก่อน"


def cancelled(record, by, on, day: date, case: str = "absent", until: str = "report") -> Closure:
    """All steps of the case on one day."""
    on(day)
    closure = closing.begin(record, case=case, reason="เลิกกิจการ", by=by)
    for name in closing.CASES[case]:
        said = {"held_on": day}
        if name in closing.RESOLUTIONS:
            said |= {"form": "meeting", "number": "3/2569"}
        if name == "facts":
            said["facts"] = FACTS
        closure = closing.take_step(closure, name, by=by, **said)
        if name == until:
            break
    return closure


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def by(of):
    return make.district_officer(of)


def listed(client, user, **query) -> dict:
    client.force_login(user)
    return client.get("/reports/closures/", {"format": "json"} | query).json()


# --- Facts ----------------------------------------------------------------------------------------


def test_a_check_of_facts_says_what_was_found(client, of, by, on):
    on(date(2026, 11, 3))
    closure = closing.begin(make.producer(of), case="absent", reason="เลิก", by=by)
    with pytest.raises(StepRefused, match="ระบุข้อเท็จจริงที่อำเภอตรวจพบ"):
        closing.take_step(closure, "facts", by=by, held_on=date(2026, 11, 3), facts=" ")
    closing.take_step(closure, "facts", by=by, held_on=date(2026, 11, 3), facts=FACTS)
    assert ClosureStep.objects.get().facts == FACTS
    client.force_login(by)
    for key in ("closure-form", "closure-report"):
        said = client.get(f"/reports/{key}/?closure={closure.pk}&format=json").content.decode()
        assert FACTS in said
    page = client.get(f"/registration/closures/producers/producer/{closure.record_id}/")
    assert FACTS in page.content.decode()


def test_the_page_asks_for_the_facts_in_case_2_only(client, of, by, on):
    on(date(2026, 11, 3))
    client.force_login(by)
    for case, asked in (("absent", True), ("present", False)):
        record = make.producer(of, case)
        closing.begin(record, case=case, reason="เลิก", by=by)
        address = f"/registration/closures/producers/producer/{record.pk}/"
        assert ('name="facts"' in client.get(address).content.decode()) is asked
    answer = client.post(address.replace(str(record.pk), str(record.pk - 1)), {"step": "facts"})
    assert answer.status_code == 422
    assert "ระบุข้อเท็จจริงที่อำเภอตรวจพบ" in answer.content.decode()


def test_the_database_keeps_facts_at_their_step(of, by, on):
    closure = cancelled(make.producer(of), by, on, date(2026, 11, 3), "present", "request")
    said = {"form": "meeting", "number": "1", "held_on": date(2026, 11, 3)}
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosureStep.objects.create(
            closure=closure, name="committee", facts="x", at=timezone.now(), by=by, **said
        )


def test_the_form_of_a_producer_has_the_title_of_the_letter(client, of, by, on):
    on(date(2026, 11, 3))
    maker = make.producer(of)
    client.force_login(by)
    for record, title in (
        (maker, "แบบฟอร์มขอยกเลิกการเป็นผู้ผลิต ผู้ประกอบการ OTOP"),
        (make.product(maker), "แบบฟอร์มขอยกเลิกผลิตภัณฑ์ OTOP"),
        (make.outlet(of), "แบบฟอร์มขอยกเลิก OTOP ชวนชิม"),
    ):
        closure = closing.begin(record, case="present", reason="เลิก", by=by)
        said = client.get(f"/reports/closure-form/?closure={closure.pk}&format=json").json()
        assert said["title"] == title


@pytest.mark.parametrize(
    ("case", "signed"),
    [
        ("present", ["ผู้ประกอบการ", "เจ้าหน้าที่ผู้รับคำขอ"]),
        ("absent", ["เจ้าหน้าที่ผู้ตรวจสอบข้อเท็จจริง"]),
    ],
)
def test_the_form_is_signed_by_who_is_there_on_its_day_in_bangkok(client, of, by, on, case, signed):
    on(date(2026, 11, 4))
    closure = closing.begin(make.producer(of), case=case, reason="เลิก", by=by)
    at = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)
    Closure.objects.filter(pk=closure.pk).update(opened_at=at)
    client.force_login(by)
    said = client.get(f"/reports/closure-form/?closure={closure.pk}&format=json").json()
    assert [lines[1] for lines in said["signatures"]] == signed
    assert "วันที่ 4 พ.ย. 2569" in said["subtitle_lines"]


# --- The list -------------------------------------------------------------------------------------


def test_the_list_of_a_period_holds_what_was_cancelled_in_it(client, of, by, on):
    cancelled(make.producer(of, "ก่อนช่วง"), by, on, date(2026, 9, 30))
    cancelled(make.producer(of, "ในช่วง"), by, on, date(2026, 11, 3))
    maker = make.producer(of, "ผู้ผลิต")
    cancelled(
        make.product(maker, name="ยังไม่รายงาน"), by, on, date(2026, 11, 4), "present", "cancel"
    )
    cancelled(make.producer(of, "ยังไม่ยกเลิก"), by, on, date(2026, 11, 5), until="network")
    back = cancelled(make.producer(of, "เพิกถอน"), by, on, date(2026, 11, 6), until="cancel")
    closing.take_back(back, by=by, reason="ยังผลิตอยู่")
    said = listed(client, by)
    keys = ("number", "kind", "name", "reason", "resolution", "cancelled_on", "reported_on")
    third, fourth = "3 พ.ย. 2569", "4 พ.ย. 2569"
    assert [tuple(row[key] for key in keys) for row in said["rows"]] == [
        (
            1,
            "ผู้ผลิต ผู้ประกอบการ",
            "ในช่วง",
            f"เลิกกิจการ · {FACTS}",
            f"ประชุม 3/2569 {third}",
            third,
            third,
        ),
        (2, "ผลิตภัณฑ์", "ยังไม่รายงาน", "เลิกกิจการ", f"ประชุม 3/2569 {fourth}", fourth, ""),
    ]
    assert said["coverage"] == "2 รายการ · ยังไม่รายงาน นตผ.จังหวัด 1 รายการ"
    earlier = listed(client, by, since="1/9/2569", until="30/9/2569")
    assert [row["name"] for row in earlier["rows"]] == ["ก่อนช่วง"]


def test_each_office_gets_its_own_area(client, of, by, on):
    sibling, foreign = make.district("2403", "บางน้ำเปรี้ยว"), make.district("2501", "ที่อื่น")
    for place in (of, sibling, foreign):
        officer = make.district_officer(place)
        cancelled(make.producer(place, f"ของ {place.pk}"), officer, on, date(2026, 11, 3))
    assert [row["name"] for row in listed(client, by)["rows"]] == ["ของ 2402"]
    province = make.province_officer(of.province)
    assert [row["name"] for row in listed(client, province)["rows"]] == ["ของ 2402", "ของ 2403"]
    assert [row["name"] for row in listed(client, province, district="2403")["rows"]] == [
        "ของ 2403"
    ]
    assert len(listed(client, make.department_officer())["rows"]) == 3
    assert len(listed(client, make.department_officer(), province="25")["rows"]) == 1


def test_on_paper_and_in_excel(client, of, by, on):
    cancelled(make.producer(of, "กลุ่มที่เลิก"), by, on, date(2026, 11, 3))
    client.force_login(by)
    book = client.get("/reports/closures/?format=xlsx").content
    sheet = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert any("กลุ่มที่เลิก" in line for line in sheet)
    paper = client.get("/reports/closures/?format=pdf&thai_digits=1").content
    assert overruns(paper) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_1_and_at_3(
    client, django_assert_num_queries, of, by, on, count
):
    for n in range(count):
        cancelled(make.producer(of, f"กลุ่ม {n}"), by, on, date(2026, 11, 3))
    client.force_login(by)
    client.get("/reports/closures/?format=json")
    with django_assert_num_queries(8):
        client.get("/reports/closures/?format=json")
