"""Proposed mends: what is proposed of which fault, and how an answer is written and remembered."""

import re

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.areas.models import Subdistrict
from core.history.tracking import event_model
from core.steps import StepRefused
from core.thai.phones import shown
from producers.models import Producer
from quality.checking import with_faults
from quality.mends.answering import proposed, refuse, take
from quality.mends.names import mended_name
from quality.mends.telephones import FIRST, LETTER, WORDS, ZERO, mended_telephone
from quality.models import MendAnswer
from quality.rules import get_rule
from quality.views import mends
from quality.worklists import worklist
from tests.support import factories as make
from tests.support.quality_cases import setting, whole

pytestmark = pytest.mark.django_db

P01, P02, P04, P05, P10 = map(get_rule, ("P01", "P02", "P04", "P05", "P10"))


def broken(code: str, of, name: str = "กลุ่มทอผ้าบ้านหนอง", **fields) -> Producer:
    producer = whole(code, of, name)
    setting(**fields)(producer)
    producer.refresh_from_db()
    return producer


def opened(rule, record):
    """The open proposals of one record: digest and mend."""
    rows = list(with_faults(rule, rule.model.objects.filter(pk=record.pk)))
    found = proposed(rule, rows).get(record.pk)
    return found.open if found else []


def changes(rule, record) -> dict:
    return {one.column: one.value for _, mend in opened(rule, record) for one in mend.changes}


# --- What is proposed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant", "how"),
    [
        ("810000001", "08-1000-0001", ZERO),
        ("38510000", "0-3851-0000", ZERO),
        ("0810000001 คุณสมมติ", "08-1000-0001", WORDS),
        ("โทร. 08-1000-0001", "08-1000-0001", WORDS),
        ("๐๘๑๐๐๐๐๐๐๑ (มือถือ)", "08-1000-0001", WORDS),
        ("O8-1000-0001", "08-1000-0001", LETTER),
        ("0810000001, 0810000002", "08-1000-0001", FIRST),
        ("0810000001 หรือ 0-3851-0000", "08-1000-0001", FIRST),
    ],
)
def test_a_telephone_that_was_meant(typed, meant, how):
    phone, said = mended_telephone(typed)
    assert (shown(phone.stored), said) == (meant, how)


@pytest.mark.parametrize(
    "typed",
    ["", "-", "081000000", "0385100000", "08100", "1669", "0810000001", "0810000001, 08100",
     "1111111111111", "ไม่มี", "0810000001 0810000002"],
)  # fmt: skip
def test_a_telephone_nobody_can_tell_is_not_guessed(typed):
    assert mended_telephone(typed) is None


@pytest.mark.parametrize(
    ("typed", "name", "telephone"),
    [
        ("กลุ่มจักสาน 08-1000-0005", "กลุ่มจักสาน", "08-1000-0005"),
        ("กลุ่มจักสาน (โทร. ๐๘๑๐๐๐๐๐๐๕)", "กลุ่มจักสาน", "0810000005"),
        ("กลุ่\u200bมทอผ้า", "กลุ่มทอผ้า", ""),
        ("กลุ่่มทอผ้า", "กลุ่มทอผ้า", ""),
    ],
)
def test_a_name_that_was_meant(typed, name, telephone):
    assert mended_name(typed) == (name, telephone)


@pytest.mark.parametrize(
    "typed", ["กลุ่มทอผ้า", "-", "0810000005", "กล\ufffdม", " ่อกลุ่ม", "BAAN CRAFT"]
)
def test_a_name_nobody_can_tell_is_left(typed):
    assert mended_name(typed) is None


def test_the_kind_by_how_the_name_begins(of):
    for name, kind, meant in [
        ("กลุ่มทอผ้าบ้านหนอง", "", "group"),
        ("บริษัท สมมติรวงทอง จำกัด", "group", "sme"),
        ("นางสมมติ ทดลองดี", "group", "individual"),
    ]:
        assert changes(P01, broken("P01", of, name, kind=kind)) == {"kind": meant}
    assert changes(P01, broken("P01", of, "บ้านสวนสมมติ", kind="")) == {}


