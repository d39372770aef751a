"""The base of a round and the targets that follow from it, by province or by district."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from core.areas.scope import Role
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import ReportTable, Row, TileMap
from core.thai.calendar import day_short
from online_market import layouts
from online_market.ceilings import Reconciled
from online_market.models import DistrictTarget
from online_market.overrides import ProvinceTargets, targets_by_province
from online_market.reports.parameters import GROUP, RoundAreaForm
from online_market.reports.wording import first_heading, office_signature, place_of, terms_of


@register
class OnlineBaseReport(Report):
    """Producers and products counted at the base date, the computed target and the one asked."""

    key = "online-base"
    title = "ฐานและเป้าหมายตลาดออนไลน์"
    summary = "ผู้ผลิตและผลิตภัณฑ์ฐาน เป้าหมายที่คำนวณได้และที่ปรับ รายอำเภอหรือรายจังหวัด"
    group = GROUP
    roles = frozenset(Role)
    form_class = RoundAreaForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        round, province = params["round"], params.get("province")
        narrowed = province if user.of_nation else None
        provinces, whole = targets_by_province(user, round, narrowed)
        by_district = not user.of_nation or province is not None
        links: list[str] = []
        if by_district:
            rows: list[Row] = [
                _of_district(number, one)
                for number, one in enumerate((row for own in provinces for row in own.districts), 1)
            ]
        else:
            page = reverse("admin:report", args=[self.key])
            rows = [
                {"number": number, "name": own.province.name_th, "producers": sum(
                    one.base_producers for one in own.districts
                ), "note": _beside(own), **_counts(own.whole)}
                for number, own in enumerate(provinces, 1)
            ]  # fmt: skip
            links = [f"{page}?round={round.pk}&province={own.province.pk}" for own in provinces]
        producers = sum(one.base_producers for own in provinces for one in own.districts)
        return ReportTable(
            title="ฐานและเป้าหมายการส่งเสริมผลิตภัณฑ์สู่ตลาดออนไลน์",
            subtitle_lines=(f"{place_of(user, province)} {round}", terms_of(round)),
            coverage=f"ทะเบียน ณ สิ้นวันที่ {day_short(round.base_date)} "
            f"ตัดเมื่อเปิดรอบ {day_short(round.opened_at)}",
            columns=layouts.base_columns(
                first_heading(province if by_district else None), round.percentage_told
            ),
            rows=tuple(rows),
            total={"name": "รวม", "producers": producers, **_counts(whole)} if rows else None,
            notes=(f"ข้อมูล ณ วันที่ {day_short(round.base_date)}", *_notes(whole)),
            signatures=office_signature(user),
            links=tuple(links),
            tile_map=None
            if by_district
            else TileMap("target", tuple(own.province.pk for own in provinces)),
        )


def _of_district(number: int, one: DistrictTarget) -> Row:
    notes = [f"ฐานตามหนังสือ {one.letter}"] if one.letter else []
    if one.override is not None:
        notes.append(f"ปรับจาก {one.computed:,}: {one.reason}")
    return {
        "number": number,
        "name": one.district.name_th,
        "producers": one.base_producers,
        "products": one.base_products,
        "computed": one.computed,
        "target": one.target,
        "note": " · ".join(notes),
    }


def _counts(whole: Reconciled) -> dict[str, int]:
    return {"products": whole.products, "computed": whole.computed, "target": whole.target}


def _beside(own: ProvinceTargets) -> str:
    by_letter = sum(bool(one.letter) for one in own.districts)
    notes = [f"ฐานตามหนังสือ {by_letter} อำเภอ"] if by_letter else []
    if own.whole.off:
        notes.append(f"ปรับรวม {own.whole.off:+,}")
    return " · ".join(notes)


def _notes(whole: Reconciled) -> tuple[str, ...]:
    told = (
        f"ปัดขึ้นจากผลิตภัณฑ์ฐานรวม {whole.ceiling_of_sum:,} · "
        f"รวมที่ปัดขึ้นทีละอำเภอ {whole.computed:,} (มากกว่า {whole.by_rounding:,})"
    )
    if whole.off:
        return (told, f"เป้าหมายที่ปรับแล้วต่างจากที่คำนวณได้ {whole.off:+,} รายการ")
    return (told,)
