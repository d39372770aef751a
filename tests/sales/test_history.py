"""ประวัติของตัวเลข: who wrote which figure when, from what to what; seen through the row's own door."""

import pytest
from django.test import Client

from core.history.acting import acting
from producers import merging
from sales.models import DistrictMonth, SalesRow
from sales.months import answering, checks, entry, workflow
from sales.months.answering import Answer, Answers
from tests.support import factories as make
from tests.support.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def month() -> DistrictMonth:
    of = make.district_month(make.district())
    make.row(of, make.producer(of.district), entry="blank")
    make.district_officer(of.district, full_name="นางสาวสมหญิง ใจดี")
    make.district_chief(of.district, full_name="นายหัวหน้า ตั้งใจ")
    make.province_officer(of.district.province, full_name="นายตรวจ ทาน")
    return of


def save(month: DistrictMonth, *amounts: str, **said) -> SalesRow:
    """The one row, typed and saved by the clerk."""
    row, clerk = month.rows.get(), make.district_officer(month.district)
    typed = dict(zip(("domestic_offline", "domestic_online"), amounts, strict=False))
    with acting(clerk):
        (result,) = entry.save_rows(
            month, [entry.RowInput(row.pk, row.version, typed, **said)], by=clerk
        )
    assert result.saved
    return result.row


def confirm(month: DistrictMonth) -> DistrictMonth:
    by = make.district_chief(month.district)
    seen = checks.fingerprint(checks.rows_to_check(month))
    return workflow.confirm_district(month, by=by, seen=seen)


def page(user, row: SalesRow, status: int = 200):
    client = Client()
    client.force_login(user)
    got = client.get(f"/sales/2026-10/2402/rows/{row.pk}/history/")
    assert got.status_code == status
    if status == 200:
        assert "ประวัติของตัวเลข" in got.text
    return got


def told(got) -> list[tuple]:
    return [
        (line.what, line.by, [(one.label, one.before, one.after) for one in line.changes])
        for line in got.context["lines"]
    ]


CLERK, CHIEF = "นางสาวสมหญิง ใจดี (สพอ.บางคล้า)", "นายหัวหน้า ตั้งใจ (สพอ.บางคล้า)"
PROVINCE = "นายตรวจ ทาน (สพจ.ฉะเชิงเทรา)"


def test_each_change_says_who_and_from_what_to_what_the_newest_first(month):
    save(month, "500")
    save(month, "44,040", "60", note="แก้ตามสมุดบัญชี")
    row = save(month, no_sales=True, note="แก้ตามสมุดบัญชี")
    got = page(make.district_officer(month.district), row)
    assert told(got) == [
        (
            "แก้ไข",
            CLERK,
            [
                ("การบันทึก", "บันทึกแล้ว", "ไม่มียอดจำหน่าย"),
                ("ในประเทศ ออฟไลน์", "44,040.00", ""),
                ("ในประเทศ ออนไลน์", "60.00", ""),
                ("ส่งออก ออฟไลน์", "0.00", ""),
                ("ส่งออก ออนไลน์", "0.00", ""),
                ("รวม", "44,100.00", ""),
            ],
        ),
        (
            "แก้ไข",
            CLERK,
            [
                ("ในประเทศ ออฟไลน์", "500.00", "44,040.00"),
                ("ในประเทศ ออนไลน์", "0.00", "60.00"),
                ("รวม", "500.00", "44,100.00"),
                ("หมายเหตุ", "", "แก้ตามสมุดบัญชี"),
            ],
        ),
        (
            "แก้ไข",
            CLERK,
            [
                ("การบันทึก", "ยังไม่บันทึก", "บันทึกแล้ว"),
                ("ในประเทศ ออฟไลน์", "", "500.00"),
                ("ในประเทศ ออนไลน์", "", "0.00"),
                ("ส่งออก ออฟไลน์", "", "0.00"),
                ("ส่งออก ออนไลน์", "", "0.00"),
                ("รวม", "", "500.00"),
            ],
        ),
    ]
    assert "3 พ.ย. 2569" in got.text
    assert "44,040.00" in got.text


def test_a_row_from_before_the_history_begins_with_its_own_stamp(month):
    maker = make.producer(month.district, "เก่า")
    old = make.row(month, maker, amounts=("5", "0", "0", "0"))
    got = page(make.district_officer(month.district), old)
    assert (
        markup(got.text).count(markup('<td data-label="จาก">ไม่ได้เก็บไว้</td>')) == 6
    )  # not "empty": nobody knows
    (line,) = told(got)
    assert line[:2] == ("ตัวเลขที่มีอยู่เมื่อเริ่มเก็บประวัติ", CLERK)
    assert ("ในประเทศ ออฟไลน์", "", "5.00") in line[2]
    SalesRow.objects.filter(pk=old.pk).update(domestic_offline=9)
    changed, first = told(page(make.district_officer(month.district), old))
    assert changed == (
        "แก้ไข",
        "นอกระบบ (ฐานข้อมูลโดยตรง)",
        [("ในประเทศ ออฟไลน์", "5.00", "9.00"), ("รวม", "5.00", "9.00")],
    )
    assert first == line


