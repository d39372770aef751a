"""The steps of registration: who, from where, in which window, and what they leave behind."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.utils import timezone

from core.areas.scope import Role
from core.steps import StepRefused
from producers.models import Producer, SalesChannel
from products.models import Product
from registration import announcing, workflow
from registration.models import (
    Announcement,
    AnnouncementEntry,
    RegistrationStep,
    Status,
)
from registration.registers import registered_models
from registration.steps import STEPS, Name, may_take
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db

IN_REGISTER, IN_CERTIFY, IN_ANNOUNCE = date(2026, 11, 3), date(2026, 12, 24), date(2026, 12, 30)
BETWEEN = date(2026, 12, 21)


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def officers(of) -> dict:
    return {
        Role.DISTRICT: make.district_officer(of),
        Role.PROVINCE: make.province_officer(of.province),
        Role.DEPARTMENT: make.department_officer(),
    }


@pytest.fixture
def planned():
    return make.registration_round()


def ready(of, **fields) -> Producer:
    """A producer that names what a submission needs."""
    return make.ready_producer(of, **fields)


def submitted(of, officers, on, **fields) -> Producer:
    on(IN_REGISTER)
    return workflow.submit(ready(of, **fields), by=officers[Role.DISTRICT])


def certified(of, officers, on, **fields) -> Producer:
    record = submitted(of, officers, on, **fields)
    on(IN_CERTIFY)
    return workflow.certify(record, by=officers[Role.PROVINCE], seen_version=record.version)


def take(step: Name, record, by) -> None:
    seen = {"seen_version": record.version}
    {
        Name.SUBMIT: lambda: workflow.submit(record, by=by),
        Name.TAKE_BACK: lambda: workflow.take_back(record, by=by),
        Name.CERTIFY: lambda: workflow.certify(record, by=by, **seen),
        Name.RETURN: lambda: workflow.return_record(record, by=by, reason="ตรวจ", **seen),
        Name.ACKNOWLEDGE: lambda: workflow.acknowledge(record, by=by, **seen),
        Name.ANNOUNCE: lambda: workflow.announce([record], by=by, round=record.round),
        Name.CANCEL: lambda: workflow.cancel(record, by=by, reason="เลิก"),
        Name.RESTORE: lambda: workflow.restore(record, by=by, reason="ผิดราย"),
        Name.CORRECT_DATE: lambda: workflow.correct_registered_on(
            record, by=by, day=date(2014, 10, 1), reason="ตามแบบเดิม"
        ),
    }[step]()


DAY_OF = {Name.SUBMIT: IN_REGISTER, Name.CERTIFY: IN_CERTIFY, Name.ANNOUNCE: IN_ANNOUNCE}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("step", list(STEPS))
def test_the_whole_table_allowed_and_refused(of, officers, planned, on, step, status, role):
    """Every step x state x role: taken as the table says, or refused and nothing is changed."""
    if step != Name.ACKNOWLEDGE:  # changes of content are stamped by the database's own clock
        on(DAY_OF.get(step, IN_REGISTER))
    record = ready(of, status=status, round=planned)
    if step == Name.ACKNOWLEDGE:
        Producer.objects.filter(pk=record.pk).update(raw_material="กก")  # something to take note of
    record.refresh_from_db()
    rule = STEPS[step]
    allowed = role in rule.roles and status in rule.sources
    assert may_take(step, record, officers[role]) == allowed
    if allowed:
        take(step, record, officers[role])
    else:
        with pytest.raises(StepRefused):
            take(step, record, officers[role])
    after = Producer.objects.get(pk=record.pk)
    lines = list(RegistrationStep.objects.values_list("name", "from_status", "to_status"))
    if not allowed:
        assert (after.status, lines) == (status, [])
        return
    target = Status.ANNOUNCED if step == Name.RESTORE else rule.target or status
    assert after.status == target
    assert lines == [(step, status, target)]


@pytest.mark.parametrize(
    "step", [step for step, rule in STEPS.items() if "department" not in rule.roles]
)
def test_out_of_area_there_is_no_such_record(of, planned, on, step):
    on(DAY_OF.get(step, IN_REGISTER))
    elsewhere = make.district("2501", "ที่อื่น")
    strangers = {
        Role.DISTRICT: make.district_officer(elsewhere),
        Role.PROVINCE: make.province_officer(elsewhere.province),
    }
    rule = STEPS[step]
    record = ready(of, status=min(rule.sources), round=planned)
    (role,) = rule.roles
    with pytest.raises(Producer.DoesNotExist):
        take(step, record, strangers[role])


def test_the_way_of_a_record(of, officers, planned, on):
    producer = certified(of, officers, on)
    announcing.announce_province(
        by=officers[Role.PROVINCE], number="1/2569", announced_on=IN_CERTIFY, title="ผล"
    )
    on(IN_ANNOUNCE)
    announcing.announce_department(
        by=officers[Role.DEPARTMENT], number="1/2569", announced_on=IN_ANNOUNCE, title="ผล"
    )
    producer = Producer.objects.get(pk=producer.pk)
    assert (producer.status, producer.round, producer.registered_on) == (
        Status.ANNOUNCED,
        planned,
        IN_REGISTER,
    )
    steps = RegistrationStep.objects.of(producer).values_list("name", "by__role", "round")
    assert list(steps) == [
        ("announce", "department", planned.pk),
        ("certify", "province", planned.pk),
        ("submit", "district", planned.pk),
    ]
    assert not producer.is_corrected_after_certification


# --- Windows --------------------------------------------------------------------------------------


def test_outside_the_window_a_submission_names_the_next_date(of, officers, on):
    on(date(2026, 9, 25))
    producer = ready(of)
    with pytest.raises(StepRefused, match="กรมยังไม่ได้กำหนดรอบถัดไป"):
        workflow.submit(producer, by=officers[Role.DISTRICT])
    make.registration_round()
    with pytest.raises(StepRefused, match=r"รอบ 1/2570 เปิด 1 ต\.ค\. 2569"):
        workflow.submit(producer, by=officers[Role.DISTRICT])


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 12, 20)])
def test_both_ends_of_a_window_belong_to_it(of, officers, planned, on, day):
    on(day)
    assert workflow.submit(ready(of), by=officers[Role.DISTRICT]).status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("reason", "paper", "refusal"),
    [
        ("", None, "ระบุเหตุผลและวันที่ในแบบกระดาษ"),
        ("น้ำท่วม", None, "ระบุเหตุผลและวันที่ในแบบกระดาษ"),
        ("", date(2026, 12, 1), "ระบุเหตุผลและวันที่ในแบบกระดาษ"),
        ("น้ำท่วม", date(2026, 12, 21), "เสนอได้ในรอบถัดไป"),
    ],
)
def test_after_the_window_only_what_stood_on_paper(
    of, officers, planned, on, reason, paper, refusal
):
    on(BETWEEN)
    producer = ready(of)
    with pytest.raises(StepRefused, match=refusal):
        workflow.submit(producer, by=officers[Role.DISTRICT], late_reason=reason, paper_date=paper)
    late = workflow.submit(
        producer,
        by=officers[Role.DISTRICT],
        late_reason="น้ำท่วม",
        paper_date=date(2026, 12, 1),
    )
    late = Producer.objects.get(pk=late.pk)
    assert (late.round, late.late_reason, late.paper_date, late.registered_on) == (
        planned,
        "น้ำท่วม",
        date(2026, 12, 1),
        date(2026, 12, 1),
    )


def test_a_late_entry_ends_with_the_window_of_the_province(of, officers, planned, on):
    entry = {"late_reason": "น้ำท่วม", "paper_date": date(2026, 12, 1)}
    on(date(2026, 12, 30))
    with pytest.raises(StepRefused, match="ไม่อยู่ในช่วงอำเภอลงทะเบียน"):
        workflow.submit(ready(of), by=officers[Role.DISTRICT], **entry)
    on(date(2026, 12, 29))
    workflow.submit(Producer.objects.get(), by=officers[Role.DISTRICT], **entry)


def test_what_came_back_goes_on_in_its_round_without_a_reason(of, officers, planned, on):
    producer = submitted(of, officers, on)
    on(IN_CERTIFY)
    workflow.return_record(
        producer, by=officers[Role.PROVINCE], seen_version=producer.version, reason="ที่อยู่ผิด"
    )
    again = workflow.submit(producer, by=officers[Role.DISTRICT])
    assert (again.status, again.round, again.late_reason) == (Status.SUBMITTED, planned, "")
    again.refresh_from_db()
    assert again.registered_on == IN_REGISTER


def test_the_province_certifies_in_its_window_what_an_earlier_round_left_too(
    of, officers, planned, on
):
    producer = submitted(of, officers, on)
    by = officers[Role.PROVINCE]
    on(BETWEEN)
    with pytest.raises(StepRefused, match=r"รอบ 1/2570 เปิด 23 ธ\.ค\. 2569"):
        workflow.certify(producer, by=by, seen_version=1)
    following = make.registration_round(quarter=2)
    on(date(2027, 3, 24))
    assert workflow.certify(producer, by=by, seen_version=1).round == following


def test_a_record_of_the_next_round_waits_for_its_window(of, officers, planned, on):
    following = make.registration_round(quarter=2, register_from=date(2026, 12, 21))
    producer = ready(of, status="submitted", round=following)
    on(IN_CERTIFY)
    with pytest.raises(StepRefused, match="อยู่ในรอบ 2/2570"):
        workflow.certify(producer, by=officers[Role.PROVINCE], seen_version=1)


# --- What was seen --------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [Name.CERTIFY, Name.RETURN])
@pytest.mark.parametrize("change", ["column", "part"])
def test_a_record_changed_since_it_was_shown_is_refused(of, officers, planned, on, step, change):
    shown = submitted(of, officers, on)
    on(IN_CERTIFY)
    if change == "column":
        Producer.objects.update(phone="0810000001")
    else:
        SalesChannel.objects.create(producer=shown, kind="shop", place="ตลาด")
    with pytest.raises(StepRefused, match="ข้อมูลเปลี่ยนไปหลังจากที่เปิดหน้านี้"):
        take(step, shown, officers[Role.PROVINCE])
    assert Producer.objects.get().status == Status.SUBMITTED


def test_an_edit_read_before_a_step_does_not_take_the_step_back(of, officers, planned, on):
    before = ready(of)
    on(IN_REGISTER)
    workflow.submit(Producer.objects.get(), by=officers[Role.DISTRICT])
    before.phone = "0810000002"
    before.save()
    after = Producer.objects.get()
    assert (after.status, after.phone, after.version) == (Status.SUBMITTED, "0810000002", 2)
    assert after.submitted_at is not None


def test_certified_content_is_kept_and_a_correction_shows_until_it_is_taken_note_of(of, officers):
    """Today, whenever that is: changes of content are stamped by the database's own clock."""
    day = timezone.localdate()
    week = timedelta(days=7)
    round = make.registration_round(
        register_from=day - week,
        register_until=day,
        certify_from=day,
        certify_until=day + week,
        announce_from=day + week,
        announce_until=day + week,
    )
    producer = ready(of, status="submitted", round=round, phone="0810000001")
    by = officers[Role.PROVINCE]
    producer = workflow.certify(producer, by=by, seen_version=1)
    kept = RegistrationStep.objects.of(producer).with_content().get().content
    assert kept["phone"] == {"label": "โทรศัพท์", "lines": ["08-1000-0001"]}
    assert kept["kind"]["lines"] == ["กลุ่มผู้ผลิตชุมชน"]
    assert not Producer.objects.get().is_corrected_after_certification
    Producer.objects.update(phone="0810000009")
    producer = Producer.objects.get()
    assert (producer.status, producer.is_corrected_after_certification) == ("certified", True)
    workflow.acknowledge(producer, by=by, seen_version=producer.version)
    noted = Producer.objects.get()
    assert noted.certified_at == producer.certified_at
    assert not noted.is_corrected_after_certification
    kept = RegistrationStep.objects.of(producer).with_content().first().content
    assert kept["phone"]["lines"] == ["08-1000-0009"]
    with pytest.raises(StepRefused, match="ไม่มีการแก้ไข"):
        workflow.acknowledge(noted, by=by, seen_version=noted.version)
    SalesChannel.objects.create(producer=producer, kind="shop", place="ตลาด")
    assert Producer.objects.get().is_corrected_after_certification


