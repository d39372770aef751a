"""รต.๑-๔: what each role gets, whose figures are in them, at what cost."""

import json
from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from sales.figures.sources import sum_rows
from sales.models import Resolution, SalesRow
from tests.support import factories as make

pytestmark = pytest.mark.django_db

OCTOBER = {"month": "2026-10"}


def get(client, user, key: str, **query):
    client.force_login(user)
    return client.get(f"/reports/{key}/", {"format": "json"} | OCTOBER | query)


def data(client, user, key: str, **query) -> dict:
    response = get(client, user, key, **query)
    assert response.status_code == 200, response.content.decode()
    return json.loads(response.content)


def totals(report: dict) -> dict[str, str]:
    return {row["name"]: row["total"] for row in report["rows"]}


@pytest.fixture
def bang_khla():
    return make.month_of_bang_khla()


@pytest.fixture
def other_districts():
    """A second district of the province, and a district of another province, with sales."""
    months = []
    for code, name, amount in [("2401", "เมืองฉะเชิงเทรา", "500.50"), ("2001", "เมืองชลบุรี", "77.00")]:
        month = make.district_month(make.district(code, name))
        seller = make.producer(month.district, f"ผู้ผลิต {name}", kind="sme")
        make.row(month, seller, "utensil", ("0", "0", amount, "0"))
        months.append(month)
    return months


# --- รต.๑ and รต.๒ -------------------------------------------------------------------------------


def test_rt1_lists_producers_in_thai_order_with_ticks_and_figures(client, bang_khla):
    report = data(client, make.district_officer(bang_khla.district), "rt1")
    assert report["subtitle_lines"] == [
        "อำเภอบางคล้า จังหวัดฉะเชิงเทรา ประจำเดือนตุลาคม 2569",
        "หน่วย: บาท",
    ]
    rows = [(row["number"], row["name"], row["total"], row["note"]) for row in report["rows"]]
    assert rows == [
        (1, "กลุ่มน้ำตาลสด", "366160.00", ""),
        (2, "กลุ่มน้ำตาลสด", "1108620.00", ""),
        (3, "นายขาวสะอาด ใจดี", "0.00", "ไม่มียอดจำหน่าย · น้ำท่วม"),
        (4, "ร้านใหม่", None, ""),
    ]
    ticks = [[key for key, value in row.items() if value is True] for row in report["rows"]]
    assert ticks == [
        ["category_food", "kind_group"],
        ["category_beverage", "kind_group"],
        ["category_fabric", "kind_individual"],
        ["category_herb"],
    ]
    assert report["total"]["domestic_online"] == "16240.00"
    assert report["total"]["total"] == "1474780.00"


def test_rt1_blank_has_the_producers_and_no_figure(client, bang_khla):
    report = data(client, make.district_officer(bang_khla.district), "rt1", blank="yes")
    assert [row["name"] for row in report["rows"]] == [
        "กลุ่มน้ำตาลสด",
        "กลุ่มน้ำตาลสด",
        "นายขาวสะอาด ใจดี",
        "ร้านใหม่",
    ]
    amounts = {row[column] for row in report["rows"] for column in ("domestic_offline", "total")}
    assert amounts == {None}
    assert report["total"]["total"] is None


def test_rt2_is_a_draft_until_the_district_confirmed(client, bang_khla):
    officer = make.district_officer(bang_khla.district, full_name="นางพัฒนา งานดี")
    before = data(client, officer, "rt2")
    assert before["draft"] is True
    assert before["notes"] == ["คณะกรรมการ นตผ.อำเภอ: ยังไม่ได้บันทึกมติรับรอง"]
    make.confirm_district(bang_khla)
    make.resolution(bang_khla, "meeting", "9/2569")
    make.resolution(bang_khla, "circular", "ฉช 0019/88")
    after = data(client, officer, "rt2")
    assert after["draft"] is False
    assert after["coverage"] == "อำเภอบางคล้า: อำเภอยืนยันแล้ว"
    assert after["notes"][0] == (
        "คณะกรรมการ นตผ.อำเภอ รับรองแล้ว โดยหนังสือเวียน เลขที่ ฉช 0019/88 วันที่ 3 พ.ย. 2569"
    )
    assert after["notes"][1].startswith("อำเภอยืนยันในระบบโดย นางพัฒนา งานดี เมื่อ ")
    assert after["signatures"][0][3] == "พัฒนาการอำเภอบางคล้า"


