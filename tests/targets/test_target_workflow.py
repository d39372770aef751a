"""A plan from its beginning to its approval and its next version; who may do what to it."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings

from core.areas.models import Province
from core.areas.row_security import seen_as
from core.steps import StepRefused
from targets import bases, levels, overrides, workflow
from targets.allocation import evenly
from targets.income_file import csv_lines, read_income
from targets.models import PlanPeriod, TargetBase, TargetCell, TargetPlan, TargetScheme, TargetStep
from targets.tables import plan_table, plan_tables
from tests.support import factories as make
from tests.support import target_factories as targets

pytestmark = pytest.mark.django_db

FIXTURE = settings.BASE_DIR / "fixtures/targets_chachoengsao_2566_year.csv"
YEAR, ROUND_1, ROUND_2 = PlanPeriod
INCOMES = {"2401": (40, 40, 190), "2402": (70, 70, 40), "2403": (40, 40, 40)}


@pytest.fixture
def province() -> Province:
    """Three districts; the incomes of the worked table in targets.allocation."""
    for code in INCOMES:
        make.district(code, f"อ.{code}")
    return Province.objects.get(pk="24")


@pytest.fixture
def officer(province):
    return make.province_officer(province)


def cells(plan: TargetPlan, period: str = YEAR) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for cell in plan.cells.filter(period=period).order_by(
        "district", "province", "level__position"
    ):
        found.setdefault(cell.area_code, []).append(int(cell.amount))
    return found


def level_of(plan: TargetPlan, position: int) -> int:
    return plan.scheme.levels.get(position=position).pk


# --- Beginning ------------------------------------------------------------------------------------


def test_a_province_begins_with_what_the_portal_holds(province, officer):
    targets.scheme()
    for code in INCOMES:
        targets.sold(make.district(code), date(2023, 10, 1), "500")
    make.confirm_province(province, date(2023, 10, 1))
    plan = workflow.prepare(2570, by=officer)
    assert (plan.province, plan.number, plan.status) == (province, 1, "draft")
    base = TargetBase.objects.get(plan=plan, district="2401", period=YEAR, fiscal_year=2567)
    assert (base.income, base.months, base.source) == (Decimal("500.00"), 1, "portal")
    assert plan.bases.count() == 3 * 3 * 2
    assert [step.name for step in plan.steps.all()] == ["portal_bases", "prepare"]


def test_a_year_the_portal_knows_nothing_of_is_no_income_of_0(province, officer):
    """Only 2567 is known; a figure for the rest comes by a file or by hand, a true 0 too."""
    targets.scheme()
    for code in INCOMES:
        targets.sold(make.district(code), date(2023, 10, 1), "500")
    make.confirm_province(province, date(2023, 10, 1))
    plan = workflow.prepare(2570, by=officer)
    assert plan_table(plan, YEAR).problem == "ยังไม่มีฐานของทั้งปี 6 ช่อง"
    for code in INCOMES:
        known = {2568: Decimal(0), 2569: Decimal(700)}
        bases.correct_bases(plan, YEAR, code, known, by=officer, reason="จากสมุดคุมยอด")
    base = TargetBase.objects.get(plan=plan, period=YEAR, district="2401", fiscal_year=2568)
    assert (base.corrected, base.is_known) == (0, True)
    table = plan_table(plan, YEAR)
    assert table.problem == (
        "ทุกพื้นที่มีปีที่รายได้เป็น 0 ผลรวมของค่าต่ำสุดจึงเป็น 0 แบ่งเป้าหมายขั้นต่ำสุดไม่ได้ "
        "(หารด้วยศูนย์) ตรวจว่าข้อมูลปีใดยังไม่ครบ"
    )
    assert table.year_sums == (1500, 0, 2100)


def test_what_a_district_has_not_confirmed_is_no_base(province, officer):
    targets.scheme()
    targets.sold(make.district("2401"), date(2023, 10, 1), "500")
    plan = workflow.prepare(2570, by=officer)
    assert plan.bases.count() == 0
    [table] = plan_tables(plan, (YEAR,))
    assert table.problem == "ยังไม่มีฐานของทั้งปี 9 ช่อง"


def test_no_plan_before_the_levels_and_no_second_one(province, officer):
    with pytest.raises(StepRefused, match="กรมยังไม่กำหนดระดับเป้าหมายของปีงบประมาณ 2570"):
        workflow.prepare(2570, by=officer)
    targets.scheme()
    workflow.prepare(2570, by=officer)
    with pytest.raises(StepRefused, match="มีเป้าหมายปีงบประมาณ 2570 แล้ว"):
        workflow.prepare(2570, by=officer)


def test_a_district_prepares_no_plan(province):
    targets.scheme()
    with pytest.raises(StepRefused, match="หน้าที่ของจังหวัดและกรม"):
        workflow.prepare(2570, by=make.district_officer(make.district("2401")))


def test_the_department_prepares_the_nation_by_province(province):
    targets.scheme()
    plan = workflow.prepare(2570, by=make.department_officer())
    assert plan.of_nation
    assert [area.pk for area in plan.areas()] == ["24"]
    make.district("1001")  # กรุงเทพมหานคร, whose code comes first
    make.district("5001")
    assert [area.pk for area in plan.areas()] == list(
        Province.objects.visible_to(make.department_officer()).values_list("pk", flat=True)
    )
    assert [area.pk for area in plan.areas()] != ["10", "24", "50"]


# --- Bases ----------------------------------------------------------------------------------------


def test_the_real_file_uploaded_gives_the_real_table_to_the_baht():
    with FIXTURE.open(encoding="utf-8", newline="") as file:
        *rows, _ = csv.DictReader(file)
    for row in rows:
        make.district(row["district_code"], row["district_th"])
    plan = targets.plan(Province.objects.get(pk="24"), 2566)
    table = read_income(csv_lines(FIXTURE.read_bytes()), area="district_th")
    by = make.province_officer(plan.province)
    bases.upload_bases(plan, table, YEAR, by=by, file_name="base.csv", seen_version=1)
    assert cells(plan) == {
        row["district_code"]: [
            int(row[name]) for name in ("target_low", "target_standard", "target_high")
        ]
        for row in rows
    }
    columns = plan_table(plan, YEAR).columns
    assert [(int(one.total), int(one.difference), one.settled) for one in columns] == [
        (925670000, 1, True),
        (2701445000, -1, True),
        (4477220000, 0, True),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("area,2567,2568\n2401,1,2\n", "ไฟล์ไม่มีรายได้ของปี 2569"),
        ("area,2567,2568,2569\n2401,1,2,3\n2402,1,2,3\n", "ไม่มีในไฟล์: อ.2403"),
        ("area,2567,2568,2569\n2401,1,2,3\n9999,1,2,3\n", "ไม่รู้จัก: 9999"),
        ("area,2567,2568,2569\n2401,1,2,3\nอ.2401,1,2,3\n", "มีทั้งรหัสและชื่อ: อ.2401"),
    ],
)
def test_a_file_of_other_areas_or_years_is_refused_and_nothing_changes(
    province, officer, content, said
):
    plan = targets.whole_plan(province, INCOMES)
    before = cells(plan)
    table = read_income(csv_lines(content.encode()))
    with pytest.raises(StepRefused, match=said):
        bases.upload_bases(plan, table, YEAR, by=officer, file_name="x.csv")
    assert cells(plan) == before


def test_a_corrected_base_keeps_its_reason_and_computes_anew(province, officer):
    plan = targets.whole_plan(province, INCOMES)
    assert cells(plan) == {"2401": [64, 111, 157], "2402": [50, 57, 63], "2403": [36, 43, 50]}
    said = {"by": officer, "reason": "พิมพ์ตกหนึ่งหลัก"}
    bases.correct_bases(plan, YEAR, "2403", {2569: Decimal(60)}, seen_version=1, **said)
    base = TargetBase.objects.get(plan=plan, period=YEAR, district="2403", fiscal_year=2569)
    assert (base.income, base.corrected, base.amount, base.reason) == (40, 60, 60, said["reason"])
    assert [int(one.total) for one in plan_table(plan, YEAR).columns] == [150, 220, 290]
    bases.correct_bases(plan, YEAR, "2403", {2569: Decimal(40)}, seen_version=2, **said)
    base.refresh_from_db()
    assert (base.corrected, base.reason, base.corrected_by) == (None, "", None)


def test_a_correction_without_reason_or_change_is_refused(province, officer):
    plan = targets.whole_plan(province, INCOMES)
    with pytest.raises(StepRefused, match="ระบุเหตุผลของการแก้ไขฐาน"):
        bases.correct_bases(plan, YEAR, "2403", {2569: Decimal(1)}, by=officer, reason=" ")
    with pytest.raises(StepRefused, match="ตัวเลขเหมือนเดิม"):
        bases.correct_bases(plan, YEAR, "2403", {2569: Decimal(40)}, by=officer, reason="-")


def test_round_2_is_the_year_less_round_1_before_rounding(province):
    plan = targets.whole_plan(province, INCOMES)
    assert cells(plan, ROUND_1) == {
        "2401": [32, 55, 79],
        "2402": [25, 28, 32],
        "2403": [18, 22, 25],
    }
    assert cells(plan, ROUND_2) == {
        "2401": [32, 55, 79],
        "2402": [25, 28, 32],
        "2403": [18, 22, 25],
    }


# --- By hand --------------------------------------------------------------------------------------


def test_a_target_set_by_hand_shows_and_has_to_be_reconciled(province, officer):
    plan = targets.whole_plan(province, INCOMES)
    top = level_of(plan, 3)
    said = {"by": officer, "reason": "มติที่ประชุม"}
    overrides.override_cells(plan, YEAR, "2402", {top: Decimal(70)}, seen_version=1, **said)
    cell = TargetCell.objects.get(plan=plan, period=YEAR, district="2402", level=top)
    assert (cell.computed, cell.override, cell.amount, cell.reason) == (63, 70, 70, "มติที่ประชุม")
    column = plan_table(plan, YEAR).columns[-1]
    assert (column.difference, column.settled) == (7, False)
    with pytest.raises(StepRefused, match=r"ทั้งปี สูง: แถวรวมได้ต่างจากยอดรวม \+7 บาท"):
        workflow.approve(plan, by=officer, seen_version=2)
    overrides.reconcile(plan, YEAR, top, "2401", seen_version=2, **said)
    column = plan_table(plan, YEAR).columns[-1]
    assert (column.difference, column.settled) == (0, True)
    assert cells(plan)["2401"] == [64, 111, 150]
    workflow.approve(plan, by=officer, seen_version=3)
    assert plan.steps.filter(name="override").get().told == "ทั้งปี อ.2402 สูง 63 > 70"


def test_an_override_is_taken_back_and_stays_when_bases_change(province, officer):
    plan = targets.whole_plan(province, INCOMES)
    top = level_of(plan, 3)
    overrides.override_cells(plan, YEAR, "2402", {top: Decimal(70)}, by=officer, reason="ก")
    bases.correct_bases(plan, YEAR, "2401", {2569: Decimal(290)}, by=officer, reason="ข")
    cell = TargetCell.objects.get(plan=plan, period=YEAR, district="2402", level=top)
    assert (cell.override, cell.reason) == (70, "ก")
    assert cell.computed != 63
    overrides.override_cells(plan, YEAR, "2402", {top: None}, by=officer, reason="ค")
    cell.refresh_from_db()
    assert (cell.override, cell.reason, cell.amount) == (None, "", cell.computed)


@pytest.mark.parametrize(
    ("amount", "said"), [("70.50", "บาทเต็ม"), ("-1", "ติดลบไม่ได้"), ("63", "ตัวเลขเหมือนเดิม")]
)
def test_what_cannot_be_a_target_is_refused(province, officer, amount, said):
    plan = targets.whole_plan(province, INCOMES)
    with pytest.raises(StepRefused, match=said):
        overrides.override_cells(
            plan, YEAR, "2402", {level_of(plan, 3): Decimal(amount)}, by=officer, reason="-"
        )


def test_an_inverted_target_stands_in_the_way(province, officer):
    plan = targets.whole_plan(province, INCOMES)
    low = level_of(plan, 1)
    overrides.override_cells(plan, YEAR, "2402", {low: Decimal(60)}, by=officer, reason="-")
    overrides.reconcile(plan, YEAR, low, "2401", by=officer, reason="-")
    with pytest.raises(StepRefused, match=r"ทั้งปี อ\.2402: ระดับสูงกว่ามีเป้าหมายน้อยกว่า"):
        workflow.approve(plan, by=officer, seen_version=3)


# --- Approval and what comes after ----------------------------------------------------------------


def test_a_plan_without_all_three_tables_is_not_approved(province, officer):
    plan = targets.plan(province)
    targets.bases(plan, INCOMES)
    with pytest.raises(StepRefused, match="รอบที่ 1: ยังไม่มีฐานของรอบที่ 1 9 ช่อง"):
        workflow.approve(plan, by=officer, seen_version=1)


def test_an_approved_plan_is_seen_by_the_department_and_its_districts(province, officer):
    plan = targets.whole_plan(province, INCOMES)
    department = make.department_officer()
    clerk = make.district_officer(make.district("2402"))
    for other in (department, clerk):
        assert not TargetPlan.objects.visible_to(other).exists()
        assert not TargetCell.objects.visible_to(other).exists()
    workflow.approve(plan, by=officer, seen_version=1)
    assert TargetPlan.objects.visible_to(department).get() == plan
    assert TargetCell.objects.visible_to(department).count() == 27
    own = TargetCell.objects.visible_to(clerk)
    assert set(own.values_list("district", flat=True)) == {"2402"}
    assert own.count() == 9
    assert not TargetStep.objects.visible_to(clerk).exists()
    foreign = make.province_officer(make.district("2501", "-").province)
    assert not TargetPlan.objects.visible_to(foreign).exists()
    assert not TargetCell.objects.visible_to(foreign).exists()


def test_a_reopened_plan_is_the_next_version_and_the_old_one_stays_in_force(province, officer):
    first = targets.approved(targets.whole_plan(province, INCOMES))
    second = workflow.reopen(first, by=officer, reason="ปรับฐาน")
    assert (second.number, second.status, cells(second)) == (2, "draft", cells(first))
    assert TargetPlan.objects.in_force().get() == first
    with pytest.raises(StepRefused, match="มีร่างฉบับใหม่อยู่แล้ว"):
        workflow.reopen(first, by=officer, reason="อีก")
    workflow.approve(second, by=officer, seen_version=1)
    first.refresh_from_db()
    assert (first.status, TargetPlan.objects.in_force().get()) == ("superseded", second)


def test_what_is_approved_is_not_worked_on(province, officer):
    plan = targets.approved(targets.whole_plan(province, INCOMES))
    for step in (
        lambda: overrides.override_cells(
            plan, YEAR, "2402", {level_of(plan, 3): Decimal(1)}, by=officer, reason="-"
        ),
        lambda: bases.take_portal_bases(plan, by=officer),
        lambda: workflow.approve(plan, by=officer, seen_version=1),
    ):
        with pytest.raises(StepRefused, match="อนุมัติแล้ว แก้ไขไม่ได้"):
            step()


def test_a_step_concerns_the_revision_that_was_seen(province, officer):
    plan = targets.whole_plan(province, INCOMES)
    top = level_of(plan, 3)
    overrides.override_cells(
        plan, YEAR, "2402", {top: Decimal(64)}, by=officer, reason="-", seen_version=1
    )
    with pytest.raises(StepRefused, match="มีผู้แก้ไขเป้าหมายนี้หลังจากที่เปิดหน้า"):
        workflow.approve(plan, by=officer, seen_version=1)


def test_nobody_but_its_office_works_on_a_plan(province):
    plan = targets.whole_plan(province, INCOMES)
    foreign = make.province_officer(make.district("2501", "-").province)
    for by in (foreign, make.department_officer(), make.district_officer(make.district("2401"))):
        with pytest.raises(TargetPlan.DoesNotExist):
            workflow.approve(plan, by=by, seen_version=1)


def test_a_province_may_take_what_the_nations_plan_gives_it(province, officer):
    plan = targets.whole_plan(province, INCOMES)
    with pytest.raises(StepRefused, match="กรมยังไม่อนุมัติเป้าหมายรายจังหวัด"):
        workflow.take_totals(plan, "department", by=officer)
    make.district("2501", "-")
    nation = targets.whole_plan(None, {"24": (300, 400, 500), "25": (30, 40, 50)})
    targets.approved(nation)
    workflow.take_totals(plan, "department", by=officer)
    given = cells(nation)["24"]
    assert given == [300, 400, 500]
    assert [int(one.total) for one in plan_table(plan, YEAR).columns] == given
    assert sum(row[0] for row in cells(plan).values()) in range(299, 302)
    workflow.take_totals(plan, "history", by=officer)
    assert cells(plan) == {"2401": [64, 111, 157], "2402": [50, 57, 63], "2403": [36, 43, 50]}


# --- Levels ---------------------------------------------------------------------------------------


def test_the_department_sets_levels_and_drafts_are_computed_anew(province, officer):
    plan = targets.whole_plan(province, INCOMES)
    department = make.department_officer()
    with seen_as(department):  # who sees no draft of a province
        levels.set_levels(2570, evenly(("1", "2", "3", "4", "5")), by=department)
    assert cells(plan)["2402"] == [50, 53, 57, 60, 63]
    plan.refresh_from_db()
    assert plan.revision == 2


def test_levels_are_fixed_once_a_plan_is_approved_and_set_by_the_department_only(province, officer):
    with pytest.raises(StepRefused, match="หน้าที่ของกรม"):
        levels.set_levels(2570, evenly(("ก", "ข")), by=officer)
    targets.approved(targets.whole_plan(province, INCOMES))
    with pytest.raises(StepRefused, match="อนุมัติแล้ว จึงเปลี่ยนระดับของปีนี้ไม่ได้"):
        levels.set_levels(2570, evenly(("ก", "ข")), by=make.department_officer())


def test_a_new_year_is_offered_the_levels_of_the_latest_before_it(province):
    assert [level.name for level in levels.suggested_levels(2566)] == [
        "ขั้นต้น",
        "ขั้นมาตรฐาน",
        "ขั้นสูง",
    ]
    targets.scheme(2569, ("ก", "ข"))
    assert [level.name for level in levels.suggested_levels(2571)] == ["ก", "ข"]
    assert TargetScheme.objects.count() == 1