def test_a_persons_number_is_kept_masked_and_a_companys_whole(of, officers, planned, on):
    certified(of, officers, on, tax_id="0245599999996")
    content = RegistrationStep.objects.with_content().get().content
    assert content["tax_id"]["lines"] == ["0245599999996"]
    assert content["national_id_masked"]["lines"] == ["x-xxxx-xxxxx-01-3"]
    assert "1999900000013" not in str(content)


# --- Obstacles ------------------------------------------------------------------------------------


def test_a_producer_without_kind_id_or_place_is_not_submitted(of, officers, planned, on):
    on(IN_REGISTER)
    unready = make.producer(of, kind="", status="draft")
    with pytest.raises(StepRefused, match="ลักษณะผู้ประกอบการ.*เลขประจำตัวประชาชน.*ตำบล"):
        workflow.submit(unready, by=officers[Role.DISTRICT])


def test_a_company_goes_by_its_tax_id(of, officers, planned, on):
    on(IN_REGISTER)
    company = {"kind": "sme", "subdistrict": make.subdistrict(of), "status": "draft"}
    with pytest.raises(StepRefused, match="เลขประจำตัวประชาชน"):
        workflow.submit(make.producer(of, **company), by=officers[Role.DISTRICT])
    named = make.producer(of, tax_id="0245599999996", **company)
    assert workflow.submit(named, by=officers[Role.DISTRICT]).status == Status.SUBMITTED


