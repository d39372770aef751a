"""`manage.py allocate_targets`: any file of income as offices keep them, and what it answers."""

import csv
import io
import sys
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from targets.income_file import BadTable, excel_lines
from tests.support.excel_files import workbook

FIXTURE = settings.BASE_DIR / "fixtures/targets_chachoengsao_2566_year.csv"
PLAIN = "area,2563,2564,2565\nA,40,40,190\nB,70,70,40\nC,40,40,40\n"
ALLOCATED = (
    "area,low,standard,high,note\n"
    "A,64,111,157,รับผลต่าง 14 บาทจาก C: low เพิ่ม high ลด\n"
    "B,50,57,63,\n"
    "C,36,43,50,สลับ low กับ high; ย้ายผลต่าง 14 บาทไปที่ A\n"
    "total,150,210,270,แถวของ standard รวมได้ 211\n"
)


def run(*args: str, **options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("allocate_targets", *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def write(tmp_path, content: str | bytes, name: str = "income.csv") -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_the_real_file_gives_the_real_table_to_the_baht():
    out, err = run(str(FIXTURE))
    found = list(csv.DictReader(StringIO(out)))
    with FIXTURE.open(encoding="utf-8-sig", newline="") as file:
        printed = list(csv.DictReader(file))
    names = [row["district_code"] or "total" for row in printed]
    assert [row["area"] for row in found] == names
    for row, real in zip(found, printed, strict=True):
        for level in ("low", "standard", "high"):
            assert row[level] == real[f"target_{level}"]
    assert found[-1]["note"] == "แถวของ low รวมได้ 925670001; แถวของ standard รวมได้ 2701444999"
    assert err == ""


def test_the_table_as_it_is_written(tmp_path):
    assert run(write(tmp_path, PLAIN)) == (ALLOCATED, "")


def test_standard_input_answers_as_a_file_does(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(BytesIO(PLAIN.encode())))
    assert run("-")[0] == run(write(tmp_path, PLAIN))[0]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("area", "อำเภอ"),
        PLAIN.replace("2563,2564,2565", "รายได้ปี ๒๕๖๓,รายได้ปี ๒๕๖๔,รายได้ปี ๒๕๖๕"),
        PLAIN.replace("2563,2564,2565", "2020,2021,2022"),
        PLAIN.replace("190", '" ๑๙๐.๐๐ "'),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN + "รวม,150,150,270\n",
        PLAIN + "\n,,,\nTotal,150,150,270\n",
        "A,40,40,190\nB,70,70,40\nC,40,40,40\n",
        "area,2565,2563,2564\nA,190,40,40\nB,40,70,70\nC,40,40,40\n",
        "no,area,2562,2563,2564,2565,รวม\n1,A,1,40,40,190,1\n2,B,1,70,70,40,1\n3,C,1,40,40,40,1\n",
    ],
)
def test_the_same_figures_however_they_are_written(tmp_path, content):
    assert run(write(tmp_path, content))[0] == ALLOCATED


def test_thai_windows_and_excel_are_read_too(tmp_path):
    thai = PLAIN.replace("area", "อำเภอ").replace("A,", "บางคล้า,")
    expected = run(write(tmp_path, thai))[0]
    assert run(write(tmp_path, thai.encode("cp874")))[0] == expected
    workbook = Workbook()
    for line in csv.reader(StringIO(thai)):
        workbook.active.append([float(cell) if cell.isdecimal() else cell for cell in line])
    workbook.save(file := BytesIO())
    assert run(write(tmp_path, file.getvalue(), "income.xlsx"))[0] == expected


def test_a_workbook_with_a_macro_is_refused_as_everywhere():
    hostile = workbook([("area", "2563"), ("A", 40)], more={"xl/vbaProject.bin": b"macro"})
    with pytest.raises(BadTable, match="มาโคร"):
        excel_lines(hostile.getvalue())


def test_rows_in_another_order_give_the_same_cells(tmp_path):
    head, *rows = PLAIN.splitlines(keepends=True)
    turned = run(write(tmp_path, "".join([head, *rows[::-1]])))[0]
    assert sorted(turned.splitlines()) == sorted(ALLOCATED.splitlines())


def test_a_total_that_disagrees_is_left_out_and_said(tmp_path):
    out, err = run(write(tmp_path, PLAIN + "รวม,150,150,999\n"))
    assert out == ALLOCATED
    assert err == ("บรรทัด 5: ยอดรวมของ 2565 ในไฟล์ 999.00 ไม่เท่ากับผลรวมของแถว 270.00 (คำนวณจากแถว)\n")


def test_codes_before_names_unless_a_column_is_asked_for():
    assert run(str(FIXTURE))[0].splitlines()[1].startswith("2401,")
    by_name = run(str(FIXTURE), area="district_th")[0].splitlines()
    assert by_name[1] == "เมืองฉะเชิงเทรา,211974487,246385047,280795608,"


