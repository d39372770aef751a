"""Whose a row is, by names as offices write them; what contradicts its district is refused there."""

import pytest

from chuanchim.imports import OutletTable
from core.areas.management.commands.load_areas import load_areas
from core.areas.models import District
from core.reading import Unreadable
from producers.imports import ProducerTable
from producers.models import Producer
from products.imports import ProductTable
from tests.support import factories as make
from tests.support.sheets_by_column import checked, exported
from tests.support.sheets_by_heading import checked as of_file
from tests.support.sheets_by_heading import table

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas():
    load_areas()


@pytest.fixture
def department(areas):
    return make.department_officer()


@pytest.fixture
def district(areas) -> District:
    return District.objects.get(code="2402")


@pytest.fixture
def officer(district):
    return make.district_officer(district)


NEW = {"code": "", "name": "กลุ่มใหม่"}


def only(found):
    """The only line, new or faulty: its values, faults and doubts."""
    (line,) = [*found.new, *found.faulty]
    return line


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"district": "บางคล้า", "province": "ฉะเชิงเทรา"}, "2402"),
        ({"district": "อ.บางคล้า", "province": "จ.ฉะเชิงเทรา"}, "2402"),
        ({"district": "เมือง", "province": "ฉะเชิงเทรา"}, "2401"),
        ({"district": "เขตพระนคร", "province": "กทม."}, "1001"),
        ({"district": "บางคล้า"}, "2402"),  # one of the name in the nation
        ({"district": "เฉลิมพระเกียรติ", "province": "น่าน"}, "5515"),
    ],
)
@pytest.mark.parametrize("table", [ProducerTable, OutletTable])
def test_the_department_names_the_district(department, table, said, code):
    row = {table.key[0]: "", "name": "กลุ่มใหม่"}
    assert only(checked(table, department, row | said)).values["district_code"] == code


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"district": "เฉลิมพระเกียรติ"}, {"district": "มีอำเภอชื่อนี้ 5 แห่ง ระบุจังหวัด หรือรหัสอำเภอ 4 หลัก"}),
        (
            {"district": "บางคล้า", "province": "ชลบุรี"},
            {"province": "“บางคล้า” อยู่จังหวัดฉะเชิงเทรา ไม่ใช่ “ชลบุรี” ตรวจอีกครั้ง"},
        ),
        (
            {"district": "บางคลา", "province": "ฉะเชิงเทรา"},
            {"district": "ไม่มีอำเภอ “บางคลา” ในพื้นที่ของท่าน ใกล้ที่สุดคือ “บางคล้า”"},
        ),
        (
            {"province": "ฉะเชิงเทรา", "district": ""},
            {"district_code": "ต้องระบุชื่ออำเภอและจังหวัด หรือรหัสอำเภอ 4 หลัก"},
        ),
        (
            {"district_code": "2403", "district": "บางคล้า"},
            {"district": "แถวนี้เป็นของอำเภอบางน้ำเปรี้ยว (2403) ไม่ใช่ “บางคล้า” แก้ให้ตรงกัน"},
        ),
        (
            {"district_code": "2402", "province": "ชลบุรี"},
            {"province": "อำเภอบางคล้า (2402) อยู่จังหวัดฉะเชิงเทรา ไม่ใช่ “ชลบุรี” แก้ให้ตรงกัน"},
        ),
        (
            {"district_code": "2402", "subdistrict": "แสนภูดาษ"},  # of อำเภอบ้านโพธิ์
            {"subdistrict": "ไม่มีตำบล “แสนภูดาษ” ในอำเภอบางคล้า"},
        ),
        ({"district_code": "9999"}, {"district_code": "อำเภอ 9999 ไม่อยู่ในพื้นที่ของท่าน"}),
    ],
)
def test_what_contradicts_is_refused_where_it_stands(department, said, faults):
    found = only(checked(ProducerTable, department, NEW | said))

    assert found.faults == faults


def test_an_office_names_no_other_district_than_its_own(officer):
    for said, column in (
        ({"district": "บ้านโพธิ์"}, "district"),
        ({"province": "ชลบุรี"}, "province"),
        ({"district_code": "2403"}, "district_code"),
    ):
        assert list(only(checked(ProducerTable, officer, NEW | said)).faults) == [column]
    said = {"district": "อ.บางคล้า", "province": "จ.ฉะเชิงเทรา", "subdistrict": "ต. บางสวน"}
    found = only(checked(ProducerTable, officer, NEW | said))
    assert (found.values["district_code"], found.values["subdistrict"]) == ("2402", "240204")
    assert found.doubts == {}


def test_a_place_that_cannot_be_read_is_refused(officer):
    row = NEW | {"district": Unreadable("ช่องนี้ผสานอยู่")}
    assert only(checked(ProducerTable, officer, row)).faults == {"district": "ช่องนี้ผสานอยู่"}