def test_a_product_goes_with_its_producer_or_after_it(of, officers, planned, on):
    producer = ready(of)
    product = make.product(producer, status="draft", quadrant="D")
    on(IN_REGISTER)
    district, province = officers[Role.DISTRICT], officers[Role.PROVINCE]
    with pytest.raises(StepRefused, match="เสนอผู้ผลิตก่อน"):
        workflow.submit(product, by=district)
    workflow.submit(producer, by=district)
    workflow.submit(Product.objects.get(), by=district)
    on(IN_CERTIFY)
    with pytest.raises(StepRefused, match="รับรองผู้ผลิตก่อน"):
        workflow.certify(Product.objects.get(), by=province, seen_version=1)
    workflow.certify(producer, by=province, seen_version=1)
    workflow.certify(Product.objects.get(), by=province, seen_version=1)


def test_registers_come_in_the_order_of_their_owners():
    assert [model._meta.model_name for model in registered_models()] == [
        "outlet",
        "producer",
        "product",
    ]


# --- Returning, cancelling ------------------------------------------------------------------------


def test_a_return_says_why_and_marks_what_is_wrong(of, officers, planned, on):
    producer = submitted(of, officers, on)
    by, seen = officers[Role.PROVINCE], {"seen_version": 1}
    with pytest.raises(StepRefused, match="ระบุเหตุผล"):
        workflow.return_record(producer, by=by, reason=" ", **seen)
    with pytest.raises(StepRefused, match="ไม่มีในระเบียนนี้"):
        workflow.return_record(producer, by=by, reason="แก้", marks={"password": "x"}, **seen)
    marks = {"phone": " ไม่ครบ ", "sales_channels": ""}
    workflow.return_record(producer, by=by, reason="แก้สองแห่ง", marks=marks, **seen)
    step = RegistrationStep.objects.of(producer).first()
    assert (step.reason, step.marks) == (
        "แก้สองแห่ง",
        {"phone": "ไม่ครบ", "sales_channels": "แก้สองแห่ง"},
    )


