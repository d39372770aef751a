"""A whole address in one cell, taken apart as offices write it."""

import csv

import pytest
from django.conf import settings

from core.areas.whole_addresses import Places, split_address

PARTS = ("house_number", "village_number", "subdistrict", "district", "province", "postal_code")


def areas_of(level: str) -> list[tuple[str, str]]:
    with (settings.BASE_DIR / f"fixtures/areas/{level}.csv").open(encoding="utf-8") as file:
        return [(row["code"], row["name_th"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def places() -> Places:
    return Places.of(*map(areas_of, ("provinces", "districts", "subdistricts")))


WHOLE = ("12/3", "4", "บางคล้า", "บางคล้า", "ฉะเชิงเทรา", "24110")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12/3 ม.4 ต.บางคล้า อ.บางคล้า จ.ฉะเชิงเทรา 24110", WHOLE),
        ("๑๒/๓ หมู่ที่ ๔ ตำบลบางคล้า อำเภอบางคล้า จังหวัดฉะเชิงเทรา ๒๔๑๑๐", WHOLE),
        ("เลขที่ 12/3 หมู่ 4 ต. บางคล้า, อ. บางคล้า, จ. ฉะเชิงเทรา 24110", WHOLE),
        ("12/3 ม.4ต.บางคล้าอ.บางคล้าจ.ฉะเชิงเทรา24110", WHOLE),
        ("12/3 หมู่ 4 บางคล้า บางคล้า ฉะเชิงเทรา 24110", WHOLE),
        ("12/3 ม.4 ต.บางคล้า อ.บางคล้า ฉะเชิงเทรา รหัสไปรษณีย์ 24110", WHOLE),
        (
            "99 ซ.ลาดพร้าว 12 แขวงจอมพล เขตจตุจักร กทม. 10900",
            ("99 ซ.ลาดพร้าว 12", "", "จอมพล", "จตุจักร", "กรุงเทพมหานคร", "10900"),
        ),
        (
            "บ้านเลขที่ 5 บ้านหนองบัว ม. 3 ต.เขาหินซ้อน อ.พนมสารคาม",
            ("5 บ้านหนองบัว", "3", "เขาหินซ้อน", "พนมสารคาม", "", ""),
        ),
        (
            "12/3 หมู่ 4 ถนนมหาชน ต.บางคล้า อ.บางคล้า จ.ฉะเชิงเทรา",
            ("12/3 ถนนมหาชน", "4", "บางคล้า", "บางคล้า", "ฉะเชิงเทรา", ""),
        ),
        ("5 ม.2 ต.ในเมือง อ.เมือง จ.ขอนแก่น", ("5", "2", "ในเมือง", "เมือง", "ขอนแก่น", "")),
        ("5/1 ม.3 เสม็ดใต้ บางคล้า ฉะเชิงเทรา", ("5/1", "3", "เสม็ดใต้", "บางคล้า", "ฉะเชิงเทรา", "")),
        ("5/1 ม.3 ที่ไหนสักแห่ง", ("5/1 ที่ไหนสักแห่ง", "3", "", "", "", "")),
        ("12345 หมู่ 5 ต.บางคล้า", ("12345", "5", "บางคล้า", "", "", "")),
        ("บ้านตัวอย่าง", ("บ้านตัวอย่าง", "", "", "", "", "")),
    ],
)
def test_the_parts_of_an_address(places, text, parts):
    found = split_address(text, places)
    assert tuple(found.get(part, "") for part in PARTS) == parts


def test_a_telephone_behind_it_is_a_part_of_its_own(places):
    found = split_address("12/3 ม.4 ต.บางคล้า โทร. 081-000-0001", places)
    assert found["phone"] == "โทร. 081-000-0001"
    assert found["house_number"] == "12/3"


@pytest.mark.parametrize("code", ["100101", "240201", "450109", "961001", "801201"])
def test_every_written_address_comes_apart_again(places, code):
    name, district, province = (
        dict(areas_of(level))[code[:digits]]
        for level, digits in (("subdistricts", 6), ("districts", 4), ("provinces", 2))
    )
    found = split_address(f"1 หมู่ 2 ตำบล{name} อำเภอ{district} จังหวัด{province} 10000", places)
    assert (found["district"], found["province"]) == (district, province)
    assert found["subdistrict"] == name.split()[0]
