"""The rounds: the department's form, what the database refuses, the real plan of FY2560-2561."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from registration.models import Round, Window
from registration.models.rounds import plan_of_quarter
from tests.support import factories as make

pytestmark = pytest.mark.django_db

ADD = "/registration/round/add/"


@pytest.fixture
def department() -> Client:
    client = Client()
    client.force_login(make.department_officer())
    return client


def test_the_real_plan_is_loaded_with_its_corrected_years():
    call_command("load_registration_rounds", verbosity=0)
    call_command("load_registration_rounds", verbosity=0)  # again: brought up to date, not doubled
    assert [
        (one.fiscal_year, one.quarter, one.register_from, one.certify_until, one.announce_from)
        for one in Round.objects.order_by("fiscal_year", "quarter")
    ] == [
        (2560, 4, date(2017, 8, 28), date(2017, 9, 25), date(2017, 9, 30)),
        (2561, 1, date(2017, 10, 1), date(2017, 12, 29), date(2017, 12, 30)),
        (2561, 2, date(2018, 1, 1), date(2018, 3, 29), date(2018, 3, 31)),
        (2561, 3, date(2018, 4, 1), date(2018, 6, 28), date(2018, 6, 29)),
        (2561, 4, date(2018, 9, 21), date(2018, 9, 28), date(2018, 9, 28)),
    ]


def test_a_file_with_one_wrong_round_loads_none(tmp_path):
    path = tmp_path / "plan.csv"
    head = "fiscal_year_be,quarter,step,from_iso,to_iso\n"
    good = "".join(f"2570,1,{n},2026-10-0{n},2026-10-0{n}\n" for n in (1, 2, 3))
    bad = "2570,2,1,2027-01-09,2027-01-01\n2570,2,2,2027-01-02,2027-01-02\n"
    for lines in (good + bad, good + "2570,2,1,,2027-01-01\n", good + "2570,x,1,a,b\n"):
        path.write_text(head + lines)
        with pytest.raises(CommandError):
            call_command("load_registration_rounds", path, verbosity=0)
        assert not Round.objects.exists()
    with pytest.raises(CommandError, match="ไม่พบไฟล์"):
        call_command("load_registration_rounds", tmp_path / "none.csv")


def test_a_new_round_comes_filled_in_by_the_pattern_of_its_quarter(department, on):
    on(date(2026, 11, 3))
    form = department.get(ADD).context["adminform"].form
    assert (form["fiscal_year"].value(), form["quarter"].value()) == (2570, 1)
    assert form["register_from"].value() == date(2026, 10, 1)
    make.registration_round(2570, 1)
    make.registration_round(2570, 4)
    form = department.get(ADD).context["adminform"].form
    assert (form["fiscal_year"].value(), form["quarter"].value()) == (2571, 1)
    form = department.get(f"{ADD}?fiscal_year=๒๕๗๐&quarter=2").context["adminform"].form
    assert form["announce_from"].value() == date(2027, 3, 30)


WINDOWS = {
    "register_from": "1/10/2569",
    "register_until": "20/12/2569",
    "certify_from": "23/12/2569",
    "certify_until": "29/12/2569",
    "announce_from": "30/12/2569",
    "announce_until": "30/12/2569",
}


def test_two_windows_may_meet_on_one_day_and_nothing_else_out_of_order(department):
    typed = {"fiscal_year": "2570", "quarter": "1", **WINDOWS}
    answer = department.post(ADD, typed | {"certify_until": "20/12/2569"})
    assert "วันสุดท้ายอยู่ก่อนวันแรก (23 ธ.ค. 2569)" in answer.content.decode()
    answer = department.post(ADD, typed | {"certify_from": "19/12/2569"})
    assert "ต้องไม่ก่อนวันสุดท้ายของช่วงก่อน (20 ธ.ค. 2569)" in answer.content.decode()
    answer = department.post(ADD, typed | {"register_until": "1/9/2569"})
    assert "วันสุดท้ายอยู่ก่อนวันแรก (1 ต.ค. 2569)" in answer.content.decode()
    assert 'value="30/12/2569"' in answer.content.decode()
    answer = department.post(ADD, typed | {"register_from": "1/10/2026"})
    assert "ปีต้องเป็น พ.ศ." in answer.content.decode()
    met = {"certify_from": "20/12/2569", "announce_from": "29/12/2569"}
    assert department.post(ADD, typed | met).status_code == 302
    answer = department.post(ADD, typed)
    assert "มีรอบของไตรมาสนี้แล้ว" in answer.content.decode()
    answer = department.post(ADD, typed | {"quarter": "2"})
    assert "ซ้อนกับรอบอื่น" in answer.content.decode()
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("quarter", "windows", "constraint"),
    [
        (1, {}, "round_once_a_quarter"),
        (2, {"register_from": date(2026, 12, 20)}, "round_register_windows_apart"),
        (2, {"certify_from": date(2027, 3, 19)}, "round_windows_in_order"),
        (2, {"announce_until": date(2027, 3, 1)}, "round_windows_in_order"),
    ],
)
def test_the_database_refuses_what_no_round_can_be(quarter, windows, constraint):
    made = make.registration_round()
    planned = plan_of_quarter(made.fiscal_year, quarter) | windows
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Round.objects.create(fiscal_year=made.fiscal_year, quarter=quarter, **planned)


def test_windows_in_words():
    made = make.registration_round()
    assert made.window_words(Window.REGISTER) == "1 ต.ค. 2569 – 20 ธ.ค. 2569"
    assert made.window_words(Window.ANNOUNCE) == "30 ธ.ค. 2569"


def test_the_list_of_rounds_leads_to_the_progress(department):
    made = make.registration_round()
    page = department.get("/registration/round/").content.decode()
    assert f"/registration/progress/{made.pk}/" in page
