"""The department corrects the day of registration, with a reason; the trail keeps both days."""

from datetime import date

import pytest
from django.apps import apps
from django.test import Client

from core.steps import StepRefused
from products.models import Product
from registration import workflow
from registration.models import RegistrationStep
from tests.support import factories as make
from tests.support.sheets_by_heading import checked, confirm, faults, send, sheet_rows

pytestmark = pytest.mark.django_db

OLD, NEW = date(2018, 3, 9), date(2014, 10, 1)


@pytest.fixture
def maker():
    return make.producer(make.district("2402", "บางคล้า"), "กลุ่มหนึ่ง", registered_on=OLD)


def address(record) -> str:
    meta = record._meta
    return f"/registration/{meta.app_label}/{meta.model_name}/{record.pk}/registered-on/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_department_corrects_it_and_both_days_are_kept(maker):
    by = make.department_officer()
    version = maker.version
    client = client_of(by)
    page = client.get(f"/producers/producer/{maker.pk}/change/").content.decode()
    assert address(maker) in page
    assert "9 มี.ค. 2561" in client.get(address(maker)).content.decode()
    typed = {"day": "1/10/2557", "reason": "ตามแบบลงทะเบียนฉบับเดิม"}
    answer = client.post(address(maker), typed)
    assert answer.status_code == 302
    maker.refresh_from_db()
    assert (maker.registered_on, maker.version) == (NEW, version)
    step = RegistrationStep.objects.of(maker).get(name="correct_date")
    assert step.reason == "9 มี.ค. 2561 แก้เป็น 1 ต.ค. 2557: ตามแบบลงทะเบียนฉบับเดิม"
    assert (step.by, step.from_status, step.to_status) == (by, maker.status, maker.status)
    events = apps.get_model("producers.ProducerEvent").objects.order_by("pgh_id")
    assert [one.registered_on for one in events] == [OLD, NEW]
    assert "แก้วันที่ลงทะเบียน" in client.get(address(maker)).content.decode()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"day": "", "reason": "เหตุผล"}, 422, "ระบุวันที่"),
        ({"day": "1/10/2557", "reason": ""}, 422, "ระบุเหตุผลที่แก้"),
        ({"day": "1/10/2599", "reason": "เหตุผล"}, 409, "ยังมาไม่ถึง"),
        ({"day": "1/10/2510", "reason": "เหตุผล"}, 409, "โครงการเริ่มปี พ.ศ. 2544"),
        ({"day": "9/3/2561", "reason": "เหตุผล"}, 409, "อยู่แล้ว"),
        ({"day": "31/2/2561", "reason": "เหตุผล"}, 422, ""),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(maker, typed, status, said):
    answer = client_of(make.department_officer()).post(address(maker), typed)
    assert answer.status_code == status
    assert said in answer.content.decode()
    maker.refresh_from_db()
    assert maker.registered_on == OLD
    assert not RegistrationStep.objects.of(maker).exists()


def test_a_day_nobody_knew_is_filled_in(maker):
    product = make.product(maker, registered_on=None)
    workflow.correct_registered_on(product, by=make.department_officer(), day=NEW, reason="ระบบเดิม")
    assert Product.objects.get(pk=product.pk).registered_on == NEW
    step = RegistrationStep.objects.of(product).get(name="correct_date")
    assert step.reason.startswith("ไม่ระบุ แก้เป็น 1 ต.ค. 2557")


def test_only_the_department_and_only_what_is_registered(maker):
    for by in (
        make.district_officer(maker.district),
        make.province_officer(maker.district.province),
    ):
        with pytest.raises(StepRefused):
            workflow.correct_registered_on(maker, by=by, day=NEW, reason="เหตุผล")
        assert client_of(by).get(address(maker)).status_code == 404
        page = client_of(by).get(f"/producers/producer/{maker.pk}/change/").content.decode()
        assert address(maker) not in page
    department = make.department_officer()
    draft = make.producer(maker.district, "ร่าง", status="draft")
    with pytest.raises(StepRefused):
        workflow.correct_registered_on(draft, by=department, day=NEW, reason="เหตุผล")


@pytest.mark.parametrize(
    "entity", ["producers-registered-on", "products-registered-on", "outlets-registered-on"]
)
def test_a_sheet_corrects_many_each_with_its_reason(maker, entity):
    by = make.department_officer()
    record = {
        "producers-registered-on": maker,
        "products-registered-on": make.product(maker, registered_on=None),
        "outlets-registered-on": make.outlet(maker.district, registered_on=OLD),
    }[entity]
    [row] = sheet_rows(entity, by)
    assert row["วันที่ลงทะเบียน"] == ("" if entity.startswith("products") else "9/3/2561")
    again = checked(entity, by, [row])
    assert (again.changed, again.faulty) == ([], [])
    day, reason = {"วันที่ลงทะเบียน": "1/10/2557"}, {"เหตุผลที่แก้": "ตามแบบเดิม"}
    assert faults(checked(entity, by, [row | day])) == [{"reason": "แก้วันที่แล้ว ต้องระบุเหตุผล"}]
    [said] = faults(checked(entity, by, [row | reason]))
    assert said["reason"].startswith("วันที่เหมือนในระบบแล้ว")
    for wrong, why in (("1/10/2599", "ยังมาไม่ถึง"), ("1/10/2510", "2544"), ("เมื่อวาน", "")):
        [said] = faults(checked(entity, by, [row | reason | {"วันที่ลงทะเบียน": wrong}]))
        assert why in said["registered_on"]
    run = confirm(send(entity, by, [row | day | reason]))
    assert run.receipt["rows"]["changed"] == 1
    assert type(record).objects.get(pk=record.pk).registered_on == NEW
    step = RegistrationStep.objects.of(record).get(name="correct_date")
    assert step.reason.endswith("แก้เป็น 1 ต.ค. 2557: ตามแบบเดิม")


def test_a_sheet_corrects_no_draft_and_adds_nothing(maker):
    by = make.department_officer()
    make.producer(maker.district, "ร่าง", status="draft", registered_on=OLD)
    row = sheet_rows("producers-registered-on", by)[1]
    said = {"วันที่ลงทะเบียน": "1/10/2557", "เหตุผลที่แก้": "ตามแบบเดิม"}
    [fault] = faults(checked("producers-registered-on", by, [row | said]))
    assert fault[""].startswith("ร่าง แก้วันที่ลงทะเบียนได้เมื่อ")
    [fault] = faults(
        checked("producers-registered-on", by, [row | said | {"รหัสผู้ประกอบการ": "9999"}])
    )
    assert "ไม่พบรหัสผู้ประกอบการ 9999 ในทะเบียน" in fault["code"]
    assert Client().get("/tables/producers-registered-on/").status_code == 302
    other = client_of(make.province_officer(maker.district.province))
    assert other.get("/tables/producers-registered-on/").status_code == 404
