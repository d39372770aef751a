"""Targets in Excel: computed ones to be looked at, those set by hand with their reason, drafts only."""

from decimal import Decimal

import pytest

from core.tables.workflow import ImportRefused, receive
from core.users.models import User
from targets import steps
from targets.models import TargetCell, TargetPlan, TargetStep
from targets.workflow import reopen
from tests.support import factories as make
from tests.support import target_factories as targets
from tests.support.sheets_by_heading import checked, confirm, faults, send, sheet_rows, table

pytestmark = pytest.mark.django_db

TARGET, REASON, COMPUTED = "เป้าหมาย", "เหตุผลที่ปรับ", "เป้าหมายที่คำนวณได้"
VERSION = "เลขกำกับข้อมูล (ห้ามแก้ไข)"
MEETING = "มติที่ประชุม นตผ.จังหวัด"


@pytest.fixture
def plan() -> TargetPlan:
    """Two districts of ฉะเชิงเทรา, three levels, a draft."""
    of, sibling = make.district("2402"), make.district("2403", "บางน้ำเปรี้ยว")
    incomes = {of.pk: (1000, 2000, 3000), sibling.pk: (2000, 3000, 4000)}
    return targets.whole_plan(of.province, incomes)


@pytest.fixture
def officer(plan) -> User:
    return make.province_officer(plan.province)


def of_year(by: User, period: str = "ทั้งปี", area: str = "2402") -> list[dict]:
    """The three rows of an area, lowest level first."""
    return [
        row for row in sheet_rows("targets", by) if (row["ช่วง"], row["รหัสพื้นที่"]) == (period, area)
    ]


def cell(plan: TargetPlan, level: str, period: str = "year", area: str = "2402") -> TargetCell:
    return plan.cells.get(period=period, level__name=level, district=area)


def test_the_sheet_says_every_cell_in_whole_baht(plan, officer):
    rows = sheet_rows("targets", officer)
    assert len(rows) == 3 * 2 * 3
    first = rows[0]
    low = cell(plan, "ต่ำ")
    assert first == {
        "ปีงบประมาณ": 2570,
        "ฉบับที่": 1,
        "สถานะ": "ร่าง",
        "ช่วง": "ทั้งปี",
        "รหัสพื้นที่": "2402",
        "พื้นที่": "บางคล้า",
        "ระดับ": "ต่ำ",
        COMPUTED: int(low.computed),
        TARGET: int(low.computed),
        REASON: "",
        VERSION: "0",
    }
    assert low.computed == low.computed.to_integral_value()


def test_targets_set_in_the_sheet_are_set_by_hand_with_their_reason(plan, officer):
    low, middle, high = of_year(officer)
    high |= {TARGET: "๙,๐๐๐", REASON: MEETING}
    middle |= {TARGET: 5000, REASON: MEETING}
    run = send("targets", officer, [low, middle, high])
    assert run.counts == {"new": 0, "changed": 2, "unchanged": 1, "faulty": 0}
    run = confirm(run)
    assert (run.status, run.message) == ("done", "")
    assert cell(plan, "สูง").target == Decimal(9000)
    assert cell(plan, "กลาง").target == Decimal(5000)
    assert (cell(plan, "สูง").reason, cell(plan, "สูง").overridden_by) == (MEETING, officer)
    assert cell(plan, "ต่ำ").override is None
    step = TargetStep.objects.get(plan=plan, name="override")  # one line for one reason
    assert step.reason == MEETING
    assert step.told.startswith("ทั้งปี บางคล้า กลาง ")


def test_a_target_left_empty_goes_back_to_the_computed_one(plan, officer):
    *_, high = of_year(officer)
    confirm(send("targets", officer, [high | {TARGET: 9000, REASON: MEETING}]))
    assert cell(plan, "สูง").override == Decimal(9000)
    *_, high = of_year(officer)
    assert high[VERSION] != "0"
    run = confirm(send("targets", officer, [high | {TARGET: ""}]))
    assert run.status == "done"
    back = cell(plan, "สูง")
    assert (back.override, back.reason, back.target) == (None, "", back.computed)


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({TARGET: 9000}, "reason", "ต้องระบุเหตุผล"),
        ({TARGET: "9000.50", REASON: MEETING}, "target", "บาทเต็ม ไม่มีสตางค์"),
        ({TARGET: "-9000", REASON: MEETING}, "target", "ติดลบไม่ได้"),
        ({TARGET: "เก้าพัน", REASON: MEETING}, "target", "มีตัวอักษร"),
        ({REASON: MEETING}, "reason", "ไม่ต้องมีเหตุผล"),
        ({TARGET: 9000, REASON: "ก" * 301}, "reason", "กรอกได้ไม่เกิน 300"),
        ({COMPUTED: 9000}, "computed", "แก้ในไฟล์ไม่ได้"),
        ({"พื้นที่": "ที่อื่น"}, "area_name", "แก้ในไฟล์ไม่ได้"),
        ({"ระดับ": "สูงสุด"}, "", "ไม่มีเป้าหมายทั้งปี สูงสุด ของพื้นที่ 2402 ปีงบประมาณ 2570"),
        ({"ช่วง": "รอบที่ 3"}, "period", "ใช้คำใดคำหนึ่ง: ทั้งปี / รอบที่ 1 / รอบที่ 2"),
    ],
)
def test_what_cannot_be_is_said_at_its_cell(plan, officer, cells, column, said):
    *_, high = of_year(officer)
    [told] = faults(checked("targets", officer, [high | cells]))
    assert list(told) == [column]
    assert said in told[column]