def test_rt2_sums_by_category_and_by_channel(client, bang_khla):
    report = data(client, make.district_officer(bang_khla.district), "rt2")
    categories, channels = report["summaries"]
    assert totals(categories) == {
        "อาหาร": "366160.00",
        "เครื่องดื่ม": "1108620.00",
        "ผ้า เครื่องแต่งกาย": "0.00",
        "ของใช้ ของตกแต่ง ของที่ระลึก": "0.00",
        "สมุนไพรที่ไม่ใช่อาหาร": "0.00",
    }
    assert channels["rows"][0] == {
        "name": "จำหน่ายในประเทศ",
        "offline": "1458540.00",
        "online": "16240.00",
        "total": "1474780.00",
    }
    assert channels["total"]["total"] == categories["total"]["total"] == report["total"]["total"]


def test_the_chief_who_confirmed_is_named_and_bangkok_has_no_such_post(client):
    khet = make.district_month(make.district("1001", "พระนคร", "เขต"))
    officer = make.district_officer(khet.district, may_certify=True, full_name="นายพระนคร ดี")
    make.confirm_district(khet)
    assert data(client, officer, "rt2")["signatures"][0][2:4] == [
        "(นายพระนคร ดี)",
        "ผู้รับรองยอดจำหน่าย เขตพระนคร",
    ]


# --- Whose figures --------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["rt1", "rt2"])
def test_district_reports_of_others_are_not_found(client, bang_khla, other_districts, key):
    make.confirm_district(bang_khla)
    visitors = [
        (make.district_officer(other_districts[0].district), 404),
        (make.province_officer(other_districts[1].district.province), 404),
        (make.department_officer(), 404),  # confirmed by the district, not by the province
        (make.province_officer(bang_khla.district.province), 200),
        (make.district_officer(bang_khla.district), 200),
    ]
    for user, status in visitors:
        assert get(client, user, key, district="2402").status_code == status, user
    assert get(client, make.department_officer(), key, district="9999").status_code == 404
    make.confirm_province(bang_khla.district.province)
    assert get(client, make.department_officer(), key, district="2402").status_code == 200
    make.reopen_province(bang_khla.district.province)
    assert get(client, make.department_officer(), key, district="2402").status_code == 404


def test_the_department_is_offered_only_districts_of_confirmed_provinces(
    client, bang_khla, other_districts
):
    make.confirm_district(bang_khla)
    make.confirm_province(other_districts[1].district.province)
    page = get(client, make.department_officer(), "rt1", format="html", district="2001")
    offered = page.context["form"].fields["district"].queryset
    assert [district.code for district in offered] == ["2001"]


def test_a_province_is_out_of_another_provinces_area(client, bang_khla, other_districts):
    chon_buri = make.province_officer(other_districts[1].district.province)
    make.confirm_province(bang_khla.district.province)
    for key in ("rt3", "rt4"):
        assert get(client, chon_buri, key, province="24").status_code == 404
        assert get(client, chon_buri, key, province="99").status_code == 404
        own = data(client, chon_buri, key)
        assert (own["rows"], own["total"]) == ([], None)
    district = make.district_officer(other_districts[1].district)
    assert get(client, district, "rt3", province="24").status_code == 404
    assert get(client, district, "rt3", district="2402").status_code == 404
    assert get(client, district, "rt4").status_code == 404  # not a report of districts
    assert totals(data(client, district, "rt3"))["ของใช้ ของตกแต่ง ของที่ระลึก"] == "77.00"


def test_the_department_gets_nothing_before_the_province_confirmed(
    client, bang_khla, other_districts
):
    department = make.department_officer()
    make.confirm_district(bang_khla)
    make.confirm_province(other_districts[1].district.province)
    for key in ("rt3", "rt4"):
        empty = data(client, department, key, province="24")
        assert (empty["rows"], empty["total"]) == ([], None)
        assert empty["coverage"] == "จังหวัดฉะเชิงเทรายังไม่ยืนยันยอดของเดือนนี้ จึงไม่มียอดในรายงาน"
        nation = data(client, department, key)
        assert nation["total"]["total"] == "77.00"
        assert nation["coverage"] == "จังหวัดยืนยันแล้ว 1 จาก 2 จังหวัด ขาด: ฉะเชิงเทรา"
    missing = next(row for row in nation["rows"] if row["name"] == "ฉะเชิงเทรา")
    assert missing == {
        "number": 2,
        "name": "ฉะเชิงเทรา",
        "producers_group": None,
        "producers_individual": None,
        "producers_sme": None,
        "domestic_offline": None,
        "domestic_online": None,
        "export_offline": None,
        "export_online": None,
        "total": None,
        "note": "ยังไม่ยืนยัน",
    }