@pytest.mark.parametrize(
    ("levels", "head", "cells"),
    [
        ("5", "area,level1,level2,level3,level4,level5,note", "A,30,40,50,60,70,"),
        ("ต่ำ,สูง", "area,ต่ำ,สูง,note", "A,30,70,"),
        ("low=0,mid=1/4,high=1", "area,low,mid,high,note", "A,30,40,70,"),
        ('{"low": 0, "mid": "25%", "high": 1}', "area,low,mid,high,note", "A,30,40,70,"),
    ],
)
def test_other_schemes_of_levels(tmp_path, levels, head, cells):
    out = run(write(tmp_path, "area,2564,2565\nA,30,70\n"), levels=levels)[0]
    assert out.splitlines()[:2] == [head, cells]


def test_a_scheme_out_of_a_file(tmp_path):
    scheme = write(tmp_path, "name,share\nlow,0\nmid,1/4\nhigh,1\n", "scheme.csv")
    out = run(write(tmp_path, "area,2564,2565\nA,30,70\n"), levels=scheme)[0]
    assert out.splitlines()[1] == "A,30,40,70,"


def test_years_other_than_the_last_three(tmp_path):
    path = write(tmp_path, "area,2562,2563,2564,2565\nA,10,40,50,60\n")
    assert run(path)[0].splitlines()[1] == "A,40,50,60,"
    assert run(path, years="all")[0].splitlines()[1] == "A,10,35,60,"
    assert run(path, years="2")[0].splitlines()[1] == "A,50,55,60,"


def test_fewer_years_than_the_rule_says_are_used_and_said(tmp_path):
    out, err = run(write(tmp_path, "area,2564,2565\nA,30,70\n"))
    assert out.splitlines()[1] == "A,30,50,70,"
    assert err == "ไฟล์มีรายได้ 2 ปี ใช้เท่าที่มี (หลักเกณฑ์ใช้ 3 ปีล่าสุด)\n"


def test_round_2_is_the_year_less_the_result_of_round_1(tmp_path):
    year = write(tmp_path, "area,2564,2565\nA,100,500\nB,80,60\n", "year.csv")
    first = run(write(tmp_path, "area,2564,2565\nA,40,240\nB,30,20\n", "half.csv"))[0]
    second = run(year, minus=write(tmp_path, first, "first.csv"))[0]
    rows = {row["area"]: row for row in csv.DictReader(StringIO(second))}
    whole = {row["area"]: row for row in csv.DictReader(StringIO(run(year)[0]))}
    half = {row["area"]: row for row in csv.DictReader(StringIO(first))}
    for level in ("low", "standard", "high"):
        assert int(rows["total"][level]) == int(whole["total"][level]) - int(half["total"][level])
        assert int(rows["A"][level]) == int(whole["A"][level]) - int(half["A"][level])


YEAR_INCOME = "area,2563,2564,2565\nA,100,301,500\nB,83,60,77\nC,51,49,50\n"
ROUND_1_INCOME = "area,2563,2564,2565\nA,40,141,240\nB,30,21,33\nC,25,26,24\n"


def test_round_2_from_both_incomes_is_rounded_once_at_the_end(tmp_path):
    """Low of A by hand: the year has 100 x 234/209 + 4.43 taken from C = 116.39, round 1 has 40 x 95/85
    + 1.00 = 45.70, so 70.68. Taken off each other as printed it is 116 - 46 = 70."""
    year = write(tmp_path, YEAR_INCOME, "year.csv")
    half = write(tmp_path, ROUND_1_INCOME, "half.csv")
    assert run(year, round_1=half) == (
        "area,low,standard,high,note\n"
        "A,71,162,253,\n"
        "B,44,47,49,\n"
        "C,25,26,28,\n"
        "total,139,235,330,แถวของ low รวมได้ 140\n",
        "",
    )
    printed = run(year, minus=write(tmp_path, run(half)[0], "first.csv"))[0].splitlines()
    assert printed[1:4] == ["A,70,161,253,", "B,44,47,49,", "C,24,27,28,"]


def test_both_incomes_are_of_the_same_years_and_areas(tmp_path):
    year = write(tmp_path, YEAR_INCOME, "year.csv")
    for content, said in (
        (
            ROUND_1_INCOME.replace("2563", "2562"),
            "มีรายได้ปี 2562 2564 2565 แต่ตารางทั้งปีมี 2563 2564 2565",
        ),
        (ROUND_1_INCOME.replace("C,", "D,"), "ตารางที่นำมาลบไม่มี: C"),
        (ROUND_1_INCOME.replace("141", "x"), "half.csv: บรรทัด 2 คอลัมน์ 3 (2564): มีตัวอักษร “x” ปนอยู่"),
    ):
        with pytest.raises(CommandError) as error:
            run(year, round_1=write(tmp_path, content, "half.csv"))
        assert said in str(error.value)


