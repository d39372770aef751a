"""The pages and the command: who gets in, what is answered to what is wrong."""

import json
from datetime import date
from io import StringIO
from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command

from tests.support import factories as make
from tests.support.pages import shown_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def month():
    return make.month_of_bang_khla()


@pytest.fixture
def district(client, month):
    client.force_login(make.district_officer(month.district))
    return client


def test_nobody_gets_in_without_signing_in(client, month):
    for address in ("/reports/", "/reports/rt1/", "/reports/rt1/?format=json"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/")


def test_the_list_names_the_reports_of_the_role(client, month):
    keys = {}
    for user in (
        make.district_officer(month.district),
        make.province_officer(month.district.province),
        make.department_officer(),
    ):
        client.force_login(user)
        groups = client.get("/reports/").context["groups"]
        entries = [entry for group in groups.values() for entry in group]
        keys[user.role] = {entry["report"].key for entry in entries} & {"rt1", "rt2", "rt3", "rt4"}
    assert keys == {
        "district": {"rt1", "rt2", "rt3"},
        "province": {"rt1", "rt2", "rt3", "rt4"},
        "department": {"rt1", "rt2", "rt3", "rt4"},
    }


@pytest.mark.parametrize("address", ["nothing/", "rt4/", "rt1/?district=2401", "rt1/?district=x"])
@pytest.mark.parametrize("file_format", ["html", "xlsx", "pdf", "json", "svg"])
def test_what_is_not_the_officers_is_not_found(district, address, file_format):
    joint = "&" if "?" in address else "?"
    assert district.get(f"/reports/{address}{joint}format={file_format}").status_code == 404


def test_only_get(district):
    assert district.post("/reports/rt1/").status_code == 405


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"month": "2026-09"}, "ไม่มีเดือน “2026-09” ในระบบ"),
        ({"month": "ตุลาคม"}, "ไม่มีเดือน “ตุลาคม” ในระบบ"),
        ({"blank": "maybe"}, "เลือก yes (แบบเปล่า) หรือ no (มีตัวเลข)"),
        ({"distrct": "2402"}, "รายงานนี้ไม่มีตัวเลือกชื่อ distrct"),
    ],
)
@pytest.mark.parametrize(("file_format", "status"), [("html", 200), ("pdf", 400), ("json", 400)])
def test_what_is_wrong_comes_back_as_the_form(district, query, message, file_format, status):
    answer = district.get("/reports/rt1/", query | {"format": file_format})
    assert answer.status_code == status
    assert message in answer.content.decode()
    assert "table" not in answer.context


def test_a_format_nobody_makes_is_refused(district):
    answer = district.get("/reports/rt1/", {"format": "doc"})
    assert answer.status_code == 400
    assert "รูปแบบไฟล์มี xlsx, pdf, json, svg และ map" in answer.content.decode()


def test_the_department_opens_a_district_report_to_a_form_without_complaint(client, month):
    client.force_login(make.department_officer())
    answer = client.get("/reports/rt1/")
    assert answer.status_code == 200
    assert "errorlist" not in answer.content.decode()
    asked = client.get("/reports/rt1/", {"month": "2026-10"})
    assert "เลือกอำเภอ" in asked.content.decode()


def test_without_any_month_the_page_still_opens(client):
    client.force_login(make.province_officer(make.province()))
    page = shown_page(client, "/reports/rt4/", "รต.๔")
    assert "ยังไม่มีข้อมูลของรายงานนี้" in page
    assert "แสดงรายงาน" not in page  # there is nothing to choose yet
    assert client.get("/reports/rt4/", {"format": "pdf"}).status_code == 400


def test_a_district_opens_its_form_before_the_first_month(client):
    """404: its own district, chosen for it, was not among those that have a month."""
    of = make.district("2402", "บางคล้า")
    client.force_login(make.district_officer(of))
    assert "ยังไม่มีข้อมูลของรายงานนี้" in shown_page(client, "/reports/rt1/", "รต.๑")
    assert client.get("/reports/rt1/", {"district": "2403"}).status_code == 404