def test_the_department_gets_everything_at_once_and_loses_it_when_reopened(
    client, bang_khla, other_districts
):
    department, province = make.department_officer(), bang_khla.district.province
    make.confirm_province(province)
    assert data(client, department, "rt3", province="24")["total"]["total"] == "1475280.50"
    assert totals(data(client, department, "rt4", province="24")) == {
        "เมืองฉะเชิงเทรา": "500.50",
        "บางคล้า": "1474780.00",
    }
    make.reopen_province(province)
    assert data(client, department, "rt3", province="24")["rows"] == []
    assert data(client, department, "rt4")["rows"] == []
    make.confirm_province(province)
    assert data(client, department, "rt3")["total"]["total"] == "1475280.50"  # once, not twice


def test_the_department_reads_the_snapshot_and_not_the_rows(client, bang_khla, other_districts):
    make.confirm_province(bang_khla.district.province)
    with CaptureQueriesContext(connection) as captured:
        data(client, make.department_officer(), "rt4")
    assert [query["sql"] for query in captured if '"sales_salesrow"' in query["sql"]] == []


def test_a_province_reads_its_confirmed_districts_before_it_confirms(
    client, bang_khla, other_districts
):
    officer = make.province_officer(bang_khla.district.province)
    make.confirm_district(bang_khla)
    report = data(client, officer, "rt4")
    assert totals(report) == {"เมืองฉะเชิงเทรา": None, "บางคล้า": "1474780.00"}
    assert report["total"]["total"] == "1474780.00"
    assert report["coverage"] == "อำเภอยืนยันแล้ว 1 จาก 2 อำเภอ ขาด: เมืองฉะเชิงเทรา"
    assert report["draft"] is True
    make.return_district(bang_khla)
    assert data(client, officer, "rt4")["rows"] == []
    make.confirm_province(officer.province)
    confirmed = data(client, officer, "rt4")
    assert confirmed["draft"] is False
    assert confirmed["coverage"] == "อำเภอยืนยันแล้ว 2 จาก 2 อำเภอ ครบทุกอำเภอ"
    assert (
        confirmed["rows"] == data(client, make.department_officer(), "rt4", province="24")["rows"]
    )


def test_producers_count_once_in_totals_and_only_with_sales(client, bang_khla):
    make.confirm_district(bang_khla)
    report = data(client, make.province_officer(bang_khla.district.province), "rt3")
    columns = [column["key"] for column in report["columns"] if column["kind"] == "count"]
    assert columns == ["number", "producers_group", "producers_individual", "producers_sme"]
    assert [row["producers_group"] for row in report["rows"]] == [1, 1, 0, 0, 0]
    assert (report["total"]["producers_group"], report["total"]["producers_individual"]) == (1, 0)


def test_the_paper_says_why_its_producers_do_not_add_up(client, bang_khla):
    """354 producers stood under rows that came to 428, without a word."""
    make.confirm_district(bang_khla)
    user = make.province_officer(bang_khla.district.province)
    note = (
        "จำนวนผู้ผลิต: ผู้ผลิตที่มียอดหลายประเภทนับในทุกประเภทนั้น แต่นับเพียงครั้งเดียวในแถวรวม "
        "ผลบวกของทุกประเภทจึงเป็น 2 ส่วนผู้ผลิตในแถวรวมมี 1 ราย"
    )
    assert data(client, user, "rt3")["notes"][0] == note
    assert note in client.get("/reports/rt3/?month=2026-10").content.decode()
    sheet = client.get("/reports/rt3/?month=2026-10&format=xlsx").content
    cells = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert note in [line[0] for line in cells]
    of_one_category = data(client, user, "rt3", category="food")["notes"]
    assert of_one_category == ["คณะกรรมการ นตผ.จังหวัด: ยังไม่ได้บันทึกมติรับรอง"]


def test_blank_kinds_have_their_column_when_there_are_any(client):
    month = make.district_month(make.district())
    make.row(month, make.producer(month.district, kind=""), amounts=("1.00", "0", "0", "0"))
    report = data(client, make.district_officer(month.district), "rt3")
    assert (report["total"]["producers_"], report["draft"]) == (1, True)
    assert report["coverage"] == "อำเภอบางคล้า: กำลังบันทึก"