def test_steps_marks_and_replies_stand_on_the_same_line_of_time(month):
    row = save(month, "500")
    confirm(month)
    month.refresh_from_db()
    workflow.return_district(
        month,
        by=make.province_officer(month.district.province),
        seen_version=month.version,
        reason="ยอดไม่ตรง",
        marks={row.pk: "ขาดใบเสร็จ"},
    )
    month.refresh_from_db()
    mark = row.marks.get()
    answers = Answers({row.pk: Answer(make.reason("ตลาดใหม่"))}, {mark.pk: "ใบเสร็จแนบไว้ในหลักฐานแล้ว"})
    clerk = make.district_officer(month.district)
    with acting(clerk):
        answering.save_answers(month, answers, by=clerk)
    lines = {
        (line.what, line.by, line.said)
        for line in page(clerk, row).context["lines"]
        if not line.changes
    }
    assert lines == {
        ("อำเภอยืนยัน", CHIEF, ""),
        ("ส่งกลับแก้ไข", PROVINCE, "ยอดไม่ตรง"),
        ("จังหวัดทำเครื่องหมายรายการนี้", PROVINCE, "ขาดใบเสร็จ"),
        ("ตอบจังหวัด", CLERK, "ใบเสร็จแนบไว้ในหลักฐานแล้ว"),
    }
    assert ("แก้ไข", CLERK, [("เหตุผลที่ชี้แจง", "", "ตลาดใหม่")]) in told(page(clerk, row))


def test_the_department_sees_it_once_confirmed_and_never_why_it_was_returned(month):
    row = save(month, "500")
    department = make.department_officer()
    page(department, row, 404)
    make.return_district(month)
    make.step(month, "return_district", reason="ยอดไม่ตรง")
    page(department, row, 404)
    make.confirm_province(month.district.province)
    got = page(department, row)
    assert told(got)[-1][:2] == ("แก้ไข", CLERK)
    assert "500.00" in got.text
    assert "ยอดไม่ตรง" not in got.text
    assert "ยอดไม่ตรง" in page(make.province_officer(month.district.province), row).text


def test_other_districts_and_provinces_do_not_find_it(month):
    row = save(month, "500")
    page(make.district_officer(make.district("2403", "-")), row, 404)
    page(make.province_officer(make.province("25", "-")), row, 404)
    other = make.district_month(make.district("2404", "-"))
    foreign = make.row(other, make.producer(other.district), amounts=("5", "0", "0", "0"))
    page(
        make.province_officer(month.district.province), foreign, 404
    )  # of another district's month


def test_a_row_taken_back_and_added_again_tells_both(month):
    clerk = make.district_officer(month.district)
    maker = make.producer(month.district, "เพิ่มเอง")
    month.rows.all().delete()
    entry.add_row(month, maker, "herb", by=clerk)
    row = save(month, "500")
    with acting(clerk):
        entry.remove_row(month, row.pk, version=row.version, by=clerk)
    again = entry.add_row(month, maker, "herb", by=clerk)
    assert again.pk != row.pk
    assert [(what, by) for what, by, _ in told(page(clerk, again))] == [
        ("ลบรายการ", CLERK),
        ("แก้ไข", CLERK),
    ]


def test_a_merge_tells_from_which_producer_the_figures_came(month):
    row = save(month, "500")
    gone, kept = row.producer, make.producer(month.district, "คงไว้")
    officer = make.district_officer(month.district)
    merging.producers_merged.send(sender=type(kept), kept=kept, gone=gone, by=officer)
    got = page(officer, row)
    assert told(got)[0][2] == [("ผู้ผลิต", "กลุ่มทอผ้า", "คงไว้")]


@pytest.mark.parametrize("changes", [1, 3])
def test_the_page_costs_the_same_at_1_and_at_3(month, changes, django_assert_num_queries):
    for number in range(changes):
        row = save(month, f"{number + 5}")
    client = Client()
    client.force_login(make.district_officer(month.district))
    address = f"/sales/2026-10/2402/rows/{row.pk}/history/"
    client.get(address)
    with django_assert_num_queries(10):
        assert len(client.get(address).context["lines"]) == changes


@pytest.mark.parametrize(
    ("who", "where"),
    [("district", ""), ("district", "check/"), ("province", "review/")],
)
def test_it_is_one_click_from_the_row(month, who, where):
    for number in range(6, 10):
        past = make.district_month(month.district, month.month_id.replace(month=number))
        make.row(past, month.rows.get().producer, amounts=("50000", "0", "0", "0"))
    row = save(month, "500")
    user = {
        "district": make.district_officer(month.district),
        "province": make.province_officer(month.district.province),
    }[who]
    client = Client()
    client.force_login(user)
    got = client.get(f"/sales/2026-10/2402/{where}")
    assert got.status_code == 200
    assert f'href="/sales/2026-10/2402/rows/{row.pk}/history/"' in got.text


def test_the_department_comes_from_the_paper(month):
    row = save(month, "500")
    make.confirm_province(month.district.province)
    client = Client()
    client.force_login(make.department_officer())
    got = client.get("/reports/rt2/?month=2026-10&district=2402")
    assert got.status_code == 200
    assert f'href="/sales/2026-10/2402/rows/{row.pk}/history/"' in got.text
