"""An import is taken back: what its file changed, where nobody changed it since."""

import random
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from core.tables import workflow
from core.tables.models import FORMER_KEPT, ImportRun
from core.tables.workflow import ImportRefused
from producers.imports import ProducerTable
from producers.models import Producer
from sales.imports import SalesTable
from sales.models import CHANNELS, SalesRow
from tests.support import factories as make
from tests.support.sheets_by_column import exported, sheet
from tests.support.signed_in import signed_in
from tests.support.worker import work

pytestmark = pytest.mark.django_db

PERSON = "1999900000013"


@pytest.fixture
def officer():
    return make.district_officer(make.district())


@pytest.fixture
def producer(officer):
    return make.producer(officer.district, "กลุ่มทอผ้า", phone="+6638510000")


def imported(table, by, *rows) -> ImportRun:
    """A file sent, checked, confirmed and written."""
    run = workflow.receive(table(by), BytesIO(sheet(table, *rows)), "แก้แล้ว.xlsx")
    work()
    return confirmed(run, by)


def confirmed(run: ImportRun, by) -> ImportRun:
    run.refresh_from_db()
    assert run.counts["faulty"] == 0, run.preview["faulty"]
    workflow.confirm(run, by=by)
    work()
    run.refresh_from_db()
    assert run.status == "done", run.message
    return run


def taken_back(run: ImportRun, by) -> ImportRun:
    undo = workflow.take_back(run, by=by)
    work()
    return confirmed(undo, by)


def test_a_wrong_file_is_taken_back_on_the_screen(officer, producer):
    row = exported(ProducerTable, officer)
    run = imported(ProducerTable, officer, row | {"phone": "082-000-0000", "name": "กลุ่มทอเสื่อ"})
    client = signed_in(officer)
    page = f"/tables/imports/{run.pk}/"
    assert "ย้อนกลับการนำเข้านี้" in client.get(page).content.decode()
    undo = client.post(f"{page}take-back/")["Location"]
    work()
    shown = client.get(undo).content.decode()
    assert "ยืนยันย้อนกลับ 1 แถว" in shown
    assert "0-3851-0000" in shown
    producer.refresh_from_db()
    assert producer.name == "กลุ่มทอเสื่อ"  # nothing is written before it is confirmed
    client.post(f"{undo}confirm/")
    work()
    producer.refresh_from_db()
    assert (producer.name, producer.phone) == ("กลุ่มทอผ้า", "+6638510000")
    assert "ย้อนกลับแล้วเมื่อ" in client.get(page).content.decode()
    again = client.post(f"{page}take-back/")
    assert again.status_code == 409
    assert "ย้อนกลับไม่ได้แล้ว" in again.content.decode()


def test_what_was_taken_back_can_be_taken_back(officer, producer):
    run = imported(ProducerTable, officer, exported(ProducerTable, officer) | {"name": "กลุ่มทอเสื่อ"})
    undo = taken_back(run, officer)
    taken_back(undo, officer)
    producer.refresh_from_db()
    assert producer.name == "กลุ่มทอเสื่อ"


def test_the_same_button_twice_shows_the_one_that_waits(officer, producer):
    row = exported(ProducerTable, officer)
    run = imported(ProducerTable, officer, row | {"phone": "082-000-0000"})
    assert workflow.take_back(run, by=officer) == workflow.take_back(run, by=officer)


def test_a_cell_that_somebody_changed_since_stays_and_is_named(officer, producer):
    row = exported(ProducerTable, officer)
    run = imported(ProducerTable, officer, row | {"phone": "082-000-0000", "name": "กลุ่มทอเสื่อ"})
    Producer.objects.update(phone="+66830000000")
    undo = taken_back(run, officer)
    producer.refresh_from_db()
    assert (producer.name, producer.phone) == ("กลุ่มทอผ้า", "+66830000000")
    assert [(one["heading"], one["reason"]) for one in undo.left] == [
        ("โทรศัพท์", "มีผู้แก้อีกหลังนำเข้า คงไว้ตามที่เป็นอยู่")
    ]
    page = signed_in(officer).get(f"/tables/imports/{undo.pk}/").content.decode()
    assert "ไม่ย้อนกลับ 1 รายการ" in page


def test_new_records_and_numbers_of_persons_are_named(officer, producer):
    row = exported(ProducerTable, officer)
    new = {"code": "", "name": "กลุ่มใหม่", "kind": "กลุ่มผู้ผลิตชุมชน", "phone": "081-000-0000"}
    run = imported(ProducerTable, officer, row | {"national_id": PERSON, "name": "กลุ่มทอเสื่อ"}, new)
    undo = taken_back(run, officer)
    reasons = {one["heading"]: one["reason"] for one in undo.left}
    assert reasons == {
        "": "รายการใหม่จากไฟล์ ระบบไม่ลบให้ ถ้าไม่ใช้ ยกเลิกหรือลบที่หน้าของรายการนั้น",
        "เลขประจำตัวประชาชน": "ระบบไม่เก็บเลขเดิม กรอกเองที่หน้าของรายการ",
    }
    assert PERSON not in run.content("former").decode()
    assert Producer.objects.count() == 2


def test_a_file_of_new_records_alone_has_nothing_to_go_back(officer):
    new = {"code": "", "name": "กลุ่มใหม่", "kind": "กลุ่มผู้ผลิตชุมชน", "phone": "081-000-0000"}
    run = imported(ProducerTable, officer, new)
    with pytest.raises(ImportRefused, match="ไม่มีค่าที่ย้อนกลับได้: รายการใหม่จากไฟล์"):
        workflow.take_back(run, by=officer)