def test_a_producer_whose_kind_was_corrected_in_the_month_counts_once():
    month = make.district_month(make.district())
    seller = make.producer(month.district)
    make.row(month, seller, "food", ("1", "0", "0", "0"), kind="")
    make.row(month, seller, "herb", ("1", "0", "0", "0"), kind="group")
    _, counts = sum_rows(SalesRow.objects.all())
    assert [(count.kind, count.producers) for count in counts] == [("group", 1)]


def test_many_missing_provinces_are_named_up_to_ten(client, bang_khla):
    for number in range(30, 43):
        make.province(str(number), f"จังหวัดที่ {number}")
    make.confirm_province(bang_khla.district.province)
    coverage = data(client, make.department_officer(), "rt3")["coverage"]
    assert coverage == (
        "จังหวัดยืนยันแล้ว 1 จาก 14 จังหวัด ขาด: "
        + " ".join(f"จังหวัดที่ {number}" for number in range(30, 40))
        + " และอีก 3 จังหวัด"
    )


# --- Cost -----------------------------------------------------------------------------------------


def _rows_of(districts: int, producers: int) -> None:
    for code in range(2401, 2401 + districts):
        month = make.district_month(make.district(str(code), f"อำเภอที่ {code}"))
        for number in range(producers):
            seller = make.producer(month.district, f"ผู้ผลิต {number}")
            make.row(month, seller, amounts=("1", "0", "0", "0"))
        make.confirm_district(month)


@pytest.mark.parametrize(("districts", "producers"), [(1, 1), (3, 3)])
@pytest.mark.parametrize(
    ("key", "role", "queries"),
    [
        ("rt1", "district", 6),
        ("rt2", "district", 8),
        ("rt3", "district", 11),
        ("rt1", "province", 6),
        ("rt3", "province", 14),
        ("rt4", "province", 14),
        ("rt3", "department", 9),
        ("rt4", "department", 9),
    ],
)
def test_queries_do_not_grow(
    client, django_assert_num_queries, districts, producers, key, role, queries
):
    _rows_of(districts, producers)
    province = make.province()
    make.confirm_province(province)
    user = {
        "district": make.district_officer(make.district("2401")),
        "province": make.province_officer(province),
        "department": make.department_officer(),
    }[role]
    client.force_login(user)
    query = {"format": "json"} | OCTOBER | ({"district": "2401"} if key == "rt1" else {})
    with django_assert_num_queries(queries):
        assert client.get(f"/reports/{key}/", query).status_code == 200


def test_a_resolution_of_before_the_return_no_longer_certifies(client, bang_khla):
    """รต.๒ must not name a committee that never saw the corrected figures."""
    make.confirm_district(bang_khla)
    make.resolution(bang_khla)
    officer = make.district_officer(bang_khla.district)
    certified = [note for note in data(client, officer, "rt2")["notes"] if "รับรองแล้ว" in note]
    assert len(certified) == 1
    make.return_district(bang_khla)
    make.confirm_district(bang_khla)
    notes = data(client, officer, "rt2")["notes"]
    assert [note for note in notes if "รับรองแล้ว" in note] == []
    assert "ยังไม่ได้บันทึกมติรับรอง" in notes[0]
    make.resolution(bang_khla)
    assert [n for n in data(client, officer, "rt2")["notes"] if "รับรองแล้ว" in n] == certified


@pytest.mark.parametrize("key", ["rt3", "rt4"])
def test_papers_of_a_province_carry_its_committee_its_confirmation_and_a_place_to_sign(
    client, bang_khla, key
):
    """รต.๓ and รต.๔ go up as รต.๒ does (DOMAIN.md 8); a withdrawn report takes the resolution along."""
    province = bang_khla.district.province
    officer = make.province_officer(province)
    make.confirm_province(province)
    of_month = province.provincemonth_set.get()
    before = data(client, officer, key)
    assert before["notes"][-2] == "คณะกรรมการ นตผ.จังหวัด: ยังไม่ได้บันทึกมติรับรอง"
    assert before["notes"][-1].startswith("จังหวัดยืนยันในระบบโดย ")
    assert before["signatures"][0][4] == "ผู้รับรองของจังหวัดฉะเชิงเทรา"
    Resolution.objects.create(
        province_month=of_month, form="meeting", number="11/2569", held_on=date(2026, 11, 6),
        recorded_by=officer,
    )  # fmt: skip
    for reader, asked in ((officer, {}), (make.department_officer(), {"province": "24"})):
        assert data(client, reader, key, **asked)["notes"][-2] == (
            "คณะกรรมการ นตผ.จังหวัด รับรองแล้ว ในการประชุมครั้งที่ 11/2569 วันที่ 6 พ.ย. 2569"
        )
    make.return_district(bang_khla)
    make.reopen_province(province)
    make.confirm_province(province)
    assert "ยังไม่ได้บันทึกมติรับรอง" in data(client, officer, key)["notes"][-2]


