"""Assessments of the old systems come in with their answers; the standing of their products stays."""

from datetime import date

import pytest

from products.models import Assessment, Product, QuadrantScheme
from products.quadrant import assess
from tests.support import factories as make
from tests.taking_over.test_take_over import table, take, write

pytestmark = pytest.mark.django_db

HEADINGS = ("รหัสผลิตภัณฑ์", "เกณฑ์", "วันที่ประเมิน", "คำตอบตามเกณฑ์", "ผลการประเมิน", "เลขที่ใบรับรอง")


@pytest.fixture
def department(db):
    make.district("2402", "บางคล้า")
    return make.department_officer()


def products(folder, *rows) -> None:
    write(
        folder,
        "producers.csv",
        ("รหัสผู้ประกอบการ", "ชื่อผู้ผลิต ผู้ประกอบการ", "รหัสอำเภอ"),
        [("P1", "กลุ่ม", "2402")],
    )
    headings = ("รหัสผลิตภัณฑ์", "รหัสผู้ประกอบการ", "ชื่อผลิตภัณฑ์", "กลุ่มผลิตภัณฑ์ (Quadrant)", "วันที่ลงทะเบียน")
    write(folder, "products.csv", headings, rows)


def answers_of(result: str | None) -> str:
    scheme = QuadrantScheme.objects.in_force().scheme
    found = next(one for one in scheme.answer_sets() if assess(scheme, one) == result)
    return " ".join(found.values())


def test_answers_come_in_and_the_standing_stays(tmp_path, department):
    products(
        tmp_path,
        ("1", "P1", "ผ้าหนึ่ง", "", "1/3/2560"),
        ("2", "P1", "ผ้าสอง", "D", "1/3/2560"),
        ("3", "P1", "ผ้าสาม", "", ""),
    )
    write(
        tmp_path,
        "assessments.csv",
        HEADINGS,
        [
            ("1", "", "15/1/2561", answers_of("B"), "", ""),
            ("2", "Quadrant", "", answers_of("C"), "A", ""),
            ("3", "", "15/1/2561", "9.9", "B", ""),
            ("3", "", "16/1/2561", "", "ดีมาก", "12/2561"),
            ("77", "", "15/1/2561", answers_of("B"), "", ""),
            ("1", "เกณฑ์ที่ไม่มี", "15/1/2561", "", "B", ""),
        ],
    )
    done = table(take(tmp_path, department), "assessments")
    assert (done.rows, done.taken, done.held_back, done.not_taken) == (6, 4, 2, 3)
    first, second = Assessment.objects.filter(product_id__in=[1, 2]).order_by("product_id")
    assert (first.computed, first.result, first.reason) == ("B", "B", "")
    assert (first.assessed_on, len(first.answers)) == (date(2018, 1, 15), 5)
    assert (second.computed, second.result, second.reason) == ("C", "A", "ผลตามระบบเดิม")
    assert second.assessed_on == date(2017, 3, 1)
    without = Assessment.objects.filter(product=3).order_by("pk")
    assert [(one.answers, one.result, one.certificate_number) for one in without] == [
        ({}, "B", ""),
        ({}, "", ""),
    ]
    stands = dict(Product.objects.values_list("pk", "quadrant"))
    assert stands[1] == "B"  # nobody said another
    assert stands[2] == "D"  # as the registry was counted
    assert any("ต่างจากการประเมินล่าสุด" in note and ": 2" in note for note in done.notes)
    again = table(take(tmp_path, department), "assessments")
    assert (again.taken, Assessment.objects.count()) == (0, 4)


def test_a_mark_comes_with_its_certificate(tmp_path, department):
    scheme = make.mark_scheme("เขียว (สมมติ)")
    products(tmp_path, ("1", "P1", "ผ้า", "", ""))
    headings = (*HEADINGS, "วันที่ออก (พ.ศ.)", "วันหมดอายุ (พ.ศ.)")
    row = ("1", "เครื่องหมาย OTOP", "1/2/2568", "", "เขียว (สมมติ)", "12/2568", "1/2/2568", "31/1/2571")
    write(tmp_path, "assessments.csv", headings, [row])
    assert table(take(tmp_path, department), "assessments").taken == 1
    mark = Product.objects.get(pk=1).mark
    assert (mark.scheme, mark.result, mark.certificate_number) == (scheme, "เขียว (สมมติ)", "12/2568")
    assert mark.expires_on == date(2028, 1, 31)
