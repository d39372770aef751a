"""A national id goes the way of national ids whatever field it came by: form, import, search."""

import json
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from core.jobs.models import Job
from core.tables import workflow as imports
from core.tables.cells import CodeCell, TextCell
from producers.imports import ProducerTable
from producers.models import Producer
from tests.support import factories as make
from tests.support.database import everywhere
from tests.support.sheets_by_column import checked, exported, sheet
from tests.support.signed_in import signed_in
from tests.support.worker import work

pytestmark = pytest.mark.django_db

NUMBER, MASKED = "1999900000013", "x-xxxx-xxxxx-01-3"
OTHER, OTHER_MASKED = "2999900000011", "x-xxxx-xxxxx-01-1"
FIRM = "0245599999996"


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def client(of):
    return signed_in(make.district_officer(of))


def general(maker) -> str:
    return f"/producers/producer/{maker.pk}/change/?section=general"


def holds(maker) -> tuple[str, str, str]:
    """(tax id, registration number, national id in full or "")."""
    maker.refresh_from_db()
    number = maker.reveal_national_id() if maker.national_id_masked else ""
    return maker.tax_id, maker.registration_number, number


# --- The form -------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [NUMBER, "1-9999-00000-01-3", "๑ ๙๙๙๙ ๐๐๐๐๐ ๐๑ ๓"])
def test_a_persons_tax_id_becomes_the_national_id(of, client, typed):
    maker = make.producer(of, kind="individual")
    answer = client.post(
        general(maker), {"name": maker.name, "kind": "individual", "tax_id": typed}, follow=True
    )
    assert holds(maker) == ("", "", NUMBER)
    page = answer.content.decode()
    assert f"เลข {MASKED} เป็นเลขประจำตัวประชาชน" in page
    assert NUMBER not in page
    assert everywhere(NUMBER) == []


def test_beside_the_same_number_it_goes_and_beside_another_it_is_refused(of, client):
    maker = make.producer(of, kind="individual")
    maker.set_national_id(NUMBER)
    maker.save()
    posted = {"name": "ชื่อใหม่", "kind": "individual"}
    assert client.post(general(maker), posted | {"tax_id": NUMBER}).status_code == 302
    assert holds(maker) == ("", "", NUMBER)
    answer = client.post(general(maker), posted | {"tax_id": OTHER, "name": "ชื่อที่สอง"})
    form = answer.context["adminform"].form
    assert answer.status_code == 200
    assert f"ไม่ตรงกับของผู้ลงทะเบียน ({MASKED})" in str(form.errors["tax_id"])
    assert form["name"].value() == "ชื่อที่สอง"
    assert holds(maker) == ("", "", NUMBER)
    assert Producer.objects.get().name == "ชื่อใหม่"


def test_a_registration_number_that_is_a_persons_keeps_its_mask(of, client):
    maker = make.producer(of, kind="individual")
    posted = {"name": maker.name, "kind": "individual"}
    client.post(general(maker), posted | {"registration_number": f"ทพ. {NUMBER}"})
    assert holds(maker) == ("", f"ทพ. {MASKED}", NUMBER)
    answer = client.post(general(maker), posted | {"registration_number": "1999900000014"})
    assert "หลักสุดท้ายไม่ตรง" in str(answer.context["adminform"].form.errors["registration_number"])
    answer = client.post(general(maker), posted | {"registration_number": OTHER})
    assert MASKED in str(answer.context["adminform"].form.errors["registration_number"])
    client.post(general(maker), posted | {"registration_number": "1-10-05-03/1-0002"})
    assert holds(maker) == ("", "1-10-05-03/1-0002", NUMBER)
    assert everywhere(NUMBER) == []


def test_two_persons_in_two_fields_are_refused(of, client):
    maker = make.producer(of, kind="individual")
    posted = {"name": maker.name, "kind": "individual", "tax_id": NUMBER}
    answer = client.post(general(maker), posted | {"registration_number": OTHER})
    assert list(answer.context["adminform"].form.errors) == ["tax_id"]  # fields in the form's order
    assert holds(maker) == ("", "", "")


