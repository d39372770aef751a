"""Whose a row is: the district by its official code, the ตำบล by its name in that district."""

from collections.abc import Sequence

from core.areas.models import District, Subdistrict
from core.imports.cells import CodeCell, nearest
from core.imports.lines import Line
from core.imports.tables import Column, Table


class DistrictCodeCell(CodeCell):
    """Four digits; the table says whether it must be there."""

    def clean(self, value, row=None, **kwargs) -> str:
        text = super().clean(value)
        if text and not (text.isascii() and text.isdigit() and len(text) == 4):
            raise ValueError("รหัสอำเภอมี 4 หลัก เช่น 2402")
        return text


def district_columns(path: str = "district") -> tuple[Column, Column, Column]:
    """รหัสอำเภอ, and for people the names; written with a new record only, by the table."""
    return (
        Column(f"{path}_id", "รหัสอำเภอ", DistrictCodeCell(4)),
        Column(f"{path}__name_th", "อำเภอ", readonly=True),
        Column(f"{path}__province__name_th", "จังหวัด", readonly=True),
    )


class OfDistrict(Table):
    """A table whose new records say their district; abstract. Columns `district_code` and, where it
    has one, `subdistrict` with target subdistrict_id."""

    extras = ("district_id",)

    def begin(self, lines: Sequence[Line]) -> None:
        super().begin(lines)
        self.districts = dict(District.objects.visible_to(self.by).values_list("code", "name_th"))
        places = Subdistrict.objects.visible_to(self.by).values_list(
            "district_id", "name_th", "code"
        )
        self.subdistricts: dict[str, dict[str, str]] = {}
        for district, name, code in places:
            self.subdistricts.setdefault(district, {})[name] = code

    def check_line(self, line: Line) -> None:
        super().check_line(line)
        district = self._district_of(line)
        if district is None or "subdistrict" not in line.values:
            return
        name = str(line.values["subdistrict"])
        if not name:
            line.values["subdistrict"] = None
            return
        known = self.subdistricts.get(district, {})
        bare = name.removeprefix("ตำบล").removeprefix("แขวง").strip()
        code = known.get(name) or known.get(bare)
        if code is None:
            line.refuse(
                f"ไม่มีตำบล “{name}” ในอำเภอ{self.districts[district]}{nearest(bare, known)}",
                "subdistrict",
            )
        else:
            line.values["subdistrict"] = code

    def _district_of(self, line: Line) -> str | None:
        """The district of the row; a record never changes it here: moving is a step of its own."""
        if not line.is_new:
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
        if code not in self.districts:
            said = f"อำเภอ {code} ไม่อยู่ในพื้นที่ของท่าน" if code else "ต้องระบุรหัสอำเภอ 4 หลัก"
            line.refuse(said, "district_code")
            return None
        told = str(line.cells.get("district") or "")
        if told and told.removeprefix("อำเภอ").removeprefix("เขต") != self.districts[code]:
            line.refuse(f"รหัส {code} คืออำเภอ{self.districts[code]} ไม่ใช่ “{told}”", "district_code")
            return None
        return code
