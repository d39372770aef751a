"""ที่มาของตัวเลข: from a total to its rows in three clicks, who stands behind each, what is missing."""

from datetime import date

import pytest
from django.test import Client

from core.reports.engine import ReportNotFound, build, find_report, read_parameters
from sales.models import SalesRow
from sales.months.entry import RowInput, save_rows
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db
OCTOBER = "2026-10"


@pytest.fixture
def month():
    return make.month_of_bang_khla()


def report(user, **given):
    found = find_report("figure-sources", user)
    return build(found, user, read_parameters(found, user, {"period": OCTOBER} | given))


def path_of(address: str) -> str:
    return address.split("?")[0]


def test_each_row_says_who_entered_confirmed_and_certified_it(month):
    officer = make.district_officer(month.district, full_name="นางสาวสมใจ บันทึกดี")
    row = SalesRow.objects.filter(entry="amounts").earliest("pk")
    typed = RowInput(row.pk, row.version, {"domestic_offline": "777"})
    (saved,) = save_rows(month, [typed], by=officer)
    assert saved.saved
    make.evidence(month, row.producer)
    make.confirm_province(month.district.province)
    make.resolution(month)
    table = report(officer)
    found = {line["name"]: line for line in table.rows}[row.producer.name]
    assert str(found["total"]) == "777.00"
    assert found["entered"].startswith("นางสาวสมใจ บันทึกดี")
    assert (found["changes"], found["evidence"]) == (1, 1)
    assert "ยังไม่ยืนยัน" not in found["district_confirmed"] + found["province_confirmed"]
    assert found["resolution"] != "ไม่มี"
    others = [line for line in table.rows if line["name"] != row.producer.name]
    assert {line["evidence"] for line in others} == {0}
    assert table.persons


def test_the_rows_come_to_the_total_that_led_here(month):
    make.confirm_province(month.district.province)
    province = make.province_officer(month.district.province)
    page = signed_in(province).get(f"/reports/rt3/?period={OCTOBER}&format=json").json()
    assert str(report(province).total["total"]) == str(page["total"]["total"])
    for measure in ("domestic", "online"):
        rows = report(province, measure=measure)
        assert rows.total["total"] == sum(
            (row["total"] for row in rows.rows if row["total"]), start=0
        )


def test_what_is_missing_is_said(month):
    officer = make.district_officer(month.district)
    blank = make.row(
        month, make.producer(month.district, "ยังไม่กรอก"), "food", entry="blank", added_by_hand=True
    )
    table = report(officer)
    said = " ".join(table.notes)
    assert "ยังไม่บันทึก 2 รายการ" in said
    line = {row["name"]: row for row in table.rows}[blank.producer.name]
    assert (line["total"], line["entered"]) == (None, "ยังไม่บันทึก")
    assert line["province_confirmed"] == "ยังไม่ยืนยัน"
    neighbour = make.district("2403", "คลองเขื่อน")
    make.district_month(neighbour)
    make.row(month, make.producer(month.district, "x"), "food", ("1", "0", "0", "0"))
    province = make.province_officer(month.district.province)
    assert "คลองเขื่อน" in " ".join(report(province).notes)


def test_nobody_sees_rows_of_others_nor_before_their_confirmation(month):
    away = make.district("2501", "ที่อื่น")
    assert report(make.district_officer(away)).rows == ()
    department = make.department_officer()
    with pytest.raises(ReportNotFound):
        report(make.district_officer(make.district("2404", "บ้านโพธิ์")), district="2402")
    make.confirm_district(month)
    assert report(department, province="24").rows == ()
    make.confirm_province(month.district.province)
    assert report(department, province="24").rows != ()


def test_from_a_total_of_the_nation_to_the_history_of_a_figure_in_three_clicks(month):
    make.confirm_province(month.district.province)
    make.sales_month(date(2026, 9, 1))
    department = make.department_officer()
    client = signed_in(department)
    page = client.get(f"/reports/rt4/?period={OCTOBER}")
    first = page.context["beside"]["sources"]
    assert f'href="{first.replace("&", "&amp;")}"' in page.text
    areas = client.get(first)
    assert "จังหวัดฉะเชิงเทรา" in areas.text
    second = report(department).links[0]
    assert f'href="{second.replace("&", "&amp;")}"' in areas.text
    rows = client.get(second)
    third = report(department, province="24").links[0]
    assert f'href="{third}"' in rows.text
    history = client.get(third)
    assert history.status_code == 200
    assert "ประวัติของตัวเลข" in history.text


@pytest.mark.parametrize(
    "key", ["rt3", "rt4", "sales-areas", "sales-months", "sales-producers", "pivot", "programme"]
)
def test_every_main_report_leads_to_its_sources(month, key):
    make.confirm_province(month.district.province)
    client = signed_in(make.province_officer(month.district.province))
    page = client.get(f"/reports/{key}/", {"period": OCTOBER})
    assert page.status_code == 200
    address = page.context["beside"]["sources"]
    assert client.get(address).status_code == 200
    assert "ที่มาของตัวเลข" in page.text


def test_the_forms_of_a_district_lead_there_too(month):
    client = signed_in(make.district_officer(month.district))
    for key in ("rt1", "rt2"):
        page = client.get(f"/reports/{key}/", {"month": OCTOBER})
        assert client.get(page.context["beside"]["sources"]).status_code == 200


def test_a_producers_amount_leads_to_its_own_rows(month):
    officer = make.district_officer(month.district)
    producers = find_report("sales-producers", officer)
    table = build(producers, officer, read_parameters(producers, officer, {"period": OCTOBER}))
    name = table.rows[0]["name"]
    answer = signed_in(officer).get(table.cell_links[0, "total"] + "&format=json").json()
    assert {row["name"] for row in answer["rows"]} == {name}


def test_the_code_of_a_printed_paper_leads_an_officer_back_to_its_rows(month):
    make.confirm_district(month)
    officer = make.district_officer(month.district)
    kept = make.certified_print(month, officer)
    client = signed_in(officer)
    address = client.get(f"/verify/{kept.token}/").context["sources"]
    assert path_of(address) == "/reports/figure-sources/"
    assert client.get(address).status_code == 200
    stranger = signed_in(make.district_officer(make.district("2501", "ที่อื่น")))
    assert stranger.get(address).status_code == 404
    assert "ที่มาของตัวเลข" not in Client().get(f"/verify/{kept.token}/").text


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_at_1_and_at_3(count, django_assert_num_queries):
    month = make.district_month(make.district())
    for number in range(count):
        maker = make.producer(month.district, f"กลุ่ม {number}")
        make.evidence(month, maker)
        make.row(month, maker, "fabric", ("100", "0", "0", "0"))
    officer = make.district_officer(month.district)
    found = find_report("figure-sources", officer)
    params = read_parameters(found, officer, {"period": OCTOBER})
    with django_assert_num_queries(8):
        build(found, officer, params)