def test_in_any_other_text_it_is_refused(of, client):
    maker = make.producer(of)
    address = f"/producers/producer/{maker.pk}/change/?section=person"
    answer = client.post(address, {"remark": f"บัตร {NUMBER}", "person_first_name": "ตัวอย่าง"})
    assert "หมวด 5" in str(answer.context["adminform"].form.errors["remark"])
    assert client.post(address, {"remark": "โทร 08-1000-0000"}).status_code == 302


def test_a_firms_number_stays(of, client):
    maker = make.producer(of, kind="sme")
    client.post(general(maker), {"name": maker.name, "kind": "sme", "tax_id": FIRM})
    assert holds(maker) == (FIRM, "", "")


@pytest.mark.parametrize(
    "column", [{"tax_id": NUMBER}, {"tax_id": "9999900000043"}, {"tax_id": "0240089999999"}]
)
def test_the_database_refuses_a_persons_tax_id(of, column):
    with pytest.raises(IntegrityError, match="tax_id_of_a_firm"), transaction.atomic():
        make.producer(of, **column)


@pytest.mark.parametrize("number", [NUMBER, "ทพ. 1-9999-00000-01-3", "๑๙๙๙๙๐๐๐๐๐๐๑๓"])
def test_the_database_refuses_a_persons_registration_number(of, number):
    with pytest.raises(IntegrityError, match="of_no_person"), transaction.atomic():
        make.producer(of, registration_number=number)


# --- The import -----------------------------------------------------------------------------------


def sent(by, *rows) -> imports.ImportRun:
    run = imports.receive(ProducerTable(by), BytesIO(sheet(ProducerTable, *rows)), "ก.xlsx")
    work()
    run.refresh_from_db()
    return run


def test_imported_it_is_hidden_in_the_preview_and_held(of):
    """A new record and an old one, by tax id and by registration number."""
    officer = make.district_officer(of)
    old = make.producer(of, "รายเดิม", kind="individual")
    row = exported(ProducerTable, officer) | {"registration_number": OTHER}
    new = {"code": "", "name": "รายใหม่", "kind": "individual", "tax_id": NUMBER}
    run = sent(officer, row, new)
    assert (run.counts["new"], run.counts["changed"], run.counts["faulty"]) == (1, 1, 0)
    said = json.dumps(run.preview, ensure_ascii=False)
    assert "(ปิดไว้)" in said
    assert everywhere(NUMBER) == everywhere(OTHER) == []
    imports.confirm(run, by=officer)
    work()
    assert holds(Producer.objects.get(name="รายใหม่")) == ("", "", NUMBER)
    assert holds(old) == ("", OTHER_MASKED, OTHER)
    assert everywhere(NUMBER) == everywhere(OTHER) == []
    texts = [str(cell) for cell in exported(ProducerTable, officer, name="รายใหม่").values()]
    assert MASKED in texts
    assert NUMBER not in " ".join(texts)


def test_imported_beside_the_same_number_nothing_changes_beside_another_it_is_refused(of):
    officer = make.district_officer(of)
    maker = make.producer(of, kind="individual")
    maker.set_national_id(NUMBER)
    maker.save()
    row = exported(ProducerTable, officer)
    assert checked(ProducerTable, officer, row | {"tax_id": NUMBER}).unchanged == 1
    run = sent(officer, row | {"tax_id": OTHER})
    (fault,) = run.preview["faulty"][0]["faults"]
    assert f"ไม่ตรงกับของผู้ลงทะเบียน ({MASKED})" in fault["reason"]
    assert fault["typed"] == "(ปิดไว้)"
    assert everywhere(OTHER) == []
    both = {"code": "", "name": "ใหม่", "kind": "individual", "tax_id": NUMBER}
    (line,) = checked(ProducerTable, officer, both | {"national_id": OTHER}).faulty
    assert list(line.faults) == ["tax_id"]