def test_one_table_is_taken_off_at_a_time(tmp_path):
    year = write(tmp_path, YEAR_INCOME, "year.csv")
    with pytest.raises(CommandError, match="not allowed with argument"):
        call_command("allocate_targets", year, "--round-1", year, "--minus", year)


def test_a_negative_remainder_says_so(tmp_path):
    path = write(tmp_path, "area,2564,2565\nA,30,70\nB,10,10\n")
    other = write(tmp_path, "area,low,standard,high,note\nA,10,10,10,\nB,20,20,20,\n", "other.csv")
    rows = list(csv.DictReader(StringIO(run(path, minus=other)[0])))
    assert [(row["area"], row["low"], row["note"]) for row in rows if row["area"] == "B"] == [
        ("B", "-10", "ติดลบ")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "ไฟล์ว่าง"),
        ("area,2564,2565\n", "ไม่มีพื้นที่ในตาราง"),
        ("area,2564,2565\nA,1,x\n", "บรรทัด 2 คอลัมน์ 3 (2565): มีตัวอักษร “x” ปนอยู่"),
        ("area,2564,2565\nA,1,-5\n", "บรรทัด 2 คอลัมน์ 3 (2565): ตัวเลขติดลบไม่ได้"),
        ('area,2564,2565\nA,1,"5\n000"\n', "คอลัมน์ 3 (2565): มีตัวเลข 2 จำนวนในช่อง (5 และ 000)"),
        ("area,2564,2565\nA,1,500 600\n", "คอลัมน์ 3 (2565): มีตัวเลข 2 จำนวนในช่อง (500 และ 600)"),
        ("area,2564,2565\nA,1,\n", "บรรทัด 2 คอลัมน์ 3 (2565): ว่าง ถ้าไม่มีรายได้ให้กรอก 0"),
        ("area,2564,2565\nA,1,2\nA,1,2\n", "บรรทัด 3: A ซ้ำกับบรรทัด 2"),
        ("area,2564,2565\n,1,2\n", "บรรทัด 2 คอลัมน์ 1: ไม่ได้ระบุพื้นที่"),
        ("area,2564,2565\nA,1,000,2\n", "บรรทัด 2: มี 4 ช่อง แต่หัวตารางมี 3 ช่อง"),
        ("area,2565,2565\nA,1,2\n", "มีรายได้ปี 2565 สองคอลัมน์ (2 และ 3)"),
        ("area,2565\nA,1\n", "ต้องมีรายได้อย่างน้อย 2 ปี"),
        ("area,note\nA,1\n", "ไม่พบคอลัมน์รายได้"),
        ("area,2564,2565\nA,0,5\nB,5,0\n", "หารด้วยศูนย์"),
    ],
)
def test_what_is_wrong_is_said_in_thai_with_its_place(tmp_path, content, said):
    with pytest.raises(CommandError) as error:
        run(write(tmp_path, content))
    assert said in str(error.value)


def test_a_foot_is_passed_over_and_said(tmp_path):
    content = "area,2564,2565\nA,40,240\nB,30,20\nรวม,70,260\nลงชื่อ ....,,\n(นายสมมติ ทดลอง),,\n"
    told, said = run(write(tmp_path, content))
    assert [row["area"] for row in csv.DictReader(StringIO(told))] == ["A", "B", "total"]
    assert "ข้ามแถวที่ไม่ใช่รายการ: แถว 5 “ลงชื่อ ....”, แถว 6 “(นายสมมติ ทดลอง)”" in said


def test_everything_wrong_is_said_at_once(tmp_path):
    with pytest.raises(CommandError) as error:
        run(write(tmp_path, "area,2564,2565\nA,1,x\nB,y,2\n"))
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == [
        "บรรทัด 2 คอลัมน์ 3 (2565)",
        "บรรทัด 3 คอลัมน์ 2 (2564)",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"levels": "low"}, "ต้องมีอย่างน้อย 2 ระดับ"),
        ({"levels": "low=0,high=2"}, "ต้องอยู่ระหว่าง 0 ถึง 1"),
        ({"levels": "low,note"}, "ใช้ชื่อ note เป็นชื่อระดับไม่ได้"),
        ({"levels": "{"}, "อ่าน JSON ไม่ได้"),
        ({"years": "1"}, "--years เป็นจำนวนปีตั้งแต่ 2 ขึ้นไป"),
        ({"area": "ไม่มี"}, "ไม่มีคอลัมน์ชื่อ “ไม่มี”"),
        ({"minus": "nowhere.csv"}, "อ่านไฟล์ nowhere.csv ไม่ได้: ไม่มีไฟล์นี้"),
    ],
)
def test_options_that_cannot_be_are_refused(tmp_path, options, said):
    with pytest.raises(CommandError) as error:
        run(write(tmp_path, PLAIN), **options)
    assert said in str(error.value)