def test_another_spelling_is_read_and_said(department):
    said = {"district": "แม่วาง", "province": "เชียงใหม่", "subdistrict": "ต.ทุ่งปี้"}
    found = only(checked(ProducerTable, department, NEW | said))
    assert found.values["subdistrict"] == "502202"
    assert found.doubts == {"subdistrict": "อ่านเป็น ทุ่งปี๊"}


def test_a_record_that_says_its_place_in_other_words_is_unchanged(officer, district):
    make.producer(district, "กลุ่มทอผ้า", subdistrict_id="240201")
    row = exported(ProducerTable, officer) | {
        "district": "อ.บางคล้า", "province": "จังหวัด ฉะเชิงเทรา", "subdistrict": "ต.บางคล้า",
    }  # fmt: skip
    assert checked(ProducerTable, officer, row).unchanged == 1
    assert Producer.objects.count() == 1


def test_a_part_that_names_another_owner_or_place_is_refused(officer, district):
    maker = make.producer(district, "กลุ่มทอผ้า")
    row = {"id": "", "producer": maker.code, "name": "ผ้าใหม่"}
    good = {"producer_name": "กลุ่มทอผ้า", "district": "อ.บางคล้า", "province": "จ.ฉะเชิงเทรา"}
    assert len(checked(ProductTable, officer, row | good).new) == 1
    for name, said in (
        ("producer_name", "กลุ่มอื่น"),
        ("district", "บ้านโพธิ์"),
        ("province", "ชลบุรี"),
    ):
        found = only(checked(ProductTable, officer, row | good | {name: said}))
        assert list(found.faults) == [name]
        assert found.faults[name].startswith(f"รหัสผู้ประกอบการ {maker.code} คือ “")


# --- A whole address in one cell --------------------------------------------------------------------

WHOLE = "เลขที่ 12/3 ม.4 ถนนมหาชน ต.บางคล้า อ.บางคล้า จ.ฉะเชิงเทรา 24110 โทร. 810000001"


@pytest.mark.parametrize("heading", ["ที่อยู่", "ที่อยู่ผู้ประกอบการ", "สถานที่ตั้ง"])
@pytest.mark.parametrize("entity", ["producers", "outlets"])
def test_a_whole_address_is_taken_apart_and_shown(department, entity, heading):
    name = table(entity, department).columns["name"].column_name
    (line,) = of_file(entity, department, [{name: "กลุ่มใหม่", heading: WHOLE}]).new
    assert {part: line.values[part] for part in ADDRESS} == {
        "house_number": "12/3 ถนนมหาชน",
        "village_number": "4",
        "subdistrict": "240201",
        "district_code": "2402",
        "postal_code": "24110",
        "phone": "+66810000001",
    }
    assert line.doubts[""] == f"แยกจากที่อยู่ “{WHOLE}” ตรวจว่าอยู่ถูกช่อง"


ADDRESS = ("house_number", "village_number", "subdistrict", "district_code", "postal_code", "phone")


def test_a_column_of_its_own_goes_before_the_whole_address(officer):
    row = {"ชื่อกลุ่ม": "กลุ่มใหม่", "ที่อยู่": WHOLE, "เบอร์โทร": "0810000009", "หมู่": "5"}
    found = of_file("producers", officer, [row, row | {"ชื่อกลุ่ม": "กลุ่มสอง", "เบอร์โทร": "", "หมู่": ""}])
    assert [(one.values["village_number"], one.values["phone"]) for one in found.new] == [
        ("5", "+66810000009"),
        ("4", "+66810000001"),
    ]


def test_an_address_that_contradicts_its_office_is_refused(officer):
    row = {"ชื่อกลุ่ม": "กลุ่มใหม่", "ที่อยู่": "1 ม.2 ต.บางไผ่ อ.เมือง จ.ฉะเชิงเทรา"}
    (line,) = of_file("producers", officer, [row]).faulty
    assert line.faults == {"district": "แถวนี้เป็นของอำเภอบางคล้า (2402) ไม่ใช่ “เมือง” แก้ให้ตรงกัน"}


