"""Whose a row is: the district by its code or its name, the ตำบล by its name in that district."""

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
from core.reading import ReadTable, Unreadable
from core.tables.address_column import WHOLE_ADDRESS, unfold_addresses
from core.tables.cells import Cell, CodeCell, nearest
from core.tables.import_rows import ImportRow
from core.tables.tables import Column, Table


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
        return is_official(self.level, shown, str(value))


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

    def check_line(self, line: ImportRow) -> None:
        super().check_line(line)
        district = self._district_of(line)
        if district is None or "subdistrict" not in line.values:
            return
        name = str(line.values["subdistrict"])
        if not name:
            line.values["subdistrict"] = None
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

    def _district_of(self, line: ImportRow) -> str | None:
        """The district of the row; a record never changes it here: moving is a step of its own."""
        if line.record is not None:
            if "district_code" in line.values:
                line.refuse(
                    f"ย้ายอำเภอในไฟล์ไม่ได้ ในระบบเป็น {line.record['district_id']} ใช้ “แจ้งย้าย” ที่หน้าระเบียน",
                    "district_code",
                )
                return None
            return str(line.record["district_id"])
        code = str(line.values.get("district_code") or "")
        if not code and self.by.district_id:
            code = line.values["district_code"] = self.by.district_id  # one's own
        elif not code:
            code = line.values["district_code"] = self._named_district(line)
        if line.faults:
            return None
        if code not in self.districts:
            line.refuse(f"อำเภอ {code} ไม่อยู่ในพื้นที่ของท่าน", "district_code")
            return None
        self._refuse_contradiction(line, "district", DISTRICT, self.districts[code])
        self._refuse_contradiction(line, "province", PROVINCE, self.provinces[code])
        return None if line.faults else code

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
        said = told(line, name)
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
            line.doubt(f"อ่านเป็น {area.name}", name)