def test_the_place_by_what_is_known_of_it(of):
    beside = make.subdistrict(of, 2, "บางสวนสมมติ")
    Subdistrict.objects.filter(pk=beside.pk).update(postal_code="24111", postal_codes=["24111"])
    wrong_code = broken("P05", of, "กลุ่มก", postal_code="10110")
    assert changes(P05, wrong_code) == {"postal_code": "24110"}
    by_code = broken("P05", of, "กลุ่มข", subdistrict=None, postal_code="24111")
    assert changes(P05, by_code) == {"subdistrict_id": beside.pk}
    Subdistrict.objects.filter(pk=beside.pk).update(postal_code="24110", postal_codes=["24110"])
    by_name = broken("P05", of, "กลุ่มสตรีบางสวนสมมติ", subdistrict=None)
    assert changes(P05, by_name) == {"subdistrict_id": beside.pk}
    untold = broken("P05", of, "กลุ่มค", subdistrict=None)
    assert changes(P05, untold) == {}
    village = broken("P05", of, "กลุ่มง", house_number="24/1 หมู่ที่ 3", village_number="")
    assert changes(P05, village) == {"house_number": "24/1", "village_number": "3"}


def test_the_telephone_of_a_record_that_was_merged_into_it(of):
    producer = broken("P04", of, phone="")
    other = make.producer(of, name="กลุ่มซ้ำ", phone="+66810000007")
    cancelled = {"status": "cancelled", "cancelled_at": timezone.now()}
    make.jump(Producer.objects.filter(pk=other.pk), merged_into=producer, **cancelled)
    ((_, mend),) = opened(P04, producer)
    assert [one.value for one in mend.changes] == ["+66810000007"]
    assert mend.source == f"จากระเบียน {other.code} ที่รวมเข้ามา"


def test_nobody_of_the_province_works_where_nobody_works(of):
    producer = broken("P10", of, labour_count=0, local_labour_count=None)
    assert changes(P10, producer) == {"local_labour_count": 0}


# --- Taking and refusing ----------------------------------------------------------------------------


def test_what_is_taken_is_a_clerks_edit_and_says_what_it_came_from(of, clerk):
    producer = broken("P04", of, phone="810000001")
    ((digest, mend),) = opened(P04, producer)
    assert (mend.words, mend.source) == ("โทรศัพท์ → 08-1000-0001", ZERO)
    version = producer.version
    take(P04, producer.pk, digest, by=clerk)
    producer.refresh_from_db()
    assert producer.phone == "+66810000001"
    assert producer.version > version
    event = event_model(Producer).objects.filter(pgh_obj=producer.pk).latest("pgh_id")
    assert (event.phone, event.pgh_context["label"]) == ("+66810000001", f"ข้อเสนอ P04: {ZERO}")
    assert event.pgh_context["user"] == clerk.pk
    assert list(worklist(P04, clerk)) == []
    answer = MendAnswer.objects.get()
    assert (answer.is_taken, answer.by, answer.district) == (True, clerk, of)


def test_a_value_changed_meanwhile_is_not_written_over(of, clerk):
    producer = broken("P04", of, phone="810000001")
    ((digest, _),) = opened(P04, producer)
    setting(phone="810000002")(producer)
    with pytest.raises(StepRefused, match="เปลี่ยนไปหลังจากที่เปิดหน้านี้"):
        take(P04, producer.pk, digest, by=clerk)
    producer.refresh_from_db()
    assert producer.phone == "810000002"
    assert not MendAnswer.objects.exists()


def test_what_was_refused_is_not_proposed_again_until_the_value_changes(of, clerk):
    producer = broken("P04", of, phone="810000001")
    ((digest, _),) = opened(P04, producer)
    refuse(P04, producer.pk, digest, by=clerk)
    producer.refresh_from_db()
    assert producer.phone == "810000001"
    assert opened(P04, producer) == []
    for answer in (take, refuse):
        with pytest.raises(StepRefused):
            answer(P04, producer.pk, digest, by=clerk)
    setting(phone="810000002")(producer)
    assert changes(P04, producer) == {"phone": "+66810000002"}