@pytest.mark.parametrize(
    ("stood", "goes_back_to"),
    [
        ("draft", "draft"),
        ("returned", "draft"),
        ("certified", "certified"),
        ("announced", "announced"),
    ],
)
def test_what_was_cancelled_goes_back_to_where_it_stood(
    of, officers, planned, on, stood, goes_back_to
):
    on(IN_REGISTER)
    producer = ready(of, status=stood, round=planned)
    workflow.cancel(producer, by=officers[Role.DISTRICT], reason="เลิกกิจการ")
    workflow.restore(producer, by=officers[Role.DISTRICT], reason="ยกเลิกผิดราย")
    assert Producer.objects.get().status == goes_back_to


# --- Announcements --------------------------------------------------------------------------------


def announce(office, by, number="1/2569"):
    return office(by=by, number=number, announced_on=IN_CERTIFY, title="ผลการลงทะเบียน")


def test_a_province_announces_each_record_once_numbered_and_frozen(of, officers, planned, on):
    producer = certified(of, officers, on, name="กลุ่ม ข")
    certified(of, officers, on, name="กลุ่ม ก")
    make.producer(of, "ก่อนมีระบบ", status="certified")  # certified before the portal: no round
    by = officers[Role.PROVINCE]
    made = announce(announcing.announce_province, by)
    entries = made.entries.values_list("number", "name", "place", "kind")
    assert list(entries) == [
        (1, "กลุ่ม ก", "อำเภอบางคล้า", "ผู้ผลิต ผู้ประกอบการ"),
        (2, "กลุ่ม ข", "อำเภอบางคล้า", "ผู้ผลิต ผู้ประกอบการ"),
    ]
    Producer.objects.filter(pk=producer.pk).update(name="เปลี่ยนชื่อ")
    assert made.entries.get(number=2).name == "กลุ่ม ข"
    with pytest.raises(StepRefused, match="ไม่มีระเบียนที่รับรองแล้ว"):
        announce(announcing.announce_province, by, "2/2569")
    certified(of, officers, on, name="กลุ่ม ค")
    with pytest.raises(StepRefused, match="เลขถัดไป: 2/2569"):
        announce(announcing.announce_province, by)
    later = announce(announcing.announce_province, by, "2/2569")
    assert list(later.entries.values_list("number", "name")) == [(1, "กลุ่ม ค")]


