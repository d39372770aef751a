"""Cells read otherwise than they are written: choices in other words, telephones, Thai typing; each
is said before it is confirmed where it is more than a spelling."""

from datetime import date

import pytest

from chuanchim.imports import OutletTable
from core.reading import FileRefused
from core.tables.cells import ChoiceCell, choice_key
from core.tables.import_rows import WHOLE_ROW
from core.tables.preview import preview
from core.tables.tables import VERSION_HEADING, all_tables
from core.tables.words import _heading_words, other_words
from producers.imports import ProducerTable
from producers.models import Producer
from products.imports import ProductTable
from products.models import Category
from sales.imports import SalesTable
from tests.support import factories as make
from tests.support.sheets_by_column import checked, exported
from tests.support.sheets_by_heading import checked as checked_file
from tests.support.sheets_by_heading import sheet_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make.district()


@pytest.fixture
def officer(district):
    return make.district_officer(district)


NEW = {"code": "", "name": "กลุ่มใหม่"}


def new_line(table, by, row):
    (line,) = checked(table, by, row).new
    return line


# --- Choices --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("ผ้า เครื่องแต่งกาย", "fabric"),
        ("ผ้าและเครื่องแต่งกาย", "fabric"),
        ("ผ้า/เครื่องแต่งกาย", "fabric"),
        ("3. ผ้า เครื่องแต่งกาย", "fabric"),
        ("๓.ผ้า", "fabric"),
        ("ของใช้/ของตกแต่ง/ของที่ระลึก", "utensil"),
        ("ของใช้และของประดับตกแต่ง", "utensil"),
        ("ของใช้ ของตกแต่ง", "utensil"),
        ("สมุนไพรไม่ใช่อาหาร", "herb"),
        ("สมุนไพร", "herb"),
        ("ประเภทอาหาร", "food"),
        ("ประเภท: เครื่องดื่ม", "beverage"),
        ("food", "food"),
    ],
)
def test_categories_as_lists_write_them(typed, value):
    assert ProductTable.fields["category"].widget.clean(typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("กลุ่ม", "group"),
        ("กลุ่มผู้ผลิตชุมชน", "group"),
        ("วิสาหกิจชุมชน", "group"),
        ("เจ้าของรายเดียว", "individual"),
        ("SMEs", "sme"),
        ("sme", "sme"),
        ("ผู้ผลิต SMEs", "sme"),
    ],
)
def test_kinds_as_lists_write_them(typed, value):
    assert ProducerTable.fields["kind"].widget.clean(typed) == value


def test_the_nearest_word_is_named_where_none_is_meant_for_certain():
    with pytest.raises(ValueError, match="ไม่รู้จัก “เครื่องดืม” น่าจะเป็น “เครื่องดื่ม” ใช้คำใดคำหนึ่ง"):
        ProductTable.fields["category"].widget.clean("เครื่องดืม")


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("keeps_accounts", "มีแล้ว", True),
        ("keeps_accounts", "✔", True),
        ("keeps_accounts", "ยังไม่มี", False),
        ("keeps_accounts", "-", None),
        ("member_count", "12 คน", 12),
        ("member_count", "๑๒คน", 12),
        ("member_count", "-", None),
        ("person_born_on", "-", None),
        ("person_born_on", "24 พย 2510", date(1967, 11, 24)),
        ("village_number", "-", ""),
        ("house_number", "ไม่มี", ""),
    ],
)
def test_cells_as_lists_write_them(name, typed, value):
    assert ProducerTable.fields[name].widget.clean(typed) == value


@pytest.mark.parametrize(
    "typed",
    [
        "ต.ค. 69",
        "1/10/2569",
        "ประจำเดือนตุลาคม 2569",
        "ตค 69",
        "ต.ค.-69",
        "10/69",
        "ตุลาคม พ.ศ. 2569",
        "Oct-69",
    ],
)
def test_months_as_lists_write_them(typed):
    assert SalesTable.fields["month"].widget.clean(typed) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("entity", "headings"),
    [
        ("producers", {"ชื่อกลุ่ม": "กลุ่มใหม่", "เบอร์โทรศัพท์": "0810000001", "ประเภทผู้ประกอบการ": "กลุ่ม"}),
        ("producers", {"ชื่อผู้ประกอบการ": "กลุ่มใหม่", "เบอร์ติดต่อ": "0810000001", "ลักษณะ": "กลุ่ม"}),
    ],
)
def test_headings_under_other_names(officer, entity, headings):
    (line,) = checked_file(entity, officer, [headings]).new
    assert (line.values["name"], line.values["phone"], line.values["kind"]) == (
        "กลุ่มใหม่",
        "+66810000001",
        "group",
    )