def test_the_records_own_rules_hold(of, clerk, monkeypatch):
    """Whatever a check proposes: the database's refusal is said in Thai, and nothing is kept."""
    producer = broken("P05", of, postal_code="10110")
    Subdistrict.objects.filter(district=of).update(postal_codes=["2411"], postal_code="2411")
    ((digest, _),) = opened(P05, producer)
    with pytest.raises(StepRefused, match="รหัสไปรษณีย์มี 5 หลัก"):
        take(P05, producer.pk, digest, by=clerk)
    assert not MendAnswer.objects.exists()


def test_who_may_not(of, clerk, neighbour):
    producer = broken("P04", of, phone="810000001")
    ((digest, _),) = opened(P04, producer)
    with pytest.raises(ObjectDoesNotExist):
        take(P04, producer.pk, digest, by=make.district_officer(neighbour))
    with pytest.raises(StepRefused, match="อำเภอหรือจังหวัด"):
        take(P04, producer.pk, digest, by=make.department_officer())
    cancelled = {"status": "cancelled", "cancelled_at": timezone.now()}
    make.jump(Producer.objects.filter(pk=producer.pk), **cancelled)
    with pytest.raises(StepRefused, match="ยกเลิกแล้ว"):
        take(P04, producer.pk, digest, by=clerk)
    assert not MendAnswer.objects.exists()


def test_an_answer_stays_and_holds_no_value(of, clerk):
    producer = broken("P04", of, phone="810000001")
    ((digest, _),) = opened(P04, producer)
    refuse(P04, producer.pk, digest, by=clerk)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        MendAnswer.objects.update(is_taken=True)
    again = MendAnswer.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    row = MendAnswer.objects.values().get()
    assert "81000" not in str(row | {"at": ""})


# --- The pages --------------------------------------------------------------------------------------


def values_in(page) -> list[str]:
    return re.findall(r'name="mend" value="([^"]+)"', page.content.decode())


def test_many_are_ticked_and_taken_at_once(client, of, clerk):
    three = [broken("P04", of, f"กลุ่ม{letter}", phone="810000001") for letter in "กขค"]
    broken("P04", of, "กลุ่มง", phone="08100")
    page = client.get("/quality/P04/mends/")
    ticks = values_in(page)
    assert [int(value.split(":")[0]) for value in ticks] == [one.pk for one in three]
    assert "3 ข้อเสนอ" in page.content.decode()
    setting(phone="08100")(three[2])
    posted = {"mend": ticks, "answer": "take", "here": "/quality/P04/mends/"}
    answered = client.post("/quality/P04/mends/", posted, follow=True).content.decode()
    assert "แก้ตามข้อเสนอแล้ว 2 รายการ" in answered
    assert "“กลุ่มค”: ข้อมูลเปลี่ยนไปหลังจากที่เปิดหน้านี้" in answered
    phones = Producer.objects.filter(pk__in=[one.pk for one in three]).order_by("pk")
    assert list(phones.values_list("phone", flat=True)) == ["+66810000001"] * 2 + ["08100"]


def test_a_list_too_long_says_how_far_it_looked(client, of, monkeypatch):
    for letter in "กขค":
        broken("P04", of, f"กลุ่ม{letter}", phone="810000001")
    whole_list = client.get("/quality/P04/mends/")
    assert len(values_in(whole_list)) == 3
    assert "ระเบียนแรกตามลำดับชื่อ" not in whole_list.content.decode()
    monkeypatch.setattr(mends, "LOOKED_AT", 2)
    page = client.get("/quality/P04/mends/")
    assert len(values_in(page)) == 2
    assert "คำนวณ 2 ระเบียนแรกตามลำดับชื่อ" in page.content.decode()


