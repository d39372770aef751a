"""One way of taking a step: who, from where, on which version, with which reason; and its line."""

from collections.abc import Callable

import pytest
from django import forms
from django.db import DatabaseError, transaction

from core import steps
from core.areas.scope import Role
from core.steps import (
    LONGEST_REASON,
    ReasonForm,
    StepRefused,
    StepRule,
    Workflow,
    locked,
    log,
    may,
    offers,
    reason_given,
)
from core.users.models import User
from producers.models import Producer
from registration.models import Status
from sales.models import Step
from tests.support import factories as make

RETURN = StepRule(
    Status.RETURNED,
    frozenset({Status.SUBMITTED}),
    Status.RETURNED,
    frozenset({Role.PROVINCE}),
    needs_reason=True,
    called="ส่งกลับ",
)
SIGN = StepRule(
    "sign",
    frozenset({Status.DRAFT}),
    None,
    frozenset({Role.DISTRICT}),
    certifies=True,
    called="ลงนาม",
)


@pytest.fixture
def submitted(db) -> Producer:
    return make.producer(make.district(), "กลุ่มก", status=Status.SUBMITTED)


def officer(who: str, record: Producer) -> User:
    of = record.district
    if who == "gone":
        by = make.province_officer(of.province)
        by.is_active = False
        return by
    return {
        "district": lambda: make.district_officer(of),
        "province": lambda: make.province_officer(of.province),
        "department": make.department_officer,
        "neighbour": lambda: make.province_officer(make.district("2501", "อื่น").province),
    }[who]()


def take(record: Producer, by, reason="ยอดผิด", seen_version=None) -> Producer:
    reason_given(reason, RETURN)
    door = Producer.objects.visible_to(by)
    with transaction.atomic():
        return locked(door, record, RETURN, by, seen_version=seen_version)


@pytest.mark.parametrize(
    ("who", "said", "refused"),
    [
        ("province", {}, ""),
        ("province", {"seen_version": 1}, ""),
        ("district", {}, "ขั้น “ส่งกลับ” เป็นหน้าที่ของจังหวัด"),
        ("department", {}, "ขั้น “ส่งกลับ” เป็นหน้าที่ของจังหวัด"),
        ("gone", {}, "ขั้น “ส่งกลับ” เป็นหน้าที่ของจังหวัด"),
        ("province", {"seen_version": 7}, "“กลุ่มก”: ข้อมูลเปลี่ยนไปหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่"),
        ("province", {"reason": ""}, "ระบุเหตุผลของการส่งกลับ"),
        ("province", {"reason": " \n\x00\u200b "}, "ระบุเหตุผลของการส่งกลับ"),
        ("province", {"reason": "ก" * 1001}, "เหตุผลยาว 1,001 ตัวอักษร กรอกได้ไม่เกิน 1,000"),
    ],
)
def test_who_on_which_version_with_which_reason(submitted, who, said, refused):
    by = officer(who, submitted)
    if not refused:
        assert take(submitted, by, **said) == submitted
        return
    with pytest.raises(StepRefused) as refusal:
        take(submitted, by, **said)
    assert str(refusal.value) == refused
    assert refusal.value.field == ("reason" if "reason" in said else None)


@pytest.mark.parametrize("status", Status)
def test_from_where(submitted, status):
    by = officer("province", submitted)
    record = make.producer(submitted.district, "กลุ่มข", status=status)
    assert offers(RETURN, record, by) == (status == Status.SUBMITTED)
    if status == Status.SUBMITTED:
        assert take(record, by).status == status
        return
    with pytest.raises(StepRefused, match=f"^“กลุ่มข”: ส่งกลับไม่ได้ เพราะขณะนี้{status.label}$"):
        take(record, by)


def test_out_of_area_is_not_found(submitted):
    neighbour = officer("neighbour", submitted)
    with pytest.raises(Producer.DoesNotExist):
        take(submitted, neighbour)