def test_what_an_address_does_not_say_leaves_the_record_as_it_is(district, officer):
    maker = make.producer(district, "กลุ่มเดิม", house_number="9", postal_code="24110")
    rows = [{"รหัสผู้ประกอบการ": maker.code, "ชื่อกลุ่ม": maker.name, "ที่อยู่": address} for address in
            ("", "เลขที่ 9", "เลขที่ 10")]  # fmt: skip
    for row, changed in zip(rows, ({}, {}, {"house_number": "10"}), strict=True):
        found = of_file("producers", officer, [row])
        assert [line.values for line in found.changed] == ([changed] if changed else [])
        assert found.faulty == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"district": "อเมือง", "province": "ฉะเชิงเทรา"}, "2401"),
        ({"district": "อเมืองฉะเชิงเทรา"}, "2401"),
        ({"district": "อ,เมือง", "province": "จ,ฉะเชิงเทรา"}, "2401"),
        ({"district": "อบางคล้า", "province": "จฉะเชิงเทรา"}, "2402"),
        ({"district": "บางคล้า จ.ฉะเชิงเทรา"}, "2402"),
        ({"district": "อ.บางคล้าจ.ฉะเชิงเทรา", "province": ""}, "2402"),
        ({"district": "บางคล้า ฉะเชิงเทรา"}, "2402"),
        ({"district": "บางคล้า, ฉะเชิงเทรา"}, "2402"),
        ({"district": "บางคล้า (ฉะเชิงเทรา)"}, "2402"),
        ({"district": "อ.เมือง จ.ฉะเชิงเทรา", "province": "ฉะเชิงเทรา"}, "2401"),
        ({"district": "ต.ปากน้ำ อ.บางคล้า จ.ฉะเชิงเทรา", "subdistrict": ""}, "2402"),
        ({"district": "", "province": "อ.บางคล้า จ.ฉะเชิงเทรา"}, "2402"),
        ({"district": "", "subdistrict": "ต.ปากน้ำ อ.บางคล้า จ.ฉะเชิงเทรา"}, "2402"),
    ],
)
@pytest.mark.parametrize("table", [ProducerTable, OutletTable])
def test_slips_and_several_areas_in_a_cell_are_read_and_said(department, table, said, code):
    line = only(checked(table, department, NEW | said))
    assert (line.faults, line.values["district_code"]) == ({}, code)
    assert line.doubts.keys() & said.keys()
    if "subdistrict" in said:
        assert line.values["subdistrict"] == "240209"


@pytest.mark.parametrize(
    ("said", "column", "sentence"),
    [
        (
            {"district": "บางคล้า จ.ฉะเชิงเทรา", "province": "ระยอง"},
            "district",
            "แต่ช่องจังหวัดเป็น “ระยอง”",
        ),
        ({"district": "บางคล้า จ.ระยอง"}, "province", "อยู่จังหวัดฉะเชิงเทรา ไม่ใช่ “ระยอง”"),
        ({"district": "บางคล้า โทร 0810000000"}, "district", "ไม่มีอำเภอ “บางคล้า โทร 0810000000”"),
        ({"district": "อมก๋อย"}, None, ""),  # called so
        ({"district": "อบางคลา", "province": "ฉะเชิงเทรา"}, "district", "ใกล้ที่สุดคือ “บางคล้า”"),
    ],
)
def test_what_contradicts_is_not_taken_apart_silently(department, said, column, sentence):
    line = only(checked(ProducerTable, department, NEW | said))
    assert set(line.faults) == ({column} if column else set())
    assert sentence in line.faults.get(column, "")


def test_a_row_of_a_record_may_say_its_district_so_too(officer, district):
    maker = make.producer(district)
    row = exported(ProducerTable, officer)
    for said in ("อบางคล้า", "อ.บางคล้า จ.ฉะเชิงเทรา", "บางคล้า (จังหวัดฉะเชิงเทรา)"):
        assert checked(ProducerTable, officer, row | {"district": said}).unchanged == 1
    found = only(checked(ProducerTable, officer, row | {"district": "บ้านโพธิ์ จ.ฉะเชิงเทรา"}))
    assert set(found.faults) == {"district"}
    assert maker.district_id == "2402"


@pytest.mark.parametrize(
    ("house", "village", "read", "said"),
    [
        ("12/3 หมู่ 5", "", ("12/3", "5"), "แยกเป็น เลขที่ 12/3 หมู่ที่ 5"),
        ("๑๒/๓ ม.๕ ถนนสุขุมวิท", "", ("12/3 ถนนสุขุมวิท", "5"), "เลขที่ 12/3 ถนนสุขุมวิท หมู่ที่ 5"),
        ("หมู่ที่ 5", "", ("", "5"), "เลขที่ (ว่าง) หมู่ที่ 5"),
        ("12/3 หมู่ 5", "หมู่ 5", ("12/3", "5"), "แยกเป็น เลขที่ 12/3 หมู่ที่ 5"),
        ("12/3 หมู่ 5", "6", ("12/3 หมู่ 5", "6"), "มีหมู่ 5 แต่ช่องหมู่ที่เป็น 6"),
        ("12 หมู่บ้านตัวอย่าง 5", "", ("12 หมู่บ้านตัวอย่าง 5", ""), ""),
        ("12 หมู่ 5/1", "", ("12 หมู่ 5/1", ""), ""),
    ],
)
@pytest.mark.parametrize("one", [ProducerTable, OutletTable, ProductTable])
def test_a_village_in_the_cell_of_the_house_number(
    officer, district, one, house, village, read, said
):
    place = "place_" if one is ProductTable else ""
    names = (f"{place}house_number", f"{place}village_number")
    row = NEW | dict(zip(names, (house, village), strict=True))
    if one is ProductTable:
        row |= {"producer": make.producer(district).code}
    row["id" if one is not ProducerTable else "code"] = ""
    row.pop("code" if one is not ProducerTable else "id", None)
    line = only(checked(one, officer, row))
    assert line.faults == {}
    assert tuple(line.values[name] for name in names) == read
    assert said in line.doubts.get(names[0], "")
    assert bool(said) == (names[0] in line.doubts)