def test_the_department_announces_what_provinces_announced_in_its_window(of, officers, planned, on):
    told = certified(of, officers, on, name="ประกาศแล้ว")
    announce(announcing.announce_province, officers[Role.PROVINCE])
    untold = certified(of, officers, on, name="ยังไม่ประกาศ")
    by = officers[Role.DEPARTMENT]
    with pytest.raises(StepRefused, match=r"เปิด 30 ธ\.ค\. 2569"):
        announce(announcing.announce_department, by)
    on(IN_ANNOUNCE)
    made = announce(announcing.announce_department, by)
    assert list(made.entries.values_list("name", "place")) == [
        ("ประกาศแล้ว", "อำเภอบางคล้า จังหวัดฉะเชิงเทรา")
    ]
    told.refresh_from_db()
    untold.refresh_from_db()
    assert (told.status, untold.status) == (Status.ANNOUNCED, Status.CERTIFIED)
    with pytest.raises(StepRefused, match="ไม่มีระเบียนที่จังหวัดประกาศแล้ว"):
        announce(announcing.announce_department, by, "2/2569")


@pytest.mark.parametrize("office", [announcing.announce_province, announcing.announce_department])
def test_only_the_office_announces(of, officers, planned, on, office):
    on(IN_ANNOUNCE)
    own = Role.PROVINCE if office is announcing.announce_province else Role.DEPARTMENT
    for role in set(Role) - {own}:
        with pytest.raises(StepRefused, match="เป็นหน้าที่ของ"):
            announce(office, officers[role])


