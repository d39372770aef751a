"""A row of another area is an error, never an update: every table, through the page and the command.

The neighbour's own rows come in as its own sheet says them, and by a code or number typed into one's
own sheet. What could leak is made first.
"""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from chuanchim.models import Outlet
from core.areas.scope import Role
from core.tables.models import ImportRun
from core.tables.tables import all_tables, table_of
from core.users.models import User
from producers.models import Producer, ProducerMembership, RegistryList
from products.models import Product, ProductMembership
from registration.models import Status
from registration.part_tables import PartTable
from tests.support import factories as make
from tests.support import target_factories as targets
from tests.support.parts import parts_of_outlet, parts_of_producer, parts_of_product
from tests.support.sheets_by_heading import (
    checked,
    confirm,
    faults,
    send,
    sheet_rows,
    stored,
    workbook,
)

pytestmark = pytest.mark.django_db

OWN, SIBLING, FOREIGN = "2402", "2403", "2501"
VERSION = "เลขกำกับข้อมูล (ห้ามแก้ไข)"

# By table: its key column, and cells that would change a row.
TABLES = {
    "producers": ("รหัสผู้ประกอบการ", {"หมายเหตุ": "แก้จากไฟล์"}),
    "products": ("รหัสผลิตภัณฑ์", {"การเก็บรักษา": "แก้จากไฟล์"}),
    "standards": ("เลขที่รายการ", {"เลขที่ใบรับรอง": "แก้จากไฟล์"}),
    "producer-lists": ("รหัสผู้ประกอบการ", {"หมายเหตุ": "แก้จากไฟล์"}),
    "product-lists": ("รหัสผลิตภัณฑ์", {"หมายเหตุ": "แก้จากไฟล์"}),
    "outlets": ("รหัสร้าน", {"กลุ่ม องค์กร หรือเจ้าของ": "แก้จากไฟล์"}),
    "outlet-items": ("เลขที่รายการ", {"หมายเหตุ": "แก้จากไฟล์"}),
    "producer-projects": ("เลขที่รายการ", {"หมายเหตุ": "แก้จากไฟล์"}),
    "producer-funding": ("เลขที่รายการ", {"จำนวนเงิน (บาท)": 99}),
    "producer-stars": ("เลขที่รายการ", {"ผลิตภัณฑ์ที่ส่งคัดสรร": "แก้จากไฟล์"}),
    "producer-support": ("เลขที่รายการ", {"เรื่องที่สนับสนุน": "แก้จากไฟล์"}),
    "producer-channels": ("เลขที่รายการ", {"ชื่อร้าน สถานที่ หรือประเทศ": "แก้จากไฟล์"}),
    "producer-transport": ("เลขที่รายการ", {"หมายเหตุ": "แก้จากไฟล์"}),
    "product-awards": ("เลขที่รายการ", {"หน่วยงานที่มอบ": "แก้จากไฟล์"}),
    "product-projects": ("เลขที่รายการ", {"ปี พ.ศ.": 2559}),
    "product-prices": ("เลขที่รายการ", {"ขนาด รูปแบบ": "แก้จากไฟล์"}),
    "product-property": ("เลขที่รายการ", {"เลขที่จดทะเบียน": "99"}),
    "outlet-criteria": ("เลขที่รายการ", {"หมายเหตุ": "แก้จากไฟล์"}),
    "outlet-recognitions": ("เลขที่รายการ", {"หน่วยงานที่ให้": "แก้จากไฟล์"}),
    "sales": ("รหัสผู้ประกอบการ", {"ในประเทศ ออฟไลน์": 99}),
    "targets": ("รหัสพื้นที่", {"เป้าหมาย": 99, "เหตุผลที่ปรับ": "แก้จากไฟล์"}),
}
# By table of a part: the heading that names its record, the model of that.
PARTS = {
    one.entity: (one.fields[one.owner].column_name, one.owner_model)
    for one in all_tables()
    if issubclass(one, PartTable)
}
MODELS = {Producer, Product, Outlet} | {table_of(entity).model for entity in TABLES}


# The department takes them along; a standing and an assessment are made by their workflows alone.
FOR_READING = {"producers-standing", "products-standing", "outlets-standing", "assessments"}
# Imported by the department alone, which sees every account and district and corrects any record's day
# (tests/accounts/test_account_table.py, tests/online_market/test_letter_bases.py,
# tests/registration/test_registered_on.py).
OF_THE_DEPARTMENT = {
    "accounts",
    "online-bases",
    "producers-registered-on",
    "products-registered-on",
    "outlets-registered-on",
}


def test_every_table_is_asked():
    assert {one.entity for one in all_tables()} == {*TABLES, *OF_THE_DEPARTMENT, *FOR_READING}
    for entity in OF_THE_DEPARTMENT:
        assert table_of(entity).importers == {Role.DEPARTMENT}
    for entity in FOR_READING:
        assert table_of(entity).importers == frozenset()
        assert table_of(entity).exporters == {Role.DEPARTMENT}


