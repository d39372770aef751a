"""Data quality as reports: a worklist to take along, the checks by area, how a campaign stands."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.areas.models import District, Province
from core.areas.scope import Role
from core.fields import form_field
from core.reports.parameters import OUT_OF_AREA, AreaField, AreaForm, ParametersForm
from core.reports.registry import register
from core.reports.report import Report
from core.reports.tables import Chart, Column, ReportTable, Row, Summary, TileMap
from core.thai import calendar
from core.thai.digits import percent
from quality import counting, worklists
from quality.counting import Tally
from quality.models import Campaign
from quality.progress import Figure, figures_of, rules_of_campaign
from quality.rules import Rule, all_rules, registers, rule_of_code
from quality.severity import blocking_codes

GROUP = "คุณภาพข้อมูล"


class CheckForm(AreaForm):
    """One check and an area; the department takes a province, since the nation's list is no paper."""

    check = forms.ChoiceField(
        label="ข้อตรวจ", error_messages={"invalid_choice": "ไม่มีข้อตรวจ %(value)s เลือกจากรายการ"}
    )
    field_order = ("check", "province", "district")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        super().narrow(user, given)
        form_field(self, "check", forms.ChoiceField).choices = [
            (rule.code, f"{rule.code} {rule.title}") for rule in all_rules()
        ]
        if user.of_nation:
            form_field(self, "province", AreaField).empty_label = "เลือกจังหวัด"
            self.fields["province"].required = True

    def defaults(self) -> dict[str, str]:
        return {"check": all_rules()[0].code} | super().defaults()


LIST_COLUMNS = (
    Column("number", "ที่", width=5, kind="count"),
    Column("name", "ชื่อ", width=30),
    Column("owner", "รหัส / ผู้ผลิต / เจ้าของ", width=24),
    Column("district", "อำเภอ", width=14),
    Column("fault", "ผิดที่", width=44),
    Column("key", "เลขที่ระเบียน", width=10),
)


@register
class WorklistReport(Report):
    """The faulty records of one check: exported, checked in the field, corrected."""

    key = "quality-list"
    title = "ระเบียนที่ต้องแก้"
    group = GROUP
    summary = "รายการของข้อตรวจหนึ่งข้อ พร้อมสิ่งที่ผิดในแต่ละรายการ สำหรับถือไปตรวจ"
    roles = frozenset(Role)
    form_class = CheckForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        rule = rule_of_code(params["check"])
        place = params["district"] or params["province"]
        areas = {"district": params["district"]} if params["district"] else {}
        areas = areas or {"province": params["province"]}
        blocking = blocking_codes()
        lines = worklists.lines(rule, worklists.worklist(rule, user, areas, blocking), {})
        return ReportTable(
            title=f"{rule.code} {rule.title}",
            subtitle_lines=(place.titled_name, f"{len(lines):,} รายการ · {rule.mend}"),
            coverage=f"ตามทะเบียนเมื่อ {calendar.day_short(calendar.today())}",
            columns=LIST_COLUMNS,
            rows=tuple(_list_row(number, line) for number, line in enumerate(lines, 1)),
            orientation="landscape",
            links=tuple(line.address for line in lines),
        )


def _list_row(number: int, line: worklists.FaultyRecord) -> Row:
    return {
        "number": number,
        "name": line.name,
        "owner": line.owner,
        "district": line.district.name_th,
        "fault": " · ".join(fault.words for fault in line.faults),
        "key": str(line.record.pk),
    }


class AreasForm(ParametersForm):
    """A province's districts, or the nation's provinces."""

    province = AreaField(label="จังหวัด", required=False, empty_label="ทั่วประเทศ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        form_field(self, "province", AreaField).offer(
            Province.objects.visible_to(user).order_by("sort_key")
        )
        if not user.of_nation:
            self.fields["province"].widget = forms.HiddenInput()

    def defaults(self) -> dict[str, str]:
        own = self.user.district.province_id if self.user.district else self.user.province_id
        return {"province": own} if own else {}


@register
class AreasReport(Report):
    """How many records fail each check, by area."""

    key = "quality-areas"
    title = "ข้อตรวจแยกตามพื้นที่"
    group = GROUP
    summary = "จำนวนระเบียนที่ต้องแก้ตามข้อตรวจทุกข้อ อำเภอของจังหวัด หรือจังหวัดทั่วประเทศ"
    roles = frozenset(Role)
    form_class = AreasForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        province, rules = params["province"], all_rules()
        if province is None:
            kept = counting.kept(user)
            tallies, areas = kept.tallies, Province.objects.visible_to(user)
            moment = calendar.moment(kept.at) if kept.at else "ยังไม่เคยนับ"
            coverage = f"นับเมื่อ {moment}"
        else:
            tallies = counting.tallies_of(user, {"province": province.pk})
            areas = District.objects.visible_to(user).filter(province=province)
            coverage = f"ตามทะเบียนเมื่อ {calendar.day_short(calendar.today())}"
        together = counting.in_all(tallies)
        return ReportTable(
            title="ระเบียนที่ต้องแก้ แยกตามพื้นที่",
            subtitle_lines=(province.titled_name if province else "ทั่วประเทศ",),
            coverage=coverage,
            columns=(
                Column("area", "อำเภอ" if province else "จังหวัด", width=16),
                *(Column(rule.code, rule.code, kind="count", width=7) for rule in rules),
            ),
            rows=tuple(
                {"area": area.name_th}
                | {rule.code: tallies.get((area.pk, rule.code), Tally()).faulty for rule in rules}
                for area in areas
            ),
            total={"area": "รวม"} | {rule.code: together[rule.code].faulty for rule in rules},
            notes=tuple(
                " · ".join(f"{rule.code} {rule.title}" for rule in of_register)
                for of_register in registers().values()
            ),
            orientation="landscape",
            tile_map=None if province else _of_provinces(areas, tallies),
            # By check: a record that fails two would stand twice in a sum of its area.
            chart=Chart(
                ("faulty",),
                of=Summary(
                    "",
                    (Column("name", "ข้อตรวจ"), Column("faulty", "ระเบียนที่ต้องแก้", kind="count")),
                    tuple(
                        {"name": f"{rule.code} {rule.title}", "faulty": together[rule.code].faulty}
                        for rule in rules
                    ),
                ),
            ),
        )