def test_one_that_moved_away_meanwhile_does_not_stop_the_others(client, of, neighbour):
    own = broken("P04", of, "กลุ่มก", phone="810000001")
    moved = broken("P04", neighbour, "กลุ่มข", phone="810000001")
    tick = values_in(client.get("/quality/P04/mends/"))
    foreign = f"{moved.pk}:{opened(P04, moved)[0][0]}"
    assert (
        client.post("/quality/P04/mends/", {"mend": foreign, "answer": "take"}).status_code == 404
    )
    posted = {"mend": [foreign, *tick], "answer": "take"}
    said = client.post("/quality/P04/mends/", posted, follow=True).content.decode()
    assert "แก้ตามข้อเสนอแล้ว 1 รายการ" in said
    assert "ไม่อยู่ในพื้นที่ของท่านแล้ว" in said
    own.refresh_from_db()
    moved.refresh_from_db()
    assert (own.phone, moved.phone) == ("+66810000001", "810000001")


def test_nothing_ticked_is_said_and_nothing_done(client, of):
    broken("P04", of, phone="810000001")
    said = client.post("/quality/P04/mends/", {"answer": "take"}, follow=True).content.decode()
    assert "ยังไม่ได้เลือกข้อเสนอ" in said
    assert client.get("/quality/P09/mends/").status_code == 404


def test_the_worklist_and_the_form_show_it_with_its_source(client, of):
    producer = broken("P04", of, phone="810000001")
    for address in (
        "/quality/P04/",
        f"/producers/producer/{producer.pk}/change/?section=general&worklist=P04",
    ):
        page = client.get(address)
        assert "โทรศัพท์ → 08-1000-0001" in page.content.decode()
        assert ZERO in page.content.decode()
        assert len(values_in(page)) == 1
    posted = {"mend": values_in(page), "answer": "refuse", "here": "/quality/P04/"}
    refused = client.post("/quality/P04/mends/", posted, follow=True).content.decode()
    assert "ไม่รับข้อเสนอแล้ว" in refused
    assert values_in(client.get("/quality/P04/")) == []


def test_the_share_taken_by_check_and_by_area(client, of, clerk, neighbour):
    for letter, answer in [("ก", take), ("ข", take), ("ค", refuse)]:
        producer = broken("P04", of, f"กลุ่ม{letter}", phone="810000001")
        ((digest, _),) = opened(P04, producer)
        answer(P04, producer.pk, digest, by=clerk)
    other = broken("P04", neighbour, "กลุ่มอื่น", phone="810000001")
    ((digest, _),) = opened(P04, other)
    refuse(P04, other.pk, digest, by=make.district_officer(neighbour))
    context = client.get("/quality/").context
    (share,) = context["mend_shares"]
    assert (share.title, share.answered, share.taken, share.percent) == (
        "P04 โทรศัพท์ว่างหรือไม่ถูกต้อง", 3, 2, 66,
    )  # fmt: skip
    client.force_login(make.province_officer(of.province))
    context = client.get("/quality/").context
    assert [(one.answered, one.taken) for one in context["mend_shares"]] == [(4, 2)]
    by_area = {one.title: (one.answered, one.taken) for one in context["mend_area_shares"]}
    assert by_area == {of.name_th: (3, 2), neighbour.name_th: (1, 0)}
    client.force_login(make.department_officer())
    page = client.get("/quality/?province=24")
    assert [(one.answered, one.taken) for one in page.context["mend_shares"]] == [(4, 2)]
    assert "ข้อเสนอแก้ไขที่ตอบแล้ว" in page.content.decode()


def test_the_list_costs_the_same_for_one_and_three(client, of):
    broken("P05", of, "กลุ่มก", postal_code="10110")
    client.get("/quality/P05/mends/")
    counts = []
    for address in ("/quality/P05/mends/", "/quality/P05/"):
        with CaptureQueriesContext(
            connection,
        ) as one:
            client.get(address)
        counts.append(len(one))
    for letter in "ขค":
        broken("P05", of, f"กลุ่ม{letter}", postal_code="10110")
    for address, count in zip(("/quality/P05/mends/", "/quality/P05/"), counts, strict=True):
        with CaptureQueriesContext(connection) as three:
            assert len(values_in(client.get(address))) == 3
        assert len(three) == count
