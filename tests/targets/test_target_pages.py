"""The pages of targets and estimates: a constant number of queries, Thai answers, nothing typed lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.areas.models import Province
from core.thai.calendar import fiscal_year_months
from core.users.models import User
from targets.models import Estimate, EstimateMonth, TargetCell, TargetPlan, TargetScheme
from tests.support import factories as make
from tests.support import target_factories as targets
from tests.support.pages import shown_page
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

CODES = ("2402", "2401", "2403")
INCOMES = {"2401": (40, 40, 190), "2402": (70, 70, 40), "2403": (40, 40, 40)}


@pytest.fixture
def province() -> Province:
    for code in INCOMES:
        make.district(code, f"อ.{code}")
    return Province.objects.get(pk="24")


@pytest.fixture
def officer(province) -> Client:
    return signed_in(make.province_officer(province))


@pytest.fixture
def plan(province) -> TargetPlan:
    return targets.whole_plan(province, INCOMES)


@pytest.fixture
def chief(province) -> Client:
    return signed_in(make.district_chief(make.district("2402")))


def address(plan: TargetPlan) -> str:
    return f"/targets/plans/{plan.pk}/"


def messages_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# --- Query counts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "who", "queries"),
    [
        ("/targets/", "district2402", 12),
        ("/targets/", "province24", 16),
        ("/targets/", "department", 15),
        ("/targets/?province=24", "department", 16),
        ("/targets/plans/{plan}/", "province24", 15),
        ("/targets/plans/{plan}/?edit=2402", "province24", 15),
        ("/targets/estimates/", "province24", 6),
        ("/targets/estimates/", "department", 5),
        ("/targets/estimates/{estimate}/", "district2402", 7),
        ("/targets/levels/2571/", "department", 7),
    ],
)
def test_pages_cost_the_same_at_1_and_at_3(django_assert_num_queries, path, who, queries, count):
    codes = CODES[:count]
    for code in codes:
        make.district(code, code)
    province = Province.objects.get(pk="24")
    incomes = {code: INCOMES[code] for code in codes}
    targets.approved(targets.whole_plan(province, incomes))
    draft = targets.whole_plan(province, incomes, number=2)
    for code in codes:
        targets.sold(make.district(code), make.OCTOBER, "5")
        targets.signed(targets.estimate(make.district(code)))
    make.confirm_province(province)
    make.department_officer()
    make.district_officer(make.district("2402"))
    estimate = Estimate.objects.get(district="2402")
    client = signed_in(User.objects.get(username=who))
    path = path.format(plan=draft.pk, estimate=estimate.pk)
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


# --- A plan ---------------------------------------------------------------------------------------


def test_a_province_begins_a_plan_from_its_page(officer, province):
    targets.scheme()
    assert officer.get("/targets/").context["may_prepare"]
    answer = officer.post("/targets/", {"year": "2570"})
    assert (answer.status_code, answer["Location"]) == (302, address(TargetPlan.objects.get()))
    again = officer.post("/targets/", {"year": "2570"}, follow=True)
    assert messages_of(again)[-1] == "มีเป้าหมายปีงบประมาณ 2570 แล้ว"


@pytest.mark.parametrize("year", ["", "x", "1", "9" * 30, "2²"])
def test_a_year_of_any_shape_is_no_fault_of_ours(officer, year):
    assert officer.post("/targets/", {"year": year}).status_code == 302
    assert officer.get("/targets/", {"year": year}).status_code == 404


def test_a_target_is_set_by_hand_on_the_page(officer, plan):
    top = plan.scheme.levels.get(position=3).pk
    page = officer.get(address(plan), {"edit": "2402"})
    form = page.context["override_form"]
    typed = {name: page.context["override_form"][name].value() for name in form.fields}
    posted = {f"target-{name}": value or "" for name, value in typed.items()}
    posted |= {"step": "override", "revision": "1", "period": "year", "area": "2402"}
    posted |= {f"target-level-{top}": "๗๐", "target-reason": "มติที่ประชุม"}
    answer = officer.post(address(plan), posted)
    assert (answer.status_code, answer["Location"]) == (302, f"{address(plan)}?period=year")
    cell = TargetCell.objects.exclude(override=None).get()
    assert (cell.district_id, cell.override, cell.reason) == ("2402", 70, "มติที่ประชุม")
    page = officer.get(address(plan))
    assert [str(column.difference) for column, _ in page.context["unsettled"]] == ["7.00"]
    html = page.content.decode()
    assert "แถวรวมได้ 277 ต่างจากยอดรวม <strong>7 บาท</strong>" in html
    assert "ทั้งปี สูง: แถวรวมได้ต่างจากยอดรวม +7 บาท ย้ายผลต่างก่อน" in html


def test_what_was_typed_stays_when_it_is_refused(officer, plan):
    levels = [level.pk for level in plan.scheme.levels.all()]
    posted = {"step": "override", "revision": "1", "period": "year", "area": "2402"}
    posted |= {
        f"target-level-{pk}": text for pk, text in zip(levels, ("50", "1.234,5", "63"), strict=True)
    }
    answer = officer.post(address(plan), posted | {"target-reason": "ลอง"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="1.234,5"' in html
    assert "จุดคือทศนิยม ลูกน้ำคือหลักพัน เขียนเป็น 1,234.56" in html
    stale = posted | {f"target-level-{levels[1]}": "58", "target-reason": "ลอง", "revision": "9"}
    answer = officer.post(address(plan), stale)
    assert answer.status_code == 409
    assert 'value="58"' in answer.content.decode()
    assert "มีผู้แก้ไขเป้าหมายนี้หลังจากที่เปิดหน้า" in answer.content.decode()
    assert not TargetCell.objects.exclude(override=None).exists()


def test_a_difference_of_a_baht_moves_with_one_click(officer, plan):
    middle = plan.scheme.levels.get(position=2).pk
    page = officer.get(address(plan))
    [(column, form)] = page.context["rounding"]
    assert (column.level.pk, column.difference, form["area"].value()) == (middle, 1, "2401")
    posted = {"step": "reconcile", "revision": "1", "period": "year", "level": str(middle)}
    answer = officer.post(address(plan), posted | {"area": "2401", "reason": ""})
    assert answer.status_code == 422
    officer.post(address(plan), posted | {"area": "2401", "reason": "ปัดเศษ"})
    assert not officer.get(address(plan)).context["rounding"]
    assert TargetCell.objects.exclude(override=None).get().override == 110


def test_a_base_comes_by_file_and_what_is_wrong_in_it_is_told_by_line(officer, province):
    plan = targets.plan(province)
    content = "อำเภอ,2567,2568,2569\n2401,40,40,190\n2402,70,70,๔๐\n2403,40,40,x\n"

    def upload(text: str):
        file = SimpleUploadedFile("base.csv", text.encode())
        return officer.post(
            address(plan), {"step": "upload", "revision": "1", "period": "year", "file": file}
        )

    answer = upload(content)
    assert answer.status_code == 422
    assert "บรรทัด 4 คอลัมน์ 4 (2569): มีตัวอักษร “x” ปนอยู่" in answer.content.decode()
    assert plan.bases.count() == 0
    assert upload(content.replace("x", "40")).status_code == 302
    assert plan.bases.filter(source="uploaded").count() == 9
    assert plan.cells.filter(period="year").count() == 9
    assert plan.steps.first().told == "ทั้งปี จากไฟล์ base.csv"


def test_the_real_file_is_taken_as_it_is(officer, province):
    rows = (settings.BASE_DIR / "fixtures/targets_chachoengsao_2566_year.csv").read_bytes()
    for code in range(2401, 2412):
        make.district(str(code), f"อ.{code}")
    plan = targets.plan(province, 2566)
    file = SimpleUploadedFile("real.csv", rows)
    posted = {"step": "upload", "revision": "1", "period": "year", "file": file}
    assert officer.post(address(plan), posted).status_code == 302
    total = plan.totals.filter(period="year").order_by("level__position")
    assert [int(one.amount) for one in total] == [925670000, 2701445000, 4477220000]


def test_a_plan_is_approved_and_opened_again_from_its_page(officer, plan):
    page = officer.get(address(plan))
    assert page.context["obstacles"] == []
    assert officer.post(address(plan), {"step": "approve", "revision": "1"}).status_code == 302
    page = officer.get(address(plan))
    assert page.context["editable"] is False
    assert page.context["may_reopen"] is True
    assert officer.post(address(plan), {"step": "reopen", "reason": ""}).status_code == 422
    answer = officer.post(address(plan), {"step": "reopen", "reason": "ปรับฐาน"})
    assert answer["Location"] == f"{address(TargetPlan.objects.get(number=2))}?period=year"


def test_the_year_before_stands_beside_it(officer, province, plan):
    before = targets.approved(targets.whole_plan(province, INCOMES, fiscal_year=2569))
    targets.sold(make.district("2401"), date(2025, 10, 1), "222")
    make.confirm_province(province, date(2025, 10, 1))
    compared = officer.get(address(plan)).context["compared"]
    assert (compared.year, compared.level.name) == (before.fiscal_year, "กลาง")
    first = compared.rows[0]
    assert (first.target_before, first.actual_before, first.months_before) == (111, 222, 1)
    assert (str(first.reached_before), first.growth) == ("200.00", None)  # a month is no year
    for month in fiscal_year_months(2569)[1:]:
        targets.sold(make.district("2401"), month, "0")
        make.confirm_province(province, month)
    [first, *_] = officer.get(address(plan)).context["compared"].rows
    assert (first.actual_before, first.months_before) == (222, 12)
    assert str(first.growth) == "-50.00"


@pytest.mark.parametrize("step", ["", "x", "status"])
def test_a_step_that_is_none_is_not_found(officer, plan, step):
    assert officer.post(address(plan), {"step": step, "revision": "1"}).status_code == 404


# --- Levels ---------------------------------------------------------------------------------------


def test_the_department_sets_levels_on_the_page(province):
    department = signed_in(make.department_officer())
    names = {f"name-{n}": f"ระดับ {n}" for n in range(1, 6)}
    shares = {f"share-{n}": text for n, text in enumerate(("0", "๑/๔", "50%", "0.75", "1"), 1)}
    assert department.post("/targets/levels/2571/", names | shares).status_code == 302
    scheme = TargetScheme.objects.get(pk=2571)
    assert [str(level.share) for level in scheme.levels.all()] == ["0", "1/4", "1/2", "3/4", "1"]
    wrong = names | shares | {"share-2": "x", "name-3": ""}
    answer = department.post("/targets/levels/2571/", wrong)
    assert answer.status_code == 422
    assert "อ่านตำแหน่ง “x” ไม่ได้ เขียนเป็น 1/2, 0.5 หรือ 50%" in answer.content.decode()
    assert scheme.levels.count() == 5


# --- Estimates ------------------------------------------------------------------------------------


def typed(estimate: Estimate, **cells: str) -> dict[str, str]:
    """The whole grid as its page posts it, with these cells of October."""
    posted = {
        f"{month:%Y-%m}-{channel}": ""
        for month in estimate.fiscal_months
        for channel in ("domestic_offline", "domestic_online", "export_offline", "export_online")
    }
    posted |= {f"2026-10-{channel}": text for channel, text in cells.items()}
    return posted | {"revision": str(estimate.revision), "note": ""}


def test_an_estimate_from_its_beginning_to_the_signature(chief):
    assert chief.get("/targets/estimates/").context["lines"] == []
    answer = chief.post("/targets/estimates/", {"year": "2570"})
    estimate = Estimate.objects.get()
    page = f"/targets/estimates/{estimate.pk}/"
    assert answer["Location"] == page
    assert chief.post(page, typed(estimate, export_online="๑,๒๓๔.๕๐")).status_code == 302
    assert EstimateMonth.objects.get(month="2026-10-01").total == Decimal("1234.50")
    estimate.refresh_from_db()
    posted = typed(estimate, export_online="1,234.50") | {"step": "sign"}
    assert chief.post(page, posted).status_code == 302
    estimate.refresh_from_db()
    assert estimate.status == "signed"
    assert chief.get(page).context["editable"] is False


def test_figures_typed_and_not_saved_are_not_signed(chief, province):
    estimate = targets.estimate(make.district("2402"))
    answer = chief.post(
        f"/targets/estimates/{estimate.pk}/", typed(estimate, export_online="7") | {"step": "sign"}
    )
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "มีตัวเลขหรือหมายเหตุที่ยังไม่บันทึก บันทึกก่อนแล้วรับรอง" in html
    assert 'value="7"' in html
    estimate.refresh_from_db()
    assert estimate.is_draft


def test_a_cell_that_cannot_be_read_keeps_all_that_was_typed(chief, province):
    estimate = targets.estimate(make.district("2402"))
    posted = typed(estimate, domestic_offline="5", export_online="ห้า")
    answer = chief.post(f"/targets/estimates/{estimate.pk}/", posted)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="ห้า"' in html
    assert "มีตัวอักษร “ห้า” ปนอยู่ กรอกเฉพาะตัวเลข เช่น 359,900.00" in html
    assert EstimateMonth.objects.get(month="2026-10-01").total == 100


def test_last_years_sales_fill_the_grid(chief, province):
    estimate = targets.estimate(make.district("2402"))
    page = f"/targets/estimates/{estimate.pk}/"
    posted = {"step": "fill", "revision": "1"}
    answer = chief.post(page, posted)
    assert answer.status_code == 409
    assert messages_of(answer) == ["ไม่มียอดของปีงบประมาณ 2569 ให้เติม"]
    targets.sold(make.district("2402"), date(2025, 10, 1), "44")
    assert chief.post(page, posted).status_code == 302
    assert EstimateMonth.objects.get(month="2026-10-01").total == 44
    assert EstimateMonth.objects.get(month="2026-11-01").total == 0


def test_pages_hold_no_inline_style_or_script(officer, plan, chief):
    estimate = targets.estimate(make.district("2402"))
    for client, path, expected in (
        (officer, address(plan), "เป้าหมาย"),
        (officer, "/targets/", "เป้าหมาย"),
        (chief, f"/targets/estimates/{estimate.pk}/", "ประมาณการอำเภอ"),
    ):
        html = shown_page(client, path, expected)
        assert "style=" not in html
        assert "<script>" not in html