@pytest.mark.parametrize(
    "cell",
    [
        {"tax_id": "1999900000014"},
        {"registration_number": "1999900000014"},
        {"name": f"นาย ก {NUMBER}"},
        {"remark": NUMBER},
        {"house_number": NUMBER},
        {"village_number": NUMBER},
        {"member_count": NUMBER},
    ],
)
def test_what_is_refused_is_not_shown_either(of, cell):
    number = "1999900000014" if "1999900000014" in cell.values() else NUMBER
    run = sent(make.district_officer(of), {"code": "", "name": "ใหม่"} | cell)
    assert run.counts["faulty"] == 1
    assert run.preview["faulty"][0]["faults"][0]["reason"]
    assert everywhere(number) == []
    assert Job.objects.get().status == "done"


# --- The search -----------------------------------------------------------------------------------

LIST = "/producers/producer/"


def found(client, answer) -> list[str]:
    assert answer.status_code == 302
    assert NUMBER not in answer["Location"]
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert NUMBER not in page.content.decode()
    return [one.name for one in page.context["cl"].result_list]


@pytest.mark.parametrize("typed", [NUMBER, "๑-๙๙๙๙-๐๐๐๐๐-๐๑-๓"])
def test_a_search_finds_by_the_hash_and_leaves_no_number_in_the_address(of, client, typed):
    maker = make.producer(of, "มีเลข")
    maker.set_national_id(NUMBER)
    maker.save()
    make.producer(of, "ไม่มีเลข")
    assert found(client, client.post(LIST, {"q": typed})) == ["มีเลข"]
    assert found(client, client.get(LIST, {"q": typed})) == ["มีเลข"]
    elsewhere = signed_in(make.district_officer(make.district("2401", "เมือง")))
    assert found(elsewhere, elsewhere.post(LIST, {"q": typed})) == []


def test_who_may_not_see_the_number_may_not_ask_for_it(of):
    maker = make.producer(of, "มีเลข")
    maker.set_national_id(NUMBER)
    maker.save()
    department = signed_in(make.department_officer())
    answer = department.post(LIST, {"q": NUMBER})
    assert found(department, answer) == []
    own = signed_in(make.district_officer(of))
    token = own.post(LIST, {"q": NUMBER})["Location"]
    page = department.get(token)
    assert list(page.context["cl"].result_list) == []


def test_any_other_search_is_as_it_was(of, client):
    make.producer(of, "กลุ่มทอผ้า", phone="+66810000001")
    make.producer(of, "กลุ่มจักสาน")
    answer = client.post(LIST, {"q": "จักสาน", "kind": "group"})
    assert answer["Location"].startswith(f"{LIST}?")
    assert "kind=group" in answer["Location"]
    assert [one.name for one in client.get(answer["Location"]).context["cl"].result_list] == [
        "กลุ่มจักสาน"
    ]
    shown = client.get(LIST, {"q": "081-000-0001"})
    assert [one.name for one in shown.context["cl"].result_list] == ["กลุ่มทอผ้า"]


def texts_of_a_sheet() -> list[str]:
    """Every column of the producers' table that takes free text."""
    table = ProducerTable(None)
    return [
        name
        for name, column in table.columns.items()
        if isinstance(column.widget, TextCell)
        and not isinstance(column.widget, CodeCell)
        and not column.readonly
    ]


def test_a_sheet_has_texts_to_be_asked():
    assert {"name", "remark", "house_number", "village_number", "person_position"} <= set(
        texts_of_a_sheet()
    )


@pytest.mark.parametrize("name", texts_of_a_sheet())
def test_in_any_text_of_a_sheet_it_is_refused(of, name):
    """Whichever class reads the text: one of the address is a class of its own."""
    officer = make.district_officer(of)
    row = {"code": "", "name": "กลุ่มใหม่", "kind": "กลุ่มผู้ผลิตชุมชน"}
    found = checked(ProducerTable, officer, row | {name: NUMBER})
    assert (len(found.new), len(found.faulty)) == (0, 1)
    assert name in found.faulty[0].faults