@pytest.fixture
def scene() -> None:
    """In each of three districts one row of every table; targets in draft in both provinces."""
    for code in (OWN, SIBLING, FOREIGN):
        one_of_everything(code)
    for codes in ((OWN, SIBLING), (FOREIGN,)):
        incomes = {code: (1000, 2000, 3000) for code in codes}
        targets.whole_plan(make.province(codes[0][:2]), incomes)


def one_of_everything(code: str) -> None:
    of = make.district(code, f"อำเภอที่ {code}")
    maker = make.producer(of, f"กลุ่ม {code}")
    made = make.product(maker, name=f"ของ {code}")
    outlet = make.outlet(of, f"ร้าน {code}")
    parts_of_producer(maker, code)
    parts_of_product(made, code)
    parts_of_outlet(outlet, code)
    lists = RegistryList.objects
    place = {"year": 2567, "note": code}
    ProducerMembership.objects.create(
        producer=maker, list=lists.filter(names="producers")[0], **place
    )
    ProductMembership.objects.create(product=made, list=lists.filter(names="products")[0], **place)
    make.row(make.district_month(of), maker, "food", ("5", "0", "0", "0"))
    make.district_officer(of)
    make.province_officer(of.province)


def officers(entity: str) -> list[tuple[User, User]]:
    """Pairs of who imports and whose rows are not theirs."""
    pairs = [("district2402", "district2403"), ("district2402", "district2501")]
    pairs += [("province24", "province25")]
    return [
        (by, User.objects.get(username=other))
        for username, other in pairs
        if (by := User.objects.get(username=username)).role in table_of(entity).importers
    ]


def refused_both_ways(entity: str, by: User, rows: list[dict], folder: Path) -> list[dict]:
    """Sends the rows by the page and by the command: all faulty, nothing written. Their faults."""
    before = stored(MODELS)
    run = send(entity, by, rows)
    assert run.counts == {"new": 0, "changed": 0, "unchanged": 0, "faulty": len(rows)}
    assert confirm(run, with_faults=True).status == "checked"
    file = folder / "ไฟล์.xlsx"
    file.write_bytes(workbook(rows))
    with pytest.raises(CommandError, match=f"มี {len(rows)} แถวที่ต้องแก้"):
        call_command("import_table", entity, str(file), "--as", by.username, stdout=StringIO())
    assert stored(MODELS) == before
    return faults(checked(entity, by, rows))


@pytest.mark.parametrize("versions", ["as exported", "taken away"])
@pytest.mark.parametrize("entity", TABLES)
def test_the_sheet_of_a_neighbour_changes_nothing(scene, entity, versions, tmp_path):
    _, cells = TABLES[entity]
    pairs = officers(entity)
    assert pairs
    for by, neighbour in pairs:
        rows = [row | cells for row in sheet_rows(entity, neighbour)]
        if versions == "taken away":
            rows = [row | {VERSION: ""} if VERSION in row else row for row in rows]
        assert rows
        said = refused_both_ways(entity, by, rows, tmp_path)
        assert all(said)


@pytest.mark.parametrize("entity", TABLES)
def test_a_neighbours_key_in_ones_own_sheet_changes_nothing(scene, entity, tmp_path):
    key, cells = TABLES[entity]
    for by, neighbour in officers(entity):
        own, theirs = sheet_rows(entity, by)[0], sheet_rows(entity, neighbour)[0]
        assert own[key] != theirs[key]
        refused_both_ways(entity, by, [own | cells | {key: theirs[key]}], tmp_path)
        if VERSION in own:
            typed = own | cells | {key: theirs[key], VERSION: ""}
            refused_both_ways(entity, by, [typed], tmp_path)


@pytest.mark.parametrize(
    ("entity", "owner"),
    [("products", "รหัสผู้ประกอบการ"), *((entity, owner) for entity, (owner, _) in PARTS.items())],
)
def test_a_part_goes_to_no_record_of_a_neighbour(scene, entity, owner, tmp_path):
    """Neither moved there nor added there."""
    by, neighbour = officers(entity)[0]
    own, theirs = sheet_rows(entity, by)[0], sheet_rows(entity, neighbour)[0]
    [moved] = refused_both_ways(entity, by, [own | {owner: theirs[owner]}], tmp_path)
    added = own | {TABLES[entity][0]: "", owner: theirs[owner]}
    added |= {VERSION: ""} if VERSION in own else {}
    [said] = refused_both_ways(entity, by, [added], tmp_path)
    assert any("ของรายการเดิมไม่ได้" in one for one in moved.values())
    assert any("ในพื้นที่ของท่าน" in one for one in said.values())