def _of_provinces(areas: Iterable[Province], tallies: counting.Tallies) -> TileMap:
    """How much of what was checked in a province is faulty: a share of checks, not of records, since one
    that fails two would count twice."""
    wholes: dict[str, Tally] = {}
    for (code, _), one in tallies.items():
        wholes[code] = wholes.get(code, Tally()) + one
    rows: list[Row] = []
    for area in areas:
        whole = wholes.get(area.pk, Tally())
        share = percent(Decimal(whole.faulty), Decimal(whole.of)) if whole.of else None
        rows.append({"name": area.name_th, "share": share})
    columns = (
        Column("name", "จังหวัด"),
        Column("share", "สัดส่วนที่ต้องแก้ไขจากการตรวจทุกข้อ", kind="percent"),
    )
    return TileMap("share", tuple(area.pk for area in areas), of=Summary("", columns, tuple(rows)))


class CampaignField(forms.ModelChoiceField):
    """One campaign of those the officer sees; any other is not found."""

    default_error_messages = {"required": "เลือกรอบแก้ไขข้อมูล"}

    def __init__(self, *args, **kwargs):
        super().__init__(None, *args, **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError("ไม่พบรอบนี้", code=OUT_OF_AREA) from error


class CampaignForm(ParametersForm):
    campaign = CampaignField(label="รอบแก้ไขข้อมูล", empty_label="เลือกรอบ")

    def narrow(self, user, given: Mapping[str, str]) -> None:
        form_field(self, "campaign", CampaignField).queryset = Campaign.objects.visible_to(user)

    def defaults(self) -> dict[str, str]:
        offered = form_field(self, "campaign", CampaignField).queryset
        newest = offered.first() if offered is not None else None
        return {"campaign": str(newest.pk)} if newest else {}


_FIGURES = (
    Column("base", "เมื่อเริ่มรอบ", kind="count", width=12),
    Column("corrected", "แก้แล้ว", kind="count", width=12),
    Column("percent", "ร้อยละ", kind="count", width=9),
    Column("remaining", "ยังเหลือ", kind="count", width=12),
    Column("appeared", "พบใหม่", kind="count", width=12),
)


@register
class CampaignReport(Report):
    """How far a campaign has come, by district (to the department by province) and by check."""

    key = "quality-campaign"
    title = "ความก้าวหน้าของรอบแก้ไขข้อมูล"
    group = GROUP
    summary = "ผิดเมื่อเริ่มรอบ แก้แล้ว ยังเหลือ และพบใหม่ แยกตามพื้นที่และข้อตรวจ"
    roles = frozenset(Role)
    form_class = CampaignForm

    def build(self, user, params: Mapping[str, Any]) -> ReportTable:
        campaign = params["campaign"]
        figures = figures_of(campaign, user)
        by_province = campaign.province_id is None and user.of_nation
        by_area: dict[str, Figure] = {}
        by_check: dict[str, Figure] = {}
        for (district, code), figure in figures.items():
            area = district[:2] if by_province else district
            by_area[area] = by_area.get(area, Figure()) + figure
            by_check[code] = by_check.get(code, Figure()) + figure
        model = Province if by_province else District
        areas = model.objects.visible_to(user).filter(pk__in=by_area)
        rules = rules_of_campaign(campaign)
        total = _figure_row("รวม", sum(figures.values(), Figure()))
        return ReportTable(
            title=str(campaign),
            subtitle_lines=(
                campaign.area_words,
                f"ให้เสร็จภายใน {calendar.day_short(campaign.due_on)} · {campaign.get_status_display()}",
            ),
            coverage=_coverage(campaign, user),
            columns=(Column("what", "จังหวัด" if by_province else "อำเภอ", width=30), *_FIGURES),
            rows=tuple(_figure_row(area.name_th, by_area[area.pk]) for area in areas),
            total=total,
            summaries=(_by_check(rules, by_check, total),),
            chart=Chart(("corrected", "remaining"), label="what"),
        )


def _coverage(campaign: Campaign, user) -> str:
    if campaign.is_open and not user.of_nation:
        return f"ตามทะเบียนเมื่อ {calendar.day_short(calendar.today())}"
    at = campaign.figures.values_list("counted_at", flat=True).first()
    return f"นับเมื่อ {calendar.moment(at)}" if at else "ยังไม่เคยนับ"


def _by_check(rules: list[Rule], figures: Mapping[str, Figure], total: Row) -> Summary:
    return Summary(
        title="แยกตามข้อตรวจ",
        columns=(Column("what", "ข้อตรวจ", width=30), *_FIGURES),
        rows=tuple(
            _figure_row(f"{rule.code} {rule.title}", figures.get(rule.code, Figure()))
            for rule in rules
        ),
        total=total,
    )


def _figure_row(what: str, figure: Figure) -> Row:
    return {
        "what": what,
        "base": figure.base,
        "corrected": figure.corrected,
        "percent": figure.percent,
        "remaining": figure.remaining,
        "appeared": figure.appeared,
    }
