"""Whose a row is: the district by its code or its name, the ตำบล by its name in that district."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from core.areas.models import District, Subdistrict
from core.areas.names import (
    DISTRICT,
    PROVINCE,
    SUBDISTRICT,
    AreaNames,
    Named,
    area_keys,
    is_called,
    is_official,
)
from core.areas.whole_addresses import Places, split_areas
from core.reading import ReadTable, Unreadable
from core.tables.address_column import WHOLE_ADDRESS, unfold_addresses
from core.tables.cells import Cell, CodeCell, nearest
from core.tables.import_rows import ImportRow
from core.tables.row_checks import row_check
from core.tables.tables import Column, Table
from core.thai import addresses

_PROVINCE_BEHIND = re.compile(r"(?<=\S)[\s,/(-]*(?:จังหวัด|จ\.)\s*([^\s)]+)\)?$")

_SEVERAL = re.compile(r"[\s,/(]|จ\.|จังหวัด|อ\.|อำเภอ|ต\.|ตำบล")
_WORDS = {SUBDISTRICT: "ตำบล", DISTRICT: "อำเภอ", PROVINCE: "จังหวัด"}
_AREA_COLUMNS = {"district": DISTRICT, "province": PROVINCE, "subdistrict": SUBDISTRICT}


class DistrictCodeCell(CodeCell):
    """Four digits; the table says whether it must be there."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        if text and not (text.isascii() and text.isdigit() and len(text) == 4):
            raise ValueError("รหัสอำเภอมี 4 หลัก เช่น 2402")
        return text


class AreaNameCell(Cell):
    """The name of an อำเภอ or a จังหวัด, shown with a record; "อ.บางคล้า" says the same."""

    def __init__(self, level: str):
        super().__init__()
        self.level = level

    def means(self, value: object, shown: str) -> bool:
        """Also เมือง alone, and an อำเภอ with its จังหวัด behind it: whose a row is says its code."""
        own = _PROVINCE_BEHIND.sub("", str(value)) if self.level == DISTRICT else str(value)
        is_seat = self.level == DISTRICT and shown.startswith("เมือง")
        return is_called(self.level, "", shown, own) or (
            is_seat and is_called(self.level, "", "เมือง", own)
        )


def district_columns(path: str = "district") -> tuple[Column, Column, Column]:
    """รหัสอำเภอ, and for people the names; written with a new record only, by the table."""
    return (
        Column(f"{path}_id", "รหัสอำเภอ", DistrictCodeCell(4)),
        district_name(path),
        province_name(path),
    )


def district_name(path: str) -> Column:
    """อำเภอ of a row, for people; `path` to the district."""
    return Column(f"{path}__name_th", "อำเภอ", AreaNameCell(DISTRICT), readonly=True)


def province_name(path: str) -> Column:
    """จังหวัด of a row, for people; `path` to the district."""
    return Column(f"{path}__province__name_th", "จังหวัด", AreaNameCell(PROVINCE), readonly=True)


def told(line: ImportRow, name: str) -> str:
    """What a cell says for people; a fault of the line where it cannot be read."""
    cell = line.cells.get(name, "")
    if isinstance(cell, Unreadable):
        line.refuse(str(cell), name)
        return ""
    return str(cell)


def take_village_out(line: ImportRow, house: str, village: str) -> None:
    """The หมู่ที่ that stands in the cell of the house number goes where it belongs (12/3 หมู่ 5), unless
    another one stands there."""
    left, number = addresses.village_in(str(line.values.get(house) or ""))
    if not number:
        return
    held = str(line.value(village) or "")
    if held not in ("", number):
        line.doubt(f"มีหมู่ {number} แต่ช่องหมู่ที่เป็น {held} ตรวจอีกครั้ง", house)
        return
    line.say(house, left)
    line.say(village, number)
    line.doubt(f"แยกเป็น เลขที่ {left or '(ว่าง)'} หมู่ที่ {number}", house)