@pytest.mark.parametrize("entity", ["producers", "outlets"])
def test_a_new_record_comes_into_ones_own_district_only(scene, entity, tmp_path):
    by = User.objects.get(username="district2402")
    name = "ชื่อผู้ผลิต ผู้ประกอบการ" if entity == "producers" else "ชื่อร้าน"
    new = {TABLES[entity][0]: "", name: "รายใหม่", "รหัสอำเภอ": SIBLING}
    [said] = refused_both_ways(entity, by, [new], tmp_path)
    assert said == {"district_code": f"อำเภอ {SIBLING} ไม่อยู่ในพื้นที่ของท่าน"}
    province = User.objects.get(username="province24")
    [said] = refused_both_ways(entity, province, [new], tmp_path)
    assert said[""].startswith("บัญชีนี้เพิ่มรายการใหม่จากไฟล์ไม่ได้")
    run = confirm(send(entity, by, [new | {"รหัสอำเภอ": ""}]))
    assert run.receipt["rows"]["new"] == 1
    model = table_of(entity).model
    assert model.objects.get(name="รายใหม่").district_id == OWN


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.CANCELLED])
@pytest.mark.parametrize(
    ("entity", "model"),
    [
        ("producers", Producer),
        ("products", Product),
        ("outlets", Outlet),
        ("producer-lists", Producer),
        ("product-lists", Product),
        *((entity, model) for entity, (_, model) in PARTS.items()),
    ],
)
def test_what_is_submitted_or_cancelled_stays(scene, entity, model, status, tmp_path):
    """Of a submitted record its district waits; a cancelled one is nobody's to change."""
    key, cells = TABLES[entity]
    moments = make.standing({"status": status})
    moments.pop("content_changed_at")
    make.jump(
        model.objects.all(), **dict.fromkeys(("certified_at", "announced_at"), None) | moments
    )
    who = ["district2402"] if status == Status.SUBMITTED else ["district2402", "province24"]
    for username in who:
        by = User.objects.get(username=username)
        rows = [row | cells for row in sheet_rows(entity, by)]
        for said in refused_both_ways(entity, by, rows, tmp_path):
            assert said[""].startswith("เสนอจังหวัดแล้ว" if status == Status.SUBMITTED else "ยกเลิกแล้ว")
        if entity in PARTS:
            [said] = refused_both_ways(entity, by, [rows[0] | {key: ""}], tmp_path)
            assert len(said) == 1


def test_the_department_imports_what_it_keeps_only(scene, tmp_path):
    """Sales are the districts'; of targets the nation's alone. Parts of the old systems it adds, and
    changes none."""
    by = make.department_officer()
    make.confirm_province(make.province("24"))
    client = Client()
    client.force_login(by)
    refused = {one.entity for one in all_tables() if Role.DEPARTMENT not in one.importers}
    assert refused == {"sales", *FOR_READING}
    for entity in refused - FOR_READING:
        rows = [row | TABLES[entity][1] for row in sheet_rows(entity, by)]
        assert rows
        file = tmp_path / "ไฟล์.xlsx"
        file.write_bytes(workbook(rows))
        before = stored(MODELS)
        with file.open("rb") as sent:
            assert client.post(f"/tables/{entity}/", {"file": sent}).status_code == 404
        with pytest.raises(CommandError, match="นำเข้า"):
            call_command("import_table", entity, str(file), "--as", by.username, stdout=StringIO())
        assert stored(MODELS) == before
    assert not ImportRun.objects.exists()
    # What it sees of the registers it does not change: on the form neither (otop_registry.rights).
    for entity in ("producers", "products", "outlets", *PARTS):
        rows = [row | TABLES[entity][1] for row in sheet_rows(entity, by)]
        assert len(rows) == 3
        for said in refused_both_ways(entity, by, rows, tmp_path):
            assert said[""].startswith("บัญชีนี้แก้ไขรายการเดิมไม่ได้")
    targets.approved(make.province("24").targetplan_set.get())
    rows = [row | TABLES["targets"][1] for row in sheet_rows("targets", by)]
    assert {row["รหัสพื้นที่"] for row in rows} == {OWN, SIBLING}
    refused_both_ways("targets", by, rows, tmp_path)


def test_somebody_elses_import_is_not_found(scene):
    """Its preview shows records: not to the neighbour, not to an officer of the same district."""
    by = User.objects.get(username="district2402")
    rows = [row | TABLES["producers"][1] for row in sheet_rows("producers", by)]
    run = send("producers", by, rows)
    assert run.counts["changed"] == 1
    others = [
        User.objects.get(username="district2403"),
        make.district_chief(make.district(OWN)),
        make.department_officer(),
    ]
    for other in others:
        client = Client()
        client.force_login(other)
        assert client.get(f"/tables/imports/{run.pk}/").status_code == 404
        assert client.post(f"/tables/imports/{run.pk}/confirm/").status_code == 404
        assert client.post(f"/tables/imports/{run.pk}/call-off/").status_code == 404
    run.refresh_from_db()
    assert run.status == "checked"
