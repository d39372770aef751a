"""What is kept of the rows out of line is what is found in them, whatever path a change takes."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.postgresql.before_commit import settle_all
from core.thai.calendar import add_months
from sales.models import ChangedGroup, DistrictMonth, OpenAnomaly, SalesMonth, SalesRow
from sales.months.checks import MonthCheck, left_to_answer
from sales.months.kept_anomalies import keep_all, open_anomalies_of
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

TOTALS = ["0", "100", "5000", "6000", "10000", "30000", "50000", "250000"]
MONTHS = 7  # of which the last two are held against the others


def row_of(month, maker, total="10000", **given_values):
    return make.row(month, maker, amounts=(total, "0", "0", "0"), **given_values)


def found_now(month: DistrictMonth) -> dict[int, tuple[str, str]]:
    """As the step that confirms finds them, from the rows alone."""
    return {pk: (one.short, one.sentence) for pk, one in MonthCheck.of(month).anomalies.items()}


def shown(month: DistrictMonth) -> dict[int, tuple[str, str]]:
    return {pk: (one.short, one.sentence) for pk, one in MonthCheck.read(month).anomalies.items()}


def kept(months: list[DistrictMonth]) -> dict[int, tuple[str, str]]:
    lines = OpenAnomaly.objects.filter(district_month__in=months)
    return {one.pk: (one.short, one.sentence) for one in lines}


class Offices:
    """Two districts of a province, producers with months behind them."""

    def __init__(self):
        self.districts = [make.district("2402"), make.district("2403", "บางน้ำเปรี้ยว")]
        self.months = [
            [make.district_month(of, add_months(make.OCTOBER, -back)) for back in range(MONTHS)][
                ::-1
            ]
            for of in self.districts
        ]
        self.makers = []
        for number in range(12):
            maker = make.producer(self.districts[number % 2], f"กลุ่ม {number}")
            self.makers.append(maker)
            for month in self.months[number % 2]:
                row_of(month, maker)

    @property
    def asked(self) -> list[DistrictMonth]:
        of_district = [DistrictMonth.objects.filter(district=of) for of in self.districts]
        return [
            one
            for months in of_district
            for one in months.select_related("month", "district__province").order_by("-month_id")[
                :2
            ]
        ]


ACT = st.tuples(
    st.sampled_from(["figure", "blank", "kind", "delete", "return", "move", "past", "close"]),
    st.integers(0, 11),
    st.integers(0, MONTHS - 1),
    st.sampled_from(TOTALS),
    st.booleans(),  # whether its transaction is one of a form, which settles
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ACT, min_size=3, max_size=9))
def test_what_is_kept_is_what_is_found_after_any_history(acts):
    with transaction.atomic():
        offices = Offices()
        keep_all()
        for name, maker, back, total, settles in acts:
            with transaction.atomic():
                act(name, offices, maker, back, total)
                if settles:
                    settle_all()
            for month in offices.asked:
                if month.is_editable:
                    assert shown(month) == found_now(month)
                    unexplained = MonthCheck.of(month).faults.unexplained
                    assert left_to_answer([month])[month.pk].unexplained == len(unexplained)
        keep_all()
        assert keep_all()[1] == 0
        open_ones = [month for month in offices.asked if month.is_editable]
        found = {pk: one for month in open_ones for pk, one in found_now(month).items()}
        assert kept(open_ones) == found
        transaction.set_rollback(True)


def act(name: str, offices: Offices, maker: int, back: int, total: str) -> None:
    rows = SalesRow.objects.filter(
        producer=offices.makers[maker], month=add_months(make.OCTOBER, -back)
    )
    may = rows.filter(district_month__status__in=DistrictMonth.EDITABLE, month__in=open_months())
    newest = may.filter(month=make.OCTOBER)
    match name:
        case "figure":
            newest.update(entry="amounts", domestic_offline=Decimal(total))
        case "past":
            may.update(entry="amounts", domestic_offline=Decimal(total))
        case "blank":
            may.update(entry="blank", domestic_offline=0)
        case "kind":
            newest.update(kind="sme" if maker % 2 else "group")
        case "delete":
            may.delete()
        case "return":
            month = offices.asked[maker % len(offices.asked)]
            if month.is_editable:
                make.confirm_district(month)
            elif month.status == DistrictMonth.Status.DISTRICT_CONFIRMED:
                make.return_district(month)
        case "move":
            newest.update(producer=make.producer(offices.districts[0], f"ใหม่ {total} {back}"))
        case "close":
            month = SalesMonth.objects.get(month=make.OCTOBER)
            closes = month.status == "open"
            month.status = "closed" if closes else "open"
            month.closed_at = timezone.now() if closes else None
            month.closed_by = make.department_officer() if closes else None
            month.save()


def open_months() -> list[date]:
    return list(SalesMonth.objects.filter(status="open").values_list("month", flat=True))


# --- By whom --------------------------------------------------------------------------------------


@pytest.fixture
def offices() -> Offices:
    offices = Offices()
    keep_all()
    assert kept(offices.asked) == {}
    return offices


def change(offices: Offices, maker: int, total: str) -> SalesRow:
    row = SalesRow.objects.get(producer=offices.makers[maker], month=make.OCTOBER)
    SalesRow.objects.filter(pk=row.pk).update(domestic_offline=Decimal(total))
    return row


def test_a_save_of_the_grid_keeps_what_it_changed(offices, django_assert_num_queries):
    row = SalesRow.objects.get(producer=offices.makers[0], month=make.OCTOBER)
    client = signed_in(make.district_officer(offices.districts[0]))
    amounts = {"domestic_offline": "250000", "domestic_online": "0"}
    sent = {"rows": [{"id": row.pk, "version": row.version, "amounts": amounts}]}
    answer = client.post("/sales/2026-10/2402/rows/", sent, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert not ChangedGroup.objects.exists()
    (line,) = OpenAnomaly.objects.all()
    assert (line.row_id, line.category, line.kind) == (row.pk, "food", "group")
    assert line.short == "สูงกว่าปกติ 25 เท่า"
    # Of both districts, though this officer sees one.
    assert "ผู้ผลิตแบบเดียวกัน 11 รายในจังหวัด" in line.sentence
    page = client.get("/sales/2026-10/2402/check/").content.decode()
    assert "ผู้ผลิตแบบเดียวกัน 11 รายในจังหวัด" in page
    month = offices.asked[0]
    with django_assert_num_queries(1):
        assert open_anomalies_of([month])[month.pk].unexplained == {row.pk}


def test_what_is_usual_moves_in_other_districts_too(offices):
    """All sell five times as much: what was asked in the first district is everybody's month."""
    with transaction.atomic():
        change(offices, 0, "50000")
        settle_all()
    assert len(kept(offices.asked)) == 1
    with transaction.atomic():
        for maker in range(1, 12):
            change(offices, maker, "50000")
        settle_all()
    assert kept(offices.asked) == {}
    assert not ChangedGroup.objects.exists()