def test_where_it_stands_is_asked_of_the_database_not_of_the_object(submitted):
    by = officer("province", submitted)
    make.jump(Producer.objects.filter(pk=submitted.pk), status=Status.RETURNED)
    assert submitted.status == Status.SUBMITTED
    with pytest.raises(StepRefused, match="เพราะขณะนี้"):
        take(submitted, by)


def test_the_record_is_locked(submitted, django_assert_num_queries):
    by = officer("province", submitted)
    with django_assert_num_queries(3) as captured:  # savepoint, the record, release
        take(submitted, by)
    assert captured.captured_queries[1]["sql"].endswith('FOR NO KEY UPDATE OF "producers_producer"')


@pytest.mark.parametrize(("may_certify", "allowed"), [(True, True), (False, False)])
def test_who_may_certify(db, may_certify, allowed):
    by = make.district_officer(make.district(), may_certify=may_certify)
    assert offers(SIGN, Producer(status=Status.DRAFT), by) == allowed
    if allowed:
        may(by, SIGN)
        return
    with pytest.raises(StepRefused, match="^ขั้น “ลงนาม” เป็นสิทธิของพัฒนาการอำเภอ$"):
        may(by, SIGN)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  ยอดผิด ", "ยอดผิด"),
        ("ยอด\x00ผิด\x07\x1b\u200b", "ยอดผิด"),
        ("ก\ud800ข", "กข"),
        ("สองบรรทัด\r\nบรรทัดหลัง", "สองบรรทัด\nบรรทัดหลัง"),
        ("ก" * LONGEST_REASON, "ก" * LONGEST_REASON),
    ],
)
def test_a_reason_is_kept_without_what_nobody_sees(typed, kept):
    assert reason_given(typed, RETURN) == kept
    form = ReasonForm({"reason": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"reason": kept}


def test_a_step_that_asks_for_no_reason_takes_none():
    assert reason_given(" ", SIGN) == ""


def test_a_workflow_says_it_in_its_own_words(submitted):
    rule = StepRule(
        "close",
        frozenset({Status.DRAFT}),
        None,
        frozenset({Role.PROVINCE, Role.DISTRICT}),
        called="ปิด",
        workflow=Workflow(
            not_yours="การ{step}: {whose}", elsewhere="{it.name} {status} {step}ไม่ได้"
        ),
    )
    assert rule.say(rule.workflow.not_yours) == "การปิด: อำเภอและจังหวัด"
    with pytest.raises(StepRefused, match="^กลุ่มก รอจังหวัดตรวจ ปิดไม่ได้$"):
        steps.stands(submitted, rule)


@pytest.mark.parametrize(
    ("refusal", "where"),
    [
        (StepRefused("ผิด", field="reason"), "reason"),
        (StepRefused("ผิด", field="elsewhere"), forms.forms.NON_FIELD_ERRORS),
        (StepRefused("ผิด"), forms.forms.NON_FIELD_ERRORS),
    ],
)
def test_a_refusal_is_said_at_its_field(refusal, where):
    form = ReasonForm({"reason": "ก"})
    refusal.add_to(form)
    assert form.errors == {where: ["ผิด"]}


# --- The trail ------------------------------------------------------------------------------------


def changes() -> dict[str, Callable[[Step], object]]:
    return {
        "save": lambda line: line.save(),
        "update": lambda line: Step.objects.filter(pk=line.pk).update(reason="อื่น"),
        "delete": lambda line: line.delete(),
    }


@pytest.mark.parametrize("change", changes())
def test_a_line_is_only_ever_added(submitted, change):
    month = make.district_month(submitted.district)
    said = {"month": month.month, "from_status": "open", "to_status": "closed"}
    line = log(Step, Step.Name.CLOSE_MONTH, by=make.department_officer(), reason="ครบ", **said)
    with pytest.raises(DatabaseError), transaction.atomic():
        changes()[change](line)
    assert Step.objects.get().reason == "ครบ"