def test_a_district_returned_before_the_report_takes_the_provinces_resolution_along(
    client, bang_khla
):
    """The committee may meet before the province confirms; what it saw must not change after."""
    province = bang_khla.district.province
    officer = make.province_officer(province)
    make.confirm_district(bang_khla)
    Resolution.objects.create(
        province_month=province.provincemonth_set.get(), form="meeting", number="11/2569",
        held_on=date(2026, 11, 6), recorded_by=officer,
    )  # fmt: skip
    assert "11/2569" in data(client, officer, "rt4")["notes"][-1]
    make.return_district(bang_khla)
    make.confirm_province(province)
    assert "ยังไม่ได้บันทึกมติรับรอง" in data(client, officer, "rt4")["notes"][-2]


def test_a_year_and_the_nation_are_no_committees_paper(client, bang_khla):
    make.confirm_province(bang_khla.district.province)
    officer = make.province_officer(bang_khla.district.province)
    of_year = get(client, officer, "rt4", month="", period="2570").json()
    of_nation = data(client, make.department_officer(), "rt4")
    assert of_year["rows"]
    assert of_nation["rows"]
    for report in (of_year, of_nation):
        assert report["signatures"] == []
        assert [note for note in report["notes"] if "นตผ." in note] == []


def test_titles_are_those_of_the_letters(client, bang_khla):
    make.confirm_province(bang_khla.district.province)
    department = make.department_officer()
    titles = {
        key: data(client, department, key, **asked)["title"]
        for key, asked in {
            "rt1": {"district": "2402"},
            "rt2": {"district": "2402"},
            "rt3": {},
            "rt4": {"province": "24"},
        }.items()
    }
    result = "รายงานข้อมูลผลการจำหน่ายผลิตภัณฑ์หนึ่งตำบล หนึ่งผลิตภัณฑ์ OTOP"
    assert titles == {
        "rt1": "แบบจัดเก็บข้อมูลการจำหน่ายผลิตภัณฑ์หนึ่งตำบล หนึ่งผลิตภัณฑ์ (รต.๑)",
        "rt2": "รายงานยอดจำหน่ายผลิตภัณฑ์ OTOP (รต.๒)",
        "rt3": f"{result} แยกตามผลิตภัณฑ์ (รต.๓)",
        "rt4": f"{result} รายอำเภอ (รต.๔)",
    }


# --- What a report opens on -------------------------------------------------------------------------


@pytest.fixture
def one_confirmed(bang_khla):
    """October is confirmed, November opened and empty."""
    make.confirm_province(bang_khla.district.province)
    return make.district_month(bang_khla.district, date(2026, 11, 1))


def opened(client, user, key: str, **query):
    """As from the list of reports, with nothing said but `query`."""
    client.force_login(user)
    return client.get(f"/reports/{key}/", query)


@pytest.mark.parametrize("key", ["rt3", "rt4", "sales-areas"])
def test_a_report_opens_on_the_newest_month_that_holds_something(client, one_confirmed, key):
    """The department's reports opened on the month that had just begun, which is always empty."""
    of = one_confirmed.district
    for user in (make.department_officer(), make.province_officer(of.province)):
        page = opened(client, user, key)
        assert page.context["form"].data["period"] == "2026-10", user
    district = opened(client, make.district_officer(of), "rt1")
    assert district.context["form"].data["month"] == "2026-11"  # which it enters


def test_the_department_chooses_the_province_before_the_district(client, one_confirmed):
    def fields(**query):
        page = opened(client, make.department_officer(), "rt2", **query)
        form = page.context["form"]
        return [
            [str(key) for key, _ in form.fields[name].choices if key]
            for name in ("province", "district")
        ]

    assert fields() == [["24"], []]
    assert fields(province="24") == [["24"], ["2402"]]
    assert fields(district="2402") == [["24"], ["2402"]]
    page = opened(client, make.department_officer(), "rt2", format="xlsx", district="2402")
    assert "บางคล้า" in unquote(page["Content-Disposition"])
    of = one_confirmed.district
    page = opened(client, make.province_officer(of.province), "rt2")
    assert "province" not in page.context["form"].fields