def test_after_thirty_days_what_stood_before_is_gone(
    officer, producer, django_capture_on_commit_callbacks
):
    row = exported(ProducerTable, officer)
    run = imported(ProducerTable, officer, row | {"phone": "082-000-0000"})
    held = run.former.name
    ImportRun.objects.update(sent_at=timezone.now() - FORMER_KEPT + timedelta(hours=1))
    workflow.forget_old_files()
    run.refresh_from_db()
    assert run.may_be_undone
    ImportRun.objects.update(sent_at=timezone.now() - FORMER_KEPT - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        workflow.forget_old_files()
    run.refresh_from_db()
    assert not run.may_be_undone
    assert not default_storage.exists(held)
    with pytest.raises(ImportRefused):
        workflow.take_back(run, by=officer)


def test_a_record_that_left_the_area_stays_as_it_is(officer, producer):
    other = make.producer(officer.district, "กลุ่มจักสาน")
    rows = [exported(ProducerTable, officer, pk=one.pk) for one in (producer, other)]
    run = imported(ProducerTable, officer, *(row | {"phone": "082-000-0000"} for row in rows))
    Producer.objects.filter(pk=other.pk).update(district=make.district("2403"))
    undo = taken_back(run, officer)
    assert [one["reason"] for one in undo.left] == ["ไม่อยู่ในพื้นที่ของท่านแล้ว"]
    other.refresh_from_db()
    assert other.phone == "+66820000000"


# --- Sales ----------------------------------------------------------------------------------------


@pytest.fixture
def month(officer):
    return make.district_month(officer.district, date(2026, 10, 1))


def test_figures_of_a_month_go_back_a_row_that_was_blank_is_blank_again(officer, month):
    filled = make.producer(officer.district, "กลุ่มทอผ้า")
    blank = make.producer(officer.district, "กลุ่มจักสาน")
    for one in (filled, blank):
        make.product(one, "food")
    make.row(month, filled, "food", ("43030", "0", "0", "0"), version=1)
    make.row(month, blank, "food", entry="blank")
    typed = dict(zip(CHANNELS, (Decimal(one) for one in "1234"), strict=True))
    rows = [
        exported(SalesTable, officer, producer=one) | typed | {"total": ""}
        for one in (filled, blank)
    ]
    run = imported(SalesTable, officer, *rows)
    assert {row.total for row in SalesRow.objects.all()} == {Decimal(10)}
    taken_back(run, officer)
    found = {row.producer.name: (row.entry, row.total) for row in SalesRow.objects.all()}
    assert found == {"กลุ่มทอผ้า": ("amounts", 43030), "กลุ่มจักสาน": ("blank", 0)}


def test_of_a_row_with_one_figure_typed_since_none_goes_back(officer, month):
    group = make.producer(officer.district, "กลุ่มทอผ้า")
    make.product(group, "food")
    make.row(month, group, "food", entry="blank")
    typed = dict(zip(CHANNELS, (Decimal(one) for one in "1234"), strict=True))
    run = imported(
        SalesTable, officer, exported(SalesTable, officer) | typed | {"total": "", "note": "จากไฟล์"}
    )
    SalesRow.objects.update(domestic_offline=99, version=5)
    undo = taken_back(run, officer)
    row = SalesRow.objects.get()
    assert [getattr(row, channel) for channel in CHANNELS] == [99, 2, 3, 4]
    assert row.note == ""
    assert len(undo.left) == 4


# --- Many -----------------------------------------------------------------------------------------


def test_a_thousand_histories(officer):
    """Of each record the file changes some cells, somebody changes some after it, then the file is taken
    back: each cell says what it said before the file, or what somebody made of it since."""
    chance = random.Random(2569)
    names = ("name", "phone", "house_number", "founding_support", "remark")
    wrong = []

    def made(name: str) -> str:
        if name == "phone":
            return f"+668{chance.randrange(10**7, 10**8)}"
        return (
            f"{name} {chance.randrange(10**6)}" if name == "name" or chance.random() < 0.8 else ""
        )

    makers = [
        make.producer(officer.district, **{name: made(name) for name in names}) for _ in range(1000)
    ]
    before = {one["id"]: one for one in Producer.objects.values("id", *names)}
    rows = []
    for maker in makers:
        row = {"code": maker.code}
        for name in names:
            if chance.random() < 0.4:
                row[name] = made(name)
            else:
                row[name] = before[maker.pk][name]
        rows.append(row)
    run = imported(ProducerTable, officer, *rows)
    after = {one["id"]: one for one in Producer.objects.values("id", *names)}
    since: dict[tuple[int, str], str] = {}
    for maker in makers:
        for name in names:
            typed = made(name)
            if chance.random() < 0.2 and typed != after[maker.pk][name]:
                since[maker.pk, name] = typed
                Producer.objects.filter(pk=maker.pk).update(**{name: typed})
    taken_back(run, officer)
    went_back = 0
    for one in Producer.objects.values("id", *names):
        for name in names:
            expected = since.get((one["id"], name), before[one["id"]][name])
            went_back += after[one["id"]][name] != expected == before[one["id"]][name]
            if one[name] != expected:
                wrong.append((one["id"], name, one[name], expected))
    assert wrong == []
    assert went_back > 1000