def test_a_province_announces_only_its_own(of, officers, planned, on):
    certified(of, officers, on)
    elsewhere = make.province_officer(make.district("2501", "ที่อื่น").province)
    with pytest.raises(StepRefused, match="ไม่มีระเบียนที่รับรองแล้ว"):
        announce(announcing.announce_province, elsewhere)


def test_who_reads_an_announcement(of, officers, planned, on):
    certified(of, officers, on)
    provincial = announce(announcing.announce_province, officers[Role.PROVINCE])
    on(IN_ANNOUNCE)
    national = announce(announcing.announce_department, officers[Role.DEPARTMENT])
    elsewhere = make.district("2501", "ที่อื่น")
    both, one = {provincial, national}, {national}
    for user, seen in [
        (officers[Role.DISTRICT], both),
        (officers[Role.PROVINCE], both),
        (officers[Role.DEPARTMENT], both),
        (make.district_officer(elsewhere), one),
        (make.province_officer(elsewhere.province), one),
        (make.district_officer(of, is_active=False), set()),
    ]:
        assert set(Announcement.objects.visible_to(user)) == seen


# --- The database refuses -------------------------------------------------------------------------


def refused(sql: str, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("table", ["registrationstep", "announcement", "announcemententry"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_was_done_and_announced_never_changes(of, officers, planned, on, table, change):
    certified(of, officers, on)
    announce(announcing.announce_province, officers[Role.PROVINCE])
    with owning(), pytest.raises(DatabaseError, match="Cannot"):
        refused(change.format(f"registration_{table}"))


def step_row(of, by, **fields) -> RegistrationStep:
    plain = {"content_type_id": 1, "record_id": 1, "district": of, "by": by, "version": 1}
    plain |= {"from_status": "-", "to_status": "-", "at": timezone.now()}
    return RegistrationStep.objects.create(**plain | fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"name": "return"}, "step_says_why"),
        ({"name": "cancel"}, "step_says_why"),
        ({"name": "certify"}, "step_keeps_what_was_certified"),
        ({"name": "submit", "content": {}}, "step_keeps_what_was_certified"),
    ],
)
def test_a_line_of_the_trail_says_what_it_must(of, officers, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        step_row(of, officers[Role.PROVINCE], **fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"level": "province"}, "announcement_of_one_office"),
        ({"level": "department", "province_id": "24"}, "announcement_of_one_office"),
        ({"level": "department", "number": ""}, "announcement_has_number"),
        ({"level": "department"}, "announcement_number_once"),
    ],
)
def test_an_announcement_has_its_office_and_number(of, officers, planned, fields, constraint):
    plain = {
        "round": planned,
        "number": "1/2569",
        "title": "-",
        "announced_on": IN_CERTIFY,
        "made_by": officers[Role.DEPARTMENT],
        "made_at": timezone.now(),
    }
    Announcement.objects.create(level="department", **plain)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Announcement.objects.create(**plain | fields)
    assert AnnouncementEntry.objects.count() == 0


def test_the_pattern_is_a_plan_the_database_takes():
    for quarter in (1, 2, 3, 4):
        made = make.registration_round(2571, quarter)
        assert made.announce_from - made.certify_until == timedelta(days=1)


def test_a_product_without_a_quadrant_is_not_submitted(of, officers, planned, on):
    """One was certified and announced so: no check saw it, and the registry's A-D no longer added up."""
    on(IN_REGISTER)
    district = officers[Role.DISTRICT]
    product = make.product(submitted(of, officers, on), status="draft")
    with pytest.raises(StepRefused, match="ยังไม่ได้ประเมินการจัดกลุ่ม"):
        workflow.submit(product, by=district)
    Product.objects.filter(pk=product.pk).update(quadrant="D")
    assert workflow.submit(Product.objects.get(), by=district).status == Status.SUBMITTED