class OfDistrict(Table):
    """A table whose new records say their district; abstract. Columns `district_code`, `district`,
    `province` and, where it has one, `subdistrict` with target subdistrict_id.

    A district office's rows are its own; others name the district by its code, or by its name with
    that of its province. What contradicts the district is refused where it stands.
    """

    extras: ClassVar[tuple[str, ...]] = ("district_id",)

    unfolded_headings = (WHOLE_ADDRESS,)

    def unfold(self, read: ReadTable) -> ReadTable:
        return unfold_addresses(self, read)

    def begin(self, lines: Sequence[ImportRow]) -> None:
        super().begin(lines)
        seen = District.objects.visible_to(self.by).values_list(
            "code", "name_th", "province_id", "province__name_th"
        )
        self.districts: dict[str, Named] = {}
        self.provinces: dict[str, Named] = {}  # by the code of a district
        for code, name, province, province_name in seen:
            self.districts[code] = Named(code, name)
            self.provinces[code] = Named(province, province_name)
        self.district_names = AreaNames(
            DISTRICT, ((one.code, one.name) for one in self.districts.values())
        )
        places = Subdistrict.objects.visible_to(self.by).values_list(
            "district_id", "code", "name_th"
        )
        within: dict[str, list[tuple[str, str]]] = {}
        for district, code, name in places:
            within.setdefault(district, []).append((code, name))
        self.subdistricts = {
            district: AreaNames(SUBDISTRICT, areas) for district, areas in within.items()
        }
        self.places = self._places()

    def _places(self) -> Places:
        """The areas this officer sees, for cells that name several."""
        provinces = {one.code: one.name for one in self.provinces.values()}
        districts: dict[str, list[tuple[str, str]]] = {}
        for code, named in self.districts.items():
            districts.setdefault(code[:2], []).append((code, named.name))
        return Places(
            AreaNames(PROVINCE, provinces.items()),
            {code: AreaNames(DISTRICT, areas) for code, areas in districts.items()},
            self.subdistricts,
        )

    @row_check()
    def take_areas_apart(self, line: ImportRow) -> None:
        """A cell that names more than its own area: บางคล้า จ.ฉะเชิงเทรา in that of the อำเภอ. What a
        column of its own says otherwise is refused."""
        if line.record is not None:
            return
        for column in (name for name in _AREA_COLUMNS if name in self.columns):
            text = line.cells.get(column, "")
            if not isinstance(text, str) or column in line.faults or not _SEVERAL.search(text):
                continue
            if self._is_one_area(column, text):
                continue
            parts = self._with_province(text) or split_areas(text, self.places)
            if _AREA_COLUMNS[column] not in parts:
                continue
            for other, level in _AREA_COLUMNS.items():
                if level in parts and other in self.columns:
                    self._put_area(line, column, other, parts[level])
            told = " ".join(_WORDS[level] + parts[level] for level in _WORDS if level in parts)
            line.doubt(f"แยกเป็น {told}", column)

    def _with_province(self, text: str) -> dict[str, str]:
        """An อำเภอ and a จังหวัด behind it, though they be of two places: that is said where it stands."""
        behind = _PROVINCE_BEHIND.search(text)
        own = text[: behind.start()] if behind else ""
        if behind is None or not self.district_names.called(own):
            return {}
        return {DISTRICT: own, PROVINCE: behind[1]}

    def _is_one_area(self, column: str, text: str) -> bool:
        if column == "district":
            return bool(self.district_names.called(text))
        if column == "province":
            return bool(self.places.provinces.called(text))
        return any(names.called(text) for names in self.subdistricts.values())

    def _are_one(self, column: str, name: str, other: str) -> bool:
        """Whether two texts name one area; of areas this officer does not see, by the words alone."""
        level = _AREA_COLUMNS[column]
        names = {"district": self.district_names, "province": self.places.provinces}.get(column)
        found = [set(names.called(one)) for one in (name, other)] if names else []
        return (
            bool(set.intersection(*found))
            if all(found) and found
            else is_called(level, "", name, other)
        )

    def _put_area(self, line: ImportRow, column: str, other: str, name: str) -> None:
        said = line.cells.get(other, "")
        if other != column and said != "":
            if not self._are_one(other, name, str(said)):
                heading = self.columns[other].column_name
                line.refuse(f"ช่องนี้มี “{name}” แต่ช่อง{heading}เป็น “{said}” แก้ให้ตรงกัน", column)
            return
        if self.columns[other].readonly:
            line.rewrite(other, name)
        else:
            line.say(other, name)

    @row_check("house_number", "village_number")
    def take_village_out(self, line: ImportRow) -> None:
        take_village_out(line, "house_number", "village_number")

    @row_check("district_code")
    def check_district(self, line: ImportRow) -> None:
        """A new row gets its district; a record never changes it here: moving is a step of its own."""
        if line.record is not None:
            if "district_code" in line.values:
                line.refuse(
                    f"ย้ายอำเภอในไฟล์ไม่ได้ ในระบบเป็น {line.record['district_id']} ใช้ “แจ้งย้าย” ที่หน้าระเบียน",
                    "district_code",
                )
            return
        code = str(line.values.get("district_code") or "")
        if not code and line.faults.keys() & {"district", "province"}:
            return  # said there; which one is meant nobody knows
        if not code and self.by.district_id:
            if line.is_astray:
                return  # it may be of another office
            code = self.by.district_id  # one's own
        code = line.values["district_code"] = code or self._named_district(line)
        if not code:
            return
        if code not in self.districts:
            line.refuse(f"อำเภอ {code} ไม่อยู่ในพื้นที่ของท่าน", "district_code")
            return
        self._refuse_contradiction(line, "district", DISTRICT, self.districts[code])
        self._refuse_contradiction(line, "province", PROVINCE, self.provinces[code])

    @row_check("district_code", "subdistrict")
    def check_subdistrict(self, line: ImportRow) -> None:
        """By its name in the district of the row, where that is known and nothing contradicts it."""
        if "subdistrict" not in line.values:
            return
        name = str(line.values["subdistrict"])
        if not name:
            line.values["subdistrict"] = None
            return
        held = line.record["district_id"] if line.record is not None else ""
        district = str(line.values.get("district_code") or held)
        if not district or line.faults.keys() & {"district", "province"}:
            return
        known = self.subdistricts.get(district) or AreaNames(SUBDISTRICT, ())
        found = known.called(name)
        if not found:
            near = nearest(area_keys(SUBDISTRICT, name)[1], known.official)
            where = self.districts[district].name
            line.refuse(f"ไม่มีตำบล “{name}” ในอำเภอ{where}{near}", "subdistrict")
        elif line.record is not None and found[0].name == line.record["subdistrict"]:
            del line.values["subdistrict"]  # written another way
        else:
            line.values["subdistrict"] = found[0].code
            self._say_official(line, "subdistrict", SUBDISTRICT, found[0], name)

    def _named_district(self, line: ImportRow) -> str:
        """The code of the district a row names; a fault of the line where that is none or several."""
        district, province = told(line, "district"), told(line, "province")
        if not district:
            line.refuse("ต้องระบุชื่ออำเภอและจังหวัด หรือรหัสอำเภอ 4 หลัก", "district_code")
            return ""
        found = self.district_names.called(district)
        if province:
            those = [one for one in found if self._lies_in(one, province)]
        else:
            those = found
        if len(those) == 1:
            return those[0].code
        if len(those) > 1:
            line.refuse(f"มีอำเภอชื่อนี้ {len(those)} แห่ง ระบุจังหวัด หรือรหัสอำเภอ 4 หลัก", "district")
        elif found:
            where = " หรือ ".join(f"จังหวัด{self.provinces[one.code].name}" for one in found[:3])
            line.refuse(f"“{district}” อยู่{where} ไม่ใช่ “{province}” ตรวจอีกครั้ง", "province")
        else:
            near = nearest(area_keys(DISTRICT, district)[1], self.district_names.official)
            line.refuse(f"ไม่มีอำเภอ “{district}” ในพื้นที่ของท่าน{near}", "district")
        return ""

    def _lies_in(self, district: Named, province: str) -> bool:
        seat = self.provinces[district.code]
        return is_called(PROVINCE, seat.code, seat.name, province)

    def _refuse_contradiction(self, line: ImportRow, name: str, level: str, area: Named) -> None:
        said = told(line, name) if name not in line.faults else ""
        if not said:
            return
        if is_called(level, area.code, area.name, said):
            self._say_official(line, name, level, area, said)
            return
        code = str(line.values["district_code"])
        district = f"อำเภอ{self.districts[code].name} ({code})"
        of = f"{district} อยู่จังหวัด{area.name}" if level == PROVINCE else f"แถวนี้เป็นของ{district}"
        line.refuse(f"{of} ไม่ใช่ “{said}” แก้ให้ตรงกัน", name)

    @staticmethod
    def _say_official(line: ImportRow, name: str, level: str, area: Named, said: str) -> None:
        if not is_official(level, area.name, said):
            said_before = line.doubts.get(name)
            line.doubt(" · ".join(filter(None, [said_before, f"อ่านเป็น {area.name}"])), name)