def test_the_version_of_a_sheet_exported_before_its_heading_changed_still_guards(officer, district):
    held = make.producer(district, "กลุ่มทอผ้า", phone="+66810000001")
    (row,) = sheet_rows("producers", officer)
    assert VERSION_HEADING in row
    older = {("รุ่นของข้อมูล" if name == VERSION_HEADING else name): row[name] for name in row}
    Producer.objects.filter(pk=held.pk).update(phone="+66820000000")
    (line,) = checked_file("producers", officer, [older]).faulty
    assert VERSION_HEADING in line.faults[WHOLE_ROW]


def test_beside_a_heading_in_its_own_words_another_is_a_column_of_its_own(officer):
    row = {"ชื่อกลุ่ม": "กลุ่มใหม่", "โทรศัพท์": "0810000001", "เบอร์มือถือ": "0810000002"}
    found = checked_file("producers", officer, [row])
    assert found.new[0].values["phone"] == "+66810000001"
    assert any("เบอร์มือถือ" in note for note in found.notes)


def test_every_other_heading_is_of_a_heading_of_its_table():
    unfolded = {"ที่อยู่"}
    known = {
        table.entity: {one.column_name for one in table.fields.values()} for table in all_tables()
    }
    for entity, heading, word in _heading_words():
        of = [known[entity]] if entity else [*known.values(), unfolded]
        assert any(heading in headings for headings in of), (entity, heading, word)


@pytest.mark.parametrize("typed", ["อาหารและเครื่องดื่ม", "อื่น ๆ", "-", "ผ้า อาหาร"])
def test_what_could_be_two_or_none_is_refused(typed):
    with pytest.raises(ValueError, match="ใช้คำใดคำหนึ่ง: อาหาร / เครื่องดื่ม"):
        ProductTable.fields["category"].widget.clean(typed)


def test_every_word_of_the_data_is_of_one_value_of_the_forms():
    values = {"category": set(Category.values), "kind": set(Producer.Kind.values)}
    for choice, known in values.items():
        assert set(other_words(choice).values()) == known
    assert other_words("nothing") == {}


def test_no_two_words_of_a_form_are_compared_alike():
    seen = 0
    for table in all_tables():
        for column in table.fields.values():
            if isinstance(column.widget, ChoiceCell):
                words = [label for label in column.widget.words.values() if label]
                assert len({choice_key(label) for label in words}) == len(words)
                for value, label in column.widget.words.items():
                    if label and value:
                        assert column.widget.clean(label) == value
                seen += 1
    assert seen > 5


# --- Telephones -----------------------------------------------------------------------------------


def test_a_lost_zero_is_given_back_and_said(officer):
    found = checked(ProducerTable, officer, NEW | {"phone": "810000001"})

    assert found.new[0].values["phone"] == "+66810000001"
    assert found.notes == ["ควรตรวจก่อนยืนยัน 1 แถว: แถว 2"]
    (row,) = preview(ProducerTable(officer), found)["new"]
    assert row["doubts"] == [
        {
            "heading": "โทรศัพท์",
            "typed": "810000001",
            "reason": "เติม 0 ข้างหน้าที่หายไป อ่านเป็น 08-1000-0001",
        }
    ]
    assert {"heading": "โทรศัพท์", "after": "08-1000-0001"} in row["cells"]


def test_further_numbers_stand_in_the_note_of_the_record(officer):
    row = NEW | {"phone": "08-1000-0004, 08-1000-0005", "remark": "ติดต่อเย็น"}
    line = new_line(ProducerTable, officer, row)

    assert line.values["phone"] == "+66810000004"
    assert line.values["remark"] == "ติดต่อเย็น โทร. 08-1000-0005"
    assert line.doubts == {
        "phone": "มีหลายเบอร์ เก็บเบอร์แรก 08-1000-0004 · โทร. 08-1000-0005 เก็บไว้ที่หมายเหตุ"
    }