def test_the_reason_alone_does_not_change(plan, officer):
    *_, high = of_year(officer)
    confirm(send("targets", officer, [high | {TARGET: 9000, REASON: MEETING}]))
    *_, high = of_year(officer)
    [told] = faults(checked("targets", officer, [high | {REASON: "อื่น"}]))
    assert told == {"reason": "เป้าหมายเท่าเดิม แก้เฉพาะเหตุผลในไฟล์ไม่ได้"}


def test_a_plan_in_force_refuses_with_its_sentence_and_its_draft_stands_before_it(plan, officer):
    *_, high = of_year(officer)
    targets.approved(plan)
    high |= {TARGET: 9000, REASON: MEETING, "สถานะ": "อนุมัติแล้ว"}
    assert faults(checked("targets", officer, [high])) == [
        {"": steps.closed_because(TargetPlan.Status.APPROVED)}
    ]
    draft = reopen(plan, by=officer, reason="ปรับฐาน")
    *_, high = of_year(officer)
    assert (high["ฉบับที่"], high["สถานะ"]) == (2, "ร่าง")
    confirm(send("targets", officer, [high | {TARGET: 9000, REASON: MEETING}]))
    assert (cell(draft, "สูง").override, cell(plan, "สูง").override) == (Decimal(9000), None)


def test_what_another_set_meanwhile_is_not_written_over(plan, officer):
    *_, high = of_year(officer)
    confirm(send("targets", officer, [high | {TARGET: 9000, REASON: MEETING}]))
    [told] = faults(checked("targets", officer, [high | {TARGET: 8000, REASON: "เอาตามนี้"}]))
    assert "เป้าหมาย ในระบบเป็น “9000”" in told[""]
    assert cell(plan, "สูง").override == Decimal(9000)


def test_who_sees_and_who_sets_what(plan):
    """A district its own of what is approved; the department what is approved, and sets the nation's."""
    clerk, department = make.district_officer(make.district("2402")), make.department_officer()
    assert sheet_rows("targets", clerk) == sheet_rows("targets", department) == []
    targets.approved(plan)
    assert {row["รหัสพื้นที่"] for row in sheet_rows("targets", clerk)} == {"2402"}
    assert {row["รหัสพื้นที่"] for row in sheet_rows("targets", department)} == {"2402", "2403"}
    with pytest.raises(ImportRefused):
        receive(table("targets", clerk), None, "ไฟล์.xlsx")
    *_, high = of_year(department)
    [told] = faults(checked("targets", department, [high | {TARGET: 9000, REASON: MEETING}]))
    assert told == {"": "เป้าหมายนี้จังหวัดเป็นผู้กำหนด บัญชีนี้แก้ไม่ได้"}


def test_the_nations_plan_is_the_departments(plan):
    """By province; a province sees its own row of it once it is approved, and does not change it."""
    nation = targets.whole_plan(None, {"24": (1000, 2000, 3000)})
    department, province = make.department_officer(), make.province_officer(plan.province)
    assert of_year(province, area="24") == []
    *_, high = of_year(department, area="24")
    confirm(send("targets", department, [high | {TARGET: 9000, REASON: MEETING}]))
    assert nation.cells.get(period="year", level__name="สูง").override == Decimal(9000)
    targets.approved(nation)
    *_, high = of_year(province, area="24")
    [told] = faults(checked("targets", province, [high | {TARGET: 1, REASON: MEETING}]))
    assert told == {"": "เป้าหมายนี้กรมเป็นผู้กำหนด บัญชีนี้แก้ไม่ได้"}


def test_another_year_by_its_address(plan, officer, client):
    targets.whole_plan(plan.province, {"2402": (1, 2, 3), "2403": (1, 2, 3)}, fiscal_year=2569)
    assert {row["ปีงบประมาณ"] for row in sheet_rows("targets", officer)} == {2570}
    older = sheet_rows("targets", officer, fiscal_year="2569")
    assert {row["ปีงบประมาณ"] for row in older} == {2569}
    client.force_login(officer)
    assert client.get("/tables/targets/export/?fiscal_year=2568").status_code == 404