def test_a_change_past_the_forms_is_found_as_a_page_looks(offices, django_assert_num_queries):
    row = change(offices, 0, "250000")
    month = offices.asked[0]
    assert row.district_month_id == month.pk
    assert (kept([month]), set(shown(month))) == ({}, {row.pk})
    with django_assert_num_queries(3):
        assert left_to_answer([month])[month.pk].unexplained == 1


def test_a_blank_row_that_is_opened_notes_nothing(offices):
    maker = make.producer(offices.districts[0], "มาใหม่")
    row = row_of(offices.asked[0], maker, "0", entry="blank")
    SalesRow.objects.filter(pk=row.pk).update(note="รอ")
    assert not ChangedGroup.objects.exists()


def test_whoever_comes_next_takes_along_what_another_left(offices):
    change(offices, 0, "250000")  # as of one who met another and left its note
    ChangedGroup.objects.update(transaction=0)
    with transaction.atomic():
        settle_all()
    assert ChangedGroup.objects.exists()  # nothing of its own: nothing done
    with transaction.atomic():
        change(offices, 1, "10001")
        settle_all()
    assert not ChangedGroup.objects.exists()
    assert len(kept(offices.asked)) == 1


def test_a_change_of_very_many_provinces_is_left_to_the_night(offices, monkeypatch):
    monkeypatch.setattr("sales.months.kept_anomalies.MOST_AT_ONCE", 0)
    with transaction.atomic():
        change(offices, 0, "250000")
        settle_all()
    assert kept(offices.asked) == {}
    assert keep_all() == (1, 0)
    assert not ChangedGroup.objects.exists()
    assert len(kept(offices.asked)) == 1


def test_the_night_says_what_was_kept_wrong_and_mends_it(offices):
    row = change(offices, 0, "250000")
    assert keep_all() == (1, 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sales_openanomaly SET short = 'ผิด' WHERE row_id = %s", [row.pk])
    out, err = StringIO(), StringIO()
    call_command("keep_anomalies", stdout=out, stderr=err)
    assert err.getvalue() == "ข้อสังเกตที่เก็บไว้ไม่ตรงกับที่นับ 1 รายการ แก้แล้ว\n"
    assert out.getvalue() == "ข้อสังเกตของเดือนที่เปิดรับ 1 รายการ\n"
    err = StringIO()
    call_command("keep_anomalies", stdout=out, stderr=err)
    assert err.getvalue() == ""


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_of_1_and_3_months(count, offices, django_assert_num_queries):
    months = offices.asked[:count]
    with django_assert_num_queries(1):
        assert set(open_anomalies_of(months)) == {one.pk for one in months}


def test_nothing_is_kept_that_the_door_does_not_show(offices):
    change(offices, 0, "250000")
    keep_all()
    own, other = (make.district_officer(of) for of in offices.districts)
    counts = [
        OpenAnomaly.objects.visible_to(user).count()
        for user in (own, other, make.province_officer(make.province()), make.department_officer())
    ]
    assert counts == [1, 0, 1, 0]