def test_the_same_sheet_again_changes_nothing(officer, district):
    make.producer(district, "กลุ่มทอผ้า", phone="+66810000004", remark="โทร. 08-1000-0005")
    row = exported(ProducerTable, officer) | {"phone": "08-1000-0004, 08-1000-0005"}

    assert checked(ProducerTable, officer, row).unchanged == 1
    assert checked(ProducerTable, officer, row | {"remark": ""}).unchanged == 1


def test_a_changed_record_keeps_its_note_and_the_preview_says_where_the_rest_goes(
    officer, district
):
    make.producer(district, "กลุ่มทอผ้า", phone="", remark="เดิม")
    row = exported(ProducerTable, officer) | {"phone": "08-1000-0004, 08-1000-0005"}
    found = checked(ProducerTable, officer, row)

    (line,) = found.changed
    assert line.values == {"phone": "+66810000004", "remark": "เดิม โทร. 08-1000-0005"}
    (shown,) = preview(ProducerTable(officer), found)["changed"]
    assert shown["changes"] == [
        {"heading": "โทรศัพท์", "before": "", "after": "08-1000-0004"},
        {"heading": "หมายเหตุ", "before": "เดิม", "after": "เดิม โทร. 08-1000-0005"},
    ]


def test_the_further_number_of_an_outlet_stands_in_its_note(officer):
    row = {"id": "", "name": "ร้านใหม่", "phone": "08-1000-0004, 08-1000-0005", "remark": ""}
    line = new_line(OutletTable, officer, row)
    assert (line.values["phone"], line.values["remark"]) == ("+66810000004", "โทร. 08-1000-0005")


def test_a_note_that_is_full_refuses_the_further_number(officer):
    said = "กรอกได้ค่าเดียว ถ้าใช้ค่าแรก กรอก 08-1000-0004 ที่เหลือคือ โทร. 08-1000-0005"
    phone = {"phone": "08-1000-0004, 08-1000-0005"}
    full = "ก" * (Producer._meta.get_field("remark").max_length - 5)
    (line,) = checked(ProducerTable, officer, NEW | phone | {"remark": full}).faulty
    assert line.faults == {"phone": said}


@pytest.mark.parametrize("name", ["remark", "raw_material", "house_number"])
def test_a_number_of_a_person_among_the_new_cells_is_masked(officer, name):
    row = NEW | {name: "ดู 1-9999-00000-01-3"}
    shown = preview(ProducerTable(officer), checked(ProducerTable, officer, row))

    (new,) = [*shown["new"], *shown["faulty"]]
    assert "ดู " in str(new)
    assert "00000" not in str(new)


# --- The column of keys ---------------------------------------------------------------------------


def test_a_file_without_the_column_of_codes_holds_new_records_only(officer, district):
    make.producer(district, "กลุ่มทอผ้า")
    rows = [{"ชื่อผู้ผลิต ผู้ประกอบการ": name} for name in ("กลุ่มใหม่", "กลุ่มทอผ้า")]
    found = checked_file("producers", officer, rows)

    assert [line.number for line in found.new] == [2]
    assert [list(line.faults) for line in found.faulty] == [["name"]]  # it stands there already
    assert found.notes[0].startswith("ไฟล์ไม่มีคอลัมน์ “รหัสผู้ประกอบการ” ทุกแถวอ่านเป็นรายการใหม่")


@pytest.mark.parametrize("heading", ["รหัสกลุ่ม", "รหัส", "Code"])
def test_a_column_that_may_be_meant_for_the_codes_refuses_the_file(officer, heading):
    rows = [{"ชื่อผู้ผลิต ผู้ประกอบการ": "กลุ่มใหม่", heading: "2402000001"}]
    with pytest.raises(FileRefused, match=f"ไม่มีหัวคอลัมน์ “รหัสผู้ประกอบการ” แต่มี “{heading}”"):
        checked_file("producers", officer, rows)


def test_who_adds_nothing_is_asked_for_the_codes(district):
    rows = [{"ชื่อผู้ผลิต ผู้ประกอบการ": "กลุ่มใหม่"}]
    with pytest.raises(FileRefused, match="ไม่มีหัวคอลัมน์ “รหัสผู้ประกอบการ”"):
        checked_file("producers", make.province_officer(district.province), rows)
