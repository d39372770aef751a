"""The reports of targets and estimates: golden files, who gets what, files and paper."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from core.areas.models import Province
from sales.models import DistrictMonth
from targets import overrides
from targets.models import PlanPeriod, TargetPlan
from tests.support import factories as make
from tests.support import target_factories as targets

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "golden"
OCTOBER = date(2026, 10, 1)
INCOMES = {"2401": (40, 40, 190), "2402": (70, 70, 40), "2403": (40, 40, 40)}
NAMES = {"2401": "เมืองฉะเชิงเทรา", "2402": "บางคล้า", "2403": "บางน้ำเปรี้ยว"}


@pytest.fixture
def plan() -> TargetPlan:
    """The worked table of targets.allocation as a plan in force, one cell moved by hand."""
    for code, name in NAMES.items():
        make.district(code, name)
    province = Province.objects.get(pk="24")
    made = targets.whole_plan(province, INCOMES)
    officer = make.province_officer(province, full_name="นายสมมติ ตรวจทาน")
    middle = made.scheme.levels.get(position=2).pk
    said = {"by": officer, "reason": "ให้รวมได้ตรงกับยอดรวม"}
    overrides.reconcile(made, PlanPeriod.YEAR, middle, "2401", **said)
    return targets.approved(TargetPlan.objects.get(pk=made.pk))


@pytest.fixture
def sold(plan) -> None:
    """October: 20.50 in one district, 10 in another; the third has not confirmed."""
    for code, amount in (("2401", "20.50"), ("2402", "10"), ("2403", "9")):
        targets.sold(make.district(code), OCTOBER, amount)
    for code in ("2401", "2402"):
        make.confirm_district(DistrictMonth.objects.get(district=code, month=OCTOBER))
    targets.signed(targets.estimate(make.district("2401"), monthly="25"))
    targets.signed(targets.estimate(make.district("2402"), monthly="9", note="ประมาณจากปีก่อน"))


def get(client, user, key: str, **query):
    client.force_login(user)
    return client.get(f"/reports/{key}/", {"format": "json"} | query)


def assert_golden(name: str, content: bytes) -> None:
    """The JSON of a report as it was looked at; a wanted change deletes the file and runs again."""
    said = json.dumps(json.loads(content), ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / f"{name}.json"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
        pytest.fail(f"{path.name} was not there: written, look at it")
    assert said == path.read_text(encoding="utf-8")


def province_officer() -> object:
    return make.province_officer(Province.objects.get(pk="24"))


def clerk(code: str = "2402") -> object:
    return make.district_officer(make.district(code))


@pytest.mark.parametrize(
    ("name", "who", "key", "query"),
    [
        ("targets", province_officer, "targets", {}),
        ("targets_district", clerk, "targets", {"period": "year"}),
        ("attainment", province_officer, "attainment", {}),
        ("attainment_nation", make.department_officer, "attainment", {"period": "round1"}),
        ("estimate", clerk, "estimate", {}),
        ("estimate_actuals", province_officer, "estimate_actuals", {}),
        ("estimate_actuals_areas", province_officer, "estimate_actuals", {"rows": "area"}),
    ],
)
def test_reports_are_as_they_were_looked_at(client, sold, name, who, key, query):
    answer = get(client, who(), key, **query)
    assert answer.status_code == 200
    assert_golden(name, answer.content)


def test_a_district_gets_its_own_row_of_an_approved_plan_and_no_totals(client, plan):
    report = json.loads(get(client, clerk(), "targets", period="year").content)
    assert [row["name"] for row in report["rows"]] == ["บางคล้า"]
    assert report["total"] is None
    assert report["signatures"] == []


def test_drafts_are_for_their_own_office(client, plan):
    draft = targets.whole_plan(plan.province, INCOMES, number=2)
    assert draft.is_draft
    for who, status in (
        (province_officer(), 200),
        (make.department_officer(), 404),
        (clerk(), 404),
    ):
        answer = get(client, who, "targets", number="2", province="24")
        assert answer.status_code == status
    assert json.loads(get(client, province_officer(), "targets", number="2").content)["draft"]


def test_an_estimate_nobody_signed_is_its_districts_alone(client, plan):
    targets.estimate(make.district("2402"))
    asked = {"fiscal_year": "2570", "district": "2402"}
    assert json.loads(get(client, clerk(), "estimate", **asked).content)["draft"]
    for who in (province_officer(), make.department_officer()):
        assert get(client, who, "estimate", **asked).status_code in {400, 404}
        assert get(client, who, "estimate_actuals", **asked).status_code == 400
    sibling = clerk("2401")
    assert get(client, sibling, "estimate", **asked).status_code == 404


def test_elsewhere_is_not_found(client, sold):
    foreign = make.province_officer(make.district("2501", "ที่อื่น").province)
    for key in ("targets", "attainment", "estimate", "estimate_actuals"):
        answer = get(client, foreign, key, fiscal_year="2570", province="24", district="2402")
        assert answer.status_code in {400, 404}
    for key in ("targets", "attainment"):
        assert get(client, foreign, key, province="24").status_code == 404


@pytest.mark.parametrize(
    ("who", "key", "queries"),
    [
        (clerk, "targets", 24),
        (province_officer, "targets", 24),
        (make.department_officer, "attainment", 25),
        (province_officer, "attainment", 26),
        (clerk, "estimate", 22),
        (province_officer, "estimate_actuals", 26),
        (make.department_officer, "estimate_actuals", 25),
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_reports_cost_the_same_at_1_and_at_3(
    client, django_assert_num_queries, who, key, queries, count
):
    codes = ["2402", "2401", "2403"][:count]
    for code in codes:
        make.district(code, NAMES[code])
    province = Province.objects.get(pk="24")
    targets.approved(targets.whole_plan(province, {code: INCOMES[code] for code in codes}))
    for code in codes:
        targets.sold(make.district(code), OCTOBER, "5")
        targets.signed(targets.estimate(make.district(code)))
    make.confirm_province(province)
    user = who()
    asked = {"province": "24"} if user.role == "department" else {}
    get(client, user, key, **asked)
    with django_assert_num_queries(queries):
        assert get(client, user, key, **asked).status_code == 200


def test_the_three_tables_are_three_sheets_of_paper_with_one_place_to_sign(client, plan):
    paper = get(client, province_officer(), "targets", format="pdf", thai_digits="1")
    pages = [page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages]
    assert len(pages) == 3
    assert ["........../" in page for page in pages] == [False, False, True]
    assert "๑๕๗" in pages[0]


def test_excel_holds_all_three_tables_as_numbers(client, plan):
    content = get(client, province_officer(), "targets", format="xlsx").content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    lines = [line for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python()]
    totals = [line for line in lines if "รวม" in line]
    assert [[value for value in line if isinstance(value, float)] for line in totals] == [
        [150, 150, 270, 150, 210, 270],
        [75, 75, 135, 75, 105, 135],
        [75, 105, 135],
    ]


# --- The nation -----------------------------------------------------------------------------------


def test_without_a_province_the_nation_is_the_plans_of_its_provinces(client, plan):
    """It was not found: the department's own plan of the nation is another paper, and rare."""
    chon_buri = make.district("2001", "เมืองชลบุรี").province
    answer = get(client, make.department_officer(), "targets", fiscal_year=str(plan.fiscal_year))
    assert answer.status_code == 200
    said = answer.json()
    asked = {"fiscal_year": str(plan.fiscal_year), "province": "24"}
    of_province = get(client, make.department_officer(), "targets", **asked)
    levels = {key: value for key, value in of_province.json()["total"].items() if "level" in key}
    [row] = said["rows"]
    assert row["name"] == "ฉะเชิงเทรา"
    assert {key: row[key] for key in levels} == levels
    assert {key: said["total"][key] for key in levels} == levels
    assert "1 จาก 2 จังหวัด" in said["coverage"]
    assert said["notes"] == [f"ยังไม่มีเป้าหมายที่อนุมัติ 1 จังหวัด: {chon_buri.name_th}"]


def test_where_there_is_nothing_the_page_says_so_and_a_file_is_not_found(client, plan):
    make.district("2001", "เมืองชลบุรี")
    department = make.department_officer()
    asked = {"fiscal_year": str(plan.fiscal_year), "province": "20"}
    page = get(client, department, "targets", **asked, format="html")
    assert page.status_code == 200
    assert "ยังไม่มีข้อมูลตามที่เลือก" in page.content.decode()
    for file_format in ("json", "xlsx", "pdf"):
        assert get(client, department, "targets", **asked, format=file_format).status_code == 404
    page = get(client, department, "growth", format="html")
    assert "กรมยังไม่ได้กำหนดเกณฑ์ร้อยละที่เพิ่มขึ้นของปีใด" in page.content.decode()


def test_districts_are_offered_once_a_province_is_chosen(client, sold):
    def offered(**query) -> list[str]:
        page = get(client, make.department_officer(), "estimate", format="html", **query)
        return [str(key) for key, _ in page.context["form"].fields["district"].choices if key]

    assert offered() == []
    assert offered(province="24") == ["2401", "2402", "2403"]  # as the letters list them
    assert len(offered(district="2401")) == 3