def test_months_are_offered_newest_first_in_thai(district, month):
    make.sales_month(date(2026, 11, 1))
    page = district.get("/reports/rt1/", {"month": "2026-10"})
    choices = page.context["form"].fields["month"].choices
    assert list(choices) == [("2026-11", "พฤศจิกายน 2569"), ("2026-10", "ตุลาคม 2569")]


def test_periods_are_offered_under_their_fiscal_year(district, month):
    make.sales_month(date(2026, 9, 1))
    choices = district.get("/reports/rt3/").context["form"].fields["period"].choices
    assert list(choices) == [
        (
            "ปีงบประมาณ 2570",
            [
                ("2570", "ปีงบประมาณ 2570"),
                ("2570-r1", "รอบที่ 1/2570"),
                ("2570-q1", "ไตรมาสที่ 1/2570"),
                ("2026-10", "ตุลาคม 2569"),
            ],
        ),
        (
            "ปีงบประมาณ 2569",
            [
                ("2569", "ปีงบประมาณ 2569"),
                ("2569-r2", "รอบที่ 2/2569"),
                ("2569-q4", "ไตรมาสที่ 4/2569"),
                ("2026-09", "กันยายน 2569"),
            ],
        ),
    ]


def test_a_file_has_a_name_and_is_not_sniffed(district):
    answer = district.get("/reports/rt1/", {"format": "xlsx"})
    name = "รต.๑ แบบจัดเก็บข้อมูลการจำหน่าย ตุลาคม 2569 อำเภอบางคล้า มีตัวเลขที่บันทึกแล้ว.xlsx"
    assert unquote(answer["Content-Disposition"]) == f"attachment; filename*=utf-8''{name}"
    data = district.get("/reports/rt1/", {"format": "json"})
    assert data["Content-Disposition"] == 'attachment; filename="rt1_2026-10_2402_no.json"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    opened = district.get("/reports/rt1/", {"format": "pdf"})
    assert opened["Content-Disposition"].startswith("inline")


# --- The command ----------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("report", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_gives_what_the_page_gives(district, month):
    page = district.get("/reports/rt2/", {"format": "json", "month": "2026-10"})
    made = run("rt2", "--as", "district2402", "--param", "month=2026-10")
    assert json.loads(made) == json.loads(page.content)


def test_the_command_writes_files(month, tmp_path):
    for file_format, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        path = tmp_path / f"made.{file_format}"
        run("rt1", "--as", "district2402", "--format", file_format, "--output", str(path))
        assert path.read_bytes().startswith(begins)


def test_the_command_lists_reports():
    assert "rt1\tรต.๑ แบบจัดเก็บข้อมูลการจำหน่าย" in run("--list").splitlines()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "ระบุรหัสรายงานและ --as ชื่อผู้ใช้"),
        (["rt1"], "ระบุรหัสรายงานและ --as ชื่อผู้ใช้"),
        (["rt1", "--as", "nobody"], "ไม่พบบัญชีที่ใช้งานได้ชื่อ nobody"),
        (["rt1", "--as", "left"], "ไม่พบบัญชีที่ใช้งานได้ชื่อ left"),
        (["rt9", "--as", "district2402"], "ไม่พบรายงาน rt9"),
        (["rt4", "--as", "district2402"], "สำหรับ สพอ.บางคล้า"),
        (["rt1", "--as", "district2402", "--param", "district=2401"], "ไม่พบรายงาน rt1"),
        (["rt1", "--as", "district2402", "--param", "month"], "--param เขียนเป็น ชื่อ=ค่า"),
        (["rt1", "--as", "district2402", "--param", "month=10"], "เดือน: ไม่มีเดือน “10”"),
        (["rt1", "--as", "district2402", "--param", "mnth=2026-10"], "ไม่มีตัวเลือกชื่อ mnth"),
        (["rt1", "--as", "district2402", "--format", "doc"], "ไม่มีรูปแบบ doc"),
        (["rt1", "--as", "district2402", "--output", "/nowhere/x"], "เขียนไฟล์ /nowhere/x ไม่ได้"),
    ],
)
def test_the_command_says_what_is_wrong(month, arguments, message):
    gone = make.district_officer(make.district("2403", "บางน้ำเปรี้ยว"))
    type(gone).objects.filter(pk=gone.pk).update(username="left", is_active=False, standing="ended")
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert message in str(refused.value)
    assert refused.value.returncode == 1
