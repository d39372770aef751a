"""What blocks really blocks; the department's changes are kept; judgement never blocks."""

import pytest
from django.db import ProgrammingError, transaction

from core.steps import StepRefused
from producers.models import Producer
from quality.checking import certification_obstacles
from quality.models import SeverityChange
from quality.rules import all_rules, get_rule
from quality.severity import blocking_codes, change_severity
from registration import workflow
from tests.support import factories as make
from tests.support.quality_cases import setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return make.department_officer()


@pytest.fixture
def certifying(of):
    """Certify, on the day the province may, the producer as it stands."""
    round = make.registration_round(
        certify_from="2026-11-01", certify_until="2026-11-30", register_until="2026-11-01"
    )
    by = make.province_officer(of.province)

    def certify(record):
        setting(round=round)(record)
        record = type(record).objects.get(pk=record.pk)
        return workflow.certify(record, by=by, seen_version=record.version)

    return certify


def submitted(of, **fields):
    return make.ready_producer(of, status="submitted", **fields)


def test_the_letters_checks_block_at_first():
    assert blocking_codes() == {"P01", "P03", "D02", "C01"}


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"kind": ""}, "P01 ลักษณะผู้ประกอบการว่างหรือไม่ถูกต้อง: ยังไม่ระบุลักษณะผู้ประกอบการ"),
        ({"tax_id": "0245599999997"}, "P03 เลขประจำตัวว่างหรือไม่ถูกต้อง: เลขประจำตัวผู้เสียภาษี: "),
    ],
)
def test_a_blocking_fault_refuses_the_certification_with_its_code(of, certifying, broken, sentence):
    producer = submitted(of)
    setting(**broken)(producer)
    with pytest.raises(StepRefused) as refusal:
        certifying(producer)
    assert sentence in str(refusal.value)
    assert Producer.objects.get().status == "submitted"


def test_without_a_fault_and_with_a_mere_warning_it_is_certified(of, certifying):
    assert certifying(submitted(of, phone="")).status == "certified"  # P04 warns


def test_a_category_that_is_missing_blocks_one_in_doubt_does_not(of, certifying):
    product = make.product(make.producer(of), "", status="submitted")
    with pytest.raises(StepRefused) as refusal:
        certifying(product)
    assert "D02 ประเภทว่างหรือไม่ตรงกับชื่อ: ยังไม่ระบุประเภทผลิตภัณฑ์" in str(refusal.value)
    setting(category="food", name="กระจูดสาน")(product)
    assert certifying(product).status == "certified"


def test_a_kind_at_odds_with_the_name_is_judgement_and_does_not_block(of):
    producer = submitted(of, name="นายขาว ใจดี", kind="group")
    assert certification_obstacles(producer) == []


def test_the_department_makes_a_check_block_or_only_warn(of, department, certifying):
    change_severity(get_rule("P04"), blocks=True, reason="โทรตามไม่ได้", by=department)
    change_severity(get_rule("P01"), blocks=False, reason="ปีนี้ให้แก้ทีหลัง", by=department)
    assert blocking_codes() == {"P03", "P04", "D02", "C01"}
    producer = submitted(of, kind="", phone="")
    with pytest.raises(StepRefused) as refusal:
        certifying(producer)
    assert "P04" in str(refusal.value)
    assert "P01" not in str(refusal.value)


def test_what_is_certified_already_is_untouched(of, department):
    producer = make.producer(of, phone="")
    change_severity(get_rule("P04"), blocks=True, reason="โทรตามไม่ได้", by=department)
    assert Producer.objects.get(pk=producer.pk).status == "announced"


def test_who_may_change_and_what_is_refused(of, clerk, department):
    rule = get_rule("P04")
    with pytest.raises(StepRefused, match="หน้าที่ของกรม"):
        change_severity(rule, blocks=True, reason="-", by=clerk)
    with pytest.raises(StepRefused, match="ระบุเหตุผล"):
        change_severity(rule, blocks=True, reason=" ", by=department)
    with pytest.raises(StepRefused, match="อยู่แล้ว"):
        change_severity(rule, blocks=False, reason="-", by=department)
    with pytest.raises(StepRefused, match="ดุลยพินิจ"):
        change_severity(get_rule("P07"), blocks=True, reason="-", by=department)
    assert not SeverityChange.objects.exists()


def test_the_log_cannot_be_changed(department):
    change_severity(get_rule("P04"), blocks=True, reason="โทรตามไม่ได้", by=department)
    with pytest.raises(ProgrammingError), transaction.atomic():
        SeverityChange.objects.update(reason="อื่น")


def test_the_page_is_for_all_the_change_for_the_department(client, of):
    page = client.get("/quality/rules/")
    assert [line["rule"].code for line in page.context["lines"]] == [
        rule.code for rule in all_rules()
    ]
    assert client.post("/quality/rules/", {"code": "P04", "blocks": "1"}).status_code == 404
    client.force_login(make.department_officer())
    assert client.post("/quality/rules/", {"code": "P04", "blocks": "1"}).status_code == 422
    posted = {"code": "P04", "blocks": "1", "reason": "โทรตามไม่ได้"}
    assert client.post("/quality/rules/", posted)["Location"] == "/quality/rules/"
    assert "P04" in blocking_codes()
