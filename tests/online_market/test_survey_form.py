"""The Excel form: exactly the letter's columns, taken back unaltered, or refused with what differs."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.steps import StepRefused
from online_market import survey_import
from online_market.answering import save_answers
from online_market.layouts import EARLIER_SURVEY_HEADINGS, survey_columns
from online_market.models import MarketStep, Survey, SurveyAnswer, SurveyUpload
from online_market.survey_form import FormRefused, differences_of, labels
from producers.models import Producer
from tests.support import factories as make
from tests.support import market_factories as market

pytestmark = pytest.mark.django_db

FIRST = 6  # the first row below the title and the head of two storeys


@pytest.fixture
def of():
    return make.district()


@pytest.fixture
def products(of):
    return market.registered(of, 3)


@pytest.fixture
def survey(of, products) -> Survey:
    return market.survey_of(market.opened(), of)


@pytest.fixture
def clerk(of):
    return make.district_officer(of)


def form(survey, clerk) -> Workbook:
    return load_workbook(BytesIO(survey_import.form_of(survey, clerk)))


def sheet_of(workbook: Workbook) -> Worksheet:
    return workbook["แบบสำรวจความพร้อม"]


def rows_of(sheet: Worksheet) -> int:
    """Products, above the blank row and the notes."""
    return next(n for n in range(sheet.max_row) if not sheet.cell(FIRST + n, 1).value)


def sent(workbook: Workbook) -> BytesIO:
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def received(survey, clerk, workbook: Workbook) -> SurveyUpload:
    return survey_import.receive(survey, "แบบ.xlsx", sent(workbook), by=clerk)


def refused(survey, clerk, alter: Callable[[Worksheet], object]) -> tuple[str, ...]:
    workbook = form(survey, clerk)
    alter(sheet_of(workbook))
    with pytest.raises(FormRefused) as refusal:
        received(survey, clerk, workbook)
    assert not SurveyUpload.objects.exists()
    return refusal.value.differences


def errors(survey, clerk, alter: Callable[[Worksheet], object]) -> list[list[str]]:
    workbook = form(survey, clerk)
    alter(sheet_of(workbook))
    upload = received(survey, clerk, workbook)
    found = survey_import.preview(upload, clerk)
    if found.faulty:
        with pytest.raises(StepRefused, match="ยังมีแถวที่ผิด"):
            survey_import.confirm(upload, by=clerk)
        assert not SurveyAnswer.objects.exists()
    return [line.errors for line in found.lines if line.errors]


def written(column: str, row: int, value: object) -> Callable[[Worksheet], None]:
    def alter(sheet: Worksheet) -> None:
        sheet[f"{column}{row}"] = value

    return alter


# --- The form -------------------------------------------------------------------------------------


def test_its_columns_are_those_of_the_letter_in_their_order(survey, clerk):
    sheet = sheet_of(form(survey, clerk))
    upper = [cell.value for cell in sheet[4]]
    lower = [cell.value for cell in sheet[5]]
    assert upper == [
        "รหัสผู้ประกอบการ OTOP", "ชื่อผู้ผลิตผู้ประกอบการ OTOP", "ประเภทผู้ประกอบการ",
        "ชื่อผลิตภัณฑ์ (โปรดระบุทุกผลิตภัณฑ์ของกลุ่ม)", "ประเภทผลิตภัณฑ์", "ที่อยู่", None, None, None, None,
        "เบอร์โทรศัพท์", "ความพร้อมผู้ประกอบการเพื่อเข้าสู่ตลาดออนไลน์ (ใส่หมายเลข ๑ ในช่องข้อมูล)", None, None,
        "ความพร้อมผลิตภัณฑ์เพื่อเข้าสู่ออนไลน์ (ใส่หมายเลข ๑ ในช่องข้อมูล)", "ยอดจำหน่ายออนไลน์ (ปีงบประมาณ 2569)",
    ]  # fmt: skip
    assert lower == [
        None, None, None, None, None, "เลขที่", "หมู่ที่", "ตำบล", "อำเภอ", "จังหวัด", None,
        "ผ่านการอบรมเกี่ยวกับตลาดออนไลน์", "ขายของออนไลน์อยู่แล้ว", "ได้รับมาตรฐานที่เกี่ยวเนื่อง", None, None,
    ]  # fmt: skip
    assert sheet["A1"].value == "แบบสำรวจความพร้อมส่งเสริมผลิตภัณฑ์ OTOP ในตลาดออนไลน์"
    foot = [cell.value for cell in sheet["A"][FIRST + 3 :]]
    assert [line.split(".")[0] for line in foot[:7]] == ["หมายเหตุ", *"123456"]
    assert foot[7].endswith("ผู้รายงาน")
    assert sheet.max_column == len(survey_columns(2569)) == 16
    assert (rows_of(sheet), sheet.freeze_panes) == (3, "E6")
    assert sheet.parent["form"].sheet_state == "hidden"


def test_it_is_filled_in_with_what_is_known(survey, clerk, products, of):
    market.answered(survey, products[1], sales="1250.50")
    sheet = sheet_of(form(survey, clerk))
    maker = products[1].producer
    assert [cell.value for cell in sheet[FIRST + 1]] == [
        maker.code, maker.name, "กลุ่มผู้ผลิตชุมชน", products[1].name, "อาหาร", None, None, None,
        of.name_th, "ฉะเชิงเทรา", None, 1, None, None, 1, 1250.5,
    ]  # fmt: skip
    assert [cell.value for cell in sheet[FIRST]][11:] == [None] * 5


def test_a_name_that_looks_like_a_formula_stays_a_text(survey, clerk, of):
    Producer.objects.update(name='=HYPERLINK("http://x")')
    cell = sheet_of(form(survey, clerk))[f"B{FIRST}"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


# --- The way back ---------------------------------------------------------------------------------


def test_exported_and_imported_without_edits_nothing_changes(survey, clerk, products):
    market.answered(survey, products[0], sales="0.01")
    market.answered(survey, products[2], sales="", trained=False, product_ready=False)
    before = list(SurveyAnswer.objects.order_by("pk").values())
    revision = market.survey_of(survey.round, survey.district).revision
    upload = received(survey, clerk, form(survey, clerk))
    found = survey_import.preview(upload, clerk)
    assert [(line.done, line.errors, line.notes) for line in found.lines] == [
        ("unchanged", [], [])
    ] * 3
    assert (found.writes, found.shown) == (False, [])
    survey_import.confirm(upload, by=clerk)
    assert list(SurveyAnswer.objects.order_by("pk").values()) == before
    assert market.survey_of(survey.round, survey.district).revision == revision


def test_what_was_filled_in_is_shown_and_then_written_whole(survey, clerk, products):
    market.answered(survey, products[1], sales="100")
    workbook = form(survey, clerk)
    sheet = sheet_of(workbook)
    sheet[f"L{FIRST}"], sheet[f"O{FIRST}"], sheet[f"P{FIRST}"] = 1, "๑", "1,250.50"
    sheet[f"L{FIRST + 1}"], sheet[f"P{FIRST + 1}"] = None, 99.1
    upload = received(survey, clerk, workbook)
    found = survey_import.preview(upload, clerk)
    assert [(line.done, line.changes) for line in found.shown] == [
        (
            "new",
            [
                "ผ่านการอบรมเกี่ยวกับตลาดออนไลน์ 1",
                "ความพร้อมผลิตภัณฑ์เพื่อเข้าสู่ออนไลน์ (ใส่หมายเลข ๑ ในช่องข้อมูล) 1",
                "ยอดจำหน่ายออนไลน์ (ปีงบประมาณ 2569) 1,250.50",
            ],
        ),
        (
            "changed",
            [
                "ผ่านการอบรมเกี่ยวกับตลาดออนไลน์ 1 > ว่าง",
                "ยอดจำหน่ายออนไลน์ (ปีงบประมาณ 2569) 100.00 > 99.10",
            ],
        ),
    ]
    assert SurveyAnswer.objects.count() == 1
    done = survey_import.confirm(upload, by=clerk)
    assert done.counts == {"new": 1, "changed": 1, "unchanged": 1}
    assert [one.said for one in SurveyAnswer.objects.order_by("base")] == [
        (True, False, False, True, Decimal("1250.50")),
        (False, False, False, True, Decimal("99.10")),
    ]
    assert "เลือกใหม่ 1 เปลี่ยน 1 เหมือนเดิม 1" in MarketStep.objects.get(name="import").told
    with pytest.raises(StepRefused, match="ไฟล์นี้นำเข้าแล้ว"):
        survey_import.confirm(upload, by=clerk)


def test_a_row_saved_meanwhile_is_compared_anew(survey, clerk, products):
    workbook = form(survey, clerk)
    written("P", FIRST, 5)(sheet_of(workbook))
    upload = received(survey, clerk, workbook)
    market.answered(survey, products[0], sales="700")
    [line] = survey_import.preview(upload, clerk).shown
    assert (line.done, line.changes[-1]) == (
        "changed",
        "ยอดจำหน่ายออนไลน์ (ปีงบประมาณ 2569) 700.00 > 5.00",
    )


def test_rows_may_be_sorted_and_left_out(survey, clerk, products):
    market.answered(survey, products[2])
    workbook = form(survey, clerk)
    sheet = sheet_of(workbook)
    first = [cell.value for cell in sheet[FIRST]]
    for cell, value in zip(sheet[FIRST + 1], first, strict=True):
        cell.value = value
    sheet[f"L{FIRST + 1}"] = 1
    sheet.delete_rows(FIRST + 2)
    sheet.delete_rows(FIRST)
    survey_import.confirm(received(survey, clerk, workbook), by=clerk)
    chosen = SurveyAnswer.objects.order_by("base").values_list("product", flat=True)
    assert list(chosen) == [products[0].pk, products[2].pk]


def test_products_alike_are_told_apart_by_their_order(survey, clerk, products):
    type(products[0]).objects.update(name="เหมือนกัน")
    workbook = form(survey, clerk)
    written("L", FIRST + 1, 1)(sheet_of(workbook))
    survey_import.confirm(received(survey, clerk, workbook), by=clerk)
    assert SurveyAnswer.objects.get().product_id == products[1].pk


def test_every_product_of_a_producer_stands_in_it_and_only_the_base_takes_answers(
    survey, clerk, products, of
):
    """โปรดระบุทุกผลิตภัณฑ์ของกลุ่ม: also what was registered in another year, after the base was taken."""
    maker = products[0].producer
    make.product(maker, name="จดปีอื่น")
    make.product(maker, name="ยังเป็นร่าง", status="draft")
    make.product(maker, name="เลิกผลิต", production="ended")
    workbook = form(survey, clerk)
    sheet = sheet_of(workbook)
    names = [sheet[f"D{FIRST + n}"].value for n in range(rows_of(sheet))]
    assert names == ["จดปีอื่น", *(one.name for one in products)]
    upload = received(survey, clerk, workbook)
    assert survey_import.preview(upload, clerk).shown == []
    assert errors(survey, clerk, written("L", FIRST, 1)) == [
        [f"D{FIRST}: “จดปีอื่น” ไม่อยู่ในฐานของรอบนี้ ลบคำตอบในแถวนี้"]
    ]


def old_headings(sheet: Worksheet) -> None:
    """As the portal gave the form out before."""
    for n, (group, heading) in enumerate(EARLIER_SURVEY_HEADINGS, 1):
        sheet.cell(5 if group else 4, n).value = heading
        if group:
            sheet.cell(4, n).value = group


def one_storey(sheet: Worksheet) -> None:
    """The sixteen headings as the letter lists them, in one line, its year in Thai digits."""
    for n, column in enumerate(survey_columns(2569), 1):
        sheet.cell(5, n).value = column.heading
    sheet["P5"] = "ยอดจำหน่ายออนไลน์ (ปีงบประมาณ ๒๕๖๙)"
    sheet.delete_rows(4)


def open_year(sheet: Worksheet) -> None:
    sheet["P4"] = "ยอดจำหน่ายออนไลน์ (ปีงบประมาณ ...........)"


@pytest.mark.parametrize("alter", [old_headings, one_storey, open_year])
def test_the_headings_of_the_letter_and_those_of_before_are_taken(survey, clerk, products, alter):
    workbook = form(survey, clerk)
    sheet = sheet_of(workbook)
    written("P", FIRST, 500)(sheet)
    for merged in [str(one) for one in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(merged)
    alter(sheet)
    del workbook["form"]
    upload = received(survey, clerk, workbook)
    found = survey_import.preview(upload, clerk)
    assert (found.faulty, found.count("new"), found.count("unchanged")) == ([], 1, 2)
    survey_import.confirm(upload, by=clerk)
    assert SurveyAnswer.objects.get().online_sales == Decimal(500)


def test_the_sales_of_another_year_are_refused(survey, clerk):
    said = refused(survey, clerk, written("P", 4, "ยอดจำหน่ายออนไลน์ (ปีงบประมาณ 2568)"))
    assert said == (
        "คอลัมน์ P เขียนว่า “ยอดจำหน่ายออนไลน์ (ปีงบประมาณ 2568)” "
        "ต้องเป็น “ยอดจำหน่ายออนไลน์ (ปีงบประมาณ 2569)”",
    )


# --- An altered form ------------------------------------------------------------------------------


def move_phone_first(sheet: Worksheet) -> None:
    for row in range(FIRST - 2, FIRST):
        sheet[f"Q{row}"] = sheet[f"P{row}"].value
        sheet[f"P{row}"] = None


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (
            lambda sheet: written("D", 4, "สินค้า")(sheet),
            ("คอลัมน์ D เขียนว่า “สินค้า” ต้องเป็น “ชื่อผลิตภัณฑ์ (โปรดระบุทุกผลิตภัณฑ์ของกลุ่ม)”",),
        ),
        (
            lambda sheet: written("H", 5, "แขวง")(sheet),
            ("คอลัมน์ H เขียนว่า “ที่อยู่ / แขวง” ต้องเป็น “ที่อยู่ / ตำบล”",),
        ),
        (
            lambda sheet: written("Q", 4, "หมายเหตุ")(sheet),
            ("คอลัมน์ Q “หมายเหตุ” ไม่มีในแบบ ลบออก",),
        ),
        (
            lambda sheet: written("P", 4, None)(sheet),
            ("ขาดคอลัมน์ “ยอดจำหน่ายออนไลน์ (ปีงบประมาณ 2569)” ซึ่งต้องอยู่ที่ P",),
        ),
    ],
)
def test_an_altered_head_is_refused_with_what_differs(survey, clerk, alter, said):
    assert (
        refused(survey, clerk, lambda sheet: (sheet.merged_cells.ranges.clear(), alter(sheet)))
        == said
    )


def test_every_kind_of_alteration_is_told():
    wanted = labels(2569)
    assert differences_of(wanted, wanted) == []
    moved = [*wanted[:3], wanted[4], wanted[3], *wanted[5:]]
    [said] = differences_of(moved, wanted)
    assert said in (
        "คอลัมน์ “ชื่อผลิตภัณฑ์ (โปรดระบุทุกผลิตภัณฑ์ของกลุ่ม)” อยู่ที่ E ต้องอยู่ที่ D",
        "คอลัมน์ “ประเภทผลิตภัณฑ์” อยู่ที่ D ต้องอยู่ที่ E",
    )
    assert differences_of(wanted[:1] + wanted[2:], wanted) == [
        "ขาดคอลัมน์ “ชื่อผู้ผลิตผู้ประกอบการ OTOP” ซึ่งต้องอยู่ที่ B"
    ]
    assert differences_of([*wanted[:2], "ลำดับ", *wanted[2:]], wanted) == [
        "คอลัมน์ C “ลำดับ” ไม่มีในแบบ ลบออก"
    ]
    assert differences_of([*wanted, wanted[0]], wanted) == [
        "คอลัมน์ Q “รหัสผู้ประกอบการ OTOP” ไม่มีในแบบ ลบออก"
    ]


def test_a_form_of_another_district_or_round_is_refused(survey, clerk, of, products):
    second = market.survey_of(market.opened(number=2), of)
    workbook = form(second, clerk)
    with pytest.raises(FormRefused, match="ไม่ใช่อำเภอบางคล้า รอบที่ 1"):
        received(survey, clerk, workbook)


def test_another_version_and_what_is_no_form_are_refused(survey, clerk):
    workbook = form(survey, clerk)
    workbook["form"]["A1"] = "online-market-survey/0"
    with pytest.raises(FormRefused, match="เป็นแบบรุ่น “online-market-survey/0”"):
        received(survey, clerk, workbook)
    empty = Workbook()
    empty.active["A1"] = "อะไรก็ได้"
    with pytest.raises(FormRefused, match="ไม่พบหัวตาราง"):
        received(survey, clerk, empty)
    with pytest.raises(FormRefused, match="ต้องเป็นไฟล์ Excel"):
        survey_import.receive(survey, "x.xlsx", BytesIO("ก,ข".encode()), by=clerk)
    assert refused(survey, clerk, written("P", FIRST, "=1+1")) == (
        f"ช่อง P{FIRST} เป็นสูตร วางเป็นค่าแล้วส่งใหม่",
    )


ONE_EACH = "กรอกช่องละจำนวนเดียว ถ้าเป็นจำนวนเดียวเขียนติดกัน เช่น 359,900.00"


# --- Faulty rows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("L", 2, "L6: กรอก 1 หรือเว้นว่าง (พบ “2”)"),
        ("M", "x", "M6: กรอก 1 หรือเว้นว่าง (พบ “x”)"),
        ("O", 0, "O6: กรอก 1 หรือเว้นว่าง (พบ “0”)"),
        ("P", "แปด", "P6: มีตัวอักษร “แปด” ปนอยู่ กรอกเฉพาะตัวเลข เช่น 359,900.00"),
        ("P", "5\n000", f"P6: มีตัวเลข 2 จำนวนในช่อง (5 และ 000) {ONE_EACH}"),
        ("P", "500 600", f"P6: มีตัวเลข 2 จำนวนในช่อง (500 และ 600) {ONE_EACH}"),
        ("P", -1, "P6: ตัวเลขติดลบไม่ได้ กรอกตัวเลขตั้งแต่ 0 ขึ้นไป"),
        ("I", "บางน้ำเปรี้ยว", "I6: เป็นของ “บางน้ำเปรี้ยว” ไม่ใช่ “บางคล้า”"),
        ("J", None, "J6: เป็นของ “ว่าง” ไม่ใช่ “ฉะเชิงเทรา”"),
    ],
)
def test_a_wrong_cell_is_named(survey, clerk, column, value, said):
    assert errors(survey, clerk, written(column, FIRST, value)) == [[said]]


def test_a_foot_of_the_sheet_is_passed_over_and_said(survey, clerk, products):
    workbook = form(survey, clerk)
    sheet = sheet_of(workbook)
    sheet[f"A{FIRST + 3}"], sheet[f"P{FIRST + 3}"] = "รวม", f"=SUM(P{FIRST}:P{FIRST + 2})"
    last = sheet.max_row + 1
    sheet[f"B{last}"] = "ลงชื่อ (นางสมมติ) ผู้รายงาน"
    sheet[f"P{FIRST}"] = 500
    found = survey_import.preview(received(survey, clerk, workbook), clerk)
    assert found.faulty == []
    assert [(line.number, line.name, line.notes) for line in found.shown if line.notes] == [
        (FIRST + 3, "รวม", ["ไม่ใช่รายการ ข้ามไป"]),
        (last, "ลงชื่อ (นางสมมติ) ผู้รายงาน", ["ไม่ใช่รายการ ข้ามไป"]),
    ]
    assert (found.count("new"), found.count("unchanged")) == (1, 2)


def test_an_unknown_product_is_told_with_the_nearest_name(survey, clerk, products):
    said = errors(survey, clerk, written("D", FIRST, "ผลิตภันฑ์ 2402-1"))
    code = products[0].producer.code
    assert said == [
        [f"D6: ไม่พบ “ผลิตภันฑ์ 2402-1” ในฐานของอำเภอ ที่ใกล้เคียง: “ผลิตภัณฑ์ 2402-1” อาหาร รหัส {code}"]
    ]


def test_a_row_of_another_district_is_an_error_and_nothing_of_it_is_told(survey, clerk):
    other = make.district("2403", "บางน้ำเปรี้ยว")
    foreign = market.registered(other, maker="ความลับ")[0]

    def alter(sheet: Worksheet) -> None:
        for column, value in zip(
            "ABD", (foreign.producer.code, "ความลับ", foreign.name), strict=True
        ):
            sheet[f"{column}{FIRST}"] = value

    [[said]] = errors(survey, clerk, alter)
    assert said.startswith(f"D6: ไม่พบ “{foreign.name}” ในฐานของอำเภอ")
    assert "ความลับ" not in said


def test_a_row_twice_is_an_error(survey, clerk):
    def alter(sheet: Worksheet) -> None:
        for n, cell in enumerate(sheet[FIRST], 1):
            sheet.cell(FIRST + 3, n).value = cell.value

    assert errors(survey, clerk, alter) == [["D9: ซ้ำกับแถวที่ 6"]]


def test_a_product_of_another_round_is_an_error_with_the_round_and_date(
    survey, clerk, of, products
):
    workbook = form(survey, clerk)
    second = market.survey_of(market.opened(number=2), of)
    market.answered(second, products[0])
    written("L", FIRST, 1)(sheet_of(workbook))
    [line] = survey_import.preview(received(survey, clerk, workbook), clerk).faulty
    assert line.errors == ["D6: นับแล้วในรอบที่ 2 ปีงบประมาณ 2570 เมื่อ 3 พ.ย. 2569"]
    assert rows_of(sheet_of(form(survey, clerk))) == 2  # no longer offered


def test_what_differs_from_the_registry_is_said_and_not_imported(survey, clerk, products):
    workbook = form(survey, clerk)
    sheet = sheet_of(workbook)
    sheet[f"B{FIRST}"], sheet[f"L{FIRST}"] = "ชื่อที่แก้เอง", 1
    upload = received(survey, clerk, workbook)
    [line] = survey_import.preview(upload, clerk).shown
    assert line.notes == [
        f"B6: “ชื่อที่แก้เอง” ต่างจากทะเบียน “{products[0].producer.name}” ไม่นำเข้า แก้ที่ทะเบียน"
    ]
    survey_import.confirm(upload, by=clerk)
    assert Producer.objects.get().name == products[0].producer.name


# --- Who ------------------------------------------------------------------------------------------


def test_only_its_district_sends_and_confirms_and_not_once_it_is_signed(
    survey, clerk, of, products
):
    market.answered(survey, products[0])
    upload = received(survey, clerk, form(survey, clerk))
    for by in (make.province_officer(of.province), make.department_officer()):
        with pytest.raises(StepRefused):
            received(survey, by, form(survey, by))
        assert not SurveyUpload.objects.visible_to(by).exists()
    market.signed(survey, "district")
    with pytest.raises(StepRefused, match="เปิดให้แก้ไขก่อน"):
        received(survey, clerk, form(survey, clerk))
    with pytest.raises(StepRefused, match="เปิดให้แก้ไขก่อน"):
        survey_import.confirm(upload, by=clerk)


def test_a_save_between_preview_and_confirmation_loses_nothing(
    monkeypatch, survey, clerk, products
):
    """What was previewed under the lock is what is written: a stale version refuses it all."""
    workbook = form(survey, clerk)
    for row in range(FIRST, FIRST + 3):
        written("L", row, 1)(sheet_of(workbook))
    upload = received(survey, clerk, workbook)
    stale = survey_import.preview(upload, clerk)
    base = market.base_of(survey.round, products[0])
    save_answers(survey, [market.typed(base, sales="700")], by=clerk)
    monkeypatch.setattr(survey_import, "preview", lambda *args: stale)
    with pytest.raises(StepRefused, match=r"ส่งไฟล์ใหม่: district2402 บันทึกเมื่อ .* 700\.00 บาท"):
        survey_import.confirm(upload, by=clerk)
    assert SurveyAnswer.objects.count() == 1
