"""Areas by the names people write: the word before them, other spellings, and nothing guessed."""

import csv

import pytest
from django.conf import settings

from core.areas.names import (
    DISTRICT,
    PROVINCE,
    SUBDISTRICT,
    AreaNames,
    is_called,
    is_official,
    other_spellings,
)

FOLDER = settings.BASE_DIR / "fixtures" / "areas"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def names_of(name: str, level: str) -> AreaNames:
    return AreaNames(level, [(row["code"], row["name_th"]) for row in rows(name)])


def codes(found) -> list[str]:
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("บางคล้า", ["2402"]),
        ("อำเภอบางคล้า", ["2402"]),
        ("อ.บางคล้า", ["2402"]),
        ("อ. บางคล้า", ["2402"]),
        ("กิ่งอำเภอบางคล้า", ["2402"]),
        ("กิ่ง อ.บางคล้า", ["2402"]),
        ("เมืองฉะเชิงเทรา", ["2401"]),
        ("เขตบางรัก", ["1004"]),
        ("กิ่งอำเภอสุไหงโกลก", ["9610"]),
        ("จตุรพักตร์พิมาน", ["4504"]),
        ("เขตป้อมปราบฯ", ["1008"]),
        ("ด่านขุนทด2", []),
        ("บางคล้", []),
    ],
)
def test_districts_of_the_nation(text, expected):
    assert codes(names_of("districts", DISTRICT).called(text)) == expected


@pytest.mark.parametrize("text", ["อ.เมือง", "อำเภอเมืองฯ", "เมือง ฯ"])
def test_the_seat_of_a_province_is_called_by_the_first_word_alone(text):
    found = names_of("districts", DISTRICT).called(text)

    assert len(found) == 75  # neither Bangkok nor Ayutthaya has one
    assert "2401" in codes(found)
    assert codes(AreaNames(DISTRICT, [("5213", "เมืองปาน")]).called("เมือง")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ฉะเชิงเทรา", ["24"]),
        ("จ.ฉะเชิงเทรา", ["24"]),
        ("จังหวัด ฉะเชิงเทรา", ["24"]),
        ("กทม.", ["10"]),
        ("กรุงเทพฯ", ["10"]),
        ("อยุธยา", ["14"]),
        ("แปดริ้ว", []),
    ],
)
def test_provinces(text, expected):
    assert codes(names_of("provinces", PROVINCE).called(text)) == expected


def test_every_subdistrict_is_found_in_its_district_by_its_own_name():
    within: dict[str, list[tuple[str, str]]] = {}
    for row in rows("subdistricts"):
        within.setdefault(row["district_code"], []).append((row["code"], row["name_th"]))
    assert sum(map(len, within.values())) == 7436
    for areas in within.values():
        names = AreaNames(SUBDISTRICT, areas)
        for code, name in areas:
            for text in (name, f"ต.{name}", f"ตำบล {name}"):
                assert codes(names.called(text)) == [code]


def test_every_other_spelling_is_of_an_area_and_finds_it():
    official = {
        row["code"]: row["name_th"]
        for name in ("provinces", "districts", "subdistricts")
        for row in rows(name)
    }
    others = rows("aliases") + rows("short_names")
    assert len(others) == 19 + 6
    for row in others:
        assert official[row["code"]] == row["name_th"]
        assert row["variant"] in other_spellings(row["level"])[row["code"]]
        assert is_called(row["level"], row["code"], row["name_th"], row["variant"])


def test_an_official_name_comes_before_another_spelling_of_its_neighbour():
    names = AreaNames(SUBDISTRICT, [("430111", "โพนสว่าง"), ("430199", "สองห้อง")])

    assert codes(names.called("สองห้อง")) == ["430199"]
    assert codes(AreaNames(SUBDISTRICT, [("430111", "โพนสว่าง")]).called("ต.สองห้อง")) == ["430111"]


def test_official_is_the_name_whatever_stands_before_it():
    assert is_official(DISTRICT, "บางคล้า", "อ. บางคล้า")
    assert is_official(DISTRICT, "สุไหงโก-ลก", "สุไหงโกลก")
    assert not is_official(PROVINCE, "กรุงเทพมหานคร", "กทม.")
